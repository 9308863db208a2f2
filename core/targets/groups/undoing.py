"""Taking back what was set on a group or removed from it (chat/undo)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict
from core.events import Change
from core.history import begin
from core.people import Actor
from core.targets.events import GroupTargetsChanged
from core.targets.groups.following import follow_groups
from core.targets.groups.views import open_rows, require_group, said_of
from core.targets.models import GroupTarget
from core.targets.rules import GROUP
from core.targets.undo import withdraw_sources
from core.words import say


def undo_group_targets(session: WorkspaceSession, actor: Actor, group_id: int, ids: Sequence[int]) -> int:
    """Take back what was set on a group as if never set; what it had replaced holds again (chat/undo).

    How many targets of people were taken back. Raises Conflict when one was changed since.
    """
    group = require_group(session, actor, group_id)
    rows = list(session.scalars(select(GroupTarget).where(GroupTarget.id.in_(list(ids)))))
    if any(row.superseded_at is not None for row in rows):
        raise Conflict(say("Can't undo: the targets of {group} were changed since. Set them anew.", group=group.name))
    if not rows:
        return 0
    changes = tuple(Change("group target", row.competency_id, said_of(session, row), None) for row in rows)
    skills, since = [row.competency_id for row in rows], min(row.effective_from for row in rows)
    for row in rows:
        row.superseded_at = session.now
        session.flush()
        _reopen(session, row)
    taken = withdraw_sources(session, actor, GROUP, [group_id], since=since, competency_ids=skills)
    record(session, actor, GroupTargetsChanged(group_id=group_id, changes=changes))
    follow_groups(session, actor, [group_id], told=False)
    return taken


def restore_group_targets(session: WorkspaceSession, actor: Actor, group_id: int, ids: Sequence[int]) -> int:
    """Have targets of a group that were removed hold again (chat/undo); how many. Nobody is told anew."""
    require_group(session, actor, group_id)
    removed = list(session.scalars(select(GroupTarget).where(GroupTarget.id.in_(list(ids)))))
    open_now = {row.competency_id for row in open_rows(session, group_id, [row.competency_id for row in removed])}
    back = [row for row in removed if row.competency_id not in open_now]
    for row in back:
        begin(session, row.copied(effective_until=None), at=session.now)
    session.flush()
    changes = tuple(Change("group target", row.competency_id, None, said_of(session, row)) for row in back)
    if back:
        record(session, actor, GroupTargetsChanged(group_id=group_id, changes=changes))
        follow_groups(session, actor, [group_id], told=False)
    return len(back)


def _reopen(session: WorkspaceSession, row: GroupTarget) -> None:
    """Have what this one replaced hold again, from its closed copy."""
    query = select(GroupTarget).where(
        GroupTarget.group_id == row.group_id,
        GroupTarget.competency_id == row.competency_id,
        GroupTarget.effective_until == row.effective_from,
        GroupTarget.superseded_at.is_(None),
    )
    closed = session.scalar(query)
    if closed is not None:
        closed.superseded_at = session.now
        session.flush()
        session.add(closed.copied(effective_until=None, recorded_at=session.now))
