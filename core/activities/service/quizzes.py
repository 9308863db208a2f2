"""Quizzes: their questions, and running one question by question; the last answer makes the result."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.events import QuestionsAdded
from core.activities.models import Activity, ActivityModule, Question, QuizAnswer, QuizAttempt
from core.activities.rules import TRUE_FALSE, QuestionKind, check_question, is_right, number_in, share
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.results import NewResult, insert_results, usual_modules
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid, NotFound, Stranger
from core.events import Change
from core.people import Actor, Capability, is_active
from core.words import say

QUIZ = "quiz"
"""The source of results that come from quizzes in chat; their source id is the attempt's id."""

MAX_GIVEN = 500


@dataclass(frozen=True)
class NewQuestion:
    """A question as it is written; true_false needs no options."""

    text: str
    kind: str
    correct: tuple[str, ...]
    options: tuple[str, ...] = ()
    points: int = 1


@dataclass(frozen=True)
class Answered:
    """What became of an answer: the first one given stands, `repeated` says that this one came after it.

    `result_id` is there once the attempt is finished.
    """

    right: bool
    given: tuple[str, ...]
    repeated: bool
    finished: bool
    result_id: int | None = None


Shuffle = Callable[[list[int]], list[int]]


def shuffled(ids: list[int]) -> list[int]:
    """The ids in any order."""
    return random.sample(ids, len(ids))


def add_questions(
    session: WorkspaceSession,
    actor: Actor,
    activity_id: int,
    questions: Sequence[NewQuestion],
    *,
    shown: bool = False,
) -> list[int]:
    """Add questions at the end of an activity's quiz; their ids. Raises Invalid for one nobody could answer rightly.

    `shown` says that the author reads at once what counts, so that no message has to tell it.
    """
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    locked_activity(session, activity_id)
    highest = select(sa.func.max(Question.position)).where(
        Question.activity_id == activity_id, Question.retired_at.is_(None)
    )
    start = (session.scalar(highest) or 0) + 1
    rows = [new_row(activity_id, start + offset, each) for offset, each in enumerate(questions)]
    session.add_all(rows)
    session.flush()
    ids = [row.id for row in rows]
    change = Change("questions", activity_id, start - 1, start - 1 + len(ids))
    fact = QuestionsAdded(activity_id=activity_id, question_ids=tuple(ids), shown=shown, changes=(change,))
    record(session, actor, fact)
    return ids


def start_or_resume_quiz(
    session: WorkspaceSession,
    actor: Actor,
    activity_id: int,
    *,
    module_id: int | None = None,
    shuffle: Shuffle = shuffled,
) -> int:
    """The actor's unfinished attempt of the quiz, or a new one with its order kept; the attempt's id.

    `module_id` says in which of the activity's modules it is done; else a practice module counts, if it has any.
    """
    person_id = _taker(session, actor)
    activity = session.scalar(select(Activity).where(Activity.id == activity_id, Activity.deleted_at.is_(None)))
    if activity is None:
        raise NotFound(say("I don't find that activity."))
    questions = session.scalars(
        select(Question.id)
        .where(Question.activity_id == activity_id, Question.retired_at.is_(None))
        .order_by(Question.position)
    ).all()
    if not questions:
        raise NotFound(say("{activity} has no quiz.", activity=activity.title))
    row = {
        "person_id": person_id,
        "activity_id": activity_id,
        "module_id": _module(session, activity_id, module_id),
        "order": shuffle(list(questions)),
        "started_at": session.now,
        "finished_at": None,
    }
    insert_rows(session, QuizAttempt, [row], skip_existing=True)
    return session.scalars(
        select(QuizAttempt.id).where(
            QuizAttempt.person_id == person_id,
            QuizAttempt.activity_id == activity_id,
            QuizAttempt.finished_at.is_(None),
        )
    ).one()


def answer_question(
    session: WorkspaceSession, actor: Actor, attempt_id: int, question_id: int, given: Sequence[str]
) -> Answered:
    """Answer a question of one's own attempt. The first answer stands; the last question's makes the result."""
    attempt = _own_attempt(session, actor, attempt_id)
    question = _asked(session, attempt, question_id)
    answer = session.scalar(
        select(QuizAnswer).where(QuizAnswer.attempt_id == attempt_id, QuizAnswer.question_id == question_id)
    )
    repeated = answer is not None
    if answer is None:
        answer = _keep(session, attempt, question, given)
    result_id = None if repeated else _finish_if_done(session, actor, attempt)
    return Answered(answer.points > 0, tuple(answer.given), repeated, attempt.finished_at is not None, result_id)


