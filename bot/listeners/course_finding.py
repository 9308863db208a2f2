"""Which course is meant, and what the asker may do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from bot.blocks.courses import OPEN, CourseRights, CourseState, which_card
from bot.cards import Card
from bot.conversation import Asker
from core.activities import (
    CourseActivity,
    CourseCompetencyView,
    CourseModuleView,
    CourseStanding,
    CourseView,
    competencies_on,
    counts_of,
    course,
    courses_containing,
    courses_named,
    modules_of,
    standing,
)
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import scales_of, sight_of
from core.people import Actor, Capability, allows
from core.words import say

NEAR = 60
"""So alike, of 100, must a name be to be offered."""

MOST_OFFERED = 5
MOST_COURSES = 5_000
_TO = re.compile(r"^(?:on|in|into|at|to|for|from|of)\s+", re.IGNORECASE)

EXAMPLE = "/prowess course Fire safety at work"


def find_course(
    session: WorkspaceSession, words: str, *, action: str = OPEN, payload: Mapping[str, Any] | None = None
) -> CourseView | Card:
    """The course named, else a card with those that may be meant, whose buttons do `action`.

    Raises Invalid where nothing is named, NotFound where nothing comes near.
    """
    wanted = _TO.sub("", words.strip()) if not courses_named(session, words) else words.strip()
    if not wanted:
        raise Invalid(say("Which course? Example: {example}", example=EXAMPLE), field="course")
    found = courses_named(session, wanted) or courses_containing(session, wanted, limit=MOST_OFFERED + 1)
    if len(found) == 1:
        return found[0]
    near = found[:MOST_OFFERED] or _near(session, wanted)
    if not near:
        raise NotFound(say("I don't find a course named '{words}'. See: /prowess course", words=wanted), field="course")
    return which_card(wanted, near, action=action, payload=payload or {})


def _near(session: WorkspaceSession, words: str) -> list[CourseView]:
    everything = courses_containing(session, limit=MOST_COURSES)
    names = {place: each.name.lower() for place, each in enumerate(everything)}
    close = process.extract(words.lower(), names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=MOST_OFFERED)
    return [everything[place] for _, _, place in close]


def rights_in(session: WorkspaceSession, actor: Actor, place: CourseView) -> CourseRights:
    """What the actor may do with a course."""

    def may(capability: Capability) -> bool:
        return allows(session, actor, capability, place.place)

    return CourseRights(
        edit=may(Capability.COURSE_MANAGE),
        competencies=may(Capability.COURSE_COMPETENCY_MANAGE),
        enrol=may(Capability.ENROL),
        grade=may(Capability.COURSE_COMPETENCY_GRADE),
        report=may(Capability.REPORT_BREAKDOWN),
    )


def state_of(session: WorkspaceSession, asker: Asker, course_id: int) -> CourseState:
    """All that the asker sees of a course; competencies above their tier are absent (people/tier-see)."""
    place = course(session, course_id)
    modules = modules_of(session, course_id, person_id=asker.person_id)
    seen = seen_on(session, asker, course_id)
    scales = scales_of(session, [each.competency.id for each in seen])
    own = standing(session, course_id, asker.person_id)
    return CourseState(
        place,
        own,
        counts_of(session, [course_id])[course_id],
        modules,
        seen,
        {each: scale.default.name for each, scale in scales.items()},
        rights_in(session, asker.actor, place),
        asker.person.time_zone,
        next_activity(own, modules),
    )


def seen_on(session: WorkspaceSession, asker: Asker, course_id: int) -> list[CourseCompetencyView]:
    """The competencies of a course that the asker sees (people/tier-see)."""
    sight = sight_of(session, asker.actor)
    return [each for each in competencies_on(session, course_id) if sight.covers(each.competency)]


def next_activity(own: CourseStanding, modules: Sequence[CourseModuleView]) -> CourseActivity | None:
    """The next activity of a course not done yet: a required one before others, in the order of the course."""
    if not own.running:
        return None
    left = {each.id: each for module in modules for each in module.activities if not each.done}
    return min(left.values(), key=lambda each: not each.required, default=None)
