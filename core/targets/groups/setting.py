"""Requiring competencies of everybody in a group, now and later, and no longer (targets/group)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.history import begin, end, replace
from core.people import Actor
from core.targets.events import GroupTargetsChanged
from core.targets.groups.following import follow_groups
from core.targets.groups.planning import work_out_group
from core.targets.groups.views import group_targets, open_rows, require_group, said_of
from core.targets.models import GroupTarget
from core.targets.plan import TargetPlan
from core.targets.planning import check_due, wanted_competencies, wishes_for
from core.targets.rules import Wish, said


@dataclass(frozen=True)
class GroupTargetsSet:
    """What was set on a group: the plan as it was carried out, and the ids of the group's targets written."""

    plan: TargetPlan
    ids: tuple[int, ...]


def plan_group_targets(
    session: WorkspaceSession,
    actor: Actor,
    group_id: int,
    wanted: Mapping[int, int | None],
    due_on: date | None = None,
) -> TargetPlan:
    """What setting targets on a group would do for those in it now; nothing changes (targets/dry-run).

    Refused to who neither leads it nor is an admin (targets/who). Raises Invalid for a past date, a disabled competency
    or a value of another scale, NotFound for a group or competency that is not there.
    """
    require_group(session, actor, group_id)
    check_due(session, actor, due_on)
    skills = wanted_competencies(session, actor, wanted)
    wishes = _raised(session, group_id, wishes_for(session, skills, wanted, due_on))
    return work_out_group(session, group_id, skills, wishes, due_on)


def set_group_targets(
    session: WorkspaceSession,
    actor: Actor,
    group_id: int,
    wanted: Mapping[int, int | None],
    due_on: date | None = None,
) -> GroupTargetsSet:
    """Require competencies of everybody in a group, now and later; repeating it adds nothing (targets/group).

    A value or day that is not named leaves the one that is there, as far as it is no lower.
    """
    plan = plan_group_targets(session, actor, group_id, wanted, due_on)
    skills = wanted_competencies(session, actor, wanted)
    wishes = _raised(session, group_id, wishes_for(session, skills, wanted, due_on))
    there = {row.competency_id: row for row in open_rows(session, group_id, wanted)}
    new = [wish for wish in wishes if not _says_so(there.get(wish.competency_id), wish)]
    rows = [_put(session, actor, group_id, wish, there.get(wish.competency_id)) for wish in new]
    session.flush()
    if new:
        _note(session, actor, group_id, [(wish, there.get(wish.competency_id)) for wish in new])
        follow_groups(session, actor, [group_id])
    return GroupTargetsSet(plan, tuple(row.id for row in rows))


def remove_group_targets(
    session: WorkspaceSession, actor: Actor, group_id: int, competency_ids: Collection[int]
) -> tuple[int, ...]:
    """Require these competencies of the group's people no longer; ids of the group's targets that ended.

    Their targets by it end, ratings stay (targets/leaving). Those that are not there are passed over.
    """
    require_group(session, actor, group_id)
    rows = open_rows(session, group_id, competency_ids)
    changes = tuple(Change("group target", row.competency_id, said_of(session, row), None) for row in rows)
    ids = tuple(row.id for row in rows)
    for row in rows:
        end(session, row)
    if rows:
        record(session, actor, GroupTargetsChanged(group_id=group_id, changes=changes))
        follow_groups(session, actor, [group_id])
    return ids


def _raised(session: WorkspaceSession, group_id: int, wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes with what the group has already where they name no value or day."""
    there = {each.competency_id: each for each in group_targets(session, [group_id])[group_id]}
    found = []
    for wish in wishes:
        before = there.get(wish.competency_id)
        if before is None:
            found.append(wish)
            continue
        lower = not wish.named and before.value.position > wish.value.position
        value = before.value if lower else wish.value
        found.append(Wish(wish.competency_id, value, wish.named, wish.due_on or before.due_on))
    return found


def _says_so(there: GroupTarget | None, wish: Wish) -> bool:
    return there is not None and (there.scale_value_id, there.due_on) == (wish.value.id, wish.due_on)


def _put(
    session: WorkspaceSession, actor: Actor, group_id: int, wish: Wish, there: GroupTarget | None
) -> GroupTarget:
    """The group's target as it stands from now on."""
    if there is not None:
        return replace(session, there, scale_value_id=wish.value.id, due_on=wish.due_on, set_by_id=actor.person_id)
    row = GroupTarget(
        group_id=group_id,
        competency_id=wish.competency_id,
        scale_value_id=wish.value.id,
        due_on=wish.due_on,
        set_by_id=actor.person_id,
    )
    return begin(session, row)


def _note(
    session: WorkspaceSession, actor: Actor, group_id: int, lines: Sequence[tuple[Wish, GroupTarget | None]]
) -> None:
    changes = tuple(
        Change("group target", wish.competency_id, said_of(session, before), said(wish.value.name, wish.due_on))
        for wish, before in lines
    )
    record(session, actor, GroupTargetsChanged(group_id=group_id, changes=changes))
