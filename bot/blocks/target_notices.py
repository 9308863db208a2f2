"""What a person reads whose targets somebody set, and what stays of that message later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.gap_words import SYMBOLS, required_name, status_word
from bot.blocks.targets import START_QUIZ, WHY
from bot.cards import Actions, Button, Card, Context, Text, Words, line
from core.frameworks import CompetencyView
from core.gaps import GapStatus, ProfileRow
from core.targets import ExemptionView
from core.words import Sentence, TimeOfDay, say, say_count


@dataclass(frozen=True)
class CameFrom:
    """Who set the targets ('' for nobody in person), what brought them where that is no person, and why it came."""

    by: str
    source: Sentence | None
    why: Words


def told_card(came: CameFrom, rows: Sequence[ProfileRow], quiz_skill: int | None) -> Card:
    """What a person is told whose targets were set: each with what is left, and why it came (targets/assign)."""
    head = _told_head(came, rows)
    lines = [Text(told_line(row, with_due=_common_due(rows) is None)) for row in rows]
    buttons = [Button(say("Why?"), WHY, {"person": rows[0].person_id, "skills": [row.competency.id for row in rows]})]
    if quiz_skill is not None:
        buttons.insert(0, Button(say("Take the first"), START_QUIZ, {"skill": quiz_skill}, "primary"))
    return Card(head, (Text(head), *lines, Actions(buttons), Context(came.why)))


def _told_head(came: CameFrom, rows: Sequence[ProfileRow]) -> Sentence:
    head = _count_head(came, len(rows))
    if (due := _common_due(rows)) is not None:
        return say("{head}, due {due}.", head=head, due=due)
    return say("{head}.", head=head)


def _count_head(came: CameFrom, count: int) -> Sentence:
    if came.source is None:
        return say_count("{name} set you {n} target", "{name} set you {n} targets", count, name=came.by)
    if came.by:
        return say_count(
            "{name} set {n} target for {source}, and so for you", "{name} set {n} targets for {source}, and so for you",
            count, name=came.by, source=came.source,
        )
    return say_count(
        "{n} new target of yours comes with {source}", "{n} new targets of yours come with {source}", count,
        source=came.source,
    )


def exempted_card(
    by: str, found: Sequence[ExemptionView], skills: Mapping[int, CompetencyView], why: Words
) -> Card:
    """What a person is told who need not have something for now: until when, and why (targets/exemption)."""
    names = [skills[each.competency_id].name for each in found if each.competency_id in skills]
    until, reason = found[0].until, found[0].reason or ""
    said = say(
        "– Not required of you until {until}: {skills}. {name} says why: '{reason}'. Then it counts again by itself.",
        until=until, skills=names, name=by, reason=reason,
    )
    return Card(said, (Text(said), Context(why)))


def required_again() -> Card:
    """What stays of that message when the exemption is over."""
    return line(say("This exemption is over. What it was for is required again."))


def ended(at: datetime) -> Card:
    """What stays of the message when the targets hold no longer."""
    return line(say("No longer among your targets, {at}.", at=TimeOfDay(at)))


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
