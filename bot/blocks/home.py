"""App Home of an employee: what needs doing, targets, what they hold, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.gap_words import has_word, required_name, status_words
from bot.blocks.help import WHO_SEES, start_button
from bot.blocks.holdings import expiring_words
from bot.blocks.profiles import ProfileView, left_words, on_file_words
from bot.cards import Actions, Button, Card, Context, Divider, Header, Part, Text
from core.gaps import ProfileRow
from core.words import Sentence, say

MOST_TARGETS = 10
NOTHING_TO_DO = say("Nothing to do.")
NO_TARGETS = say("No targets set.")


def home_card(view: ProfileView, verbs: Sequence[str]) -> Card:
    """Most urgent first; an empty section says so in a few words."""
    to_do = [*expiring_words(view.qualifications), *left_words(view)] or [NOTHING_TO_DO]
    parts: list[Part] = [Header(say("To do")), *(Text(words) for words in to_do)]
    parts += [Actions(_buttons(verbs)), Divider(), Header(say("Targets"))]
    parts += [Text(_target(row)) for row in view.profile.rows[:MOST_TARGETS]] or [Text(NO_TARGETS)]
    if len(view.profile.rows) > MOST_TARGETS:
        parts.append(Context(say("1 to {shown} of {n}; me shows all.", shown=MOST_TARGETS, n=len(view.profile.rows))))
    parts += [Divider(), Header(say("My competencies")), *(Text(words) for words in on_file_words(view))]
    return Card(say("Home"), (*parts, Context(WHO_SEES)))


def _target(row: ProfileRow) -> Sentence:
    said = say("*{name}*: {has}, {status}", name=required_name(row), has=has_word(row), status=status_words(row))
    return say("{said}, by {due}", said=said, due=row.due_on) if row.due_on else said


def _buttons(verbs: Sequence[str]) -> list[Button]:
    labels = (
        ("log", say("Log a certification")),
        ("quiz", say("Take a quiz")),
        ("me", say("My chart")),
        ("settings", say("Settings")),
    )
    return [start_button(verb, label, primary=verb == "log") for verb, label in labels if verb in verbs]
