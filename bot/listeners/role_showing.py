"""A role's card, as the asker sees it."""

from __future__ import annotations

from bot.blocks import roles as cards
from bot.blocks.course_words import PAGE
from bot.cards import Card, Words
from bot.conversation import Asker
from bot.listeners.role_finding import with_places
from bot.listeners.role_giving import require_giving
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import SITE, Capability, allows, count_roles_held, role_named, roles_held
from core.words import say


def show_role(
    session: WorkspaceSession,
    asker: Asker,
    name: str,
    *,
    start: int = 0,
    said: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """A role with a page of those who have it, below what just happened; for those who give roles."""
    require_giving(session, asker.actor)
    role = role_named(session, name)
    if role is None:
        raise NotFound(say("There is no such role any more. See: /prowess role"))
    held = with_places(session, asker, roles_held(session, role=role.name, limit=PAGE, offset=start))
    edits = allows(session, asker.actor, Capability.SITE_MANAGE, SITE)
    total = count_roles_held(session, role.name)
    page = cards.RolePage(role, held, start, total, edits, gives=True)
    return cards.role_card(page, said=said, undo_id=undo_id)
