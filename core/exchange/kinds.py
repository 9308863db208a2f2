"""The kinds of files that are read; a new kind is one module and one line here."""

from __future__ import annotations

from core.errors import Invalid
from core.exchange.batches import Kind
from core.exchange.directory.kinds import GROUPS, PEOPLE
from core.exchange.frameworks.kinds import CASE, ESCO, FRAMEWORK, OUTCOMES
from core.exchange.learning.kinds import (
    ACTIVITIES,
    COMPLETIONS,
    COURSES,
    ENROLMENTS,
    QUALIFICATIONS,
    QUIZZES,
    RESULTS,
    TEMPLATE,
)
from core.exchange.profiles import PROFILES
from core.exchange.sources import Source
from core.words import say

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PEOPLE, GROUPS, FRAMEWORK, ESCO, CASE, OUTCOMES, COURSES, ACTIVITIES, QUIZZES, ENROLMENTS, COMPLETIONS, RESULTS,
        QUALIFICATIONS, TEMPLATE, PROFILES,
    )
}

SURE_ENOUGH = 0.75
"""How much of a file's header must be known before its kind is taken for granted."""


def kind_named(name: str) -> Kind:
    """The kind of this name; raises Invalid naming those there are."""
    kind = KINDS.get(name.strip().lower())
    if kind is None:
        raise Invalid(say("I don't import '{name}'. Kinds: {kinds}.", name=name, kinds=list(KINDS)), field="kind")
    return kind


def recognised(source: Source) -> Kind | None:
    """The one kind a file is surely of; None where it could be several, or none (then it is asked)."""
    likely = sorted(((kind.likeness(source), name) for name, kind in KINDS.items()), reverse=True)
    (best, name), (second, _) = likely[0], likely[1]
    return KINDS[name] if best >= SURE_ENOUGH and best > second else None
