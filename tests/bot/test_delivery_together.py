"""Many notices at once: read together, noted together, and each as if it had been alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from sqlalchemy import event

from bot.conversation import Conversations
from bot.delivery import FRESH, Deliverer
from bot.jobs import sweep
from bot.listeners.reminders import expiry_notice, expiry_notices
from bot.product import Product
from bot.sealing import Sealer
from core.clock import day_in
from core.notifications import Medium, NoticeKind, switch_notice
from core.people import Actor
from core.qualifications import QualificationDetails, qualification, renew_qualification
from tests.bot.post_room import PostRoom
from tests.builders import a_certificate, a_person, a_skill

ZONE = "Europe/Oslo"


def deliverer(
    room: PostRoom, client: WebClient, *, together: Callable[..., Any] | None = expiry_notices
) -> Deliverer:
    conversations = Conversations()
    conversations.notice(NoticeKind.EXPIRY, expiry_notice)
    if together is not None:
        conversations.notice_together(NoticeKind.EXPIRY, together)
    product = Product(room.house.engine, cast(Any, None), None)
    return Deliverer(product, conversations, lambda _: client, Sealer(room.house.engine.vault), senders=1)


def expiring(room: PostRoom, number: int, first: int = 0) -> list[tuple[int, int]]:
    """So many people besides Anna, each with a licence that expires in 30 days: their ids and the licences'."""
    with room.house.writing() as session:
        licence = a_skill(session, f"Licence {first}", category="certification")  # type: ignore[arg-type]
        expires = day_in(ZONE, session.now) + timedelta(days=30)
        held = []
        for each in range(first, first + number):
            holder = a_person(session, f"Person {each:02}", chat_user_id=f"U{each:04}", time_zone=ZONE)
            held.append((holder, a_certificate(session, holder, expires, of=licence)))
    sweep(room.house.engine)
    return held


@contextmanager
def counted(room: PostRoom) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        asked.append(text)

    engines = {room.house.engine.database.engine, room.house.engine.database.reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


class Told:
    """A client that notes whom it told what, instead of telling them."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.texts: dict[str, str] = {}
        self.rewritten = ""
        self._meanwhile = meanwhile

    def chat_postMessage(self, *, channel: str, text: str, **_rest: Any) -> dict[str, Any]:
        self.texts[channel] = text
        self._meanwhile()
        return {"channel": channel, "ts": f"1.{len(self.texts):06}"}

    def chat_update(self, *, text: str, **_rest: Any) -> None:
        """What stands there now."""
        self.rewritten = text


def renew(room: PostRoom, qualification_id: int) -> None:
    """Valid for years from now."""
    with room.house.writing() as session:
        of = qualification(session, room.house.operator, qualification_id).competency_id
        details = QualificationDetails(of, expires_on=day_in(ZONE, session.now) + timedelta(days=900))
        renew_qualification(session, room.house.operator, qualification_id, details)


def test_ten_times_as_many_notices_ask_hardly_more_of_the_database(room: PostRoom) -> None:
    def asked(number: int, first: int) -> int:
        expiring(room, number, first)
        told = Told()
        with counted(room) as statements:
            assert deliverer(room, cast(Any, told)).deliver_due() == number
        assert len(told.texts) == number
        return len([each for each in statements if not each.startswith("UPDATE")])

    assert asked(20, first=2) <= asked(2, first=0) + 2


def test_each_reads_as_it_would_alone(room: PostRoom) -> None:
    held = expiring(room, 6)
    with room.house.writing() as session:
        manager = Actor(room.house.workspace_id, held[0][0])
        switch_notice(session, manager, held[0][0], NoticeKind.EXPIRY, on=False)
    together, alone = Told(), Told()
    at_work = deliverer(room, cast(Any, together))
    batch = at_work._claim(room.house.clock())
    ready = at_work._departures.ready(batch)
    assert len(batch) == 6
    assert len(ready) == 5, "one of them wants none"
    singly = deliverer(room, cast(Any, alone), together=None)
    for each in batch:
        if each.id in ready:
            card = singly._departures.card(each, ready[each.id].recipient)
            assert card == ready[each.id].card


def test_who_has_a_copy_by_mail_gets_both(room: PostRoom) -> None:
    [(holder, _)] = expiring(room, 1)
    with room.house.writing() as session:
        actor = Actor(room.house.workspace_id, holder)
        switch_notice(session, actor, holder, NoticeKind.EXPIRY, on=True, medium=Medium.MAIL)
    told = Told()
    at_work = deliverer(room, cast(Any, told))
    assert at_work.deliver_due() == 2, "the notice, and its copy"
    assert list(told.texts) == ["U0000"]


@pytest.mark.parametrize(("passed", "told_of"), [(timedelta(), 2), (FRESH, 2), (FRESH + timedelta(milliseconds=1), 1)])
def test_what_was_read_too_long_ago_is_read_again(room: PostRoom, passed: timedelta, told_of: int) -> None:
    """While the first is being told, the second renews, and some time passes."""
    held = expiring(room, 2)

    def meanwhile() -> None:
        if len(told.texts) == 1:
            renew(room, held[1][1])
            room.house.clock.now += passed

    told = Told(meanwhile)
    deliverer(room, cast(Any, told)).deliver_due()
    assert len(told.texts) == told_of


def test_a_notice_that_changed_while_it_was_on_its_way_is_rewritten_at_once(room: PostRoom) -> None:
    [(_, held)] = expiring(room, 1)

    told = Told(lambda: renew(room, held))
    deliverer(room, cast(Any, told)).deliver_due()
    assert "renewed" in told.rewritten.lower()


def test_a_mistake_in_reading_them_together_holds_none_of_them_up(room: PostRoom) -> None:
    def mistaken(*_rest: Any) -> Any:
        raise KeyError("a mistake")

    expiring(room, 3)
    told = Told()
    deliverer(room, cast(Any, told), together=mistaken).deliver_due()
    assert len(told.texts) == 3
