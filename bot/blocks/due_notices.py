"""What a person reads about what falls due: each target with the days left and what is left to do (reminders/due)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.target_notices import told_line
from bot.blocks.targets import START_QUIZ, WHY
from bot.cards import Actions, Button, Card, Context, Text
from core.gaps import ProfileRow
from core.words import Sentence, say, say_count


@dataclass(frozen=True)
class DueRow:
    """A target that is not met, and the days left until its date."""

    row: ProfileRow
    days_left: int


def due_card(rows: Sequence[DueRow], quiz_skill: int | None) -> Card:
    """The targets that fall due, earliest first, with what can be done about them."""
    summary = due_words(rows[0])
    if len(rows) > 1:
        summary = say_count("{first} And 1 more.", "{first} And {n} more.", len(rows) - 1, first=summary)
    lines = [text for each in rows for text in (Text(due_words(each)), Text(told_line(each.row)))]
    skills = [each.row.competency.id for each in rows]
    buttons = [Button(say("Why?"), WHY, {"person": rows[0].row.person_id, "skills": skills})]
    if quiz_skill is not None:
        buttons.insert(0, Button(say("Take the first"), START_QUIZ, {"skill": quiz_skill}, "primary"))
    why = say_count("Because it is a target of yours.", "Because they are targets of yours.", len(rows))
    return Card(summary, (*lines, Actions(buttons), Context(say("{why} Mute: /prowess settings", why=why))))


def due_words(due: DueRow) -> Sentence:
    """'Fire safety is due in 30 days, on 1 March 2027.'"""
    values = {"name": due.row.competency.name, "on": due.row.due_on}
    if due.days_left == 0:
        return say("{name} is due today, on {on}.", **values)
    return say_count(
        "{name} is due in {n} day, on {on}.", "{name} is due in {n} days, on {on}.", due.days_left, **values
    )
