"""Course and activity links move from one framework to another where id numbers match (frameworks/migrate)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from core.activities import SkillsLinked, SkillsUnlinked
from core.activities.course_events import CourseCompetenciesChanged
from core.activities.models import CourseCompetency, SkillLink
from core.audit import record
from core.catalogue.migration_plan import LinkToMove, Migration, plan_migration
from core.db import CHUNK, WorkspaceSession, insert_rows
from core.events import Change
from core.frameworks import hold_in_use
from core.frameworks.models import Competency
from core.history import end_all
from core.people import Actor

VERSIONED = {"id", "workspace_id", "effective_from", "effective_until", "recorded_at", "superseded_at"}


def migrate_links(session: WorkspaceSession, actor: Actor, from_id: int, to_id: int) -> Migration:
    """Move the links that can move; what was done, and what stays with the reason. A second run changes nothing.

    Outcomes go with the links. Where the competency it goes to is linked already, the old link just ends. Results
    so far keep counting for the competency they counted for.
    """
    hold_in_use(session, session.scalars(sa.select(Competency.id).where(Competency.framework_id == to_id)))
    plan = plan_migration(session, actor, from_id, to_id)
    activities = [each for each in plan.moved if not each.course]
    courses = [each for each in plan.moved if each.course]
    _move(session, SkillLink, activities, actor)
    _move(session, CourseCompetency, courses, actor)
    if activities:
        _note_activities(session, actor, activities)
    _note_courses(session, actor, courses)
    return plan


def _move(session: WorkspaceSession, model: Any, links: Sequence[LinkToMove], actor: Actor) -> None:
    """End the links and begin those to the matching competencies, set-based."""
    table = model.__table__
    targets = {each.id: each.target_id for each in links}
    ids = list(targets)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        rows = [_moved(table, row, targets, actor, session.now) for row in _rows(session, table, chunk)]
        end_all(session, model, table.c.id.in_(chunk))
        insert_rows(session, model, rows, skip_existing=True)
    session.expire_all()


def _rows(session: WorkspaceSession, table: sa.Table, ids: Sequence[int]) -> list[Any]:
    query = sa.select(table).where(table.c.workspace_id == session.workspace_id, table.c.id.in_(ids))
    session.flush()
    return [row._mapping for row in session.connection().execute(query.order_by(table.c.id))]


def _moved(table: sa.Table, row: Any, targets: dict[int, int | None], actor: Actor, now: Any) -> dict[str, Any]:
    copy = {name: row[name] for name in (column.name for column in table.c) if name not in VERSIONED}
    copy |= {"competency_id": targets[row["id"]], "effective_from": now, "recorded_at": now}
    if "linked_by_id" in copy:
        copy |= {"linked_by_id": actor.person_id, "suggestion_id": None, "source": "hand"}
    return copy


def _note_activities(session: WorkspaceSession, actor: Actor, links: Sequence[LinkToMove]) -> None:
    changes = tuple(Change("skill", each.place_id, each.competency_id, each.target_id) for each in links)
    record(
        session,
        actor,
        SkillsUnlinked(
            activity_ids=tuple(each.place_id for each in links),
            competency_ids=tuple(each.competency_id for each in links),
            changes=changes,
        ),
    )
    made = _made(session, {(each.place_id, each.target_id) for each in links})
    if made:
        record(
            session,
            actor,
            SkillsLinked(
                link_ids=tuple(row.id for row in made),
                activity_ids=tuple(row.activity_id for row in made),
                competency_ids=tuple(row.competency_id for row in made),
            ),
        )


def _made(session: WorkspaceSession, pairs: set[tuple[int, int | None]]) -> list[SkillLink]:
    """The links begun just now."""
    query = sa.select(SkillLink).where(
        SkillLink.in_force(session.now), SkillLink.recorded_at == session.now, SkillLink.effective_from == session.now
    )
    return [row for row in session.scalars(query) if (row.activity_id, row.competency_id) in pairs]


def _note_courses(session: WorkspaceSession, actor: Actor, links: Iterable[LinkToMove]) -> None:
    by_course: dict[int, list[LinkToMove]] = {}
    for each in links:
        by_course.setdefault(each.place_id, []).append(each)
    for course_id, moved in by_course.items():
        ids = [one for each in moved for one in (each.competency_id, each.target_id) if one is not None]
        changes = tuple(Change("competency", course_id, each.competency_id, each.target_id) for each in moved)
        record(
            session,
            actor,
            CourseCompetenciesChanged(course_id=course_id, competency_ids=tuple(ids), changes=changes),
        )
