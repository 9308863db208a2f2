"""Why in chat: `why [@person] SKILL` and the button beside every rating; all evidence; marking what was an error."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.path_forms import COMPETENCIES
from bot.blocks.paths import WHY_RATED
from bot.blocks.why import (
    ALL_EVIDENCE,
    CORRECT,
    CORRECT_FORM,
    IN_ERROR,
    IN_ERROR_FORM,
    WhyView,
    correct_form,
    evidence_card,
    in_error_form,
    why_card,
)
from bot.cards import Card, Form, FormField, line
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.listeners.paths import unknown_card
from bot.path_names import names_in
from bot.product import Product
from bot.reading import read_people, read_skills
from core.achievements import mark_in_error, rules_of, shortest_way, why_rated
from core.catalogue import NamedEvidence, named_evidence
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.evidence import correct_evidence, evidence_of
from core.frameworks import competencies, may_see_tier, sees_all_tiers
from core.people import Capability, access_tier_of, allows, over, people, require
from core.visibility import opens_documents, require_details
from core.words import say

WHY_FORM = "why.form"
USAGE, EXAMPLE = "why [@person] SKILL", "/prowess why Fire safety"


def register(conversations: Conversations) -> None:
    """Add the verb, the buttons, and the forms for reasons."""
    about = say("Why somebody has a rating, or none yet")
    conversations.verb(Verb("why", about, USAGE, EXAMPLE, _why, menu=34))
    conversations.press(WHY_RATED, _pressed)
    conversations.press(ALL_EVIDENCE, _evidence)
    conversations.press(IN_ERROR, _ask_error)
    conversations.press(CORRECT, lambda press: Answer(form=correct_form({**press.payload})))
    conversations.submission(WHY_FORM, _submitted)
    conversations.submission(IN_ERROR_FORM, _mark)
    conversations.submission(CORRECT_FORM, _correct)


def _why(call: Call) -> Answer:
    if not call.words.strip():
        field = FormField("competency", say("Competency"), "search", lookup=COMPETENCIES)
        return Answer(form=Form(say("Why?"), WHY_FORM, (field,), submit=say("Show")))
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words) if "<@" in call.words else None
        words = named.rest if named else call.words
        person_id = named.ids[0] if named and named.ids else call.asker.person_id
        skills = read_skills(session, call.asker.actor, words)
    if skills.unknown or len(skills.found) != 1:
        return Answer(card=unknown_card(call.product, call.asker, words, WHY_RATED, EXAMPLE, person=person_id))
    return Answer(card=_card(call.product, call.asker, person_id, next(iter(skills.found))), where="chat")


def _submitted(form: Submission) -> Answer:
    chosen = form.values.get("competency")
    if not chosen:
        raise Invalid(say("Which competency? Example: Fire safety."), field="competency")
    return Answer(card=_card(form.product, form.asker, form.asker.person_id, int(chosen)), where="chat")


def _pressed(press: Press) -> Answer:
    payload = press.payload
    competency_id = int(payload["skill"] if "skill" in payload else payload["competency"])
    card = _card(press.product, press.asker, int(payload.get("person", press.asker.person_id)), competency_id)
    return Answer(card=card, private=True)


def _card(product: Product, asker: Asker, person_id: int, competency_id: int) -> Card:
    """Why, for those who may see the person's ratings (privacy/details)."""
    with product.reading(asker.workspace_id) as session:
        return why_card(_view(session, asker, person_id, competency_id))


def _view(session: WorkspaceSession, asker: Asker, person_id: int, competency_id: int) -> WhyView:
    require_details(session, asker.actor, person_id, competency_id)
    view = competencies(session, [competency_id]).get(competency_id)
    if view is None or not _sees(session, asker, person_id, view.access_tier):
        raise NotFound(say("I don't find that competency."))
    rule = rules_of(session, [competency_id])[competency_id]
    reason = why_rated(session, person_id, competency_id)
    rater_id = reason.rating.rated_by_id if reason else None
    named = people(session, [each for each in (person_id, rater_id) if each is not None])
    return WhyView(
        view,
        named[person_id],
        rule,
        names_in(session, competency_id, rule.paths),
        reason,
        named[rater_id].name if rater_id in named else None,
        shortest_way(session, person_id, competency_id) if reason is None else None,
        sum(each.stands for each in evidence_of(session, person_id, competency_id)),
        allows(session, asker.actor, Capability.QUALIFICATION_VERIFY, over(person_id, competency_id=competency_id)),
    )


def _sees(session: WorkspaceSession, asker: Asker, person_id: int, tier: int | None) -> bool:
    if person_id == asker.person_id or sees_all_tiers(session, asker.actor):
        return True
    return may_see_tier(tier, access_tier_of(session, asker.person_id))


def _evidence(press: Press) -> Answer:
    """All evidence of a person's competency, ten at a time."""
    person_id, competency_id = int(press.payload["person"]), int(press.payload["skill"])
    with press.product.reading(press.asker.workspace_id) as session:
        card = _evidence_card(session, press.asker, person_id, competency_id, int(press.payload.get("start", 0)))
    return Answer(card=card, private=True)


def _evidence_card(
    session: WorkspaceSession, asker: Asker, person_id: int, competency_id: int, start: int = 0
) -> Card:
    require_details(session, asker.actor, person_id, competency_id)
    pieces = named_evidence(session, person_id, competency_id)
    where = over(person_id, competency_id=competency_id)
    if not opens_documents(session, asker.actor, person_id, competency_id):
        pieces = [_unnamed(each) for each in pieces]
    own = person_id == asker.person_id
    reviews = own or allows(session, asker.actor, Capability.EVIDENCE_REVIEW, where)
    correctable = {each.id for each in pieces if each.kind in ("file", "link")} if reviews else set()
    view = competencies(session, [competency_id])[competency_id]
    holder = people(session, [person_id])[person_id]
    return evidence_card(view, holder, pieces, asker.person.time_zone, correctable, start)


def _unnamed(piece: NamedEvidence) -> NamedEvidence:
    """Files and links by their kind alone, for those who may not open them (privacy/documents)."""
    return replace(piece, name="") if piece.kind in ("file", "link") else piece


def _ask_error(press: Press) -> Answer:
    person_id, competency_id = int(press.payload["person"]), int(press.payload["skill"])
    with press.product.reading(press.asker.workspace_id) as session:
        where = over(person_id, competency_id=competency_id)
        require(session, press.asker.actor, Capability.QUALIFICATION_VERIFY, where)
        view, holder = competencies(session, [competency_id])[competency_id], people(session, [person_id])[person_id]
    return Answer(form=in_error_form(view, holder))


def _mark(form: Submission) -> Answer:
    person_id, competency_id = int(form.payload["person"]), int(form.payload["skill"])
    with form.product.writing(form.asker.workspace_id) as session:
        mark_in_error(session, form.asker.actor, person_id, competency_id, str(form.values.get("reason") or ""))
        view, holder = competencies(session, [competency_id])[competency_id], people(session, [person_id])[person_id]
    said = say("✓ {skill}, {who}: marked as entered in error.", skill=view.name, who=holder.first_name)
    return Answer(card=line(said), private=True)


def _correct(form: Submission) -> Answer:
    payload = form.payload
    with form.product.writing(form.asker.workspace_id) as session:
        reason = str(form.values.get("reason") or "")
        correct_evidence(session, form.asker.actor, int(payload["evidence"]), reason)
    with form.product.reading(form.asker.workspace_id) as session:
        card = _evidence_card(session, form.asker, int(payload["person"]), int(payload["skill"]))
    return Answer(card=card)


