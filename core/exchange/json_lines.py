"""JSON whose objects know the line they begin at, so that what is wrong in them can be named by line."""

from __future__ import annotations

import json
from bisect import bisect_right
from json import decoder, scanner
from typing import Any

from core.exchange.outcomes import Unreadable
from core.words import say

LINE = "\0line"
"""The key under which every object keeps its line; no JSON text has it, for a key can't be written so by chance."""


def read_json(text: str) -> Any:
    """The document; raises Unreadable naming the line where it isn't JSON."""
    try:
        return _PlacedDecoder(text).decode(text)
    except json.JSONDecodeError as error:
        reason = say("Line {line} isn't JSON. Nothing changed.", line=error.lineno)
        raise Unreadable(reason, line=error.lineno) from None
    except RecursionError:
        raise Unreadable(say("The file is nested too deeply. Nothing changed.")) from None


def line_of(thing: Any) -> int:
    """The line an object begins at."""
    return int(thing.get(LINE, 1)) if isinstance(thing, dict) else 1


class _PlacedDecoder(json.JSONDecoder):
    """Python's own decoder, told the line of each object."""

    def __init__(self, text: str) -> None:
        super().__init__(strict=False)
        self._breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        self._object: Any = decoder.JSONObject  # type: ignore[attr-defined]
        self.parse_object = self._placed
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _placed(self, place: tuple[str, int], *rest: Any) -> tuple[dict[str, Any], int]:
        found, end = self._object(place, *rest)
        found[LINE] = bisect_right(self._breaks, place[1] - 1) + 1
        return found, end
