"""Suggestions of skills for an activity: proposed by the tagger, in force only once an editor accepts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import SkillLink, Suggestion, TaggingRun
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.links import link_skill, undo_link
from core.activities.suggestion_events import (
    RejectionsCleared,
    SkillsSuggested,
    SuggestionRejected,
    SuggestionReopened,
)
from core.activities.suggestion_queries import choice_for, latest_run, linked_skills
from core.activities.suggestion_rules import (
    ACCEPTED,
    CLEARED,
    OPEN,
    REJECTED,
    REPLACED,
    Asked,
    Offer,
    admissible,
)
from core.audit import UNDO_FOR, record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.frameworks import competency
from core.people import Actor, Capability, people
from core.words import Sentence, say


@dataclass(frozen=True)
class Proposed:
    """What came of one asking: its id, and the ids of its suggestions, surest first."""

    run_id: int
    suggestion_ids: tuple[int, ...]


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
    choice = choice_for(session, actor, activity_id, among={offer.competency_id for offer in offered})
    kept = admissible(offered, choice, asked.threshold)
    _replace_open(session, activity_id)
    run = TaggingRun(
        activity_id=activity_id,
        asked_by_id=actor.person_id,
        asked_at=session.now,
        threshold=asked.threshold,
        model=asked.model,
        prompt_version=asked.prompt_version,
        degraded=asked.degraded,
        best_competency_id=asked.best_competency_id,
        best_confidence=asked.best_confidence,
    )
    session.add(run)
    session.flush()
    rows = [_suggestion(run, offer) for offer in kept]
    session.add_all(rows)
    session.flush()
    ids = tuple(row.id for row in rows)
    record(session, actor, SkillsSuggested(activity_id=activity_id, suggestion_ids=ids))
    return Proposed(run.id, ids)


def accept_suggestion(session: WorkspaceSession, actor: Actor, suggestion_id: int) -> None:
    """Put the suggested skill on its activity, with source 'ai' and this suggestion kept beside it.

    Raises Conflict when somebody decided before, when the activity was asked about again, or is full, and whatever
    linking by hand would raise: a skill disabled since is refused (skills/disabled-unusable, activities/skills-limit).
    """
    row = _open(session, suggestion_id)
    require_on_activity(session, actor, Capability.TAGGING_USE, row.activity_id)
    _check_open(session, row)
    _check_unlinked(session, row)
    link_skill(session, actor, row.activity_id, row.competency_id, source="ai", suggestion_id=row.id)
    _decide(session, actor, row, ACCEPTED)


def reject_suggestion(session: WorkspaceSession, actor: Actor, suggestion_id: int) -> None:
    """Reject a suggestion: its skill is not offered again for this activity (tagging/rejected)."""
    row = _open(session, suggestion_id)
    require_on_activity(session, actor, Capability.TAGGING_USE, row.activity_id)
    _check_open(session, row)
    _decide(session, actor, row, REJECTED)
    change = Change("suggestion", row.competency_id, OPEN, REJECTED)
    record(session, actor, SuggestionRejected(suggestion_id=row.id, changes=(change,)))


def undo_decision(session: WorkspaceSession, actor: Actor, suggestion_id: int) -> None:
    """Take back one's own decision within ten minutes; an accepted skill leaves the activity (chat/undo).

    Raises Conflict once a result counted for the linked skill, when it was taken off, or when it is too late.
    """
    row = _open(session, suggestion_id)
    require_on_activity(session, actor, Capability.TAGGING_USE, row.activity_id)
    _check_undoable(session, actor, row)
    if row.status == ACCEPTED:
        undo_link(session, actor, _link_of(session, row))
    after = OPEN if latest_run(session, row.activity_id) == row.run_id else REPLACED
    change = Change("suggestion", row.competency_id, row.status, after)
    row.status, row.decided_by_id, row.decided_at = after, None, None
    record(session, actor, SuggestionReopened(suggestion_id=row.id, changes=(change,)))


def clear_rejections(session: WorkspaceSession, actor: Actor, activity_id: int) -> int:
    """Let skills rejected for an activity be offered again; how many suggestions that were (tagging/rejected)."""
    require_on_activity(session, actor, Capability.TAGGING_USE, activity_id)
    cleared = _set_status(session, activity_id, REJECTED, CLEARED)
    if cleared:
        record(session, actor, RejectionsCleared(activity_id=activity_id))
    return cleared


def _suggestion(run: TaggingRun, offer: Offer) -> Suggestion:
    return Suggestion(
        run_id=run.id,
        activity_id=run.activity_id,
        competency_id=offer.competency_id,
        confidence=offer.confidence,
        source=offer.source,
        reason=offer.reason,
        words=list(offer.words),
        status=OPEN,
        decided_by_id=None,
        decided_at=None,
    )


def _replace_open(session: WorkspaceSession, activity_id: int) -> None:
    _set_status(session, activity_id, OPEN, REPLACED)


def _set_status(session: WorkspaceSession, activity_id: int, before: str, after: str) -> int:
    statement = (
        sa.update(Suggestion)
        .where(Suggestion.activity_id == activity_id, Suggestion.status == before)
        .values(status=after)
        .returning(Suggestion.id)
    )
    return len(session.scalars(statement, execution_options={"synchronize_session": "fetch"}).all())


def _open(session: WorkspaceSession, suggestion_id: int) -> Suggestion:
    row = session.scalar(select(Suggestion).where(Suggestion.id == suggestion_id).with_for_update())
    if row is None:
        raise NotFound(say("I don't find that suggestion."))
    return row


def _check_open(session: WorkspaceSession, row: Suggestion) -> None:
    """Raise Conflict, saying who did what when, unless the suggestion still waits."""
    if row.status != OPEN:
        raise Conflict(_taken(session, row))


def _taken(session: WorkspaceSession, row: Suggestion) -> Sentence:
    name = competency(session, row.competency_id).name
    decider = people(session, [row.decided_by_id]).get(row.decided_by_id) if row.decided_by_id else None
    who = decider.first_name if decider else say("the operator")
    if row.status == ACCEPTED:
        return say("{who} linked {skill} already, {at}. Nothing changed.", who=who, skill=name, at=row.decided_at)
    if row.status == REJECTED:
        return say("{who} rejected {skill} already, {at}. Nothing changed.", who=who, skill=name, at=row.decided_at)
    return say("{skill} is no longer suggested: this activity was asked about again.", skill=name)


def _check_unlinked(session: WorkspaceSession, row: Suggestion) -> None:
    for skill in linked_skills(session, row.activity_id):
        if skill.id == row.competency_id:
            raise Conflict(say("{skill} is on this activity already. Nothing changed.", skill=skill.name))


def _link_of(session: WorkspaceSession, row: Suggestion) -> int:
    """The link made by accepting: its newest version, which says whether it is still there."""
    query = select(sa.func.max(SkillLink.id)).where(
        SkillLink.suggestion_id == row.id, SkillLink.effective_until.is_(None)
    )
    return session.scalar(query) or 0


def _check_undoable(session: WorkspaceSession, actor: Actor, row: Suggestion) -> None:
    if row.status not in (ACCEPTED, REJECTED):
        raise Conflict(say("Already undone. Nothing changed."))
    if row.decided_at is None or row.decided_by_id != actor.person_id:
        raise NotFound(say("There is nothing of yours here to undo."))
    if session.now > row.decided_at + UNDO_FOR:
        until = row.decided_at + UNDO_FOR
        raise Conflict(say("Not undone: that works for 10 minutes, until {at}.", at=until))


def _decide(session: WorkspaceSession, actor: Actor, row: Suggestion, status: str) -> None:
    row.status, row.decided_by_id, row.decided_at = status, actor.person_id, session.now
