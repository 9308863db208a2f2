"""What roles hold, and roles of the site's own: for a site admin alone (people/roles)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.events import Change
from core.history import begin, end
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.events import RoleEdited
from core.people.models import RoleAssignment, RoleCapability, RoleDefinition
from core.people.rights import require
from core.people.role_queries import lasting
from core.people.roles import (
    capabilities_of,
    found_role,
    keep_one_site_manager,
    role_row,
    shown,
    site_managers,
)
from core.people.service import hold_lines
from core.words import say

LONGEST_NAME = 60


def add_role(session: WorkspaceSession, actor: Actor, name: str, capabilities: Collection[Capability]) -> str:
    """Make a role of the site's own; its name. Only a site admin may; raises Conflict where the name is taken."""
    require(session, actor, Capability.SITE_MANAGE)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Invalid(
            say("A role needs a name of at most {n} characters. Example: mentor.", n=LONGEST_NAME), field="name"
        )
    row = found_role(session, wanted, removed=True)
    if row is not None and row.removed_at is None:
        raise Conflict(say("There is a role {role} already. Choose another name.", role=shown(row.name)), field="name")
    row = row or RoleDefinition(name=wanted, shipped=False)
    row.removed_at = None
    session.add(row)
    session.flush()
    _note(session, actor, row.id, "role", None, row.name)
    set_capabilities(session, actor, row.name, capabilities)
    return row.name


def remove_role(session: WorkspaceSession, actor: Actor, role: str) -> None:
    """Take a role of the site's own out of use; refused while somebody has it, and for shipped ones."""
    require(session, actor, Capability.SITE_MANAGE)
    row = role_row(session, role)
    if row.shipped:
        raise Invalid(say("{role} is shipped and stays. Edit what it holds instead.", role=shown(row.name)))
    held = sa.select(sa.func.count()).select_from(RoleAssignment).where(
        RoleAssignment.role_id == row.id, lasting(session)
    )
    if count := session.scalar(held):
        raise Conflict(say("Not removed: {n} still have {role}. Take it from them first.", n=count, role=row.name))
    set_capabilities(session, actor, row.name, ())
    row.removed_at = session.now
    _note(session, actor, row.id, "role", row.name, None)


def set_capabilities(
    session: WorkspaceSession, actor: Actor, role: str, wanted: Collection[Capability]
) -> frozenset[Capability]:
    """Let a role hold exactly these; those it held before. Only a site admin may (people/roles).

    Raises Conflict when nobody would be left who manages the site.
    """
    require(session, actor, Capability.SITE_MANAGE)
    row = role_row(session, role)
    hold_lines(session)
    before = site_managers(session)
    held = {
        each.capability: each
        for each in session.scalars(
            select(RoleCapability).where(RoleCapability.role_id == row.id, RoleCapability.in_force(session.now))
        )
    }
    names = {str(each) for each in wanted}
    for name in sorted(held.keys() - names):
        end(session, held[name])
        _note(session, actor, row.id, "capability", name, None)
    for name in sorted(names - held.keys()):
        begin(session, RoleCapability(role_id=row.id, capability=name))
        _note(session, actor, row.id, "capability", None, name)
    session.flush()
    keep_one_site_manager(session, before)
    return frozenset(Capability(name) for name in held)


def edit_role(
    session: WorkspaceSession,
    actor: Actor,
    role: str,
    *,
    add: Capability | None = None,
    remove: Capability | None = None,
) -> None:
    """Add a capability to a role or take one from it; only a site admin may (people/roles)."""
    require(session, actor, Capability.SITE_MANAGE)
    held = set(capabilities_of(session, role))
    set_capabilities(session, actor, role, (held | ({add} if add else set())) - ({remove} if remove else set()))


def _note(session: WorkspaceSession, actor: Actor, role_id: int, what: str, before: object, after: object) -> None:
    record(session, actor, RoleEdited(role_id=role_id, changes=(Change(what, role_id, before, after),)))
