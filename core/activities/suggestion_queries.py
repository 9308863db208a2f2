"""Reading suggestions: what may be offered for an activity, what was, and how editors decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.choices import seen_by
from core.activities.models import SkillLink, Suggestion, TaggingRun
from core.activities.suggestion_rules import ACCEPTED, OPEN, REJECTED, REPLACED
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import CompetencyCategory, CompetencyView, competencies
from core.people import Actor, PersonView, people, workspace_setting
from core.words import say

TAGGING_THRESHOLD = "tagging_threshold"
"""The workspace setting that wins over the environment's threshold."""


@dataclass(frozen=True)
class SuggestionView:
    """A suggestion as an editor sees it; `decided_by` is a name."""

    id: int
    competency_id: int
    name: str
    confidence: float
    source: str
    reason: str
    words: tuple[str, ...]
    status: str
    decided_by_id: int | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class RunView:
    """One asking with what it brought; `latest` is False once the activity was asked about again.

    `best_name` is None where nothing could be compared, or where the reader may not see it.
    """

    id: int
    activity_id: int
    asked_by: str | None
    asked_at: datetime
    threshold: float
    model: str
    prompt_version: str | None
    degraded: str | None
    best_name: str | None
    best_confidence: float | None
    latest: bool
    rows: tuple[SuggestionView, ...]


@dataclass(frozen=True)
class Feedback:
    """What became of suggestions: counts of askings that found nothing, and of suggestions by their end."""

    askings: int
    empty: int
    offered: int
    accepted: int
    rejected: int
    open: int
    replaced: int


def linked_skills(session: WorkspaceSession, activity_id: int) -> list[CompetencyView]:
    """The skills on an activity, whoever reads, by name; competencies of other categories are not counted."""
    ids = session.scalars(
        select(SkillLink.competency_id).where(SkillLink.activity_id == activity_id, SkillLink.in_force(session.now))
    )
    views = competencies(session, ids).values()
    return sorted((view for view in views if view.category == CompetencyCategory.SKILL), key=lambda view: view.name)


def rejected_skills(session: WorkspaceSession, activity_id: int) -> set[int]:
    """Ids of the skills rejected for an activity and not cleared since (tagging/rejected)."""
    query = select(Suggestion.competency_id).where(
        Suggestion.activity_id == activity_id, Suggestion.status == REJECTED
    )
    return set(session.scalars(query))


def open_suggestions(session: WorkspaceSession, actor: Actor, activity_id: int) -> list[SuggestionView]:
    """Suggestions of an activity that wait for a decision, surest first, as far as the actor sees the skills."""
    query = select(Suggestion).where(Suggestion.activity_id == activity_id, Suggestion.status == OPEN)
    return _views(session, actor, session.scalars(query.order_by(Suggestion.confidence.desc(), Suggestion.id)))


def latest_run(session: WorkspaceSession, activity_id: int) -> int | None:
    """The id of the newest asking about an activity."""
    return session.scalar(select(sa.func.max(TaggingRun.id)).where(TaggingRun.activity_id == activity_id))


def run_view(session: WorkspaceSession, actor: Actor, run_id: int) -> RunView:
    """One asking with its suggestions, surest first; raises NotFound when there is none of this id."""
    run = session.scalar(select(TaggingRun).where(TaggingRun.id == run_id))
    if run is None:
        raise NotFound(say("I don't find that suggestion."))
    query = select(Suggestion).where(Suggestion.run_id == run_id)
    rows = session.scalars(query.order_by(Suggestion.confidence.desc(), Suggestion.id)).all()
    best = seen_by(session, actor, [run.best_competency_id] if run.best_competency_id else [])
    asker = people(session, [run.asked_by_id] if run.asked_by_id else []).get(run.asked_by_id or 0)
    return RunView(
        id=run.id,
        activity_id=run.activity_id,
        asked_by=asker.first_name if asker else None,
        asked_at=run.asked_at,
        threshold=run.threshold,
        model=run.model,
        prompt_version=run.prompt_version,
        degraded=run.degraded,
        best_name=best[run.best_competency_id].name if run.best_competency_id in best else None,
        best_confidence=run.best_confidence,
        latest=latest_run(session, run.activity_id) == run_id,
        rows=tuple(_views(session, actor, rows)),
    )


def tagging_threshold(session: WorkspaceSession, default: float) -> float:
    """The least confidence here: the workspace's setting, else `default`, the environment's (tagging/threshold)."""
    own = workspace_setting(session, TAGGING_THRESHOLD)
    return float(own) if isinstance(own, int | float) and 0 <= own <= 1 else default


def tagging_feedback(session: WorkspaceSession) -> Feedback:
    """How suggestions fared in this workspace so far (tagging/feedback)."""
    counted = select(Suggestion.status, sa.func.count(Suggestion.id)).group_by(Suggestion.status)
    ends = {row[0]: row[1] for row in session.execute(counted)}
    with_rows = select(sa.func.count(sa.distinct(Suggestion.run_id)))
    askings = session.scalar(select(sa.func.count(TaggingRun.id))) or 0
    return Feedback(
        askings=askings,
        empty=askings - (session.scalar(with_rows) or 0),
        offered=sum(ends.values()),
        accepted=ends.get(ACCEPTED, 0),
        rejected=ends.get(REJECTED, 0),
        open=ends.get(OPEN, 0),
        replaced=ends.get(REPLACED, 0),
    )


def _views(session: WorkspaceSession, actor: Actor, rows: Iterable[Suggestion]) -> list[SuggestionView]:
    found = list(rows)
    skills = seen_by(session, actor, [row.competency_id for row in found])
    deciders = people(session, {row.decided_by_id for row in found if row.decided_by_id is not None})
    return [
        _view(row, skills[row.competency_id].name, deciders.get(row.decided_by_id or 0))
        for row in found
        if row.competency_id in skills
    ]


def _view(row: Suggestion, name: str, decider: PersonView | None) -> SuggestionView:
    return SuggestionView(
        id=row.id,
        competency_id=row.competency_id,
        name=name,
        confidence=row.confidence,
        source=row.source,
        reason=row.reason,
        words=tuple(row.words),
        status=row.status,
        decided_by_id=row.decided_by_id,
        decided_by=decider.first_name if decider else None,
        decided_at=row.decided_at,
    )
