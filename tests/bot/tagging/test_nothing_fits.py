"""When nothing fits: what is said, and the new skill that may be proposed."""

from __future__ import annotations

import pytest

from core.catalogue import PROPOSED
from core.errors import Invalid
from core.frameworks import find_named, set_status
from core.people import person
from tests.bot.spoken import Spoken, labels
from tests.bot.tagging.editor import TEXT, TITLE, skill_id, speaking
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


@pytest.mark.rule("tagging/nothing")
def test_when_nothing_fits_the_best_its_confidence_and_the_threshold_are_named(strict: Spoken) -> None:
    said = strict.command("tag", TITLE)
    assert "No skill fits well enough. Best: " in said
    assert "; the threshold is 0.9999. Nothing was linked." in said
    assert labels(strict.card)[:2] == ["Pick by hand", "Propose a new skill"]


@pytest.mark.rule("tagging/nothing")
def test_with_nothing_to_compare_no_best_is_named(house: House) -> None:
    with house.writing() as session:
        an_activity(session, TITLE, description=TEXT)
        a_skill(session, "Welding", access_tier=3)
        low = a_person(session, "Cleo Martin", role="content_editor", access_tier=1)
    said = speaking(house, low).command("tag", TITLE)
    assert "There is no skill to compare with. Nothing was linked." in said
    assert "Best" not in said
    assert "Welding" not in said


@pytest.mark.rule("tagging/nothing")
def test_from_the_empty_answer_a_new_skill_is_proposed_to_the_owners_and_none_is_made(strict: Spoken) -> None:
    with strict.house.writing() as session:
        ada = a_person(session, "Ada Lund", role="admin")
    strict.command("tag", TITLE)
    strict.press("Propose a new skill")
    said = strict.fill(name="Racking inspection")
    assert "Proposed: Racking inspection." in said
    with strict.house.writing() as session:
        assert find_named(session, strict.house.operator, "Racking inspection") == []
        recipient = person(session, ada)
        refs = {"proposal": 1, "name": "Racking inspection", "by": strict.person_id}
        card = strict.conversations.notices[PROPOSED](session, recipient, refs, None)
    assert card is not None
    assert str(card.summary) == "Cleo Martin proposes a new competency for the catalogue: Racking inspection."


def test_a_skill_that_exists_already_is_not_proposed(strict: Spoken) -> None:
    with strict.house.writing() as session:
        set_status(session, strict.house.operator, skill_id(session, strict.house, "Crane control"), "disabled")
    strict.command("tag", TITLE)
    strict.press("Propose a new skill")
    form = strict.form
    refused = {"fire SAFETY": "in the catalogue already", "Crane control": "but disabled", "  ": "a name"}
    for name, said in refused.items():
        strict.form = form
        with pytest.raises(Invalid, match=said):
            strict.fill(name=name)
