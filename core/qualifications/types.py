"""What types ask for: the switches of a competency as a type (qualifications/types)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.events import Change
from core.frameworks import competencies
from core.people import Actor, Capability, require
from core.qualifications.details import TypeSwitches
from core.qualifications.events import QualificationTypeChanged
from core.qualifications.models import QualificationType
from core.words import say

CHUNK = 900
_SWITCHES = ("issued_date", "expiry_date", "documentation_required")


def set_type(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    *,
    issued_date: bool = False,
    expiry_date: bool = False,
    documentation_required: bool = False,
    notice_days: Sequence[int] | None = None,
) -> None:
    """Say what a competency asks for as a type; it counts at once for what is on file, too. Repeatable.

    `notice_days` none leaves the usual days. Raises Refused without `type.manage`.
    """
    require(session, actor, Capability.TYPE_MANAGE)
    if competency_id not in competencies(session, [competency_id]):
        raise NotFound(say("I don't find that competency."))
    row = session.scalar(select(QualificationType).where(QualificationType.competency_id == competency_id))
    if row is None:
        row = QualificationType(competency_id=competency_id)
        session.add(row)
    wanted = dict(zip(_SWITCHES, (issued_date, expiry_date, documentation_required), strict=True))
    before = {name: bool(getattr(row, name)) for name in _SWITCHES}
    for name, value in wanted.items():
        setattr(row, name, value)
    row.notice_days = sorted(set(notice_days), reverse=True) if notice_days is not None else None
    session.flush()
    changes = tuple(
        Change(name, competency_id, before[name], wanted[name]) for name in _SWITCHES if before[name] != wanted[name]
    )
    record(session, actor, QualificationTypeChanged(competency_id=competency_id, changes=changes))


def types_of(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, TypeSwitches]:
    """What each of these competencies asks for; those never set up ask for nothing."""
    wanted = list(dict.fromkeys(competency_ids))
    found = {competency_id: TypeSwitches() for competency_id in wanted}
    for start in range(0, len(wanted), CHUNK):
        chosen = QualificationType.competency_id.in_(wanted[start : start + CHUNK])
        for row in session.scalars(select(QualificationType).where(chosen)):
            days = tuple(row.notice_days) if row.notice_days is not None else None
            found[row.competency_id] = TypeSwitches(
                row.issued_date, row.expiry_date, row.documentation_required, days
            )
    return found
