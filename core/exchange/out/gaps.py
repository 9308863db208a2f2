"""Gaps into a table: a row for each person the actor may see and export, a column for each requirement."""

from __future__ import annotations

from collections.abc import Callable

from core.audit import record
from core.db import WorkspaceSession
from core.exchange.events import FileExported
from core.exchange.out.tables import Table, as_csv, as_workbook
from core.gaps import Among, GapMatrix, PersonGaps, whole_matrix
from core.people import Actor, Capability, allowed_people

GAPS = "gaps"
HEADER = ("person", "name", "met", "required")
WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": as_csv, "xlsx": as_workbook}


def gaps_table(session: WorkspaceSession, actor: Actor, among: Among | None = None) -> Table:
    """How everybody stands with each requirement, in words; empty where it isn't theirs. Worst first, as in chat."""
    open_to = set(session.scalars(allowed_people(session, actor, Capability.EXPORT)))
    rows: list[tuple[str, ...]] = []
    header: tuple[str, ...] = HEADER
    for part in whole_matrix(session, actor, among or Among()):
        header = (*HEADER, *(each.competency.name for each in part.columns))
        rows += [_row(part, each) for each in part.rows if each.person.id in open_to]
    return Table(header, rows)


def gaps_files(session: WorkspaceSession, actor: Actor, among: Among) -> tuple[dict[str, bytes], int]:
    """The same as CSV and as a workbook, by file name, and its rows; `note_gaps_export` keeps that it was taken."""
    table = gaps_table(session, actor, among)
    return {f"{GAPS}.{format}": write(table) for format, write in WRITERS.items()}, len(table.rows)


def note_gaps_export(session: WorkspaceSession, actor: Actor, rows: int) -> None:
    """Record that somebody took gaps out (qualifications/export)."""
    record(session, actor, FileExported(of=GAPS, format="csv", rows=rows))


def _row(matrix: GapMatrix, found: PersonGaps) -> tuple[str, ...]:
    stands = (found.cells.get(each.competency.id) for each in matrix.columns)
    words = (str(each) if each is not None else "" for each in stands)
    return (found.person.email or "", found.person.name, str(found.met), str(found.required), *words)
