"""Words about courses: how somebody stands with one, what completing it does, what a button says everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.cards import Button
from core.activities import CourseCompetencyView, CourseCounts, CourseStanding, LinkOutcome
from core.clock import day_in
from core.words import Sentence, say, say_count

PAGE = 10

OUTCOME_WORDS: Mapping[str, Sentence] = {
    LinkOutcome.COMPLETE: say("complete"),
    LinkOutcome.RECOMMEND: say("evidence and a review"),
    LinkOutcome.EVIDENCE: say("evidence"),
    LinkOutcome.NONE: say("only listed"),
    LinkOutcome.STREAK: say("streak"),
}
"""What an outcome is called (courses/competencies, activities/outcome)."""

THEORY_ONLY = say("theory: no streak")
"""Said instead of the streak where an activity stands in theory modules alone."""

OUTCOME_LABELS: Mapping[str, Sentence] = {
    LinkOutcome.COMPLETE: say("Complete: gives the scale's default value"),
    LinkOutcome.RECOMMEND: say("Recommend: evidence and a review"),
    LinkOutcome.EVIDENCE: say("Evidence"),
    LinkOutcome.NONE: say("None: only listed"),
    LinkOutcome.STREAK: say("Streak: 3 in a row above 90 %"),
}
"""The same, as choices of a form."""


def standing_words(standing: CourseStanding, zone: str) -> Sentence:
    """'On it since 3 May 2026: 2 of 3 required activities done.'"""
    if standing.completed_at is not None:
        return say("✓ You completed it on {day}.", day=_day(standing.completed_at, zone))
    if standing.enrolled_since is None:
        return say("You aren't on it.")
    since = say("On it since {day}", day=_day(standing.enrolled_since, zone))
    return say("{since}{done}.", since=since, done=_done(standing, say(": ")))


def person_words(standing: CourseStanding, zone: str) -> Sentence:
    """'◔ running since 3 May 2026, 2 of 3 done'"""
    if standing.completed_at is not None:
        return say("✓ completed {day}", day=_day(standing.completed_at, zone))
    if standing.enrolled_since is None:
        return say("○ not enrolled")
    since = say("running since {day}", day=_day(standing.enrolled_since, zone))
    return say("{since}{done}", since=since, done=_done(standing, say(", ")))


def row_words(standing: CourseStanding, zone: str) -> Sentence:
    """A line of one's own courses."""
    return say("*{course}*: {state}", course=standing.course.name, state=person_words(standing, zone))


def counts_words(counts: CourseCounts) -> Sentence:
    """'12 people, 5 completed'"""
    people = say_count("{n} person", "{n} people", counts.enrolled)
    return say("{people}, {done} completed", people=people, done=counts.completed)


def effect_words(view: CourseCompetencyView, value: str) -> Sentence:
    """'Fire safety: Acquired when completed' or 'Fire safety: evidence'."""
    if view.effect == LinkOutcome.COMPLETE:
        return say("{name}: {value} when completed", name=view.competency.name, value=value)
    return say("{name}: {effect}", name=view.competency.name, effect=OUTCOME_WORDS[view.effect])


def elsewhere_words(count: int) -> Sentence:
    """How many other courses cover a competency (courses/competencies)."""
    if count == 0:
        return say("on no other course")
    return say_count("on {n} other course", "on {n} other courses", count)


def page_words(start: int, shown: int, total: int) -> Sentence:
    """'11 to 20 of 43'"""
    return say("{first} to {last} of {total}", first=start + 1, last=start + shown, total=total)


def paging(action: str, payload: Mapping[str, Any], start: int, total: int) -> list[Button]:
    """[Show more] of the same message, or from its last page back to the first; nothing where one page holds all."""
    if start + PAGE < total:
        return [Button(say("Show more"), action, {**payload, "from": start + PAGE})]
    return [Button(say("From the start"), action, {**payload, "from": 0})] if start else []


def _done(standing: CourseStanding, before: Sentence) -> Sentence:
    progress = standing.progress
    if not progress.required:
        return say("")
    return say("{before}{done} of {required} required activities done", before=before, done=progress.done,
               required=progress.required)


def _day(at: datetime, zone: str) -> date:
    return day_in(zone, at)
