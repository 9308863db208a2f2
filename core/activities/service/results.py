"""Results of activities, one or many at once; the same one delivered twice counts once (activities/results-in)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select

from core.activities.events import ResultsRecorded
from core.activities.models import Activity, ActivityModule, Module, Result
from core.activities.rules import kept_score
from core.activities.service.contexts import require_on_activity
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid, NotFound
from core.events import Change
from core.people import Actor, Capability, people
from core.words import say

Each = TypeVar("Each")

CHUNK = 900
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far another system's clock may be ahead of ours."""


@dataclass(frozen=True)
class NewResult:
    """A result as it comes in: `score` a fraction 0 to 1, `happened_at` in UTC, `source_id` its id at the source.

    `module_id` says where it was done; without one, the activity's practice module counts, if it has any.
    """

    person_id: int
    activity_id: int
    score: Decimal
    happened_at: datetime
    source_id: str
    module_id: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What came of results: ids of the new ones, and how many were on file already."""

    result_ids: tuple[int, ...]
    repeated: int


def record_result(
    session: WorkspaceSession, actor: Actor, result: NewResult, *, source: str
) -> Recorded:
    """Record one result; see `record_results`."""
    return record_results(session, actor, [result], source=source)


def record_results(
    session: WorkspaceSession, actor: Actor, results: Sequence[NewResult], *, source: str, quiet: bool = False
) -> Recorded:
    """Record results with a handful of queries; ratings follow in the same transaction (rating/immediate).

    All or none: a score outside 0 to 1, a time in the future, an unknown person, activity or module is refused,
    `row` in the error's details counting from 0. `quiet` is for a history at set-up, of which nobody is told.
    """
    for activity_id in {} if actor.trusted else dict.fromkeys(each.activity_id for each in results):
        require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    return keep_results(session, actor, results, source=source, quiet=quiet)


def keep_results(
    session: WorkspaceSession, actor: Actor, results: Sequence[NewResult], *, source: str, quiet: bool = False
) -> Recorded:
    """As `record_results`, for callers that have checked the right themselves."""
    _check(session, results)
    modules = usual_modules(session, {each.activity_id for each in results if each.module_id is None})
    fresh = _not_on_file(session, source, results)
    rows = [
        {
            "person_id": each.person_id,
            "activity_id": each.activity_id,
            "module_id": each.module_id or modules.get(each.activity_id),
            "score": kept_score(each.score),
            "source": source,
            "source_id": each.source_id,
            "happened_at": each.happened_at,
            "arrived_at": session.now,
        }
        for each in fresh
    ]
    insert_rows(session, Result, rows, skip_existing=True)
    ids = _announce(session, actor, source, [each.source_id for each in fresh], quiet)
    return Recorded(tuple(ids), len(results) - len(ids))


def _check(session: WorkspaceSession, results: Sequence[NewResult]) -> None:
    for row, each in enumerate(results):
        try:
            kept_score(each.score)
        except Invalid as error:
            raise Invalid(error.sentence, field="score", row=row) from None
        if each.happened_at > session.now + CLOCKS_DIFFER:
            raise Invalid(say("{at} is still to come.", at=each.happened_at), field="completed_at", row=row)
    known = _known(session, {each.person_id for each in results}, {each.activity_id for each in results})
    for row, each in enumerate(results):
        if each.person_id not in known[0]:
            raise NotFound(say("I don't find that person."), field="person", row=row)
        if each.activity_id not in known[1]:
            raise NotFound(say("I don't find that activity."), field="activity", row=row)


def _known(
    session: WorkspaceSession, person_ids: set[int], activity_ids: set[int]
) -> tuple[set[int], set[int]]:
    persons = {each for part in _parts(person_ids) for each in people(session, part)}
    activities = {
        each
        for part in _parts(activity_ids)
        for each in session.scalars(select(Activity.id).where(Activity.id.in_(part)))
    }
    return persons, activities


def usual_modules(session: WorkspaceSession, activity_ids: Iterable[int]) -> dict[int, int]:
    """The module that counts where none is named, for activities that are in any: practice before theory."""
    found: dict[int, int] = {}
    for part in _parts(activity_ids):
        query = (
            select(ActivityModule.activity_id, ActivityModule.module_id)
            .join(Module, Module.id == ActivityModule.module_id)
            .where(ActivityModule.activity_id.in_(part))
            .order_by(Module.theory, Module.id)
        )
        for activity_id, module_id in session.execute(query):
            found.setdefault(activity_id, module_id)
    return found


def _not_on_file(session: WorkspaceSession, source: str, results: Sequence[NewResult]) -> list[NewResult]:
    first = {each.source_id: each for each in reversed(results)}
    on_file = {
        each
        for part in _parts(first)
        for each in session.scalars(
            select(Result.source_id).where(Result.source == source, Result.source_id.in_(part))
        )
    }
    return [each for key, each in reversed(first.items()) if key not in on_file]


def _announce(
    session: WorkspaceSession, actor: Actor, source: str, source_ids: Sequence[str], quiet: bool
) -> list[int]:
    """Record the facts, one for each part of the results, and give the ids in the order of the source ids."""
    found: list[int] = []
    for part in _parts(source_ids):
        rows = session.execute(
            select(Result.id, Result.person_id, Result.activity_id, Result.score)
            .where(Result.source == source, Result.source_id.in_(part))
            .order_by(Result.id)
        ).all()
        record(
            session,
            actor,
            ResultsRecorded(
                result_ids=tuple(row.id for row in rows),
                person_ids=tuple(row.person_id for row in rows),
                activity_ids=tuple(row.activity_id for row in rows),
                source=source,
                quiet=quiet,
                changes=tuple(
                    Change("result", row.activity_id, None, str(row.score.normalize()), person_id=row.person_id)
                    for row in rows
                ),
            ),
        )
        found += [row.id for row in rows]
    return found


def _parts(values: Iterable[Each]) -> Iterator[list[Each]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
