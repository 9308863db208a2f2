"""Imports as the tests do them: dry run, confirmation, part after part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.exchange import (
    Options,
    Preview,
    Tally,
    advance,
    confirm,
    keep_file,
    note_preview,
    open_batch,
    preview,
)
from core.people import Actor
from tests.conftest import House

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def shared(name: str) -> bytes:
    """A real file; the test is skipped where it isn't there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not here")
    return path.read_bytes()


@dataclass
class Filing:
    """Imports files into a house as one actor."""

    house: House
    actor: Actor

    def dry_run(self, name: str, content: bytes | str, kind: str | None = None, **options: object) -> Preview:
        """What a file would do."""
        raw = content.encode() if isinstance(content, str) else content
        with self.house.writing() as session:
            import_id = keep_file(session, self.actor, name, raw, kind=kind, options=Options(**options))  # type: ignore[arg-type]
        with self.house.reading() as session:
            seen = preview(session, self.actor, import_id)
        assert seen is not None, "the kind is not clear"
        with self.house.writing() as session:
            note_preview(session, self.actor, seen)
        return seen

    def confirmed(self, seen: Preview) -> Tally:
        """Apply what was dry-run, part after part."""
        with self.house.writing() as session:
            now = confirm(session, self.actor, seen.import_id)
        with self.house.reading() as session:
            batch = open_batch(session, self.actor, seen.import_id)
        assert batch is not None
        while not now.finished:
            with self.house.writing() as session:
                now = advance(session, self.actor, seen.import_id, batch)
        return now.tally

    def imported(self, name: str, content: bytes | str, kind: str | None = None, **options: object) -> Tally:
        """Dry-run and apply; both say the same."""
        seen = self.dry_run(name, content, kind, **options)
        tally = self.confirmed(seen)
        assert tally == seen.tally
        return tally


def reasons(seen: Preview) -> list[str]:
    """What is wrong, as people read it: line, column, reason."""
    return [f"{each.line} {each.column}: {each.reason}" for each in seen.troubles]
