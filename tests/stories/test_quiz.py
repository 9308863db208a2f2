"""The loop closes: quizzes record results, three in a row above 90 % acquire the skill, and the chart changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from core.achievements import acquired_at, rating_of
from core.activities.models import Question, Result
from core.frameworks import find_named
from core.people import Actor, person_by_chat_id
from tests.stories.stage import Stage

FIELDS = {"number": "Number", "text": "Answer", "multiple": "All that are right"}


def _question(stage: Stage, text: str) -> Question:
    """The question a card asks now, as the catalogue has it."""
    asked = re.split(r"\d+ of \d+: ", text)[-1]
    with stage.engine.reading(stage.workspace_id) as session:
        return next(each for each in session.scalars(sa.select(Question)) if each.text in asked)


def _answer(person: Any, card: Any, question: Question, *, right: bool) -> None:
    """Answer as somebody who knows, or who does not."""
    if question.kind in FIELDS:
        person.presses(card, "Answer")
        form = person.modal()
        wrong = [question.options[0]] if question.kind == "multiple" else "0"
        value = question.correct if question.kind == "multiple" else question.correct[0]
        person.fills(form, {FIELDS[question.kind]: value if right else wrong})
        assert person.submits(form) == {}
        return
    chosen = question.correct[0] if right else next(each for each in card.buttons if each != question.correct[0])
    person.presses(card, chosen)


def _takes(stage: Stage, person: Any, card: Any, *, wrong: int = 0) -> Any:
    """Go through the quiz on the card, the first `wrong` questions wrongly; the number of questions."""
    number = 0
    while not {"Later", "Repeat"} & set(card.buttons):
        before, question = card.text, _question(stage, card.text)
        _answer(person, card, question, right=number >= wrong)
        stage.workspace.until(lambda before=before: card.text != before or None, 10, "the card to go on")
        number += 1
        assert number < 40, "the quiz does not end"
    return number


def _anna(stage: Stage) -> tuple[int, int]:
    with stage.engine.reading(stage.workspace_id) as session:
        anna = person_by_chat_id(session, "UANNA")
        (skill,) = find_named(session, Actor.operator(stage.workspace_id), "Fire safety")
        assert anna is not None
        return anna.id, skill.id


@pytest.mark.rule("activities/quiz")
@pytest.mark.rule("acquisition/progress")
@pytest.mark.rule("acquisition/automatic")
def test_two_quizzes_complete_annas_streak_she_is_told_once_and_the_chart_changes(stage: Stage) -> None:
    anna = stage.person("anna")
    pair = _anna(stage)
    anna.commands("/prowess", "quiz Fire safety")
    card = anna.inbox()[-1]
    assert "8 of 8 right counts towards Fire safety (above 90 %); you have 1 of 3." in card.text
    assert _takes(stage, anna, card) == 8
    assert "8 of 8 right, 100 %." in card.text
    assert "Fire safety: 2 of 3, next above 90 % gets it." in card.text
    assert card.buttons[0] == "Next: Alarm drill"
    with stage.engine.reading(stage.workspace_id) as session:
        assert acquired_at(session, *pair) is None
    anna.presses(card, "Next: Alarm drill")
    following = anna.waits_for("Alarm drill, 10 questions", 10)
    assert _takes(stage, anna, following) == 10
    assert "✓ Fire safety acquired, 24 November 2026, yours for good." in following.text
    stage.deliver()
    assert len([each for each in anna.inbox() if "Fire safety acquired" in each.text]) == 1
    with stage.engine.reading(stage.workspace_id) as session:
        assert acquired_at(session, *pair) == stage.clock()
        rating = rating_of(session, *pair)
    assert rating is not None
    assert rating.proficient
    stage.person("ben").commands("/target", "@anna Fire safety by 1 March")
    anna.commands("/prowess", "me")
    shown = anna.waits_for("Seen by you", 30)
    assert "Fire safety acquired" in shown.text
    assert "✓ met" in shown.text


@pytest.mark.rule("acquisition/broken")
def test_one_wrong_of_eight_is_87_5_percent_and_the_streak_starts_again(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.commands("/prowess", "quiz Fire safety")
    card = anna.inbox()[-1]
    assert _takes(stage, anna, card, wrong=1) == 8
    assert "7 of 8 right, 87.5 %." in card.text
    assert "Counting takes above 90 %, so Fire safety starts again." in card.text
    assert card.buttons[:2] == ["Repeat", "Another"]


@pytest.mark.rule("activities/quiz")
def test_no_right_answer_is_shown_before_the_activity_is_passed_and_a_break_is_resumed(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.commands("/prowess", "quiz Fire safety")
    card = anna.inbox()[-1]
    question = _question(stage, card.text)
    _answer(anna, card, question, right=False)
    text = anna.sees(card, "Not right; see module Fire basics.")
    settled = text.split("2 of 8")[0]
    assert question.correct[0] not in settled.split("You chose")[1]
    again = anna.commands("/prowess", "quiz Fire safety")
    assert "you stopped at 1 of 8" in again.text
    anna.presses(again, "Continue")
    anna.sees(again, "2 of 8: ")


@pytest.mark.rule("chat/retries")
def test_a_double_press_answers_one_question_once(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.commands("/prowess", "quiz Fire safety")
    card = anna.inbox()[-1]
    label = card.buttons[0]
    stage.workspace.faults.on_delivery("duplicate", 1, of="interaction", copies=3)
    anna.presses(card, label)
    anna.sees(card, "2 of 8: ")
    assert "3 of 8" not in card.text
    with stage.engine.reading(stage.workspace_id) as session:
        own = sa.select(Result).where(Result.source == "quiz", Result.person_id == _anna(stage)[0])
        assert session.scalars(own).all() == []
