"""What editors decide about suggestions: in force only once one is accepted, and taken back for ten minutes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import SkillLink, Suggestion
from core.activities.service.contexts import require_on_activity
from core.activities.service.links import link_skill, undo_link
from core.activities.suggestion_events import RejectionsCleared, SuggestionRejected, SuggestionReopened
from core.activities.suggestion_queries import latest_run, linked_skills
from core.activities.suggestion_rules import ACCEPTED, CLEARED, OPEN, REJECTED, REPLACED
from core.audit import UNDO_FOR, record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.frameworks import competency
from core.people import Actor, Capability, people
from core.words import Sentence, say


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
