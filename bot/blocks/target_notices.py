"""What a person reads whose targets somebody set, and what stays of that message later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.blocks.gap_words import SYMBOLS, required_name, status_word
from bot.blocks.targets import START_QUIZ, WHY
from bot.cards import Actions, Button, Card, Context, Text, Words, line
from core.gaps import GapStatus, ProfileRow
from core.words import Sentence, TimeOfDay, say, say_count


def told_card(by: str, rows: Sequence[ProfileRow], why: Words, quiz_skill: int | None) -> Card:
    """What a person is told whose targets were set: each with what is left, and why it came (targets/assign)."""
    head = _told_head(by, rows)
    lines = [Text(told_line(row, with_due=_common_due(rows) is None)) for row in rows]
    buttons = [Button(say("Why?"), WHY, {"person": rows[0].person_id, "skills": [row.competency.id for row in rows]})]
    if quiz_skill is not None:
        buttons.insert(0, Button(say("Take the first"), START_QUIZ, {"skill": quiz_skill}, "primary"))
    return Card(head, (Text(head), *lines, Actions(buttons), Context(why)))


def _told_head(by: str, rows: Sequence[ProfileRow]) -> Sentence:
    if (due := _common_due(rows)) is not None:
        return say_count(
            "{name} set you {n} target, due {due}.",
            "{name} set you {n} targets, due {due}.",
            len(rows), name=by, due=due,
        )
    return say_count("{name} set you {n} target.", "{name} set you {n} targets.", len(rows), name=by)


def _common_due(rows: Sequence[ProfileRow]) -> date | None:
    days = {row.due_on for row in rows}
    return days.pop() if len(days) == 1 else None


def told_line(row: ProfileRow, *, with_due: bool = False) -> Sentence:
    """'○ Fire safety: 3 activities in a row above 90 %.'"""
    rest = row.left if row.left is not None else status_word(row)
    if row.status == GapStatus.TOO_LOW and row.has is not None:
        rest = say("you have {value}; {left}", value=row.has.name, left=rest)
    values = {"symbol": SYMBOLS[row.status], "name": required_name(row), "rest": rest}
    if with_due and row.due_on is not None:
        return say("{symbol} {name}: {rest}. Due {due}.", **values, due=row.due_on)
    return say("{symbol} {name}: {rest}.", **values)


def withdrawn(by: str, at: datetime) -> Card:
    """What stays of the message when the targets were taken back."""
    return line(say("{name} withdrew this, {at}.", name=by, at=TimeOfDay(at)))


def replaced(by: str, at: datetime) -> Card:
    """What stays of the message when the targets were set anew since."""
    return line(say("{name} set this anew, {at}.", name=by, at=TimeOfDay(at)))
