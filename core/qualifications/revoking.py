"""Revoking: for a time a qualification counts as revoked, then it is computed from its dates again.

(qualifications/revoke)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.history import begin, end, withdraw
from core.people import Actor, person
from core.qualifications.entering import record_fact
from core.qualifications.events import QualificationRevoked
from core.qualifications.models import Qualification, QualificationRevocation
from core.qualifications.papers import CHUNK, current
from core.qualifications.rights import require_judging
from core.qualifications.rules import checked_reason
from core.words import say


@dataclass(frozen=True)
class RevocationView:
    """A revocation in force: why, by whom, since when; `until` is the instant from which its dates count again."""

    id: int
    qualification_id: int
    reason: str
    revoked_by_id: int | None
    since: datetime
    until: datetime | None


def revoke_qualification(
    session: WorkspaceSession, actor: Actor, qualification_id: int, reason: str, valid_again_on: date | None = None
) -> int:
    """Revoke a qualification with a reason, for good or until a day of its holder; the revocation's id.

    From `valid_again_on` on its validity is computed from its dates again. Raises Refused without the right, Invalid
    without reason or for a day that is not ahead, Conflict where it is revoked already.
    """
    held, _ = current(session, qualification_id, lock=True)
    require_judging(session, actor, held)
    said = checked_reason(reason, say("Why is it revoked? Example: Suspended until the practical test is repeated."))
    until = _instant(session, held.person_id, valid_again_on)
    if (known := revocations(session, [held.id]).get(held.id)) is not None:
        raise Conflict(say("It is revoked already, since {at}: '{reason}'.", at=known.since, reason=known.reason))
    row = QualificationRevocation(
        qualification_id=held.id, reason=said, revoked_by_id=actor.person_id, effective_until=until
    )
    begin(session, row)
    session.flush()
    _record(session, actor, held, row, before="valid", after="revoked")
    return row.id


def lift_revocation(session: WorkspaceSession, actor: Actor, qualification_id: int) -> int:
    """End a revocation now, before its day; the revocation's id. Raises NotFound where it is not revoked."""
    held, _ = current(session, qualification_id, lock=True)
    require_judging(session, actor, held)
    row = _in_force(session, held.id)
    end(session, row)
    session.flush()
    _record(session, actor, held, row, before="revoked", after="valid", lifted=True)
    return row.id


def undo_revocation(session: WorkspaceSession, actor: Actor, qualification_id: int, revocation_id: int) -> None:
    """Take back a revocation one just made: it counts as never having been (chat/undo)."""
    held, _ = current(session, qualification_id, lock=True)
    require_judging(session, actor, held)
    row = _in_force(session, held.id)
    if row.id != revocation_id:
        raise Conflict(say("Can't undo: it was revoked again, {at}.", at=row.effective_from))
    withdraw(session, row)
    _record(session, actor, held, row, before="revoked", after="valid", undone=True)


def revocations(session: WorkspaceSession, qualification_ids: Sequence[int]) -> dict[int, RevocationView]:
    """Those of these qualifications that are revoked now, set-based and whoever asks."""
    found: dict[int, RevocationView] = {}
    for start in range(0, len(qualification_ids), CHUNK):
        chosen = QualificationRevocation.qualification_id.in_(list(qualification_ids[start : start + CHUNK]))
        rows = session.scalars(
            select(QualificationRevocation)
            .where(chosen, QualificationRevocation.in_force(session.now))
            .order_by(QualificationRevocation.id)
        )
        found |= {row.qualification_id: _view(row) for row in rows}
    return found


def revocation(session: WorkspaceSession, revocation_id: int) -> tuple[RevocationView, bool]:
    """A revocation by id, and whether it was taken back as never having been; raises NotFound."""
    row = session.scalar(select(QualificationRevocation).where(QualificationRevocation.id == revocation_id))
    if row is None:
        raise NotFound(say("That qualification is not on file."))
    closed = select(QualificationRevocation.id).where(
        QualificationRevocation.qualification_id == row.qualification_id,
        QualificationRevocation.effective_from == row.effective_from,
        QualificationRevocation.superseded_at.is_(None),
    )
    return _view(row), row.superseded_at is not None and session.scalar(closed.limit(1)) is None


def _view(row: QualificationRevocation) -> RevocationView:
    return RevocationView(
        row.id, row.qualification_id, row.reason, row.revoked_by_id, row.effective_from, row.effective_until
    )


def _in_force(session: WorkspaceSession, qualification_id: int) -> QualificationRevocation:
    row = session.scalar(
        select(QualificationRevocation).where(
            QualificationRevocation.qualification_id == qualification_id,
            QualificationRevocation.in_force(session.now),
        )
    )
    if row is None:
        raise NotFound(say("It is not revoked. Nothing changed."))
    return row


def _instant(session: WorkspaceSession, person_id: int, valid_again_on: date | None) -> datetime | None:
    """The beginning of a day on its holder's calendar."""
    if valid_again_on is None:
        return None
    zone = person(session, person_id).time_zone
    if valid_again_on <= day_in(zone, session.now):
        raise Invalid(say("{day} isn't ahead. Choose a later day, or none.", day=valid_again_on), field="until")
    return datetime.combine(valid_again_on, time(), ZoneInfo(zone)).astimezone(UTC)


def _record(
    session: WorkspaceSession,
    actor: Actor,
    held: Qualification,
    row: QualificationRevocation,
    *,
    before: str,
    after: str,
    lifted: bool = False,
    undone: bool = False,
) -> None:
    change = Change("validity", held.id, before, after, person_id=held.person_id)
    record_fact(
        session, actor, QualificationRevoked, held, changes=(change,), revocation_ids=(row.id,), lifted=lifted,
        undone=undone,
    )
