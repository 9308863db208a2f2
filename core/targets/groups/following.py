"""Each member has a target by each target of their groups, from joining to leaving (targets/group, targets/leaving)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks import CompetencyChanged
from core.history import end
from core.people import Actor, GroupChanged, MembershipsChanged, PersonChanged
from core.people.models import Group, Membership
from core.targets.groups.views import is_open
from core.targets.models import GroupTarget
from core.targets.rules import GROUP
from core.targets.source_facts import SourceTarget
from core.targets.sources import SourcesFollowed, follow_sources


def follow_groups(
    session: WorkspaceSession,
    actor: Actor,
    group_ids: Collection[int],
    *,
    among: Collection[int] | None = None,
    told: bool = True,
) -> SourcesFollowed:
    """Bring the targets by these groups in step with who is in them; of the people `among` alone, where given."""
    _hold(session, group_ids)
    wanted = _wanted(session, group_ids, among)
    return follow_sources(session, actor, GROUP, group_ids, wanted, among=among, told=told)


def follow_members(session: WorkspaceSession, actor: Actor, fact: MembershipsChanged) -> None:
    """Who joined a group has its targets, who left it has them no longer; at once (targets/leaving). Repeatable."""
    follow_groups(session, actor, [fact.group_id], among=fact.person_ids)


def follow_groups_of_person(session: WorkspaceSession, actor: Actor, fact: PersonChanged) -> None:
    """Who is active again, or has a higher tier, gets the targets of their groups that waited. Repeatable."""
    if not any(change.what == "state" for change in fact.changes):
        return
    query = (
        select(Membership.group_id)
        .distinct()
        .join(GroupTarget, GroupTarget.group_id == Membership.group_id)
        .where(
            Membership.person_id == fact.person_id,
            Membership.superseded_at.is_(None),
            Membership.effective_until.is_(None),
            is_open(),
        )
    )
    if groups := list(session.scalars(query)):
        follow_groups(session, actor, groups, among=[fact.person_id])


def follow_groups_of_competency(session: WorkspaceSession, actor: Actor, fact: CompetencyChanged) -> None:
    """What is enabled again, or has a lower tier, reaches those in the groups that require it. Repeatable."""
    query = select(GroupTarget.group_id).where(GroupTarget.competency_id == fact.competency_id, is_open())
    if groups := sorted(set(session.scalars(query))):
        follow_groups(session, actor, groups)


def drop_group_targets(session: WorkspaceSession, _actor: Actor, fact: GroupChanged) -> None:
    """A group made anew under the name of an archived one requires nothing yet. Repeatable."""
    made = any(change.what == "group" and change.before is None for change in fact.changes)
    if not made:
        return
    before = GroupTarget.effective_from < session.now
    query = select(GroupTarget).where(GroupTarget.group_id == fact.group_id, before, is_open())
    for row in session.scalars(query):
        end(session, row)


def _hold(session: WorkspaceSession, group_ids: Collection[int]) -> None:
    """Let those who change a group's targets and those who change its members take turns, so that each sees what the
    other did."""
    query = select(Group.id).where(Group.id.in_(list(group_ids))).order_by(Group.id)
    session.execute(query.with_for_update(key_share=True)).all()


def _wanted(
    session: WorkspaceSession, group_ids: Collection[int], among: Collection[int] | None
) -> Iterator[SourceTarget]:
    """Everybody in these groups with everything their groups require, also who joins later on."""
    required: dict[int, list[GroupTarget]] = {}
    for row in session.scalars(select(GroupTarget).where(GroupTarget.group_id.in_(list(group_ids)), is_open())):
        required.setdefault(row.group_id, []).append(row)
    if not required:
        return
    query = select(Membership.group_id, Membership.person_id, Membership.effective_from).where(
        Membership.group_id.in_(list(required)),
        Membership.superseded_at.is_(None),
        Membership.effective_until.is_(None),
    )
    if among is not None:
        query = query.where(Membership.person_id.in_(list(among)))
    for group_id, person_id, since in session.execute(query):
        for row in required[group_id]:
            yield SourceTarget(
                group_id, person_id, row.competency_id, row.scale_value_id, row.due_on, row.set_by_id, since
            )
