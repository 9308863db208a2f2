"""Lists in one cell, joined by |; a | or \\ within an entry is written with a \\ before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PART = re.compile(r"(?:\\[\\|]|[^|])*")
_ESCAPED = re.compile(r"\\([\\|])")


def listed(cell: str) -> tuple[str, ...]:
    """The entries of a cell's list, each once, in their order; empty ones are left out."""
    parts = (_ESCAPED.sub(r"\1", part.strip()) for part in _split(cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def joined(entries: Iterable[str]) -> str:
    """A list as it stands in one cell."""
    return "|".join(each.replace("\\", "\\\\").replace("|", "\\|") for each in entries)


def _split(cell: str) -> list[str]:
    parts, start = [], 0
    while start <= len(cell):
        found = _PART.match(cell, start)
        assert found is not None
        parts.append(found[0])
        start = found.end() + 1
    return parts
