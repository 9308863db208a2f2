"""Whether text may go to an AI elsewhere: for the workspace, a group's members, a person (privacy/ai).

Off anywhere is off: the workspace's switch, that of any group one is in, and one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import select

from core.ai_use.events import AiSwitched
from core.ai_use.models import AiOffGroup
from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.events import Change
from core.people import Actor, Capability, require, workspace_setting
from core.people.models import Group, Membership, PersonSetting, Workspace
from core.words import say

SETTING, OFF, ON = "ai", "off", "on"


class AiScope(StrEnum):
    """For whom the AI is off."""

    WORKSPACE = "workspace"
    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True)
class AiUse:
    """How the AI is switched for a person: by the workspace, by groups they are in (their names), by themself."""

    workspace: bool
    groups_off: tuple[str, ...]
    own: bool

    @property
    def on(self) -> bool:
        """Whether it may be used."""
        return self.off_by is None

    @property
    def off_by(self) -> AiScope | None:
        """The widest switch that is off, None where it may be used."""
        if not self.workspace:
            return AiScope.WORKSPACE
        if self.groups_off:
            return AiScope.GROUP
        return None if self.own else AiScope.PERSON


def ai_use(session: WorkspaceSession, person_id: int | None) -> AiUse:
    """How the AI is switched for a person; for nobody in particular by the workspace alone. Three small queries."""
    workspace = workspace_setting(session, SETTING) != OFF
    if person_id is None:
        return AiUse(workspace, (), own=True)
    own = session.scalar(_own(person_id).with_only_columns(PersonSetting.value))
    return AiUse(workspace, _groups_off(session, person_id), own != OFF)


def switch_own_ai(session: WorkspaceSession, actor: Actor, *, on: bool) -> None:
    """Switch the AI on or off for what oneself writes. Repeatable."""
    if actor.person_id is None:
        raise NotFound(say("Nothing was changed: only a person has a switch of their own."))
    row = session.scalar(_own(actor.person_id))
    before = row is None or row.value != OFF
    if before == on:
        return
    if row is None:
        row = PersonSetting(person_id=actor.person_id, name=SETTING, value=ON)
        session.add(row)
    row.value = ON if on else OFF
    change = Change(SETTING, actor.person_id, _word(before), _word(on), person_id=actor.person_id)
    record(session, actor, AiSwitched(on=on, own=True, changes=(change,)))


def switch_ai(session: WorkspaceSession, actor: Actor, *, on: bool, group_id: int | None = None) -> None:
    """Switch the AI on or off for everybody, or for the members of a group; for who manages settings. Repeatable."""
    require(session, actor, Capability.SETTINGS_MANAGE)
    before = _is_on(session, group_id)
    if before == on:
        return
    if group_id is None:
        place = session.get_one(Workspace, session.workspace_id)
        place.settings = {**place.settings, SETTING: _word(on)}
    elif on:
        session.execute(_off_rows(session, group_id))
    else:
        session.add(
            AiOffGroup(group_id=group_id, switched_by_id=actor.person_id, switched_at=session.now)
        )
    record(session, actor, AiSwitched(on=on, group_id=group_id, changes=(Change(SETTING, group_id, before, on),)))
    session.flush()


def groups_without_ai(session: WorkspaceSession) -> list[str]:
    """Names of all groups for whose members the AI is off, A to Z."""
    query = select(Group.name).join(AiOffGroup, AiOffGroup.group_id == Group.id).order_by(sa.func.lower(Group.name))
    return list(session.scalars(query))


def _is_on(session: WorkspaceSession, group_id: int | None) -> bool:
    if group_id is None:
        return workspace_setting(session, SETTING) != OFF
    if session.scalar(select(Group.id).where(Group.id == group_id)) is None:
        raise NotFound(say("I don't find that group. Nothing was changed."), field="group")
    return session.scalar(select(AiOffGroup.id).where(AiOffGroup.group_id == group_id)) is None


def _off_rows(session: WorkspaceSession, group_id: int) -> sa.Delete:
    return sa.delete(AiOffGroup).where(
        AiOffGroup.workspace_id == session.workspace_id, AiOffGroup.group_id == group_id
    )


def _own(person_id: int) -> sa.Select[PersonSetting]:
    return select(PersonSetting).where(PersonSetting.person_id == person_id, PersonSetting.name == SETTING)


def _groups_off(session: WorkspaceSession, person_id: int) -> tuple[str, ...]:
    query = (
        select(Group.name)
        .join(AiOffGroup, AiOffGroup.group_id == Group.id)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person_id, Membership.in_force(session.now))
        .order_by(sa.func.lower(Group.name))
    )
    return tuple(session.scalars(query))


def _word(on: bool) -> str:
    return ON if on else OFF
