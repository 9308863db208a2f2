"""Competencies that people propose: the catalogue's owners are told."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.frameworks import CompetencyProposed
from core.notifications import Telling, tell_many
from core.people import Actor, Role, holders_of_role

PROPOSED = "competency_proposed"
"""The kind of the message; its refs are `proposal`, `name` and `by` (a person's id, or None)."""

OWNERS = (Role.FRAMEWORK_ADMIN, Role.COMPETENCY_ADMIN, Role.ADMIN)
"""Those who manage every category of the catalogue."""


def catalogue_owners(session: WorkspaceSession) -> list[int]:
    """Ids of the active people who manage the whole catalogue, each once."""
    return list(dict.fromkeys(person_id for role in OWNERS for person_id in holders_of_role(session, role)))


def tell_owners(session: WorkspaceSession, actor: Actor, fact: CompetencyProposed) -> None:
    """Tell every owner but the proposer, once a proposal (tagging/nothing, qualifications/ambiguous)."""
    name = next((change.after for change in fact.changes if change.what == "proposal"), "")
    refs = {"proposal": fact.proposal_id, "name": name, "by": actor.person_id}
    tell_many(
        session,
        [
            Telling(
                owner,
                PROPOSED,
                refs,
                key=f"{PROPOSED}:{fact.proposal_id}:{owner}",
                subjects=[("proposal", fact.proposal_id)],
            )
            for owner in catalogue_owners(session)
            if owner != actor.person_id
        ],
    )
