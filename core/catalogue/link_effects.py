"""What a change of links would do to people: who gains, who would fall, whose streak could not be completed any more.

A link on an activity counts for results from now on, so adding one changes nobody's rating; a course that completes a
competency does so for those who completed it before, too (paths/preview).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements import (
    AchievementPath,
    Preview,
    activity_path,
    course_path,
    preview,
    rules_of,
    unreachable_streaks,
)
from core.activities import CourseCompletion, LinkOutcome, Result, links_of, outcomes_on
from core.catalogue.link_drafts import LinkChange
from core.db import WorkspaceSession


@dataclass(frozen=True)
class LinkEffect:
    """What a change of links does for one competency: `unreachable` began a streak and could no longer complete it."""

    competency_id: int
    preview: Preview = field(default_factory=Preview)
    unreachable: tuple[int, ...] = ()

    @property
    def concerns_somebody(self) -> bool:
        """Whether anybody gains, would fall, or could no longer get there."""
        return bool(self.preview.gains or self.preview.falls or self.unreachable)


def link_effects(session: WorkspaceSession, change: LinkChange) -> list[LinkEffect]:
    """The effects of a change on those it concerns, by competency; empty where it concerns nobody. Reads only."""
    found = _on_course(session, change) if change.course_id is not None else _on_activity(session, change)
    return [each for each in found if each.concerns_somebody]


def most_concerned(session: WorkspaceSession, change: LinkChange) -> int:
    """How many people at most a change may concern: those who completed the course, or have results of the activity."""
    return session.scalar(select(sa.func.count()).select_from(_concerned(change).subquery())) or 0


def _on_course(session: WorkspaceSession, change: LinkChange) -> Iterator[LinkEffect]:
    assert change.course_id is not None
    before, path = outcomes_on(session, change.course_id), course_path(change.course_id)
    added, dropped = _turned(before, change.outcomes)
    among = set(session.scalars(_concerned(change))) if added or dropped else set[int]()
    yield from _previews(session, path, added, dropped, among)


def _on_activity(session: WorkspaceSession, change: LinkChange) -> Iterator[LinkEffect]:
    assert change.activity_id is not None
    linked = links_of(session, [change.activity_id])[change.activity_id]
    before = {each.competency_id: each.outcome for each in linked}
    _, dropped = _turned(before, change.outcomes)
    if dropped:
        among = set(session.scalars(_concerned(change)))
        yield from _previews(session, activity_path(change.activity_id), (), dropped, among)
    streaks = {
        each for each, wanted in change.outcomes.items()
        if before.get(each) == LinkOutcome.STREAK and wanted != LinkOutcome.STREAK
    }
    yield from _unreachable(session, change.activity_id, streaks)


def _turned(before: Mapping[int, str], wanted: Mapping[int, str | None]) -> tuple[list[int], list[int]]:
    """The competencies that the place would complete from now on, and those it would complete no more."""
    done = {each for each, outcome in before.items() if outcome == LinkOutcome.COMPLETE}
    then = {each for each, outcome in wanted.items() if outcome == LinkOutcome.COMPLETE}
    return sorted(then - done), sorted((done & wanted.keys()) - then)


def _previews(
    session: WorkspaceSession,
    path: AchievementPath,
    added: Iterable[int],
    dropped: Iterable[int],
    among: Collection[int],
) -> Iterator[LinkEffect]:
    rules = rules_of(session, [*added, *dropped])
    for each in filter(rules.__contains__, added):
        yield LinkEffect(each, preview(session, rules[each].with_path(path), among))
    for each in filter(rules.__contains__, dropped):
        yield LinkEffect(each, preview(session, rules[each].without_path(path), among))


def _unreachable(session: WorkspaceSession, activity_id: int, skills: Collection[int]) -> Iterator[LinkEffect]:
    if not skills:
        return
    now = {(each.person_id, each.competency_id) for each in unreachable_streaks(session, competency_ids=skills)}
    then = unreachable_streaks(session, competency_ids=skills, without=activity_id)
    for competency_id in sorted(skills):
        people = [each.person_id for each in then if each.competency_id == competency_id]
        yield LinkEffect(competency_id, unreachable=tuple(each for each in people if (each, competency_id) not in now))


def _concerned(change: LinkChange) -> sa.Select[int]:
    if change.course_id is not None:
        return select(CourseCompletion.person_id).where(
            CourseCompletion.course_id == change.course_id, CourseCompletion.voided_at.is_(None)
        ).distinct()
    return select(Result.person_id).where(
        Result.activity_id == change.activity_id, Result.voided_at.is_(None)
    ).distinct()
