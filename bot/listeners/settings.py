"""A person's own switches: which notices come (reminders/settings)."""

from __future__ import annotations

from bot.blocks.settings import SWITCH, settings_card
from bot.conversation import Answer, Call, Conversations, Press, Verb
from core.notifications import notice_switches, switch_notice
from core.words import say


def register(conversations: Conversations) -> None:
    """Add the verb and its switches."""
    about = say("What I write to you unasked: switch it on or off")
    conversations.verb(Verb("settings", about, "settings", "/prowess settings", _show, menu=90))
    conversations.press(SWITCH, _switch)


def _show(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        return Answer(card=settings_card(notice_switches(session, call.asker.person_id)))


def _switch(press: Press) -> Answer:
    kind, on = str(press.payload["kind"]), bool(press.payload["on"])
    with press.product.writing(press.asker.workspace_id) as session:
        switch_notice(session, press.asker.actor, press.asker.person_id, kind, on=on)
        return Answer(card=settings_card(notice_switches(session, press.asker.person_id)))
