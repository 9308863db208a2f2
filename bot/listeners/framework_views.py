"""What the cards of frameworks show, read from the data as they are now."""

from __future__ import annotations

from typing import Any

from bot.blocks.framework_tree import PlaceView, Rights, frameworks_card, place_card, tree_card
from bot.cards import Card, Words
from core.achievements import without_way
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import (
    FrameworkView,
    TreeRow,
    below_of,
    competency_record,
    depth_of,
    framework_view,
    framework_views,
    manages_framework,
    tree_of,
)
from core.people import Actor, Capability, Where, allows, categories_around, category_tree
from core.words import say

NO_FRAMEWORK = say("I don't find that framework.")


def category_names(session: WorkspaceSession) -> dict[int, str]:
    """The categories of the catalogue by id, each with those above it."""
    return {each.id: each.path for each in category_tree(session)}


def listed_framework(session: WorkspaceSession, actor: Actor, framework_id: int) -> FrameworkView:
    """The framework, if it is listed for the actor; raises NotFound."""
    found = framework_view(session, actor, framework_id)
    if found is None:
        raise NotFound(NO_FRAMEWORK)
    return found


def manages_any(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether the actor may make frameworks somewhere: on the site, or in a category."""
    if manages_framework(session, actor, None):
        return True
    around = categories_around(session, actor.person_id) if actor.person_id is not None else set()
    return any(manages_framework(session, actor, each) for each in sorted(around))


def list_card(session: WorkspaceSession, actor: Actor, *, start: int = 0) -> Card:
    """The frameworks listed for the actor."""
    found = framework_views(session, actor)
    return frameworks_card(found, category_names(session), start=start, manages=manages_any(session, actor))


def some_card(session: WorkspaceSession, actor: Actor, found: list[FrameworkView]) -> Card:
    """A few frameworks, to choose one of."""
    return frameworks_card(found, category_names(session), manages=manages_any(session, actor))


def framework_tree_card(
    session: WorkspaceSession,
    actor: Actor,
    framework_id: int,
    *,
    start: int = 0,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """A framework's tree with what the actor may do there; raises NotFound where it is not listed for them."""
    view = listed_framework(session, actor, framework_id)
    category = category_names(session).get(view.category_id) if view.category_id is not None else None
    rows = tree_of(session, actor, framework_id)
    rights = _rights(session, actor, view)
    return tree_card(view, rows, category, rights, start=_within(start, rows), note=note, undo_id=undo_id)


def competency_place_card(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    *,
    start: int = 0,
    rule: bool = False,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """A competency's place in its framework; raises NotFound for one the actor doesn't see."""
    record = competency_record(session, actor, competency_id)
    view = listed_framework(session, actor, record.framework_id)
    below = below_of(session, actor, competency_id)
    no_way = bool(without_way(session, [competency_id]))
    place = PlaceView(record, view, depth_of(session, competency_id), below, rule, no_way)
    return place_card(place, start=_within(start, below), note=note, undo_id=undo_id)


def _rights(session: WorkspaceSession, actor: Actor, view: FrameworkView) -> Rights:
    manages = manages_framework(session, actor, view.category_id)
    skills = Where(category_id=view.category_id, skills_only=True)
    return Rights(manages, manages or allows(session, actor, Capability.COMPETENCY_MANAGE, skills))


def _within(start: Any, rows: list[TreeRow]) -> int:
    """A page that is still there, after rows may have gone."""
    return int(start) if 0 <= int(start) < len(rows) else 0
