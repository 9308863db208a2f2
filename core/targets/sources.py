"""Targets that follow a source: a group, a role profile or a plan (targets/target, targets/group).

A source says who should have what; `follow_sources` brings the targets of it in step, in a fixed number of statements
for any crowd. Each source has rows of its own, so one that ends takes nothing from another (targets/effective). No
right is asked here: whoever changes a source has it from the source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.db import WorkspaceSession, insert_returning
from core.ending import end_versions
from core.frameworks import CompetencyView, competencies, may_see_tier
from core.people import Actor, PersonView, people
from core.prepared import OURS, ids_of, run
from core.targets.models import Target
from core.targets.queries import scales_of_many
from core.targets.source_facts import Row, SourceTarget, Standing, Written, note_followed


@dataclass(frozen=True)
class SourcesFollowed:
    """How many targets were added, changed in value or day, and ended; and what was left out.

    Left out are new targets of people who are deactivated or whose tier lies below the competency's (targets/who), and
    of disabled competencies (skills/disabled-unusable). Following again later catches up.
    """

    added: int = 0
    changed: int = 0
    ended: int = 0
    left_out: tuple[SourceTarget, ...] = ()


def follow_sources(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    keys: Collection[int],
    wanted: Iterable[SourceTarget],
    *,
    among: Collection[int] | None = None,
    told: bool = True,
) -> SourcesFollowed:
    """Bring all targets of these sources of one kind in step with what they want; repeating it changes nothing.

    What is wanted and not there is added, what is there and not wanted ends (ratings stay; targets/leaving), what is
    there with another value or day is replaced. With `among` only these people are looked at. With `told` False nobody
    is told that a target was set. Of two wishes for one row the later counts.
    """
    looked_at = None if among is None else set(among)
    wishes = {
        each.row: each for each in _valued(session, wanted) if looked_at is None or each.person_id in looked_at
    }
    standing = _standing(session, kind, keys, among)
    gone = [row for row in standing if row not in wishes]
    moved = [row for row, wish in wishes.items() if row in standing and _differs(standing[row], wish)]
    missing = [wish for row, wish in wishes.items() if row not in standing]
    new, left_out = _allowed(session, missing)
    end_versions(session, Target, [standing[row].id for row in (*gone, *moved)])
    added = _begin(session, actor, kind, new)
    changed = _begin(session, actor, kind, [wishes[row] for row in moved])
    note_followed(session, actor, kind, standing, gone, Written(wishes, added, changed), told=told)
    return SourcesFollowed(len(added), len(changed), len(gone), tuple(left_out))


def end_sources(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    keys: Collection[int],
    *,
    among: Collection[int] | None = None,
) -> int:
    """End all targets of these sources, or those of the people `among`; how many. Ratings stay (targets/leaving)."""
    return follow_sources(session, actor, kind, keys, (), among=among).ended


def _valued(session: WorkspaceSession, wanted: Iterable[SourceTarget]) -> list[SourceTarget]:
    """The wishes, each with a value."""
    wishes = list(wanted)
    open_values = {each.competency_id for each in wishes if each.value_id is None}
    scales = scales_of_many(session, open_values) if open_values else {}
    lowest = {each: scale.lowest_proficient.id for each, scale in scales.items()}
    return [each if each.value_id is not None else _with_value(each, lowest[each.competency_id]) for each in wishes]


def _with_value(wish: SourceTarget, value_id: int) -> SourceTarget:
    return SourceTarget(*wish.row, value_id, wish.due_on, wish.set_by_id, wish.since)


def _standing(
    session: WorkspaceSession, kind: str, keys: Collection[int], among: Collection[int] | None
) -> dict[Row, Standing]:
    """The targets of these sources that are there, also those that begin later."""
    statement, people_too = (_OPEN, {}) if among is None else (_OPEN_AMONG, {"people": list(among)})
    rows = run(session, statement, source=kind, keys=list(keys), **people_too)
    return {(row[0], row[1], row[2]): Standing(row[3], row[4], row[5]) for row in rows}


_OPEN = sa.select(
    Target.source_key,
    Target.person_id,
    Target.competency_id,
    Target.id,
    Target.scale_value_id,
    Target.due_on,
).where(
    Target.workspace_id == OURS,
    Target.source == sa.bindparam("source", type_=sa.Text),
    Target.source_key.in_(ids_of("keys")),
    Target.superseded_at.is_(None),
    Target.effective_until.is_(None),
)
_OPEN_AMONG = _OPEN.where(Target.person_id.in_(ids_of("people")))


def _differs(there: Standing, wish: SourceTarget) -> bool:
    return (there.value_id, there.due_on) != (wish.value_id, wish.due_on)


def _allowed(
    session: WorkspaceSession, missing: Sequence[SourceTarget]
) -> tuple[list[SourceTarget], list[SourceTarget]]:
    """Which of the new targets may be set, and which are left out."""
    if not missing:
        return [], []
    skills = competencies(session, {each.competency_id for each in missing})
    persons = people(session, {each.person_id for each in missing})
    new: list[SourceTarget] = []
    left_out: list[SourceTarget] = []
    for each in missing:
        fits = _fits(skills.get(each.competency_id), persons.get(each.person_id))
        (new if fits else left_out).append(each)
    return new, left_out


def _fits(skill: CompetencyView | None, person: PersonView | None) -> bool:
    if skill is None or person is None or not skill.active or not person.active:
        return False
    return may_see_tier(skill.access_tier, person.access_tier)


def _begin(session: WorkspaceSession, actor: Actor, kind: str, wishes: Sequence[SourceTarget]) -> dict[Row, int]:
    """Insert the targets; ids by row. One that another hand set in the meantime stays as it is."""
    rows = [_values(session, actor, kind, each) for each in wishes]
    names = ("source_key", "person_id", "competency_id", "id")
    written = insert_returning(session, Target, rows, *names, skip_existing=True)
    return {(row[0], row[1], row[2]): row[3] for row in written}


def _values(session: WorkspaceSession, actor: Actor, kind: str, wish: SourceTarget) -> dict[str, Any]:
    return {
        "person_id": wish.person_id,
        "competency_id": wish.competency_id,
        "scale_value_id": wish.value_id,
        "due_on": wish.due_on,
        "source": kind,
        "source_key": wish.key,
        "set_by_id": wish.set_by_id if wish.set_by_id is not None else actor.person_id,
        "set_at": session.now,
        "effective_from": session.now if wish.since is None else max(wish.since, session.now),
        "recorded_at": session.now,
    }
