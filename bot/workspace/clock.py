"""The demo's clock: real time plus an offset, kept in a file that the bot reads too."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path


class DemoClock:
    """Real time plus `offset_seconds`; the offset is written to `path` whenever it changes."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.offset_seconds = _stored_offset(path)

    def now(self) -> float:
        """Seconds since 1970 as the demo sees them."""
        return time.time() + self.offset_seconds

    def move_by(self, seconds: float) -> None:
        """Move the demo's time forward, or back with a negative number."""
        self._store(self.offset_seconds + seconds)

    def move_to(self, instant: float) -> None:
        """Make the demo's time `instant` (seconds since 1970)."""
        self._store(instant - time.time())

    def back_to_now(self) -> None:
        """Show real time again."""
        self._store(0.0)

    def _store(self, offset_seconds: float) -> None:
        self.offset_seconds = round(offset_seconds, 3)
        if self.path is not None:
            replace_file(self.path, json.dumps({"offset_seconds": self.offset_seconds}))


def replace_file(path: Path, text: str) -> None:
    """Write `text` so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _stored_offset(path: Path | None) -> float:
    if path is None or not path.exists():
        return 0.0
    try:
        return float(json.loads(path.read_text(encoding="utf-8"))["offset_seconds"])
    except (ValueError, KeyError, TypeError):
        return 0.0
