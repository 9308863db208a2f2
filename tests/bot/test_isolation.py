"""Multitenancy and tenant isolation: both on, competency features answer 'not available'; with one alone they work."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.conversation import Call, Conversations, Job, Message, Press, Submission
from bot.listeners import ai, audit, help, privacy, profiles, register_all, targets
from bot.product import Product
from core.errors import Unavailable
from tests.bot.asking import Chat
from tests.builders import a_person, a_skill
from tests.conftest import House

OPEN_VERBS = {"help", "mydata", "forget", "readmit", "audit", "ai", "settings"}
"""Privacy, settings and help are no competency features."""


def _chat(house: House, *, multitenancy: bool, isolation: bool) -> Chat:
    chat = Chat(house, (help, privacy, audit, ai, profiles, targets))
    settings = SimpleNamespace(multitenancy=multitenancy, tenant_isolation=isolation, embedding_model=None)
    chat.product = Product(house.engine, cast(Any, settings), chat.product.skills)
    return chat


@pytest.fixture
def anna(house: House) -> int:
    with house.writing() as session:
        return a_person(session, role="admin", chat_user_id="UANNA")


@pytest.mark.rule("privacy/isolation-switch")
@pytest.mark.parametrize(("multitenancy", "isolation"), [(False, False), (True, False), (False, True)])
def test_with_one_alone_or_none_features_work(
    house: House, anna: int, multitenancy: bool, isolation: bool
) -> None:
    chat = _chat(house, multitenancy=multitenancy, isolation=isolation)
    with house.writing() as session:
        a_skill(session, "Fire safety")
    assert "Drawing" in chat.read(chat.command(anna, "me").card, anna)
    assert "Fire safety" in chat.read(chat.command(anna, "target", "<@UANNA> Fire safety").card, anna)


@pytest.mark.rule("privacy/isolation-switch")
def test_with_both_on_they_answer_not_available_and_ones_own_data_are_still_there(house: House, anna: int) -> None:
    chat = _chat(house, multitenancy=True, isolation=True)
    for verb in ("me", "show", "target"):
        with pytest.raises(Unavailable, match="Not available: competency features are off"):
            chat.command(anna, verb)
    assert chat.later(anna, chat.press(anna, chat.command(anna, "mydata").card, "Make the file")).card is not None
    said = chat.read(chat.command(anna, "help").card, anna)
    assert "mydata" in said
    assert "/target" not in said.split("After /prowess")[0]


@pytest.mark.rule("privacy/isolation-switch")
def test_no_handler_of_any_kind_can_be_reached_past_the_switch(house: House, anna: int) -> None:
    """Every verb, button, form, search field, job and reader of messages there is, also those added later."""
    chat, everything = _chat(house, multitenancy=True, isolation=True), Conversations()
    register_all(everything)
    asker, place, product = chat.asker(anna), chat.place, chat.product
    call = Call(product, asker, place, "", "")
    assert {verb.name for verb in everything.verbs.values() if verb.always} <= OPEN_VERBS
    closed = [verb.handler for verb in everything.verbs.values() if not verb.always]
    closed += [report.handler for report in everything.reports.values()]
    for handler in (*closed, *everything.lookups.values()):
        with pytest.raises(Unavailable):
            handler(call)
    requests = (
        (everything.presses, Press(product, asker, place, {})),
        (everything.submissions, Submission(product, asker, place, {})),
        (everything.jobs, Job(product, asker, place, {})),
    )
    for registry, request in requests:
        reached = {name for name, handler in registry.items() if not _is_closed(handler, request)}  # type: ignore[attr-defined]
        assert {name.split(".")[0] for name in reached} <= {"mydata", "person", "audit", "ai", "settings"}, reached
    heard = [reader(Message(product, asker, place, "I passed First aid")) for reader in everything.messages]
    shown = [section(replace(call, verb="home")) for _, section in everything.home]
    assert set(heard + shown) == {None}


def _is_closed(handler: Any, request: Any) -> bool:
    try:
        handler(request)
    except Unavailable:
        return True
    except Exception:  # noqa: BLE001 (whatever else it says, it is open)
        return False
    return False
