"""Editing quizzes: questions changed, moved, deleted and brought back; runs begun before keep what they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.activities.events import QuestionsChanged
from core.activities.models import Question
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.quizzes import NewQuestion, new_row
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.people import Actor, Capability
from core.words import say


@dataclass(frozen=True)
class QuestionDetails:
    """A question of a quiz as its author sees it, with its right answers; `position` counts from 1."""

    id: int
    activity_id: int
    position: int
    kind: str
    text: str
    options: tuple[str, ...]
    correct: tuple[str, ...]
    points: int


def questions_of(session: WorkspaceSession, actor: Actor, activity_id: int) -> list[QuestionDetails]:
    """The questions of a quiz in their order, for those who may edit it: right answers stand there."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    return [_details(row, position) for position, row in enumerate(_asked(session, activity_id), 1)]


def quiz_of(session: WorkspaceSession, question_id: int) -> int:
    """The activity that a question belongs to, or did; raises NotFound when there is none."""
    found = session.scalar(select(Question.activity_id).where(Question.id == question_id))
    if found is None:
        raise NotFound(say("I don't find that question."))
    return found


def change_question(session: WorkspaceSession, actor: Actor, question_id: int, new: NewQuestion) -> int:
    """Put another question in the place of one; the new one's id. The same words change nothing.

    Raises Invalid for one nobody could answer rightly, Conflict when somebody else changed it meanwhile.
    """
    row = _held(session, actor, question_id)
    fresh = new_row(row.activity_id, row.position, new)
    if _content(row) == _content(fresh):
        return row.id
    _retire(session, row)
    session.add(fresh)
    session.flush()
    _note(session, actor, row.activity_id, [row.id, fresh.id], row.text, fresh.text)
    return fresh.id


def delete_question(session: WorkspaceSession, actor: Actor, question_id: int) -> int:
    """Take a question out of its quiz; the place it had, from 1. What it was answered with stays on file."""
    row = _held(session, actor, question_id)
    place = [each.id for each in _asked(session, row.activity_id)].index(row.id) + 1
    _retire(session, row)
    _note(session, actor, row.activity_id, [row.id], row.text, None)
    return place


def restore_question(session: WorkspaceSession, actor: Actor, question_id: int, place: int) -> None:
    """Bring a deleted question back to a place (chat/undo); one that is there already stays."""
    row = session.scalar(select(Question).where(Question.id == question_id))
    if row is None:
        raise NotFound(say("I don't find that question."))
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, row.activity_id)
    locked_activity(session, row.activity_id)
    if row.retired_at is None:
        return
    others = _asked(session, row.activity_id)
    row.retired_at = None
    _arrange(session, [*others[: place - 1], row, *others[place - 1 :]])
    _note(session, actor, row.activity_id, [row.id], None, row.text)


def move_question(session: WorkspaceSession, actor: Actor, question_id: int, place: int) -> None:
    """Put a question at a place, from 1; beyond the ends means the end."""
    row = _held(session, actor, question_id)
    asked = _asked(session, row.activity_id)
    before = asked.index(row)
    asked.remove(row)
    after = min(max(place - 1, 0), len(asked))
    if after == before:
        return
    asked.insert(after, row)
    _arrange(session, asked)
    _note(session, actor, row.activity_id, [row.id], before + 1, after + 1)


def _held(session: WorkspaceSession, actor: Actor, question_id: int) -> Question:
    """The question, its activity held so that two editors take turns; raises Conflict for one that was replaced."""
    row = session.scalar(select(Question).where(Question.id == question_id))
    if row is None:
        raise NotFound(say("I don't find that question."))
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, row.activity_id)
    locked_activity(session, row.activity_id)
    session.refresh(row)
    if row.retired_at is not None:
        raise Conflict(say("That question was changed or deleted meanwhile. Open the quiz again."))
    return row


def _asked(session: WorkspaceSession, activity_id: int) -> list[Question]:
    query = select(Question).where(Question.activity_id == activity_id, Question.retired_at.is_(None))
    return list(session.scalars(query.order_by(Question.position)))


def _retire(session: WorkspaceSession, row: Question) -> None:
    """Retired questions make room: no two of a quiz have the same position."""
    row.retired_at, row.position = session.now, -row.id
    session.flush()


def _arrange(session: WorkspaceSession, rows: Sequence[Question]) -> None:
    """Number the questions in this order; out of the way first, since no two may have the same position."""
    for row in rows:
        row.position = -row.id
    session.flush()
    for position, row in enumerate(rows, 1):
        row.position = position
    session.flush()


def _note(
    session: WorkspaceSession, actor: Actor, activity_id: int, ids: Sequence[int], before: object, after: object
) -> None:
    change = Change("question", activity_id, before, after)
    record(session, actor, QuestionsChanged(activity_id=activity_id, question_ids=tuple(ids), changes=(change,)))


def _content(row: Question) -> tuple[object, ...]:
    return row.kind, row.text, list(row.options), list(row.correct), row.points


def _details(row: Question, position: int) -> QuestionDetails:
    return QuestionDetails(
        row.id, row.activity_id, position, row.kind, row.text, tuple(row.options), tuple(row.correct), row.points
    )
