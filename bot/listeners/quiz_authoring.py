"""Writing a quiz in chat: questions added, changed, moved, deleted; the author reads at once what counts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.blocks.activity_notices import which_activity_card
from bot.blocks.quiz_authoring import (
    ADD,
    CHANGE,
    COMPLETION,
    DELETE,
    DOWN,
    ONE,
    QUESTIONS,
    SAVE_COMPLETION,
    SAVE_QUESTION,
    UP,
    Quiz,
    completed_words,
    completion_form,
    question_card,
    question_form,
    questions_card,
)
from bot.cards import Words, undo_button
from bot.conversation import Answer, Call, Conversations, Press, Submission
from core.achievements import counting
from core.activities import (
    ActivityView,
    NewQuestion,
    QuestionDetails,
    QuestionKind,
    activities_alike,
    activities_named,
    activity,
    add_questions,
    change_question,
    delete_question,
    move_question,
    number_in,
    questions_of,
    quiz_of,
    require_on_activity,
    restore_question,
    set_completion,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import Actor, Capability, holds_anywhere, require
from core.words import TimeOfDay, say

UNDO_DELETED = "quiz.question_deleted"
RIGHT_MARK = "*"


def register(conversations: Conversations) -> None:
    """Add what the buttons and forms of a quiz's author do; `quiz edit` opens it."""
    conversations.press(QUESTIONS, _questions)
    conversations.press(ADD, _add)
    conversations.press(ONE, _one)
    conversations.press(CHANGE, _change)
    conversations.press(UP, lambda press: _move(press, -1))
    conversations.press(DOWN, lambda press: _move(press, +1))
    conversations.press(DELETE, _delete)
    conversations.press(COMPLETION, _completion)
    conversations.submission(SAVE_QUESTION, _save_question)
    conversations.submission(SAVE_COMPLETION, _save_completion)
    conversations.undo(UNDO_DELETED, _undo_deleted)


