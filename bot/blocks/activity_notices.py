"""Cards beside the quiz: why a skill was acquired, messages about it, and what to do where no quiz is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.blocks.activities import START, WHY, review_button
from bot.blocks.activity_words import BAR, acquired_words, left_words
from bot.blocks.competency_forms import CATEGORY_WORDS
from bot.blocks.path_words import PathNames
from bot.blocks.paths import SHORTEST
from bot.blocks.tagging_asides import NEW_ACTIVITY
from bot.blocks.why import reason_lines, rule_words
from bot.cards import Actions, Button, Card, Context, Text, Words
from core.achievements import STREAK_LENGTH, Counting, Progress, RatingReason
from core.frameworks import CompetencyView
from core.words import say


def acquired_card(skill_id: int, skill: str, day: date, *, target_met: bool, rule: Words | None = None) -> Card:
    """The message about a skill acquired other than by one's own quiz (acquisition/automatic); `rule` where another
    one than the streak gave it."""
    said = acquired_words(skill, day, target_met=target_met)
    if rule is None:
        because = say(
            "Because {n} activities in a row were above {bar}. Mute: /prowess settings", n=STREAK_LENGTH, bar=BAR
        )
    else:
        because = say("Because of the rule: {rule}. Mute: /prowess settings", rule=rule)
    return Card(said, (Text(said), Actions((Button(say("Why?"), WHY, {"skill": skill_id}),)), Context(because)))


def why_card(skill: str, first_name: str, reason: RatingReason, names: PathNames, rater: str | None = None) -> Card:
    """Rule, evidence, who, when and what stood before, in five lines (chat/why)."""
    lines = reason_lines(skill, first_name, reason, rule_words(reason, names), rater)
    return Card(lines[0], tuple(Text(each) for each in lines))


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
        said = left_words(skill, progress)
        return Card(said, (Text(said), Actions((review_button(skill),))))
    else:
        said = say(
            "{skill}: {length} of {needed}. What is left for it is not done in chat.",
            skill=skill,
            length=progress.length,
            needed=progress.needed,
        )
    return Card(said, (Text(said),))


def which_activity_card(words: str, alike: Sequence[tuple[int, str]], action: str) -> Card:
    """Which activity is meant, or that there is none of this title yet."""
    if alike:
        said = say("Which activity?") if not words else say("I don't find '{words}'. Is it one of these?", words=words)
    elif words:
        said = say("There is no activity of this title or id number yet: {words}.", words=words)
    else:
        said = say("Which activity? Example: /prowess quiz edit Alarm drill")
    buttons = [Button(title, action, {"activity": activity_id}) for activity_id, title in alike[:3]]
    return Card(said, (Text(said), Actions([*buttons, Button(say("New activity"), NEW_ACTIVITY, {"words": words})])))


def no_quiz_card(view: CompetencyView) -> Card:
    """What was named is no skill, and only skills are acquired by quizzes (skills/category)."""
    said = say(
        "Quizzes lead to skills; {name} is of the category {category}.", name=view.name,
        category=say(CATEGORY_WORDS[view.category]),
    )
    return Card(said, (Text(said), Actions((Button(say("The way there"), SHORTEST, {"competency": view.id}),))))


def alike_card(words: str, alike: Sequence[tuple[int, str]]) -> Card:
    """An unknown skill: what is spelled or meant like it, with an example (chat/errors)."""
    if not alike:
        said = say("I don't find '{words}'. Example: /prowess quiz Fire safety", words=words)
        return Card(said, (Text(said),))
    said = say("I don't find '{words}'. Is it one of these?", words=words)
    buttons = tuple(Button(name, START, {"skill": skill_id}) for skill_id, name in alike)
    return Card(said, (Text(said), Actions(buttons)))
