"""The day a list is asked for: 'who Welding on 1 March 2027' (find/as-of)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from bot.cards import Actions, Button, Card, Text
from bot.conversation import Answer, Call, Request
from bot.desk import RUN_VERB
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid
from core.find import as_of
from core.words import say
from tagging.dates import DateReading, read_date

_ON = re.compile(r"(?:^|[\s,;])(?:as\s+(?:of|at)|on)\s+(?=\S)", re.IGNORECASE)
_WITHOUT = re.compile(r"(?:^|[\s,;])(today|tomorrow|yesterday)\s*[?.]?$", re.IGNORECASE)


@dataclass(frozen=True)
class DayAsked:
    """The words of a question without its day, and the day; None where none is named."""

    words: str
    day: date | None
    reading: DateReading | None = None


def read_on(words: str, *, today: date, locale: str) -> DayAsked:
    """Part 'on 1 March' from the rest; the words stay whole where what follows the last 'on' is no date.

    Raises Invalid for one that can't be a date ('31 February').
    """
    said = words.strip().rstrip("?").strip()
    for match in reversed([*_ON.finditer(said), *_WITHOUT.finditer(said)]):
        when = match.group(1) if match.re is _WITHOUT else said[match.end() :].strip(" .,")
        reading = read_date(when, kind="due", today=today, locale=locale)
        if reading.settled or reading.ambiguous:
            return DayAsked(said[: match.start()].strip(" ,;"), reading.value, reading)
        if _is_meant(when):
            raise Invalid(say("{words} isn't a date. Example: on 1 March 2027", words=when), field="on")
    return DayAsked(said, None)


def with_day(call: Call, answer: Callable[[Call, str, date | None], Answer]) -> Answer:
    """Answer a command whose words may name a day; one that can be read two ways is asked for first.

    `answer` gets the call, its words without the day, and the day, None where none is named or it is today.
    """
    with call.product.reading(call.asker.workspace_id) as session:
        today = day_in(call.asker.person.time_zone, session.now)
    asked = read_on(call.words, today=today, locale=call.asker.reader.locale)
    if asked.reading is not None and asked.reading.ambiguous:
        return Answer(card=_which_day(call.verb, asked.words, asked.reading))
    return answer(call, asked.words, None if asked.day == today else asked.day)


@contextmanager
def reading_on(request: Request, day: date | None) -> Iterator[WorkspaceSession]:
    """A session of the asker's workspace as of a day of theirs; without one, of today."""
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        if day is None:
            yield session
            return
        with as_of(session, day, asker.person.time_zone) as then:
            yield then


def _which_day(verb: str, words: str, reading: DateReading) -> Card:
    """One date readable two ways: a button for each."""
    asked = say("Which day is {words}?", words=reading.words)
    days = [
        Button(say("{day}", day=day), RUN_VERB, {"verb": verb, "words": f"{words} on {day.isoformat()}".strip()})
        for day in reading.ambiguous
    ]
    return Card(asked, (Text(asked), Actions(days)))


def _is_meant(words: str) -> bool:
    """Whether words that are no date were meant as one: 'on 31 February', not 'on the shop floor'."""
    return bool(re.match(r"(?:the\s+)?\d", words, re.IGNORECASE))
