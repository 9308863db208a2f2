"""Streaks that the activities left cannot complete: whose, in which skill, by how much (acquisition/unreachable)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from core.achievements.models import Acquisition
from core.achievements.queries import chunks
from core.achievements.rules import STREAK_LENGTH
from core.achievements.streak_computing import LINK, MODULE, Counted
from core.achievements.streak_states import STATE
from core.activities import Activity, LinkOutcome
from core.activities.models import ActivityModule
from core.db import WorkspaceSession
from core.people.models import PersonState
from core.prepared import OURS, ids_of, run

ACTIVITY = cast(sa.Table, Activity.__table__)
PLACED = cast(sa.Table, ActivityModule.__table__)
ACQUIRED = cast(sa.Table, Acquisition.__table__)
PERSON = cast(sa.Table, PersonState.__table__)


@dataclass(frozen=True)
class Unreachable:
    """A person who began a skill and cannot complete its streak: `left` activities are left, `needed` are needed."""

    person_id: int
    competency_id: int
    left: int
    needed: int


def unreachable_streaks(
    session: WorkspaceSession,
    *,
    competency_ids: Collection[int] | None = None,
    person_ids: Iterable[int] | None = None,
    without: int | None = None,
) -> list[Unreachable]:
    """The streaks of active people that cannot be completed as things are, in these skills, of these people.

    Left out means all. `without` is an activity left out of account, as if it carried none of these skills.
    A few statements however many people; it reads the results of all who began the skills.
    """
    found: list[Unreachable] = []
    skills = [None] if competency_ids is None else list(chunks(sorted(set(competency_ids))))
    people = [None] if person_ids is None else list(chunks(sorted(set(person_ids))))
    for some_skills in skills:
        for some_people in people:
            found += _unreachable(session, some_skills, some_people, without)
    return sorted(found, key=lambda each: (each.competency_id, each.person_id))


def _unreachable(
    session: WorkspaceSession, skills: Collection[int] | None, people: Collection[int] | None, without: int | None
) -> Iterable[Unreachable]:
    values: dict[str, Any] = {"now": session.now, "without": without or 0}
    values |= {"skills": list(skills)} if skills is not None else {}
    values |= {"people": list(people)} if people is not None else {}
    statement = _STATEMENTS[skills is not None, people is not None]
    return [Unreachable(*row) for row in run(session, statement, **values)]


def _statement(*, of_skills: bool, of_people: bool) -> sa.Select[Any]:
    offered = _offered(of_skills=of_skills)
    n = sa.func.count().label("n")
    counts = sa.select(offered.c.competency_id, n).group_by(offered.c.competency_id).cte("counts")
    passed = _passed(offered, of_people=of_people)
    left = (sa.func.coalesce(counts.c.n, 0) - sa.func.coalesce(passed.c.n, 0)).label("left")
    needed = (STREAK_LENGTH - STATE.c.length).label("needed")
    same = sa.and_(passed.c.person_id == STATE.c.person_id, passed.c.competency_id == STATE.c.competency_id)
    tables = STATE.outerjoin(counts, counts.c.competency_id == STATE.c.competency_id).outerjoin(passed, same)
    theirs = sa.and_(PERSON.c.workspace_id == OURS, PERSON.c.person_id == STATE.c.person_id)
    tables = tables.join(PERSON, sa.and_(theirs, PERSON.c.active, _open(PERSON)))
    query = sa.select(STATE.c.person_id, STATE.c.competency_id, left, needed).select_from(tables)
    query = query.where(STATE.c.workspace_id == OURS, left < needed, sa.not_(_acquired()))
    query = query.where(STATE.c.competency_id.in_(ids_of("skills"))) if of_skills else query
    return query.where(STATE.c.person_id.in_(ids_of("people"))) if of_people else query


def _offered(*, of_skills: bool) -> sa.CTE:
    """The activities by which skills can be acquired now: in use, not in theory modules alone."""
    placed = sa.select(PLACED.c.id).where(PLACED.c.activity_id == ACTIVITY.c.id, PLACED.c.workspace_id == OURS)
    practice = placed.join(MODULE, MODULE.c.id == PLACED.c.module_id).where(
        MODULE.c.workspace_id == OURS, MODULE.c.theory.is_(False)
    )
    in_use = sa.and_(ACTIVITY.c.workspace_id == OURS, ACTIVITY.c.deleted_at.is_(None))
    query = (
        sa.select(LINK.c.competency_id, LINK.c.activity_id)
        .join(ACTIVITY, sa.and_(ACTIVITY.c.id == LINK.c.activity_id, in_use))
        .where(
            LINK.c.workspace_id == OURS,
            LINK.c.outcome == LinkOutcome.STREAK,
            LINK.c.activity_id != sa.bindparam("without", type_=LINK.c.activity_id.type),
            _open(LINK),
            sa.or_(practice.correlate(ACTIVITY).exists(), sa.not_(placed.correlate(ACTIVITY).exists())),
        )
    )
    return (query.where(LINK.c.competency_id.in_(ids_of("skills"))) if of_skills else query).cte("offered")


def _passed(offered: sa.CTE, *, of_people: bool) -> sa.CTE:
    """How many of the activities on offer each person passed for each skill."""
    rows = Counted(aliased=True)
    same = sa.and_(
        offered.c.competency_id == rows.link.c.competency_id, offered.c.activity_id == rows.result.c.activity_id
    )
    pair = (rows.result.c.person_id, rows.link.c.competency_id)
    query = (
        sa.select(*pair, sa.func.count(rows.result.c.activity_id.distinct()).label("n"))
        .select_from(rows.tables.join(offered, same))
        .where(rows.condition, rows.passed)
        .group_by(*pair)
    )
    return (query.where(rows.result.c.person_id.in_(ids_of("people"))) if of_people else query).cte("passed")


def _acquired() -> sa.ColumnElement[bool]:
    return (
        sa.select(ACQUIRED.c.id)
        .where(
            ACQUIRED.c.workspace_id == OURS,
            ACQUIRED.c.person_id == STATE.c.person_id,
            ACQUIRED.c.competency_id == STATE.c.competency_id,
            ACQUIRED.c.voided_at.is_(None),
        )
        .correlate(STATE)
        .exists()
    )


def _open(table: sa.Table) -> sa.ColumnElement[bool]:
    """The version in force now."""
    now = sa.bindparam("now", type_=table.c.effective_from.type)
    until = table.c.effective_until
    return sa.and_(table.c.superseded_at.is_(None), table.c.effective_from <= now, sa.or_(until.is_(None), until > now))


_STATEMENTS = {
    (of_skills, of_people): _statement(of_skills=of_skills, of_people=of_people)
    for of_skills in (True, False)
    for of_people in (True, False)
}
