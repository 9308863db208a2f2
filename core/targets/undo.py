"""Taking targets back as if they had never been set (chat/undo)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.audit import record
from core.db import WorkspaceSession, insert_from
from core.errors import Conflict
from core.events import Change
from core.people import Actor
from core.targets.events import TargetsWithdrawn
from core.targets.models import Target
from core.targets.planning import people_by_id, supervised_among
from core.targets.queries import TargetRecord, in_chunks, target_records
from core.targets.rules import said
from core.targets.service import NAMED_AT_MOST, refuse
from core.words import say


def undo_targets(session: WorkspaceSession, actor: Actor, target_ids: Sequence[int]) -> tuple[TargetRecord, ...]:
    """Take targets back as if never set; those they had replaced are in force again (chat/undo). What was taken back.

    Refused over persons the actor may no longer target; raises Conflict when one was changed since.
    """
    records = tuple(target_records(session, target_ids))
    _require_all(session, actor, [each.person_id for each in records])
    _check_unchanged(session, records)
    _take_back(session, actor, records)
    return records


def withdraw_sources(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    keys: Collection[int],
    *,
    since: datetime,
    competency_ids: Collection[int],
) -> int:
    """Count the targets of these sources that began at an instant or after as never set, and have those they replaced
    hold again (chat/undo); how many. No right is asked: whoever undoes a source's change has it from the source."""
    query = sa.select(Target.id).where(
        Target.source == kind,
        Target.source_key.in_(list(keys)),
        Target.competency_id.in_(list(competency_ids)),
        Target.set_at >= since,
        Target.superseded_at.is_(None),
        Target.effective_until.is_(None),
    )
    ids = list(session.scalars(query))
    _take_back(session, actor, tuple(target_records(session, ids)))
    return len(ids)


def _take_back(session: WorkspaceSession, actor: Actor, records: Sequence[TargetRecord]) -> None:
    for part in in_chunks([each.id for each in records]):
        _withdraw(session, part)
        _restore_replaced(session, part)
    session.expire_all()
    if records:
        record(session, actor, _withdrawn(records))


def _require_all(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> None:
    allowed = supervised_among(session, actor, person_ids)
    if others := [each for each in dict.fromkeys(person_ids) if each not in allowed]:
        refuse(session, actor, others)


def _check_unchanged(session: WorkspaceSession, records: Sequence[TargetRecord]) -> None:
    changed = [each for each in records if each.superseded_at is not None]
    if not changed:
        return
    names = sorted({each.first_name for each in people_by_id(session, [r.person_id for r in changed]).values()})
    raise Conflict(
        say("Can't undo: targets of {names} were changed since. Set them anew.", names=names[:NAMED_AT_MOST])
    )


def _withdraw(session: WorkspaceSession, target_ids: Sequence[int]) -> None:
    session.execute(
        sa.update(Target)
        .where(Target.id.in_(target_ids), Target.workspace_id == session.workspace_id)
        .values(superseded_at=session.now)
        .execution_options(synchronize_session=False)
    )


KEPT = (
    "person_id", "competency_id", "scale_value_id", "due_on", "source", "source_key", "set_by_id", "set_at",
    "effective_from",
)
"""What a version keeps when it is written again."""


def _restore_replaced(session: WorkspaceSession, target_ids: Sequence[int]) -> None:
    """Put the targets that these had replaced in force again, from their closed copies."""
    ids = list(session.scalars(_closed_before(session, target_ids)))
    for part in in_chunks(ids):
        table = Target.__table__
        chosen = sa.and_(table.c.workspace_id == session.workspace_id, table.c.id.in_(part))
        now = sa.literal(session.now, table.c.recorded_at.type)
        query = sa.select(*(table.c[name] for name in KEPT), now).where(chosen)
        insert_from(session, Target, [*KEPT, "recorded_at"], query)
        _withdraw(session, part)


def _closed_before(session: WorkspaceSession, target_ids: Sequence[int]) -> sa.Select[Any]:
    closed, after = aliased(Target), aliased(Target)
    return (
        sa.select(closed.id)
        .join(
            after,
            sa.and_(
                after.person_id == closed.person_id,
                after.competency_id == closed.competency_id,
                after.source == closed.source,
                after.source_key == closed.source_key,
                after.effective_from == closed.effective_until,
            ),
        )
        .where(
            after.id.in_(target_ids),
            closed.superseded_at.is_(None),
            closed.workspace_id == session.workspace_id,
            after.workspace_id == session.workspace_id,
        )
    )


def _withdrawn(records: Sequence[TargetRecord]) -> TargetsWithdrawn:
    changes = tuple(
        Change("target", each.competency_id, said(each.value.name, each.due_on), None, each.person_id)
        for each in records
    )
    return TargetsWithdrawn(
        target_ids=tuple(each.id for each in records),
        person_ids=tuple(each.person_id for each in records),
        competency_ids=tuple(each.competency_id for each in records),
        changes=changes,
    )
