"""Reviews, through chat: prior learning for two competencies, asked, started, rejected, asked again, accepted."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pikepdf
import pytest

from tests.stories.stage import Stage


def _pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return target.getvalue()


def _fills(person: Any, title: str, values: Mapping[str, Any]) -> None:
    form = person.modal(title)
    person.fills(form, values)
    assert person.submits(form) == {}


@pytest.mark.rule("evidence/prior-learning")
@pytest.mark.rule("review/one")
def test_prior_learning_goes_with_a_review_that_is_rejected_asked_again_and_accepted(stage: Stage) -> None:
    anna, ben, ada = stage.person("anna"), stage.person("ben"), stage.person("ada")
    anna.commands("/prowess", "evidence Fire safety, English")
    _fills(anna, "Add evidence", {"Files": [("drill.pdf", _pdf())]})
    anna.waits_for("✓ Added, self-declared: 1 item for Fire safety and English.", 10)
    asking = anna.commands("/prowess", "review @ben Fire safety")
    assert "Goes with" in asking.text
    assert "drill.pdf" in asking.text
    anna.presses(asking, "Ask")
    anna.sees(asking, "asked Ben. Waiting.")
    stage.deliver()
    card = ben.waits_for("Anna asks for a review: Fire safety")
    assert "drill.pdf" in card.text
    ben.presses(card, "Open")
    ben.waits_for("drill.pdf, opened for a review.", 10)
    ben.presses(card, "Start review")
    ben.sees(card, "In review by you since")
    theirs = ada.commands("/prowess", "review @anna Fire safety")
    assert "In review by Ben since" in theirs.text
    ben.presses(card, "Reject")
    _fills(ben, "Reject", {"Why": "The report lacks a date."})
    ben.sees(card, "Rejected by you")
    stage.deliver()
    told = anna.waits_for("Ben rejected Fire safety: 'The report lacks a date.' Your rating stays.")
    anna.presses(told, "Add evidence and ask again")
    _fills(anna, "Add evidence", {"Links": "https://example.org/dated"})
    anna.waits_for("Fire safety: asked", 10)
    stage.deliver()
    _accepts_and_all_agree(stage)


def _accepts_and_all_agree(stage: Stage) -> None:
    """Whoever was asked now accepts; the person's message, profile, chart, Home and why say the same."""
    anna, ben = stage.person("anna"), stage.person("ben")
    assert "Set for Anna" in ben.commands("/target", "@anna Fire safety").text
    again = ben.commands("/prowess", "review @anna Fire safety")
    assert "https://example.org/dated" in again.text
    ben.presses(again, "Accept: Acquired")
    ben.waits_for("✓ Accepted by you")
    stage.deliver()
    anna.waits_for("Ben accepted Fire safety: Acquired.")
    assert "By: Ben" in anna.commands("/prowess", "why Fire safety").text
    anna.commands("/prowess", "me")
    profile = anna.waits_for(lambda each: "Competency" in each.text and "Fire safety" in each.text, 20)
    for place in (profile.text, anna.opens_home().text):
        assert any("Fire safety" in line and "✓" in line for line in place.splitlines()), place
    [chart] = [line for line in profile.text.splitlines() if "(picture:" in line]
    assert "Fire safety acquired" in chart
    assert "No reviews waiting." in ben.commands("/prowess", "reviews").text


def test_a_question_is_answered_in_its_thread(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    asking = anna.commands("/prowess", "review @ben English=B2")
    anna.presses(asking, "Ask")
    stage.deliver()
    card = ben.waits_for("Anna asks for a review: English")
    ben.presses(card, "Ask for more")
    _fills(ben, "Ask for more", {"What you need from Anna": "Which course was it?"})
    ben.waits_for("✓ Sent to Anna.", 10)
    stage.deliver()
    question = anna.waits_for("Ben asks: 'Which course was it?'")
    anna.says("The evening course.", thread=question)
    anna.waits_for("✓ Sent to Ben.", 10)
    stage.deliver()
    answer = ben.waits_for("Anna on English: 'The evening course.'")
    ben.presses(answer, "Open review")
    opened = ben.waits_for(lambda each: "'The evening course.'" in each.text and "Accept" in each.buttons, 10)
    ben.presses(opened, "Accept")
    _fills(ben, "Accept", {"Comment": "Well spoken."})
    stage.deliver()
    anna.waits_for("Ben accepted English: B2.")


@pytest.mark.rule("review/eligible")
def test_a_colleague_cannot_review_and_is_told_who_can(stage: Stage) -> None:
    refused = stage.person("anna").commands("/prowess", "review @cleo Fire safety")
    assert "can't review Fire safety for you" in refused.text
