"""Qualifications into a file, row by row: however many there are, only some are in hand at a time.

Only what the actor may see and export goes in, and what was taken is recorded (qualifications/export).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid, Refused
from core.exchange.events import FileExported
from core.exchange.learning.naming import names_of
from core.exchange.lists import joined
from core.exchange.out.tables import MARK, yes_no
from core.exchange.qualifications import OPTIONAL, REQUIRED, SHOWN
from core.exchange.safe_cells import made_safe
from core.exchange.workbooks import writing_workbook
from core.people import Actor, Capability, PersonView, holds_anywhere, people, reason_for
from core.qualifications import Choice, ListedQualification, QualificationView, all_listed
from core.words import say

QUALIFICATIONS = "qualifications"
FORMATS = ("csv", "xlsx", "json")
HEADER = (*REQUIRED, *OPTIONAL, *SHOWN)

Write = Callable[[Sequence[str]], None]


def write_qualifications(
    session: WorkspaceSession,
    actor: Actor,
    choice: Choice,
    format: str,
    path: Path,
    *,
    progress: Callable[[int], object] = lambda _rows: None,
) -> int:
    """Write what the actor may export of a choice to a file; how many rows. It imports again as it is.

    `progress` hears of every part written, by its number of rows. Record it with `note_export` before it is handed
    out. Raises Refused for who may export nobody's, Invalid for an unknown format.
    """
    require_exporting(session, actor)
    if format not in FORMATS:
        raise Invalid(
            say("I don't export qualifications as '{format}'. Formats: {formats}.", format=format, formats=FORMATS),
            field="format",
        )
    rows = 0
    with _WRITERS[format](path) as write:
        for part in _parts(session, actor, choice):
            for row in part:
                write(row)
            rows += len(part)
            progress(len(part))
    return rows


def require_exporting(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused unless the actor may export somebody's data."""
    if not holds_anywhere(session, actor, Capability.EXPORT):
        raise Refused(
            say("Nothing was exported: that isn't open to you here. An admin can help."),
            why=reason_for(Capability.EXPORT), capability=str(Capability.EXPORT),
        )  # fmt: skip


def note_export(session: WorkspaceSession, actor: Actor, format: str, rows: int) -> None:
    """Record that somebody took qualifications out."""
    record(session, actor, FileExported(of=QUALIFICATIONS, format=format, rows=rows))


def _parts(session: WorkspaceSession, actor: Actor, choice: Choice) -> Iterator[list[tuple[str, ...]]]:
    names: dict[int, str] = {}
    for lines in all_listed(session, actor, choice):
        if unknown := {each.view.competency_id for each in lines} - names.keys():
            names |= names_of(session, unknown)
        holders = people(session, {each.view.person_id for each in lines})
        yield [_row(each, holders[each.view.person_id], names[each.view.competency_id]) for each in lines]


def _row(line: ListedQualification, holder: PersonView, competency: str) -> tuple[str, ...]:
    held = line.view
    return (
        holder.email or "",
        held.category,
        competency,
        held.value.name if held.value else "",
        held.issued_on.isoformat() if held.issued_on else "",
        held.expires_on.isoformat() if held.expires_on else "",
        held.issuer or "",
        held.number or "",
        held.public_note or "",
        joined(held.links),
        joined(f"{name}={value}" for name, value in sorted(held.particulars.items())),
        line.person_name,
        _status(held),
        yes_no(held.verified),
    )


def _status(held: QualificationView) -> str:
    found = sorted(str(each) for each in held.statuses)
    return joined(["revoked", *(each for each in found if each != "ok")] if held.revoked is not None else found)


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(MARK)
        writer = csv.writer(file)
        writer.writerow(HEADER)
        yield lambda row: writer.writerow([made_safe(cell) for cell in row])


@contextmanager
def _workbook(path: Path) -> Iterator[Write]:
    with writing_workbook(path, HEADER) as write:
        yield write


@contextmanager
def _json(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as file:
        between = "[\n"

        def write(row: Sequence[str]) -> None:
            nonlocal between
            file.write(between + json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False))
            between = ",\n"

        yield write
        file.write("[]\n" if between == "[\n" else "\n]\n")


_WRITERS: dict[str, Any] = {"csv": _csv, "xlsx": _workbook, "json": _json}
