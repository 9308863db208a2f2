"""The card of one activity: what it takes, counts towards, and whether it is completed (activities/completed)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.blocks.activities import START, SkillHere
from bot.blocks.activity_words import BAR, shown
from bot.blocks.quiz_authoring import QUESTIONS, completed_words
from bot.cards import Actions, Button, Card, Header, Part, Text
from core.activities import ActivityView
from core.words import Percent, Sentence, say, say_count

DESCRIPTION_SHOWN = 600


@dataclass(frozen=True)
class Opened:
    """An activity as one person sees it: their best score, the day they completed it, and the skills it counts for."""

    about: ActivityView
    skills: Sequence[SkillHere]
    best: Decimal | None
    completed_on: date | None
    may_edit: bool


def activity_card(opened: Opened) -> Card:
    """What the activity is, where it is done, what completes it, and how the person stands with it."""
    about = opened.about
    parts: list[Part] = [Header(about.title)]
    if about.description:
        parts.append(Text(_short(about.description)))
    lines = [_where(about), completed_words(about.completed_at), *_standing(opened), *_counts(opened)]
    parts += [Text(each) for each in lines]
    if buttons := _buttons(opened):
        parts.append(Actions(buttons))
    return Card(say("{title}: {where}", title=about.title, where=lines[0]), parts)


def _where(about: ActivityView) -> Sentence:
    if about.questions:
        return say_count("A quiz of {n} question.", "A quiz of {n} questions.", about.questions)
    if about.modules:
        return say("Done outside chat, in {modules}; its result comes from there.", modules=list(about.modules))
    return say("Done outside chat; its result comes from there.")


def _standing(opened: Opened) -> list[Sentence]:
    if opened.best is None:
        return []
    best = Percent(shown(opened.best))
    if opened.completed_on is None:
        return [say("○ Not completed yet. Your best result: {best}.", best=best)]
    return [say("✓ Completed, {day}. Your best result: {best}.", day=opened.completed_on, best=best)]


def _counts(opened: Opened) -> list[Sentence]:
    if opened.about.theory:
        return [say("Theory: it counts towards no streak and breaks none.")]
    return [_count(each) for each in opened.skills]


def _count(skill: SkillHere) -> Sentence:
    if skill.progress.acquired:
        return say("{skill}: ✓ acquired.", skill=skill.name)
    values = {"skill": skill.name, "length": skill.progress.length, "needed": skill.progress.needed}
    if not skill.counts:
        return say("{skill}: {length} of {needed}; this activity counted already.", **values)
    return say("{skill}: above {bar} counts; you have {length} of {needed}.", bar=BAR, **values)


def _buttons(opened: Opened) -> list[Button]:
    payload = {"activity": opened.about.id}
    buttons = [Button(say("Start"), START, payload, "primary")] if opened.about.questions else []
    return [*buttons, Button(say("Questions"), QUESTIONS, payload)] if opened.may_edit else buttons


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION_SHOWN else text[: DESCRIPTION_SHOWN - 1].rstrip() + "…"
