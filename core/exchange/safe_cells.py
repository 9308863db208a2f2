"""Cells that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

A leading apostrophe does it (qualifications/export-safe). A text that begins with apostrophes before such a sign gets
one more, so that taking one away always gives the text back (imports/round-trip).
"""

from __future__ import annotations

import unicodedata

_SIGNS = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")


def made_safe(text: str) -> str:
    """The text as it stands in an exported cell."""
    return f"'{text}" if _starts_formula(text.lstrip("'")) else text


def restored(cell: str) -> str:
    """The text that an exported cell stands for."""
    return cell[1:] if cell.startswith("'") and _starts_formula(cell.lstrip("'")) else cell


def _starts_formula(text: str) -> bool:
    if text[:1] in _BREAKS and text:
        return True
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])[:1]
    return bool(first) and first in _SIGNS
