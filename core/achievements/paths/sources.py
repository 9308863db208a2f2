"""What criteria are met by: completions, assignments, ratings and holdings of people, each with one kind of query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from itertools import product
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.achievements.holdings import Held
from core.achievements.models import Rating
from core.achievements.paths.rolling_up import Rated
from core.activities import (
    Activity,
    CourseCompletion,
    Module,
    Result,
    SkillLink,
    linked_results,
)
from core.activities.models import CourseModule
from core.activities.queries.courses import theory_only_in
from core.db import WorkspaceSession
from core.evidence.models import Evidence
from core.frameworks.models import ScaleValue
from core.people import PersonView
from core.prepared import OURS, ids_of, run

CHUNK = 900
RATING, VALUE = cast(sa.Table, Rating.__table__), cast(sa.Table, ScaleValue.__table__)
Pair = tuple[int, int]


@dataclass(frozen=True)
class DoneCourse:
    """A person completed a course; `theory_only` where all its modules are theory."""

    person_id: int
    course_id: int
    completed_at: datetime
    completion_id: int
    theory_only: bool


@dataclass(frozen=True)
class LinkedCompletion:
    """An activity completed while it carried a competency: what the link does, and whether it was done in theory."""

    person_id: int
    activity_id: int
    competency_id: int
    outcome: str
    theory: bool
    at: datetime
    result_id: int


def completions_for(
    session: WorkspaceSession, person_ids: Sequence[int], activity_ids: Sequence[int], *, practice_only: bool
) -> Iterator[tuple[int, int, datetime, int]]:
    """Who completed which activity, when first, by which result (activities/completed); without theory where asked."""
    ours = session.workspace_id
    for some_people, some in product(list(_parts(person_ids)), list(_parts(activity_ids))):
        query = (
            select(Result.person_id, Result.activity_id, Result.happened_at, Result.id)
            .join(Activity, sa.and_(Activity.id == Result.activity_id, Activity.workspace_id == ours))
            .outerjoin(Module, sa.and_(Module.id == Result.module_id, Module.workspace_id == ours))
            .where(
                Result.workspace_id == ours,
                Result.voided_at.is_(None),
                Result.person_id.in_(some_people),
                Result.activity_id.in_(some),
                sa.or_(Activity.completed_at_score.is_(None), Result.score >= Activity.completed_at_score),
            )
            .order_by(Result.happened_at, Result.id)
        )
        if practice_only:
            query = query.where(sa.func.coalesce(Module.theory, sa.false()).is_(False))
        yield from _first_of_each(session.execute(query))


def linked_completions(
    session: WorkspaceSession, condition: sa.ColumnElement[bool], outcomes: Iterable[str]
) -> Iterator[LinkedCompletion]:
    """Activities completed while they carried a competency with one of these outcomes, earliest first.

    The condition is on `Result` and `SkillLink`.
    """
    query = _linked(session.workspace_id).where(SkillLink.outcome.in_([str(each) for each in outcomes]), condition)
    yield from _linked_completions(session.execute(query))


def linked_completions_by(
    session: WorkspaceSession, result_ids: Sequence[int], outcomes: Iterable[str]
) -> Iterator[LinkedCompletion]:
    """As `linked_completions`, by these results (at most 900)."""
    wanted = [str(each) for each in outcomes]
    yield from _linked_completions(run(session, _linked_by_results(), results=result_ids, outcomes=wanted))


def _linked_completions(rows: Iterable[Any]) -> Iterator[LinkedCompletion]:
    for row in rows:
        yield LinkedCompletion(
            row.person_id, row.activity_id, row.competency_id, row.outcome, bool(row.theory), row.happened_at,
            row.result_id,
        )


def _linked(ours: Any) -> sa.Select[*tuple[Any, ...]]:
    """Linked results that completed their activity, earliest first."""
    return (
        linked_results(ours)
        .join(Activity, sa.and_(Activity.id == Result.activity_id, Activity.workspace_id == ours))
        .where(sa.or_(Activity.completed_at_score.is_(None), Result.score >= Activity.completed_at_score))
        .order_by(Result.happened_at, Result.id)
    )


@cache
def _linked_by_results() -> sa.Select[*tuple[Any, ...]]:
    outcomes = sa.bindparam("outcomes", type_=SkillLink.outcome.type, expanding=True)
    return _linked(OURS).where(Result.id.in_(ids_of("results")), SkillLink.outcome.in_(outcomes))


def completed_courses(
    session: WorkspaceSession, person_ids: Sequence[int], course_ids: Sequence[int]
) -> Iterator[DoneCourse]:
    """The completions of these courses by these people."""
    for courses in _parts(course_ids):
        theory = set(run(session, _theory_only(), courses=courses).scalars())
        for people in _parts(person_ids):
            for person_id, course_id, at, done in run(session, _completed(), people=people, courses=courses):
                yield DoneCourse(person_id, course_id, at, done, course_id in theory)


@cache
def _theory_only() -> sa.Select[int]:
    return theory_only_in(OURS).where(CourseModule.course_id.in_(ids_of("courses")))


@cache
def _completed() -> sa.Select[Any]:
    done = cast(sa.Table, CourseCompletion.__table__).c
    return (
        select(done.person_id, done.course_id, done.completed_at, done.id)
        .where(
            done.workspace_id == OURS,
            done.person_id.in_(ids_of("people")),
            done.course_id.in_(ids_of("courses")),
            done.voided_at.is_(None),
        )
        .order_by(done.completed_at)
    )


def assignments(session: WorkspaceSession, pairs: Collection[Pair]) -> Iterator[tuple[int, int, datetime, int]]:
    """Assignments of these people in these competencies that still stand: person, competency, since, target."""
    correction = aliased(Evidence)
    people, skills = sorted({each for each, _ in pairs}), sorted({each for _, each in pairs})
    ended = select(correction.id).where(
        correction.workspace_id == session.workspace_id,
        correction.kind == "correction",
        correction.source_id == Evidence.id,
        correction.person_id == Evidence.person_id,
        correction.competency_id == Evidence.competency_id,
    )
    for some_people, some in product(list(_parts(people)), list(_parts(skills))):
        query = select(Evidence.person_id, Evidence.competency_id, Evidence.happened_at, Evidence.source_id).where(
            Evidence.workspace_id == session.workspace_id,
            Evidence.kind == "assignment",
            Evidence.person_id.in_(some_people),
            Evidence.competency_id.in_(some),
            sa.not_(ended.correlate(Evidence).exists()),
        )
        for row in session.execute(query.order_by(Evidence.happened_at, Evidence.id)):
            if (row[0], row[1]) in pairs:
                yield row[0], row[1], row[2], row[3]


def standing_ratings(
    session: WorkspaceSession, person_ids: Sequence[int], competency_ids: Iterable[int]
) -> dict[int, dict[int, Rated]]:
    """The values people are rated at in these competencies now, by person and competency."""
    found: dict[int, dict[int, Rated]] = {}
    for people, skills in product(list(_parts(person_ids)), list(_parts(sorted(set(competency_ids))))):
        for person_id, competency_id, *rated in run(session, _standing(), people=people, skills=skills):
            found.setdefault(person_id, {})[competency_id] = Rated(*rated)
    return found


@cache
def _standing() -> sa.Select[Any]:
    value = sa.and_(VALUE.c.id == RATING.c.scale_value_id, VALUE.c.workspace_id == OURS)
    return (
        select(
            RATING.c.person_id, RATING.c.competency_id, VALUE.c.position, VALUE.c.proficient, RATING.c.effective_from
        )
        .select_from(RATING)
        .join(VALUE, value)
        .where(
            RATING.c.workspace_id == OURS,
            RATING.c.person_id.in_(ids_of("people")),
            RATING.c.competency_id.in_(ids_of("skills")),
            RATING.c.superseded_at.is_(None),
            RATING.c.effective_until.is_(None),
        )
    )


def positions_of(session: WorkspaceSession, value_ids: Iterable[int | None]) -> Mapping[int, int]:
    """The positions of scale values on their scales; no query where there are none."""
    wanted = sorted({each for each in value_ids if each is not None})
    if not wanted:
        return {}
    query = select(ScaleValue.id, ScaleValue.position).where(ScaleValue.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)}


def obtained_at(session: WorkspaceSession, holder: PersonView, held: Held) -> datetime:
    """The start of the day of issue where the holder is, never in the future; without one, when it was registered."""
    if held.issued_on is None:
        return min(held.registered_at, session.now)
    start = datetime.combine(held.issued_on, time(), ZoneInfo(holder.time_zone)).astimezone(UTC)
    return min(start, session.now)


def _first_of_each(rows: Iterable[Any]) -> Iterator[tuple[int, int, datetime, int]]:
    seen = set[Pair]()
    for person_id, activity_id, at, result_id in rows:
        if (person_id, activity_id) not in seen:
            seen.add((person_id, activity_id))
            yield person_id, activity_id, at, result_id


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
