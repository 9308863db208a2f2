"""Unmatched results: an admin says whose they are and of what, or drops them (activities/unmatched)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.unmatched import (
    ACTIVITIES,
    MATCH,
    MORE,
    PAGE,
    SAVE_MATCH,
    match_form,
    matched_words,
    unmatched_card,
)
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Option, Press, Report, Submission
from core.activities import (
    Waiting,
    activities_containing,
    drop_unmatched,
    match_to_activity,
    match_to_person,
    unmatched_result,
    unmatched_results,
)
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import Actor, Capability, person_by_chat_id
from core.words import say


def register(conversations: Conversations) -> None:
    """Add the report of unmatched results, and how each is settled."""
    conversations.report(
        Report(
            "unmatched",
            say("Results of people or activities that aren't known here"),
            "report unmatched",
            "/prowess report unmatched",
            _report,
            Capability.SETTINGS_MANAGE,
        )
    )
    conversations.press(MORE, _more)
    conversations.press(MATCH, _match)
    conversations.submission(SAVE_MATCH, _save)
    conversations.lookup(ACTIVITIES, _activities)


def _report(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        return Answer(card=_card(session, call.asker.actor), where="chat")


def _more(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_card(session, press.asker.actor, int(press.payload["start"])))


def _match(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        row: Waiting = unmatched_result(session, press.asker.actor, int(press.payload["result"]))
    return Answer(form=match_form(row, int(press.payload["start"])))


def _save(form: Submission) -> Answer:
    with form.product.writing(form.asker.workspace_id) as session:
        note = _settled(session, form)
    with form.product.reading(form.asker.workspace_id) as session:
        return Answer(card=_card(session, form.asker.actor, int(form.payload["start"]), note))


def _settled(session: WorkspaceSession, form: Submission) -> Words:
    """Match the result by what was filled in; what is left open waits on."""
    result_id, actor = int(form.payload["result"]), form.asker.actor
    if form.values.get("drop"):
        drop_unmatched(session, actor, result_id)
        return say("Dropped by you: it counts for nobody.")
    person, called = form.values.get("person"), form.values.get("activity")
    if not person and not called:
        raise Invalid(say("Say whose it is, or which activity."), field="person")
    counted = 0
    if called:
        counted += match_to_activity(session, actor, result_id, int(str(called)))
    if person and (not called or not counted):
        counted += match_to_person(session, actor, result_id, _person(session, str(person)))
    return matched_words(counted)


def _person(session: WorkspaceSession, chat_user_id: str) -> int:
    found = person_by_chat_id(session, chat_user_id)
    if found is None:
        raise NotFound(say("I don't find that person here."), field="person")
    return found.id


def _activities(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        return [(each.title, str(each.id)) for each in activities_containing(session, call.words)]


def _card(session: WorkspaceSession, actor: Actor, start: int = 0, note: Words | None = None) -> Card:
    return unmatched_card(unmatched_results(session, actor, limit=PAGE, offset=start), start, note)
