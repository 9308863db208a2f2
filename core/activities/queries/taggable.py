"""Activities whose skills somebody may ask for, and suggestions that wait for their decision; all set-based."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, ActivityModule, Course, CourseModule, SkillLink, Suggestion
from core.activities.rules import MAX_SKILLS
from core.activities.suggestion_rules import OPEN
from core.db import WorkspaceSession
from core.frameworks import ACTIVE, CompetencyCategory
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.queries import visible
from core.people import SITE, Actor, Capability, Where, allows, category_tree, courses_held


@dataclass(frozen=True)
class Scope:
    """Which activities are meant: all, those of a category with what lies in it, or those of a course.

    `name` is the category's or course's, '' for all.
    """

    category_id: int | None = None
    course_id: int | None = None
    name: str = ""


EVERYWHERE = Scope()


def taggable(session: WorkspaceSession, actor: Actor, scope: Scope = EVERYWHERE) -> sa.Select[int]:
    """Ids of the activities in use for which the actor may ask for suggestions, as a selection."""
    query = select(Activity.id).where(
        Activity.workspace_id == session.workspace_id, Activity.deleted_at.is_(None)
    )
    within = _courses_in(session, scope)
    if within is not None:
        query = query.where(Activity.id.in_(_in_courses(session, within)))
    if actor.trusted or allows(session, actor, Capability.TAGGING_USE, SITE):
        return query
    return query.where(Activity.id.in_(_in_courses(session, _courses_allowed(session, actor))))


def full_activities(session: WorkspaceSession) -> sa.Select[int]:
    """Ids of the activities that carry as many skills as they can, as a selection (activities/skills-limit)."""
    return (
        select(SkillLink.activity_id)
        .join(Competency, Competency.id == SkillLink.competency_id)
        .where(
            SkillLink.workspace_id == session.workspace_id,
            Competency.workspace_id == session.workspace_id,
            SkillLink.in_force(session.now),
            Competency.category == str(CompetencyCategory.SKILL),
        )
        .group_by(SkillLink.activity_id)
        .having(sa.func.count(SkillLink.id) >= MAX_SKILLS)
    )


def decidable(session: WorkspaceSession, actor: Actor) -> sa.Select[int]:
    """Ids of the open suggestions whose skill the actor sees and could accept, as a selection: those of disabled
    skills, of skills linked since, and on full activities don't wait for anybody. Rights on the activity are apart."""
    ours = session.workspace_id
    linked = (
        select(SkillLink.id)
        .where(
            SkillLink.workspace_id == ours,
            SkillLink.activity_id == Suggestion.activity_id,
            SkillLink.competency_id == Suggestion.competency_id,
            SkillLink.in_force(session.now),
        )
        .correlate(Suggestion)
    )
    return (
        select(Suggestion.id)
        .join(CompetencyState, CompetencyState.competency_id == Suggestion.competency_id)
        .where(
            Suggestion.workspace_id == ours,
            CompetencyState.workspace_id == ours,
            CompetencyState.in_force(session.now),
            CompetencyState.status == ACTIVE,
            visible(session, actor),
            Suggestion.status == OPEN,
            ~linked.exists(),
            Suggestion.activity_id.not_in(full_activities(session)),
        )
    )


def waiting_activities(session: WorkspaceSession, actor: Actor) -> int:
    """How many activities have suggestions that wait for the actor's decision."""
    waiting = _waiting(session, actor).distinct().subquery()
    return session.scalar(select(sa.func.count()).select_from(waiting)) or 0


def next_waiting(session: WorkspaceSession, actor: Actor, after: int = 0) -> int | None:
    """The next activity whose suggestions wait for the actor's decision, in the order of their ids; None at the end."""
    waiting = _waiting(session, actor).where(Suggestion.activity_id > after)
    return session.scalar(waiting.order_by(Suggestion.activity_id).limit(1))


def _waiting(session: WorkspaceSession, actor: Actor) -> sa.Select[int]:
    return select(Suggestion.activity_id).where(
        Suggestion.workspace_id == session.workspace_id,
        Suggestion.id.in_(decidable(session, actor)),
        Suggestion.activity_id.in_(taggable(session, actor)),
    )


def _in_courses(session: WorkspaceSession, course_ids: sa.Select[int]) -> sa.Select[int]:
    return (
        select(ActivityModule.activity_id)
        .join(CourseModule, CourseModule.module_id == ActivityModule.module_id)
        .where(
            ActivityModule.workspace_id == session.workspace_id,
            CourseModule.workspace_id == session.workspace_id,
            CourseModule.course_id.in_(course_ids),
        )
    )


def _courses_in(session: WorkspaceSession, scope: Scope) -> sa.Select[int] | None:
    ours = select(Course.id).where(Course.workspace_id == session.workspace_id)
    if scope.course_id is not None:
        return ours.where(Course.id == scope.course_id)
    if scope.category_id is not None:
        return ours.where(Course.category_id.in_(_below(session, scope.category_id)))
    return None


def _below(session: WorkspaceSession, category_id: int) -> list[int]:
    """The category with all that lie in it; each stands below its parent in the tree."""
    found = {category_id}
    for each in category_tree(session):
        if each.parent_id in found:
            found.add(each.id)
    return sorted(found)


def _courses_allowed(session: WorkspaceSession, actor: Actor) -> sa.Select[int]:
    """The courses in whose categories the actor holds the capability, or for which they were given it."""
    categories = [
        each.id
        for each in category_tree(session)
        if allows(session, actor, Capability.TAGGING_USE, Where(category_id=each.id))
    ]
    given = courses_held(session, actor, Capability.TAGGING_USE)
    return select(Course.id).where(
        Course.workspace_id == session.workspace_id,
        sa.or_(Course.category_id.in_(categories), Course.id.in_(sorted(given))),
    )
