"""Quiz attempts as their taker sees them: what is asked next, what was answered, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.activities.models import Question, QuizAnswer, QuizAttempt, Result
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Actor
from core.words import say


@dataclass(frozen=True)
class QuestionView:
    """A question as it is asked: `number` counts from 1 in the attempt's order. `correct` is for those who passed."""

    id: int
    number: int
    kind: str
    text: str
    options: tuple[str, ...]
    correct: tuple[str, ...]
    points: int


@dataclass(frozen=True)
class AnswerView:
    """An answer that stands."""

    question_id: int
    given: tuple[str, ...]
    right: bool
    at: datetime


@dataclass(frozen=True)
class AttemptView:
    """One run of a quiz: its questions in their order, the answers so far, and the result once it is finished."""

    id: int
    person_id: int
    activity_id: int
    questions: tuple[QuestionView, ...]
    answers: dict[int, AnswerView]
    started_at: datetime
    finished_at: datetime | None
    module_id: int | None
    result_id: int | None
    score: Decimal | None

    @property
    def next(self) -> QuestionView | None:
        """The first question without an answer."""
        return next((each for each in self.questions if each.id not in self.answers), None)

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(1 for each in self.answers.values() if each.right)

    @property
    def points(self) -> tuple[int, int]:
        """Points right, of all points."""
        right = sum(each.points for each in self.questions if self._is_right(each))
        return right, sum(each.points for each in self.questions)

    def question(self, question_id: int) -> QuestionView:
        """One of its questions; raises NotFound for another quiz's."""
        found = next((each for each in self.questions if each.id == question_id), None)
        if found is None:
            raise NotFound(say("That question isn't in this quiz."))
        return found

    def _is_right(self, question: QuestionView) -> bool:
        answer = self.answers.get(question.id)
        return answer is not None and answer.right


def attempt(session: WorkspaceSession, actor: Actor, attempt_id: int) -> AttemptView:
    """An attempt of the actor's own; somebody else's reads as missing."""
    row = session.scalar(
        select(QuizAttempt).where(QuizAttempt.id == attempt_id, QuizAttempt.person_id == actor.person_id)
    )
    if row is None:
        raise NotFound(say("There is no quiz of yours here."))
    return _view(session, row)


def open_attempt(
    session: WorkspaceSession, actor: Actor, *, activity_ids: Sequence[int] | None = None
) -> AttemptView | None:
    """The actor's latest unfinished attempt with an answer in it, of these activities where named."""
    answered = select(QuizAnswer.id).where(
        QuizAnswer.attempt_id == QuizAttempt.id, QuizAnswer.workspace_id == session.workspace_id
    )
    query = (
        select(QuizAttempt)
        .where(
            QuizAttempt.person_id == actor.person_id,
            QuizAttempt.finished_at.is_(None),
            answered.correlate(QuizAttempt).exists(),
        )
        .order_by(QuizAttempt.started_at.desc(), QuizAttempt.id.desc())
    )
    if activity_ids is not None:
        query = query.where(QuizAttempt.activity_id.in_(list(activity_ids)))
    row = session.scalars(query.limit(1)).first()
    return None if row is None else _view(session, row)


def points_of(session: WorkspaceSession, activity_id: int) -> list[int]:
    """The points of each question of an activity's quiz as it is now."""
    query = select(Question.points).where(Question.activity_id == activity_id, Question.retired_at.is_(None))
    return list(session.scalars(query.order_by(Question.position)))


def _view(session: WorkspaceSession, row: QuizAttempt) -> AttemptView:
    found = {each.id: each for each in session.scalars(select(Question).where(Question.id.in_(row.order)))}
    questions = tuple(_question(found[each], number) for number, each in enumerate(row.order, 1))
    answers = session.scalars(select(QuizAnswer).where(QuizAnswer.attempt_id == row.id))
    result = session.execute(
        select(Result.id, Result.score).where(Result.source == "quiz", Result.source_id == str(row.id))
    ).first()
    return AttemptView(
        row.id,
        row.person_id,
        row.activity_id,
        questions,
        {each.question_id: _answer(each) for each in answers},
        row.started_at,
        row.finished_at,
        row.module_id,
        result[0] if result else None,
        result[1] if result else None,
    )


def _question(row: Question, number: int) -> QuestionView:
    return QuestionView(row.id, number, row.kind, row.text, tuple(row.options), tuple(row.correct), row.points)


def _answer(row: QuizAnswer) -> AnswerView:
    return AnswerView(row.question_id, tuple(row.given), row.points > 0, row.answered_at)