def edit_quiz(call: Call, words: str) -> Answer:
    """`quiz edit ACTIVITY`: its questions; an unknown title offers those spelled alike, or a new activity."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = activities_named(session, words)
        if len(found) == 1:
            return Answer(card=questions_card(_quiz(session, call.asker.actor, found[0].id)))
        if not holds_anywhere(session, call.asker.actor, Capability.ACTIVITY_MANAGE):
            require(session, call.asker.actor, Capability.ACTIVITY_MANAGE)
        alike = [(each.id, each.title) for each in found] or activities_alike(session, words)
    return Answer(card=which_activity_card(words, alike, QUESTIONS))


def _questions(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        quiz = _quiz(session, press.asker.actor, int(press.payload["activity"]))
    card = questions_card(quiz, start=int(press.payload.get("start", 0)))
    return Answer(card=card, replace="beside" not in press.payload)


def _one(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        quiz, question = _opened(session, press.asker.actor, int(press.payload["question"]))
    return Answer(card=question_card(quiz, question))


def _add(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=question_form(_quiz(session, press.asker.actor, int(press.payload["activity"])).about))


def _change(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        quiz, question = _opened(session, press.asker.actor, int(press.payload["question"]))
    return Answer(form=question_form(quiz.about, question))


def _completion(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=completion_form(_quiz(session, press.asker.actor, int(press.payload["activity"])).about))


def _move(press: Press, by: int) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        _, question = _opened(session, press.asker.actor, int(press.payload["question"]))
        move_question(session, press.asker.actor, question.id, question.position + by)
        quiz, moved = _opened(session, press.asker.actor, question.id)
    return Answer(card=question_card(quiz, moved))


def _delete(press: Press) -> Answer:
    question_id = int(press.payload["question"])
    with press.product.writing(press.asker.workspace_id) as session:
        _, question = _opened(session, press.asker.actor, question_id)
        place = delete_question(session, press.asker.actor, question_id)
        undo = note_undoable(session, press.asker.person_id, UNDO_DELETED, question=question_id, place=place)
        quiz = _quiz(session, press.asker.actor, question.activity_id)
        note = say("Deleted by you, {at}: {text}", at=TimeOfDay(session.now), text=question.text)
    return Answer(card=questions_card(quiz, note=note, undo=undo_button(undo)))


def _undo_deleted(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    restore_question(session, actor, int(refs["question"]), int(refs["place"]))
    return say("Undone, {at}. The question is back in its place.", at=TimeOfDay(session.now))


def _save_question(form: Submission) -> Answer:
    """Add or change a question; what is wrong with it is said at its field (chat/errors)."""
    activity_id, question_id = int(form.payload["activity"]), form.payload.get("question")
    with form.product.writing(form.asker.workspace_id) as session:
        try:
            new = question_in(form.values)
            if question_id is None:
                saved = add_questions(session, form.asker.actor, activity_id, [new], shown=True)[0]
            else:
                saved = change_question(session, form.asker.actor, int(question_id), new)
        except Invalid as error:
            raise Invalid(error.sentence, field=_FIELDS.get(error.field or "", error.field)) from None
        quiz, question = _opened(session, form.asker.actor, saved)
        note = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
    if question_id is not None:
        return Answer(card=question_card(quiz, question, note))
    return Answer(card=questions_card(quiz, start=(question.position - 1) // 10 * 10, note=note))


_FIELDS = {"correct": "answers", "options": "answers"}
"""Where in the form stands what a service names by its own word."""


def _save_completion(form: Submission) -> Answer:
    activity_id = int(form.payload["activity"])
    score = percent_in(str(form.values.get("score") or ""))
    with form.product.writing(form.asker.workspace_id) as session:
        set_completion(session, form.asker.actor, activity_id, score)
        quiz = _quiz(session, form.asker.actor, activity_id)
    note = say("✓ Saved by you. {done}", done=completed_words(score))
    return Answer(card=questions_card(quiz, note=note))


def percent_in(text: str) -> Decimal | None:
    """A score written in percent, as a fraction; None for nothing written. Raises Invalid for what is no score."""
    if not text.strip():
        return None
    number = number_in(text.replace("%", ""))
    if number is None or not 0 <= number <= 100:
        raise Invalid(say("A score is from 0 to 100 percent. Example: 60"), field="score")
    return number / 100


def question_in(values: Mapping[str, Any]) -> NewQuestion:
    """The question that a form was filled with; raises Invalid naming the field."""
    kind = str(values.get("kind") or QuestionKind.SINGLE)
    lines = [each.strip() for each in str(values.get("answers") or "").splitlines() if each.strip()]
    options, correct = _answers(kind, lines)
    points = number_in(str(values.get("points") or "1"))
    if points is None or points != points.to_integral_value() or not 1 <= points <= 100:
        raise Invalid(say("Points are a whole number from 1 to 100."), field="points")
    return NewQuestion(str(values.get("question") or "").strip(), kind, correct, options, int(points))


def _answers(kind: str, lines: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options, and which answers are right; number and short text have right answers alone."""
    plain = [each.removeprefix(RIGHT_MARK).strip() for each in lines]
    if kind == QuestionKind.TRUE_FALSE:
        return (), tuple(_truth(each) for each in plain)
    if kind not in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        return (), tuple(plain)
    right = [text for text, line in zip(plain, lines, strict=True) if line.startswith(RIGHT_MARK)]
    if lines and not right:
        raise Invalid(say("Put * before each right answer. Example: *Foam"), field="answers")
    return tuple(plain), tuple(right)


def _truth(word: str) -> str:
    if word.lower() not in ("true", "false"):
        raise Invalid(say("Write True or False."), field="answers")
    return word.capitalize()


def _quiz(session: WorkspaceSession, actor: Actor, activity_id: int) -> Quiz:
    """The quiz of an activity in use, for those who may edit it."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    about: ActivityView = activity(session, activity_id)
    if not about.in_use:
        raise NotFound(say("I don't find that activity."))
    questions = questions_of(session, actor, activity_id)
    return Quiz(about, questions, counting([each.points for each in questions]) if questions else None)


def _opened(session: WorkspaceSession, actor: Actor, question_id: int) -> tuple[Quiz, QuestionDetails]:
    """A question with the quiz it is in now."""
    quiz = _quiz(session, actor, quiz_of(session, question_id))
    found = next((each for each in quiz.questions if each.id == question_id), None)
    if found is None:
        raise NotFound(say("That question was changed or deleted meanwhile. Open the quiz again."))
    return quiz, found
