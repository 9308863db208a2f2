"""Converts data of an older format after an upgrade, part by part, in the background (core/upgrade).

Tables change with migrations, at once; what their rows say is converted here, so that a start never waits for it. Each
part is one transaction that also moves the checkpoint: a stop at any point loses nothing and doubles nothing, and
several processes take turns. Until a conversion is through, readers of its data take both formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.audit import record
from core.conversions.events import DataConverted
from core.conversions.models import ConversionRun
from core.db import WorkspaceSession, insert_rows
from core.people import Actor
from core.transaction import Engine

PART = 500


@dataclass(frozen=True)
class Part:
    """What a part did: the id it came up to (None: nothing was left to read), rows read, rows changed."""

    reached_up_to: int | None
    read: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Conversion:
    """One change of a format. `name` is never used again.

    `convert(session, after, limit)` brings the next rows after an id into today's format, in the order of ids; a row
    that has it already stays as it is. It changes rows and nothing else: no facts, nobody is told.
    """

    name: str
    convert: Callable[[WorkspaceSession, int, int], Part]


@dataclass(frozen=True)
class Standing:
    """How a workspace stands with a conversion."""

    name: str
    read: int
    changed: int
    finished: bool


def conversions_left(session: WorkspaceSession, conversions: Sequence[Conversion]) -> list[Conversion]:
    """Those that the workspace is not through with, in their order."""
    done = set(session.scalars(select(ConversionRun.name).where(ConversionRun.finished_at.is_not(None))))
    return [each for each in conversions if each.name not in done]


def standings(session: WorkspaceSession, conversions: Sequence[Conversion]) -> list[Standing]:
    """How far each conversion came."""
    rows = {row.name: row for row in session.scalars(select(ConversionRun))}
    return [
        Standing(each.name, row.read, row.changed, row.finished_at is not None)
        if (row := rows.get(each.name))
        else Standing(each.name, 0, 0, finished=False)
        for each in conversions
    ]


def convert_part(session: WorkspaceSession, conversion: Conversion, *, limit: int = PART) -> bool:
    """Convert the next rows and move the checkpoint, in the session's transaction; whether rows may be left."""
    run = _held(session, conversion.name)
    if run.finished_at is not None:
        return False
    part = conversion.convert(session, run.reached_up_to, limit)
    run.read, run.changed = run.read + part.read, run.changed + part.changed
    if part.reached_up_to is not None:
        run.reached_up_to = part.reached_up_to
        session.flush()
        return True
    run.finished_at = session.now
    session.flush()
    if run.changed:
        done = DataConverted(conversion=conversion.name, read=run.read, changed=run.changed)
        record(session, Actor.engine(session.workspace_id), done)
    return False


def convert_workspace(
    engine: Engine, workspace_id: int, conversions: Sequence[Conversion], *, limit: int = PART
) -> int:
    """Convert what is left in a workspace, one after another, each part in a transaction; how many rows changed."""
    with engine.reading(workspace_id) as session:
        left = conversions_left(session, conversions)
        before = sum(each.changed for each in standings(session, left))
    for each in left:
        more = True
        while more:
            with engine.transaction(workspace_id) as session:
                more = convert_part(session, each, limit=limit)
    with engine.reading(workspace_id) as session:
        return sum(each.changed for each in standings(session, left)) - before


def _held(session: WorkspaceSession, name: str) -> ConversionRun:
    """The conversion's row, made when it is new, held until the transaction ends."""
    first = {"name": name, "reached_up_to": 0, "read": 0, "changed": 0, "started_at": session.now, "finished_at": None}
    insert_rows(session, ConversionRun, [first], skip_existing=True)
    query = select(ConversionRun).where(ConversionRun.name == name).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
