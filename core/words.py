"""The message catalogue's sentences: the English text with named values is the id (gettext style)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from core.translated import Translated

DEFAULT_LOCALE = "en_GB"


@dataclass(frozen=True)
class Percent:
    """A fraction 0 to 1, shown in percent and never rounded across a bar (90.01 stays 90.01)."""

    value: Decimal


@dataclass(frozen=True)
class TimeOfDay:
    """An instant shown as the reader's wall-clock time alone."""

    at: datetime


@dataclass(frozen=True)
class Sentence:
    """One sentence of the catalogue with its values; `many` is the plural id, chosen by `count`."""

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    many: str | None = None
    count: int = 1

    def __str__(self) -> str:
        return Reader().render(self)


def say(sentence: str, **values: Any) -> Sentence:
    """A sentence of the catalogue; `{name}` in it is filled by the value of that name when rendered."""
    return Sentence(sentence, values)


def say_count(one: str, many: str, count: int, **values: Any) -> Sentence:
    """A sentence in singular or plural by `count`, which is also the value `{n}`."""
    return Sentence(one, {"n": count, **values}, many, count)


@dataclass(frozen=True)
class Reader:
    """Whom a sentence is rendered for: language and order of dates by locale, clock by time zone (chat/language)."""

    locale: str = DEFAULT_LOCALE
    time_zone: str = "UTC"
    translations: NullTranslations = field(default_factory=NullTranslations, compare=False)

    def render(self, sentence: Sentence | str) -> str:
        """The sentence in the reader's language, values formatted by the locale."""
        if isinstance(sentence, str):
            return self.value(sentence)
        if sentence.many is None:
            template = self.translations.gettext(sentence.id)
        else:
            template = self.translations.ngettext(sentence.id, sentence.many, sentence.count)
        return template.format(**{name: self.value(value) for name, value in sentence.values.items()})

    def value(self, value: Any) -> str:
        """One value as the reader writes it."""
        match value:
            case Sentence():
                return self.render(value)
            case Translated():
                return value.in_language(self.locale)
            case Percent():
                return f"{self.number(value.value * 100)} %"
            case TimeOfDay():
                return str(format_time(value.at.astimezone(ZoneInfo(self.time_zone)), "HH:mm", locale=self._locale))
            case datetime():
                local = value.astimezone(ZoneInfo(self.time_zone))
                return f"{self.date(local.date())}, {format_datetime(local, 'HH:mm', locale=self._locale)}"
            case date():
                return self.date(value)
            case bool() | str() | None:
                return str(value)
            case int() | float() | Decimal():
                return self.number(value)
            case Iterable():
                return self.listed(value)
        return str(value)

    def date(self, value: date) -> str:
        """A date with the month as a word and a four-digit year, in the locale's order."""
        return str(format_date(value, "long", locale=self._locale))

    def number(self, value: int | float | Decimal) -> str:
        """A number with the locale's separators; decimals as they are, without trailing zeros."""
        exact = Decimal(str(value)).normalize()
        return str(format_decimal(exact, format="#,##0.######", locale=self._locale))

    def listed(self, values: Iterable[Any]) -> str:
        """Values joined as the locale joins a list, without the comma before 'and'."""
        return str(format_list([self.value(each) for each in values], locale=self._locale))

    @property
    def _locale(self) -> Locale:
        return _known_locale(self.locale)


@lru_cache(maxsize=256)
def _known_locale(name: str) -> Locale:
    """A locale by its name in either spelling ('en-US', 'en_US'); English as in Britain when unknown."""
    try:
        found = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LOCALE)
    return Locale.parse(DEFAULT_LOCALE) if str(found) == "en" else found
