"""Takes a person out of every table: rows go, or stay under a pseudonym without what they say of the person."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.history import end_all
from core.people.models import Grant, Line, Person, RoleAssignment
from core.personal.declared import Declared, declared_tables, rows_about
from core.privacy import Erase, Personal, Through

PERSON = Person.__table__


def end_ties(session: WorkspaceSession, person_id: int) -> None:
    """End what ties a person to others: their line up and down, roles they hold or others hold over them, grants."""
    for model, columns in ((Line, ("person_id", "manager_id")), (RoleAssignment, _BOTH), (Grant, _BOTH)):
        table = model.__table__
        end_all(session, model, sa.or_(*(table.c[name] == person_id for name in columns)))


_BOTH = ("person_id", "over_person_id")


def move_to(session: WorkspaceSession, person_id: int, pseudonym_id: int) -> None:
    """Delete or move every row about the person, and move every mention; the person's own row is left to the caller."""
    session.flush()
    for each in declared_tables():
        if each.table is not PERSON:
            _take_out(session, each, person_id, pseudonym_id)
    _move_relations(session, person_id, pseudonym_id)


def _take_out(session: WorkspaceSession, declared: Declared, person_id: int, pseudonym_id: int) -> None:
    table, privacy = declared.table, declared.privacy
    about = rows_about(declared, session.workspace_id, person_id)
    if isinstance(privacy, Personal | Through):
        if privacy.erase == Erase.DELETE:
            _run(session, sa.delete(table).where(about))
        elif privacy.clear:
            _run(session, sa.update(table).where(about).values({name: _emptied(table, name) for name in privacy.clear}))
    moving = privacy.mentions
    if isinstance(privacy, Personal) and privacy.erase == Erase.PSEUDONYMISE:
        moving = (*privacy.about, *moving)
    for name in moving:
        _move(session, table, name, person_id, pseudonym_id)


def _move(session: WorkspaceSession, table: sa.Table, column: str, person_id: int, pseudonym_id: int) -> None:
    own = sa.and_(table.c.workspace_id == session.workspace_id, table.c[column] == person_id)
    _run(session, sa.update(table).where(own).values({column: pseudonym_id}))


def _move_relations(session: WorkspaceSession, person_id: int, pseudonym_id: int) -> None:
    """The place of a relation is the other person's id, which is no reference of the database's."""
    table = cast(sa.Table, RoleAssignment.__table__)
    _run(
        session,
        sa.update(table)
        .where(
            table.c.workspace_id == session.workspace_id,
            table.c.context_kind == "person",
            table.c.context_id == person_id,
        )
        .values(context_id=pseudonym_id),
    )


def _emptied(table: sa.Table, name: str) -> Any:
    """Nothing where that is allowed, else the column's own empty value; an id that others give becomes our own."""
    column = table.c[name]
    if _is_in_key(table, name):
        return sa.literal("erased:") + sa.cast(table.c.id, sa.Text())
    if column.nullable:
        return None
    made = getattr(column.default, "arg", None)
    return made(None) if callable(made) else ""


def _is_in_key(table: sa.Table, name: str) -> bool:
    return any(isinstance(each, sa.UniqueConstraint) and name in each.columns for each in table.constraints)


def _run(session: WorkspaceSession, statement: Any) -> None:
    session.connection().execute(statement)


