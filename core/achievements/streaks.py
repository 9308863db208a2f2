"""Streaks of people in skills: how far somebody is, what is left, and which quiz helps next (acquisition/progress)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from core.achievements.models import Acquisition
from core.achievements.queries import Pair, acquisitions_of, chunks, sides
from core.achievements.rules import STREAK_LENGTH, Attempt, Path, Streak, streak
from core.achievements.streak_states import passed_activities, states_of
from core.activities import (
    Counted,
    LinkOutcome,
    Offered,
    Result,
    SkillLink,
    countable_activities,
    counted_results,
    linked_results,
    links_of,
    quizzed_skills,
)
from core.db import WorkspaceSession


@dataclass(frozen=True)
class Progress:
    """How far a person is with a skill: `length` in a row of `needed`; `left` activities can still be passed."""

    length: int
    left: int
    acquired_at: datetime | None = None
    needed: int = STREAK_LENGTH

    @property
    def acquired(self) -> bool:
        """Whether the person has it; it is never lost again (acquisition/never-lost)."""
        return self.acquired_at is not None

    @property
    def missing(self) -> int:
        """How many more in a row it takes."""
        return 0 if self.acquired else max(self.needed - self.length, 0)

    @property
    def unreachable(self) -> bool:
        """Whether the activities left cannot complete the streak (acquisition/unreachable)."""
        return not self.acquired and self.left < self.missing


@dataclass(frozen=True)
class Effect:
    """What one result did for one skill: the streak before and after it, and whether it acquired the skill.

    `theory` says that it was done in a theory module, where it neither counts nor breaks.
    """

    competency_id: int
    before: int
    after: Progress
    acquired_now: bool = False
    theory: bool = False


@dataclass(frozen=True)
class NextQuiz:
    """An activity that helps, and the skill it is done for; `quiz` where it is taken in chat."""

    activity_id: int
    title: str
    competency_id: int
    quiz: bool = True


def streaks(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, Streak]:
    """The streak of each pair that has a result, recomputed from all results; a few queries however many pairs."""
    return {pair: streak(attempts) for pair, attempts in _attempts(session, set(pairs)).items()}


def streaks_of(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, Progress]:
    """The progress of each pair; every one asked for is answered."""
    wanted = set(pairs)
    states, passed = states_of(session, wanted), passed_activities(session, wanted)
    acquired = acquisitions_of(session, wanted)
    offered = _offered(session, {competency for _, competency in wanted})
    return {
        pair: Progress(
            states[pair].length if pair in states else 0,
            len(_left(passed.get(pair, ()), offered.get(pair[1], []))),
            acquired.get(pair),
        )
        for pair in wanted
    }


def streak_of(session: WorkspaceSession, person_id: int, competency_id: int) -> Progress:
    """A person's progress with one skill."""
    return streaks_of(session, [(person_id, competency_id)])[(person_id, competency_id)]


def effects_of(session: WorkspaceSession, result_id: int) -> list[Effect]:
    """What a result did for each skill linked at its time, as things stand now (acquisition/progress)."""
    rows = session.execute(
        linked_results(session.workspace_id).where(Result.id == result_id, SkillLink.outcome == LinkOutcome.STREAK)
    ).all()
    pairs = {(row.person_id, row.competency_id) for row in rows}
    attempts = _attempts(session, pairs)
    progress = streaks_of(session, pairs)
    acquired = _acquired_by(session, pairs, result_id)
    return [
        Effect(
            row.competency_id,
            streak(each for each in attempts.get(pair, []) if each.result_id != result_id).length,
            progress[pair],
            pair in acquired,
            bool(row.theory),
        )
        for row in rows
        for pair in [(row.person_id, row.competency_id)]
    ]


def counts_for(session: WorkspaceSession, person_id: int, activity_id: int) -> dict[int, tuple[Progress, bool]]:
    """The skills on an activity with the person's progress, and whether passing it now would count for them.

    It does not in a theory module, once passed for that skill, or once the skill is acquired.
    """
    linked = [
        each.competency_id
        for each in links_of(session, [activity_id])[activity_id]
        if each.outcome == LinkOutcome.STREAK
    ]
    pairs = {(person_id, each) for each in linked}
    progress, passed, offered = streaks_of(session, pairs), passed_activities(session, pairs), _offered(session, linked)
    found: dict[int, tuple[Progress, bool]] = {}
    for each in linked:
        pair = (person_id, each)
        left = {one.activity_id for one in _left(passed.get(pair, ()), offered.get(each, []))}
        found[each] = (progress[pair], activity_id in left and not progress[pair].acquired)
    return found


