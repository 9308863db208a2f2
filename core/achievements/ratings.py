"""Setting ratings: automatic events change them as the policy allows, set-based; history is kept (rating/history)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.events import RatingsChanged, SkillAcquired
from core.achievements.models import Acquisition, Rating
from core.achievements.queries import Pair, acquisitions_of, chunks, ratings_of, scales_of_all, sides
from core.achievements.rules import HUMAN_CAUSES, takes
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.frameworks import ScaleValueView
from core.people import Actor, Person


@dataclass(frozen=True)
class Earned:
    """An automatic event that gives a person a value: why, by which row, and when it happened (UTC).

    `corrects` says that its source itself was corrected, so that it also lowers the rating it gave before.
    """

    person_id: int
    competency_id: int
    value: ScaleValueView
    cause: str
    source_id: int
    happened_at: datetime
    corrects: bool = False

    @property
    def pair(self) -> Pair:
        """Whose rating, of what."""
        return self.person_id, self.competency_id


@dataclass(frozen=True)
class _Standing:
    """A rating in force, with all its columns, and the position of its value."""

    row: dict[str, Any]
    position: int | None


def hold_people(session: WorkspaceSession, person_ids: Iterable[int]) -> None:
    """Let evaluations of the same people take turns, so that two results at once see each other."""
    for part in chunks(sorted(set(person_ids))):
        query = select(Person.id).where(Person.id.in_(part)).order_by(Person.id)
        session.execute(query.with_for_update(key_share=True)).all()


def apply_earned(session: WorkspaceSession, earned: Sequence[Earned], *, shown: bool) -> None:
    """Set the ratings that these events change, note first acquisitions, and record both; repeatable.

    At most one event for each person and competency. `shown` as in `SkillAcquired`.
    """
    standing = _standing(session, [each.pair for each in earned])
    changing = [each for each in earned if _changes(each, standing.get(each.pair))]
    if changing:
        _write(session, changing, standing)
        _note_changes(session, changing, standing)
    changed = {each.pair for each in changing}
    reached = [each for each in earned if each.pair in changed or _reaches(standing[each.pair], each)]
    _acquire(session, [each for each in reached if each.value.proficient], shown)


def _reaches(current: _Standing, event: Earned) -> bool:
    """Whether the rating in force is at least what the event gives, so that it makes the person proficient too."""
    return current.position is not None and current.position >= event.value.position


def given_since(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, datetime]:
    """Since when a rating stands that somebody gave, for those pairs that have one (rating/human-stands)."""
    return {
        pair: each.since for pair, each in ratings_of(session, pairs).items() if each.cause in HUMAN_CAUSES
    }


def _changes(event: Earned, current: _Standing | None) -> bool:
    if current is None:
        return True
    row = current.row
    same_source = (row["cause"], row["source_id"]) == (event.cause, event.source_id)
    if event.corrects and same_source:
        return current.position != event.value.position
    return takes(
        current.position, row["effective_from"], row["cause"], event.value.position, event.happened_at
    )


_KEPT = tuple(each.name for each in Rating.__table__.columns if each.name not in ("id", "workspace_id"))


def _standing(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, _Standing]:
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    columns = [Rating.id, *(getattr(Rating, name) for name in _KEPT)]
    found: dict[Pair, dict[str, Any]] = {}
    for part in chunks(people):
        query = select(*columns).where(Rating.person_id.in_(part), open_ratings())
        if skills is not None:
            query = query.where(Rating.competency_id.in_(skills))
        for row in session.execute(query):
            if (row.person_id, row.competency_id) in wanted:
                found[(row.person_id, row.competency_id)] = dict(row._mapping)
    scales = scales_of_all(session, {competency for _, competency in found})
    return {
        pair: _Standing(row, value.position if (value := scales[pair[1]].value(row["scale_value_id"])) else None)
        for pair, row in found.items()
    }


def open_ratings() -> sa.ColumnElement[bool]:
    return sa.and_(Rating.superseded_at.is_(None), Rating.effective_until.is_(None))


def _write(session: WorkspaceSession, changing: Sequence[Earned], standing: dict[Pair, _Standing]) -> None:
    """Close what is replaced at the moment the new rating takes effect, and begin the new one."""
    closed, begun = [], []
    for event in changing:
        current = standing.get(event.pair)
        since = event.happened_at
        if current is not None:
            since = max(since, current.row["effective_from"])
            values = {name: current.row[name] for name in _KEPT}
            closed.append({**values, "effective_until": since, "recorded_at": session.now})
        begun.append(_row(session, event, since))
    _supersede(session, [standing[each.pair].row["id"] for each in changing if each.pair in standing])
    insert_rows(session, Rating, closed)
    insert_rows(session, Rating, begun)


def _row(session: WorkspaceSession, event: Earned, since: datetime) -> dict[str, Any]:
    return {
        "person_id": event.person_id,
        "competency_id": event.competency_id,
        "scale_value_id": event.value.id,
        "cause": event.cause,
        "source_id": event.source_id,
        "rated_by_id": None,
        "note": None,
        "effective_from": since,
        "recorded_at": session.now,
    }


def _supersede(session: WorkspaceSession, rating_ids: Sequence[int]) -> None:
    for part in chunks(rating_ids):
        session.execute(
            sa.update(Rating)
            .where(Rating.workspace_id == session.workspace_id, Rating.id.in_(part))
            .values(superseded_at=session.now)
            .execution_options(synchronize_session=False)
        )


def _note_changes(
    session: WorkspaceSession, changing: Sequence[Earned], standing: dict[Pair, _Standing]
) -> None:
    record(
        session,
        Actor.engine(session.workspace_id),
        RatingsChanged(
            person_ids=tuple(each.person_id for each in changing),
            competency_ids=tuple(each.competency_id for each in changing),
            cause=changing[0].cause,
            changes=tuple(
                Change(
                    "rating",
                    each.competency_id,
                    standing[each.pair].row["scale_value_id"] if each.pair in standing else None,
                    each.value.id,
                    person_id=each.person_id,
                )
                for each in changing
            ),
        ),
    )


def _acquire(session: WorkspaceSession, proficient: Sequence[Earned], shown: bool) -> None:
    """Note who is proficient for the first time; the moment is never moved again (rating/acquired-at)."""
    known = acquisitions_of(session, [each.pair for each in proficient])
    first = [each for each in proficient if each.pair not in known]
    if not first:
        return
    rows = [
        {
            "person_id": each.person_id,
            "competency_id": each.competency_id,
            "acquired_at": each.happened_at,
            "recorded_at": session.now,
            "cause": each.cause,
            "source_id": each.source_id,
        }
        for each in first
    ]
    insert_rows(session, Acquisition, rows, skip_existing=True)
    record(
        session,
        Actor.engine(session.workspace_id),
        SkillAcquired(
            person_ids=tuple(each.person_id for each in first),
            competency_ids=tuple(each.competency_id for each in first),
            cause=first[0].cause,
            shown=shown,
            changes=tuple(
                Change("acquired", each.competency_id, None, each.happened_at.isoformat(), person_id=each.person_id)
                for each in first
            ),
        ),
    )
