"""A changed rule is applied to everybody: at once for some, in parts for many, resumable (paths/re-evaluate)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.evaluating import evaluate
from core.achievements.events import RulesChanged
from core.achievements.models import Rating
from core.achievements.paths.models import Reevaluation
from core.achievements.rating_rows import open_ratings
from core.achievements.ratings import RULE_CHANGED, hold_people
from core.activities import CourseCompetenciesChanged, CourseCompletion
from core.db import WorkspaceSession
from core.frameworks import ParentsChanged
from core.frameworks.models import ParentEdge
from core.people import Actor, Person

AT_ONCE = 900
"""So many people are re-evaluated in the transaction of the change itself; more of them in the background."""


@dataclass(frozen=True)
class Running:
    """A re-evaluation under way: `done` of `total` people, `gained` of whom got another rating by it."""

    id: int
    competency_id: int
    done: int
    total: int
    gained: int
    started_by_id: int | None
    finished_at: datetime | None

    @property
    def finished(self) -> bool:
        """Whether everybody was looked at."""
        return self.finished_at is not None


def reevaluate_rules(session: WorkspaceSession, actor: Actor, fact: RulesChanged) -> None:
    """Everyone is rated anew by the changed rules, with cause 'rule changed'; acquired skills stay."""
    _reevaluate(session, actor, [fact.competency_id], select(Person.id))


def reevaluate_course_links(session: WorkspaceSession, actor: Actor, fact: CourseCompetenciesChanged) -> None:
    """A course that completes a competency from now on does so for those who completed it before, too."""
    completed = select(CourseCompletion.person_id).where(
        CourseCompletion.course_id == fact.course_id, CourseCompletion.voided_at.is_(None)
    )
    _reevaluate(session, actor, fact.competency_ids, completed)


def reevaluate_parents(session: WorkspaceSession, actor: Actor, fact: ParentsChanged) -> None:
    """Parents that got or lost a sub-competency are looked at anew, for who is rated in one of theirs."""
    parents = sorted({*fact.parent_ids, *fact.left_parent_ids})
    children = select(ParentEdge.child_id).where(
        ParentEdge.workspace_id == session.workspace_id,
        ParentEdge.parent_id.in_(parents),
        ParentEdge.in_force(session.now),
    )
    rated = select(Rating.person_id).where(Rating.competency_id.in_(children), open_ratings())
    _reevaluate(session, actor, parents, rated)


def _reevaluate(
    session: WorkspaceSession, actor: Actor, competency_ids: Sequence[int], concerned: sa.Select[int]
) -> None:
    """Rate the people concerned anew: now where they are few, else everybody by runs that `go_on` carries on."""
    wanted = sorted(set(competency_ids))
    if not wanted:
        return
    people = session.scalars(concerned.distinct().limit(AT_ONCE + 1)).all()
    if len(people) <= AT_ONCE:
        _evaluate(session, sorted(people), wanted)
        return
    _supersede(session, wanted)
    total = session.scalar(select(sa.func.count(Person.id))) or 0
    for each in wanted:
        session.add(
            Reevaluation(
                competency_id=each, started_by_id=actor.person_id, started_at=session.now, total=total, done=0,
                reached_up_to=0, gained=0,
            )
        )
    session.flush()


def go_on(session: WorkspaceSession, run_id: int, most: int = AT_ONCE) -> Running | None:
    """Re-evaluate the next people of a run; None where there is no such run. In a transaction of its own: after a stop
    it goes on where the last one was committed, and doing it in parts comes to the same as all at once."""
    row = session.scalar(select(Reevaluation).where(Reevaluation.id == run_id).with_for_update())
    if row is None or row.finished_at is not None:
        return None if row is None else _view(row)
    query = select(Person.id).where(Person.id > row.reached_up_to).order_by(Person.id).limit(most)
    people = session.scalars(query).all()
    row.gained += _evaluate(session, people, [row.competency_id])
    row.done += len(people)
    if len(people) < most:
        row.finished_at = session.now
        row.total = row.done
    else:
        row.reached_up_to = people[-1]
    session.flush()
    return _view(row)


def running(session: WorkspaceSession, competency_ids: Iterable[int] | None = None) -> list[Running]:
    """The re-evaluations under way, of these competencies where named, oldest first (rating/immediate)."""
    query = select(Reevaluation).where(Reevaluation.finished_at.is_(None)).order_by(Reevaluation.id)
    wanted = None if competency_ids is None else set(competency_ids)
    rows = session.scalars(query)
    return [_view(row) for row in rows if wanted is None or row.competency_id in wanted]


def reevaluation(session: WorkspaceSession, run_id: int) -> Running | None:
    """One re-evaluation, finished or not."""
    row = session.scalar(select(Reevaluation).where(Reevaluation.id == run_id))
    return None if row is None else _view(row)


def _evaluate(session: WorkspaceSession, people: Sequence[int], competency_ids: Sequence[int]) -> int:
    if not people:
        return 0
    hold_people(session, people)
    pairs = {(person, each) for person in people for each in competency_ids}
    return len(evaluate(session, pairs, because=RULE_CHANGED))


def _supersede(session: WorkspaceSession, competency_ids: Sequence[int]) -> None:
    """A run of an older state of the same rules ends: the new one looks at everybody anyway."""
    session.execute(
        sa.update(Reevaluation)
        .where(Reevaluation.competency_id.in_(competency_ids), Reevaluation.finished_at.is_(None))
        .values(finished_at=session.now)
        .execution_options(synchronize_session=False)
    )


def _view(row: Reevaluation) -> Running:
    return Running(
        row.id, row.competency_id, row.done, row.total, row.gained, row.started_by_id, row.finished_at
    )
