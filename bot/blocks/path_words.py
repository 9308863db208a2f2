"""Paths, criteria and steps in words: what a competency asks for, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.cards import Words
from core.achievements import (
    RATER_WORDS,
    STREAK_LENGTH,
    STREAK_SCORE,
    AchievementPath,
    Criterion,
    CriterionKind,
    Origin,
    PathOutcome,
    Policy,
    Step,
)
from core.words import Percent, Sentence, say, say_count

Kind = CriterionKind
BAR = Percent(STREAK_SCORE)
MOST_NAMES = 3


@dataclass(frozen=True)
class PathNames:
    """What the things in paths are called, by id: competencies, courses, activities, scale values."""

    competencies: Mapping[int, Words] = field(default_factory=dict)
    courses: Mapping[int, Words] = field(default_factory=dict)
    activities: Mapping[int, Words] = field(default_factory=dict)
    values: Mapping[int, Words] = field(default_factory=dict)

    def competency(self, competency_id: int | None) -> Words:
        """A competency's name."""
        return self.competencies.get(competency_id or 0, say("a competency"))

    def value(self, value_id: int | None) -> Words | None:
        """A scale value's name."""
        return self.values.get(value_id) if value_id is not None else None


POLICY_WORDS: dict[Policy, Sentence] = {
    Policy.HIGHEST: say("highest: an event sets an empty or lower rating"),
    Policy.FIRST: say("first: an event sets only an empty rating"),
    Policy.LATEST: say("latest: what happened last counts"),
    Policy.PRIORITISED: say("prioritised: the first path met, in this order, counts"),
}

OUTCOME_WORDS: dict[PathOutcome, Sentence] = {
    PathOutcome.COMPLETE: say("sets the rating"),
    PathOutcome.RECOMMEND: say("adds evidence and recommends a review"),
    PathOutcome.EVIDENCE: say("adds evidence"),
    PathOutcome.NONE: say("does nothing"),
}


def joined(parts: Sequence[Words], between: str) -> Sentence:
    """Parts in a row with a word between them."""
    values = {f"p{place}": part for place, part in enumerate(parts)}
    return say(between.join(f"{{{name}}}" for name in values), **values)


def path_words(path: AchievementPath, names: PathNames) -> Sentence:
    """'Acquired: the course Fire basics completed and a rating by their manager'."""
    asked = joined([criterion_words(each, names) for each in path.criteria], " + ")
    given = names.value(path.value_id)
    words = say("{value}: {asked}", value=given, asked=asked) if given is not None else asked
    if path.outcome != PathOutcome.COMPLETE:
        words = say("{words} ({outcome})", words=words, outcome=OUTCOME_WORDS[path.outcome])
    if path.origin in (Origin.COURSE, Origin.ACTIVITY):
        return say("{words} (by its link)", words=words)
    return say("{words}", words=words)


def criterion_words(criterion: Criterion, names: PathNames) -> Sentence:
    """What one criterion asks for."""
    match criterion.kind:
        case Kind.STREAK:
            return say("{n} activities in a row above {bar}", n=STREAK_LENGTH, bar=BAR)
        case Kind.ACTIVITY:
            return say("activity {name} completed", name=names.activities.get(criterion.subject_id or 0, say("(gone)")))
        case Kind.COURSE:
            return say("course {name} completed", name=names.courses.get(criterion.subject_id or 0, say("(gone)")))
        case Kind.CHILDREN:
            return _children(criterion)
        case Kind.POINTS:
            return _points(criterion, names)
        case Kind.OTHER:
            return _other(criterion, names)
        case Kind.MANUAL:
            return say("a rating by {who}", who=[RATER_WORDS[each] for each in criterion.raters])
        case Kind.QUALIFICATION:
            return say("a valid, verified qualification") if criterion.verified else say("a valid qualification")
        case Kind.REVIEW:
            return say("an accepted review")
        case Kind.ASSIGNMENT:
            return say("being assigned it")


def _children(criterion: Criterion) -> Sentence:
    if criterion.count is None:
        return say("all sub-competencies proficient")
    return say_count("{n} sub-competency proficient", "{n} sub-competencies proficient", criterion.count)


def _points(criterion: Criterion, names: PathNames) -> Sentence:
    items = [
        say("{name} {points}, required" if each.required else "{name} {points}",
            name=names.competency(each.competency_id), points=each.points)
        for each in criterion.items
    ]
    return say("{total} points of: {items}", total=criterion.count or 1, items=joined(items, "; "))


def _other(criterion: Criterion, names: PathNames) -> Sentence:
    value = names.value(criterion.value_id)
    if value is None:
        return say("{name} proficient", name=names.competency(criterion.subject_id))
    return say("{name} at {value}", name=names.competency(criterion.subject_id), value=value)


def step_words(step: Step, names: PathNames, of: int) -> Sentence:
    """One step, ticked when done; the competency is named where it is another than `of`."""
    mark = "✓" if step.done else "○"
    what = _step(step, names)
    if step.competency_id == of or step.criterion.kind == Kind.OTHER:
        return say("{mark} {what}", mark=mark, what=what)
    return say("{mark} {name}: {what}", mark=mark, name=names.competency(step.competency_id), what=what)


def _step(step: Step, names: PathNames) -> Sentence:
    if step.done or step.criterion.kind != Kind.STREAK or step.progress is None:
        return criterion_words(step.criterion, names)
    if step.progress.length == 0:
        return say("{n} activities in a row above {bar}", n=step.progress.needed, bar=BAR)
    return say_count(
        "{n} more activity in a row above {bar}", "{n} more activities in a row above {bar}", step.left, bar=BAR
    )


def some(parts: Iterable[Words], most: int = MOST_NAMES, *, of: int | None = None) -> Words:
    """The first few of a list, and how many more there are; `of` so many where the list itself is not whole."""
    listed = list(parts)
    total = len(listed) if of is None else of
    if total <= most and total == len(listed):
        return say("{names}", names=listed)
    shown = listed[:most]
    return say("{names} and {n} more", names=joined(shown, ", "), n=total - len(shown))
