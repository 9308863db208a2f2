"""Settings: each kind of notice in chat and by e-mail, and what an admin sets for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
from pydantic import SecretStr

from bot.blocks import plain
from bot.blocks.settings import KINDS, LIMITS, LIMITS_FORM, SEND_AGAIN, UNDELIVERED, WAYS
from bot.cards import Actions, Card, Pick, Text
from bot.conversation import Answer, Press, Submission
from bot.listeners import settings
from bot.settings import Settings
from core.errors import Invalid, NotFound, Refused
from core.notifications import NoticeKind, limits_of, notice_switches
from core.notifications.models import OutboxMessage
from tests.bot.asking import Chat
from tests.builders import a_person
from tests.conftest import House


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (settings,))


@pytest.fixture
def anna(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Anna Berg", time_zone="Europe/Oslo")


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin", time_zone="Europe/Oslo")


def with_mail(chat: Chat) -> Chat:
    said = Settings(_env_file=None).model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1")})  # type: ignore[call-arg]
    chat.product = replace(chat.product, settings=cast(Any, said))
    return chat


def press(chat: Chat, who: int, action: str, payload: dict[str, Any], chosen: str | None = None) -> Answer:
    asked = Press(chat.product, chat.asker(who), chat.place, payload, chosen)
    return chat.checked(chat.conversations.presses[action](asked), who)


def beside(card: Card | None) -> list[Any]:
    assert card is not None
    return [part.button for part in card.parts if isinstance(part, Text) and part.button is not None]


def test_every_kind_has_words_and_who_can_get_none_of_it_is_not_shown_it(chat: Chat, anna: int, ada: int) -> None:
    assert set(KINDS) == set(NoticeKind)
    annas = chat.read(chat.command(anna, "settings").card, anna)
    adas = chat.read(chat.command(ada, "settings").card, ada)
    for words in ("The weekly digest", "Feedback about Prowess", "Competencies that people propose"):
        assert words not in annas
        assert words in adas


@pytest.mark.rule("reminders/settings")
def test_with_e_mail_one_choice_says_how_each_kind_comes(chat: Chat, anna: int, house: House) -> None:
    card = with_mail(chat).command(anna, "settings").card
    assert "What falls due in 30 and in 2 days: Chat [How]" in chat.read(card, anna)
    pick = next(each for each in beside(card) if each.payload["kind"] == "due")
    assert isinstance(pick, Pick)
    ways = {"both": (True, True), "mail": (False, True), "neither": (False, False), "chat": (True, False)}
    for way, wanted in ways.items():
        after = press(chat, anna, WAYS, dict(pick.payload), way).card
        with house.reading() as session:
            due = next(each for each in notice_switches(session, anna) if each.kind == NoticeKind.DUE)
        assert (due.on, due.mail) == wanted
    assert "What falls due in 30 and in 2 days: Chat [How]" in chat.read(after, anna)


def test_a_way_that_was_not_offered_changes_nothing(chat: Chat, anna: int) -> None:
    with pytest.raises(NotFound):
        press(with_mail(chat), anna, WAYS, {"kind": "due"}, "pigeon")
    with pytest.raises(NotFound):
        press(chat, anna, WAYS, {"kind": "review_asked"}, "chat")


def limit(chat: Chat, who: int, **values: str) -> Answer:
    form = press(chat, who, LIMITS, {}).form
    assert form is not None
    filled = {each.name: each.initial for each in form.fields} | values
    sent = Submission(chat.product, chat.asker(who), chat.place, form.payload, filled)
    return chat.checked(chat.conversations.submissions[LIMITS_FORM](sent), who)


@pytest.mark.rule("reminders/budget")
def test_an_admin_sets_the_hours_and_the_messages_a_week_for_everybody(chat: Chat, ada: int, house: House) -> None:
    shown = chat.read(chat.command(ada, "settings").card, ada)
    assert "For everybody: reminders from 9 to 17 of each person's clock, at most 3 messages a week." in shown
    after = limit(chat, ada, messages="1", opens="8", closes="16:00")
    assert "reminders from 8 to 16 of each person's clock, at most 1 message a week." in chat.read(after.card, ada)
    with house.reading() as session:
        limits = limits_of(session)
    assert (limits.hours.opens, limits.hours.closes, limits.messages) == (8, 16, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"messages": "0"}, "messages"),
        ({"messages": "51"}, "messages"),
        ({"messages": "three"}, "messages"),
        ({"opens": "17", "closes": "17"}, "closes"),
        ({"closes": "25"}, "closes"),
        ({"opens": "-1"}, "opens"),
    ],
)
def test_what_makes_no_sense_keeps_the_form_open_at_its_field(
    chat: Chat, ada: int, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        limit(chat, ada, **values)
    assert refused.value.field == field


def test_nobody_else_sets_anything_for_everybody(chat: Chat, anna: int) -> None:
    assert "For everybody" not in chat.read(chat.command(anna, "settings").card, anna)
    for action in (LIMITS, UNDELIVERED):
        with pytest.raises(Refused):
            press(chat, anna, action, {})
    with pytest.raises(Refused):
        press(chat, anna, SEND_AGAIN, {"message": 1})


@pytest.mark.rule("reminders/once")
def test_an_admin_sees_what_was_not_delivered_and_has_it_tried_again(
    chat: Chat, ada: int, anna: int, house: House
) -> None:
    with house.writing() as session:
        row = OutboxMessage(
            key="lost", kind="expiry", recipient_id=anna, refs={}, state="failed", trouble="no_chat_account",
            made_at=session.now, attempts=30,
        )
        session.add(row)
        session.flush()
        lost = row.id
    shown = chat.command(ada, "settings").card
    assert shown is not None
    labels = [str(each.label) for part in shown.parts if isinstance(part, Actions) for each in part.elements]
    assert "Not delivered: 1" in labels
    listed = press(chat, ada, UNDELIVERED, {}).card
    words = "To Anna Berg, 24 November 2026, 10:00: there is no chat account on file. [Try again]"
    assert words in chat.read(listed, ada)
    again = press(chat, ada, SEND_AGAIN, dict(beside(listed)[0].payload)).card
    assert chat.read(again, ada) == "Everything was delivered."
    with house.reading() as session:
        message = session.get_one(OutboxMessage, lost)
    assert (message.state, message.due_at, message.attempts) == ("ambiguous", house.clock(), 0)


def test_the_card_reads_alike_with_and_without_e_mail(chat: Chat, anna: int) -> None:
    shown = chat.command(anna, "settings").card
    assert shown is not None
    assert "Reviews and answers to what you ask always come. Only you see this." in plain(shown).splitlines()
