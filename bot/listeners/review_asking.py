"""Asking for a review in chat: what goes with it is shown, then one press asks (review/request, review/found)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import review_words as words
from bot.blocks.review_asking import (
    ANSWER,
    ASK_AGAIN,
    CANCELLED,
    ask_form,
    asked_card,
    asking_card,
    evidence_form,
    own_card,
    sent_card,
)
from bot.cards import Card, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission
from bot.listeners.evidence import document_store, item_fields, items_of
from bot.listeners.paths import unknown_card
from bot.listeners.review_views import card_for, require_seeing, review_card
from bot.reading import read_people, read_skills
from core.achievements import rating_of
from core.audit import note_undoable
from core.catalogue import named_evidence
from core.db import WorkspaceSession
from core.documents import CheckedFile
from core.errors import Conflict, Invalid, NotFound
from core.evidence import add_prior_learning
from core.frameworks import CompetencyView, competencies, scale_of, visible_ids
from core.people import Actor, Capability, allows, over, people, person
from core.reviews import claimed, comment, request_review, review_of, reviewers_of, withdraw_request
from core.targets import open_target
from core.words import Sentence, TimeOfDay, say

UNDO_REQUEST = "review.request"
UNDO_COMMENT = "review.comment"
USAGE, EXAMPLE = "review [@person] SKILL[=VALUE]", "/prowess review Fire safety"


def register(conversations: Conversations) -> None:
    """Add the buttons and forms of the asking, and how a request is undone."""
    conversations.press(words.ASK, _ask)
    conversations.press(words.CHOOSE, _chosen)
    conversations.press(words.CANCEL, lambda _press: Answer(card=line(CANCELLED)))
    conversations.press(words.ADD, _add)
    conversations.press(words.AGAIN, _add)
    conversations.submission(words.ASK_FORM, _named)
    conversations.submission(words.ADD_FORM, _added)
    conversations.undo(UNDO_REQUEST, _undo)


def ask(call: Call) -> Answer:
    """`review Fire safety`: what goes with the request, or how the open one stands; with a person, theirs, or of
    whom to ask it."""
    if not call.words.strip():
        return Answer(form=ask_form())
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words) if "<@" in call.words else None
        rest = (named.rest if named else call.words).strip()
        other = named.ids[0] if named and named.ids and named.ids[0] != call.asker.person_id else None
        skills = read_skills(session, call.asker.actor, rest)
        if skills.unknown or len(skills.found) != 1:
            more = {} if other is None else {"person": other}
            return Answer(card=unknown_card(call.product, call.asker, rest, words.CHOOSE, EXAMPLE, **more))
        [(competency_id, value_id)] = skills.found.items()
        return Answer(card=_begin(session, call.asker, competency_id, value_id, other), replace=False, where="chat")


def _begin(
    session: WorkspaceSession, asker: Asker, competency_id: int, value_id: int | None = None, other: int | None = None
) -> Card:
    if other is None:
        return _before(session, asker, competency_id, value_id)
    where = over(other, competency_id=competency_id)
    if allows(session, asker.actor, Capability.COMPETENCY_GRADE, where):
        return _theirs(session, asker, other, competency_id)
    if other not in reviewers_of(session, asker.person_id, competency_id):
        name, skill = person(session, other).first_name, competencies(session, [competency_id])[competency_id].name
        raise NotFound(
            say("{name} can't review {skill} for you, and you don't review {name}. Leave the name out.", name=name,
                skill=skill)
        )
    return _before(session, asker, competency_id, value_id, of=other)


def _theirs(session: WorkspaceSession, asker: Asker, person_id: int, competency_id: int) -> Card:
    """Somebody else's review, for who may decide it."""
    found = review_of(session, person_id, competency_id)
    if found is None or not found.is_open:
        name, skill = person(session, person_id).first_name, competencies(session, [competency_id])[competency_id].name
        return line(
            say("{name} has no open review of {skill}. To rate them: /prowess rate", name=name, skill=skill)
        )
    return card_for(session, asker.person, found.id)


def _before(
    session: WorkspaceSession,
    asker: Asker,
    competency_id: int,
    value_id: int | None = None,
    *,
    of: int | None = None,
    notice: Words | None = None,
) -> Card:
    """What goes with the request; one that is open shows how it stands."""
    view = _seen(session, asker, competency_id)
    found = review_of(session, asker.person_id, competency_id)
    if found is not None and found.is_open and value_id in (None, found.claim_value_id):
        return own_card(review_card(session, asker.person, found.id))
    scale = scale_of(session, competency_id)
    rating, target = rating_of(session, asker.person_id, competency_id), open_target(
        session, asker.person_id, competency_id
    )
    claim = scale.value(value_id) or claimed(scale, target.value if target else None, rating.value if rating else None)
    payload = {"competency": competency_id, "value": claim.id} | ({} if of is None else {"of": of})
    return asking_card(view, claim.name, named_evidence(session, asker.person_id, competency_id), payload, notice)


