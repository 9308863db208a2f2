"""A draft that waited for its competency returns to its writer when that exists (qualifications/ambiguous)."""

from __future__ import annotations

from collections.abc import Iterable

from core.db import WorkspaceSession
from core.frameworks import (
    CompetenciesFiled,
    CompetencyChanged,
    CompetencyCreated,
    close_proposals,
    close_proposals_of,
)
from core.notifications.outbox import Telling, tell_many
from core.people import Actor
from core.qualifications import drafts_waiting_for

DRAFT_RETURNED = "qualification.draft_returned"


def return_drafts(session: WorkspaceSession, _actor: Actor, fact: CompetencyCreated | CompetencyChanged) -> None:
    """Close the proposals of the competency's name and tell those whose drafts wait for it, each once."""
    _tell(session, close_proposals(session, fact.competency_id))


def return_drafts_of_filed(session: WorkspaceSession, _actor: Actor, fact: CompetenciesFiled) -> None:
    """As above, for the competencies of a file, a few queries however many."""
    _tell(session, close_proposals_of(session, [*fact.created, *fact.changed]))


def _tell(session: WorkspaceSession, proposal_ids: Iterable[int]) -> None:
    tell_many(
        session,
        [
            Telling(person_id, DRAFT_RETURNED, {"draft": draft_id}, key=f"draft:{draft_id}:{proposal_id}")
            for proposal_id in proposal_ids
            for draft_id, person_id in drafts_waiting_for(session, proposal_id)
        ],
    )
