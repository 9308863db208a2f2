"""The card of a competency made from the data as they are now, for all handlers."""

from __future__ import annotations

from bot.blocks.competencies import competency_card
from bot.cards import Card, Words
from core.activities import activities_of
from core.db import WorkspaceSession
from core.frameworks import competency_record
from core.people import Actor


def card_of(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    *,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """The competency's card for somebody who sees it; raises NotFound."""
    record = competency_record(session, actor, competency_id)
    carried = len(activities_of(session, competency_id))
    return competency_card(record, carried, note=note, undo_id=undo_id)
