"""Which notice is due when, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import Invalid
from core.notifications.hours import Hours, next_opening
from core.notifications.rules import (
    BOOKED,
    EXPIRED,
    SNOOZE,
    Expiry,
    Hold,
    Recipient,
    check_snooze,
    due_notice,
    last_snooze,
    next_look,
    notice_days,
    told_by_saving,
)

EXPIRES = date(2027, 2, 22)
LONG_AGO = datetime(2025, 1, 1, 12, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
ANNA = Recipient(1, "Europe/Oslo", is_holder=True)
BEN = Recipient(2, "Europe/Oslo", is_holder=False)


def expiry(**changes: object) -> Expiry:
    return Expiry(**{"expires_on": EXPIRES, "days": (90, 30, 2), "known_since": LONG_AGO, **changes})  # type: ignore[arg-type]


def at(left: int, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of Oslo's clock with so many days left."""
    on = EXPIRES - timedelta(days=left)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=OSLO).astimezone(UTC)


def hold(kind: str, until: date, **changes: object) -> Hold:
    return Hold(**{"id": 1, "kind": kind, "until": until, "made_by_id": 1, "made_at": LONG_AGO, **changes})  # type: ignore[arg-type]


@pytest.mark.rule("reminders/days")
@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (91, set(), None),
        (90, set(), 90),
        (89, {90}, None),
        (31, {90}, None),
        (30, {90}, 30),
        (29, {90, 30}, None),
        (3, {90, 30}, None),
        (2, {90, 30}, 2),
        (1, {90, 30, 2}, None),
        (0, {90, 30, 2}, None),
    ],
)
def test_the_holder_is_told_90_30_and_2_days_before_and_on_no_other_day(
    left: int, told: set[int], due: int | None
) -> None:
    assert due_notice(expiry(), ANNA, told, at(left)) == due


@pytest.mark.rule("reminders/expired")
def test_the_day_after_expiry_the_holder_is_told_once_more_and_the_manager_is_not() -> None:
    assert due_notice(expiry(), ANNA, {90, 30, 2}, at(-1)) == EXPIRED
    assert due_notice(expiry(), ANNA, {90, 30, 2, EXPIRED}, at(-2)) is None
    assert due_notice(expiry(), BEN, {30, 2}, at(-1)) is None


@pytest.mark.rule("reminders/who")
def test_the_manager_is_told_at_30_and_2_days_and_not_at_90() -> None:
    assert due_notice(expiry(), BEN, set(), at(90)) is None
    assert due_notice(expiry(), BEN, set(), at(30)) == 30
    assert due_notice(expiry(), BEN, {30}, at(2)) == 2


@pytest.mark.rule("reminders/days")
def test_a_type_can_have_days_of_its_own() -> None:
    own = expiry(days=notice_days([14, 60, 14]))
    assert own.days == (60, 14)
    assert due_notice(own, ANNA, (), at(90)) is None
    assert due_notice(own, ANNA, (), at(60)) == 60
    assert due_notice(own, ANNA, {60}, at(30)) is None
    assert due_notice(own, ANNA, {60}, at(14)) == 14
    assert due_notice(own, ANNA, {60, 14}, at(2)) is None
    assert due_notice(own, BEN, (), at(60)) is None
    assert due_notice(own, BEN, (), at(14)) == 14
    assert notice_days(None) == (90, 30, 2)


@pytest.mark.rule("reminders/once")
def test_of_missed_days_only_the_nearest_is_told_late() -> None:
    assert due_notice(expiry(), ANNA, (), at(20)) == 30
    assert due_notice(expiry(), ANNA, (), at(1)) == 2
    assert due_notice(expiry(), ANNA, (), at(-3)) == EXPIRED


@pytest.mark.rule("reminders/once")
def test_nothing_farther_is_told_once_a_nearer_day_was() -> None:
    assert due_notice(expiry(), ANNA, {30}, at(89)) is None, "the calendar went back a day with the time zone"
    assert due_notice(expiry(), ANNA, {2}, at(20)) is None


@pytest.mark.rule("reminders/once")
def test_what_was_put_on_file_with_20_days_left_is_told_by_saving_and_then_on_day_2() -> None:
    made = expiry(known_since=at(20))
    assert told_by_saving(made, ANNA, EXPIRES - timedelta(days=20)) == 30
    assert next_look(made, ANNA, {30}, at(20)) == at(2, 9)
    assert told_by_saving(made, ANNA, EXPIRES - timedelta(days=91)) is None


@pytest.mark.rule("reminders/expired")
def test_what_had_expired_before_it_was_put_on_file_is_no_news() -> None:
    assert due_notice(expiry(known_since=at(-1, 8)), ANNA, (), at(-1)) is None
    assert next_look(expiry(known_since=at(-400, 8)), ANNA, (), at(-400)) is None
    assert due_notice(expiry(known_since=at(0, 23)), ANNA, (), at(-1)) == EXPIRED


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize(
    ("hour", "minute", "due"), [(8, 59, None), (9, 0, 90), (16, 59, 90), (17, 0, None), (23, 0, None)]
)
def test_notices_go_out_from_9_to_17_of_the_recipients_clock(hour: int, minute: int, due: int | None) -> None:
    assert due_notice(expiry(), ANNA, (), at(90, hour, minute)) == due


