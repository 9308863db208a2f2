"""What editors decided about suggestions, with what was measured before any adjustment: what the tagger learns from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, SkillLink, Suggestion, TaggingRun
from core.activities.suggestion_rules import ACCEPTED, REJECTED, Measurement
from core.activities.tagger_models import TaggingMeasure
from core.db import WorkspaceSession, insert_rows

MOST_DECISIONS, MOST_ASKINGS, MOST_UNMEASURED = 5_000, 500, 1_000
DECIDED = (ACCEPTED, REJECTED)


@dataclass(frozen=True)
class Decision:
    """A skill accepted for an activity or not, and how sure the tagger was before any adjustment (0 to 1).

    A skill that an editor picked by hand after asking counts as accepted; those the tagger held likelier, and that the
    editor passed over for it, as rejected. `rank` is its place among the candidates then, 0 for the likeliest.
    """

    activity_id: int
    competency_id: int
    measured: float
    rank: int
    accepted: bool
    decided_at: datetime


@dataclass(frozen=True)
class Unmeasured:
    """An activity that was decided about when something else measured: its text as it is now."""

    run_id: int
    title: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A suggestion as it was shown; `measured` is None where something else measured it then, `rank` its place."""

    competency_id: int
    confidence: float
    measured: float | None
    rank: int
    status: str


def keep_measures(session: WorkspaceSession, measured: Mapping[int, Measurement]) -> None:
    """Keep what was measured, by the id of the asking. Repeatable."""
    rows = [
        {
            "run_id": run_id,
            "basis": each.basis,
            "refit_id": each.refit_id,
            "considered": {str(key): confidence for key, confidence in each.considered.items()},
        }
        for run_id, each in measured.items()
    ]
    insert_rows(session, TaggingMeasure, rows, skip_existing=True)


def decisions(session: WorkspaceSession, basis: str) -> list[Decision]:
    """The newest decisions about what this basis measured, the newest first; one for an activity and a skill."""
    found: dict[tuple[int, int], Decision] = {}
    for each in (*_decided(session, basis), *_by_hand(session, basis)):
        found.setdefault((each.activity_id, each.competency_id), each)
    newest = sorted(found.values(), key=lambda each: (each.decided_at, each.activity_id, each.competency_id))
    return newest[::-1][:MOST_DECISIONS]


def decisions_since(session: WorkspaceSession, moment: datetime | None) -> int:
    """How many suggestions were accepted or rejected after a moment (None: ever)."""
    query = select(sa.func.count()).select_from(Suggestion).where(Suggestion.status.in_(DECIDED))
    return session.scalar(query if moment is None else query.where(Suggestion.decided_at > moment)) or 0


def unmeasured(session: WorkspaceSession, basis: str) -> list[Unmeasured]:
    """Askings decided about that this basis has not measured, the newest first; only those no model judged in."""
    known = sa.exists().where(
        TaggingMeasure.workspace_id == session.workspace_id,
        TaggingMeasure.run_id == TaggingRun.id,
        TaggingMeasure.basis == basis,
    )
    decided = select(Suggestion.run_id).where(
        Suggestion.workspace_id == session.workspace_id, Suggestion.status.in_(DECIDED)
    )
    query = (
        select(TaggingRun.id, Activity.title, Activity.description)
        .join(Activity, Activity.id == TaggingRun.activity_id)
        .where(TaggingRun.id.in_(decided), TaggingRun.degraded.is_not(None), ~known, Activity.deleted_at.is_(None))
        .order_by(TaggingRun.id.desc())
        .limit(MOST_UNMEASURED)
    )
    return [Unmeasured(*row) for row in session.execute(query)]


def askings(session: WorkspaceSession, basis: str) -> list[dict[int, float]]:
    """The newest asking about each activity: the likeliest skills by id, with what this basis measured."""
    query = (
        select(TaggingRun.activity_id, TaggingMeasure.considered)
        .join(TaggingMeasure, TaggingMeasure.run_id == TaggingRun.id)
        .where(TaggingMeasure.basis == basis)
        .order_by(TaggingRun.id.desc())
        .limit(2 * MOST_ASKINGS)
    )
    newest: dict[int, dict[int, float]] = {}
    for activity_id, considered in session.execute(query):
        newest.setdefault(activity_id, _considered(considered))
    return list(newest.values())[:MOST_ASKINGS]


