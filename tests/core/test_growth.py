"""A table that grew is looked at anew, so that the database goes the short way to its rows at once."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import insert_rows
from core.frameworks.models import Synonym
from core.growth import FIRST_LOOK
from core.transaction import Engine
from tests.builders import a_skill
from tests.conftest import House


def _known(engine: Engine) -> float:
    """How many rows the database believes the table to have; below 0 where it never looked."""
    with engine.database.looking() as connection:
        query = sa.text("SELECT reltuples FROM pg_class WHERE oid = to_regclass('synonym')")
        return float(connection.execute(query).scalar_one())


def _add(house: House, skill: int, first: int, number: int) -> None:
    with house.writing() as session:
        texts = [f"word {each}" for each in range(first, first + number)]
        rows = [{"competency_id": skill, "language": "en", "text": each, "folded": each} for each in texts]
        insert_rows(session, Synonym, rows)


def test_a_table_is_looked_at_when_it_has_grown_by_half_and_not_before(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
    if house.engine.database.is_sqlite:
        _add(house, skill, 0, FIRST_LOOK)
        house.engine.database.look_over()
        return
    _add(house, skill, 0, FIRST_LOOK - 1)
    assert _known(house.engine) <= 0
    _add(house, skill, FIRST_LOOK, 1)
    assert _known(house.engine) == FIRST_LOOK
    _add(house, skill, 10_000, 2_000)
    assert _known(house.engine) == FIRST_LOOK + 2_000
    _add(house, skill, 20_000, 1_249)
    assert _known(house.engine) == FIRST_LOOK + 2_000, "not yet half as many again"
    _add(house, skill, 30_000, 1)
    assert _known(house.engine) == FIRST_LOOK + 2_000 + 1_250


def test_sqlite_looks_over_its_tables_without_harm_to_what_is_read(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety", synonyms=("HSE",))
    house.engine.database.look_over()
    with house.reading() as session:
        assert list(session.scalars(sa.select(Synonym.competency_id))) == [skill]
