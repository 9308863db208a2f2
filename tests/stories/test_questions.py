"""Questions in chat: who knows it, here and there, now and on another day; what a channel is shown (find/*)."""

from __future__ import annotations

import pytest

from tests.stories.stage import Stage

LICENCE = "Forklift licence"


@pytest.mark.rule("find/experts")
def test_a_colleague_asks_in_a_channel_and_shares_names_alone(stage: Stage) -> None:
    erik, ben = stage.person("erik"), stage.person("ben")
    card = erik.commands("/prowess", "who knows fire safety", to="#general")
    assert "Who has Fire safety" in card.text and "3 people" in card.text
    assert not [m for m in ben.messages(to="#general") if "Fire safety" in m.text]
    erik.presses(card, "Share")
    shared = ben.waits_for("Who has Fire safety: 3 people: Erik Strand, Maja Nilsen, Rita Solheim", to="#general")
    assert "acquired" not in shared.text and shared.buttons == []


@pytest.mark.rule("find/experts")
def test_a_manager_gets_their_people_with_how_they_stand_and_opens_one(stage: Stage) -> None:
    ben = stage.person("ben")
    card = ben.commands("/prowess", f"who {LICENCE} in Oslo")
    assert "6 people" in card.text and "In Oslo." in card.text
    assert "Omar Aziz: ✓ acquired, expires 8 May 2031, not verified" in card.text
    assert "Petra Novak" not in card.text, "hers expired yesterday"
    ben.presses(card, "Show")
    ben.waits_for("Seen because you supervise Anna.", 20)


@pytest.mark.rule("find/experts")
def test_a_colleague_learns_nothing_of_certifications_but_who_could_tell(stage: Stage) -> None:
    cleo = stage.person("cleo")
    cleo.says(f"who has {LICENCE} in Hamburg?")
    card = cleo.waits_for("None on file in Hamburg.", 10)
    assert "Certifications are shown to their holder, those who supervise them, admins." in card.text
    assert "Dieter" not in card.text
    ada = stage.person("ada")
    assert "Dieter Hoffmann" in ada.commands("/prowess", f"who {LICENCE} in Hamburg").text


@pytest.mark.rule("find/as-of")
def test_who_will_still_hold_it_on_a_day_to_come_and_who_did_before(stage: Stage) -> None:
    ben = stage.person("ben")
    ahead = ben.commands("/prowess", f"who {LICENCE} in Oslo on 1 January 2027")
    assert "4 people" in ahead.text and "As of 1 January 2027, by what is on file today." in ahead.text
    assert "Lars Moen" not in ahead.text and "Maja Nilsen" not in ahead.text
    before = ben.commands("/prowess", f"who {LICENCE} in Oslo on 1 November 2026")
    assert "None on file in Oslo." in before.text and "As it was recorded on 1 November 2026." in before.text


@pytest.mark.rule("find/as-of")
def test_lists_and_profiles_take_a_day_and_an_unclear_one_is_asked_for(stage: Stage) -> None:
    ben = stage.person("ben")
    asked = ben.commands("/prowess", f"all {LICENCE} expired in Oslo on 02/01/2027")
    assert "Which day is 02/01/2027?" in asked.text
    ben.presses(asked, "2 January 2027")
    listed = ben.waits_for("As of 2 January 2027, by what is on file today.", 10)
    assert "Lars Moen: Forklift licence · ✕ expired 26 November 2026" in listed.text
    assert "Anna Berg" not in listed.text
    ben.commands("/prowess", "show @anna on 1 April 2027")
    shown = ben.waits_for("As of 1 April 2027, by what is on file today.", 20)
    assert "Seen because you supervise Anna." in shown.text


@pytest.mark.rule("qualifications/all")
def test_a_part_of_a_name_is_enough_and_several_are_asked(stage: Stage) -> None:
    ben = stage.person("ben")
    asked = ben.commands("/prowess", "all forklift in Oslo")
    assert "Which one is 'forklift'?" in asked.text
    ben.presses(asked, LICENCE)
    ben.waits_for("Only: Forklift licence and location Oslo", 10)


def test_without_a_skill_a_form_asks(stage: Stage) -> None:
    erik = stage.person("erik")
    erik.commands("/prowess", "who")
    form = erik.modal("Who knows it")
    assert "/prowess who Welding in Oslo" in form.text
    erik.fills(form, {"Which skill": "Fire safety"})
    assert erik.submits(form) == {}
    erik.waits_for("Who has Fire safety", 10)
