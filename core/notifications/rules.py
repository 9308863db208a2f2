"""Which notice of an expiry is due when, and to whom: pure decisions on dates, time zones and what was told before.

A notice is named by its day: the days before the expiry date, -1 for the day after (reminders/days,
reminders/expired). It goes out from 9 to 17 on the recipient's own clock (reminders/quiet-hours). Of days that were
missed only the nearest is told, and none once a nearer one was (reminders/once).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.notifications.hours import USUAL_HOURS, Hours
from core.words import say

USUAL_DAYS = (90, 30, 2)
EXPIRED = -1
MANAGER_FROM = 30
"""The manager is told on the notice days of 30 days or fewer before expiry: 30 and 2 of the usual ones."""


@dataclass(frozen=True)
class Hold:
    """Notices held until a day: snoozed by someone to that day, or booked for the day before it."""

    id: int
    kind: str
    until: date
    made_by_id: int | None
    made_at: datetime
    undo_id: int | None = None

    @property
    def booked_for(self) -> date:
        """The day of the booking; notices go on the day after (reminders/booked)."""
        return self.until - timedelta(days=1)


SNOOZE = "snooze"
BOOKED = "booked"


@dataclass(frozen=True)
class Expiry:
    """What the notices of one qualification follow: its expiry date, the days of its type, when it was put on file
    with that date, the hold in force, if any, and whether it is no longer needed."""

    expires_on: date
    days: tuple[int, ...]
    known_since: datetime
    hold: Hold | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Recipient:
    """Who may be told of an expiry: its holder, or the holder's manager; and in which hours of their day."""

    person_id: int
    time_zone: str
    is_holder: bool
    hours: Hours = USUAL_HOURS


def notice_days(of_type: Iterable[int] | None) -> tuple[int, ...]:
    """The notice days of a type, farthest first: its own, or the usual ones; nonsense in them counts for nothing."""
    chosen = USUAL_DAYS if of_type is None else of_type
    return tuple(sorted({day for day in chosen if day >= 0}, reverse=True))


def days_for(expiry: Expiry, recipient: Recipient) -> tuple[int, ...]:
    """The notice days of an expiry for one recipient, farthest first.

    A day snoozed to is the holder's; a manager who snoozes is told then, too.
    """
    days = {day for day in expiry.days if recipient.is_holder or day <= MANAGER_FROM} | {EXPIRED}
    hold = expiry.hold
    if hold and hold.kind == SNOOZE and (recipient.is_holder or hold.made_by_id == recipient.person_id):
        days.add((expiry.expires_on - hold.until).days)
    return tuple(sorted(days, reverse=True))


def date_of(expiry: Expiry, day: int) -> date:
    """The date of a notice day."""
    return expiry.expires_on - timedelta(days=day)


def due_notice(expiry: Expiry, recipient: Recipient, told: Collection[int], now: datetime) -> int | None:
    """The day of the notice that is to go to the recipient at this instant, None for none.

    `told` are the days that this recipient was told of this expiry date before.
    """
    local = now.astimezone(ZoneInfo(recipient.time_zone))
    if not recipient.hours.open_at(local):
        return None
    return _nearest(expiry, recipient, told, local.date())


def next_look(expiry: Expiry, recipient: Recipient, told: Collection[int], now: datetime) -> datetime | None:
    """The next opening (9:00 of the recipient's clock) at which a notice is due, given what is known now.

    Today's opening counts until the hours are over; None when nothing is left to tell.
    """
    zone = ZoneInfo(recipient.time_zone)
    local = now.astimezone(zone)
    first = local.date() + timedelta(days=recipient.hours.over_at(local))
    for on in sorted(_turning_days(expiry, recipient, first)):
        if _nearest(expiry, recipient, told, on) is not None:
            return recipient.hours.opening(on, zone)
    return None


def told_by_saving(expiry: Expiry, recipient: Recipient, today: date) -> int | None:
    """The notice that the answer to saving tells the one who saves: the nearest one missed, or due that day."""
    return _nearest(expiry, recipient, (), today)


def last_snooze(expires_on: date) -> date:
    """The last day that notices can be snoozed to: the day before expiry (reminders/snooze)."""
    return expires_on - timedelta(days=1)


def check_snooze(until: date, expires_on: date, today: date) -> None:
    """Refuse a day that is not ahead, and one later than the last possible, which is named (reminders/snooze)."""
    last = last_snooze(expires_on)
    if until > last:
        raise Invalid(say("That is too late. Last possible: {last}.", last=last), last=last)
    if until <= today:
        raise Invalid(say("{day} isn't ahead. Choose a day from tomorrow to {last}.", day=until, last=last))


def check_booking(on: date, today: date) -> None:
    """Refuse a booking for a day that has passed (reminders/booked)."""
    if on < today:
        raise Invalid(say("{day} has passed. Which day is it booked for?", day=on))


def _nearest(expiry: Expiry, recipient: Recipient, told: Collection[int], today: date) -> int | None:
    """The nearest notice day reached today, unless it or a nearer one was told, is held, or was never news."""
    reached = [day for day in days_for(expiry, recipient) if date_of(expiry, day) <= today]
    if not reached:
        return None
    day = min(reached)
    if expiry.stopped or any(each <= day for each in told) or _is_held(expiry, day, today):
        return None
    return None if day == EXPIRED and not _is_news(expiry, recipient) else day


def _is_held(expiry: Expiry, day: int, today: date) -> bool:
    """A hold keeps notices back until its day; one past expiry does not stop the last notice before it."""
    hold = expiry.hold
    if hold is None or today >= hold.until:
        return False
    return hold.booked_for <= expiry.expires_on or day != _last_before_expiry(expiry)


def _last_before_expiry(expiry: Expiry) -> int | None:
    return min(expiry.days, default=None)


def _is_news(expiry: Expiry, recipient: Recipient) -> bool:
    """That it has expired is the holder's matter alone, and no news if it was put on file after it had."""
    known_on = expiry.known_since.astimezone(ZoneInfo(recipient.time_zone)).date()
    return recipient.is_holder and known_on <= expiry.expires_on


def _turning_days(expiry: Expiry, recipient: Recipient, first: date) -> set[date]:
    """The days from `first` on at which the answer can change: it, the notices' dates, and the end of a hold."""
    days = {date_of(expiry, day) for day in days_for(expiry, recipient)} | {first}
    if expiry.hold:
        days.add(expiry.hold.until)
    return {on for on in days if on >= first}
