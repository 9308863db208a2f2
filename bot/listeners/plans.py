"""The verb `plan`: one's own plans with their bars, those of people one manages, and all that is done with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.blocks import plan_words as words
from bot.blocks.plans import home_card, plan_card
from bot.cards import Card
from bot.conversation import Answer, Call, Conversations, Press, Shelf, Verb
from bot.listeners import plan_approval, plan_deeds, plan_making, plan_told
from bot.listeners.plan_views import named_plan, plan_rows, plans_list, seen_plan, shown_plan
from bot.on_day import reading_on, with_day
from bot.reading import read_people
from core.clock import day_in
from core.db import WorkspaceSession
from core.people import Capability, allows, over
from core.plans import PlanState, plans_of, require_sight
from core.words import say

USAGE = "plan [@person] [NAME] [on DATE] | new | add | remove | ask | complete | unlink | approve"
EXAMPLE = "/prowess plan"


def register(conversations: Conversations) -> None:
    """Add the verb, the list, a plan's card, App Home's section, and what changes plans."""
    about = say("Your learning plans, and those of people you manage")
    conversations.verb(Verb("plan", about, USAGE, EXAMPLE, _plan, Capability.PLAN_VIEW_OWN, menu=36))
    conversations.press(words.OPEN, _open)
    conversations.press(words.MORE, _more)
    conversations.press(words.LIST, _listed)
    conversations.home_section(_home, Shelf.PLANS)
    conversations.home_section(plan_approval.home, Shelf.DECIDE)
    for module in (plan_making, plan_deeds, plan_approval, plan_told):
        module.register(conversations)


SUBCOMMANDS: dict[str, Callable[[Call], Answer]] = {
    "new": plan_making.new,
    "add": plan_making.add_named,
    "remove": plan_making.remove_named,
    "ask": plan_approval.ask_named,
    "activate": plan_deeds.activate_named,
    "complete": plan_deeds.complete_named,
    "unlink": plan_deeds.unlink_named,
    "approve": plan_approval.list_named,
}


def _plan(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (handler := SUBCOMMANDS.get(first.lower())) is not None:
        return handler(replace(call, words=rest.strip()))
    return with_day(call, _shown)


def _shown(call: Call, said: str, day: date | None) -> Answer:
    """The plans of a day, past as they were recorded then (find/as-of)."""
    with reading_on(call, day) as session:
        named = read_people(session, said)
        person_id = named.ids[0] if named.ids else call.asker.person_id
        require_sight(session, call.asker.actor, person_id)
        if not named.rest and (only := _only_active(session, person_id)) is None:
            return Answer(card=plans_list(session, call.asker, person_id), where="chat")
        if not named.rest and only is not None:
            return Answer(card=shown_plan(session, call.asker, only), where="chat")
        found = named_plan(session, call.asker, said)
        card = found if isinstance(found, Card) else shown_plan(session, call.asker, found.id)
    return Answer(card=card, where="chat")


def _only_active(session: WorkspaceSession, person_id: int) -> int | None:
    """The one plan somebody has, so that it is shown at once; with several they are listed."""
    found = plans_of(session, [person_id], PlanState.ACTIVE, PlanState.DRAFT)
    return found[0].id if len(found) == 1 else None


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=shown_plan(session, press.asker, int(press.payload["plan"])), replace=False)


def _more(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        seen = seen_plan(session, press.asker, int(press.payload["plan"]))
        return Answer(card=plan_card(seen, int(press.payload["from"])))


def _listed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=plans_list(session, press.asker, int(press.payload["person"])), replace=False)


def _home(call: Call) -> Card | None:
    """Active plans with their bars; left out without any (chat/home)."""
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        if not allows(session, asker.actor, Capability.PLAN_VIEW_OWN, over(asker.person_id)):
            return None
        active = plans_of(session, [asker.person_id], PlanState.ACTIVE)
        today = day_in(asker.person.time_zone, session.now)
        return home_card(plan_rows(session, active), today) if active else None