@pytest.mark.rule("reminders/quiet-hours")
def test_an_expiry_notice_comes_on_its_exact_day_also_on_a_sunday() -> None:
    sunday = expiry(expires_on=date(2027, 2, 28) + timedelta(days=90))
    assert due_notice(sunday, ANNA, (), datetime(2027, 2, 28, 12, tzinfo=UTC)) == 90


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [("Pacific/Kiritimati", 19), ("Asia/Tokyo", 0), ("Europe/Oslo", 8), ("America/Los_Angeles", 17)],
)
def test_the_next_look_is_9_o_clock_in_the_recipients_zone(zone: str, utc_hour: int) -> None:
    there = Recipient(1, zone, is_holder=True)
    look = next_look(expiry(), there, (), LONG_AGO)
    assert look is not None
    assert look.hour == utc_hour
    assert look.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") == "2026-11-24 09:00"


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize(("hour", "minute", "due"), [(7, 59, None), (8, 0, 90), (15, 59, 90), (16, 0, None)])
def test_a_workspace_may_set_other_hours(hour: int, minute: int, due: int | None) -> None:
    early = Recipient(1, "Europe/Oslo", is_holder=True, hours=Hours(8, 16))
    assert due_notice(expiry(), early, set(), at(90, hour, minute)) == due
    assert next_look(expiry(), early, set(), at(91, 12)) == at(90, 8)


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize(
    ("day", "hour", "opens"),
    [(27, 16, (27, 16)), (27, 17, (30, 9)), (28, 10, (30, 9)), (29, 8, (30, 9)), (30, 8, (30, 9)), (30, 9, (30, 9))],
)
def test_what_is_for_working_days_waits_from_friday_evening_to_monday(
    day: int, hour: int, opens: tuple[int, int]
) -> None:
    """27 November 2026 is a Friday."""
    now = datetime(2026, 11, day, hour, tzinfo=OSLO).astimezone(UTC)
    wanted = datetime(2026, 11, *opens, tzinfo=OSLO).astimezone(UTC)
    assert next_opening("Europe/Oslo", now, working_days=True) == wanted


@pytest.mark.rule("reminders/quiet-hours")
def test_a_late_notice_waits_for_the_next_opening() -> None:
    evening = at(80, 18)
    assert due_notice(expiry(), ANNA, (), evening) is None
    assert next_look(expiry(), ANNA, (), evening) == at(79, 9)
    assert next_opening("Europe/Oslo", evening) == at(79, 9)
    assert next_opening("Europe/Oslo", at(80, 8)) == at(80, 9)
    assert next_opening("Europe/Oslo", at(80, 10)) == at(80, 10)


@pytest.mark.rule("reminders/snooze")
def test_a_snooze_holds_everything_to_its_day_and_tells_then() -> None:
    snoozed = expiry(hold=hold(SNOOZE, EXPIRES - timedelta(days=25)))
    assert due_notice(snoozed, ANNA, {90}, at(30)) is None
    assert due_notice(snoozed, BEN, (), at(30)) is None
    assert due_notice(snoozed, ANNA, {90}, at(25)) == 25
    assert due_notice(snoozed, BEN, (), at(25)) == 30, "the manager's held day is told late"
    assert due_notice(snoozed, ANNA, {90, 25}, at(24)) is None
    assert due_notice(snoozed, ANNA, {90, 25}, at(2)) == 2


@pytest.mark.rule("reminders/snooze")
def test_the_last_day_to_snooze_to_is_the_day_before_expiry() -> None:
    today = EXPIRES - timedelta(days=90)
    assert last_snooze(EXPIRES) == date(2027, 2, 21)
    check_snooze(date(2027, 2, 21), EXPIRES, today)
    check_snooze(today + timedelta(days=1), EXPIRES, today)
    with pytest.raises(Invalid, match="Last possible: 21 February 2027") as late:
        check_snooze(EXPIRES, EXPIRES, today)
    assert late.value.details["last"] == date(2027, 2, 21)
    with pytest.raises(Invalid, match="isn't ahead"):
        check_snooze(today, EXPIRES, today)


@pytest.mark.rule("reminders/booked")
def test_booked_pauses_notices_until_the_day_after() -> None:
    booked = expiry(hold=hold(BOOKED, EXPIRES - timedelta(days=13)))
    assert due_notice(booked, ANNA, {90}, at(30)) is None
    assert due_notice(booked, ANNA, {90}, at(14)) is None
    assert due_notice(booked, ANNA, {90}, at(13)) == 30, "the held day is told late"
    assert due_notice(booked, ANNA, {90, 30}, at(13)) is None, "a booking is no day of its own"


@pytest.mark.rule("reminders/booked")
def test_a_booking_past_expiry_does_not_stop_the_2_day_notice_and_one_on_the_day_does() -> None:
    past = expiry(hold=hold(BOOKED, EXPIRES + timedelta(days=8)))
    assert due_notice(past, ANNA, {90}, at(30)) is None
    assert due_notice(past, ANNA, {90}, at(2)) == 2
    assert due_notice(past, ANNA, {90, 2}, at(-1)) is None
    assert due_notice(past, ANNA, {90, 2}, at(-8)) == EXPIRED
    on_the_day = expiry(hold=hold(BOOKED, EXPIRES + timedelta(days=1)))
    assert due_notice(on_the_day, ANNA, {90, 30}, at(2)) is None
    assert due_notice(on_the_day, ANNA, {90, 30}, at(-1)) == EXPIRED
