"""Where dates stand in a text, before it is decided which day they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tagging.calendar_words import NEAR_DAYS, months, order_of, short_weekdays, weekdays
from tagging.periods import LENGTH, find_length
from tagging.words import fold

_CENTURY_TURN = 80


@dataclass(frozen=True)
class DateMention:
    """A date in somebody's words.

    `orders` are its readings as (day, month), two for '03/04'; none when the day is missing ('May 2026').
    `weekday` with `direction` ('last', 'next', ''), or `offset` (months, days) from today, for near dates.
    """

    words: str
    start: int
    end: int
    orders: tuple[tuple[int, int], ...] = ()
    year: int | None = None
    weekday: int | None = None
    direction: str = ""
    offset: tuple[int, int] | None = None


def find_dates(text: str, locale: str = "en-GB") -> list[DateMention]:
    """Return the dates in a text in the order they stand there, none overlapping another."""
    found: list[DateMention] = []
    for mention in _all(text, locale):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            found.append(mention)
    ordered = sorted(found, key=lambda mention: mention.start)
    return [mention for mention in ordered if not _belongs_to_a_date(mention, ordered, text)]


def _belongs_to_a_date(mention: DateMention, found: list[DateMention], text: str) -> bool:
    """Is this only the weekday of a full date beside it ('Friday, 6 March')?"""
    if mention.weekday is None:
        return False
    full = [other for other in found if other.orders]
    return any(
        _BESIDE.fullmatch(text[mention.end : other.start]) or _BESIDE.fullmatch(text[other.end : mention.start])
        for other in full
    )


def _all(text: str, locale: str) -> Iterable[DateMention]:
    """Yield mentions, the surest style first, so that a looser one never takes part of it."""
    yield from map(_iso, _ISO.finditer(text))
    yield from map(_named, _day_month().finditer(text))
    yield from map(_named, _month_day().finditer(text))
    yield from (mention for found in _NUMERIC.finditer(text) if (mention := _numeric(found, locale)))
    yield from map(_near, _near_days().finditer(text))
    yield from map(_weekday, _weekday_names().finditer(text))
    yield from _lengths_from_today(text)
    yield from map(_vague, _month_alone().finditer(text))
    yield from map(_vague, _VAGUE.finditer(text))


_ISO = re.compile(r"(?<![\d/.-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])")
_YEAR = r"(?P<year>\d{4}|['’]\d{2})"
_NUMERIC = re.compile(
    r"(?<![\w/.,-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})"
    r"(?:(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)|(?P<bare>\.?))(?![\w/%-]|\.\d)"
)
_VAGUE = re.compile(
    r"\b(?:last|next|this) (?:week|month|year|spring|summer|autumn|fall|winter)\b|\b(?:in|since) (?:19|20)\d{2}\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*[,(]?\s*(?:(?:the|den|le|el|der)\s+)?")
_AGO = re.compile(r"\s*(?:ago|siden)\b", re.IGNORECASE)
_FROM_NOW = re.compile(r"\s*(?:from now|from today)\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:vor|il y a|hace|for)\s*$", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:in|dans|en|om)\s*$", re.IGNORECASE)


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def _day_month() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/.-])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s*[-/]\s*|\s+(?:of\s+|de\s+|del\s+)?|(?<=\.))"
        rf"(?P<month>{_alternatives(months())})\b\.?(?:(?:\s*[-/]\s*|,?\s+(?:de\s+|del\s+)?){_YEAR}(?!\d))?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _month_day() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<month>{_alternatives(months())})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/])"
        rf"(?:,?\s+{_YEAR}(?!\d))?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _month_alone() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(months())})\b\.?,?\s+(?:\d{{4}}|['’]\d{{2}})(?!\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _near_days() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<near>{_alternatives(NEAR_DAYS)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _weekday_names() -> re.Pattern[str]:
    short = _alternatives(short_weekdays())
    return re.compile(
        rf"\b(?:(?P<direction>last|this past|past|letzten|next|nächsten|this|on)\s+(?P<short>{short})\b"
        rf"|(?:(?P<way>last|this past|past|letzten|next|nächsten|this|on)\s+)?"
        rf"(?P<weekday>{_alternatives(weekdays())})\b(?:\s+(?P<after>dernier|pasado|prochain|próximo))?)",
        re.IGNORECASE,
    )


def _year(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written.lstrip("'’"))
    if year > 99:
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def _mention(found: re.Match[str], *orders: tuple[int, int], year: int | None = None) -> DateMention:
    words = found.group().rstrip(",").strip()
    start = found.start() + len(found.group()) - len(found.group().lstrip())
    return DateMention(words, start, start + len(words), orders, year)


def _iso(found: re.Match[str]) -> DateMention:
    return _mention(found, (int(found["day"]), int(found["month"])), year=int(found["year"]))


def _named(found: re.Match[str]) -> DateMention:
    month = months().get(found["month"].lower()) or months()[fold(found["month"])]
    return _mention(found, (int(found["day"]), month), year=_year(found["year"]))


def _numeric(found: re.Match[str], locale: str) -> DateMention | None:
    """Read 03/04/2026, 3.4.2026 or 03/04; a bare '3.5' or '2-3' is a number, no date."""
    first, second, mark = int(found["first"]), int(found["second"]), found["mark"]
    dotted = mark == "." and order_of(locale)[1]
    if not found["year"] and not (mark == "/" or (dotted and found["bare"])):
        return None
    if (first > 31 and second > 31) or (not found["year"] and not _could_be_date(first, second)):
        return None
    return _mention(found, *_orders(first, second, dotted), year=_year(found["year"]))


def _could_be_date(first: int, second: int) -> bool:
    return min(first, second) >= 1 and min(first, second) <= 12 and max(first, second) <= 31


def _orders(first: int, second: int, dotted: bool) -> tuple[tuple[int, int], ...]:
    """Return (day, month) readings: the day first, and where it could be, the month first."""
    if dotted or first == second:
        return ((first, second),)
    readings = [(day, month) for day, month in ((first, second), (second, first)) if month <= 12]
    return tuple(readings) or ((first, second),)


def _near(found: re.Match[str]) -> DateMention:
    days = NEAR_DAYS[found["near"].lower()]
    return DateMention(found.group(), found.start(), found.end(), offset=(0, days))


def _weekday(found: re.Match[str]) -> DateMention:
    names = {**weekdays(), **short_weekdays()}
    named = found["short"] or found["weekday"]
    said = fold(f"{found['direction'] or found['way'] or ''} {found['after'] or ''}")
    last = any(word in said for word in ("last", "past", "letzten", "dernier", "pasado"))
    following = any(word in said for word in ("next", "nachsten", "prochain", "proximo"))
    direction = "last" if last else "next" if following else ""
    weekday = names.get(named.lower(), names.get(fold(named), 0))
    return DateMention(found.group(), found.start(), found.end(), weekday=weekday, direction=direction)


def _lengths_from_today(text: str) -> Iterable[DateMention]:
    """Yield '3 weeks ago' and 'in 3 weeks'; a length alone is a validity, no date."""
    for found in LENGTH.finditer(text):
        read = find_length(found.group())
        ago, later = _AGO.match(text, found.end()), _FROM_NOW.match(text, found.end())
        since, within = _SINCE.search(text[: found.start()]), _WITHIN.search(text[: found.start()])
        if not read or not (ago or later or within or (since and since.group().strip() != "for")):
            continue
        sign = -1 if ago or (since and not later and not within) else 1
        lead = None if ago or later else within or since
        start = lead.start() if lead else found.start()
        end = (ago or later or found).end()
        yield DateMention(text[start:end], start, end, offset=(sign * read[0].months, sign * read[0].days))


def _vague(found: re.Match[str]) -> DateMention:
    return DateMention(found.group(), found.start(), found.end())
