"""Notices of what falls due: the days left, what is left to do; what is met by then is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.listeners import due
from core.clock import day_in
from core.notifications import make_rounds
from core.notifications.models import OutboxMessage
from core.notifications.sending import sent_message
from core.people import person
from core.targets import assign_targets, undo_targets
from tests.bot.asking import Chat, messages_to
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House

ZONE = "Europe/Oslo"


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (due,))


@pytest.fixture
def anna(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Anna Berg", manager=a_person(session, "Ben Olsen"), time_zone=ZONE)


def sets(house: House, anna: int, days: int, *names: str) -> list[int]:
    with house.writing() as session:
        skills = {a_skill(session, name): None for name in names}
        ada = a_person(session, "Ada Admin", role="admin")
        due_on = day_in(ZONE, session.now) + timedelta(days=days)
        return list(assign_targets(session, house.as_(ada), [anna], skills, due_on).target_ids)


def rounds(house: House) -> None:
    with house.writing() as session:
        make_rounds(session)


def reads(chat: Chat, message: OutboxMessage, anna: int) -> list[str] | None:
    """The notice as it would be sent now."""
    with chat.house.reading() as session:
        sent = sent_message(session, message.id)
        card = chat.conversations.notices["due"](session, person(session, anna), message.refs, sent)
    return None if card is None else chat.read(card, anna).splitlines()


def due_message(house: House, anna: int) -> OutboxMessage:
    return next(each for each in messages_to(house, anna) if each.kind == "due")


def test_it_says_what_is_due_when_and_what_is_left(chat: Chat, anna: int, house: House) -> None:
    sets(house, anna, 31, "Fire safety")
    rounds(house)
    house.clock.forward(days=1)
    rounds(house)
    assert reads(chat, due_message(house, anna), anna) == [
        "Fire safety is due in 30 days, on 25 December 2026.",
        "○ Fire safety: no activity for it yet.",
        "[Why?]",
        "Because it is a target of yours. Mute: /prowess settings",
    ]


def test_what_is_met_or_taken_back_before_it_goes_out_is_not_told(chat: Chat, anna: int, house: House) -> None:
    with house.writing() as session:
        licence = a_skill(session, "Forklift licence", category="certification")  # type: ignore[arg-type]
        ada = a_person(session, "Ada Admin", role="admin")
        due_on = day_in(ZONE, session.now) + timedelta(days=31)
        assign_targets(session, house.as_(ada), [anna], {licence: None}, due_on)
    welding = sets(house, anna, 31, "Welding")
    rounds(house)
    house.clock.forward(days=1)
    rounds(house)
    message = due_message(house, anna)
    assert "And 1 more." not in str(reads(chat, message, anna))
    with house.writing() as session:
        a_certificate(session, anna, due_on + timedelta(days=400), of=licence)
    left = reads(chat, message, anna)
    assert left is not None
    assert left[0] == "Welding is due in 30 days, on 25 December 2026."
    with house.writing() as session:
        undo_targets(session, house.operator, welding)
    assert reads(chat, message, anna) is None
