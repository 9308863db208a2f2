"""What is said of a qualification once it is saved: its rating, the target it meets, what is missing, Undo."""

from __future__ import annotations

from datetime import date

from bot.blocks.qualifications import SavedView, saved
from bot.cards import Card
from bot.conversation import Asker
from bot.product import Product
from core.achievements import rating_of, validity_of
from core.clock import day_in
from core.db import WorkspaceSession
from core.notifications import ASKED_AGAIN
from core.qualifications import QualificationView, qualification
from core.targets import is_met, open_target
from core.words import Sentence, say

NEW, RENEWED, CHANGED, ADDED = "new", "renewed", "changed", "added"
"""What was done with a draft."""


def saved_card(product: Product, asker: Asker, qualification_id: int, how: str, undo_id: int | None) -> Card:
    """What is said once it is saved, read anew after the ratings followed."""
    with product.reading(asker.workspace_id) as session:
        return said_of(session, asker, qualification_id, how, undo_id)


def said_of(
    session: WorkspaceSession, asker: Asker, qualification_id: int, how: str, undo_id: int | None
) -> Card:
    """What is said of a saved qualification: how it stands after the ratings followed, the target, what is missing."""
    held = qualification(session, asker.actor, qualification_id)
    pair = (held.person_id, held.competency_id)
    rating = rating_of(session, *pair)
    target = open_target(session, *pair)
    met = None
    if target is not None and not target.exempt:
        position = rating.value.position if rating and rating.value else None
        met = is_met(target.value.position, position, validity_of(session, [pair])[pair].validity)
    return saved(
        SavedView(
            held,
            held.changed_at or session.now,
            renewed=how == RENEWED,
            changed=how == CHANGED,
            rating=_rated(held, rating.value.name if rating and rating.value else None,
                          proficient=bool(rating and rating.proficient)),
            target_due=target.due_on if target else None,
            target_met=met,
            undo_id=undo_id,
            asked_again=_asked_again(session, asker) if how in (NEW, RENEWED) and undo_id is not None else None,
        )
    )


def _asked_again(session: WorkspaceSession, asker: Asker) -> date:
    """The day on which what is missing is asked for once more (qualifications/missing)."""
    return day_in(asker.person.time_zone, session.now + ASKED_AGAIN)


def _rated(held: QualificationView, value: str | None, *, proficient: bool) -> Sentence | None:
    """The rating as a symbol and a word; a value of a longer scale by its name."""
    if value is None:
        return None
    if held.category == "language":
        return say("✓ {value}", value=value) if proficient else say("{value}", value=value)
    return say("✓ acquired") if proficient else say("{value}", value=value.lower())
