"""As what somebody may rate a person directly, and which values by that (paths/roles)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.paths.kinds import Rater, RuleSet
from core.activities import teaching_courses
from core.db import WorkspaceSession
from core.errors import Refused
from core.frameworks import ScaleView
from core.people import Actor, Capability, allows, courses_held, over, people, reason_for, supervises
from core.people.models import RoleAssignment, RoleDefinition
from core.words import Sentence, say

GRADER = "grader"
"""A holder of competency.grade, where no manual criterion names who may rate."""

RATER_WORDS: dict[Rater, Sentence] = {
    Rater.SELF: say("the person"),
    Rater.MANAGER: say("their manager"),
    Rater.REVIEWER: say("a reviewer"),
    Rater.TEACHER: say("a teacher"),
}


def is_self(actor: Actor, person_id: int) -> bool:
    """Whether somebody rates themself."""
    return actor.person_id == person_id


def roles_over(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int) -> frozenset[Rater]:
    """As what the actor stands to the person: themself, who supervises them, their reviewer, a teacher of theirs."""
    if actor.person_id is None:
        return frozenset()
    if is_self(actor, person_id):
        return frozenset({Rater.SELF})
    found = set[Rater]()
    if supervises(session, actor.person_id, person_id):
        found.add(Rater.MANAGER)
    if _is_reviewer(session, actor.person_id, person_id) or _is_expert(session, actor, person_id, competency_id):
        found.add(Rater.REVIEWER)
    if _teaches(session, actor, person_id, competency_id):
        found.add(Rater.TEACHER)
    return frozenset(found)


def given_as(
    session: WorkspaceSession, actor: Actor, person_id: int, rule: RuleSet, value_id: int | None
) -> str | None:
    """As what the actor rates: the role that a manual criterion names, or a holder of competency.grade where there is
    no such criterion; None where their rating does not set the value. The operator always may."""
    if actor.trusted:
        return GRADER
    named = rule.raters_for(value_id)
    if named:
        roles = roles_over(session, actor, person_id, rule.competency_id)
        return next((str(each) for each in Rater if each in roles & named), None)
    if is_self(actor, person_id):
        return None
    where = over(person_id, competency_id=rule.competency_id)
    return GRADER if allows(session, actor, Capability.COMPETENCY_GRADE, where) else None


def refuse_rating(
    session: WorkspaceSession, person_id: int, rule: RuleSet, value_id: int | None, scale: ScaleView
) -> None:
    """Refuse a direct rating, naming who may give it (paths/roles, people/refusal)."""
    name = people(session, [person_id])[person_id].first_name
    named = rule.raters_for(value_id)
    if named:
        who = [RATER_WORDS[each] for each in Rater if each in named]
        value = scale.value(value_id)
        what = say("{value}", value=value.name) if value else say("a value")
        raise Refused(
            say("{name} was not rated: here {what} is given by {who} only.", name=name, what=what, who=who),
            why=say("Rule: the competency's paths name who may rate directly."),
            capability=str(Capability.COMPETENCY_GRADE),
        )
    raise Refused(
        say("{name} was not rated: you don't supervise or review {name}. Those who do, or an admin, can.", name=name),
        why=reason_for(Capability.COMPETENCY_GRADE),
        capability=str(Capability.COMPETENCY_GRADE),
    )


def _is_reviewer(session: WorkspaceSession, actor_id: int, person_id: int) -> bool:
    """Whether the reviewer's role over this person was given to them (people/relations)."""
    query = (
        select(RoleAssignment.id)
        .join(
            RoleDefinition,
            sa.and_(
                RoleDefinition.id == RoleAssignment.role_id, RoleDefinition.workspace_id == session.workspace_id
            ),
        )
        .where(
            RoleAssignment.person_id == actor_id,
            RoleAssignment.over_person_id == person_id,
            RoleDefinition.name == "reviewer",
            RoleAssignment.in_force(session.now),
        )
    )
    return session.scalar(query.limit(1)) is not None


def _is_expert(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int) -> bool:
    """Whether competency.grade was granted to them for this one competency of the person."""
    narrow = over(person_id, competency_id=competency_id)
    return allows(session, actor, Capability.COMPETENCY_GRADE, narrow) and not allows(
        session, actor, Capability.COMPETENCY_GRADE, over(person_id)
    )


def _teaches(session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int) -> bool:
    """Whether they were made a teacher of a course that carries the competency and that the person is on."""
    courses = set(teaching_courses(session, person_id, competency_id))
    return bool(courses & set(courses_held(session, actor, Capability.COURSE_COMPETENCY_GRADE))) if courses else False
