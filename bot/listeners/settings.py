"""A person's own switches: which notices come, and how; what admins set for everybody (reminders/settings)."""

from __future__ import annotations

from typing import Any

from bot.blocks.ai import more_settings
from bot.blocks.settings import (
    BOTH,
    CHAT_ONLY,
    FOR_WHOM,
    LIMITS,
    LIMITS_FORM,
    MAIL_ONLY,
    SEND_AGAIN,
    SWITCH,
    UNDELIVERED,
    WAYS,
    WORDS,
    SettingsView,
    limits_form,
    settings_card,
    undelivered_card,
)
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.product import Product
from core.ai_use import ai_use
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.notifications import (
    Hours,
    Limits,
    Medium,
    limits_of,
    notice_switches,
    send_again,
    set_limits,
    switch_notice,
    undelivered_messages,
)
from core.people import Capability, allows, held_anywhere, people, require
from core.words import say

MOST_SHOWN = 20


def register(conversations: Conversations) -> None:
    """Add the verb and its switches."""
    about = say("What I write to you unasked: switch it on or off")
    conversations.verb(Verb("settings", about, "settings", "/prowess settings", _show, menu=90))
    conversations.press(SWITCH, _switch)
    conversations.press(WAYS, _choose_ways)
    conversations.press(LIMITS, _open_limits)
    conversations.submission(LIMITS_FORM, _limit)
    conversations.press(UNDELIVERED, _undelivered)
    conversations.press(SEND_AGAIN, _send_again)


def _show(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        return Answer(card=_card(session, call.product, call.asker))


def _card(session: WorkspaceSession, product: Product, asker: Asker) -> Card:
    held = held_anywhere(session, asker.actor, set(FOR_WHOM.values()))
    switches = [
        each
        for each in notice_switches(session, asker.person_id)
        if each.kind not in FOR_WHOM or FOR_WHOM[each.kind] in held
    ]
    manages = allows(session, asker.actor, Capability.SETTINGS_MANAGE)
    view = SettingsView(
        switches,
        _sends_mail(product),
        limits_of(session) if manages else None,
        len(undelivered_messages(session, limit=MOST_SHOWN)) if manages else 0,
    )
    return settings_card(view).plus(*more_settings(ai_use(session, asker.person_id)))


def _sends_mail(product: Product) -> bool:
    """Whether e-mail is set up here."""
    settings: Any = product.settings
    return bool(settings is not None and settings.smtp_url)


def _switch(press: Press) -> Answer:
    kind, on = str(press.payload["kind"]), bool(press.payload["on"])
    with press.product.writing(press.asker.workspace_id) as session:
        switch_notice(session, press.asker.actor, press.asker.person_id, kind, on=on)
        return Answer(card=_card(session, press.product, press.asker))


def _choose_ways(press: Press) -> Answer:
    """In chat, by e-mail, both or neither: one choice for each kind."""
    kind, way = str(press.payload["kind"]), str(press.chosen)
    if way not in WORDS:
        raise NotFound(say("Choose one of those offered. Nothing was changed."))
    actor, person_id = press.asker.actor, press.asker.person_id
    with press.product.writing(press.asker.workspace_id) as session:
        for medium, on in ((Medium.MAIL, way in (MAIL_ONLY, BOTH)), (Medium.CHAT, way in (CHAT_ONLY, BOTH))):
            switch_notice(session, actor, person_id, kind, on=on, medium=medium)
        return Answer(card=_card(session, press.product, press.asker))


def _open_limits(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SETTINGS_MANAGE)
        return Answer(form=limits_form(limits_of(session)))


def _limit(form: Submission) -> Answer:
    numbers = {name: _number(form, name) for name in ("messages", "opens", "closes")}
    limits = Limits(Hours(numbers["opens"], numbers["closes"]), numbers["messages"])
    with form.product.writing(form.asker.workspace_id) as session:
        set_limits(session, form.asker.actor, limits)
        return Answer(card=_card(session, form.product, form.asker))


def _number(form: Submission, name: str) -> int:
    said = str(form.values.get(name) or "").strip().removesuffix(":00")
    if not said.isdecimal() or len(said) > 3:
        raise Invalid(say("Write a whole number. Example: 9."), field=name)
    return int(said)


def _undelivered(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_listed(session, press.asker), replace=False)


def _send_again(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        send_again(session, press.asker.actor, int(press.payload["message"]))
        return Answer(card=_listed(session, press.asker))


def _listed(session: WorkspaceSession, asker: Asker) -> Card:
    require(session, asker.actor, Capability.SETTINGS_MANAGE)
    found = undelivered_messages(session, limit=MOST_SHOWN)
    named = people(session, {each.recipient_id for each in found})
    return undelivered_card([(each, named[each.recipient_id]) for each in found if each.recipient_id in named])
