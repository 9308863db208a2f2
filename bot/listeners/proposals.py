"""`skills proposed`: what people miss in the catalogue, gathered for those who manage it (tagging/nothing)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.proposals import (
    CREATE,
    DECIDE,
    DECLINE,
    LIST,
    NAMED,
    OTHER,
    SAME,
    SEND_DECLINE,
    TAKE,
    answer_notice,
    decline_form,
    declined_card,
    group_card,
    list_card,
    other_form,
    owner_notice,
    taken_card,
    waiting_card,
)
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from bot.listeners.competency_form import competency_form
from bot.listeners.competency_guard import look_alikes_of
from bot.listeners.competency_lookups import competency_options
from bot.product import Product
from bot.proposal_groups import ProposalGroup, grouped
from core.audit import note_undoable
from core.catalogue import (
    PROPOSAL_ANSWERED,
    PROPOSED,
    ProposalFate,
    decides_on_proposals,
    decline_proposals,
    proposal_fate,
    take_as_synonym,
    undo_decline,
    undo_taken,
    waiting_proposals,
)
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, competency_snapshot
from core.people import Actor, PersonView, people
from core.words import TimeOfDay, say

UNDO_TAKEN, UNDO_DECLINED = "proposals_taken", "proposals_declined"


def register(conversations: Conversations) -> None:
    """Add the list's buttons and forms, the line of App Home, and what owners and proposers are told."""
    for action, handler in ((LIST, _list), (DECIDE, _decide), (CREATE, _create), (SAME, _same)):
        conversations.press(action, handler)
    conversations.press(OTHER, lambda press: Answer(form=other_form(_group(press.product, press.asker, press.payload))))
    conversations.press(
        DECLINE, lambda press: Answer(form=decline_form(_group(press.product, press.asker, press.payload)))
    )
    conversations.submission(TAKE, _take)
    conversations.submission(SEND_DECLINE, _send_decline)
    conversations.lookup(NAMED, _named)
    conversations.undo(UNDO_TAKEN, _undo_taken)
    conversations.undo(UNDO_DECLINED, _undo_declined)
    conversations.notice(PROPOSED, _told_owner)
    conversations.notice(PROPOSAL_ANSWERED, _told_asker)
    conversations.home_section(_home)


def proposed(call: Call, _words: str = "") -> Answer:
    """All that is proposed, look-alikes together."""
    return Answer(card=list_card(_groups(call.product, call.asker)))


def _list(press: Press) -> Answer:
    start = int(press.payload.get("start") or 0)
    return Answer(card=list_card(_groups(press.product, press.asker), start))


def _decide(press: Press) -> Answer:
    return Answer(card=_card(press.product, press.asker, press.payload))


def _create(press: Press) -> Answer:
    """The form of a new competency, its name and other names filled in; saving it answers the proposals."""
    group = _group(press.product, press.asker, press.payload)
    others = ", ".join(group.others)
    form = competency_form(
        press.product, press.asker, category=group.category, name=group.name, synonyms=others
    )
    return Answer(form=form)


def _same(press: Press) -> Answer:
    return _taken(press.product, press.asker, press.payload["proposals"], int(press.payload["competency"]))


def _take(form: Submission) -> Answer:
    chosen = str(form.values.get("competency") or "")
    if not chosen.isdecimal():
        raise Invalid(say("Pick one from the list."), field="competency")
    return _taken(form.product, form.asker, form.payload["proposals"], int(chosen))


def _taken(product: Product, asker: Asker, proposals: Sequence[int], competency_id: int) -> Answer:
    with product.writing(asker.workspace_id) as session:
        view = competencies(session, [competency_id]).get(competency_id)
        if view is None:
            raise NotFound(say("I don't find that competency."))
        before = competency_snapshot(session, competency_id)
        names = take_as_synonym(session, asker.actor, competency_id, proposals)
        session.flush()
        refs = {"before": before, "after": competency_snapshot(session, competency_id), "proposals": list(proposals)}
        undo_id = note_undoable(session, asker.person_id, UNDO_TAKEN, competency=competency_id, **refs)
    return Answer(card=taken_card(names, view.name, undo_id))


def _send_decline(form: Submission) -> Answer:
    reason = str(form.values.get("reason") or "")
    group = _group(form.product, form.asker, form.payload)
    with form.product.writing(form.asker.workspace_id) as session:
        ids = decline_proposals(session, form.asker.actor, form.payload["proposals"], reason)
        undo_id = note_undoable(session, form.asker.person_id, UNDO_DECLINED, proposals=ids)
    return Answer(card=declined_card([group.name, *group.others], " ".join(reason.split()), undo_id))


def _named(call: Call) -> Sequence[Option]:
    """Active competencies of the proposal's category, by any of their names."""
    return competency_options(call, str(call.about.get("category") or "") or None)


# -- which --------------------------------------------------------------------------------------------------------


def _groups(product: Product, asker: Asker, ids: Sequence[int] | None = None) -> list[ProposalGroup]:
    with product.reading(asker.workspace_id) as session:
        found = waiting_proposals(session, asker.actor, ids)
    return grouped(found, product.skills.meanings([each.name for each in found]))


def _group(product: Product, asker: Asker, payload: Mapping[str, Any]) -> ProposalGroup:
    """The proposals a button is about, as one group, as far as they still wait; raises NotFound once none does."""
    with product.reading(asker.workspace_id) as session:
        found = waiting_proposals(session, asker.actor, payload["proposals"])
    if not found:
        raise NotFound(say("Somebody decided on this already. See: /prowess skills proposed"))
    return ProposalGroup(tuple(found))


def _card(product: Product, asker: Asker, payload: Mapping[str, Any], note: Words | None = None) -> Card:
    group = _group(product, asker, payload)
    alike = [each for each in look_alikes_of(product, asker, group.name) if each.active]
    return group_card(group, [each for each in alike if each.category == group.category], note)


# -- undoing ------------------------------------------------------------------------------------------------------


def _undo_taken(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_taken(session, actor, int(refs["competency"]), refs)
    return say("Undone, {at}. The proposals wait again.", at=TimeOfDay(session.now))


def _undo_declined(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_decline(session, actor, refs["proposals"])
    return say("Undone, {at}. The proposals wait again.", at=TimeOfDay(session.now))


# -- telling ------------------------------------------------------------------------------------------------------


def _told_owner(
    session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], _message: object
) -> Card | None:
    by = refs.get("by")
    proposer = people(session, [by]).get(by) if by is not None else None
    fate, skill = _fate(session, refs, None)
    return owner_notice(str(refs["name"]), proposer.name if proposer else None, fate, skill)


def _told_asker(
    session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], _message: object
) -> Card | None:
    fate, skill = _fate(session, refs, recipient.id)
    return answer_notice(fate, skill) if fate is not None else None


def _fate(
    session: WorkspaceSession, refs: Mapping[str, Any], person_id: int | None
) -> tuple[ProposalFate | None, str | None]:
    """What became of a proposal, and the name of the competency it became, where it did."""
    try:
        fate = proposal_fate(session, int(refs["proposal"]), person_id)
    except NotFound:
        return None, None
    found = competencies(session, [fate.competency_id]) if fate.competency_id is not None else {}
    return fate, found[fate.competency_id].name if fate.competency_id in found else None


def _home(call: Call) -> Card | None:
    """For those who decide: how many proposals wait."""
    with call.product.reading(call.asker.workspace_id) as session:
        if not decides_on_proposals(session, call.asker.actor):
            return None
        found = waiting_proposals(session, call.asker.actor)
    return waiting_card(len(grouped(found))) if found else None
