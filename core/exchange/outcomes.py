"""What becomes of each row: created, updated, unchanged or refused; the four add up (imports/no-silent-drop)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Invalid
from core.words import Sentence


class Outcome(StrEnum):
    """How a row ends."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Trouble:
    """What is wrong in a file: the physical line (from 1), the column's name as the file has it, and why."""

    line: int
    column: str
    reason: Sentence


@dataclass(frozen=True)
class Verdict:
    """What becomes of the row that begins at a line; one that is refused has its troubles."""

    line: int
    outcome: Outcome
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Tally:
    """How many rows end how."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def changing(self) -> int:
        """Those an import would change something by."""
        return self.created + self.updated

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


def tally_of(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts."""
    counts = dict.fromkeys(Outcome, 0)
    for each in verdicts:
        counts[each.outcome] += 1
    return Tally(**{str(outcome): count for outcome, count in counts.items()})


def refused(line: int, column: str, reason: Sentence) -> Verdict:
    """The verdict on a row refused for one reason."""
    return Verdict(line, Outcome.REFUSED, (Trouble(line, column, reason),))


class Unreadable(Invalid):
    """The file can't be read as what it should be; nothing was changed (imports/no-silent-drop)."""
