"""The quiz: the next activity that helps, taken question by question in the private chat (activities/quiz)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.activities import (
    ANSWER,
    CONTINUE,
    LATER,
    OPEN,
    START,
    QuizState,
    answer_form,
    quiz_card,
    result_card,
    stopped_card,
)
from bot.blocks.activity_notices import (
    alike_card,
    no_quiz_card,
    nothing_left_card,
    yours_card,
)
from bot.cards import Card, Context
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.listeners import activities_opening, quiz_authoring, quiz_notices, streaks_told, unmatched_results
from bot.listeners.activities_opening import opened_card
from bot.listeners.quiz_cards import acquired_on, helpful, state_of
from bot.listeners.review_offers import offering
from bot.product import Product
from core.achievements import next_quiz, streak_of
from core.activities import (
    activities_named,
    activities_of,
    answer_question,
    attempt,
    open_attempt,
    start_or_resume_quiz,
)
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, competencies, competency, find_named
from core.words import say


def register(conversations: Conversations) -> None:
    """Add the verb `quiz`, what its buttons do, and the messages about acquired skills."""
    conversations.verb(
        Verb(
            "quiz",
            say("Take the next quiz that helps; write one"),
            "quiz [SKILL]",
            "/prowess quiz Fire safety",
            offering(conversations, _quiz),
            menu=30,
        )
    )
    quiz_authoring.register(conversations)
    activities_opening.register(conversations)
    quiz_notices.register(conversations)
    streaks_told.register(conversations)
    unmatched_results.register(conversations)
    conversations.press(START, offering(conversations, _start))
    conversations.press(CONTINUE, offering(conversations, _continue))
    conversations.press(ANSWER, offering(conversations, _press_answer))
    conversations.press(OPEN, _open_form)
    conversations.press(LATER, _later)
    conversations.submission(ANSWER, offering(conversations, _submit_answer))


# -- starting ---------------------------------------------------------------------------------------------------


def _quiz(call: Call) -> Answer:
    words = call.words.strip()
    if words.lower().partition(" ")[0] == "edit":
        return quiz_authoring.edit_quiz(call, words[len("edit") :].strip())
    if not words:
        return _there(_go_on(call.product, call.asker))
    with call.product.reading(call.asker.workspace_id) as session:
        skills = find_named(session, call.asker.actor, words, category=CompetencyCategory.SKILL)
        titled = [] if skills else activities_named(session, words)
        others = [] if skills or titled else find_named(session, call.asker.actor, words)
    if skills:
        return _there(_for_skill(call.product, call.asker, skills[0].id))
    quizzes = [each for each in titled if each.questions]
    if quizzes:
        return _there(_begin(call.product, call.asker, quizzes[0].id))
    if titled:
        return _there(opened_card(call.product, call.asker, titled[0].id))
    return Answer(card=no_quiz_card(others[0]) if others else _not_found(call, words))


def _there(card: Card) -> Answer:
    """Quizzes run in the private chat, wherever they were asked for."""
    return Answer(card=card, where="chat")


def _go_on(product: Product, asker: Asker) -> Card:
    """An unfinished quiz to be gone on with, else the next that helps with targets or a streak begun."""
    with product.reading(asker.workspace_id) as session:
        unfinished = open_attempt(session, asker.actor)
        if unfinished is not None:
            return stopped_card(state_of(session, asker, unfinished.id))
        found = next_quiz(session, asker.person_id, helpful(session, asker))
    if found is None:
        raise NotFound(say("No quiz is left that would bring you a skill."))
    return _begin(product, asker, found.activity_id)


def _for_skill(product: Product, asker: Asker, skill_id: int) -> Card:
    """The next quiz for one skill, or plainly why there is none."""
    with product.reading(asker.workspace_id) as session:
        carrying = activities_of(session, skill_id)
        unfinished = open_attempt(session, asker.actor, activity_ids=carrying)
        found = next_quiz(session, asker.person_id, [skill_id])
        if unfinished is not None:
            return stopped_card(state_of(session, asker, unfinished.id))
        if found is None:
            return _none_left(session, asker, skill_id, carrying)
    return _begin(product, asker, found.activity_id)


def _none_left(session: WorkspaceSession, asker: Asker, skill_id: int, carrying: Sequence[int]) -> Card:
    skill = competency(session, skill_id)
    day = acquired_on(session, asker, skill_id)
    if day is not None:
        return yours_card(skill.name, day, other=bool(helpful(session, asker)))
    return nothing_left_card(skill.name, streak_of(session, asker.person_id, skill_id), carried=bool(carrying))


def _not_found(call: Call, words: str) -> Card:
    """What else the words may have meant (chat/errors)."""
    alike = call.product.skills.look_alikes(
        call.asker.workspace_id, call.asker.actor, words, CompetencyCategory.SKILL
    )
    with call.product.reading(call.asker.workspace_id) as session:
        named = competencies(session, [each for each, _ in alike])
    return alike_card(words, [(each, named[each].name) for each, _ in alike if each in named])


def _begin(product: Product, asker: Asker, activity_id: int, module_id: int | None = None) -> Card:
    """Start a quiz, in the module it was opened from, or go on with its unfinished run, and ask the next question."""
    with product.writing(asker.workspace_id) as session:
        attempt_id = start_or_resume_quiz(session, asker.actor, activity_id, module_id=module_id)
    return quiz_card(_state(product, asker, attempt_id))


def _start(press: Press) -> Answer:
    """Start from another card, which stays as it is; it names an activity (and module), a skill, or neither."""
    wanted = press.payload
    if "activity" in wanted:
        module_id = int(wanted["module"]) if "module" in wanted else None
        card = _begin(press.product, press.asker, int(wanted["activity"]), module_id)
    elif "skill" in wanted:
        card = _for_skill(press.product, press.asker, int(wanted["skill"]))
    else:
        card = _go_on(press.product, press.asker)
    return Answer(card=card, replace=False)


def _continue(press: Press) -> Answer:
    return Answer(card=quiz_card(_state(press.product, press.asker, int(press.payload["attempt"]))))


def _later(press: Press) -> Answer:
    """The result stays, its buttons go."""
    state = _state(press.product, press.asker, int(press.payload["attempt"]))
    return Answer(card=result_card(state, buttons=False).plus(Context(say("Write quiz when you want to go on."))))


# -- answering --------------------------------------------------------------------------------------------------


def _press_answer(press: Press) -> Answer:
    """An option pressed or picked; the card shows how it came out and asks the next question."""
    chosen = press.chosen if press.chosen is not None else press.payload.get("option")
    return Answer(card=_answered(press.product, press.asker, press.payload, [chosen]))


def _open_form(press: Press) -> Answer:
    """The form of a question; one that was answered meanwhile shows where the quiz stands."""
    state = _state(press.product, press.asker, int(press.payload["attempt"]))
    question = state.attempt.question(int(press.payload["question"]))
    if question.id in state.attempt.answers:
        return Answer(card=quiz_card(state))
    return Answer(form=answer_form(state, question))


def _submit_answer(submission: Submission) -> Answer:
    given = submission.values.get("answer")
    if not given:
        raise Invalid(say("An answer is needed."), field="answer")
    picked = [str(each) for each in given] if isinstance(given, list) else [str(given)]
    return Answer(card=_answered(submission.product, submission.asker, submission.payload, picked))


def _answered(product: Product, asker: Asker, payload: Mapping[str, Any], picked: Sequence[Any]) -> Card:
    """Keep an answer and show the quiz as it stands then; the first answer to a question stands."""
    attempt_id, question_id = int(payload["attempt"]), int(payload["question"])
    with product.writing(asker.workspace_id) as session:
        question = attempt(session, asker.actor, attempt_id).question(question_id)
        given = _options(question.options, picked) if question.options else [str(each) for each in picked]
        answer_question(session, asker.actor, attempt_id, question_id, given)
    return quiz_card(_state(product, asker, attempt_id))


def _options(options: Sequence[str], picked: Sequence[Any]) -> list[str]:
    try:
        return [options[int(each)] for each in picked]
    except (TypeError, ValueError, IndexError):
        raise Invalid(say("That isn't one of the options."), field="answer") from None


def _state(product: Product, asker: Asker, attempt_id: int) -> QuizState:
    with product.reading(asker.workspace_id) as session:
        return state_of(session, asker, attempt_id)
