"""Proposals to the catalogue, gathered: look-alikes together, made, taken as another name, or declined with why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bot.blocks import plain
from bot.bulk_tagging import carry_on_all
from bot.conversation import Call
from bot.listeners import skills, tagging
from bot.proposal_groups import grouped
from core.activities import activities_named, open_suggestions
from core.catalogue import PROPOSAL_ANSWERED, ProposalView, propose_to_owners, waiting_proposals
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory, find_named, synonyms_of
from core.people import people_named, person
from tests.bot.asking import messages_to
from tests.bot.spoken import HERE, Spoken, conversations_of, labels
from tests.bot.tagging.editor import the_product
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import START, House

SKILL = CompetencyCategory.SKILL


@pytest.fixture
def ada(house: House) -> Spoken:
    """An admin, a small catalogue, and three editors who missed rope access on two activities."""
    with house.writing() as session:
        a_skill(session, "Fire safety")
        a_skill(session, "Abseiling")
        drill = an_activity(session, "Tower drill", description="You practise rope access on the tower.")
        climb = an_activity(session, "Mast climb", description="Rope access on a mast.")
        admin = a_person(session, "Ada Lund", role="admin", time_zone="Europe/Oslo")
        cleo, rita, omar = (a_person(session, name, role="content_editor") for name in ("Cleo", "Rita", "Omar"))
        for who, name, activity in (
            (cleo, "Rope access", drill),
            (rita, "rope access", climb),
            (omar, "Rope acces", None),
            (omar, "Data ethics", None),
        ):
            propose_to_owners(session, house.as_(who), name, SKILL, activity)
    return speaking(house, admin)


def speaking(house: House, person_id: int) -> Spoken:
    return Spoken(house, the_product(house), conversations_of(tagging.register, skills.register), person_id)


def the_person(house: House, name: str) -> int:
    with house.reading() as session:
        return people_named(session, name)[0].id


def told(ada: Spoken, name: str) -> list[str]:
    """What somebody is told of their proposals, as it reads now."""
    who = the_person(ada.house, name)
    found = []
    for message in messages_to(ada.house, who):
        if message.kind == PROPOSAL_ANSWERED:
            with ada.house.reading() as session:
                card = ada.conversations.notices[message.kind](session, person(session, who), message.refs, None)
            assert card is not None
            found.append(plain(card, ada.asker.reader))
    return found


def waiting(ada: Spoken) -> list[str]:
    with ada.house.reading() as session:
        return [each.name for each in waiting_proposals(session, ada.asker.actor)]


def decided(ada: Spoken, nth: int = 0) -> str:
    ada.command("skills", "proposed")
    return ada.press("Decide", nth)


def test_look_alikes_stand_together_with_how_many_asked_and_for_which_activities(ada: Spoken) -> None:
    said = ada.command("skills", "proposed")
    assert "2 proposals for the catalogue wait." in said
    assert (
        "Rope access · asked for by 3 people · also as Rope acces · for Tower drill and Mast climb [Decide]" in said
    )
    assert "Data ethics · asked for by 1 person [Decide]" in said
    assert said.index("Rope access") < said.index("Data ethics")


def test_the_same_name_asked_for_again_joins_and_the_same_person_counts_once(ada: Spoken) -> None:
    cleo = ada.house.as_(the_person(ada.house, "Cleo"))
    with ada.house.writing() as session:
        for _ in range(2):
            propose_to_owners(session, cleo, "Data Ethics!", SKILL)
            propose_to_owners(session, cleo, "Data ethics", SKILL)
    assert "Data ethics · asked for by 2 people" in ada.command("skills", "proposed")


def test_one_shows_who_asked_and_what_is_like_it_and_what_can_be_done(ada: Spoken) -> None:
    said = decided(ada)
    assert said.splitlines()[0] == "Rope access"
    assert "Asked for by Cleo, Rita and Omar, first on 24 November 2026." in said
    assert "Also as: Rope acces." in said
    assert "For: Tower drill and Mast climb." in said
    assert labels(ada.card)[-3:] == ["Create skill", "Another name of…", "Decline"]


def test_making_it_answers_all_of_its_names_tells_who_asked_and_looks_at_their_activities_anew(ada: Spoken) -> None:
    decided(ada)
    ada.press("Create skill")
    assert ada.form is not None
    filled = {each.name: each.initial for each in ada.form.fields}
    assert (filled["name"], filled["synonyms"]) == ("Rope access", "Rope acces")
    assert "✓ Created by you, 10:00." in created(ada)
    assert waiting(ada) == ["Data ethics"]
    assert told(ada, "Cleo") == [
        "✓ Rope access is in the catalogue now.\n[Suggest skills again]\nBecause you proposed it."
    ]
    assert told(ada, "Omar") == ["✓ Rope acces is in the catalogue now, as Rope access.\nBecause you proposed it."]
    ada.house.clock.forward(seconds=61)
    carry_on_all(ada.product)
    for title in ("Tower drill", "Mast climb"):
        with ada.house.reading() as session:
            [activity] = activities_named(session, title)
            found = open_suggestions(session, ada.house.operator, activity.id)
            assert "Rope access" in {each.name for each in found}


def created(ada: Spoken) -> str:
    """Save the form; look-alikes, if asked about, are passed over."""
    said = ada.fill()
    return ada.fill(alike="anyway") if ada.form is not None else said


def test_it_becomes_another_name_of_what_is_there_and_undo_has_it_wait_again(ada: Spoken) -> None:
    with ada.house.reading() as session:
        there = find_named(session, ada.house.operator, "Abseiling")[0].id
    decided(ada)
    ada.press("Another name of…")
    said = ada.fill(competency=str(there))
    assert "✓ Found as Abseiling from now on: Rope access and Rope acces. Whoever asked is told." in said
    with ada.house.reading() as session:
        assert synonyms_of(session, there) == {"en": ["Rope acces", "Rope access"]}
    assert waiting(ada) == ["Data ethics"]
    assert "✓ Rope access is in the catalogue now, as Abseiling." in told(ada, "Rita")[0]
    assert ada.press("Undo") == "Undone, 10:00. The proposals wait again."
    assert waiting(ada) == ["Rope access", "Rope acces", "Data ethics"]
    with ada.house.reading() as session:
        assert synonyms_of(session, there) == {}
    assert told(ada, "Rita")[0].startswith("Rope access is proposed for the catalogue; nobody decided yet.")


def test_declining_needs_a_reason_that_who_asked_reads_and_can_be_undone(ada: Spoken) -> None:
    decided(ada, 1)
    ada.press("Decline")
    form = ada.form
    with pytest.raises(Invalid, match="Whoever asked is told"):
        ada.fill(reason="  ")
    ada.form = form
    said = ada.fill(reason="It is part of Data protection.")
    assert "Declined: Data ethics. 'It is part of Data protection.' Whoever asked is told." in said
    assert waiting(ada) == ["Rope access", "Rope acces"]
    assert told(ada, "Omar")[0].startswith(
        "Data ethics was not taken into the catalogue. Ada Lund: 'It is part of Data protection.'"
    )
    assert ada.press("Undo") == "Undone, 10:00. The proposals wait again."
    assert "Data ethics" in waiting(ada)


def test_a_decline_is_not_undone_once_it_was_proposed_again(ada: Spoken) -> None:
    decided(ada, 1)
    ada.press("Decline")
    ada.fill(reason="Not now.")
    with ada.house.writing() as session:
        propose_to_owners(session, ada.house.operator, "Data ethics", SKILL)
    with pytest.raises(Conflict, match="Can't undo: it was proposed again since"):
        ada.press("Undo")


def test_what_somebody_else_decided_meanwhile_is_said(ada: Spoken) -> None:
    decided(ada, 1)
    card = ada.card
    ada.press("Decline")
    ada.fill(reason="Not now.")
    ada.card = card
    with pytest.raises(NotFound, match="Somebody decided on this already"):
        ada.press("Create skill")


def test_an_editor_decides_on_skills_alone_and_an_employee_on_nothing(ada: Spoken) -> None:
    with ada.house.writing() as session:
        propose_to_owners(session, ada.house.operator, "Crane licence", CompetencyCategory.CERTIFICATION)
        anna = a_person(session, "Anna Berg")
    said = ada.command("skills", "proposed")
    assert "3 proposals" in said
    assert "Crane licence · Certification · asked for by the operator" in said
    cleo = speaking(ada.house, the_person(ada.house, "Cleo"))
    said = cleo.command("skills", "proposed")
    assert "2 proposals" in said
    assert "Crane licence" not in said
    with pytest.raises(Refused, match="editing the catalogue"):
        speaking(ada.house, anna).command("skills", "proposed")


def test_home_counts_what_waits_for_those_who_decide(ada: Spoken) -> None:
    def home(spoken: Spoken) -> str:
        call = Call(spoken.product, spoken.asker, HERE, "home", "")
        return "\n".join(plain(card, spoken.asker.reader) for card in spoken.conversations.home_cards(call))

    assert "2 proposals for the catalogue wait. [Decide]" in home(ada)
    with ada.house.writing() as session:
        anna = a_person(session, "Anna Berg")
    assert "proposals" not in home(speaking(ada.house, anna))


def test_many_are_shown_ten_at_a_time(ada: Spoken) -> None:
    names = ("Braiding", "Caulking", "Dyeing", "Engraving", "Fencing", "Gilding", "Haying", "Inlay", "Joinery", "Knots")
    with ada.house.writing() as session:
        for name in names:
            propose_to_owners(session, ada.house.operator, name, SKILL)
    assert "1 to 10 of 12" in ada.command("skills", "proposed")
    said = ada.press("Show more")
    assert "Knots" in said
    assert labels(ada.card) == ["Decide", "Decide"]


@pytest.mark.parametrize(("name", "together"), [("Cable climbing", True), ("Rope making", False)])
def test_what_means_the_same_stands_together_once_the_model_is_warm(name: str, together: bool) -> None:
    def proposal(key: int, named: str) -> Any:
        return ProposalView(key, named, "skill", START, (key,), ("x",), ())

    near = np.array([0.75, np.sqrt(1 - 0.75**2)], dtype=np.float64)
    far = np.array([0.7499, np.sqrt(1 - 0.7499**2)], dtype=np.float64)
    meanings: Any = {"Rope access": np.array([1.0, 0.0]), "Cable climbing": near, "Rope making": far}
    found = grouped([proposal(1, "Rope access"), proposal(2, name)], meanings)
    assert len(found) == (1 if together else 2)
    assert len(grouped([proposal(1, "Rope access"), proposal(2, "Cable climbing")])) == 2
