"""The mistakes of a set that teach most: wrong tags given with most confidence, and right ones just out of sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tagging.metrics import Judged
from tagging.shortlist import SkillText

SHOWN = 5
WRONG_FIRST = 3


@dataclass(frozen=True)
class Named:
    """A skill by name, with the confidence it got; None where it wasn't among the first."""

    name: str
    confidence: float | None


@dataclass(frozen=True)
class Mistake:
    """One text that went wrong: what an editor saw, what people said, and which of the two ways it failed.

    Holds the text itself: for a page on one's own machine, never for a log.
    """

    kind: Literal["wrong", "missed"]
    text: str
    seen: tuple[Named, ...]
    wanted: tuple[Named, ...]


def instructive_mistakes(
    judged: Sequence[Judged], catalogue: Sequence[SkillText], threshold: float, most: int = SHOWN
) -> tuple[Mistake, ...]:
    """Return at most five mistakes: first three wrong tags, the surest first, then right ones missed by least."""
    names = {skill.id: skill.name for skill in catalogue}
    wrong = sorted((one for one in judged if _wrong(one, threshold)), key=lambda one: -_wrong(one, threshold))
    missed = sorted((one for one in judged if _only_missed(one, threshold)), key=lambda one: -_nearest(one, threshold))
    count = max(WRONG_FIRST, most - len(missed))
    first = [_mistake("wrong", one, names, threshold) for one in wrong[:count]]
    rest = [_mistake("missed", one, names, threshold) for one in missed[: most - len(first)]]
    return (*first, *rest)


def _only_missed(one: Judged, threshold: float) -> bool:
    return bool(one.skills - set(one.suggested(threshold))) and not _wrong(one, threshold)


def _wrong(one: Judged, threshold: float) -> float:
    """The highest confidence among wrong tags shown; 0 where none is."""
    shown = set(one.suggested(threshold))
    return max((sure for skill, sure in one.ranking if skill in shown and skill not in one.skills), default=0.0)


def _nearest(one: Judged, threshold: float) -> float:
    """The highest confidence among right skills that weren't shown; 0 where none was found at all."""
    shown = set(one.suggested(threshold))
    return max((sure for skill, sure in one.ranking if skill in one.skills and skill not in shown), default=0.0)


def _mistake(
    kind: Literal["wrong", "missed"], one: Judged, names: Mapping[int, str], threshold: float
) -> Mistake:
    sure = dict(one.ranking)
    seen = tuple(Named(names[skill], sure[skill]) for skill in one.suggested(threshold))
    wanted = tuple(Named(names[skill], sure.get(skill)) for skill in sorted(one.skills, key=lambda each: names[each]))
    return Mistake(kind, one.text, seen, wanted)
