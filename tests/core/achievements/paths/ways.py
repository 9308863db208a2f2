"""Short words for paths in tests, and what somebody is rated at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.achievements import (
    AchievementPath,
    Criterion,
    CriterionKind,
    Item,
    PathOutcome,
    Policy,
    Rater,
    acquired_at,
    rating_of,
    set_rules,
)
from core.activities import complete_course
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, add_parent, scale_of
from tests.builders import a_skill
from tests.conftest import House

Kind = CriterionKind
STREAK, QUALIFICATION, REVIEW = Criterion(Kind.STREAK), Criterion(Kind.QUALIFICATION), Criterion(Kind.REVIEW)
ASSIGNED = Criterion(Kind.ASSIGNMENT)
ALL_CHILDREN = Criterion(Kind.CHILDREN)


def course_done(course_id: int) -> Criterion:
    return Criterion(Kind.COURSE, course_id)


def activity_done(activity_id: int) -> Criterion:
    return Criterion(Kind.ACTIVITY, activity_id)


def other(competency_id: int, value_id: int | None = None) -> Criterion:
    return Criterion(Kind.OTHER, competency_id, value_id)


def some_children(least: int) -> Criterion:
    return Criterion(Kind.CHILDREN, count=least)


def points(total: int, *items: tuple[int, int] | tuple[int, int, bool]) -> Criterion:
    return Criterion(Kind.POINTS, count=total, items=tuple(Item(*each) for each in items))


def rated_by(*raters: Rater) -> Criterion:
    return Criterion(Kind.MANUAL, raters=raters)


def way(*criteria: Criterion, value: int | None = None, outcome: PathOutcome = PathOutcome.COMPLETE) -> AchievementPath:
    return AchievementPath(criteria, value, outcome)


def rules(
    session: WorkspaceSession, competency_id: int, *paths: AchievementPath, policy: Policy | None = None
) -> None:
    from core.people import Actor

    set_rules(session, Actor.operator(session.workspace_id), competency_id, list(paths), policy=policy)


def a_language(session: WorkspaceSession, name: str = "English") -> int:
    return a_skill(session, name, category=CompetencyCategory.LANGUAGE)


def value_id(session: WorkspaceSession, competency_id: int, name: str) -> int:
    return scale_of(session, competency_id).named(name).id


def under(house: House, session: WorkspaceSession, parent: int, *children: int) -> None:
    for child in children:
        add_parent(session, house.operator, child, parent)


def finished(
    house: House, session: WorkspaceSession, course_id: int, person_id: int, at: datetime | None = None
) -> None:
    complete_course(session, house.operator, course_id, person_id, completed_at=at)


def rated(house: House, person_id: int, competency_id: int) -> str | None:
    with house.reading() as session:
        found = rating_of(session, person_id, competency_id)
        return found.value.name if found and found.value else None


def since(house: House, person_id: int, competency_id: int) -> datetime | None:
    with house.reading() as session:
        return acquired_at(session, person_id, competency_id)


def cause(house: House, person_id: int, competency_id: int) -> Any:
    with house.reading() as session:
        found = rating_of(session, person_id, competency_id)
        return found and (found.cause, found.path)
