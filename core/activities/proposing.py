"""What the tagger found for activities is kept as suggestions: for one, and for many with a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.choices import choices_for
from core.activities.models import Activity, Suggestion, TaggingRun
from core.activities.queries.taggable import taggable
from core.activities.retagging import note_asked
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.suggestion_events import SkillsSuggested
from core.activities.suggestion_rules import OPEN, REPLACED, Asked, Offer, admissible
from core.activities.tagger_decisions import keep_measures
from core.audit import record
from core.db import WorkspaceSession, insert_returning
from core.people import Actor, Capability


@dataclass(frozen=True)
class Proposed:
    """What came of one asking: its id, and the ids of its suggestions, surest first."""

    run_id: int
    suggestion_ids: tuple[int, ...]


@dataclass(frozen=True)
class TaggerAnswer:
    """What the tagger answered about one activity."""

    offers: Sequence[Offer]
    asked: Asked


def propose_skills(
    session: WorkspaceSession, actor: Actor, activity_id: int, offered: Sequence[Offer], asked: Asked
) -> Proposed:
    """Keep what the tagger found for an activity as suggestions; nothing is linked (tagging/proposal-only).

    Whatever is passed, only active skills of category skill are kept that the actor sees and may select, that are
    not on the activity nor rejected for it, at or above the threshold, never more than it has room for. Suggestions
    still open from before are replaced (tagging/re-tag).
    """
    require_on_activity(session, actor, Capability.TAGGING_USE, activity_id)
    locked_activity(session, activity_id)
    return _kept(session, actor, {activity_id: TaggerAnswer(offered, asked)})[activity_id]


def propose_for_many(
    session: WorkspaceSession, actor: Actor, answers: Mapping[int, TaggerAnswer]
) -> dict[int, Proposed]:
    """As `propose_skills`, for some hundred activities; by activity what came of it.

    Activities out of use, and those whose suggestions are not the actor's to ask for, are left out.
    """
    query = (
        select(Activity.id)
        .where(Activity.id.in_(taggable(session, actor)), Activity.id.in_(list(answers)))
        .order_by(Activity.id)
    )
    held = session.scalars(query.with_for_update(key_share=True)).all()
    return _kept(session, actor, {each: answers[each] for each in held})


def _kept(session: WorkspaceSession, actor: Actor, answers: Mapping[int, TaggerAnswer]) -> dict[int, Proposed]:
    if not answers:
        return {}
    offered = {offer.competency_id for each in answers.values() for offer in each.offers}
    choices = choices_for(session, actor, list(answers), among=offered)
    kept = {key: admissible(each.offers, choices[key], each.asked.threshold) for key, each in answers.items()}
    _replace_open(session, list(answers))
    note_asked(session, list(answers), min(each.asked.read_at or session.now for each in answers.values()))
    runs = _runs(session, actor, answers)
    made = _suggestions(session, runs, kept)
    asked = {key: each.asked.measured for key, each in answers.items()}
    keep_measures(session, {runs[key]: measured for key, measured in asked.items() if measured and key in runs})
    found = {}
    for activity_id, run_id in runs.items():
        ids = tuple(made[activity_id, offer.competency_id] for offer in kept[activity_id])
        found[activity_id] = Proposed(run_id, ids)
        record(session, actor, SkillsSuggested(activity_id=activity_id, suggestion_ids=ids))
    return found


def _runs(session: WorkspaceSession, actor: Actor, answers: Mapping[int, TaggerAnswer]) -> dict[int, int]:
    """The ids of these askings, by activity."""
    rows = [
        {
            "activity_id": activity_id,
            "asked_by_id": actor.person_id,
            "asked_at": session.now,
            "threshold": each.asked.threshold,
            "model": each.asked.model,
            "prompt_version": each.asked.prompt_version,
            "degraded": each.asked.degraded,
            "best_competency_id": each.asked.best_competency_id,
            "best_confidence": each.asked.best_confidence,
        }
        for activity_id, each in answers.items()
    ]
    return dict(sorted(insert_returning(session, TaggingRun, rows, "activity_id", "id")))


def _suggestions(
    session: WorkspaceSession, runs: Mapping[int, int], kept: Mapping[int, Sequence[Offer]]
) -> dict[tuple[int, int], int]:
    """The ids of these suggestions, by activity and skill."""
    rows: list[dict[str, Any]] = [
        {
            "run_id": runs[activity_id],
            "activity_id": activity_id,
            "competency_id": offer.competency_id,
            "confidence": offer.confidence,
            "source": offer.source,
            "reason": offer.reason,
            "words": list(offer.words),
            "status": OPEN,
        }
        for activity_id, offers in kept.items()
        for offer in offers
    ]
    made = insert_returning(session, Suggestion, rows, "activity_id", "competency_id", "id")
    return {(activity_id, competency_id): key for activity_id, competency_id, key in made}


def _replace_open(session: WorkspaceSession, activity_ids: Sequence[int]) -> None:
    session.execute(
        sa.update(Suggestion)
        .where(Suggestion.activity_id.in_(activity_ids), Suggestion.status == OPEN)
        .values(status=REPLACED)
        .execution_options(synchronize_session="fetch")
    )
