"""What types ask for: the switches of a competency as a type (qualifications/types)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.as_of import EVER
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.events import Change
from core.frameworks import competencies
from core.history import begin, replace
from core.people import Actor, Capability, require
from core.qualifications.details import TypeSwitches
from core.qualifications.events import QualificationTypeChanged
from core.qualifications.models import QualificationType, QualificationTypeVersion
from core.words import say

CHUNK = 900
MOST_DAYS, LONGEST_AHEAD = 10, 3_650
_SWITCHES = ("issued_date", "expiry_date", "documentation_required", "holders_visible")


def set_type(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    *,
    issued_date: bool = False,
    expiry_date: bool = False,
    documentation_required: bool = False,
    holders_visible: bool = False,
    notice_days: Sequence[int] | None = None,
) -> None:
    """Say what a competency asks for as a type; it counts at once for what is on file, too. Repeatable.

    `notice_days` none leaves the usual days. Raises Refused without `type.manage`, Invalid for days that are none.
    """
    require(session, actor, Capability.TYPE_MANAGE)
    days = checked_days(notice_days)
    if competency_id not in competencies(session, [competency_id]):
        raise NotFound(say("I don't find that competency."))
    row = session.scalar(select(QualificationType).where(QualificationType.competency_id == competency_id))
    is_new = row is None
    if row is None:
        row = QualificationType(competency_id=competency_id)
        session.add(row)
    said = (issued_date, expiry_date, documentation_required, holders_visible)
    wanted: dict[str, object] = {**dict(zip(_SWITCHES, said, strict=True)), "notice_days": days}
    before = {name: bool(getattr(row, name)) for name in _SWITCHES} | {"notice_days": row.notice_days}
    for name, value in wanted.items():
        setattr(row, name, value)
    session.flush()
    changes = tuple(
        Change(name, competency_id, _plain(before[name]), _plain(wanted[name]))
        for name in wanted
        if before[name] != wanted[name]
    )
    if changes or is_new:
        _keep_version(session, competency_id, wanted, None if is_new else before)
    record(session, actor, QualificationTypeChanged(competency_id=competency_id, changes=changes))


def _keep_version(
    session: WorkspaceSession, competency_id: int, wanted: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Keep what is asked from now on, and what was before, as far back as anything is known (find/as-of)."""
    version = QualificationTypeVersion
    row = session.scalar(
        select(version).where(
            version.competency_id == competency_id, version.superseded_at.is_(None), version.effective_until.is_(None)
        )
    )
    if row is None and before is not None:
        row = version(competency_id=competency_id, effective_from=EVER, recorded_at=EVER, **before)
        session.add(row)
        session.flush()
    if row is None:
        begin(session, version(competency_id=competency_id, **wanted))
    else:
        replace(session, row, **wanted)


def forget_type(session: WorkspaceSession, actor: Actor, competency_id: int) -> None:
    """Let a competency ask for nothing again, as if it had never been set up; repeating does nothing."""
    require(session, actor, Capability.TYPE_MANAGE)
    row = session.scalar(select(QualificationType).where(QualificationType.competency_id == competency_id))
    if row is not None:
        session.delete(row)
        version = QualificationTypeVersion
        session.execute(
            sa.delete(version).where(
                version.workspace_id == session.workspace_id, version.competency_id == competency_id
            )
        )
        session.flush()
        record(session, actor, QualificationTypeChanged(competency_id=competency_id))


def types_of(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, TypeSwitches]:
    """What each of these competencies asks for; those never set up ask for nothing."""
    wanted = list(dict.fromkeys(competency_ids))
    found = {competency_id: TypeSwitches() for competency_id in wanted}
    for start in range(0, len(wanted), CHUNK):
        chosen = QualificationType.competency_id.in_(wanted[start : start + CHUNK])
        for row in session.scalars(select(QualificationType).where(chosen)):
            days = tuple(row.notice_days) if row.notice_days is not None else None
            found[row.competency_id] = TypeSwitches(
                row.issued_date, row.expiry_date, row.documentation_required, days, bool(row.holders_visible)
            )
    return found


def types_set_up(session: WorkspaceSession) -> list[int]:
    """Ids of the competencies that were set up as types."""
    return list(session.scalars(select(QualificationType.competency_id).order_by(QualificationType.competency_id)))


def checked_days(notice_days: Sequence[int] | None) -> list[int] | None:
    """Days before expiry, farthest first; raises Invalid for none at all, too many, or days beyond ten years."""
    if notice_days is None:
        return None
    days = sorted(set(notice_days), reverse=True)
    if not days or len(days) > MOST_DAYS or days[0] > LONGEST_AHEAD or days[-1] < 0:
        raise Invalid(
            say("Give 1 to {most} days from 0 to {last} before expiry. Example: 90, 30, 2", most=MOST_DAYS,
                last=LONGEST_AHEAD),
            field="notice_days",
        )
    return days


def _plain(value: object) -> object:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else value