def _module(session: WorkspaceSession, activity_id: int, module_id: int | None) -> int | None:
    """The module a quiz is done in: the one named, where the activity is in it, else the usual one."""
    named = select(ActivityModule.module_id).where(
        ActivityModule.activity_id == activity_id, ActivityModule.module_id == module_id
    )
    found = session.scalar(named) if module_id is not None else None
    return found if found is not None else usual_modules(session, [activity_id]).get(activity_id)


def _taker(session: WorkspaceSession, actor: Actor) -> int:
    """Quizzes are taken by active people for themselves; the operator has none to take."""
    if actor.person_id is None or not is_active(session, actor.person_id):
        raise Stranger
    return actor.person_id


def _own_attempt(session: WorkspaceSession, actor: Actor, attempt_id: int) -> QuizAttempt:
    """The attempt, held so that two presses take turns; somebody else's reads as missing."""
    person_id = _taker(session, actor)
    query = select(QuizAttempt).where(QuizAttempt.id == attempt_id, QuizAttempt.person_id == person_id)
    attempt = session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if attempt is None:
        raise NotFound(say("There is no quiz of yours here."))
    return attempt


def _asked(session: WorkspaceSession, attempt: QuizAttempt, question_id: int) -> Question:
    question = session.scalar(select(Question).where(Question.id == question_id))
    if question is None or question_id not in attempt.order:
        raise NotFound(say("That question isn't in this quiz."))
    return question


def _keep(
    session: WorkspaceSession, attempt: QuizAttempt, question: Question, given: Sequence[str]
) -> QuizAnswer:
    kept = _checked(question, given)
    answer = QuizAnswer(
        attempt_id=attempt.id,
        question_id=question.id,
        given=kept,
        points=question.points if is_right(question.kind, question.correct, kept) else 0,
        answered_at=session.now,
    )
    session.add(answer)
    session.flush()
    return answer


def _checked(question: Question, given: Sequence[str]) -> list[str]:
    """What was answered, refused with an example where it can't be an answer at all."""
    kept = [each.strip() for each in given if each.strip()]
    if not kept:
        raise Invalid(say("An answer is needed."), field="answer")
    if question.kind == QuestionKind.NUMBER and number_in(kept[0]) is None:
        raise Invalid(say("{given} isn't a number. Example: 12.5", given=kept[0][:50]), field="answer")
    if question.options and (unknown := [each for each in kept if each not in question.options]):
        raise Invalid(say("{given} isn't one of the options.", given=unknown), field="answer")
    if len(kept[0]) > MAX_GIVEN:
        raise Invalid(say("An answer has at most {most} characters.", most=MAX_GIVEN), field="answer")
    return kept


def _finish_if_done(session: WorkspaceSession, actor: Actor, attempt: QuizAttempt) -> int | None:
    """Once every question is answered: the share of points right becomes the result."""
    right, answered = session.execute(
        select(sa.func.sum(QuizAnswer.points), sa.func.count(QuizAnswer.id)).where(
            QuizAnswer.attempt_id == attempt.id
        )
    ).one()
    if answered < len(attempt.order):
        return None
    total = session.scalars(select(Question.points).where(Question.id.in_(attempt.order))).all()
    attempt.finished_at = session.now
    result = NewResult(
        person_id=attempt.person_id,
        activity_id=attempt.activity_id,
        score=share(int(right), sum(total)),
        happened_at=session.now,
        source_id=str(attempt.id),
        module_id=attempt.module_id,
    )
    return insert_results(session, actor, [result], source=QUIZ).result_ids[0]


def new_row(activity_id: int, position: int, new: NewQuestion) -> Question:
    """A question as it is stored; raises Invalid for one nobody could answer rightly."""
    options = new.options or (TRUE_FALSE if new.kind == QuestionKind.TRUE_FALSE else ())
    check_question(new.kind, new.text, options, new.correct, new.points)
    return Question(
        activity_id=activity_id,
        position=position,
        kind=new.kind,
        text=new.text.strip(),
        options=list(options),
        correct=list(new.correct),
        points=new.points,
        retired_at=None,
    )
