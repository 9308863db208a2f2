"""Letting guests of the chat workspace in, and no longer (people/strangers)."""

from __future__ import annotations

import re

from bot.blocks import people as cards
from bot.cards import line
from bot.conversation import Answer, Call, Conversations, Job, Later, Press
from bot.listeners.people_showing import require_people, show_person
from core.errors import Invalid, NotFound, Unavailable
from core.people import admit_guest, end_admission, people
from core.words import TimeOfDay, say

JOB = "person.admit"
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


def register(conversations: Conversations) -> None:
    """Add the job that asks Slack who a guest is, and the button that ends it."""
    conversations.job(JOB, _admit)
    conversations.press(cards.END_ADMISSION, _end)


def admit(call: Call, words: str) -> Answer:
    """`person admit @guest`: Slack is asked who they are; members need no admission."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_people(session, call.asker.actor)
    found = _MENTION.search(words)
    if found is None:
        raise Invalid(say("Which guest? Pick them as you type @. Example: {example}", example=cards.GUEST_EXAMPLE))
    if call.product.directory is None:
        raise Unavailable(say("Guests are let in from Slack only."))
    said = line(say("Asking Slack who that is …"))
    return Answer(card=said, later=Later(JOB, {"user": found.group(1)}), where="chat")


def _admit(job: Job) -> Answer:
    """Let the guest in. Safe to run again."""
    asker, user = job.asker, str(job.payload["user"])
    with job.product.reading(asker.workspace_id) as session:
        require_people(session, asker.actor)
    if job.product.directory is None:
        raise Unavailable(say("Guests are let in from Slack only."))
    member = job.product.directory.member(asker.workspace_id, user)
    if member is None:
        raise NotFound(say("That is no guest of this workspace: bots and people of other workspaces stay out."))
    with job.product.writing(asker.workspace_id) as session:
        person_id = admit_guest(session, asker.actor, member)
        session.flush()
        name = people(session, [person_id])[person_id].name
        said = say("✓ {name} let in by you, {at}.", name=name, at=TimeOfDay(session.now))
        return Answer(card=show_person(session, asker, person_id, said=said), where="chat")


def _end(press: Press) -> Answer:
    asker, person_id = press.asker, int(press.payload["person"])
    with press.product.writing(asker.workspace_id) as session:
        require_people(session, asker.actor)
        end_admission(session, asker.actor, person_id)
        session.flush()
        name = people(session, [person_id])[person_id].name
        said = say("✓ {name} is a stranger again, {at}. What is on file stays.", name=name, at=TimeOfDay(session.now))
        return Answer(card=show_person(session, asker, person_id, said=said))
