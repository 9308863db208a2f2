"""Cards beside the quiz: why a skill was acquired, messages about it, and what to do where no quiz is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.blocks.activities import START, WHY
from bot.blocks.activity_words import BAR, acquired_words, shown
from bot.cards import Actions, Button, Card, Context, Text, Words
from core.achievements import STREAK_LENGTH, Counting, Path, Progress, RatingReason
from core.words import Percent, say, say_count


def acquired_card(skill_id: int, skill: str, day: date, *, target_met: bool) -> Card:
    """The message about a skill acquired other than by one's own quiz (acquisition/automatic)."""
    said = acquired_words(skill, day, target_met=target_met)
    because = say(
        "Because {n} activities in a row were above {bar}. Mute: /prowess settings", n=STREAK_LENGTH, bar=BAR
    )
    return Card(said, (Text(said), Actions((Button(say("Why?"), WHY, {"skill": skill_id}),)), Context(because)))


def why_card(skill: str, first_name: str, reason: RatingReason) -> Card:
    """Rule, evidence, who, when and what stood before, in five lines (chat/why)."""
    rating = reason.rating
    value = rating.value.name if rating.value else say("none")
    has = say("✓ acquired") if rating.proficient else say("{value}", value=value)
    head = say("{skill}, {who}: {has}.", skill=skill, who=first_name, has=has)
    lines: list[Words] = [head, _rule(rating.cause)]
    if reason.results:
        evidence = [
            say("{title} {score}", title=each.title, score=Percent(shown(each.score))) for each in reason.results
        ]
        lines.append(say("Evidence: {evidence}.", evidence=evidence))
    if rating.rated_by_id is None:
        lines.append(say("By: automatic, {at}.", at=reason.recorded_at))
    before = reason.before.name if reason.before else say("none")
    lines.append(say("Before: {before}.", before=before))
    return Card(head, tuple(Text(each) for each in lines))


def _rule(cause: str) -> Words:
    if cause == Path.STREAK:
        return say("Rule: {n} activities in a row above {bar}.", n=STREAK_LENGTH, bar=BAR)
    if cause == Path.QUALIFICATION:
        return say("Rule: a valid qualification gives its value.")
    return say("Rule: somebody who may rate it did.")


def perfect_card(title: str, found: Counting) -> Card:
    """Tells a quiz's author that there is no room for a mistake (activities/quiz)."""
    amount = (
        say("{total} of {total} points", total=found.total)
        if found.by_points
        else say("{total} of {total} right", total=found.total)
    )
    said = say("{title}: only {amount} counts, since counting takes above {bar}.", title=title, amount=amount, bar=BAR)
    hint = say("With 11 questions of equal points, one may be wrong. Told because you wrote this quiz.")
    return Card(said, (Text(said), Context(hint)))


def yours_card(skill: str, day: date, *, other: bool) -> Card:
    """The skill is acquired already; another one may be taken."""
    said = say("{skill}: ✓ acquired, {day}. It stays yours.", skill=skill, day=day)
    further = (Actions((Button(say("Take another"), START, {}),)),) if other else ()
    return Card(said, (Text(said), *further))


def nothing_left_card(skill: str, progress: Progress, *, carried: bool) -> Card:
    """No quiz is left for a skill: none has it, too few are left, or the rest is not done in chat."""
    if not carried:
        said = say("No activity trains {skill} yet.", skill=skill)
    elif progress.unreachable:
        said = say_count(
            "{skill}: {n} activity is left, {needed} are needed.",
            "{skill}: {n} activities are left, {needed} are needed.",
            progress.left,
            skill=skill,
            needed=progress.missing,
        )
    else:
        said = say(
            "{skill}: {length} of {needed}. What is left for it is not done in chat.",
            skill=skill,
            length=progress.length,
            needed=progress.needed,
        )
    return Card(said, (Text(said),))


def alike_card(words: str, alike: Sequence[tuple[int, str]]) -> Card:
    """An unknown skill: what is spelled or meant like it, with an example (chat/errors)."""
    if not alike:
        said = say("I don't find '{words}'. Example: /prowess quiz Fire safety", words=words)
        return Card(said, (Text(said),))
    said = say("I don't find '{words}'. Is it one of these?", words=words)
    buttons = tuple(Button(name, START, {"skill": skill_id}) for skill_id, name in alike)
    return Card(said, (Text(said), Actions(buttons)))
