"""Switching the AI off and on: for oneself, and for admins for everybody or the members of a group (privacy/ai); and
what it may cost a day."""

from __future__ import annotations

from bot.blocks.ai import EVERYBODY, OWN, AiView, ai_card
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.guarding import sends_texts
from bot.listeners.ai_budget import BUDGET, BUDGET_FORM, ai_cost, open_budget, tokens_said
from bot.product import Product
from core.ai_use import ai_use, groups_without_ai, set_daily_tokens, switch_ai, switch_own_ai
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import GROUP_KINDS, Capability, allows, group_named
from core.words import say

EXAMPLE = "/prowess ai off team Warehouse"


def register(conversations: Conversations) -> None:
    """Add the verb and its switches."""
    about = say("Whether a language model may read what you write to me")
    usage = "ai [on | off] [for everybody | KIND NAME] | budget TOKENS"
    conversations.verb(Verb("ai", about, usage, "/prowess ai off", _ai, menu=92, always=True))
    conversations.press(OWN, _switch_own, always=True)
    conversations.press(EVERYBODY, _switch_all, always=True)
    conversations.press(BUDGET, open_budget)
    conversations.submission(BUDGET_FORM, _set_from_form)


def _ai(call: Call) -> Answer:
    """`ai`, `ai off`, `ai off for everybody`, `ai off team Warehouse`, `ai budget 500000`."""
    state, _, whom = call.words.strip().partition(" ")
    if state.lower() == "budget":
        return _set(call, tokens_said(whom.removeprefix("to ")))
    if state and state.lower() not in ("on", "off"):
        raise Invalid(say("On or off? Example: {example}", example=EXAMPLE))
    if not state:
        with call.product.reading(call.asker.workspace_id) as session:
            return Answer(card=_card(session, call.product, call.asker))
    with call.product.writing(call.asker.workspace_id) as session:
        _switch(session, call.asker, whom.strip(), on=state.lower() == "on")
        return Answer(card=_card(session, call.product, call.asker))


def _set_from_form(form: Submission) -> Answer:
    return _set(form, tokens_said(str(form.values.get("tokens") or "")))


def _set(request: Call | Submission, tokens: int) -> Answer:
    with request.product.writing(request.asker.workspace_id) as session:
        set_daily_tokens(session, request.asker.actor, tokens)
        return Answer(card=_card(session, request.product, request.asker))


def _switch(session: WorkspaceSession, asker: Asker, whom: str, *, on: bool) -> None:
    if not whom:
        switch_own_ai(session, asker.actor, on=on)
    elif whom.lower().removeprefix("for ") in ("everybody", "everyone", "all"):
        switch_ai(session, asker.actor, on=on)
    else:
        switch_ai(session, asker.actor, on=on, group_id=_group(session, whom))


def _group(session: WorkspaceSession, words: str) -> int:
    """A group by its kind and name, or by its name alone."""
    plain = words.removeprefix("for ").strip()
    kind, _, name = plain.partition(" ")
    named = name and kind.lower() in GROUP_KINDS
    found = group_named(session, name, kind.lower()) if named else group_named(session, plain)
    if found is None:
        raise Invalid(say("I don't find the group '{words}'. Example: {example}", words=plain, example=EXAMPLE))
    return found[0]


def _switch_own(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        switch_own_ai(session, press.asker.actor, on=bool(press.payload["on"]))
        return Answer(card=_card(session, press.product, press.asker))


def _switch_all(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        switch_ai(session, press.asker.actor, on=bool(press.payload["on"]))
        return Answer(card=_card(session, press.product, press.asker))


def _card(session: WorkspaceSession, product: Product, asker: Asker) -> Card:
    session.flush()
    manages = allows(session, asker.actor, Capability.SETTINGS_MANAGE)
    use = ai_use(session, asker.person_id)
    return ai_card(
        AiView(
            use,
            sends_texts(product),
            manages,
            groups_without_ai(session) if manages else (),
            ai_cost(session) if manages else None,
        )
    )
