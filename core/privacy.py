"""What each table says of the people in it: how a person is erased from it and what they get of it.

Erasure and export read these declarations; a table without one fails a test (privacy/erase, privacy/export).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Erase(StrEnum):
    """What erasure does to the rows of a person."""

    DELETE = "delete"
    PSEUDONYMISE = "pseudonymise"
    KEEP = "keep"


@dataclass(frozen=True)
class Personal:
    """A table with people in it: the columns that name whom it is about, and those that merely mention one.

    `about` columns decide export and erasure of the row; `mentions` (who entered, who decided) move to the pseudonym.
    `clear` columns say something of the person in a row that stays: they are emptied.
    """

    about: tuple[str, ...]
    erase: Erase
    export: bool = True
    mentions: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()


@dataclass(frozen=True)
class Impersonal:
    """A table that says nothing about a person, save for columns that mention who did something."""

    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Through:
    """A table whose rows belong to the person of another row: they go where that row goes."""

    column: str
    erase: Erase
    export: bool = True
    mentions: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()


Privacy = Personal | Impersonal | Through
