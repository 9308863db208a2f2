"""Writing new qualifications with their first versions, set-based, and recording what happened to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.people import Actor
from core.qualifications.events import QualificationFact, QualificationRegistered
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.papers import CHUNK, CURRENT, Pair, changes_between


@dataclass
class Entry:
    """A qualification about to be written: whose, of what, the columns of its version; `id` once it is written."""

    person_id: int
    competency_id: int
    said: dict[str, Any]
    id: int = field(default=0)

    @property
    def pair(self) -> Pair:
        """Whose and of what."""
        return (self.person_id, self.competency_id)


def enter(
    session: WorkspaceSession, actor: Actor, entries: Sequence[Entry], *, notify: bool = False, ask: bool = False
) -> None:
    """Write entries with one version each and record one fact of all; each gets its id."""
    if not entries:
        return
    insert_rows(
        session,
        Qualification,
        [
            {"person_id": each.person_id, "competency_id": each.competency_id, "created_at": session.now}
            for each in entries
        ],
    )
    _number(session, entries)
    first = {**unverified(actor), "state": CURRENT, "effective_from": session.now, "recorded_at": session.now}
    rows = [{**each.said, **first, "qualification_id": each.id} for each in entries]
    insert_rows(session, QualificationVersion, rows)
    record_fact(session, actor, QualificationRegistered, *entries, changes=_registered(entries), notify=notify, ask=ask)


def unverified(actor: Actor) -> dict[str, Any]:
    """What a version says of who entered it, and that nobody verified it."""
    return {"verified_by_id": None, "verified_at": None, "recorded_by_id": actor.person_id, "reason": None}


def record_fact(
    session: WorkspaceSession,
    actor: Actor,
    fact: type[QualificationFact],
    *held: Qualification | Entry,
    changes: tuple[Change, ...] = (),
    **more: Any,
) -> None:
    """Record what happened to these qualifications; `more` are the fact's own fields."""
    record(
        session,
        actor,
        fact(
            qualification_ids=tuple(row.id for row in held),
            person_ids=tuple(row.person_id for row in held),
            competency_ids=tuple(row.competency_id for row in held),
            changes=changes,
            **more,
        ),
    )


def _number(session: WorkspaceSession, entries: Sequence[Entry]) -> None:
    """Give each entry the id of its row: rows without a version are those just written, in the order of writing."""
    waiting: dict[Pair, list[Entry]] = {}
    for entry in entries:
        waiting.setdefault(entry.pair, []).append(entry)
    people = sorted({entry.person_id for entry in entries})
    versions = select(QualificationVersion.id).where(
        QualificationVersion.qualification_id == Qualification.id,
        QualificationVersion.workspace_id == session.workspace_id,
    )
    for start in range(0, len(people), CHUNK):
        chosen = Qualification.person_id.in_(people[start : start + CHUNK])
        rows = session.execute(
            select(Qualification.id, Qualification.person_id, Qualification.competency_id)
            .where(chosen, ~versions.exists())
            .order_by(Qualification.id)
        )
        for qualification_id, person_id, competency_id in rows:
            waiting[(person_id, competency_id)].pop(0).id = qualification_id


def _registered(entries: Sequence[Entry]) -> tuple[Change, ...]:
    nothing: dict[str, Any] = {"details": {}, "links": []}
    return tuple(
        change
        for each in entries
        for change in (
            Change("competency", each.id, None, each.competency_id, person_id=each.person_id),
            *changes_between(each.id, each.person_id, nothing, each.said),
        )
    )
