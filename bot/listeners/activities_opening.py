"""Opening an activity: what it takes and how the asker stands with it; one with a quiz starts from here."""

from __future__ import annotations

from bot.blocks.activities import SHOW_ACTIVITY
from bot.blocks.activity_opening import Opened, activity_card
from bot.cards import Card
from bot.conversation import Answer, Asker, Conversations, Press
from bot.listeners.quiz_cards import skills_here
from bot.product import Product
from core.activities import activity, best_score, completed_activities, require_on_activity
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import NotFound, Refused
from core.people import Capability
from core.words import say


def register(conversations: Conversations) -> None:
    """Add what a button that names an activity opens."""
    conversations.press(SHOW_ACTIVITY, _show)


def opened_card(product: Product, asker: Asker, activity_id: int) -> Card:
    """The card of an activity in use; one taken out of use reads as missing."""
    with product.reading(asker.workspace_id) as session:
        about = activity(session, activity_id)
        if not about.in_use:
            raise NotFound(say("I don't find that activity."))
        done = completed_activities(session, person_ids=[asker.person_id], activity_ids=[activity_id])
        at = done.get((asker.person_id, activity_id))
        return activity_card(
            Opened(
                about,
                skills_here(session, asker, activity_id),
                best_score(session, asker.person_id, activity_id),
                None if at is None else day_in(asker.person.time_zone, at),
                _may_edit(session, asker, activity_id),
            )
        )


def _show(press: Press) -> Answer:
    return Answer(card=opened_card(press.product, press.asker, int(press.payload["activity"])), replace=False)


def _may_edit(session: WorkspaceSession, asker: Asker, activity_id: int) -> bool:
    try:
        require_on_activity(session, asker.actor, Capability.ACTIVITY_MANAGE, activity_id)
    except Refused:
        return False
    return True
