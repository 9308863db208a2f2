"""Setting targets and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.ending import end_versions
from core.errors import NotFound
from core.events import Change
from core.people import Actor, Capability, over, people, require
from core.targets.events import TargetsAssigned
from core.targets.models import Target
from core.targets.plan import PlannedTarget, TargetPlan, TargetsSet
from core.targets.planning import supervised_among, work_out
from core.targets.queries import in_chunks
from core.targets.rules import DIRECT, Outcome, said
from core.words import say, say_count


def plan_targets(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    wanted: Mapping[int, int | None],
    due_on: date | None = None,
) -> TargetPlan:
    """What setting these targets would do; nothing changes (targets/dry-run).

    `wanted` maps competency ids to a scale value's id, None for the lowest proficient (targets/target). Refused when
    the actor may target none of the persons; else those, and skills above a tier, are left out (targets/who).
    Raises Invalid for a past date, a disabled competency or a value of another scale.
    """
    _require_some(session, actor, person_ids)
    return work_out(session, actor, person_ids, wanted, due_on)


def assign_targets(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    wanted: Mapping[int, int | None],
    due_on: date | None = None,
) -> TargetsSet:
    """Set the targets that `plan_targets` finds new, met or changed; repeating it adds nothing (targets/duplicate).

    One with another value or date replaces the earlier one, which stays in the history.
    """
    plan = plan_targets(session, actor, person_ids, wanted, due_on)
    written = plan.written
    _end_replaced(session, written)
    _insert(session, actor, written)
    ids = _ids_of(session, actor, written)
    done = [line for line in written if (line.person_id, line.competency_id) in ids]
    target_ids = tuple(ids[line.person_id, line.competency_id] for line in done)
    if done:
        record(session, actor, _assigned(done, target_ids))
    return TargetsSet(_carried_out(plan, done), target_ids)


def _require_some(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> None:
    if person_ids and not supervised_among(session, actor, person_ids):
        refuse(session, actor, person_ids)


NAMED_AT_MOST = 3


def refuse(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> None:
    """Refuse in the words of people/refusal: what didn't happen, why, who can."""
    if list(person_ids) == [actor.person_id]:
        sentence = say(
            "Nothing was set: you can't set targets for yourself. Those who supervise you, or an admin, can."
        )
    else:
        sentence = say(
            "Nothing was set: you don't supervise {names}. Those who do, or an admin, can.",
            names=_named(session, person_ids),
        )
    require(session, actor, Capability.TARGET_ASSIGN, over(person_ids[0]), refusal=sentence)


def _named(session: WorkspaceSession, person_ids: Sequence[int]) -> list[Any]:
    """First names for a sentence, the rest as a number."""
    found = people(session, person_ids[:NAMED_AT_MOST])
    if not found:
        raise NotFound(say("I don't find that person."))
    names: list[Any] = [found[each].first_name for each in person_ids[:NAMED_AT_MOST] if each in found]
    more = len(person_ids) - NAMED_AT_MOST
    return [*names, say_count("{n} other", "{n} others", more)] if more > 0 else names


def _end_replaced(session: WorkspaceSession, lines: Sequence[PlannedTarget]) -> None:
    changed = [line.existing.target_id for line in lines if line.outcome == Outcome.CHANGED and line.existing]
    end_versions(session, Target, changed)


def _insert(session: WorkspaceSession, actor: Actor, lines: Sequence[PlannedTarget]) -> None:
    """Insert the targets; one that another hand set in the meantime stays as it is."""
    rows = [
        {
            "person_id": line.person_id,
            "competency_id": line.competency_id,
            "scale_value_id": line.value.id,
            "due_on": line.due_on,
            "source": DIRECT,
            "source_key": 0,
            "set_by_id": actor.person_id,
            "set_at": session.now,
            "effective_from": session.now,
            "recorded_at": session.now,
        }
        for line in lines
    ]
    insert_rows(session, Target, rows, skip_existing=True)


def _ids_of(
    session: WorkspaceSession, actor: Actor, lines: Sequence[PlannedTarget]
) -> dict[tuple[int, int], int]:
    """Ids of the targets just written, by person and competency."""
    planned = {(line.person_id, line.competency_id) for line in lines}
    found: dict[tuple[int, int], int] = {}
    for part in in_chunks(list(dict.fromkeys(line.person_id for line in lines))):
        query = sa.select(Target.id, Target.person_id, Target.competency_id).where(
            Target.person_id.in_(part),
            Target.source == DIRECT,
            Target.set_at == session.now,
            Target.set_by_id.is_not_distinct_from(actor.person_id),
            Target.in_force(session.now),
        )
        found |= {(row[1], row[2]): row[0] for row in session.execute(query)}
    return {pair: target_id for pair, target_id in found.items() if pair in planned}


def _carried_out(plan: TargetPlan, done: Sequence[PlannedTarget]) -> TargetPlan:
    """The plan with lines that another hand wrote first counted as already there."""
    missed = {id(line) for line in plan.written} - {id(line) for line in done}
    lines = [
        replace(line, outcome=Outcome.ALREADY_THERE) if id(line) in missed else line for line in plan.lines
    ]
    return replace(plan, lines=tuple(lines))


def _assigned(lines: Sequence[PlannedTarget], target_ids: tuple[int, ...]) -> TargetsAssigned:
    changes = tuple(
        Change("target", line.competency_id, _before(line), said(line.value.name, line.due_on), line.person_id)
        for line in lines
    )
    return TargetsAssigned(
        target_ids=target_ids,
        person_ids=tuple(line.person_id for line in lines),
        competency_ids=tuple(line.competency_id for line in lines),
        changes=changes,
    )


def _before(line: PlannedTarget) -> str | None:
    return said(line.existing.value.name, line.existing.due_on) if line.existing else None
