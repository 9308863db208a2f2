"""All data about a person in one file: a ZIP of `data.json`, a plain account of it, and their documents."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.documents import DocumentStore, plain_name
from core.documents.models import Document
from core.errors import NotFound, Refused
from core.people import Actor, Capability, allows, person
from core.people.models import Person, Workspace
from core.personal.declared import Declared, declared_tables, personal_tables, rows_about
from core.personal.events import PersonExported
from core.personal.naming import Names
from core.personal.sealed import OPENERS
from core.privacy import Personal, Through
from core.tables import METADATA
from core.words import say

OWN_COLUMNS = ("workspace_id",)
CHUNK = 1_000

ABOUT = """This is everything Prowess keeps about you.

data.json   every record, by the kind of record; ids are Prowess's own, names beside them say what they mean.
            'history' is the record of changes to your data, oldest first: when, what, by whom, from and to.
            'acted_in' are records about others in which you are named as the one who entered or decided something.
documents/  your files as they are kept. Pictures are kept redrawn, without place and device.

Not in it: messages that I sent to you (they are in our chat), and keys and counters without meaning outside.
"""


def require_own_data(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Raise Refused unless this is the person themself, or a site admin (privacy/export)."""
    if session.scalar(select(Person.id).where(Person.id == person_id, Person.erased_at.is_(None))) is None:
        raise NotFound(say("I don't find that person."), field="person")
    if actor.person_id != person_id and not allows(session, actor, Capability.SITE_MANAGE):
        raise Refused(
            say("Not exported: all data about a person go to them alone, or to a site admin."),
            capability=str(Capability.SITE_MANAGE),
        )


def export_person(
    session: WorkspaceSession, actor: Actor, person_id: int, store: DocumentStore, target: IO[bytes]
) -> int:
    """Write all data about a person into a ZIP; how many records are in it. `note_exported` records that it was done.

    Which tables that are stands in their `privacy`; each is read with one query, records are written one by one.
    """
    require_own_data(session, actor, person_id)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", ABOUT)
        with archive.open("data.json", "w", force_zip64=True) as file:
            rows = _write_data(session, person_id, file)
        _write_documents(session, person_id, store, archive)
    return rows


def note_exported(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Record that all data about a person were taken out: after the long reading, in a short transaction."""
    require_own_data(session, actor, person_id)
    record(session, actor, PersonExported(person_id=person_id))


def _write_data(session: WorkspaceSession, person_id: int, file: IO[bytes]) -> int:
    """One JSON object, written as it is read: a person's life may be long."""
    names = Names(session)
    head = {
        "about": person(session, person_id).name,
        "workspace": session.scalar(select(Workspace.name).where(Workspace.id == session.workspace_id)),
        "made_at": session.now.isoformat(),
    }
    file.write(json.dumps(head, ensure_ascii=False, indent=1).encode()[:-2])
    written = 0
    for title, rows in _sections(session, person_id, names):
        file.write(f",\n {json.dumps(title)}: [".encode())
        first = True
        for row in rows:
            file.write((b"\n  " if first else b",\n  ") + _json(row))
            first, written = False, written + 1
        file.write(b"]")
    file.write(b"\n}\n")
    return written


def _sections(
    session: WorkspaceSession, person_id: int, names: Names
) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    for each in reversed(list(personal_tables())):
        if isinstance(each.privacy, Personal | Through) and each.privacy.export and each.name != "fact_person":
            yield each.name, _rows(session, each, person_id, names)
    yield "history", _history(session, person_id, names)
    yield "acted_in", _acted_in(session, person_id)


def _rows(session: WorkspaceSession, declared: Declared, person_id: int, names: Names) -> Iterator[Mapping[str, Any]]:
    table = declared.table
    query = sa.select(table).where(rows_about(declared, session.workspace_id, person_id)).order_by(*table.primary_key)
    for part in session.connection().execute(query).mappings().partitions(CHUNK):
        rows = [_opened(session, table, dict(row), person_id) for row in part]
        yield from names.beside(table, rows)


def _opened(session: WorkspaceSession, table: sa.Table, row: Mapping[str, Any], person_id: int) -> dict[str, Any]:
    """A record without the workspace's number, with what is sealed opened."""
    shown = {name: value for name, value in row.items() if name not in OWN_COLUMNS}
    for name, value in shown.items():
        opener = OPENERS.get((table.name, name))
        if value is not None and opener is not None:
            shown[name] = opener(session, row, person_id)
    return shown


def _history(session: WorkspaceSession, person_id: int, names: Names) -> Iterator[Mapping[str, Any]]:
    """The facts about the person, each value opened with their key."""
    piece, fact = METADATA.tables["fact_person"], METADATA.tables["recorded_fact"]
    query = (
        sa.select(fact.c.recorded_at, fact.c.kind, fact.c.actor_kind, fact.c.actor_id, piece.c.sealed)
        .join(fact, sa.and_(fact.c.id == piece.c.fact_id, fact.c.workspace_id == session.workspace_id))
        .where(piece.c.workspace_id == session.workspace_id, piece.c.person_id == person_id)
        .order_by(fact.c.position, piece.c.position)
    )
    opener = OPENERS["fact_person", "sealed"]
    for part in session.connection().execute(query).mappings().partitions(CHUNK):
        people = names.of("person", {row["actor_id"] for row in part})
        for row in part:
            by = people.get(row["actor_id"]) or row["actor_kind"]
            change = opener(session, dict(row), person_id)
            yield {"at": row["recorded_at"], "what": row["kind"], "by": by, "change": change}


def _acted_in(session: WorkspaceSession, person_id: int) -> Iterator[Mapping[str, Any]]:
    """Where the person stands as who entered, decided or asked; the records themselves are others'."""
    for each in declared_tables():
        for column in each.mentions:
            if "id" in each.table.c:
                own = sa.and_(each.table.c.workspace_id == session.workspace_id, each.table.c[column] == person_id)
                ids: Sequence[int] = session.connection().execute(sa.select(each.table.c.id).where(own)).scalars().all()
                if ids:
                    yield {"records": each.name, "as": column.removesuffix("_id"), "ids": list(ids)}


def _write_documents(
    session: WorkspaceSession, person_id: int, store: DocumentStore, archive: zipfile.ZipFile
) -> None:
    query = select(Document).where(Document.person_id == person_id, Document.removed_at.is_(None))
    for row in session.scalars(query.order_by(Document.id)):
        name = f"documents/{row.id}-{plain_name(row.name)}"
        try:
            archive.writestr(name, store.read(session.workspace_id, row.content_hash))
        except NotFound as lost:
            archive.writestr(f"{name}.txt", str(lost.sentence))


def _json(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)
