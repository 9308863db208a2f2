"""A person with a row in every table that may hold one: made from the tables' own declarations, so none is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa

from core.audit import seal_for
from core.db import Instant, Score, WorkspaceSession
from core.exchange.keeping import sealed_file
from core.personal.declared import Declared, declared_tables
from core.privacy import Personal, Through
from core.tables import METADATA
from core.vault import seal
from tests.conftest import House

LEFT_OUT = frozenset({"fact_chain", "recorded_fact", "fact_person", "person_key", "person", "person_state"})
"""Written by the services themselves when a person is registered and changed."""

ALLOWED: Mapping[tuple[str, str], str] = {
    ("role_assignment", "context_kind"): "site",
    ("document", "content_hash"): "0" * 64,
    ("import_run", "state"): "done",
    ("outbox_message", "state"): "sent",
    ("review", "state"): "waiting",
}
"""Values that the product itself reads while it erases or exports."""


@dataclass
class FullPerson:
    """Whom it is about, somebody else, and what was put in: canaries by table and column, ids by table."""

    person_id: int
    other_id: int
    canaries: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[tuple[str, str], int] = field(default_factory=dict)


_numbers = count(1)


def fill_every_table(house: House, person_id: int, other_id: int) -> FullPerson:
    """Put rows about the person, and rows of somebody else that mention them, into every table of the workspace."""
    full = FullPerson(person_id, other_id)
    with house.writing() as session:
        for declared in reversed(declared_tables()):
            if declared.name not in LEFT_OUT:
                _fill(session, declared, full)
    return full


def _fill(session: WorkspaceSession, declared: Declared, full: FullPerson) -> None:
    for variant, people in _variants(declared, full):
        row = _row(session, declared, full, variant, people)
        connection = session.connection()
        done = connection.execute(sa.insert(declared.table).values(row))
        if "id" in declared.table.c:
            full.ids[declared.name, variant] = int(done.inserted_primary_key[0])


def _variants(declared: Declared, full: FullPerson) -> Iterator[tuple[str, dict[str, int]]]:
    """One row for each column that says whom it is about, and somebody else's that only mentions the person."""
    privacy = declared.privacy
    about = privacy.about if isinstance(privacy, Personal) else ()
    mentioned = dict.fromkeys(declared.mentions, full.other_id)
    others = dict.fromkeys(about, full.other_id)
    for place, column in enumerate(about):
        yield ("own" if place == 0 else f"own-{column}"), {**others, **mentioned, column: full.person_id}
    if isinstance(privacy, Through):
        yield "own", mentioned
    if len(about) < 2:
        yield "other", {**others, **dict.fromkeys(declared.mentions, full.person_id)}


def _row(
    session: WorkspaceSession, declared: Declared, full: FullPerson, variant: str, people: Mapping[str, int]
) -> dict[str, Any]:
    row: dict[str, Any] = {"workspace_id": session.workspace_id}
    for column in declared.table.c:
        if column.name in ("id", "workspace_id"):
            continue
        if column.name in people:
            row[column.name] = people[column.name]
        elif (target := _referred(column)) is not None:
            row[column.name] = _id_in(session, full, target, variant, column)
        else:
            row[column.name] = _value(session, declared, column, full, variant, row)
    return row


def _referred(column: sa.Column[Any]) -> str | None:
    targets = (key.column.table.name for key in column.foreign_keys if key.column.table.name != "workspace")
    return next(targets, None)


def _id_in(session: WorkspaceSession, full: FullPerson, table: str, variant: str, column: sa.Column[Any]) -> int | None:
    """The row of the same kind: what is about the person stands on what is about the person."""
    if table == "person":
        return full.other_id
    if table == column.table.name:
        return None
    mine = "other" if variant == "other" else "own"
    found = full.ids.get((table, mine)) or full.ids.get((table, "own")) or full.ids.get((table, "other"))
    if found is None:
        target = METADATA.tables[table]
        query = sa.select(sa.func.min(target.c.id)).where(target.c.workspace_id == session.workspace_id)
        found = session.connection().execute(query).scalar()
    return found


def _value(
    session: WorkspaceSession, declared: Declared, column: sa.Column[Any], full: FullPerson, variant: str,
    row: Mapping[str, Any],
) -> Any:  # fmt: skip
    if (declared.name, column.name) in ALLOWED:
        return ALLOWED[declared.name, column.name]
    kind = column.type.python_type
    if kind is str or kind is bytes or isinstance(column.type, sa.JSON):
        return _canary(session, declared, column, full, variant, row)
    if column.name in ("superseded_at", "effective_until"):
        return None
    if isinstance(column.type, Instant):
        return session.now
    if isinstance(column.type, Score):
        return Decimal("0.9")
    plain = {bool: False, date: session.now.date(), int: next(_numbers), float: 0.5}
    return plain.get(kind, 0)


def _canary(
    session: WorkspaceSession, declared: Declared, column: sa.Column[Any], full: FullPerson, variant: str,
    row: Mapping[str, Any],
) -> Any:  # fmt: skip
    """A text that nothing else says; sealed where the column keeps what is sealed."""
    text = f"canary-{next(_numbers)}-{declared.name}-{column.name}"
    if variant.startswith("own"):
        full.canaries.setdefault((declared.name, column.name), text)
    if column.type.python_type is bytes:
        return _sealed(session, declared.name, text, full, row)
    if isinstance(column.type, sa.JSON):
        return {"said": text} if column.type.python_type is dict or column.name in _OBJECTS else [text]
    return text


_OBJECTS = ("refs", "settings", "options", "details", "body", "plain")


def _sealed(
    session: WorkspaceSession, table: str, text: str, full: FullPerson, row: Mapping[str, Any]
) -> bytes:
    key = session.vault.key_for
    match table:
        case "qualification_draft":
            return seal_for(session, int(row["person_id"]), text)
        case "xapi_statement":
            return seal(key(session.workspace_id, "xapi"), f'"{text}"'.encode(), str(row["statement_id"]).encode())
        case "unmatched_result":
            return seal(key(session.workspace_id, "unmatched"), f'"{text}"'.encode())
        case "inbox_delivery":
            return seal(key(session.workspace_id, "inbox"), text.encode(), str(row["key"]).encode())
        case "import_run":
            return sealed_file(session, text.encode())
        case _:
            return text.encode()
