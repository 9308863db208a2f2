"""Data of an older format: converted whole in the background, from where it stopped, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from core.audit import latest_facts
from core.conversions import (
    CONVERSIONS,
    Conversion,
    Part,
    conversions_left,
    convert_part,
    convert_workspace,
    standings,
)
from core.db import WorkspaceSession, insert_rows
from core.people import Person
from core.people.models import PersonSetting
from tests.builders import a_person
from tests.conftest import House

ROWS = 25
OLD, NEW = {"yes": "on", "no": "off"}, ("on", "off")


class Stopped(Exception):
    """The process was stopped."""


def _convert(session: WorkspaceSession, after: int, limit: int) -> Part:
    """The older format of a switch was yes or no."""
    query = select(PersonSetting).where(PersonSetting.id > after).order_by(PersonSetting.id).limit(limit)
    rows = session.scalars(query).all()
    old = [row for row in rows if row.value in OLD]
    for row in old:
        row.value = OLD[row.value]
    return Part(rows[-1].id if rows else None, len(rows), len(old))


SWITCHES = Conversion("switches_as_words", _convert)


@pytest.fixture
def older(house: House) -> House:
    """Switches as the version before wrote them, and one that was written since."""
    with house.writing() as session:
        person = a_person(session)
        rows = [{"person_id": person, "name": f"switch.{n}", "value": ("yes", "no")[n % 2]} for n in range(ROWS)]
        insert_rows(session, PersonSetting, [*rows, {"person_id": person, "name": "switch.new", "value": "off"}])
    return house


def _values(house: House) -> list[tuple[str, str]]:
    with house.reading() as session:
        query = select(PersonSetting.name, PersonSetting.value).order_by(PersonSetting.id)
        return [(name, value) for name, value in session.execute(query)]


def _wanted() -> list[tuple[str, str]]:
    return [*((f"switch.{n}", NEW[n % 2]) for n in range(ROWS)), ("switch.new", "off")]


@pytest.mark.rule("core/upgrade")
def test_older_data_are_converted_whole_once_and_it_is_recorded(older: House) -> None:
    assert convert_workspace(older.engine, older.workspace_id, [SWITCHES], limit=10) == ROWS
    assert _values(older) == _wanted()
    assert convert_workspace(older.engine, older.workspace_id, [SWITCHES], limit=10) == 0
    with older.reading() as session:
        assert conversions_left(session, [SWITCHES]) == []
        (fact,) = latest_facts(session, "data.converted")
        assert (fact.plain["conversion"], fact.plain["read"], fact.plain["changed"]) == (SWITCHES.name, ROWS + 1, ROWS)


@pytest.mark.rule("core/upgrade")
@pytest.mark.parametrize("at", range(8))
def test_a_stop_at_any_point_loses_nothing_and_it_goes_on_from_there(older: House, at: int) -> None:
    """Stopped before the commit of its part, or right after it."""
    with pytest.raises(Stopped):
        _run_until(older, at)
    convert_workspace(older.engine, older.workspace_id, [SWITCHES], limit=7)
    assert _values(older) == _wanted()
    with older.reading() as session:
        (standing,) = standings(session, [SWITCHES])
    assert (standing.read, standing.changed, standing.finished) == (ROWS + 1, ROWS, True)


def _run_until(house: House, stop_at: int) -> None:
    for point in range(0, 10, 2):
        with house.writing() as session:
            more = convert_part(session, SWITCHES, limit=7)
            if point == stop_at:
                raise Stopped
        if point + 1 == stop_at or not more:
            raise Stopped


@pytest.mark.rule("core/upgrade")
def test_several_processes_at_once_take_turns_and_read_each_row_once(older: House) -> None:
    def run(_number: int) -> int:
        return convert_workspace(older.engine, older.workspace_id, [SWITCHES], limit=3)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))
    assert _values(older) == _wanted()
    with older.reading() as session:
        (standing,) = standings(session, [SWITCHES])
    assert (standing.read, standing.changed) == (ROWS + 1, ROWS)


def test_each_workspace_is_converted_for_itself(older: House) -> None:
    other = House(older.engine, older.engine.add_workspace("TOTHER", "Other"), older.clock)
    convert_workspace(older.engine, other.workspace_id, [SWITCHES])
    with older.reading() as session:
        assert conversions_left(session, [SWITCHES]) == [SWITCHES]
    assert _values(older) != _wanted()


@pytest.mark.rule("core/upgrade")
def test_addresses_lose_the_blanks_around_them_and_a_taken_one_stays_for_an_admin(house: House) -> None:
    with house.writing() as session:
        people = [a_person(session, name) for name in ("Nina", "Odd", "Per")]
        for person, email in zip(people, (" nina@x.example ", "odd@x.example", "odd@x.example "), strict=True):
            session.execute(
                sa.update(Person)
                .where(Person.workspace_id == house.workspace_id, Person.id == person)
                .values(email=email)
            )
    assert convert_workspace(house.engine, house.workspace_id, CONVERSIONS) == 1
    with house.reading() as session:
        found = {row.id: row.email for row in session.scalars(select(Person))}
    assert [found[each] for each in people] == ["nina@x.example", "odd@x.example", "odd@x.example "]


def test_no_conversion_takes_the_name_of_another() -> None:
    names = [each.name for each in CONVERSIONS]
    assert len(set(names)) == len(names)
