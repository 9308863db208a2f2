"""What moving links from one framework to another would do: which move, which stay and why (frameworks/migrate).

Designed for some thousand links: four queries, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.activities.models import Activity, ActivityModule, Course, CourseCompetency, CourseModule, SkillLink
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import ACTIVE, managed_framework
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.queries import visible
from core.people import Actor, categories_above
from core.words import say

CHUNK = 900


class Stays(StrEnum):
    """Why a link stays where it is."""

    NO_MATCH = "no match"
    DISABLED = "disabled"
    OTHER_CATEGORY = "other category"
    OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True)
class LinkToMove:
    """A competency's link and what becomes of it: the competency it goes to, or why it stays.

    `course` says whether it is on a course or on an activity; `place` is that one's name.
    """

    id: int
    course: bool
    place_id: int
    place: str
    competency_id: int
    competency: str
    target_id: int | None
    stays: Stays | None


@dataclass(frozen=True)
class Migration:
    """What moving the links of one framework to another does, link by link."""

    source: str
    target: str
    moved: tuple[LinkToMove, ...]
    left: tuple[LinkToMove, ...]


def plan_migration(session: WorkspaceSession, actor: Actor, from_id: int, to_id: int) -> Migration:
    """What `migrate_links` would do now. Both frameworks are to be the actor's to change; links of competencies
    above their access tier are left out.
    """
    source, target = managed_framework(session, actor, from_id), managed_framework(session, actor, to_id)
    if from_id == to_id:
        raise Invalid(say("Choose another framework than {name} itself.", name=source.name), field="target")
    if target.disabled_at is not None:
        raise Invalid(say("{name} is disabled. Enable it first.", name=target.name), field="target")
    rows = [*_on_activities(session, actor, from_id, to_id), *_on_courses(session, actor, from_id, to_id)]
    reached = _reached(session, target, rows)
    links = [_judged(row, reached) for row in rows]
    return Migration(
        source.name,
        target.name,
        tuple(each for each in links if each.stays is None),
        tuple(each for each in links if each.stays is not None),
    )


def _on_activities(session: WorkspaceSession, actor: Actor, from_id: int, to_id: int) -> list[Any]:
    query = _matched(session, actor, SkillLink, from_id, to_id, Activity.id, Activity.title, sa.false())
    joined = query.join(Activity, Activity.id == SkillLink.activity_id).where(Activity.deleted_at.is_(None))
    return list(session.execute(joined.order_by(sa.func.lower(Activity.title), SkillLink.id)))


def _on_courses(session: WorkspaceSession, actor: Actor, from_id: int, to_id: int) -> list[Any]:
    query = _matched(session, actor, CourseCompetency, from_id, to_id, Course.id, Course.name, sa.true())
    joined = query.join(Course, Course.id == CourseCompetency.course_id)
    return list(session.execute(joined.order_by(sa.func.lower(Course.name), CourseCompetency.id)))


def _matched(
    session: WorkspaceSession, actor: Actor, link: Any, from_id: int, to_id: int, place_id: Any, place: Any, course: Any
) -> sa.Select[*tuple[Any, ...]]:
    """Links in force of one framework's competencies, each with the competency of the same id number in the other."""
    match, state = aliased(Competency), aliased(CompetencyState)
    ours = session.workspace_id
    same = sa.and_(
        match.workspace_id == ours, match.framework_id == to_id, match.idnumber == Competency.idnumber
    )
    current = sa.and_(state.workspace_id == ours, state.competency_id == match.id, _in_force(state, session))
    return (
        sa.select(
            link.id.label("id"),
            course.label("course"),
            place_id.label("place_id"),
            place.label("place"),
            Competency.id.label("competency_id"),
            Competency.name.label("competency"),
            Competency.category.label("category"),
            match.id.label("target_id"),
            match.category.label("target_category"),
            state.status.label("target_status"),
        )
        .select_from(link)
        .join(Competency, Competency.id == link.competency_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .outerjoin(match, same)
        .outerjoin(state, current)
        .where(
            link.in_force(session.now),
            Competency.framework_id == from_id,
            CompetencyState.in_force(session.now),
            visible(session, actor),
        )
    )


def _in_force(state: Any, session: WorkspaceSession) -> sa.ColumnElement[bool]:
    until = state.effective_until
    return sa.and_(
        state.superseded_at.is_(None),
        state.effective_from <= session.now,
        sa.or_(until.is_(None), until > session.now),
    )


def _judged(row: Any, reached: Collection[tuple[bool, int]] | None) -> LinkToMove:
    stays = None
    if row.target_id is None or row.target_status is None:
        stays = Stays.NO_MATCH
    elif row.target_status != ACTIVE:
        stays = Stays.DISABLED
    elif row.category != row.target_category:
        stays = Stays.OTHER_CATEGORY
    elif reached is not None and (bool(row.course), row.place_id) not in reached:
        stays = Stays.OUT_OF_SCOPE
    target_id = row.target_id if stays is None else None
    return LinkToMove(
        row.id, bool(row.course), row.place_id, row.place, row.competency_id, row.competency, target_id, stays
    )


def _reached(session: WorkspaceSession, target: Framework, rows: Iterable[Any]) -> set[tuple[bool, int]] | None:
    """The courses and activities where the target framework is available; None where it is available everywhere."""
    if target.category_id is None:
        return None
    wanted = list(rows)
    activities = sorted({row.place_id for row in wanted if not row.course})
    courses = sorted({row.place_id for row in wanted if row.course})
    found = {(True, each): [category] for each, category in _course_categories(session, courses)}
    for each, category in _activity_categories(session, activities):
        found.setdefault((False, each), []).append(category)
    return _within(session, target.category_id, found)


def _within(
    session: WorkspaceSession, category_id: int, places: Mapping[tuple[bool, int], list[int | None]]
) -> set[tuple[bool, int]]:
    used = {each for categories in places.values() for each in categories if each is not None}
    inside = {each for each in used if category_id in categories_above(session, [each])}
    return {place for place, categories in places.items() if inside & set(categories)}


def _course_categories(session: WorkspaceSession, ids: list[int]) -> list[tuple[int, int | None]]:
    query = sa.select(Course.id, Course.category_id)
    return _by_chunks(session, query, Course.id, ids)


def _activity_categories(session: WorkspaceSession, ids: list[int]) -> list[tuple[int, int | None]]:
    query = (
        sa.select(ActivityModule.activity_id, Course.category_id)
        .join(CourseModule, CourseModule.module_id == ActivityModule.module_id)
        .join(Course, Course.id == CourseModule.course_id)
    )
    return _by_chunks(session, query, ActivityModule.activity_id, ids)


def _by_chunks(session: WorkspaceSession, query: Any, column: Any, ids: list[int]) -> list[tuple[int, int | None]]:
    return [
        (row[0], row[1])
        for start in range(0, len(ids), CHUNK)
        for row in session.execute(query.where(column.in_(ids[start : start + CHUNK])))
    ]
