"""Why a target is there and how it stands: rule, source, who and when, in at most five lines (chat/why)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.gap_words import SYMBOLS, has_word, required_name, status_words
from bot.cards import Card, Text
from bot.target_sources import SourceWords
from core.gaps import ProfileRow
from core.people import PersonView
from core.targets import DIRECT, TargetSource
from core.words import Sentence, say

MOST_LINES = 5
RULE = say("Rule: a target is met when the rating reaches the required value and is valid or expiring.")
MOST_SOURCES = 2


def why_card(
    person: PersonView, rows: Sequence[ProfileRow], setters: Mapping[int, PersonView], words: SourceWords
) -> Card:
    """One target in full, or several a line each."""
    lines = _of_one(person, rows[0], setters, words) if len(rows) == 1 else _of_several(person, rows, setters, words)
    return Card(lines[0], tuple(Text(line) for line in lines[:MOST_LINES]))


def _of_one(
    person: PersonView, row: ProfileRow, setters: Mapping[int, PersonView], words: SourceWords
) -> list[Sentence]:
    head = say(
        "{skill}, {name}: {status}. Has {has}, needs {needs}.",
        skill=row.competency.name, name=person.first_name, status=status_words(row), has=has_word(row),
        needs=row.needs.name,
    )
    left = [say("Left: {what}.", what=row.left)] if row.left is not None else []
    return [head, RULE, *_sources(row.sources, setters, words), *left]


def _sources(
    sources: Sequence[TargetSource], setters: Mapping[int, PersonView], words: SourceWords
) -> list[Sentence]:
    """A line each; the second names all that are left where they are more."""
    if len(sources) <= MOST_SOURCES:
        return [_source(each, setters, words) for each in sources]
    rest = [_named(each, words) for each in sources[1:]]
    return [_source(sources[0], setters, words), say("Also: {sources}.", sources=rest)]


def _named(source: TargetSource, words: SourceWords) -> Sentence:
    return words.get((source.kind, source.key), say("{kind}", kind=source.kind))


def _source(source: TargetSource, setters: Mapping[int, PersonView], words: SourceWords) -> Sentence:
    said, who, value = _named(source, words), _setter(source, setters), source.value.name
    if source.due_on is None:
        return say("Source: {words}, {value}. By: {who}, {at}.", words=said, value=value, who=who, at=source.set_at)
    return say(
        "Source: {words}, {value} by {due}. By: {who}, {at}.",
        words=said, value=value, due=source.due_on, who=who, at=source.set_at,
    )


def _of_several(
    person: PersonView, rows: Sequence[ProfileRow], setters: Mapping[int, PersonView], words: SourceWords
) -> list[Sentence]:
    shown = MOST_LINES - 1 if len(rows) < MOST_LINES else MOST_LINES - 2
    lines = [_short(row, setters, words) for row in rows[:shown]]
    if len(rows) > shown:
        lines.append(say("{n} more targets of {name}.", n=len(rows) - shown, name=person.first_name))
    return [*lines, RULE]


def _short(row: ProfileRow, setters: Mapping[int, PersonView], words: SourceWords) -> Sentence:
    """'○ Fire safety: set by Ben Dahl, 24 November 2026.', of a group or plan with its name."""
    first = row.sources[0]
    values = {
        "symbol": SYMBOLS[row.status], "name": required_name(row), "who": _setter(first, setters), "at": first.set_at
    }
    if first.kind == DIRECT:
        return say("{symbol} {name}: set by {who}, {at}.", **values)
    return say("{symbol} {name}: {source}; set by {who}, {at}.", **values, source=_named(first, words))


def _setter(source: TargetSource, setters: Mapping[int, PersonView]) -> Sentence:
    found = setters.get(source.set_by_id) if source.set_by_id is not None else None
    return say("{name}", name=found.name) if found else say("the operator")
