"""Duplicating a framework: its competencies with all their parts, under a new id number (frameworks/duplicate)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from core.audit import record
from core.db import CHUNK, WorkspaceSession
from core.events import Change
from core.frameworks.framework_events import FrameworkCreated
from core.frameworks.framework_queries import framework_view
from core.frameworks.framework_rules import FrameworkDetails
from core.frameworks.frameworks import create_framework
from core.frameworks.references import Ids, belongs, owners_of, part_tables
from core.frameworks.revision import touch
from core.frameworks.rights import managed_framework
from core.people import Actor
from core.words import say

NewIds = dict[str, dict[int, int]]
"""By table: the new id of each copied row."""

Row = dict[str, Any]

BEGUN = ("effective_from", "recorded_at", "created_at")
"""What begins anew with a copy."""


def duplicate_framework(
    session: WorkspaceSession, actor: Actor, framework_id: int, *, name: str, idnumber: str
) -> int:
    """Copy a framework with competencies, edges and rules; the copy's id. Links and ratings are not copied, nor is
    history: what is in force now begins anew. The copies keep their id numbers.
    """
    row = managed_framework(session, actor, framework_id)
    details = FrameworkDetails(
        name, idnumber, row.scale_id, row.category_id, tuple(row.depth_names), row.description
    )
    copy_id = create_framework(session, actor, details)
    copied = _copy_parts(session, framework_id, copy_id)
    touch(session)
    changes = (Change("competencies", copy_id, None, len(copied.get("competency", {}))),)
    record(session, actor, FrameworkCreated(framework_id=copy_id, copied_from_id=framework_id, changes=changes))
    return copy_id


def proposed_copy(session: WorkspaceSession, actor: Actor, framework_id: int) -> tuple[str, str]:
    """A name and an id number for a copy, to be changed in the form."""
    found = framework_view(session, actor, framework_id)
    name, idnumber = (found.name, found.idnumber) if found else ("", "")
    return str(say("{name} (copy)", name=name)), f"{idnumber}-COPY"


def _copy_parts(session: WorkspaceSession, framework_id: int, copy_id: int) -> NewIds:
    """Copy the parts of a framework, owners before their parts, each referring to the copies."""
    session.flush()
    new_ids: NewIds = {"framework": {framework_id: copy_id}}
    ids = sa.select(sa.literal(framework_id))
    for table in part_tables("framework"):
        if not all(column.info["copied"] for column, _ in owners_of(table)):
            continue
        rows = [row for row in _in_force(session, table, ids) if _owner_copied(table, row, new_ids)]
        made = _insert(session, table, [_copied(session, table, row, new_ids) for row in rows])
        new_ids[table.name] = dict(zip((row["id"] for row in rows), made, strict=True))
    return new_ids


def _in_force(session: WorkspaceSession, table: sa.Table, framework_ids: Ids) -> list[Row]:
    query = sa.select(table).where(
        table.c.workspace_id == session.workspace_id, belongs(session, table, "framework", framework_ids)
    )
    if "superseded_at" in table.c:
        query = query.where(table.c.superseded_at.is_(None), table.c.effective_until.is_(None))
    return [dict(row._mapping) for row in session.connection().execute(query.order_by(table.c.id))]


def _owner_copied(table: sa.Table, row: Row, new_ids: NewIds) -> bool:
    """Whether what the row is a part of was copied: a part of an earlier version is history and stays behind."""
    return all(row[column.name] in new_ids.get(owner, {}) for column, owner in owners_of(table))


def _copied(session: WorkspaceSession, table: sa.Table, row: Row, new_ids: NewIds) -> dict[str, Any]:
    """The row as its copy has it: what names a copied row names its copy, all else stays."""
    copy = dict(row)
    del copy["id"]
    for column in table.c:
        if moved := new_ids.get(str(column.info.get("ref"))):
            copy[column.name] = moved.get(copy[column.name], copy[column.name])
        elif column.name in BEGUN:
            copy[column.name] = session.now
    return copy


def _insert(session: WorkspaceSession, table: sa.Table, copies: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the copies; their ids in the same order."""
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    made: list[int] = []
    for start in range(0, len(copies), CHUNK):
        made += session.connection().execute(statement, copies[start : start + CHUNK]).scalars()
    return made
