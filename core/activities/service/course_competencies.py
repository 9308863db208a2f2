"""Competencies on courses: several at once, each with what completing the course does for it (courses/competencies)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from core.activities.course_events import CourseCompetenciesChanged
from core.activities.models import CourseCompetency
from core.activities.queries.courses import CourseView, course
from core.activities.rules import LinkOutcome
from core.activities.service.courses import OUTCOMES
from core.activities.service.scope import check_on_course
from core.activities.service.selecting import all_selectable, to_link
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid, NotFound
from core.events import Change
from core.history import end_all
from core.people import Actor, Capability, require
from core.words import say

CHUNK = 900


@dataclass(frozen=True)
class CompetenciesPut:
    """What putting competencies on a course did, by id: new ones, those with another outcome now, and the rest."""

    new: tuple[int, ...]
    changed: tuple[int, ...]
    unchanged: tuple[int, ...]


def put_competencies(
    session: WorkspaceSession, actor: Actor, course_id: int, outcomes: Mapping[int, str]
) -> CompetenciesPut:
    """Put competencies on a course, each with its outcome, set-based; those there already get the outcome given.

    Raises NotFound for one the actor may not select, Invalid for a disabled one or another outcome than none,
    evidence, recommend and complete.
    """
    check_competencies(session, actor, course_id, outcomes)
    to_link(session, actor, outcomes)
    before = outcomes_on(session, course_id)
    new = tuple(each for each in outcomes if each not in before)
    changed = tuple(each for each in outcomes if each in before and before[each] != outcomes[each])
    _end(session, course_id, changed)
    rows = [
        {
            "course_id": course_id,
            "competency_id": each,
            "outcome": str(outcomes[each]),
            "effective_from": session.now,
            "recorded_at": session.now,
        }
        for each in (*new, *changed)
    ]
    insert_rows(session, CourseCompetency, rows)
    _note(session, actor, course_id, {each: (before.get(each), str(outcomes[each])) for each in (*new, *changed)})
    return CompetenciesPut(new, changed, tuple(each for each in outcomes if before.get(each) == outcomes[each]))


def check_competencies(
    session: WorkspaceSession, actor: Actor, course_id: int, outcomes: Mapping[int, str]
) -> None:
    """Whether these could be put on the course with these outcomes; raises what `put_competencies` would."""
    place = _allowed(session, actor, course_id)
    _check_outcomes(outcomes.values())
    all_selectable(session, actor, outcomes)
    before = outcomes_on(session, course_id)
    check_on_course(session, place.category_id, [each for each in outcomes if each not in before])


def take_off_competencies(
    session: WorkspaceSession, actor: Actor, course_id: int, competency_ids: Iterable[int]
) -> dict[int, str]:
    """Take competencies off a course; evidence and ratings stay. Those taken off with the outcome they had."""
    _allowed(session, actor, course_id)
    before = outcomes_on(session, course_id)
    there = {each: before[each] for each in dict.fromkeys(competency_ids) if each in before}
    if not there:
        raise NotFound(say("That competency isn't on this course (any more)."))
    _end(session, course_id, there)
    _note(session, actor, course_id, {each: (outcome, None) for each, outcome in there.items()})
    return there


def outcomes_on(session: WorkspaceSession, course_id: int) -> dict[int, str]:
    """The outcome of each competency on a course now."""
    query = select(CourseCompetency.competency_id, CourseCompetency.outcome).where(
        CourseCompetency.course_id == course_id,
        CourseCompetency.superseded_at.is_(None),
        CourseCompetency.effective_until.is_(None),
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _allowed(session: WorkspaceSession, actor: Actor, course_id: int) -> CourseView:
    place = course(session, course_id)
    require(session, actor, Capability.COURSE_COMPETENCY_MANAGE, place.place)
    return place


def _check_outcomes(outcomes: Iterable[str]) -> None:
    for each in outcomes:
        if each not in OUTCOMES:
            raise Invalid(
                say(
                    "{outcome} is no outcome of a course. Outcomes: {outcomes}.",
                    outcome=each,
                    outcomes=[str(one) for one in LinkOutcome if one in OUTCOMES],
                ),
                field="outcome",
            )


def _end(session: WorkspaceSession, course_id: int, competency_ids: Collection[int]) -> None:
    columns, wanted = CourseCompetency.__table__.c, list(competency_ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        end_all(session, CourseCompetency, (columns.course_id == course_id) & columns.competency_id.in_(part))


def _note(
    session: WorkspaceSession, actor: Actor, course_id: int, changes: Mapping[int, tuple[str | None, str | None]]
) -> None:
    if changes:
        record(
            session,
            actor,
            CourseCompetenciesChanged(
                course_id=course_id,
                competency_ids=tuple(changes),
                changes=tuple(Change("competency", each, *values) for each, values in changes.items()),
            ),
        )
