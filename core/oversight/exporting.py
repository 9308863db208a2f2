"""The audit trail in a file, with the head of its chain: CSV with a row for each change, or JSON with all of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import IO, Any

from core.audit import TrailChange, TrailEntry, Wanted, all_entries, chain_head
from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.safe_cells import made_safe
from core.oversight.service import names_in, require_oversight
from core.people import Actor
from core.words import say

FORMATS = ("csv", "json")
COLUMNS = (
    "position", "at", "kind", "by", "by_kind", "person", "what", "subject", "before", "after", "ids", "previous_hash",
    "hash",
)  # fmt: skip
PART = 500


def write_audit(
    session: WorkspaceSession, actor: Actor, wanted: Wanted, format: str, target: IO[bytes]
) -> int:
    """Write the facts wanted, in order; how many. Site admins only; memory does not grow with the trail."""
    require_oversight(session, actor)
    if format not in FORMATS:
        raise Invalid(say("I write the audit trail as {formats}, not as '{format}'.", formats=FORMATS, format=format),
                      field="format")
    entries = _named(session, all_entries(session, wanted))
    return _write_csv(entries, target) if format == "csv" else _write_json(session, entries, target)


def _named(
    session: WorkspaceSession, entries: Iterable[TrailEntry]
) -> Iterator[tuple[TrailEntry, Mapping[int, str]]]:
    """Each with the names of the people in it, looked up for some hundred at a time."""
    remaining = iter(entries)
    while part := list(islice(remaining, PART)):
        names = names_in(session, part)
        yield from ((each, names) for each in part)


def _write_csv(entries: Iterable[tuple[TrailEntry, Mapping[int, str]]], target: IO[bytes]) -> int:
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    count = 0
    for count, (entry, names) in enumerate(entries, 1):  # noqa: B007 (how many is the answer)
        for change in entry.changes or (TrailChange(),):
            writer.writerow([made_safe(cell) for cell in _cells(entry, change, names)])
    text.flush()
    text.detach()
    return count


def _cells(entry: TrailEntry, change: TrailChange, names: Mapping[int, str]) -> Sequence[str]:
    by = names.get(entry.actor_id or 0, "")
    person = names.get(change.person_id or 0, "")
    said = [_cell(each) for each in (change.what, change.subject, change.before, change.after)]
    shown = said if change.readable else ["erased", "", "", ""]
    ids = json.dumps(entry.plain, ensure_ascii=False) if entry.plain else ""
    return [
        str(entry.position), entry.at.isoformat(), entry.kind, by, entry.actor_kind, person, *shown, ids,
        entry.previous_hash, entry.hash,
    ]  # fmt: skip


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write_json(
    session: WorkspaceSession, entries: Iterable[tuple[TrailEntry, Mapping[int, str]]], target: IO[bytes]
) -> int:
    length, head = chain_head(session)
    told = {"exported_at": session.now.isoformat(), "head": {"length": length, "hash": head}}
    target.write(json.dumps(told, indent=1).encode()[:-2] + b',\n "facts": [')
    count = 0
    for count, (entry, names) in enumerate(entries, 1):
        target.write((b"\n  " if count == 1 else b",\n  ") + json.dumps(_object(entry, names), default=str).encode())
    target.write(b"]\n}\n")
    return count


def _object(entry: TrailEntry, names: Mapping[int, str]) -> dict[str, Any]:
    changes = [
        {**asdict(change), "person": names.get(change.person_id or 0)} if change.person_id else asdict(change)
        for change in entry.changes
    ]
    said = {name: value for name, value in asdict(entry).items() if name not in ("changes", "at")}
    return {**said, "at": entry.at.isoformat(), "by": names.get(entry.actor_id or 0), "changes": changes}
