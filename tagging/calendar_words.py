"""Names of months, weekdays and near days in the languages whose date styles are read."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from tagging.words import fold

LANGUAGES = ("en", "de", "fr", "es", "nb")

TODAY = ("today", "heute", "aujourd'hui", "aujourd’hui", "hoy", "i dag")
YESTERDAY = ("yesterday", "gestern", "hier", "ayer", "i går")
DAY_BEFORE = ("the day before yesterday", "day before yesterday", "vorgestern", "avant-hier", "anteayer", "i forgårs")
TOMORROW = ("tomorrow", "morgen", "demain", "mañana", "i morgen")
NEAR_DAYS = {
    **dict.fromkeys(DAY_BEFORE, -2),
    **dict.fromkeys(YESTERDAY, -1),
    **dict.fromkeys(TODAY, 0),
    **dict.fromkeys(TOMORROW, 1),
}


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return month names and abbreviations, as written and without accents, with their number 1 to 12."""
    found = {"sept": 9}
    for language in LANGUAGES:
        calendar = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated"):
            found.update(_spellings(dict(calendar[width])))
    return found


@lru_cache(maxsize=1)
def weekdays() -> dict[str, int]:
    """Return weekday names, as written and without accents, with their number: Monday 0 to Sunday 6."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        days = Locale.parse(language).days["format"]
        found.update(_spellings(dict(days["wide"])))
    return found


@lru_cache(maxsize=1)
def short_weekdays() -> dict[str, int]:
    """Return English short forms of weekdays; 'sat' and 'sun' are words too, so 'on' or 'last' must go before."""
    short = _spellings(dict(Locale.parse("en").days["format"]["abbreviated"]))
    return {"tues": 1, "thurs": 3, **short}


@lru_cache(maxsize=200)
def order_of(locale: str) -> tuple[bool, bool]:
    """Return of a locale: is the month written first, and are its dates written with dots."""
    try:
        pattern = Locale.parse(locale.replace("-", "_")).date_formats["short"].pattern
    except (ValueError, UnknownLocaleError, TypeError):
        return False, False
    return pattern.lower().find("m") < pattern.find("d") and not pattern.startswith("y"), "." in pattern


def _spellings(names: dict[int, str]) -> dict[str, int]:
    written = {name.lower().rstrip("."): number for number, name in names.items() if len(name) > 1}
    return written | {fold(name): number for name, number in written.items()}
