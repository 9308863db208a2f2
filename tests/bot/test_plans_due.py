"""Plans fall due as targets do: announced 30 and 2 days before, with the bar, once for all that is in them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.listeners import due
from core.clock import day_in
from core.notifications import make_rounds
from core.notifications.models import OutboxMessage
from core.notifications.sending import sent_message
from core.people import person
from core.plans import PlanDetails, complete_plan, draft_plan
from core.targets import assign_targets
from tests.bot.asking import Chat, messages_to
from tests.builders import a_person, a_rating, a_skill
from tests.conftest import House

ZONE = "Europe/Oslo"


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (due,))


@pytest.fixture
def pair(house: House) -> tuple[int, int]:
    """Anna, and Ben who manages her."""
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONE)
        return a_person(session, "Anna Berg", manager=ben, time_zone=ZONE), ben


def gives(house: House, pair: tuple[int, int], days: int) -> tuple[int, list[int]]:
    with house.writing() as session:
        skills = [a_skill(session, each) for each in ("Fire safety", "Rescue")]
        due_on = day_in(ZONE, session.now) + timedelta(days=days)
        details = PlanDetails("Crew", due_on)
        return draft_plan(session, house.as_(pair[1]), pair[0], details, skills), skills


def rounds(house: House) -> None:
    with house.writing() as session:
        make_rounds(session)


def notices(house: House, anna: int) -> list[OutboxMessage]:
    return [each for each in messages_to(house, anna) if each.kind == "due"]


def reads(chat: Chat, message: OutboxMessage, anna: int) -> list[str] | None:
    with chat.house.reading() as session:
        sent = sent_message(session, message.id)
        card = chat.conversations.notices["due"](session, person(session, anna), message.refs, sent)
    return None if card is None else chat.read(card, anna).splitlines()


@pytest.mark.rule("reminders/due")
def test_a_plan_is_announced_30_and_2_days_before_and_its_items_not_beside_it(
    chat: Chat, house: House, pair: tuple[int, int]
) -> None:
    anna = pair[0]
    gives(house, pair, 31)
    rounds(house)
    assert notices(house, anna) == []
    house.clock.forward(days=1)
    rounds(house)
    [first] = notices(house, anna)
    assert reads(chat, first, anna) == [
        "Crew is due in 30 days, on 25 December 2026. ░░ 0 of 2 met. [Open plan]",
        "Because it is a plan of yours. Mute: /prowess settings",
    ]
    for _ in range(27):
        house.clock.forward(days=1)
        rounds(house)
    assert len(notices(house, anna)) == 1
    house.clock.forward(days=1)
    rounds(house)
    assert len(notices(house, anna)) == 2


def test_what_is_all_met_or_completed_before_it_goes_out_is_not_told(
    chat: Chat, house: House, pair: tuple[int, int]
) -> None:
    anna, ben = pair
    plan_id, skills = gives(house, pair, 31)
    rounds(house)
    house.clock.forward(days=1)
    rounds(house)
    [message] = notices(house, anna)
    with house.writing() as session:
        a_rating(session, anna, skills[0])
    words = reads(chat, message, anna)
    assert words is not None
    assert "▓░ 1 of 2 met." in words[0]
    with house.writing() as session:
        a_rating(session, anna, skills[1])
    assert reads(chat, message, anna) is None
    with house.writing() as session:
        complete_plan(session, house.as_(ben), plan_id)
    assert reads(chat, message, anna) is None


def test_a_target_of_the_same_day_stands_on_the_same_message(chat: Chat, house: House, pair: tuple[int, int]) -> None:
    anna, ben = pair
    gives(house, pair, 31)
    with house.writing() as session:
        due_on = day_in(ZONE, session.now) + timedelta(days=31)
        assign_targets(session, house.as_(ben), [anna], {a_skill(session, "Welding"): None}, due_on)
    rounds(house)
    house.clock.forward(days=1)
    rounds(house)
    [message] = notices(house, anna)
    words = reads(chat, message, anna)
    assert words is not None
    assert words[0] == "Welding is due in 30 days, on 25 December 2026."
    assert "Crew is due in 30 days, on 25 December 2026. ░░ 0 of 2 met. [Open plan]" in words