def next_quiz(
    session: WorkspaceSession, person_id: int, competency_ids: Sequence[int], *, skip: Collection[int] = ()
) -> NextQuiz | None:
    """The next activity with a quiz that helps the person with one of the skills; see `next_activity`."""
    return next_activity(session, person_id, competency_ids, skip=skip, quizzes_only=True)


def next_activity(
    session: WorkspaceSession,
    person_id: int,
    competency_ids: Sequence[int],
    *,
    skip: Collection[int] = (),
    quizzes_only: bool = False,
) -> NextQuiz | None:
    """The next activity that helps the person with one of the skills, in their order, quizzes before others.

    Not yet passed, outside theory modules, not tried before failed, in the order of id numbers; None where there is
    no such, the skill is acquired, or its streak cannot be completed.
    """
    progress = streaks_of(session, [(person_id, each) for each in competency_ids])
    passed, offered = passed_activities(session, progress), _offered(session, competency_ids)
    tried = set(session.scalars(select(Result.activity_id).where(Result.person_id == person_id).distinct()))
    for competency_id in competency_ids:
        pair = (person_id, competency_id)
        if progress[pair].acquired or progress[pair].unreachable:
            continue
        choices = [
            each
            for each in _left(passed.get(pair, ()), offered.get(competency_id, []))
            if (each.quiz or not quizzes_only) and each.activity_id not in skip
        ]
        if choices:
            best = min(choices, key=lambda each: (not each.quiz, each.activity_id in tried))
            return NextQuiz(best.activity_id, best.title, competency_id, best.quiz)
    return None


def helpful_skills(
    session: WorkspaceSession, person_id: int, visible: Collection[int], preferred: Sequence[int] = ()
) -> list[int]:
    """The skills that quizzes can still help a person with: the preferred first, then the longest streak."""
    found = quizzed_skills(session) & set(visible)
    progress = streaks_of(session, [(person_id, each) for each in found])
    open_ones = [each for each in found if not progress[(person_id, each)].acquired]
    order = {each: place for place, each in enumerate(preferred)}
    return sorted(
        open_ones, key=lambda each: (order.get(each, len(order)), -progress[(person_id, each)].length, each)
    )


def _attempts(session: WorkspaceSession, pairs: set[Pair]) -> dict[Pair, list[Attempt]]:
    people, skills = sides(pairs, None, None)
    found: dict[Pair, list[Attempt]] = {}
    for part in chunks(people):
        conditions = [Result.person_id.in_(part)]
        if skills is not None:
            conditions.append(SkillLink.competency_id.in_(skills))
        for each in counted_results(session, and_(*conditions)):
            pair = (each.person_id, each.competency_id)
            if pair in pairs:
                found.setdefault(pair, []).append(_attempt(each))
    return found


def _attempt(each: Counted) -> Attempt:
    return Attempt(each.result_id, each.activity_id, each.score, each.happened_at, each.arrived_at)


def _offered(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, list[Offered]]:
    found: dict[int, list[Offered]] = {}
    for part in chunks(sorted(set(competency_ids))):
        for each in countable_activities(session, part):
            found.setdefault(each.competency_id, []).append(each)
    return found


def _left(passed: Collection[int], offered: Sequence[Offered]) -> list[Offered]:
    return [each for each in offered if each.activity_id not in passed]


def _acquired_by(session: WorkspaceSession, pairs: set[Pair], result_id: int) -> set[Pair]:
    """The pairs whose skill this very result acquired."""
    query = select(Acquisition.person_id, Acquisition.competency_id).where(
        Acquisition.cause == Path.STREAK, Acquisition.source_id == result_id, Acquisition.voided_at.is_(None)
    )
    return {(row[0], row[1]) for row in session.execute(query)} & pairs
