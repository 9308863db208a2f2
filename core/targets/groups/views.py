"""What is required of everybody in a group, and who may say so (targets/group, targets/who)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks import ScaleValueView
from core.people import Actor, Capability, GroupView, Where, allows, group_view, require
from core.targets.models import GroupTarget
from core.targets.queries import scales_of_many, value_on
from core.targets.rules import said
from core.words import say


@dataclass(frozen=True)
class GroupTargetView:
    """A competency required of everybody in a group, at a value, by a day, if any; who set it and when."""

    id: int
    group_id: int
    competency_id: int
    value: ScaleValueView
    due_on: date | None
    set_by_id: int | None
    set_at: datetime


def group_targets(session: WorkspaceSession, group_ids: Iterable[int]) -> dict[int, tuple[GroupTargetView, ...]]:
    """What is required of everybody in these groups, oldest first. Rights are the caller's matter."""
    ids = list(dict.fromkeys(group_ids))
    query = select(GroupTarget).where(GroupTarget.group_id.in_(ids), is_open()).order_by(GroupTarget.id)
    rows = list(session.scalars(query))
    scales = scales_of_many(session, {row.competency_id for row in rows})
    found: dict[int, list[GroupTargetView]] = {each: [] for each in ids}
    for row in rows:
        value = value_on(scales[row.competency_id], row.scale_value_id)
        view = GroupTargetView(
            row.id, row.group_id, row.competency_id, value, row.due_on, row.set_by_id, row.effective_from
        )
        found[row.group_id].append(view)
    return {each: tuple(views) for each, views in found.items()}


def may_target_group(session: WorkspaceSession, actor: Actor, group_id: int) -> bool:
    """Whether the actor may set targets on the group itself (targets/who)."""
    return allows(session, actor, Capability.TARGET_ASSIGN_GROUP, Where(group_id=group_id))


def require_group(session: WorkspaceSession, actor: Actor, group_id: int) -> GroupView:
    """The group; raises NotFound, and Refused to who may not set targets on it."""
    group = group_view(session, group_id)
    refusal = say(
        "Nothing was changed: targets on {group} itself are set by its lead or an admin.", group=group.name
    )
    require(session, actor, Capability.TARGET_ASSIGN_GROUP, Where(group_id=group_id), refusal=refusal)
    return group


def is_open() -> sa.ColumnElement[bool]:
    """Targets of groups that have not ended."""
    return sa.and_(GroupTarget.superseded_at.is_(None), GroupTarget.effective_until.is_(None))


def open_rows(session: WorkspaceSession, group_id: int, competency_ids: Iterable[int]) -> list[GroupTarget]:
    """The group's targets of these competencies."""
    query = select(GroupTarget).where(
        GroupTarget.group_id == group_id, GroupTarget.competency_id.in_(list(competency_ids)), is_open()
    )
    return list(session.scalars(query))


def said_of(session: WorkspaceSession, row: GroupTarget | None) -> str | None:
    """A group's target as the audit trail keeps it."""
    if row is None:
        return None
    scale = scales_of_many(session, [row.competency_id])[row.competency_id]
    return said(value_on(scale, row.scale_value_id).name, row.due_on)
