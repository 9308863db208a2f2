"""Skills on activities: linking and unlinking, at most three an activity (activities/assign, skills-limit)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.events import SkillsLinked, SkillsUnlinked
from core.activities.models import Result, SkillLink
from core.activities.rules import MAX_SKILLS, LinkOutcome, default_outcome
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.scope import check_on_activity
from core.activities.service.selecting import to_link
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks import CompetencyCategory, CompetencyView, competencies
from core.history import begin, end, withdraw
from core.people import Actor, Capability
from core.words import say, say_count


def link_skill(
    session: WorkspaceSession,
    actor: Actor,
    activity_id: int,
    competency_id: int,
    *,
    outcome: LinkOutcome | None = None,
    source: str = "hand",
    suggestion_id: int | None = None,
    since: datetime | None = None,
) -> int:
    """Put a competency on an activity; the link's id. One that is there already is left as it is.

    Refused: a fourth skill, a disabled one, one above the editor's tier (it reads as missing). `source` is hand, ai
    or file. `since` dates a link back for an activity brought in from elsewhere with its results: a result counts
    only for skills linked at its time (acquisition/new-skills-on-repeat).
    """
    require_on_activity(session, actor, Capability.SKILL_LINK, activity_id)
    locked_activity(session, activity_id)
    skill = to_link(session, actor, [competency_id])[competency_id]
    if (existing := _open_link(session, activity_id, competency_id)) is not None:
        return existing.id
    check_on_activity(session, activity_id, [competency_id])
    _check_room(session, activity_id, skill)
    link = SkillLink(
        activity_id=activity_id,
        competency_id=competency_id,
        outcome=str(checked_outcome(skill, outcome)),
        source=source,
        suggestion_id=suggestion_id,
        linked_by_id=actor.person_id,
    )
    begin(session, link, at=since)
    session.flush()
    _note_linked(session, actor, link, skill.name)
    return link.id


def unlink_skill(session: WorkspaceSession, actor: Actor, activity_id: int, competency_id: int) -> None:
    """Take a competency off an activity; results so far keep counting, and what was acquired stays."""
    require_on_activity(session, actor, Capability.SKILL_LINK, activity_id)
    locked_activity(session, activity_id)
    link = _open_link(session, activity_id, competency_id)
    if link is None:
        raise NotFound(say("That skill isn't on this activity."))
    end(session, link)
    _note_unlinked(session, actor, link)


def undo_link(session: WorkspaceSession, actor: Actor, link_id: int) -> None:
    """Take back a link just made, as if it had never been; refused once a result counted for it (chat/undo)."""
    link = session.scalar(select(SkillLink).where(SkillLink.id == link_id))
    if link is None:
        raise NotFound(say("That skill isn't on this activity."))
    require_on_activity(session, actor, Capability.SKILL_LINK, link.activity_id)
    locked_activity(session, link.activity_id)
    if link.superseded_at is not None:
        raise Conflict(say("That skill was taken off this activity already. Nothing changed."))
    query = select(sa.func.count(Result.id)).where(
        Result.activity_id == link.activity_id, Result.happened_at >= link.effective_from
    )
    if counted := session.scalar(query):
        raise Conflict(
            say_count(
                "Can't undo: {n} result counted for it since. It can be taken off instead.",
                "Can't undo: {n} results counted for it since. It can be taken off instead.",
                counted,
            )
        )
    withdraw(session, link)
    session.flush()
    _note_unlinked(session, actor, link)


def checked_outcome(skill: CompetencyView, wanted: LinkOutcome | None) -> LinkOutcome:
    """The outcome asked for, or the default; raises Invalid for the streak of what is no skill."""
    if wanted == LinkOutcome.STREAK and skill.category != CompetencyCategory.SKILL:
        raise Invalid(say("{name} is no skill, so no streak leads to it.", name=skill.name), field="outcome")
    return wanted or default_outcome(skill.category)


def _check_room(session: WorkspaceSession, activity_id: int, skill: CompetencyView) -> None:
    if skill.category != CompetencyCategory.SKILL:
        return
    linked = session.scalars(select(SkillLink.competency_id).where(_open_on(activity_id)))
    skills = [each for each in competencies(session, linked).values() if each.category == skill.category]
    if len(skills) >= MAX_SKILLS:
        raise Invalid(
            say("This activity has {most} skills, the most it can carry. Take one off first.", most=MAX_SKILLS),
            field="skills",
        )


def _open_on(activity_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        SkillLink.activity_id == activity_id,
        SkillLink.superseded_at.is_(None),
        SkillLink.effective_until.is_(None),
    )


def _open_link(session: WorkspaceSession, activity_id: int, competency_id: int) -> SkillLink | None:
    return session.scalar(
        select(SkillLink).where(_open_on(activity_id), SkillLink.competency_id == competency_id)
    )


def _note_linked(session: WorkspaceSession, actor: Actor, link: SkillLink, name: str) -> None:
    record(
        session,
        actor,
        SkillsLinked(
            link_ids=(link.id,),
            activity_ids=(link.activity_id,),
            competency_ids=(link.competency_id,),
            changes=(Change("skill", link.activity_id, None, name),),
        ),
    )


def _note_unlinked(session: WorkspaceSession, actor: Actor, link: SkillLink) -> None:
    record(
        session,
        actor,
        SkillsUnlinked(
            activity_ids=(link.activity_id,),
            competency_ids=(link.competency_id,),
            changes=(Change("skill", link.activity_id, link.competency_id, None),),
        ),
    )
