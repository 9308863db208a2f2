"""Statements built once: what goes in comes out, lists of any length, on both databases; errors are told as ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from core.audit.models import Undoable
from core.db import WorkspaceSession, insert_returning
from core.people.models import Person
from core.prepared import OURS, ids_of, run
from tests.builders import a_person
from tests.conftest import House

PERSON, UNDOABLE = cast(sa.Table, Person.__table__), cast(sa.Table, Undoable.__table__)

NAMED = sa.select(PERSON.c.id, PERSON.c.name).where(PERSON.c.workspace_id == OURS, PERSON.c.id.in_(ids_of("people")))
OTHERS = sa.select(PERSON.c.id).where(PERSON.c.workspace_id == OURS, PERSON.c.id.not_in(ids_of("people")))
BY_NAME = sa.select(PERSON.c.id).where(
    PERSON.c.workspace_id == OURS, PERSON.c.name.in_(sa.bindparam("names", type_=sa.String(), expanding=True))
)
SINCE = sa.bindparam("since", type_=UNDOABLE.c.done_at.type)
DONE = sa.select(UNDOABLE.c.done_at, UNDOABLE.c.undone_at, UNDOABLE.c.refs).where(
    UNDOABLE.c.workspace_id == OURS, UNDOABLE.c.done_at >= SINCE
)
UNDOING = (
    sa.update(UNDOABLE)
    .where(UNDOABLE.c.workspace_id == OURS, UNDOABLE.c.id.in_(ids_of("ids")))
    .values(undone_at=sa.bindparam("at", type_=UNDOABLE.c.undone_at.type))
    .returning(UNDOABLE.c.id, UNDOABLE.c.undone_at)
)


def test_lists_take_none_one_and_thousands_of_ids_by_the_same_text(house: House) -> None:
    with house.writing() as session:
        anna, ben = a_person(session, "Anna Berg"), a_person(session, "Ben Olsen")
        with _heard(session) as sent:
            assert run(session, NAMED, people=[]).all() == []
            assert run(session, NAMED, people=[ben]).one().name == "Ben Olsen"
            assert len(run(session, NAMED, people=range(20_000)).all()) >= 2
        assert len(set(sent)) == 1
        assert anna not in run(session, OTHERS, people=[anna]).scalars().all()
        assert ben in run(session, OTHERS, people=[anna]).scalars().all()
        assert anna in run(session, OTHERS, people=[]).scalars().all()


def test_lists_take_words_with_quotes_and_commas_in_them(house: House) -> None:
    with house.writing() as session:
        odd = a_person(session, 'Zoë "Z", O\'Hara {1}')
        assert run(session, BY_NAME, names=['Zoë "Z", O\'Hara {1}', "nobody"]).scalars().all() == [odd]


def test_moments_and_plain_values_come_out_as_they_went_in(house: House) -> None:
    with house.writing() as session:
        now, row = session.now, _undoable(session, a_person(session))
        ((row_id,),) = insert_returning(session, Undoable, [row], "id")
        found = run(session, DONE, since=now).one()
        assert (found.done_at, found.undone_at, found.refs) == (now, None, {"ids": [1]})
        assert run(session, UNDOING, ids=[row_id], at=now).all() == [(row_id, now)]


def test_a_session_sees_its_own_workspace_and_what_it_is_about_to_write(house: House) -> None:
    other = house.engine.add_workspace("TOTHER", "Other")
    with house.engine.transaction(other) as session:
        theirs = a_person(session)
    with house.writing() as session:
        session.add(Undoable(**_undoable(session, a_person(session))))
        assert run(session, DONE, since=session.now).one().refs == {"ids": [1]}
        assert run(session, NAMED, people=[theirs]).all() == []


def test_what_the_database_refuses_is_raised_as_everywhere_else(house: House) -> None:
    with pytest.raises(IntegrityError), house.writing() as session:
        insert_returning(session, Undoable, [_undoable(session, 0)], "id")
        session.commit()


def _undoable(session: WorkspaceSession, person_id: int) -> dict[str, Any]:
    now = session.now
    return {
        "person_id": person_id, "kind": "test", "refs": {"ids": [1]}, "done_at": now, "until": now, "undone_at": None
    }


@contextmanager
def _heard(session: WorkspaceSession) -> Iterator[list[str]]:
    """The text of every statement that is sent."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        sent.append(text)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
