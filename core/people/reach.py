"""What a category reaches: those it lies in, those that lie in it, and where a person was given a role."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.db import WorkspaceSession
from core.people.capabilities import ContextKind
from core.people.models import RoleAssignment
from core.people.places import category_tree


def categories_above(session: WorkspaceSession, ids: Iterable[int]) -> set[int]:
    """These categories and all that they lie in, with one query; a catalogue has tens of categories."""
    return _climbed({each.id: each.parent_id for each in category_tree(session)}, ids)


def categories_around(session: WorkspaceSession, person_id: int) -> set[int]:
    """The categories in which a person was given a role, with all above and below them."""
    query = select(RoleAssignment.context_id).where(
        RoleAssignment.person_id == person_id,
        RoleAssignment.context_kind == ContextKind.CATEGORY,
        RoleAssignment.in_force(session.now),
    )
    given = {each for each in session.scalars(query) if each is not None}
    if not given:
        return set()
    upward = {each.id: each.parent_id for each in category_tree(session)}
    below = {each for each in upward if _climbed(upward, [each]) & given}
    return below | _climbed(upward, given)


def _climbed(upward: dict[int, int | None], ids: Iterable[int]) -> set[int]:
    found = set[int]()
    for each in ids:
        current: int | None = each
        while current is not None and current in upward and current not in found:
            found.add(current)
            current = upward[current]
    return found