def latest_shown(session: WorkspaceSession, basis: str, limit: int) -> list[Shown]:
    """The newest suggestions, the newest first."""
    measured = sa.and_(TaggingMeasure.run_id == Suggestion.run_id, TaggingMeasure.basis == basis)
    query = (
        select(Suggestion.competency_id, Suggestion.confidence, Suggestion.status, TaggingMeasure.considered)
        .outerjoin(TaggingMeasure, measured)
        .order_by(Suggestion.id.desc())
        .limit(limit)
    )
    return [
        Shown(skill, confidence, *_placed(considered or {}, skill), status)
        for skill, confidence, status, considered in session.execute(query)
    ]


def _decided(session: WorkspaceSession, basis: str) -> Iterable[Decision]:
    query = (
        select(
            Suggestion.activity_id,
            Suggestion.competency_id,
            Suggestion.status,
            Suggestion.decided_at,
            TaggingMeasure.considered,
        )
        .join(TaggingMeasure, TaggingMeasure.run_id == Suggestion.run_id)
        .where(Suggestion.status.in_(DECIDED), Suggestion.decided_at.is_not(None), TaggingMeasure.basis == basis)
        .order_by(Suggestion.decided_at.desc(), Suggestion.id.desc())
        .limit(MOST_DECISIONS)
    )
    for activity_id, skill, status, decided_at, considered in session.execute(query):
        measured, rank = _placed(considered, skill)
        if measured is not None and decided_at is not None:
            yield Decision(activity_id, skill, measured, rank, status == ACCEPTED, decided_at)


def _by_hand(session: WorkspaceSession, basis: str) -> Iterable[Decision]:
    """Skills picked by hand after asking, and what was passed over for them."""
    query = (
        select(SkillLink.activity_id, SkillLink.competency_id, SkillLink.effective_from, TaggingMeasure.considered)
        .join(TaggingRun, TaggingRun.activity_id == SkillLink.activity_id)
        .join(TaggingMeasure, TaggingMeasure.run_id == TaggingRun.id)
        .where(
            SkillLink.source == "hand",
            SkillLink.in_force(session.now),
            SkillLink.effective_from >= TaggingRun.asked_at,
            TaggingMeasure.basis == basis,
        )
        .order_by(TaggingRun.id.desc())
        .limit(MOST_DECISIONS)
    )
    picked: dict[tuple[int, int], tuple[datetime, Mapping[str, Any]]] = {}
    for activity_id, skill, since, considered in session.execute(query):
        picked.setdefault((activity_id, skill), (since, considered))
    linked = _linked(session, {activity_id for activity_id, _ in picked})
    for (activity_id, skill), (since, considered) in picked.items():
        yield from _picked(activity_id, skill, since, _considered(considered), linked[activity_id])


def _picked(
    activity_id: int, skill: int, since: datetime, considered: Mapping[int, float], linked: set[int]
) -> Iterable[Decision]:
    if skill not in considered:
        return
    for rank, (other, measured) in enumerate(considered.items()):
        if other == skill or (measured > considered[skill] and other not in linked):
            yield Decision(activity_id, other, measured, rank, other == skill, since)


def _linked(session: WorkspaceSession, activity_ids: Iterable[int]) -> Mapping[int, set[int]]:
    query = select(SkillLink.activity_id, SkillLink.competency_id).where(
        SkillLink.activity_id.in_(list(activity_ids)), SkillLink.in_force(session.now)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for activity_id, skill in session.execute(query):
        found[activity_id].add(skill)
    return found


def _placed(stored: Mapping[str, Any], skill: int) -> tuple[float | None, int]:
    """What was measured of a skill, and its place; None where it was not among the likeliest."""
    found = _considered(stored)
    return (found[skill], list(found).index(skill)) if skill in found else (None, 0)


def _considered(stored: Mapping[str, Any]) -> dict[int, float]:
    """As numbers, the likeliest first."""
    numbers: Sequence[tuple[int, float]] = [(int(key), float(value)) for key, value in stored.items()]
    return dict(sorted(numbers, key=lambda each: -each[1]))
