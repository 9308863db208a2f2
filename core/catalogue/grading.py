"""Grading in a course: a teacher judges a person's competency of the course or of one of its activities."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.achievements import GivenRating, give_rating, undo_rating
from core.activities import CourseView, SkillLink, competencies_on, course, modules_of, standing
from core.catalogue.evidence_named import NamedEvidence, named_evidence
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyView, ScaleView, competencies, scale_of
from core.notifications import tell_of_grading, withdraw_told_grading
from core.people import Actor, Capability, PersonView, require
from core.words import say

GRADING = "grading"


@dataclass(frozen=True)
class GradingView:
    """What a teacher grades by: all evidence there is, latest first, and the values there are (courses/grade)."""

    course: CourseView
    person: PersonView
    competency: CompetencyView
    scale: ScaleView
    evidence: tuple[NamedEvidence, ...]


def gradable(session: WorkspaceSession, actor: Actor, course_id: int) -> list[CompetencyView]:
    """The competencies that can be graded in a course: those on it and on its activities, by name."""
    place = course(session, course_id)
    require(session, actor, Capability.COURSE_COMPETENCY_GRADE, place.place)
    ids = {each.competency.id for each in competencies_on(session, course_id)} | _on_activities(session, course_id)
    return sorted(competencies(session, ids).values(), key=lambda each: (each.name.lower(), each.id))


def grading_view(
    session: WorkspaceSession, actor: Actor, *, course_id: int, person_id: int, competency_id: int
) -> GradingView:
    """A person's competency with all its evidence, for a teacher of the course, while the person is on it.

    Raises Refused without the right, Invalid for somebody not on the course and for oneself, NotFound for a
    competency that is not of the course.
    """
    found = standing(session, course_id, person_id)
    named = {each.id: each for each in gradable(session, actor, course_id)}
    if person_id == actor.person_id:
        raise Invalid(say("You can't grade yourself. Another teacher of the course or an admin can."))
    if found.enrolled_since is None:
        raise Invalid(
            say("{name} isn't on {course}, so nothing can be graded.", name=found.person.first_name,
                course=found.course.name),
            field="person",
        )
    if competency_id not in named:
        raise NotFound(
            say("That competency is neither on {course} nor on its activities.", course=found.course.name),
            field="competency",
        )
    evidence = tuple(named_evidence(session, person_id, competency_id))
    return GradingView(found.course, found.person, named[competency_id], scale_of(session, competency_id), evidence)


def grade(
    session: WorkspaceSession,
    actor: Actor,
    *,
    course_id: int,
    person_id: int,
    competency_id: int,
    scale_value_id: int,
    comment: str = "",
) -> GivenRating:
    """Give a person a value of a competency in a course: it becomes the rating, and is evidence (courses/grade).

    The person is told. Raises as `grading_view`, and Invalid for a value of another scale.
    """
    grading_view(session, actor, course_id=course_id, person_id=person_id, competency_id=competency_id)
    given = give_rating(
        session,
        actor,
        person_id=person_id,
        competency_id=competency_id,
        scale_value_id=scale_value_id,
        kind=GRADING,
        note=comment,
        course_id=course_id,
    )
    tell_of_grading(
        session,
        actor,
        person_id=person_id,
        course_id=course_id,
        competency_id=competency_id,
        judgement_id=given.judgement_id,
    )
    return given


def undo_grading(session: WorkspaceSession, actor: Actor, judgement_id: int) -> None:
    """Take back a grading one just gave, and have the message about it rewritten (chat/undo)."""
    undo_rating(session, actor, judgement_id)
    withdraw_told_grading(session, judgement_id)


def _on_activities(session: WorkspaceSession, course_id: int) -> set[int]:
    inside = {each.id for module in modules_of(session, course_id) for each in module.activities}
    query = select(SkillLink.competency_id).where(SkillLink.activity_id.in_(inside), SkillLink.in_force(session.now))
    return set(session.scalars(query)) if inside else set()
