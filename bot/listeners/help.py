"""Hello and help: what this person may do, with examples from the sample organisation (chat/help)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bot.blocks.help import SEND_FEEDBACK, feedback_card, greeting_card, help_card, start_button, verb_card
from bot.cards import Button, Card, Form, FormField, line
from bot.conversation import Answer, Call, Conversations, Press, Submission, Verb
from bot.errors import WHY_REFUSED
from bot.guarding import is_isolated
from core.audit import open_for, seal_for
from core.db import WorkspaceSession
from core.errors import Invalid
from core.notifications import Telling, tell_many
from core.people import (
    Capability,
    PersonView,
    held_anywhere,
    holders_of_role,
    holds_anywhere,
    mark_greeted,
    person,
    reason_for,
    roles_of,
)
from core.words import Sentence, say

FEEDBACK = "feedback"
GREETING = "hello"

First = tuple[str, str, Sentence]
_OF_ROLES: tuple[tuple[str, tuple[First, ...]], ...] = (
    ("admin", (("import", "people", say("Import people")), ("type", "", say("Types")), ("role", "", say("Roles")))),
    ("framework_admin", (("framework", "", say("Frameworks")), ("skills", "", say("Skills")))),
    (
        "content_editor",
        (("tag", "", say("Tag an activity")), ("skills", "", say("Skills")), ("import", "", say("Import"))),
    ),
)
"""What the greeting offers each role first, the rarest role first: verb, its words, the button's label."""

_OF_ALL: tuple[First, ...] = (
    ("log", "", say("Log a certification")),
    ("me", "", say("My competencies")),
    ("quiz", "", say("Take a quiz")),
)
MOST_FIRST = 4


def register(conversations: Conversations) -> None:
    """Add help, the greeting, feedback, and why something was refused."""

    def help_verb(call: Call) -> Answer:
        return _help(call, conversations)

    about = say("What you may do, with examples")
    conversations.verb(Verb("help", about, "help [verb]", "/prowess help log", help_verb, menu=1, always=True))
    conversations.greeting = lambda call: _greet(call, conversations)
    conversations.press(SEND_FEEDBACK, _ask_feedback)
    conversations.submission(FEEDBACK, _take_feedback)
    conversations.notice(FEEDBACK, _feedback_notice)
    conversations.press(WHY_REFUSED, _why_refused)


def _help(call: Call, conversations: Conversations) -> Answer:
    wanted = call.words.strip().lstrip("/").lower()
    with call.product.reading(call.asker.workspace_id) as session:
        needed = {each for verb in conversations.verbs.values() for each in (verb.capability, *verb.also) if each}
        held = held_anywhere(session, call.asker.actor, needed)
    open_verbs = [
        verb
        for verb in sorted(conversations.verbs.values(), key=lambda each: (each.menu, each.name))
        if verb.shown_to(held) and (verb.always or not is_isolated(call.product.settings))
    ]
    for verb in open_verbs:
        if verb.name == wanted:
            return Answer(card=verb_card(verb))
    return Answer(card=help_card(open_verbs))


def _greet(call: Call, conversations: Conversations) -> Answer:
    """Greet once; the buttons are those of the rarest role."""
    with call.product.writing(call.asker.workspace_id) as session:
        if not mark_greeted(session, call.asker.person_id):
            return Answer()
        buttons = _first_buttons(session, call, conversations)
    return Answer(card=greeting_card(call.asker.person.first_name, buttons))


def _first_buttons(session: WorkspaceSession, call: Call, conversations: Conversations) -> list[Button]:
    """What the rarest role of the asker does first, then what everybody does."""
    roles = set(roles_of(session, call.asker.person_id))
    rarest = next((firsts for role, firsts in _OF_ROLES if role in roles), ())
    if not rarest and holds_anywhere(session, call.asker.actor, Capability.TARGET_ASSIGN):
        rarest = (("target", "", say("Set targets")),)
    offered = [each for each in (*rarest, *_OF_ALL) if each[0] in conversations.verbs]
    return [
        start_button(verb, label, words=words, primary=not place)
        for place, (verb, words, label) in enumerate(offered[:MOST_FIRST])
    ]


def _ask_feedback(_press: Press) -> Answer:
    field = FormField("text", say("What should we know?"), "long_text", max_length=2_000)
    return Answer(form=Form(say("Send feedback"), FEEDBACK, (field,), submit=say("Send")))


def _take_feedback(form: Submission) -> Answer:
    text = str(form.values.get("text") or "").strip()
    if not text:
        raise Invalid(say("Write a sentence or two. Example: the reminder came too late."), field="text")
    person_id = form.asker.person_id
    with form.product.writing(form.asker.workspace_id) as session:
        sealed = base64.b64encode(seal_for(session, person_id, text)).decode()
        tell_many(
            session,
            [
                Telling(admin, FEEDBACK, {"from": person_id, "sealed": sealed})
                for admin in holders_of_role(session, "admin")
            ],
        )
    return Answer(card=line(say("Sent to the admins. Thank you.")), replace=False)


def _feedback_notice(
    session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], _message: Any
) -> Card | None:
    text = open_for(session, int(refs["from"]), base64.b64decode(refs["sealed"]))
    return feedback_card(person(session, int(refs["from"])).name, str(text)) if text is not None else None


def _why_refused(press: Press) -> Answer:
    name = str(press.payload.get("capability") or "")
    known = name in {str(each) for each in Capability}
    return Answer(
        card=line(reason_for(Capability(name)) if known else say("You lack the right for that.")), private=True
    )
