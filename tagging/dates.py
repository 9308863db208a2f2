"""Dates as people write them, read without guessing (rule qualifications/ambiguous)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tagging.calendar_words import order_of
from tagging.date_mentions import DateMention, find_dates
from tagging.other_dates import read_elsewhere
from tagging.periods import shift

Kind = Literal["issued", "expires", "due", "future"]
Order = Literal["day", "month"]
_LEAP_CYCLE = 8


@dataclass(frozen=True)
class DateReading:
    """What a date in somebody's words was read as.

    `value` is set when there is one reading; `ambiguous` holds the readings to choose from when there are two;
    `problem` is a sentence when there is none. `assumed_year` marks a year that wasn't written.
    `words` are the words it was read from, '' where none were found.
    """

    value: date | None = None
    assumed_year: bool = False
    ambiguous: tuple[date, ...] = ()
    words: str = ""
    problem: str | None = None

    @property
    def settled(self) -> bool:
        """Is there one reading and nothing to ask?"""
        return self.value is not None


NO_DATE = DateReading()


@dataclass(frozen=True)
class When:
    """What reading a date hangs on: the writer's day, locale, and the order of day and month where it is known."""

    today: date
    locale: str = "en-GB"
    order: Order | None = None


def read_date(
    words: str,
    *,
    kind: Kind,
    today: date,
    issued_on: date | None = None,
    locale: str = "en-GB",
    order: Order | None = None,
) -> DateReading:
    """Read words that are meant as one date: '1 March', '2026-04-03', 'last Friday', 'in 3 weeks'.

    A missing year is the latest not in the future for an issue date, the next after issue for an expiry date,
    and the next for a due date or another day to come. '03/04' is never guessed: both readings come back,
    the locale's (or `order`'s) first. Nothing readable gives a `problem`, never an error.
    """
    when, words = When(today, locale, order), " ".join(words.split())
    if not words:
        return DateReading(problem="No date was given.")
    found = find_dates(words, locale)
    if len(found) == 1 and not _digits_besides(words, found[0]):
        return resolve(found[0], when, kind=kind, issued_on=issued_on)
    if len(found) > 1:
        return DateReading(words=words, problem=f"'{words}' holds more than one date.")
    if found:
        return DateReading(words=words, problem=f"'{words}' isn't a date I can read.")
    return _other_language(words, kind, when)


def resolve(mention: DateMention, when: When, *, kind: Kind, issued_on: date | None = None) -> DateReading:
    """Turn a date found in a text into a day, two days to choose from, or a problem."""
    if mention.offset is not None:
        return _day(mention, shift(when.today, months=mention.offset[0], days=mention.offset[1]))
    if mention.weekday is not None:
        return _weekday(mention, kind, when.today)
    if not mention.orders:
        return DateReading(words=mention.words, problem=f"Which day is meant by '{mention.words}'?")
    start = _start(kind, when.today, issued_on)
    readings = [_placed(order, mention.year, kind, start) for order in mention.orders]
    return _one_or_two(mention, [day for day in readings if day], _month_first(when))


def _digits_besides(words: str, mention: DateMention) -> bool:
    return any(mark.isdigit() for mark in words[: mention.start] + words[mention.end :])


def _month_first(when: When) -> bool:
    return when.order == "month" if when.order else order_of(when.locale)[0]


def _one_or_two(mention: DateMention, days: list[date], month_first: bool) -> DateReading:
    distinct = list(dict.fromkeys(days))
    if not distinct:
        return DateReading(words=mention.words, problem=f"{mention.words} isn't a date.")
    assumed = mention.year is None
    if len(distinct) == 1:
        return DateReading(distinct[0], assumed, words=mention.words)
    options = tuple(reversed(distinct)) if month_first else tuple(distinct)
    return DateReading(None, assumed, options, mention.words)


def _start(kind: Kind, today: date, issued_on: date | None) -> date:
    """Return the day from which a missing year is looked for: backwards for an issue date, else forwards."""
    if kind == "expires":
        return (issued_on or today) + timedelta(days=1)
    return today


def _placed(order: tuple[int, int], year: int | None, kind: Kind, start: date) -> date | None:
    day, month = order
    if year is not None:
        return _real(year, month, day)
    step = -1 if kind == "issued" else 1
    years = range(start.year, start.year + step * (_LEAP_CYCLE + 1), step)
    found = (_real(other, month, day) for other in years)
    return next((day for day in found if day and (day - start).days * step >= 0), None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(mention: DateMention, day: date | None) -> DateReading:
    if day is None:
        return DateReading(words=mention.words, problem=f"'{mention.words}' is beyond the calendar.")
    return DateReading(day, words=mention.words)


def _weekday(mention: DateMention, kind: Kind, today: date) -> DateReading:
    """Read 'on Monday', 'last Monday', 'next Monday'; the last is asked while this week's is still to come."""
    weekday = mention.weekday or 0
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7 or 7
    if mention.direction == "last":
        return _day(mention, today - timedelta(days=back or 7))
    if mention.direction == "next":
        coming = today + timedelta(days=ahead)
        this_week = today.weekday() < weekday
        both = (coming, coming + timedelta(days=7))
        return DateReading(None, False, both, mention.words) if this_week else _day(mention, coming)
    if kind == "issued":
        return _day(mention, today - timedelta(days=back))
    return _day(mention, today + timedelta(days=ahead))


def _other_language(words: str, kind: Kind, when: When) -> DateReading:
    """Ask dateparser about what our own grammar can't read; numbers alone stay unread, they'd be guessed."""
    found = read_elsewhere(words, prefers_past=kind == "issued", today=when.today, locale=when.locale)
    if found is None:
        return DateReading(words=words, problem=f"'{words}' isn't a date I can read.")
    day, has_year = found
    return DateReading(day, assumed_year=not has_year, words=words)
