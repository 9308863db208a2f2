"""Statements sent straight to PostgreSQL: prepared once, told as ever when refused; a lost connection is replaced."""

from __future__ import annotations

from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.audit.models import Undoable
from core.db import WorkspaceSession, insert_returning, insert_rows
from core.frameworks.models import Tag
from core.people.models import Person
from core.prepared import OURS, ids_of, run
from tests.builders import a_person, a_skill
from tests.conftest import House

PERSON = cast(sa.Table, Person.__table__)
NAMED = sa.select(PERSON.c.name).where(PERSON.c.workspace_id == OURS, PERSON.c.id.in_(ids_of("people")))
RENAMING = (
    sa.update(PERSON)
    .where(PERSON.c.workspace_id == OURS, PERSON.c.id == sa.bindparam("person", type_=PERSON.c.id.type))
    .values(name=sa.bindparam("called", type_=PERSON.c.name.type))
)
SHARE = sa.select(PERSON.c.name + sa.literal_column("' 100%'")).where(PERSON.c.workspace_id == OURS)
OFTEN = 12
"""So often that a statement is prepared, and goes the short way then."""


@pytest.fixture
def on_postgres(house: House) -> House:
    """A workspace on PostgreSQL; what is said here says nothing of SQLite."""
    if house.engine.database.is_sqlite:
        pytest.skip("PostgreSQL's own")
    return house


def test_what_is_asked_often_is_answered_like_the_first_time(house: House) -> None:
    with house.writing() as session:
        people = [a_person(session, f"Anna {each}") for each in range(OFTEN)]
        for each, person in enumerate(people):
            assert run(session, NAMED, people=[person]).scalars().all() == [f"Anna {each}"]
            run(session, RENAMING, person=person, called=f'Zoë "{each}" 50 %')
            assert run(session, NAMED, people=[person, 0]).scalars().all() == [f'Zoë "{each}" 50 %']
            assert run(session, NAMED, people=[]).all() == []
        assert all(name.endswith("% 100%") for name in run(session, SHARE).scalars())


def test_a_number_of_any_size_is_the_same_statement(on_postgres: House) -> None:
    with on_postgres.writing() as session:
        person = a_person(session)
        run(session, NAMED, people=[person])
        for number in (1, 40_000, 3_000_000_000) * OFTEN:
            run(session, RENAMING, person=number, called="Nobody")
        assert _prepared(session).count("UPDATE person SET name") == 1


def test_what_one_reading_prepared_is_still_prepared_for_the_next(on_postgres: House) -> None:
    with on_postgres.writing() as session:
        person = a_person(session, "Anna Berg")
    for _ in range(OFTEN):
        with on_postgres.reading() as session:
            backend = _backend(session)
            assert run(session, NAMED, people=[person]).scalars().all() == ["Anna Berg"]
    with on_postgres.reading() as session:
        assert (_backend(session), "SELECT person.name" in _prepared(session)) == (backend, True)


def test_a_reading_that_went_wrong_leaves_nothing_to_the_next(on_postgres: House) -> None:
    with on_postgres.writing() as session:
        person = a_person(session, "Anna Berg")
    for _ in range(OFTEN):
        with pytest.raises(DBAPIError, match="read-only"), on_postgres.reading() as session:
            session.connection().execute(RENAMING, {"person": person, "called": "Nobody", "ours": session.workspace_id})
        with on_postgres.reading() as session:
            assert run(session, NAMED, people=[person]).scalars().all() == ["Anna Berg"]


def test_rows_that_meet_a_key_are_counted_apart_however_often_they_come(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        for each in range(OFTEN):
            rows = [{"competency_id": skill, "name": f"tag {number}"} for number in (0, each)]
            expected = 0 if each == 0 else 1
            counted = insert_rows(session, Tag, rows[: 1 + bool(each)], skip_existing=True)
            assert counted == (1 if each == 0 else expected)


def test_what_the_database_refuses_of_a_prepared_statement_is_told_as_ever(house: House) -> None:
    with house.writing() as session:
        person = a_person(session)
        for _ in range(OFTEN):
            insert_returning(session, Undoable, [_undoable(session, person)], "id")
    for _ in range(2):
        with pytest.raises(IntegrityError), house.writing() as session:
            insert_returning(session, Undoable, [_undoable(session, 0)], "id")
            session.commit()
    with house.writing() as session:
        for _ in range(OFTEN):
            assert insert_returning(session, Undoable, [_undoable(session, person)], "person_id") == [(person,)]


def test_a_connection_that_broke_while_nobody_used_it_is_replaced_unseen(on_postgres: House) -> None:
    with on_postgres.writing() as session:
        person = a_person(session, "Anna Berg")
        broken = _backend(session)
    _end(on_postgres, broken)
    with on_postgres.writing() as session:
        assert _backend(session) != broken
        for _ in range(OFTEN):
            assert run(session, NAMED, people=[person]).scalars().all() == ["Anna Berg"]


def test_a_connection_that_breaks_in_a_transaction_undoes_it_and_the_next_one_stands(on_postgres: House) -> None:
    with on_postgres.writing() as session:
        person = a_person(session, "Anna Berg")
    with pytest.raises(DBAPIError) as raised, on_postgres.writing() as session:
        for _ in range(OFTEN):
            run(session, RENAMING, person=person, called="Nobody")
        _end(on_postgres, _backend(session))
        run(session, RENAMING, person=person, called="Nobody")
    assert raised.value.connection_invalidated
    with on_postgres.writing() as session:
        assert run(session, NAMED, people=[person]).scalars().all() == ["Anna Berg"]


def _backend(session: WorkspaceSession) -> int:
    return int(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def _end(house: House, backend: int) -> None:
    with house.engine.database.looking() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (backend,))


def _prepared(session: WorkspaceSession) -> str:
    found = session.connection().exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars()
    return "\n".join(" ".join(each.split()) for each in found)


def _undoable(session: WorkspaceSession, person_id: int) -> dict[str, Any]:
    now = session.now
    return {"person_id": person_id, "kind": "test", "refs": {}, "done_at": now, "until": now, "undone_at": None}
