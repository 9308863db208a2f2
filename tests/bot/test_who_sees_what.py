"""Who sees what of Anna in chat: `show` and `why`, asked by every audience, say no more than the table allows."""

from __future__ import annotations

import pytest

from bot.listeners import paths, profiles, targets, why
from core.errors import Refused
from tests.bot.asking import Chat
from tests.conftest import House
from tests.onlookers import CRANE, FIRE, TABLE, TRUCK, Cast, a_cast

SKILLS = (FIRE, CRANE, TRUCK)


@pytest.fixture
def cast(house: House) -> Cast:
    return a_cast(house)


def _shown(chat: Chat, who: int, words: str) -> str:
    answer = chat.command(who, "show", words)
    if answer.later is not None:
        answer = chat.later(who, answer)
    return chat.read(answer.card, who)


def _told(chat: Chat, who: int, verb: str, words: str) -> str:
    try:
        return chat.read(chat.command(who, verb, words).card, who)
    except Refused:
        return "refused"


def test_in_chat_nobody_reads_more_of_anna_than_the_table_says(cast: Cast) -> None:
    chat = Chat(cast.house, (profiles, targets, why, paths))
    anna = chat.asker(cast.anna).person.chat_user_id
    for audience, who in cast.who.items():
        wanted, _ = TABLE[audience]
        text = _shown(chat, who, f"<@{anna}>")
        assert (TRUCK in text) == (TRUCK in wanted), audience
        for skill in SKILLS:
            rows = [line for line in text.splitlines() if line.startswith(skill) and "|" in line]
            assert bool(rows) == (skill in wanted), (audience, skill)
        if not wanted:
            assert "has: Crane control, Fire safety." in text, audience


def test_in_chat_the_reasons_of_annas_ratings_are_open_to_the_same_people(cast: Cast) -> None:
    chat = Chat(cast.house, (profiles, targets, why, paths))
    anna = chat.asker(cast.anna).person.chat_user_id
    for audience, who in cast.who.items():
        wanted, _ = TABLE[audience]
        for skill in SKILLS:
            open_to = skill in wanted
            assert (_told(chat, who, "why", f"<@{anna}> {skill}") != "refused") == open_to, (audience, skill)


def test_in_a_channel_everything_beyond_names_goes_to_the_private_chat(cast: Cast) -> None:
    chat = Chat(cast.house, (profiles, targets, why, paths), channel="C1")
    anna = chat.asker(cast.anna).person.chat_user_id
    for audience, who in cast.who.items():
        wanted, _ = TABLE[audience]
        answer = chat.command(who, "show", f"<@{anna}>")
        assert answer.where == "chat" or not wanted, audience
        assert answer.share is None
