"""Taking exemptions, or their end, back (chat/undo)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict
from core.events import Change
from core.history import withdraw
from core.people import Actor
from core.targets.events import ExemptionGranted
from core.targets.exemptions import (
    ExemptionView,
    ended_changes,
    exempted_person,
    exemption_said,
    note_ended,
    running_exemptions,
    view_of,
)
from core.targets.models import Exemption
from core.words import say


def undo_exemption(session: WorkspaceSession, actor: Actor, exemption_ids: Iterable[int]) -> tuple[ExemptionView, ...]:
    """Take exemptions back as if never granted; one that they replaced holds again (chat/undo).

    Raises Conflict when one was changed or ended since.
    """
    rows = list(session.scalars(select(Exemption).where(Exemption.id.in_(list(exemption_ids)))))
    if any(row.superseded_at is not None for row in rows):
        raise Conflict(say("Can't undo: the exemption was changed since. Grant or end it anew."))
    views = []
    for row in rows:
        person = exempted_person(session, actor, row.person_id)
        changes = ended_changes([row], person)
        withdraw(session, row)
        session.flush()
        _reopen_before(session, row)
        note_ended(session, actor, [row], changes)
        views.append(view_of(row, person))
    return tuple(views)


def restore_exemption(session: WorkspaceSession, actor: Actor, exemption_ids: Iterable[int]) -> int:
    """Have exemptions that somebody ended hold again through their day (chat/undo); how many."""
    rows = list(session.scalars(select(Exemption).where(Exemption.id.in_(list(exemption_ids)))))
    back = [row for row in rows if row.effective_until is not None and row.effective_until > session.now]
    restored = 0
    for row in back:
        person = exempted_person(session, actor, row.person_id)
        if running_exemptions(session, row.person_id, [row.competency_id]):
            continue
        copy = row.copied(effective_from=session.now, recorded_at=session.now)
        session.add(copy)
        session.flush()
        changes = (Change("exemption", row.competency_id, None, exemption_said(row, person), row.person_id),)
        fact = ExemptionGranted(
            exemption_ids=(copy.id,), person_ids=(row.person_id,), competency_ids=(row.competency_id,), changes=changes
        )
        record(session, actor, fact)
        restored += 1
    return restored


def _reopen_before(session: WorkspaceSession, row: Exemption) -> None:
    """Have the exemption that this one replaced hold again."""
    same = (Exemption.person_id == row.person_id, Exemption.competency_id == row.competency_id)
    closed = session.scalar(
        select(Exemption).where(
            *same, Exemption.effective_until == row.effective_from, Exemption.superseded_at.is_(None)
        )
    )
    replaced = session.scalar(
        select(Exemption).where(*same, Exemption.superseded_at == row.effective_from).order_by(Exemption.id.desc())
    )
    if closed is not None and replaced is not None:
        withdraw(session, closed)
        session.add(replaced.copied(recorded_at=session.now))
        session.flush()
