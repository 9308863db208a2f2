"""A file read as one kind of thing: what would become of its rows, and doing it part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.db import WorkspaceSession
from core.exchange.outcomes import Trouble, Verdict
from core.exchange.sources import Options, Source
from core.people import Actor, Capability
from core.words import Sentence


class Batch(Protocol):
    """A file's rows, in the order in which they are applied.

    `refused` are those that the file alone refuses; `steps` counts the others, `part` those of one transaction.
    `remarks` say what of a row that is taken is left out, `notes` what was assumed. `confirmable` says that the whole
    is refused for want of a confirmation only, `choosable` that another framework can be chosen. The order depends on
    the file alone, so that a checkpoint holds.
    """

    @property
    def refused(self) -> Sequence[Verdict]: ...

    @property
    def steps(self) -> int: ...

    @property
    def part(self) -> int: ...

    @property
    def confirmable(self) -> bool: ...

    @property
    def choosable(self) -> bool: ...

    def decide(self, session: WorkspaceSession, actor: Actor) -> list[Verdict]:
        """What would become of each step; nothing is changed."""

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """Do `count` steps from `start`; what became of each. Doing them again changes nothing."""

    def remarks(self) -> Sequence[Trouble]:
        """What of rows that are taken was left out, known after `decide`."""

    def notes(self) -> Sequence[Sentence]:
        """What was assumed, and where the rows go, known after `decide`."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name at the command line, what a button and a sentence call it, how it is read.

    `columns` are those needed, `more` those that may be there. `likeness` says how surely a file is of this kind
    (0 not at all). Somebody without `capability` anywhere can't import it.
    """

    name: str
    label: Sentence
    things: Sentence
    capability: Capability
    read: Callable[[Source, Options], Batch]
    likeness: Callable[[Source], float]
    columns: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
