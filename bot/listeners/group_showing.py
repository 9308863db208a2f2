"""A group's card, as the asker sees it."""

from __future__ import annotations

from bot.blocks import groups as cards
from bot.blocks.course_words import PAGE
from bot.cards import Card, Words
from bot.conversation import Asker
from bot.listeners.group_finding import lists_members, manages, seen_group, what_it_follows
from core.db import WorkspaceSession
from core.people import members_page


def show_group(
    session: WorkspaceSession,
    asker: Asker,
    group_id: int,
    *,
    start: int = 0,
    said: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """A group's card with a page of its people, below what just happened."""
    group = seen_group(session, asker, group_id)
    listed = lists_members(session, asker, group)
    members = members_page(session, group_id, limit=PAGE, offset=start) if listed else []
    follows = what_it_follows(session, group)
    page = cards.GroupPage(group, members, start, manages(session, asker.actor), follows)
    return cards.group_card(page, said=said, undo_id=undo_id)
