"""Lists over many people: as of the last event at once, and with how far a change for everybody has come."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.blocks.course_people import PERSON
from bot.cards import Card
from bot.conversation import Call, Press
from bot.listeners import courses, home, paths, profiles, ratings
from core.achievements import go_on, running
from core.activities import enrol
from core.db import insert_returning, insert_rows
from core.people.models import Person, PersonState
from core.targets import assign_targets
from tests.bot.asking import Chat
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import finished

CROWD = 950
"""More than are rated anew in the transaction of the change."""


class Yard(NamedTuple):
    """Anna and Omar under Ben, on a course with fire safety, which is their target; Cleo edits paths."""

    chat: Chat
    anna: int
    omar: int
    ben: int
    cleo: int
    fire: int
    course: int


@pytest.fixture
def yard(house: House) -> Yard:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        omar = a_person(session, "Omar Ali", manager=ben, chat_user_id="UOMAR")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO", role="admin")
        fire = a_skill(session)
        course = a_course(session, "Fire course", competencies={fire: "none"})
        for each in (anna, omar):
            enrol(session, house.operator, course, [each])
            assign_targets(session, house.operator, [each], {fire: None})
        finished(house, session, course, omar)
    modules = (paths, profiles, ratings, home, courses)
    return Yard(Chat(house, modules), anna, omar, ben, cleo, fire, course)


def _crowd(house: House) -> None:
    with house.writing() as session:
        known = {"time_zone": "UTC", "locale": "en_GB", "created_at": session.now}
        new = [{"name": f"Crowd {n}", "email": f"crowd{n}@example.org", **known} for n in range(CROWD)]
        ids = [row[0] for row in insert_returning(session, Person, new, "id")]
        begun = {"active": True, "effective_from": session.now, "recorded_at": session.now}
        insert_rows(session, PersonState, [{"person_id": each, **begun} for each in ids])


def _lists(house: House, yard: Yard) -> dict[str, str]:
    """Everything that shows ratings, as Ben and Anna read it now."""
    chat = yard.chat
    several = chat.command(yard.ben, "show", "<@UANNA> <@UOMAR>").card
    one = chat.later(yard.ben, chat.command(yard.ben, "show", "<@UOMAR>")).card
    report = chat.conversations.reports["breakdown"].handler
    breakdown = report(Call(chat.product, chat.asker(yard.cleo), chat.place, "report", "Fire course")).card
    sections = chat.conversations.home_cards(Call(chat.product, chat.asker(yard.omar), chat.place, "home", ""))
    own = Card("Home", [part for each in sections for part in each.parts])
    place = {"course": yard.course, "person": yard.omar}
    on_course = chat.conversations.presses[PERSON](Press(chat.product, chat.asker(yard.cleo), chat.place, place)).card
    cards = {"several": several, "one": one, "breakdown": breakdown, "home": own, "on course": on_course}
    return {name: chat.read(card, yard.ben) for name, card in cards.items()}


def _propose_course(yard: Yard) -> Card:
    """Cleo makes the course a path of fire safety, up to the preview."""
    chat = yard.chat
    add = chat.conversations.presses["paths.add"]
    form = add(Press(chat.product, chat.asker(yard.cleo), chat.place, {"competency": yard.fire})).form
    preview = chat.later(yard.cleo, chat.submit(yard.cleo, form, courses=[str(yard.course)]))
    assert preview.card is not None
    return preview.card


@pytest.mark.rule("rating/immediate")
def test_every_list_shows_a_rating_as_soon_as_it_is_answered(house: House, yard: Yard) -> None:
    before = _lists(house, yard)
    assert "Fire safety | not acquired" in before["several"] and "0 of 2 reached it" in before["breakdown"]
    answer = yard.chat.command(yard.ben, "rate", "<@UOMAR> Fire safety=Acquired")
    assert "Rated Omar" in yard.chat.read(answer.card, yard.ben)
    after = _lists(house, yard)
    assert "Omar Ali | Fire safety | acquired" in after["several"]
    assert "Fire safety | acquired" in after["one"]
    assert "1 of 2 reached it" in after["breakdown"]
    assert "Fire safety: acquired, ✓ met" in after["home"]
    assert "Acquired" in after["on course"]


@pytest.mark.rule("rating/immediate")
def test_while_everybody_is_rated_anew_each_list_says_how_far_that_is(house: House, yard: Yard) -> None:
    _crowd(house)
    applied = yard.chat.press(yard.cleo, _propose_course(yard), "Apply")
    assert "Re-evaluating 0 of 954." in yard.chat.read(applied.card, yard.cleo)
    for name, read in _lists(house, yard).items():
        assert "Fire safety: Re-evaluating 0 of 954." in read, name
    with house.reading() as session:
        (run,) = running(session)
    with house.writing() as session:
        go_on(session, run.id)
    for name, read in _lists(house, yard).items():
        assert "Fire safety: Re-evaluating 900 of 954." in read, name
        assert "Omar Ali | Fire safety | acquired" in read or name != "several", "who was looked at has the new one"
    with house.writing() as session:
        go_on(session, run.id)
    for name, read in _lists(house, yard).items():
        assert "Re-evaluating" not in read, name
