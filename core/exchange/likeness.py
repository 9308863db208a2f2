"""How much a table is like a kind, by its header."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.exchange.columns import known_columns, plain
from core.exchange.sources import Source


def by_columns(required: Sequence[str], optional: Sequence[str]) -> Callable[[Source], float]:
    """A measure from 0 to 1: the share of the header's columns that the kind knows; 0 without all it needs."""

    def likeness(source: Source) -> float:
        if source.sheet is None or known_columns(source.sheet, required) < len(required):
            return 0.0
        header = {plain(each) for each in source.sheet.header if each}
        return known_columns(source.sheet, (*required, *optional)) / len(header)

    return likeness
