"""The Permissions table as the rule book writes it, read from the book: the oracle for the table in code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.checks.rules import BOOK

LETTERS = {
    "E": "employee",
    "M": "manager",
    "T": "teacher",
    "C": "content_editor",
    "F": "framework_admin",
    "P": "plan_admin",
    "R": "reviewer",
    "A": "competency_admin",
    "S": "admin",
}


@dataclass(frozen=True)
class BookLine:
    """A capability as the book has it; `also` holds the conditions it adds in words."""

    capability: str
    contexts: frozenset[str]
    roles: frozenset[str]
    also: str


def book_lines() -> dict[str, BookLine]:
    """Every capability of the book's table."""
    text = BOOK.read_text(encoding="utf-8")
    table = text[text.index("| capability | what |") :].split("\n\n", 1)[0]
    found = {}
    for row in table.splitlines()[2:]:
        names, _what, contexts, roles = (cell.strip() for cell in row.strip("|").split("|"))
        for name in names.split(","):
            found[name.strip()] = _line(name.strip(), contexts, roles)
    return found


def _line(name: str, contexts: str, roles: str) -> BookLine:
    letters, _, also = roles.partition(";") if ";" in roles else roles.partition(",")
    plain = frozenset(LETTERS[letter] for letter in re.findall(r"\b[EMTCFPRAS]\b", letters))
    kinds = frozenset(each.strip() for each in contexts.split(","))
    return BookLine(name, kinds, plain, also.strip())