def _seen(session: WorkspaceSession, asker: Asker, competency_id: int) -> CompetencyView:
    view = competencies(session, [competency_id]).get(competency_id)
    if view is None or competency_id not in visible_ids(session, asker.actor):
        raise NotFound(say("I don't find that competency."), field="competency")
    return view


def _chosen(press: Press) -> Answer:
    """One of the names that the words may have meant, or a row of a list, which stays above the answer."""
    other = press.payload.get("person")
    with press.product.reading(press.asker.workspace_id) as session:
        chosen = int(press.payload["competency"])
        card = _begin(session, press.asker, chosen, other=int(other) if other else None)
    return Answer(card=card, replace=not press.payload.get("below"))


def _named(form: Submission) -> Answer:
    chosen = form.values.get("competency")
    if not chosen:
        raise Invalid(say("Which competency? Example: Fire safety."), field="competency")
    with form.product.reading(form.asker.workspace_id) as session:
        return Answer(card=_before(session, form.asker, int(chosen)), replace=False)


def _ask(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        card = _request(session, press.asker, press.payload)
    return Answer(card=card)


def _request(session: WorkspaceSession, asker: Asker, payload: Mapping[str, Any], said: str = "") -> Card:
    asked = request_review(
        session,
        asker.actor,
        competency_id=int(payload["competency"]),
        claim_value_id=int(payload["value"]),
        words=said,
        preferred_id=int(payload["of"]) if payload.get("of") else None,
    )
    undo_id = note_undoable(session, asker.person_id, UNDO_REQUEST, step=asked.step_id)
    return asked_card(review_card(session, asker.person, asked.review_id), undo_id, joined=asked.joined)


def _add(press: Press) -> Answer:
    """The form for files and links; what follows on it is in the payload."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = _seen(session, press.asker, int(press.payload["competency"]))
    return Answer(form=evidence_form(view, dict(press.payload), item_fields()))


def _added(form: Submission) -> Answer:
    asker, payload = form.asker, form.payload
    files, links = items_of(form)
    note, then = str(form.values.get("note") or ""), str(payload["then"])
    if not files and not links and not (then == ASK_AGAIN and note):
        raise Invalid(say("Add a file or a link. Example: https://example.org/report"), field="links")
    competency_id = int(payload["competency"])
    with form.product.writing(asker.workspace_id) as session:
        if files or links:
            add_prior_learning(
                session, asker.actor, [competency_id], files=files, links=links,
                note="" if then == ASK_AGAIN else note, store=document_store(form.product),
            )
        if then == ASK_AGAIN:
            return Answer(card=_again(session, asker, payload, note), replace=False)
        if then == ANSWER:
            card = tell_added(session, asker, int(payload["review"]), files, links)
            return Answer(card=card, replace=False)
        of = int(payload["of"]) if payload.get("of") else None
        return Answer(card=_before(session, asker, competency_id, int(payload["value"]), of=of))


def _again(session: WorkspaceSession, asker: Asker, payload: Mapping[str, Any], said: str) -> Card:
    """The one who rejected it knows the matter: they are asked again while they may review it."""
    able = reviewers_of(session, asker.person_id, int(payload["competency"]))
    of = payload.get("of") if payload.get("of") in able else None
    return _request(session, asker, {**payload, "of": of}, said)


def tell_added(
    session: WorkspaceSession, asker: Asker, review_id: int, files: list[CheckedFile], links: list[str], said: str = ""
) -> Card:
    """Let the reviewer know what was added to an open review; once it is decided it is evidence all the same."""
    names = [*(each.name for each in files), *links]
    try:
        step_id = comment(session, asker.actor, review_id, f"{said} ({', '.join(names)})" if said else ", ".join(names))
    except Conflict as decided:
        return line(say("✓ Added: {files}. {standing}", files=names, standing=decided.sentence))
    undo_id = note_undoable(session, asker.person_id, UNDO_COMMENT, step=step_id)
    return sent(session, asker, review_id, undo_id, names)


def sent(
    session: WorkspaceSession, asker: Asker, review_id: int, undo_id: int, added: list[str] | None = None
) -> Card:
    """What was said is on its way: to the reviewer, or to the person."""
    found = require_seeing(session, asker, review_id)
    to = found.reviewer_id if found.person_id == asker.person_id else found.person_id
    name: Words = people(session, [to])[to].first_name if to is not None else say("Who will review it")
    return sent_card(name, undo_id, added or ())


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    step_id = int(refs["step"])
    withdraw_request(session, actor, step_id)
    return say("Undone, {at}. Nobody is asked.", at=TimeOfDay(session.now))

