"""The AI off, for everybody, a group or oneself: nothing leaves the machine, and what stays here goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from bot.cards import line
from bot.conversation import Answer, Later
from bot.listeners import ai
from bot.manifest import EVENTS, SCOPES
from bot.product import Product
from core.errors import Invalid, Refused
from tagging.intake import CatalogueName, read_qualification
from tagging.leaving import SWITCHED_OFF, may_leave, texts_stay
from tagging.llm import ChatFailed, ChatModel, request_embeddings
from tagging.prompts import Prompt
from tests.bot.asking import Chat
from tests.builders import a_person, a_team
from tests.conftest import START, House
from tests.tagging.scripted_llm import ScriptedLLM

SECRET = "canary-words-of-anna"


@pytest.fixture
def spy() -> Iterator[ScriptedLLM]:
    """A server that hears whatever leaves."""
    with ScriptedLLM([lambda _body: {"heard": True}]) as server:
        yield server


@pytest.fixture
def chat(house: House, spy: ScriptedLLM) -> Chat:
    chat = Chat(house, (ai,))
    model = ChatModel(model="scripted", api_key="key", base_url=spy.url)
    chat.product = Product(house.engine, cast(Any, None), chat.product.skills, model)
    chat.conversations.job("ask", lambda job: _ask(job.product))
    return chat


def _ask(product: Any) -> Any:
    """A handler that sends somebody's words without looking at any switch."""
    prompt = Prompt("asked.v1", "system", SECRET)
    try:
        product.chat_model.complete(prompt, {"type": "object"})
    except ChatFailed as failed:
        return Answer(card=line(failed.kind))
    return Answer(card=line("sent"))


def _said(chat: Chat, person: int) -> str:
    return chat.read(chat.later(person, Answer(later=Later("ask"))).card, person)


@pytest.fixture
def anna(house: House) -> int:
    with house.writing() as session:
        return a_person(session)


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


@pytest.mark.rule("privacy/ai")
def test_switched_off_by_oneself_no_word_leaves_and_on_again_it_does(
    house: House, chat: Chat, spy: ScriptedLLM, anna: int
) -> None:
    card = chat.command(anna, "ai", "off").card
    assert "Off for what you write, by you." in chat.read(card, anna)
    assert _said(chat, anna) == SWITCHED_OFF
    assert spy.requests == []
    card = chat.press(anna, card, "Switch on for me").card
    assert "On: a language model helps" in chat.read(card, anna)
    assert _said(chat, anna) == "sent"
    assert SECRET in str(spy.requests)


@pytest.mark.rule("privacy/ai")
def test_switched_off_for_everybody_by_an_admin_no_word_of_anybodys_leaves(
    house: House, chat: Chat, spy: ScriptedLLM, anna: int, ada: int
) -> None:
    card = chat.press(ada, chat.command(ada, "ai").card, "Switch off for everybody").card
    assert "Off for everybody here" in chat.read(card, ada)
    assert {_said(chat, each) for each in (anna, ada)} == {SWITCHED_OFF}
    assert spy.requests == []
    assert "Switch off for everybody" not in chat.read(chat.command(anna, "ai").card, anna)
    with pytest.raises(Refused):
        chat.command(anna, "ai", "on for everybody")


@pytest.mark.rule("privacy/ai")
def test_switched_off_for_a_team_only_its_members_words_stay(
    house: House, chat: Chat, spy: ScriptedLLM, anna: int, ada: int
) -> None:
    with house.writing() as session:
        a_team(session, "Warehouse", anna)
    said = chat.read(chat.command(ada, "ai", "off team Warehouse").card, ada)
    assert "Off for the members of: Warehouse" in said
    assert "as for all of Warehouse" in chat.read(chat.command(anna, "ai").card, anna)
    assert (_said(chat, anna), _said(chat, ada)) == (SWITCHED_OFF, "sent")
    assert len(spy.requests) == 1
    chat.command(ada, "ai", "on team Warehouse")
    assert _said(chat, anna) == "sent"


@pytest.mark.rule("privacy/ai")
def test_no_answer_comes_from_memory_either(house: House, chat: Chat, spy: ScriptedLLM, anna: int) -> None:
    assert _said(chat, anna) == "sent"
    chat.command(anna, "ai", "off")
    assert _said(chat, anna) == SWITCHED_OFF
    assert len(spy.requests) == 1


@pytest.mark.rule("privacy/ai")
def test_texts_for_an_embedding_server_stay_too(spy: ScriptedLLM) -> None:
    with texts_stay(), pytest.raises(ChatFailed, match=SWITCHED_OFF):
        request_embeddings([SECRET], model="m", base_url=spy.url, api_key="key", deadline=5)
    assert spy.requests == []


def test_a_block_within_can_only_forbid_more() -> None:
    with texts_stay():
        with texts_stay(False):
            assert not may_leave()
        assert not may_leave()
    assert may_leave()


@pytest.mark.parametrize("words", ["maybe", "off team Nowhere"])
def test_what_is_not_understood_is_answered_with_an_example(
    house: House, chat: Chat, ada: int, words: str
) -> None:
    with pytest.raises(Invalid, match="Example: /prowess ai off team Warehouse"):
        chat.command(ada, "ai", words)


@pytest.mark.rule("privacy/ai")
def test_what_is_said_in_channels_cannot_even_be_read() -> None:
    """The app asks for no right to channels' messages and hears none, so nothing of them can reach a model."""
    assert {each for each in SCOPES if each.endswith(":history")} == {"im:history"}
    assert {each for each in EVENTS if each.startswith("message.")} == {"message.im"}


@pytest.mark.rule("privacy/ai")
def test_a_message_goes_to_the_model_with_the_catalogue_and_nothing_said_before(spy: ScriptedLLM) -> None:
    model = ChatModel(model="scripted", api_key="key", base_url=spy.url)
    names = [CatalogueName(7, "First aid at work")]
    for text in (f"The {SECRET} course went fine on 3 May", "The heart-saver thing went fine on 4 May"):
        near = [(7, 0.6)]
        read_qualification(text, names=names, today=START.date(), chat=model, nearest=lambda *_, found=near: found)
    assert SECRET in str(spy.requests[0])
    assert SECRET not in str(spy.requests[1:])
    assert "First aid at work" in str(spy.requests[-1])
