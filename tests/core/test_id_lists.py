"""Lists in conditions go to the database as one value, whatever their length, and mean what they meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.frameworks.models import Competency
from core.id_lists import texts
from tests.builders import a_skill
from tests.conftest import House


@pytest.fixture
def skills(house: House) -> list[int]:
    with house.writing() as session:
        return [a_skill(session, f"Skill {each}") for each in range(5)]


@contextmanager
def _heard(house: House) -> Iterator[list[str]]:
    engine, sent = house.engine.database.reader, list[str]()

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _found(house: House, condition: sa.ColumnElement[bool]) -> set[int]:
    with house.reading() as session:
        return set(session.scalars(sa.select(Competency.id).where(condition)))


def test_a_list_of_ids_finds_these_and_no_others(house: House, skills: list[int]) -> None:
    assert _found(house, Competency.id.in_(skills[:2])) == set(skills[:2])
    assert _found(house, Competency.id.in_({skills[0], -1})) == {skills[0]}
    assert _found(house, Competency.id.in_([])) == set()


def test_what_is_in_no_list_is_found_also_by_an_empty_one(house: House, skills: list[int]) -> None:
    assert _found(house, Competency.id.not_in(skills[1:])) == {skills[0]}
    assert set(skills) <= _found(house, Competency.id.not_in([]))


def test_an_empty_column_is_in_no_list_and_out_of_none_but_the_empty_one(house: House, skills: list[int]) -> None:
    own = Competency.id.in_(skills)
    assert _found(house, sa.and_(own, Competency.scale_id.in_([1, 2]))) == set()
    assert _found(house, sa.and_(own, Competency.scale_id.not_in([1, 2]))) == set()
    assert _found(house, sa.and_(own, Competency.scale_id.not_in([]))) == set(skills)


def test_ten_thousand_ids_fit_into_one_statement(house: House, skills: list[int]) -> None:
    assert _found(house, Competency.id.in_(range(-10_000, skills[2] + 1))) == set(skills[:3])


def test_statements_of_lists_of_any_length_are_the_same(house: House, skills: list[int]) -> None:
    with _heard(house) as sent:
        _found(house, Competency.id.in_(skills[:1]))
        _found(house, Competency.id.in_(skills))
    assert len({each for each in sent if "competency" in each}) == 1


def test_many_texts_are_one_value_too_whatever_signs_they_have(house: House, skills: list[int]) -> None:
    odd = ["Skill 1", "it's \"odd\"", "{a,b}", "\\", "Ærø, %s", "null", "NULL", ""]
    with _heard(house) as sent:
        assert _found(house, Competency.name.in_(texts(odd))) == {skills[1]}
    with house.writing() as session:
        strange = {name: a_skill(session, name) for name in ("it's \"odd\"", "{a,b}", "Ærø, %s", "NULL")}
    assert _found(house, Competency.name.in_(texts(odd))) == {skills[1], *strange.values()}
    assert all("it's" not in each for each in sent)


def test_a_few_texts_stay_as_they_are_written(house: House, skills: list[int]) -> None:
    assert _found(house, Competency.name.in_(["Skill 0", "Skill 4"])) == {skills[0], skills[4]}
