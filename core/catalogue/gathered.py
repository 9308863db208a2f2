"""Proposals to the catalogue, gathered for its owners: who asked for what, for which activities (tagging/nothing)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.activities import activities
from core.catalogue.models import ProposalAsk, ProposalDecline
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import CompetencyCategory, propose_competency
from core.frameworks.models import CatalogueProposal
from core.people import SITE, Actor, Capability, Where, allows, people, require
from core.words import say


@dataclass(frozen=True)
class ProposalView:
    """A proposed competency: who asked, oldest first, and the activities in use they asked for (id, title)."""

    id: int
    name: str
    category: str
    proposed_at: datetime
    asker_ids: tuple[int, ...]
    askers: tuple[str, ...]
    activities: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ProposalFate:
    """What became of a proposal: the competency it is in the catalogue by, or why it was declined; neither while it
    waits. `declined_by` is a name."""

    name: str
    competency_id: int | None
    reason: str | None
    declined_by: str | None
    activity_ids: tuple[int, ...]

    @property
    def waits(self) -> bool:
        """Whether nobody decided yet."""
        return self.competency_id is None and self.reason is None


def propose_to_owners(
    session: WorkspaceSession,
    actor: Actor,
    name: str,
    category: CompetencyCategory,
    activity_id: int | None = None,
) -> int:
    """Propose a competency, or join the open proposal of its name; the proposal's id. Who asked is kept once for each
    activity they asked for. Repeatable."""
    proposal_id = propose_competency(session, actor, name, category)
    if not _has_asked(session, actor, proposal_id, activity_id):
        session.add(
            ProposalAsk(
                proposal_id=proposal_id,
                asked_by_id=actor.person_id,
                activity_id=activity_id,
                asked_at=session.now,
                told_at=None,
            )
        )
        session.flush()
    return proposal_id


def decides_on_proposals(session: WorkspaceSession, actor: Actor) -> frozenset[str]:
    """The categories whose proposals the actor decides on: those they may add to the catalogue on the whole site."""
    if allows(session, actor, Capability.COMPETENCY_MANAGE, SITE):
        return frozenset(str(each) for each in CompetencyCategory)
    if allows(session, actor, Capability.COMPETENCY_MANAGE, Where(skills_only=True)):
        return frozenset({str(CompetencyCategory.SKILL)})
    return frozenset()


def waiting_proposals(
    session: WorkspaceSession, actor: Actor, ids: Collection[int] | None = None
) -> list[ProposalView]:
    """The open proposals the actor decides on (of these, where named), most asked for first.

    A few queries however many. Raises Refused where they decide on none.
    """
    categories = decides_on_proposals(session, actor)
    if not categories:
        require(session, actor, Capability.COMPETENCY_MANAGE)
    query = select(CatalogueProposal).where(
        CatalogueProposal.answered_at.is_(None), CatalogueProposal.category.in_(sorted(categories))
    )
    if ids is not None:
        query = query.where(CatalogueProposal.id.in_(list(ids)))
    rows = session.scalars(query.order_by(CatalogueProposal.id)).all()
    return sorted(_views(session, rows), key=lambda each: (-len(each.asker_ids), each.id))


def held_proposals(session: WorkspaceSession, actor: Actor, ids: Collection[int]) -> list[CatalogueProposal]:
    """The rows of those of these proposals that still wait and that the actor decides on, held until the transaction
    ends; raises Refused, NotFound where none is left."""
    wanted = [each.id for each in waiting_proposals(session, actor, ids)]
    query = select(CatalogueProposal).where(
        CatalogueProposal.id.in_(wanted), CatalogueProposal.answered_at.is_(None)
    )
    rows = session.scalars(query.order_by(CatalogueProposal.id).with_for_update()).all()
    if not rows:
        raise NotFound(say("Somebody decided on this already. See: /prowess skills proposed"))
    return list(rows)


def proposal_fate(session: WorkspaceSession, proposal_id: int, person_id: int | None = None) -> ProposalFate:
    """What became of a proposal, with the activities that this person asked for it for; raises NotFound."""
    row = session.scalar(select(CatalogueProposal).where(CatalogueProposal.id == proposal_id))
    if row is None:
        raise NotFound(say("I don't find that proposal."))
    declined = session.scalar(
        select(ProposalDecline).where(
            ProposalDecline.proposal_id == proposal_id, ProposalDecline.taken_back_at.is_(None)
        )
    )
    asked = select(ProposalAsk.activity_id).where(
        ProposalAsk.proposal_id == proposal_id, ProposalAsk.asked_by_id == person_id
    )
    decider = declined.declined_by_id if declined else None
    return ProposalFate(
        name=row.name,
        competency_id=row.competency_id,
        reason=declined.reason if declined else None,
        declined_by=people(session, [decider])[decider].name if decider is not None else None,
        activity_ids=tuple(sorted({each for each in session.scalars(asked) if each is not None})),
    )


def _has_asked(session: WorkspaceSession, actor: Actor, proposal_id: int, activity_id: int | None) -> bool:
    query = select(ProposalAsk.id).where(
        ProposalAsk.proposal_id == proposal_id,
        ProposalAsk.asked_by_id.is_not_distinct_from(actor.person_id),
        ProposalAsk.activity_id.is_not_distinct_from(activity_id),
    )
    return session.scalar(query.limit(1)) is not None


def _views(session: WorkspaceSession, rows: Collection[CatalogueProposal]) -> Iterable[ProposalView]:
    ids = [row.id for row in rows]
    asks = session.execute(
        select(ProposalAsk.proposal_id, ProposalAsk.asked_by_id, ProposalAsk.activity_id)
        .where(ProposalAsk.proposal_id.in_(ids))
        .order_by(ProposalAsk.id)
    ).all()
    titles = activities(session, {each.activity_id for each in asks if each.activity_id is not None})
    askers = {row.id: _askers(row, asks) for row in rows}
    known = people(session, {each for found in askers.values() for each in found})
    for row in rows:
        wanted = dict.fromkeys(each.activity_id for each in asks if each.proposal_id == row.id)
        yield ProposalView(
            id=row.id,
            name=row.name,
            category=row.category,
            proposed_at=row.proposed_at,
            asker_ids=askers[row.id],
            askers=tuple(known[each].name for each in askers[row.id] if each in known),
            activities=tuple((each, titles[each].title) for each in wanted if each in titles and titles[each].in_use),
        )


def _askers(row: CatalogueProposal, asks: Collection[Any]) -> tuple[int, ...]:
    """Who asked, each once; of a proposal older than these notes its proposer."""
    found = [each.asked_by_id for each in asks if each.proposal_id == row.id]
    return tuple(dict.fromkeys(each for each in (row.proposed_by_id, *found) if each is not None))
