"""The audit trail as it is read: who did what to whom, when, from what to what; the newest first or all in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit.keys import open_many
from core.audit.models import FactPerson, RecordedFact
from core.db import WorkspaceSession

PART = 900


@dataclass(frozen=True)
class TrailChange:
    """One change of a fact; of a person where it has `person_id`. Unreadable once that person was erased."""

    what: str = ""
    subject: int | None = None
    before: Any = None
    after: Any = None
    person_id: int | None = None
    readable: bool = True


@dataclass(frozen=True)
class TrailEntry:
    """A fact: its place in the chain, when, what, who did it, its plain ids, and what changed."""

    position: int
    at: datetime
    kind: str
    actor_id: int | None
    actor_kind: str
    plain: dict[str, Any]
    changes: tuple[TrailChange, ...]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Wanted:
    """Which facts: about or by a person, of a kind or a family of kinds ('person'), since and before an instant."""

    person_id: int | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def latest_entries(
    session: WorkspaceSession, wanted: Wanted, *, before: int | None = None, limit: int = 10
) -> list[TrailEntry]:
    """The newest facts first, those before a position where one is given."""
    query = _chosen(session, wanted).order_by(RecordedFact.position.desc()).limit(limit)
    if before is not None:
        query = query.where(RecordedFact.position < before)
    return _entries(session, session.scalars(query).all())


def all_entries(session: WorkspaceSession, wanted: Wanted) -> Iterator[TrailEntry]:
    """Every fact in order, read in parts: a chain may be long."""
    position = 0
    while True:
        query = _chosen(session, wanted).where(RecordedFact.position > position)
        part = session.scalars(query.order_by(RecordedFact.position).limit(PART)).all()
        if not part:
            return
        yield from _entries(session, part)
        position = part[-1].position
        for each in part:
            session.expunge(each)


def _chosen(session: WorkspaceSession, wanted: Wanted) -> sa.Select[RecordedFact]:
    query = select(RecordedFact)
    if wanted.person_id is not None:
        about = select(FactPerson.fact_id).where(
            FactPerson.workspace_id == session.workspace_id, FactPerson.person_id == wanted.person_id
        )
        query = query.where(sa.or_(RecordedFact.id.in_(about), RecordedFact.actor_id == wanted.person_id))
    if wanted.kind is not None:
        family = RecordedFact.kind.startswith(f"{wanted.kind}.", autoescape=True)
        query = query.where(sa.or_(RecordedFact.kind == wanted.kind, family))
    if wanted.since is not None:
        query = query.where(RecordedFact.recorded_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(RecordedFact.recorded_at < wanted.until)
    return query


def _entries(session: WorkspaceSession, facts: Sequence[RecordedFact]) -> list[TrailEntry]:
    """With what is sealed opened: two queries for all of them."""
    sealed = _sealed(session, [fact.id for fact in facts])
    return [_entry(fact, sealed.get(fact.id, [])) for fact in facts]


def _sealed(session: WorkspaceSession, fact_ids: Sequence[int]) -> dict[int, list[TrailChange]]:
    query = (
        select(FactPerson.fact_id, FactPerson.person_id, FactPerson.sealed)
        .where(FactPerson.fact_id.in_(fact_ids))
        .order_by(FactPerson.fact_id, FactPerson.position)
    )
    rows = session.execute(query).all()
    opened = open_many(session, [(person_id, piece) for _, person_id, piece in rows])
    found: dict[int, list[TrailChange]] = {}
    for (fact_id, person_id, _), said in zip(rows, opened, strict=True):
        change = TrailChange(person_id=person_id, readable=False) if said is None else _change(said, person_id)
        found.setdefault(fact_id, []).append(change)
    return found


def _entry(fact: RecordedFact, personal: Sequence[TrailChange]) -> TrailEntry:
    plain = {name: value for name, value in fact.plain.items() if name != "changes"}
    others = [_change(each, None) for each in fact.plain.get("changes", [])]
    return TrailEntry(
        fact.position, fact.recorded_at, fact.kind, fact.actor_id, fact.actor_kind, plain, (*personal, *others),
        fact.previous_hash, fact.hash,
    )


def _change(said: Any, person_id: int | None) -> TrailChange:
    """A change as it was recorded; an odd one is shown as it is."""
    if not isinstance(said, dict):
        return TrailChange(after=said, person_id=person_id)
    return TrailChange(
        str(said.get("what", "")), said.get("subject"), said.get("before"), said.get("after"), person_id
    )
