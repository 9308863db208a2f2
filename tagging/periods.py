"""Lengths of time as people write them ('valid 3 years') and where they end."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_NUMBERS = {
    word: value
    for value, words in enumerate(
        ("", "one a an ein eine un une en et uno una", "two zwei deux dos", "three drei trois tres tre",
         "four vier quatre cuatro", "five fünf cinq cinco fem", "six sechs seis seks", "seven sieben sept",
         "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez ti")
    )
    for word in words.split()
}  # fmt: skip
_UNITS = {
    "year": "years?|yrs?|jahren?|jahre?|ans?|années?|años?|år",
    "month": "months?|mths?|mos?|monaten?|monate?|mois|mes(?:es)?|måned(?:er)?",
    "week": "weeks?|wks?|wochen?|semaines?|semanas?|uker?",
    "day": "days?|tagen?|tage?|jours?|días?|dager?",
}
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_UNIT = "(?:" + "|".join(f"(?P<{unit}>{forms})" for unit, forms in _UNITS.items()) + ")"
LENGTH = re.compile(rf"\b{_COUNT}(?:\s+and\s+a\s+half)?[\s-]*{_UNIT}\b", re.IGNORECASE)
_FOREVER = re.compile(
    r"\b(?:no expiry|never expires?|does(?:n['’]t| not) expire|without expiry|valid for life|lifelong|unlimited"
    r"|unbefristet|illimité|sin caducidad)\b",
    re.IGNORECASE,
)
_LONGEST_YEARS = 100


@dataclass(frozen=True)
class Period:
    """A length of time by the calendar, with the words it was read from."""

    months: int = 0
    days: int = 0
    words: str = ""

    def after(self, start: date) -> date | None:
        """Return the same day that much later; from 29 February on 28 February (rule qualifications/dates).

        None where the calendar doesn't reach that far.
        """
        return shift(start, months=self.months, days=self.days)


def shift(start: date, *, months: int = 0, days: int = 0) -> date | None:
    """Return the day so many months and days from start; a day the month lacks becomes its last one."""
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        return None
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    try:
        return date(year, month + 1, day) + timedelta(days=days)
    except OverflowError:
        return None


def find_length(text: str, start: int = 0) -> tuple[Period, tuple[int, int]] | None:
    """Return the first length of time in the text and where it stands, or None."""
    found = LENGTH.search(text, start)
    while found and not _plausible(found):
        found = LENGTH.search(text, found.end())
    return (_period(found), found.span()) if found else None


def says_forever(text: str) -> tuple[int, int] | None:
    """Return where the text says that something never expires, or None."""
    found = _FOREVER.search(text)
    return found.span() if found else None


def _count(found: re.Match[str]) -> int:
    written = found["count"].lower()
    return int(written) if written.isdigit() else _NUMBERS[written]


def _plausible(found: re.Match[str]) -> bool:
    period = _period(found)
    return 0 < period.months + period.days / 30 <= _LONGEST_YEARS * 12


def _period(found: re.Match[str]) -> Period:
    count, words = _count(found), found.group()
    half = re.search(r"and\s+a\s+half", words, re.IGNORECASE) is not None
    if found["year"]:
        return Period(months=12 * count + (6 if half else 0), words=words)
    if found["month"]:
        return Period(months=count, days=15 if half else 0, words=words)
    return Period(days=count * (7 if found["week"] else 1), words=words)
