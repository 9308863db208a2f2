"""Messages about streaks: what results from elsewhere did for them, and when the activities left can't complete one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.blocks.activities import SkillEffect, onward_button, review_button
from bot.blocks.activity_words import effect_words, left_words, shown
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.achievements import NextQuiz, Progress
from core.words import Percent, Sentence, say, say_count

MORE = "report.unreachable"
PAGE = 10


@dataclass(frozen=True)
class Reported:
    """A result from elsewhere as its person reads of it: the activity, the score, and what it did for each skill."""

    title: str
    score: Decimal
    effects: Sequence[SkillEffect]


def progress_card(results: Sequence[Reported], following: NextQuiz | None) -> Card:
    """What came in and how far the streaks are now, with what helps next (acquisition/progress)."""
    lines: list[Words] = []
    for result in results:
        told = say("{title}: {score}.", title=result.title, score=Percent(shown(result.score)))
        effects = [effect_words(each) for each in result.effects]
        lines += [say("{told} {effect}", told=told, effect=effects[0]) if effects else told, *effects[1:]]
    stuck = [each for result in results for each in result.effects if each.effect.after.unreachable]
    lines += [left_words(each.name, each.effect.after) for each in stuck]
    buttons = [*onward_button(following), *(review_button(each.name) for each in stuck[:1])]
    parts: list[Part] = [Text(each) for each in lines]
    parts += [Actions(buttons)] if buttons else []
    because = say("Because a result of yours came in from elsewhere. Mute: /prowess settings")
    return Card(lines[0], (*parts, Context(because)))


def unreachable_card(skill: str, progress: Progress) -> Card:
    """The activities left cannot complete the streak; a review can help (acquisition/unreachable)."""
    said = left_words(skill, progress)
    because = say("Because you began {skill}. Those who manage it see it, too. Mute: /prowess settings", skill=skill)
    return Card(said, (Text(said), Actions((review_button(skill),)), Context(because)))


@dataclass(frozen=True)
class Stuck:
    """A skill whose streak some people cannot complete: how many, and those whose names may be shown."""

    skill: str
    people: int
    least_left: int
    names: Sequence[str]


def unreachable_report(rows: Sequence[Stuck], start: int) -> Card:
    """Skills that some people cannot acquire as things are, for those who manage them."""
    if not rows:
        said = say("Every streak begun can be completed.")
        return Card(said, (Text(said),))
    said = say_count(
        "In {n} skill the activities left don't suffice.", "In {n} skills the activities left don't suffice.", len(rows)
    )
    shown_rows = rows[start : start + PAGE]
    parts: list[Part] = [Header(say("Streaks that can't be completed")), *(Text(_stuck(each)) for each in shown_rows)]
    if start + PAGE < len(rows):
        parts.append(Actions((Button(say("Show more"), MORE, {"start": start + PAGE}),)))
    cure = say("Put the skill on further activities, or let people ask for a review. Names: of those you may see.")
    return Card(said, (*parts, Context(cure)))


def _stuck(row: Stuck) -> Sentence:
    people = say_count(
        "*{skill}*: {n} person; as few as {left} activities left.",
        "*{skill}*: {n} people; as few as {left} activities left.",
        row.people,
        skill=row.skill,
        left=row.least_left,
    )
    return say("{people} {names}", people=people, names=list(row.names)) if row.names else people
