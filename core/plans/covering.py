"""What covers a competency for somebody: evidence on file, and courses that they are on (plans/colours)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Course, CourseCompetency
from core.activities.rules import LinkOutcome
from core.db import WorkspaceSession
from core.plans.queries import in_chunks
from core.plans.statements import EVIDENT, RUNNING, look

Pair = tuple[int, int]

@dataclass(frozen=True)
class CourseRef:
    """A course by id and name; `open` where people may join it themselves."""

    id: int
    name: str
    open: bool


def evident(session: WorkspaceSession, pairs: Collection[Pair]) -> set[Pair]:
    """Those persons and competencies for which evidence is on file that was not corrected."""
    if not pairs:
        return set()
    rows = look(session, EVIDENT, **_sides(pairs))
    return {(row[0], row[1]) for row in rows} & set(pairs)


def running(session: WorkspaceSession, pairs: Collection[Pair]) -> dict[Pair, list[CourseRef]]:
    """The courses that the person is on and has not completed, by person and competency that they carry."""
    found: dict[Pair, list[CourseRef]] = {}
    wanted = set(pairs)
    for row in look(session, RUNNING, **_sides(pairs)) if pairs else ():
        if (row[0], row[1]) in wanted:
            found.setdefault((row[0], row[1]), []).append(CourseRef(row[2], row[3], bool(row[4])))
    return found


def courses_for(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, list[CourseRef]]:
    """The courses that can provide each competency, by name; every one asked for is answered."""
    found: dict[int, list[CourseRef]] = {each: [] for each in competency_ids}
    for part in in_chunks(sorted(found)):
        query = (
            select(CourseCompetency.competency_id, Course.id, Course.name, Course.open)
            .join(Course, Course.id == CourseCompetency.course_id)
            .where(
                CourseCompetency.competency_id.in_(part),
                CourseCompetency.in_force(session.now),
                CourseCompetency.outcome != str(LinkOutcome.NONE),
            )
            .order_by(sa.func.lower(Course.name), Course.id)
        )
        for row in session.execute(query):
            found[row[0]].append(CourseRef(row[1], row[2], row[3]))
    return found


def _sides(pairs: Collection[Pair]) -> dict[str, list[int]]:
    """The people and the competencies of these pairs."""
    return {
        "people": sorted({person for person, _ in pairs}),
        "skills": sorted({skill for _, skill in pairs}),
    }
