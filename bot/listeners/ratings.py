"""Rating in chat: `rate @person SKILL=VALUE`, oneself or somebody one may rate; undone for ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.ratings import (
    NONE,
    RATE,
    RATE_FORM,
    GivenView,
    given_card,
    no_longer_card,
    rate_form,
    told_card,
    withdrawn_card,
)
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission, Verb
from bot.listeners.paths import unknown_card
from bot.reading import read_people, read_skills, value_named
from core.achievements import give_rating, rating_of, undo_rating, validity_of
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.evidence import judgement
from core.frameworks import competencies, scale_of, visible_ids
from core.notifications import NO_LONGER_MEETS, RATING_GIVEN, rewrite_told_rating
from core.people import Actor, PersonView, people, person, person_by_chat_id
from core.targets import is_met, open_target
from core.words import Sentence, TimeOfDay, say

UNDO_RATING = "rating"
USAGE, EXAMPLE = "rate [@person] SKILL=VALUE [: note]", "/prowess rate @anna English=B2"
WITHOUT = frozenset({"none", "no rating", "-"})


def register(conversations: Conversations) -> None:
    """Add the verb, its form and button, its undo, and the messages about ratings."""
    about = say("Rate a person you may rate, or yourself")
    conversations.verb(Verb("rate", about, USAGE, EXAMPLE, _rate, menu=36))
    conversations.press(RATE, _pressed)
    conversations.submission(RATE_FORM, _submitted)
    conversations.undo(UNDO_RATING, _undo)
    conversations.notice(RATING_GIVEN, _told)
    conversations.notice(NO_LONGER_MEETS, _no_longer)


def _rate(call: Call) -> Answer:
    words, _, note = call.words.partition(" : ") if " : " in call.words else (call.words, "", "")
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, words) if "<@" in words else None
        rest = (named.rest if named else words).strip()
        person_id = named.ids[0] if named and named.ids else call.asker.person_id
        if not rest:
            found = person(session, person_id)
            return Answer(form=rate_form(found, None, None, chat_user_id=call.asker.person.chat_user_id))
        name, equals, value = (each.strip() for each in rest.partition("="))
        skills = read_skills(session, call.asker.actor, name if equals and value.lower() in WITHOUT else rest)
        if skills.unknown or len(skills.found) != 1:
            return Answer(card=unknown_card(call.product, call.asker, name, RATE, EXAMPLE, person=person_id))
        [(competency_id, value_id)] = skills.found.items()
        if value_id is None and not (equals and value.lower() in WITHOUT):
            view, scale = competencies(session, [competency_id])[competency_id], scale_of(session, competency_id)
            return Answer(form=rate_form(person(session, person_id), view, scale, chat_user_id=None))
    return Answer(card=_give(call, person_id, competency_id, value_id, note.strip()))


def _pressed(press: Press) -> Answer:
    """The form, filled with whom and what."""
    competency_id = int(press.payload["competency"])
    with press.product.reading(press.asker.workspace_id) as session:
        view, scale = competencies(session, [competency_id])[competency_id], scale_of(session, competency_id)
        whom = person(session, int(press.payload.get("person", press.asker.person_id)))
    return Answer(form=rate_form(whom, view, scale, chat_user_id=None))


def _submitted(form: Submission) -> Answer:
    chosen, wanted = form.values.get("competency"), str(form.values.get("value") or "").strip()
    if not chosen:
        raise Invalid(say("Which competency? Example: Fire safety."), field="competency")
    if not wanted:
        raise Invalid(say("Which value? Example: Acquired."), field="value")
    with form.product.reading(form.asker.workspace_id) as session:
        whom = person_by_chat_id(session, str(form.values.get("person") or ""))
        if whom is None:
            raise Invalid(say("That person is not in the directory of Prowess. An admin can add them."), field="person")
        value_id = _value(session, int(chosen), wanted)
    card = _give(form, whom.id, int(chosen), value_id, str(form.values.get("note") or ""))
    return Answer(card=card, replace=False)


def _value(session: WorkspaceSession, competency_id: int, wanted: str) -> int | None:
    if wanted.lower() in WITHOUT or wanted == NONE:
        return None
    if wanted.isdigit() and scale_of(session, competency_id).value(int(wanted)) is not None:
        return int(wanted)
    return value_named(session, competencies(session, [competency_id])[competency_id], wanted)


def _give(request: Request, person_id: int, competency_id: int, value_id: int | None, note: str) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        if competency_id not in visible_ids(session, asker.actor):
            raise NotFound(say("I don't find that competency."), field="competency")
        given = give_rating(
            session, asker.actor, person_id=person_id, competency_id=competency_id, scale_value_id=value_id, note=note
        )
        undo_id = note_undoable(session, asker.person_id, UNDO_RATING, judgement=given.judgement_id)
        view = GivenView(
            people(session, [person_id])[person_id],
            competencies(session, [competency_id])[competency_id],
            scale_of(session, competency_id).value(value_id),
            given.before,
            person_id == asker.person_id,
            given.because,
            undo_id,
        )
    return given_card(view)


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    judgement_id = int(refs["judgement"])
    undo_rating(session, actor, judgement_id)
    rewrite_told_rating(session, judgement_id)
    return say("Undone, {at}. The rating is as it was before.", at=TimeOfDay(session.now))


def _told(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """Who rated the person and how; once undone the message says so, or is not sent."""
    given = judgement(session, int(refs["judgement"]))
    if given is None:
        return None
    rater = people(session, [given.given_by_id]).get(given.given_by_id) if given.given_by_id else None
    by: Words = rater.first_name if rater else say("The operator")
    if given.withdrawn_at is not None:
        was_sent = message is None or message.rewriting or message.in_doubt
        return withdrawn_card(by, given.withdrawn_at) if was_sent else None
    value = scale_of(session, given.competency_id).value(given.scale_value_id)
    view = competencies(session, [given.competency_id])[given.competency_id]
    return told_card(by, view, value.name if value else say("no rating"), given.note, recipient.id)


def _no_longer(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], _message: Any) -> Card | None:
    """Who no longer meets a target; dropped where they meet it again by then."""
    person_id, competency_id = int(refs["person"]), int(refs["competency"])
    target = open_target(session, person_id, competency_id)
    if target is None or target.exempt or _meets(session, person_id, competency_id, target.value.position):
        return None
    holder = people(session, [person_id])[person_id]
    view = competencies(session, [competency_id])[competency_id]
    return no_longer_card(holder, view, refs, own=recipient.id == person_id)


def _meets(session: WorkspaceSession, person_id: int, competency_id: int, required: int) -> bool:
    rating = rating_of(session, person_id, competency_id)
    position = rating.value.position if rating and rating.value else None
    pair = (person_id, competency_id)
    return is_met(required, position, validity_of(session, [pair])[pair].validity)


