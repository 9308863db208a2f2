"""Dates in further languages and odd wordings, by dateparser."""

import re
from datetime import date, datetime, time
from typing import Any

import dateparser

_LETTERS = re.compile(r"[^\W\d_]{3,}")
# Languages tried when neither the writer's nor English fits; all that dateparser knows would take seconds to load.
_NEIGHBOURS = ["de", "fr", "es", "nb", "sv", "da", "nl", "it", "pt", "pl", "fi"]
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def read_elsewhere(words: str, *, prefers_past: bool, today: date, locale: str) -> tuple[date, bool] | None:
    """Return the day, and whether its year was written, or None where dateparser reads no full day."""
    if not _LETTERS.search(words) or len(words) > 40:
        return None
    settings: dict[str, Any] = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "past" if prefers_past else "future",
        "REQUIRE_PARTS": ["day", "month"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    language = locale.replace("_", "-").split("-")[0].lower()
    for languages in [language], ["en"], _NEIGHBOURS:
        found = _parsed(words, languages, settings)
        if found:
            return found.date(), _YEAR.search(words) is not None
    return None


def _parsed(words: str, languages: list[str], settings: dict[str, Any]) -> datetime | None:
    try:
        found: datetime | None = dateparser.parse(words, languages=languages, settings=settings)
    except (ValueError, TypeError, OverflowError):
        return None
    return found
