"""The deliverer against the local workspace: what arrives, arrives once, whatever goes wrong on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from core.notifications import refresh, switch_notice, tell, undelivered_messages
from core.notifications.models import OutboxMessage
from core.notifications.sending import LEASE, QUARANTINE, claim_messages
from core.people import PersonDetails, person, register_person
from tests.bot.post_room import IMPATIENT, PostRoom
from tests.builders import a_person


def posts(room: PostRoom) -> int:
    return len(room.workspace.calls("chat.postMessage"))


def test_a_message_arrives_in_the_private_chat_with_its_key_and_is_not_sent_again(room: PostRoom) -> None:
    room.tell()
    assert room.deliver() == 1
    assert room.deliver() == 0
    [text] = room.inbox()
    assert "Ben set you 2 targets." in text
    assert room.row().state == "sent"
    [call] = room.workspace.calls("chat.postMessage")
    assert room.row().key in str(call["metadata"])
    assert call["text"]


@pytest.mark.parametrize("fault", ["error_after", "hang_after"])
def test_one_that_arrived_without_an_answer_is_found_and_not_sent_twice(room: PostRoom, fault: str) -> None:
    room.timeout = IMPATIENT
    room.workspace.faults.on_call("chat.postMessage", cast(Any, fault), seconds=1.0)
    room.tell()
    room.deliver()
    assert room.row().state == "ambiguous"
    assert room.deliver() == 0, "it rests first"
    room.timeout = 5
    room.house.clock.now += QUARANTINE
    assert room.deliver() == 1
    assert posts(room) == 1
    assert len(room.inbox()) == 1
    assert room.row().state == "sent"
    assert room.row().chat_ts is not None


@pytest.mark.parametrize("fault", ["error_before", "reset", "hang"])
def test_one_that_was_lost_is_sent_again_after_looking(room: PostRoom, fault: str) -> None:
    room.timeout = IMPATIENT
    room.workspace.faults.on_call("chat.postMessage", cast(Any, fault), seconds=1.0)
    room.tell()
    room.deliver()
    assert room.row().state == "ambiguous"
    room.timeout = 5
    room.house.clock.now += QUARANTINE
    room.deliver()
    assert len(room.workspace.calls("conversations.history")) >= 1
    assert len(room.inbox()) == 1
    assert room.row().state == "sent"


def test_a_look_up_that_fails_leaves_the_doubt_and_sends_nothing(room: PostRoom) -> None:
    room.workspace.faults.on_call("chat.postMessage", "error_after")
    room.workspace.faults.on_call("conversations.history", "error_before")
    room.workspace.faults.on_call("conversations.history", "rate_limited", retry_after=7)
    room.tell()
    room.deliver()
    room.house.clock.now += QUARANTINE
    room.deliver()
    assert (room.row().state, posts(room)) == ("ambiguous", 1)
    room.house.clock.now += 2 * QUARANTINE
    room.deliver()
    assert (room.row().state, posts(room)) == ("ambiguous", 1)
    assert room.row().due_at == room.house.clock() + timedelta(seconds=7)
    room.house.clock.now += timedelta(seconds=7)
    room.deliver()
    assert (room.row().state, posts(room)) == ("sent", 1)


def test_a_deliverer_that_died_after_sending_has_its_message_found_by_the_next(room: PostRoom) -> None:
    room.tell()
    [held] = [
        each
        for each in claim_messages(room.house.engine.database, "dead", room.house.clock(), limit=1_000)
        if each.workspace_id == room.house.workspace_id
    ]
    client = room.client(room.house.workspace_id)
    chat = client.conversations_open(users="UANNA")["channel"]["id"]
    metadata = {"event_type": "prowess_outbox", "event_payload": {"key": held.key}}
    client.chat_postMessage(channel=chat, text="Ben set you 2 targets.", metadata=metadata)
    assert room.deliver() == 0
    room.house.clock.now += LEASE
    room.deliver()
    assert posts(room) == 1
    assert room.row().state == "sent"


def test_when_slack_asks_to_wait_the_message_waits_that_long_and_no_attempt_counts(room: PostRoom) -> None:
    room.workspace.faults.on_call("chat.postMessage", "rate_limited", retry_after=20)
    room.tell()
    room.deliver()
    assert room.row().state == "pending"
    assert room.row().attempts == 0
    assert room.row().due_at == room.house.clock() + timedelta(seconds=20)
    room.house.clock.forward(seconds=20)
    room.deliver()
    assert len(room.inbox()) == 1


def test_a_definite_error_is_listed_for_an_admin(room: PostRoom) -> None:
    room.workspace.faults.on_call("chat.postMessage", "refuse", error="channel_not_found")
    room.tell()
    room.deliver()
    with room.house.reading() as session:
        assert [each.trouble for each in undelivered_messages(session)] == ["channel_not_found"]


def test_somebody_without_a_chat_account_is_listed_and_somebody_who_left_is_not_written_to(room: PostRoom) -> None:
    with room.house.writing() as session:
        unknown = a_person(session, "Eva Holm", chat_user_id=None)
        gone = a_person(session, "Nils Vik", chat_user_id="UBEN")
    room.tell(to=unknown)
    room.tell(to=gone)
    with room.house.writing() as session:
        view = person(session, gone)
        details = PersonDetails(view.name, view.email, view.chat_user_id, active=False)
        register_person(session, room.house.operator, details)
    room.deliver()
    assert posts(room) == 0
    with room.house.reading() as session:
        listed = [(each.recipient_id, each.trouble) for each in undelivered_messages(session)]
    assert listed == [(unknown, "no_chat_account")]


def test_what_has_nothing_left_to_say_is_dropped(room: PostRoom) -> None:
    room.words.clear()
    room.tell()
    room.deliver()
    assert room.row().state == "dropped"
    assert posts(room) == 0


@pytest.mark.rule("reminders/settings")
def test_a_kind_switched_off_is_not_sent_and_others_are(room: PostRoom) -> None:
    with room.house.writing() as session:
        switch_notice(session, room.house.as_(room.anna), room.anna, "targets_set", on=False)
    room.tell("targets_set")
    room.tell("test")
    room.deliver()
    assert len(room.inbox()) == 1


def test_a_mistake_in_one_message_keeps_no_other_from_going_out(room: PostRoom) -> None:
    room.tell("broken")
    room.tell("no such kind")
    room.tell()
    room.deliver()
    assert len(room.inbox()) == 1
    with room.house.reading() as session:
        states = session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all()
    assert states == ["pending", "pending", "sent"]


def change(room: PostRoom, words: str) -> None:
    room.words["now"] = words
    with room.house.writing() as session:
        refresh(session, "target", [5])


@pytest.mark.rule("chat/undo")
def test_when_its_subject_changes_the_sent_message_is_rewritten_in_place(room: PostRoom) -> None:
    room.tell()
    room.deliver()
    change(room, "Ben withdrew this, 10:47.")
    assert room.deliver() == 1
    [text] = room.inbox()
    assert "Ben withdrew this, 10:47." in text
    assert posts(room) == 1


@pytest.mark.parametrize("fault", ["error_before", "error_after", "rate_limited", "reset"])
def test_a_rewrite_that_meets_trouble_is_repeated(room: PostRoom, fault: str) -> None:
    room.tell()
    room.deliver()
    room.workspace.faults.on_call("chat.update", cast(Any, fault), retry_after=2)
    change(room, "Ben withdrew this, 10:47.")
    room.deliver()
    assert room.row().stale
    room.house.clock.now += QUARANTINE
    room.deliver()
    assert "Ben withdrew this, 10:47." in room.inbox()[0]
    assert room.row().due_at is None


def test_a_deleted_message_is_not_rewritten_for_ever(room: PostRoom) -> None:
    room.tell()
    room.deliver()
    room.workspace.faults.on_call("chat.update", "refuse", error="message_not_found")
    change(room, "Ben withdrew this, 10:47.")
    room.deliver()
    assert (room.row().state, room.row().due_at, room.row().trouble) == ("sent", None, "message_not_found")


def test_fifty_messages_to_two_people_all_arrive_once(room: PostRoom) -> None:
    with room.house.writing() as session:
        ben = a_person(session, "Ben Olsen", chat_user_id="UBEN")
        for number in range(50):
            tell(session, ben if number % 2 else room.anna, "test", {"n": number})
    deliverers = [room.deliverer(), room.deliverer()]
    assert sum(each.deliver_due() for each in deliverers) == 50
    assert (len(room.inbox("UANNA")), len(room.inbox("UBEN"))) == (25, 25)
