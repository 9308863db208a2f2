"""Booked and snoozed: who may, from when to when, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import facts_about, open_undo
from core.errors import Conflict, Invalid, NotFound, Refused
from core.notifications import (
    UNDO_HOLD,
    NoticeState,
    book_renewal,
    notice_lines,
    notice_ref,
    notice_switches,
    queue_due_reminders,
    snooze_notices,
    switch_notice,
    undo_hold,
)
from core.notifications.models import NoticeHold, Reminder
from core.people import PersonDetails, register_person
from tests.builders import a_certificate, a_person
from tests.core.notifications.conftest import Pair


def held(pair: Pair, days: int = 90) -> int:
    with pair.house.writing() as session:
        return a_certificate(session, pair.anna, pair.in_days(days))


def snooze(pair: Pair, qualification_id: int, days: int, by: int | None = None) -> int:
    with pair.house.writing() as session:
        return snooze_notices(session, pair.house.as_(by or pair.anna), qualification_id, pair.in_days(days))


def book(pair: Pair, qualification_id: int, days: int, by: int | None = None) -> int:
    with pair.house.writing() as session:
        return book_renewal(session, pair.house.as_(by or pair.anna), qualification_id, pair.in_days(days))


@pytest.mark.rule("reminders/snooze")
def test_a_snoozed_notice_comes_on_the_chosen_day_and_not_before(pair: Pair) -> None:
    licence = held(pair)
    pair.sweep()
    snooze(pair, licence, 65)
    for _ in range(64):
        pair.house.clock.forward(days=1)
        assert pair.sweep() == []
    pair.house.clock.forward(days=1)
    assert pair.sweep() == sorted([(pair.anna, 25), (pair.ben, 30)])
    assert pair.schedule_holds()


@pytest.mark.rule("reminders/snooze")
def test_a_snooze_on_the_expiry_date_is_refused_and_stores_nothing(pair: Pair) -> None:
    licence = held(pair)
    with pytest.raises(Invalid, match="Last possible"):
        snooze(pair, licence, 90)
    with pair.house.reading() as session:
        assert session.scalars(select(NoticeHold)).all() == []
    snooze(pair, licence, 89)


@pytest.mark.rule("reminders/booked")
def test_a_booking_pauses_until_the_day_after(pair: Pair) -> None:
    licence = held(pair, 40)
    pair.sweep()
    book(pair, licence, 20)
    pair.house.clock.forward(days=20)
    assert pair.sweep() == []
    pair.house.clock.forward(days=1)
    assert pair.sweep() == sorted([(pair.anna, 30), (pair.ben, 30)])


@pytest.mark.rule("reminders/booked")
def test_a_booking_past_expiry_lets_the_2_day_notice_through(pair: Pair) -> None:
    licence = held(pair, 40)
    pair.sweep()
    book(pair, licence, 48)
    pair.house.clock.forward(days=10)
    assert pair.sweep() == []
    pair.house.clock.forward(days=28)
    assert pair.sweep() == sorted([(pair.anna, 2), (pair.ben, 2)])


def test_a_booking_for_yesterday_is_refused_and_for_today_is_taken(pair: Pair) -> None:
    licence = held(pair)
    with pytest.raises(Invalid, match="has passed"):
        book(pair, licence, -1)
    book(pair, licence, 0)


@pytest.mark.rule("chat/undo")
def test_an_undone_hold_lets_the_notices_go_on(pair: Pair) -> None:
    licence = held(pair, 90)
    hold = snooze(pair, licence, 50)
    assert pair.sweep() == []
    with pair.house.writing() as session:
        undo_hold(session, pair.house.as_(pair.anna), hold)
    assert pair.sweep() == [(pair.anna, 90)]
    assert pair.schedule_holds()
    with pytest.raises(NotFound), pair.house.writing() as session:
        undo_hold(session, pair.house.as_(pair.anna), hold)


@pytest.mark.rule("chat/undo")
def test_a_hold_that_another_one_replaced_cannot_be_undone(pair: Pair) -> None:
    licence = held(pair)
    first = snooze(pair, licence, 10)
    snooze(pair, licence, 20)
    with pytest.raises(Conflict, match="changed since"), pair.house.writing() as session:
        undo_hold(session, pair.house.as_(pair.anna), first)


def test_a_hold_offers_its_undo_to_whoever_made_it(pair: Pair) -> None:
    hold = book(pair, held(pair), 10, by=pair.ben)
    with pair.house.writing() as session:
        row = session.get_one(NoticeHold, hold)
        assert row.undo_id is not None
        assert open_undo(session, pair.ben, row.undo_id).kind == UNDO_HOLD
        with pytest.raises(NotFound):
            open_undo(session, pair.anna, row.undo_id)


def test_the_manager_may_hold_notices_and_a_colleague_may_not(pair: Pair) -> None:
    licence = held(pair)
    with pair.house.writing() as session:
        colleague = a_person(session, "Cleo Marchand")
    with pytest.raises(Refused):
        snooze(pair, licence, 10, by=colleague)
    snooze(pair, licence, 10, by=pair.ben)
    with pair.house.reading() as session:
        assert [each.kind for each in facts_about(session, pair.anna)][-1] == "notices.held"


def test_what_was_held_before_it_went_out_counts_as_not_told(pair: Pair) -> None:
    licence = held(pair)
    assert pair.sweep() == [(pair.anna, 90)]
    book(pair, licence, 5)
    assert pair.told() == []
    pair.house.clock.forward(days=6)
    assert pair.sweep() == [(pair.anna, 90)]


@pytest.mark.rule("reminders/buttons")
def test_every_copy_says_what_was_done(pair: Pair) -> None:
    licence = held(pair, 30)
    pair.sweep()
    with pair.house.writing() as session:
        for message in pair.messages():
            session.merge(message).state = "sent"
    book(pair, licence, 3)
    with pair.house.reading() as session:
        for message in pair.messages():
            [line] = notice_lines(session, message.id)
            assert line.state == NoticeState.BOOKED
            assert message.stale
            assert line.held_by is not None
            assert line.held_by.id == pair.anna


def test_a_notice_belongs_to_its_recipient(pair: Pair) -> None:
    held(pair)
    pair.sweep()
    with pair.house.reading() as session:
        reminder = session.scalars(select(Reminder.id)).one()
        assert notice_ref(session, reminder, pair.anna).reminder_id == reminder
        with pytest.raises(NotFound):
            notice_ref(session, reminder, pair.ben)


@pytest.mark.rule("reminders/settings")
def test_every_kind_is_on_until_its_person_switches_it_off_and_nobody_else_can(pair: Pair) -> None:
    with pair.house.writing() as session:
        assert all(each.on for each in notice_switches(session, pair.anna))
        switch_notice(session, pair.house.as_(pair.anna), pair.anna, "targets_set", on=False)
        assert {str(each.kind) for each in notice_switches(session, pair.anna) if not each.on} == {"targets_set"}
        assert all(each.on for each in notice_switches(session, pair.ben))
    for person_id, kind in ((pair.anna, "expiry"), (pair.ben, "weather")):
        with pytest.raises(NotFound), pair.house.writing() as session:
            switch_notice(session, pair.house.as_(pair.ben), person_id, kind, on=False)


def test_nobody_who_left_is_told(pair: Pair) -> None:
    held(pair, 30)
    with pair.house.writing() as session:
        register_person(
            session, pair.house.operator,
            PersonDetails("Ben Olsen", _email(pair), time_zone="Europe/Oslo", active=False),
        )
    assert pair.sweep() == [(pair.anna, 30)]
    assert pair.schedule_holds()


def _email(pair: Pair) -> str:
    from core.people import person

    with pair.house.reading() as session:
        return str(person(session, pair.ben).email)


def test_a_sweep_that_stops_halfway_is_done_whole_the_next_time(pair: Pair) -> None:
    held(pair)
    with pytest.raises(RuntimeError, match="power"), pair.house.writing() as session:
        assert queue_due_reminders(session) == 1
        raise RuntimeError("power")
    pair.house.clock.now += timedelta(minutes=1)
    assert pair.sweep() == [(pair.anna, 90)]
