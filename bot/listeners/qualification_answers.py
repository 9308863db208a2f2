"""Answers to a draft's questions: which day, which competency, propose it, cancel; and a draft that comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.blocks.drafts import cancelled, not_in_catalogue, proposed, returned
from bot.cards import Card
from bot.conversation import Answer, Press
from bot.draft_cards import card_of, draft_from, named, view_of
from bot.drafts import CertificateDraft, stored
from core.catalogue import propose_to_owners
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.frameworks import CompetencyCategory
from core.people import Actor, PersonView
from core.qualifications import draft, drop_draft, keep_draft, wait_for
from core.words import say


def choose_day(press: Press) -> Answer:
    """One of the days a date could mean, or another picked."""
    chosen = press.chosen if isinstance(press.chosen, date) else press.payload.get("day")
    if not chosen:
        raise Invalid(say("Pick a day."))
    day = chosen if isinstance(chosen, date) else date.fromisoformat(str(chosen))
    today = day_in(press.asker.person.time_zone, press.product.engine.clock())
    role, locale = str(press.payload["role"]), press.asker.person.locale
    return _changed(press, lambda waiting: waiting.dated(role, day, today=today, locale=locale))


def choose_name(press: Press) -> Answer:
    """One of the look-alikes, or one picked from the list."""
    chosen = press.payload.get("competency") or press.chosen
    if not chosen or not str(chosen).isdigit():
        raise Invalid(say("Pick a certification."))
    return _changed(press, lambda waiting: waiting.named(int(str(chosen))))


def no_name(press: Press) -> Answer:
    """None of the look-alikes: it can be proposed."""
    with press.product.reading(press.asker.workspace_id) as session:
        draft_id = int(press.payload["draft"])
        return Answer(card=not_in_catalogue(view_of(session, press.asker.actor, draft_id, _open(session, press))))


def propose(press: Press) -> Answer:
    """Propose the name to the catalogue's owners; the draft waits for it."""
    with press.product.writing(press.asker.workspace_id) as session:
        waiting = _open(session, press)
        words = waiting.reading.competency_words
        proposal_id = propose_to_owners(session, press.asker.actor, words, _category(waiting))
        wait_for(session, press.asker.actor, int(press.payload["draft"]), proposal_id)
    return Answer(card=proposed(words))


def cancel(press: Press) -> Answer:
    """Forget the draft."""
    with press.product.writing(press.asker.workspace_id) as session:
        kept = draft(session, press.asker.actor, int(press.payload["draft"]))
        if kept.saved_id is not None:
            raise Conflict(say("Already saved. Undo takes it back within 10 minutes."))
        drop_draft(session, press.asker.actor, kept.id)
    return Answer(card=cancelled())


def draft_back(
    session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], _message: Any
) -> Card | None:
    """The notice that brings a draft back; nothing once it was saved or is too old."""
    actor = Actor(session.workspace_id, recipient.id)
    try:
        kept = draft(session, actor, int(refs["draft"]))
    except NotFound:
        return None
    waiting = draft_from(kept)
    if waiting is None or waiting.reading.competency is None:
        return None
    name = named(session, waiting.reading.competency).name
    return returned(name, card_of(session, actor, kept.id, waiting))


def _changed(press: Press, change: Callable[[CertificateDraft], CertificateDraft]) -> Answer:
    """The draft with a change, kept, and its card as it is then."""
    with press.product.writing(press.asker.workspace_id) as session:
        waiting = change(_open(session, press))
        draft_id = int(press.payload["draft"])
        keep_draft(session, press.asker.actor, "", stored(waiting), draft_id=draft_id)
        return Answer(card=card_of(session, press.asker.actor, draft_id, waiting))


def _open(session: WorkspaceSession, press: Press) -> CertificateDraft:
    waiting = draft_from(draft(session, press.asker.actor, int(press.payload["draft"])))
    if waiting is None:
        raise Conflict(say("Already saved. Nothing changed."))
    return waiting


def _category(waiting: CertificateDraft) -> CompetencyCategory:
    if waiting.reading.degree:
        return CompetencyCategory.EDUCATION
    return CompetencyCategory.LANGUAGE if waiting.reading.value else CompetencyCategory.CERTIFICATION
