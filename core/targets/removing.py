"""Removing targets that were set on a person; those of a group, profile or plan are locked there (targets/locked)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements import hold_people
from core.audit import record
from core.db import WorkspaceSession, insert_from
from core.ending import end_versions
from core.errors import Conflict, NotFound
from core.events import Change
from core.frameworks import competencies
from core.people import Actor, people
from core.targets.events import TargetsChanged, TargetsEnded
from core.targets.models import Target
from core.targets.planning import supervised_among
from core.targets.queries import sources_of
from core.targets.rules import DIRECT, TargetSource, said
from core.targets.service import refuse
from core.targets.undo import KEPT
from core.words import say


class LockedTarget(Conflict):
    """A target that cannot be removed on the person, with its sources: the refusal offers what can be done."""

    def __init__(self, person_id: int, competency_id: int, sources: Sequence[TargetSource], name: str) -> None:
        words = say("Not removed: {skill} is not set on the person alone. Exempt them, or remove it there.", skill=name)
        super().__init__(words)
        self.person_id, self.competency_id, self.sources = person_id, competency_id, tuple(sources)


@dataclass(frozen=True)
class RemovedTarget:
    """A target that was set on a person and is no longer; `remaining` are the sources that still require it."""

    target_id: int
    person_id: int
    competency_id: int
    remaining: tuple[TargetSource, ...]


def remove_targets(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_ids: Sequence[int]
) -> tuple[RemovedTarget, ...]:
    """End targets that were set on a person; ratings stay. What another source requires, too, stays required.

    Raises LockedTarget for one that only a group, profile or plan requires (targets/locked), NotFound for one that is
    not there, Refused to who may not set targets for the person. Then nothing is removed.
    """
    if not supervised_among(session, actor, [person_id]):
        refuse(session, actor, [person_id])
    hold_people(session, [person_id])
    there = sources_of(session, [person_id], competency_ids)
    names = {each: view.name for each, view in competencies(session, competency_ids).items()}
    removed = [_removable(person_id, each, there, names) for each in dict.fromkeys(competency_ids)]
    _check_any(session, person_id, removed)
    changes = tuple(_change(person_id, each.competency_id, there) for each in removed)
    end_versions(session, Target, [each.target_id for each in removed])
    fact = TargetsEnded(
        target_ids=tuple(each.target_id for each in removed),
        person_ids=(person_id,) * len(removed),
        competency_ids=tuple(each.competency_id for each in removed),
        changes=changes,
    )
    record(session, actor, fact)
    return tuple(removed)


def restore_targets(session: WorkspaceSession, actor: Actor, target_ids: Sequence[int]) -> int:
    """Have targets that were removed from a person hold again as they were (chat/undo); how many.

    Raises Conflict where one was set anew since.
    """
    rows = list(session.scalars(select(Target).where(Target.id.in_(list(target_ids)))))
    person_ids = sorted({row.person_id for row in rows})
    if len(supervised_among(session, actor, person_ids)) < len(person_ids):
        refuse(session, actor, person_ids)
    open_now = sources_of(session, person_ids, {row.competency_id for row in rows}, Target.source == DIRECT)
    if any((row.person_id, row.competency_id) in open_now for row in rows):
        raise Conflict(say("Can't undo: the target was set anew since."))
    ids = _restored(session, rows)
    if ids:
        record(session, actor, _again(session, ids))
    return len(ids)


def _removable(
    person_id: int, competency_id: int, there: dict[tuple[int, int], list[TargetSource]], names: dict[int, str]
) -> RemovedTarget:
    sources = there.get((person_id, competency_id), [])
    direct = next((each for each in sources if each.kind == DIRECT), None)
    if direct is not None:
        return RemovedTarget(
            direct.target_id, person_id, competency_id, tuple(each for each in sources if each is not direct)
        )
    if sources:
        raise LockedTarget(person_id, competency_id, sources, names.get(competency_id, ""))
    raise NotFound(
        say("Nothing was removed: {skill} is no target there.", skill=names.get(competency_id, say("that"))),
        field="skills",
    )


def _check_any(session: WorkspaceSession, person_id: int, removed: Sequence[RemovedTarget]) -> None:
    if not removed:
        name = people(session, [person_id])[person_id].first_name
        raise NotFound(say("Nothing was removed: {name} has no such target.", name=name), field="skills")


def _change(person_id: int, competency_id: int, there: dict[tuple[int, int], list[TargetSource]]) -> Change:
    direct = next(each for each in there[person_id, competency_id] if each.kind == DIRECT)
    return Change("target", competency_id, said(direct.value.name, direct.due_on), None, person_id)


def _restored(session: WorkspaceSession, rows: Sequence[Target]) -> list[int]:
    """Withdraw the closed copies of these and write them as still open; ids of the open ones."""
    table = Target.__table__
    ours = table.c.workspace_id == session.workspace_id
    originals = [row.id for row in rows if row.superseded_at is not None]
    chosen = sa.and_(ours, table.c.id.in_(originals))
    closed = sa.select(table.c.id).where(
        ours,
        table.c.superseded_at.is_(None),
        table.c.effective_until.in_([row.superseded_at for row in rows if row.superseded_at is not None]),
        table.c.person_id.in_([row.person_id for row in rows]),
        table.c.competency_id.in_([row.competency_id for row in rows]),
        table.c.source == DIRECT,
    )
    copies = list(session.connection().execute(closed).scalars())
    session.execute(
        sa.update(Target)
        .where(Target.id.in_(copies), Target.workspace_id == session.workspace_id)
        .values(superseded_at=session.now)
        .execution_options(synchronize_session=False)
    )
    now = sa.literal(session.now, table.c.recorded_at.type)
    query = sa.select(*(table.c[name] for name in KEPT), now).where(chosen)
    insert_from(session, Target, [*KEPT, "recorded_at"], query)
    session.expire_all()
    fresh = select(Target.id).where(
        Target.recorded_at == session.now,
        Target.effective_until.is_(None),
        Target.superseded_at.is_(None),
        Target.source == DIRECT,
        Target.person_id.in_([row.person_id for row in rows]),
    )
    return list(session.scalars(fresh))


def _again(session: WorkspaceSession, target_ids: Sequence[int]) -> TargetsChanged:
    rows = list(session.scalars(select(Target).where(Target.id.in_(list(target_ids)))))
    return TargetsChanged(
        target_ids=tuple(row.id for row in rows),
        person_ids=tuple(row.person_id for row in rows),
        competency_ids=tuple(row.competency_id for row in rows),
        changes=tuple(Change("target", row.competency_id, None, "as before", row.person_id) for row in rows),
        source=DIRECT,
        source_keys=(0,) * len(rows),
        told=False,
    )
