"""The loop closes: Anna takes quizzes in the private chat, and the third activity in a row brings her the skill."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from bot.sample import SAMPLE
from core.achievements import acquired_at, streak_of
from core.frameworks import find_named
from core.people import Actor, person_by_email
from tests.stories.stage import Stage


def _answers() -> dict[str, dict[str, str]]:
    with (SAMPLE / "quizzes.csv").open(encoding="utf-8") as file:
        return {row["question"]: row for row in csv.DictReader(file)}


def _asked(card: Any, answers: dict[str, dict[str, str]]) -> dict[str, str]:
    line = next(line for line in reversed(card.text.splitlines()) if line.split(": ", 1)[-1] in answers)
    return answers[line.split(": ", 1)[1]]


def _take(anna: Any, card: Any, count: int) -> None:
    """Answer all questions of the quiz rightly, as they are asked."""
    answers = _answers()
    for number in range(1, count + 1):
        anna.sees(card, f"{number} of {count}: ")
        question = _asked(card, answers)
        right = question["correct"].split("|")
        if question["kind"] in ("number", "text", "multiple"):
            anna.presses(card, "Answer")
            sheet = anna.modal()
            anna.fills(sheet, {"answer": right if question["kind"] == "multiple" else right[0]})
            assert anna.submits(sheet) == {}
        else:
            options = question["options"].split("|")
            long = any(len(option) > 75 for option in options)
            anna.presses(card, "ABC"[options.index(right[0])] if long else right[0])


@pytest.mark.rule("acquisition/automatic")
@pytest.mark.rule("activities/quiz")
def test_anna_takes_two_quizzes_and_fire_safety_is_hers(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.says("quiz fire safety")
    card = anna.waits_for("Extinguisher types, 8 questions.")
    assert "8 of 8 right counts towards Fire safety (above 90 %); you have 1 of 3." in card.text
    _take(anna, card, 8)
    assert "Fire safety: 2 of 3, next above 90 % gets it." in anna.sees(card, "8 of 8 right, 100 %.")
    anna.presses(card, "Next: Alarm drill")
    drill = anna.waits_for("19 of 20 points counts towards Fire safety")
    _take(anna, drill, 10)
    assert "yours for good" in anna.sees(drill, "✓ Fire safety acquired, 24 November 2026")
    with stage.engine.reading(stage.workspace_id) as session:
        person = person_by_email(session, "anna.berg@nordlys.example")
        assert person is not None
        (skill,) = find_named(session, Actor.operator(stage.workspace_id), "Fire safety")
        assert acquired_at(session, person.id, skill.id) is not None
        assert streak_of(session, person.id, skill.id).length == 3
    before = len(anna.inbox())
    stage.deliver()
    assert len(anna.inbox()) == before, "the card told it; no message does so again"
    assert stage.workspace.complaints == []
