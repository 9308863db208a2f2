"""Results of activities, one or many at once; the same one delivered twice counts once (activities/results-in)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa

from core.activities.events import ResultsRecorded
from core.activities.models import Activity, ActivityModule, Module, Result
from core.activities.rules import kept_score
from core.activities.service.contexts import require_on_activity
from core.activities.service.known import known_ids
from core.audit import record
from core.db import WorkspaceSession, insert_returning
from core.errors import Invalid, NotFound
from core.events import Change
from core.people import Actor, Capability, Person
from core.prepared import OURS, ids_of, run
from core.words import say

Each = TypeVar("Each")

CHUNK = 900
IN_A_FACT = 2_000
"""So many results are told by one fact, and followed by each reaction at once."""

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
    for row, each in enumerate(results):
        check_result(session, each.score, each.happened_at, row)
    _check_known(session, results)
    return insert_results(session, actor, results, source=source, quiet=quiet)


def insert_results(
    session: WorkspaceSession, actor: Actor, results: Sequence[NewResult], *, source: str, quiet: bool = False
) -> Recorded:
    """As `keep_results`, for callers that have checked score, time, person, activity and module themselves."""
    modules = usual_modules(session, {each.activity_id for each in results if each.module_id is None})
    first: dict[str, NewResult] = {}
    for each in results:
        first.setdefault(each.source_id, each)
    found: list[int] = []
    for part in parts(sorted(first.values(), key=_by_person), IN_A_FACT):
        rows = [_row(session, each, modules, source) for each in part]
        returned = insert_returning(session, Result, rows, "source_id", "id", skip_existing=True)
        ids: dict[str, int] = dict(returned)
        fresh = [(ids[row["source_id"]], row) for row in rows if row["source_id"] in ids]
        if fresh:
            record(session, actor, _fact(fresh, source, quiet))
        found += ids.values()
    return Recorded(tuple(found), len(results) - len(found))


def _by_person(result: NewResult) -> tuple[int, datetime]:
    """Results of one person together, in the order of time: they are judged together, too."""
    return result.person_id, result.happened_at


def check_result(session: WorkspaceSession, score: Decimal, happened_at: datetime, row: int = 0) -> None:
    """Refuse a score outside 0 to 1, and a time that is still to come."""
    try:
        kept_score(score)
    except Invalid as error:
        raise Invalid(error.sentence, field="score", row=row) from None
    if happened_at > session.now + CLOCKS_DIFFER:
        raise Invalid(say("{at} is still to come.", at=happened_at), field="completed_at", row=row)


def _check_known(session: WorkspaceSession, results: Sequence[NewResult]) -> None:
    persons = known_ids(session, Person, (each.person_id for each in results))
    activities = known_ids(session, Activity, (each.activity_id for each in results))
    modules = known_ids(session, Module, (each.module_id for each in results if each.module_id is not None))
    for row, each in enumerate(results):
        if each.person_id not in persons:
            raise NotFound(say("I don't find that person."), field="person", row=row)
        if each.activity_id not in activities:
            raise NotFound(say("I don't find that activity."), field="activity", row=row)
        if each.module_id is not None and each.module_id not in modules:
            raise NotFound(say("I don't find that module."), field="module", row=row)


def _row(session: WorkspaceSession, result: NewResult, modules: Mapping[int, int], source: str) -> dict[str, Any]:
    """What happened by a clock ahead of ours happened when it arrived."""
    return {
        "person_id": result.person_id,
        "activity_id": result.activity_id,
        "module_id": result.module_id or modules.get(result.activity_id),
        "score": kept_score(result.score),
        "source": source,
        "source_id": result.source_id,
        "happened_at": min(result.happened_at, session.now),
        "arrived_at": session.now,
        "voided_at": None,
    }


def usual_modules(session: WorkspaceSession, activity_ids: Iterable[int]) -> dict[int, int]:
    """The module that counts where none is named, for activities that are in any: practice before theory."""
    found: dict[int, int] = {}
    for activity_id, module_id in run(session, _modules(), activities=sorted(activity_ids)).all():
        found.setdefault(activity_id, module_id)
    return found


@cache
def _modules() -> sa.Select[Any]:
    placed, module = ActivityModule.__table__.c, Module.__table__.c
    return (
        sa.select(placed.activity_id, placed.module_id)
        .join(Module.__table__, sa.and_(module.id == placed.module_id, module.workspace_id == OURS))
        .where(placed.workspace_id == OURS, placed.activity_id.in_(ids_of("activities")))
        .order_by(module.theory, module.id)
    )


def _fact(fresh: Sequence[tuple[int, Mapping[str, Any]]], source: str, quiet: bool) -> ResultsRecorded:
    return ResultsRecorded(
        result_ids=tuple([each for each, _ in fresh]),
        person_ids=tuple([row["person_id"] for _, row in fresh]),
        activity_ids=tuple([row["activity_id"] for _, row in fresh]),
        source=source,
        quiet=quiet,
        changes=tuple(_changes([row for _, row in fresh])),
    )


def _changes(rows: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    """What is kept of each person: of one result its activity and score, of several all of them."""
    by_person: dict[int, list[list[Any]]] = {}
    for row in rows:
        by_person.setdefault(row["person_id"], []).append([row["activity_id"], _plain(row["score"])])
    for person_id, scores in by_person.items():
        if len(scores) == 1:
            yield Change("result", scores[0][0], None, scores[0][1], person_id=person_id)
        else:
            yield Change("results", None, None, scores, person_id=person_id)


@lru_cache(maxsize=1_024)
def _plain(score: Decimal) -> str:
    return str(score.normalize())


def parts(values: Sequence[Each], size: int = CHUNK) -> Iterator[Sequence[Each]]:
    """Values in parts of this size."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
