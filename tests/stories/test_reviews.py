"""Reviews, through chat: prior learning for two competencies, asked, started, rejected, asked again, accepted."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest

from tests.stories.stage import Stage


def _pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return target.getvalue()


@pytest.mark.rule("evidence/prior-learning")
def test_prior_learning_for_two_competencies_goes_with_a_review_that_is_rejected_asked_again_and_accepted(
    stage: Stage,
) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    added = anna.commands("/prowess", "evidence Fire safety, English")
    anna.fills("Add evidence", {"Links": "https://example.org/report"})
    assert added is not None
    anna.waits_for("✓ Added, self-declared: 1 item for Fire safety and English.")
    asking = anna.commands("/prowess", "review Fire safety")
    assert "https://example.org/report" in asking.text
    anna.presses(asking, "Ask")
    anna.sees(asking, "asked Ben. Waiting.")
    stage.deliver()
    card = ben.waits_for("Anna asks for a review: Fire safety")
    assert card.buttons[:4] == ["Open", "Accept: Acquired", "Start review", "Ask for more"]
