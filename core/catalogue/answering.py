"""Proposals answered: who asked is told, and the activities they asked for are asked about anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities import ask_about
from core.audit import record
from core.catalogue.events import ProposalsDeclined
from core.catalogue.gathered import held_proposals
from core.catalogue.models import ProposalAsk, ProposalDecline
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.events import Change
from core.frameworks import (
    CompetenciesFiled,
    CompetencyChanged,
    CompetencyCreated,
    CompetencyEdits,
    edit_competency,
    restore_competency,
    synonyms_of,
)
from core.frameworks.models import CatalogueProposal
from core.notifications import Telling, refresh, return_drafts, tell_many
from core.people import Actor, workspace_locale
from core.qualifications import drafts_waiting_for
from core.words import say

PROPOSAL_ANSWERED = "proposal_answered"
"""The kind of the message to who asked; its refs are `proposal`."""

SUBJECT = "proposal"
LONGEST_REASON = 500


def take_as_synonym(
    session: WorkspaceSession, actor: Actor, competency_id: int, proposal_ids: Collection[int]
) -> tuple[str, ...]:
    """Make the proposed names other names of a competency, which answers the proposals; the names.

    Raises Refused and NotFound as editing the competency does, Invalid where it is of another category.
    """
    rows = held_proposals(session, actor, proposal_ids)
    language = workspace_locale(session).replace("-", "_").partition("_")[0] or "en"
    names = {code: list(each) for code, each in synonyms_of(session, competency_id).items()}
    names.setdefault(language, []).extend(row.name for row in rows)
    edit_competency(session, actor, competency_id, CompetencyEdits(synonyms=names))
    fact = CompetencyChanged(competency_id=competency_id)
    return_drafts(session, actor, fact)
    answer_askers(session, actor, fact)
    return tuple(row.name for row in rows)


def undo_taken(session: WorkspaceSession, actor: Actor, competency_id: int, refs: Mapping[str, Any]) -> None:
    """Take the other names off again and have their proposals wait (chat/undo); `refs` has the competency's snapshots
    `before` and `after`, and the `proposals`. Raises Conflict where the competency was changed since."""
    restore_competency(session, actor, competency_id, refs["before"], refs["after"])
    ids = list(refs["proposals"])
    session.execute(
        sa.update(CatalogueProposal)
        .where(CatalogueProposal.id.in_(ids), CatalogueProposal.competency_id == competency_id)
        .values(answered_at=None, competency_id=None)
        .execution_options(synchronize_session=False)
    )
    _wait_again(session, ids)


def decline_proposals(
    session: WorkspaceSession, actor: Actor, proposal_ids: Collection[int], reason: str
) -> list[int]:
    """Decline proposals with a reason that their askers are told; the ids of those declined."""
    words = " ".join(reason.split())
    if not words:
        raise Invalid(say("Why? Whoever asked is told."), field="reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("A reason has at most {most} characters.", most=LONGEST_REASON), field="reason")
    rows = held_proposals(session, actor, proposal_ids)
    for row in rows:
        row.answered_at = session.now
        session.add(
            ProposalDecline(
                proposal_id=row.id,
                reason=words,
                declined_by_id=actor.person_id,
                declined_at=session.now,
                taken_back_at=None,
            )
        )
    session.flush()
    ids = [row.id for row in rows]
    changes = tuple(Change("proposal", row.id, row.name, None) for row in rows)
    record(session, actor, ProposalsDeclined(proposal_ids=tuple(ids), changes=changes))
    _answered(session, ids)
    return ids


def undo_decline(session: WorkspaceSession, actor: Actor, proposal_ids: Sequence[int]) -> None:
    """Have declined proposals wait again (chat/undo). Raises Conflict where one was proposed again meanwhile."""
    rows = session.scalars(
        select(CatalogueProposal).where(CatalogueProposal.id.in_(list(proposal_ids))).with_for_update()
    ).all()
    again = select(CatalogueProposal.id).where(
        CatalogueProposal.folded_name.in_([row.folded_name for row in rows]), CatalogueProposal.answered_at.is_(None)
    )
    if session.scalar(again.limit(1)) is not None:
        raise Conflict(say("Can't undo: it was proposed again since. Decide on that one."))
    for row in rows:
        if row.competency_id is None:
            row.answered_at = None
    session.execute(
        sa.update(ProposalDecline)
        .where(ProposalDecline.proposal_id.in_(list(proposal_ids)), ProposalDecline.taken_back_at.is_(None))
        .values(taken_back_at=session.now)
        .execution_options(synchronize_session=False)
    )
    changes = tuple(Change("proposal", row.id, None, row.name) for row in rows)
    record(session, actor, ProposalsDeclined(proposal_ids=tuple(row.id for row in rows), undone=True, changes=changes))
    session.flush()
    _wait_again(session, proposal_ids)


def answer_askers(
    session: WorkspaceSession, _actor: Actor, fact: CompetencyCreated | CompetencyChanged | CompetenciesFiled
) -> None:
    """A proposed competency is in the catalogue: who asked is told, once, and their activities are asked about anew."""
    if isinstance(fact, CompetenciesFiled):
        ids: set[int] = {*fact.created, *fact.changed}
    else:
        ids = {fact.competency_id}
    query = (
        select(CatalogueProposal.id, CatalogueProposal.competency_id)
        .join(ProposalAsk, ProposalAsk.proposal_id == CatalogueProposal.id)
        .where(CatalogueProposal.competency_id.is_not(None), ProposalAsk.told_at.is_(None))
        .distinct()
    )
    answered = [row[0] for row in session.execute(query) if row[1] in ids]
    if answered:
        _answered(session, answered)


def _answered(session: WorkspaceSession, proposal_ids: Sequence[int]) -> None:
    """Tell those who asked, each once a proposal, unless a draft of theirs comes back by it; have what the owners were
    told say how it ended."""
    asks = session.scalars(
        select(ProposalAsk).where(ProposalAsk.proposal_id.in_(list(proposal_ids)), ProposalAsk.told_at.is_(None))
    ).all()
    returned = {each: _returned(session, each) for each in proposal_ids}
    tell_many(session, [each for ask in asks if (each := _telling(ask, returned))])
    for ask in asks:
        ask.told_at = session.now
    session.flush()
    refresh(session, SUBJECT, proposal_ids)
    _ask_again(session, asks)


def _wait_again(session: WorkspaceSession, proposal_ids: Sequence[int]) -> None:
    """What was told is rewritten, and told anew when it is decided again."""
    session.execute(
        sa.update(ProposalAsk)
        .where(ProposalAsk.proposal_id.in_(list(proposal_ids)))
        .values(told_at=None)
        .execution_options(synchronize_session=False)
    )
    refresh(session, SUBJECT, proposal_ids)


def _telling(ask: ProposalAsk, returned: Mapping[int, set[int]]) -> Telling | None:
    if ask.asked_by_id is None or ask.asked_by_id in returned[ask.proposal_id]:
        return None
    refs: dict[str, Any] = {"proposal": ask.proposal_id}
    key = f"{PROPOSAL_ANSWERED}:{ask.proposal_id}:{ask.asked_by_id}"
    return Telling(ask.asked_by_id, PROPOSAL_ANSWERED, refs, key=key, subjects=[(SUBJECT, ask.proposal_id)])


def _returned(session: WorkspaceSession, proposal_id: int) -> set[int]:
    return {person_id for _, person_id in drafts_waiting_for(session, proposal_id)}


def _ask_again(session: WorkspaceSession, asks: Sequence[ProposalAsk]) -> None:
    """What is in the catalogue now is looked for on the activities it was missing on."""
    found = select(CatalogueProposal.id).where(
        CatalogueProposal.id.in_({ask.proposal_id for ask in asks}), CatalogueProposal.competency_id.is_not(None)
    )
    taken = set(session.scalars(found))
    wanted: dict[int | None, set[int]] = {}
    for ask in asks:
        if ask.proposal_id in taken and ask.activity_id is not None:
            wanted.setdefault(ask.asked_by_id, set()).add(ask.activity_id)
    for person_id, activity_ids in wanted.items():
        ask_about(session, person_id, sorted(activity_ids))
