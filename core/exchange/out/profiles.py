"""Role profiles into a table with the columns that their import reads: a row for each requirement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.db import WorkspaceSession
from core.exchange.learning.naming import names_of
from core.exchange.lists import joined
from core.exchange.out.tables import Table, yes_no
from core.exchange.profiles import OPTIONAL, REQUIRED
from core.people import Actor, GroupKind
from core.profiles import ProfileGroupView, ProfileView, profile_views


def profiles_table(session: WorkspaceSession, actor: Actor) -> Table:
    """The profiles that the actor sees: public ones, or all for those who edit them."""
    found = profile_views(session, actor)
    names = names_of(session, {each.competency_id for profile in found for each in profile.requirements})
    return Table((*REQUIRED, *OPTIONAL), [row for each in found for row in _rows(each, names)])


def _rows(profile: ProfileView, names: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    groups = joined(_called(each) for each in profile.groups)
    first = (profile.idnumber, profile.name, groups, yes_no(profile.public))
    for each in profile.requirements:
        so_many = "" if each.of_group is None else str(each.of_group)
        yield (*first, names[each.competency_id], each.value.name, so_many)
    if not profile.requirements:
        yield (*first, "", "", "")


def _called(group: ProfileGroupView) -> str:
    return group.name if group.kind == GroupKind.POSITION else f"{group.kind} {group.name}"
