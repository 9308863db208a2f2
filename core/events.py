"""Facts: what happened, in the past tense, recorded in the same transaction as the change.

They are the audit trail (privacy/audit) and what reactions answer to. A fact may carry many people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Change:
    """What changed: `what` of `subject` went from `before` to `after`; personal when it concerns a person.

    Values are plain (text, number, ISO date or None); those of a person are sealed under that person's key.
    """

    what: str
    subject: int | None = None
    before: Any = None
    after: Any = None
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The base of all facts. Fields of subclasses are ids and plain values without personal content."""

    kind: ClassVar[str]
    changes: tuple[Change, ...] = ()

    def people(self) -> set[int]:
        """Ids of the persons the fact concerns."""
        return {change.person_id for change in self.changes if change.person_id is not None}

    def plain(self) -> dict[str, Any]:
        """The fact's own fields, as stored in clear."""
        return {name: _plain(value) for name, value in vars(self).items() if name != "changes"}


def _plain(value: Any) -> Any:
    """Values as JSON takes them."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Iterable):
        return [each if type(each) is int else _plain(each) for each in value]
    return str(value)
