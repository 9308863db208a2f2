"""Why a target is there and how it stands: rule, source, who and when, in at most five lines (chat/why)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.gap_words import SYMBOLS, has_word, required_name, status_words
from bot.cards import Card, Text
from core.gaps import ProfileRow
from core.people import PersonView
from core.targets import TargetSource
from core.words import Sentence, say

MOST_LINES = 5
RULE = say("Rule: a target is met when the rating reaches the required value and is valid or expiring.")
SOURCES = {
    "direct": "set on the person",
    "profile": "from a role profile",
    "group": "from a group",
    "plan": "from a plan",
}


def why_card(person: PersonView, rows: Sequence[ProfileRow], setters: Mapping[int, PersonView]) -> Card:
    """One target in full, or several a line each."""
    lines = _of_one(person, rows[0], setters) if len(rows) == 1 else _of_several(person, rows, setters)
    return Card(lines[0], tuple(Text(line) for line in lines[:MOST_LINES]))


def _of_one(person: PersonView, row: ProfileRow, setters: Mapping[int, PersonView]) -> list[Sentence]:
    head = say(
        "{skill}, {name}: {status}. Has {has}, needs {needs}.",
        skill=row.competency.name, name=person.first_name, status=status_words(row), has=has_word(row),
        needs=row.needs.name,
    )
    sources = [_source(each, setters) for each in row.sources[:2]]
    left = [say("Left: {what}.", what=row.left)] if row.left is not None else []
    return [head, RULE, *sources, *left]


def _source(source: TargetSource, setters: Mapping[int, PersonView]) -> Sentence:
    words = say(SOURCES.get(source.kind, "{kind}"), kind=source.kind)
    who, value = _setter(source, setters), source.value.name
    if source.due_on is None:
        return say("Source: {words}, {value}. By: {who}, {at}.", words=words, value=value, who=who, at=source.set_at)
    return say(
        "Source: {words}, {value} by {due}. By: {who}, {at}.",
        words=words, value=value, due=source.due_on, who=who, at=source.set_at,
    )


def _of_several(
    person: PersonView, rows: Sequence[ProfileRow], setters: Mapping[int, PersonView]
) -> list[Sentence]:
    shown = MOST_LINES - 1 if len(rows) < MOST_LINES else MOST_LINES - 2
    lines = [
        say(
            "{symbol} {name}: set by {who}, {at}.",
            symbol=SYMBOLS[row.status], name=required_name(row), who=_setter(row.sources[0], setters),
            at=row.sources[0].set_at,
        )
        for row in rows[:shown]
    ]
    if len(rows) > shown:
        lines.append(say("{n} more targets of {name}.", n=len(rows) - shown, name=person.first_name))
    return [*lines, RULE]


def _setter(source: TargetSource, setters: Mapping[int, PersonView]) -> Sentence:
    found = setters.get(source.set_by_id) if source.set_by_id is not None else None
    return say("{name}", name=found.name) if found else say("the operator")
