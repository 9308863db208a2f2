"""Disabling a framework with all its competencies, and enabling it again (frameworks/delete, skills/disable)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.activities.models import Activity, Course, CourseCompetency, SkillLink
from core.audit import record
from core.db import WorkspaceSession, insert_from
from core.errors import Conflict
from core.events import Change
from core.frameworks import ACTIVE, DISABLED, FrameworkChanged, check_not_built_in, hold_unlinked, managed_framework
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.revision import touch
from core.history import end_all
from core.people import Actor
from core.words import say, say_count

NAMED = 10
"""How many activities and courses a refusal names before it says how many more there are."""


def disable_framework(session: WorkspaceSession, actor: Actor, framework_id: int) -> int:
    """Disable a framework and its active competencies; how many. Raises Conflict naming the activities and courses
    that carry one: they are taken off there first, so that nothing in use vanishes (skills/disable).
    """
    row = managed_framework(session, actor, framework_id, locked=True)
    check_not_built_in(row)
    if row.disabled_at is not None:
        return 0
    hold_unlinked(session, Competency.framework_id == framework_id)
    _check_unlinked(session, framework_id, row.name)
    row.disabled_at = session.now
    return _switch(session, actor, framework_id, ACTIVE, DISABLED)


def enable_framework(session: WorkspaceSession, actor: Actor, framework_id: int) -> int:
    """Enable a framework and the competencies that were disabled with it; how many. Others stay disabled, and
    earlier links do not return (skills/re-enable).
    """
    row = managed_framework(session, actor, framework_id, locked=True)
    if row.disabled_at is None:
        return 0
    since, row.disabled_at = row.disabled_at, None
    return _switch(session, actor, framework_id, DISABLED, ACTIVE, CompetencyState.effective_from == since)


def _switch(
    session: WorkspaceSession, actor: Actor, framework_id: int, before: str, after: str, *narrow: Any
) -> int:
    """Give every competency of the framework in one status the other one, set-based."""
    state = CompetencyState
    chosen = sa.and_(
        state.competency_id.in_(_competencies(session, framework_id)), state.status == before, *narrow
    )
    session.flush()
    ids = list(session.scalars(sa.select(state.competency_id).where(chosen, state.in_force(session.now))))
    end_all(session, state, chosen)
    _begin(session, framework_id, before, after)
    session.expire_all()
    touch(session)
    changes = (Change("status", framework_id, before, after), Change("competencies", framework_id, None, len(ids)))
    record(session, actor, FrameworkChanged(framework_id=framework_id, changes=changes))
    return len(ids)


def _begin(session: WorkspaceSession, framework_id: int, before: str, after: str) -> None:
    """A version with the new status for each that was just closed."""
    state, now = CompetencyState, sa.literal(session.now, CompetencyState.recorded_at.type)
    values: list[Any] = [state.competency_id, sa.literal(after, sa.Text), state.access_tier, now, now]
    closed = sa.select(*values).where(
        state.workspace_id == session.workspace_id,
        state.competency_id.in_(_competencies(session, framework_id)),
        state.status == before,
        state.superseded_at.is_(None),
        state.effective_until == session.now,
        state.recorded_at == session.now,
    )
    columns = ["competency_id", "status", "access_tier", "effective_from", "recorded_at"]
    insert_from(session, state, columns, closed, skip_existing=True)


def _competencies(session: WorkspaceSession, framework_id: int) -> sa.Select[int]:
    return sa.select(Competency.id).where(
        Competency.workspace_id == session.workspace_id, Competency.framework_id == framework_id
    )


def _check_unlinked(session: WorkspaceSession, framework_id: int, name: str) -> None:
    ids = _competencies(session, framework_id)
    activities = session.scalars(
        sa.select(Activity.title)
        .join(SkillLink, SkillLink.activity_id == Activity.id)
        .where(SkillLink.competency_id.in_(ids), SkillLink.not_over(session.now), Activity.deleted_at.is_(None))
        .distinct()
    )
    courses = session.scalars(
        sa.select(Course.name)
        .join(CourseCompetency, CourseCompetency.course_id == Course.id)
        .where(CourseCompetency.competency_id.in_(ids), CourseCompetency.not_over(session.now))
        .distinct()
    )
    named = sorted([*activities, *courses], key=str.casefold)
    if named:
        shown: list[Any] = list(named[:NAMED])
        if len(named) > NAMED:
            shown.append(say_count("{n} more", "{n} more", len(named) - NAMED))
        raise Conflict(
            say("{name} was not disabled: its competencies are on {where}. Take them off first.",
                name=name, where=shown)
        )
