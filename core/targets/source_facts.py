"""What follows from bringing sources in step, as facts: what was added, changed, scheduled and ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, cast

import sqlalchemy as sa

from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.frameworks.models import Competency, Framework, ScaleValue
from core.people import Actor
from core.prepared import OURS, ids_of, run
from core.targets.events import TargetsAssigned, TargetsChanged, TargetsEnded, TargetsScheduled
from core.targets.rules import said

Row = tuple[int, int, int]
"""A row of a source: its key, the person, the competency."""


@dataclass(frozen=True)
class SourceTarget:
    """What one source wants: a person with a competency at a value (None: the lowest proficient) by a day, if any.

    `set_by_id` is who put it into the source (default: the actor); `since` an instant still to come, from which it
    holds (default: now).
    """

    key: int
    person_id: int
    competency_id: int
    value_id: int | None = None
    due_on: date | None = None
    set_by_id: int | None = None
    since: datetime | None = None

    @property
    def row(self) -> Row:
        """What makes it one row."""
        return self.key, self.person_id, self.competency_id


@dataclass(frozen=True)
class Standing:
    """A target of a source that is there."""

    id: int
    value_id: int
    due_on: date | None


@dataclass(frozen=True)
class Written:
    """The targets just written, by row, and what was wanted."""

    wishes: Mapping[Row, SourceTarget]
    added: Mapping[Row, int]
    changed: Mapping[Row, int]


def note_followed(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    standing: Mapping[Row, Standing],
    gone: Sequence[Row],
    written: Written,
    *,
    told: bool,
) -> None:
    """Record what happened: one fact each for what was added, changed and ended."""
    names = _value_names(session, {skill for _, _, skill in (*gone, *written.added, *written.changed)})

    def before(row: Row) -> str | None:
        there = standing.get(row)
        return None if there is None else said(names.get(there.value_id, ""), there.due_on)

    def after(row: Row) -> str:
        wish = written.wishes[row]
        return said(names.get(wish.value_id or 0, ""), wish.due_on)

    if gone:
        ids = tuple(standing[row].id for row in gone)
        changes = tuple(Change("target", row[2], before(row), None, row[1]) for row in gone)
        record(session, actor, TargetsEnded(**_columns(gone, ids), changes=changes, source=kind))
    later = {row for row in written.added if _is_later(session, written.wishes[row])}
    started = {row: target_id for row, target_id in written.added.items() if row not in later}
    scheduled = {row: target_id for row, target_id in written.added.items() if row in later}
    for make, rows in (
        (partial(TargetsAssigned, told=told), started),
        (partial(TargetsChanged, told=told), written.changed),
        (TargetsScheduled, scheduled),
    ):
        if rows:
            changes = tuple(Change("target", row[2], before(row), after(row), row[1]) for row in rows)
            record(session, actor, make(**_columns(list(rows), tuple(rows.values())), changes=changes, source=kind))


def _is_later(session: WorkspaceSession, wish: SourceTarget) -> bool:
    return wish.since is not None and wish.since > session.now


def _columns(rows: Sequence[Row], target_ids: tuple[int, ...]) -> dict[str, Any]:
    return {
        "target_ids": target_ids,
        "source_keys": tuple(key for key, _, _ in rows),
        "person_ids": tuple(person for _, person, _ in rows),
        "competency_ids": tuple(skill for _, _, skill in rows),
    }


def _value_names(session: WorkspaceSession, competency_ids: Collection[int]) -> dict[int, str]:
    """The names of all values on the scales that these competencies use."""
    rows = run(session, _VALUES_USED, ids=list(competency_ids)) if competency_ids else ()
    return {row[0]: row[1] for row in rows}


_COMPETENCY, _FRAMEWORK, _VALUE = (
    cast(sa.Table, each.__table__).c for each in (Competency, Framework, ScaleValue)
)

_VALUES_USED = sa.select(_VALUE.id, _VALUE.name).where(
    _VALUE.workspace_id == OURS,
    _VALUE.scale_id.in_(
        sa.select(sa.func.coalesce(_COMPETENCY.scale_id, _FRAMEWORK.scale_id))
        .join(
            Framework, sa.and_(_FRAMEWORK.id == _COMPETENCY.framework_id, _FRAMEWORK.workspace_id == OURS)
        )
        .where(_COMPETENCY.workspace_id == OURS, _COMPETENCY.id.in_(ids_of("ids")))
    ),
)
