"""Naming the experts of a competency: they are asked first for its reviews (review/eligible)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards import Actions, Button, Card, Form, FormField, Text, undo_button
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.listeners.paths import unknown_card
from bot.product import Product
from bot.reading import read_people, read_skills
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import competencies, managed_competency
from core.people import Actor, Capability, experts_of, people, person_by_chat_id
from core.reviews import MOST_EXPERTS, name_experts
from core.words import Sentence, TimeOfDay, say

CHANGE, FORM, SHOW, UNDO = "experts.change", "experts.form", "experts.show", "review.experts"
USAGE, EXAMPLE = "experts SKILL [@person …]", "/prowess experts Fire safety @rita"


def register(conversations: Conversations) -> None:
    """Add the verb, its form, and its undo."""
    about = say("Name who is asked first for reviews of a competency")
    conversations.verb(Verb("experts", about, USAGE, EXAMPLE, _experts, Capability.COMPETENCY_MANAGE, menu=64))
    conversations.press(SHOW, _show)
    conversations.press(CHANGE, _change)
    conversations.submission(FORM, _submitted)
    conversations.undo(UNDO, _undo)


def _experts(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words) if "<@" in call.words else None
        rest = (named.rest if named else call.words).strip()
        if not rest:
            raise Invalid(say("Of which competency? Example: {example}", example=EXAMPLE))
        skills = read_skills(session, call.asker.actor, rest)
        if skills.unknown or len(skills.found) != 1:
            return Answer(card=unknown_card(call.product, call.asker, rest, SHOW, EXAMPLE))
        competency_id = next(iter(skills.found))
        if named is None or not named.ids:
            return Answer(card=_card(session, call.asker, competency_id))
    return Answer(card=_named(call.product, call.asker, competency_id, list(named.ids)))


def _show(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_card(session, press.asker, int(press.payload["competency"])))


def _card(session: WorkspaceSession, asker: Asker, competency_id: int) -> Card:
    """Who is named now, and the way to change it."""
    managed_competency(session, asker.actor, competency_id)
    said = _words(session, competency_id)
    return Card(said, (Text(said), Actions((Button(say("Change"), CHANGE, {"competency": competency_id}),))))


def _words(session: WorkspaceSession, competency_id: int) -> Sentence:
    ids = experts_of(session, [competency_id]).get(competency_id, [])
    found, skill = people(session, ids), competencies(session, [competency_id])[competency_id].name
    if not ids:
        return say("{skill}: no experts named. Reviews go to given reviewers, the manager, then admins.", skill=skill)
    return say("{skill}: experts are {names}.", skill=skill, names=[found[each].name for each in ids])


def _change(press: Press) -> Answer:
    competency_id = int(press.payload["competency"])
    with press.product.reading(press.asker.workspace_id) as session:
        managed_competency(session, press.asker.actor, competency_id)
        ids = experts_of(session, [competency_id]).get(competency_id, [])
        known = [each.chat_user_id for each in people(session, ids).values() if each.chat_user_id]
    hint = say("At most {n}. They are asked first, and may rate everybody in this.", n=MOST_EXPERTS)
    field = FormField("experts", say("Experts"), "people", known, optional=True, hint=hint, several=True)
    return Answer(form=Form(say("Experts"), FORM, (field,), {"competency": competency_id}))


def _submitted(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        found = [person_by_chat_id(session, str(each)) for each in form.values.get("experts") or []]
    if any(each is None for each in found):
        raise Invalid(say("Somebody is not in the directory of Prowess. An admin can add them."), field="experts")
    ids = [each.id for each in found if each is not None]
    return Answer(card=_named(form.product, form.asker, int(form.payload["competency"]), ids))


def _named(product: Product, asker: Asker, competency_id: int, ids: list[int]) -> Card:
    with product.writing(asker.workspace_id) as session:
        before = experts_of(session, [competency_id]).get(competency_id, [])
        name_experts(session, asker.actor, competency_id, ids)
        undo_id = note_undoable(session, asker.person_id, UNDO, competency=competency_id, before=before)
        said = say("✓ {words}", words=_words(session, competency_id))
    return Card(said, (Text(said), Actions((undo_button(undo_id),))))


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    name_experts(session, actor, int(refs["competency"]), [int(each) for each in refs["before"]])
    return say("Undone, {at}. The experts are as they were.", at=TimeOfDay(session.now))
