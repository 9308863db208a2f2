"""Files whose rows are independent things: judged together with a few queries, applied one by one by the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from core.activities.service.contexts import contexts, require_in_one, require_on_activity, require_on_modules
from core.db import WorkspaceSession
from core.errors import ProwessError, Refused
from core.exchange.cells import Cells
from core.exchange.columns import Columns, find_columns, too_wide
from core.exchange.outcomes import Outcome, Trouble, Unreadable, Verdict
from core.exchange.sources import Options, Source
from core.people import Actor, Capability, Where, require
from core.words import Sentence, say

R = TypeVar("R")
PART = 50
"""Rows done in one transaction: each takes some milliseconds, and others have their turn in between."""

@dataclass(frozen=True)
class Row(Generic[R]):
    """A row that can be read: its cells, its key and what it says."""

    cells: Cells
    key: str
    said: R


@dataclass(frozen=True)
class Judgement:
    """What becomes of a row, where it can't be done why, and what of it is left out."""

    outcome: Outcome
    troubles: tuple[Trouble, ...] = ()
    remarks: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Right:
    """A capability that is needed on an activity, in modules, in a course or in a category (None: the site)."""

    capability: Capability
    kind: str
    ids: tuple[int | None, ...]


@dataclass
class Asking:
    """Asks for rights, each once however many rows need it."""

    session: WorkspaceSession
    actor: Actor
    answers: dict[Right, Sentence | None] = field(default_factory=dict)

    def refusal(self, right: Right) -> Sentence | None:
        """Why the actor lacks the right; None where they hold it."""
        if self.actor.trusted:
            return None
        if right not in self.answers:
            self.answers[right] = self._asked(right)
        return self.answers[right]

    def _asked(self, right: Right) -> Sentence | None:
        ids = [each for each in right.ids if each is not None]
        try:
            match right.kind:
                case "activity":
                    require_on_activity(self.session, self.actor, right.capability, ids[0])
                case "modules":
                    require_on_modules(self.session, self.actor, right.capability, ids)
                case "course":
                    require_in_one(self.session, self.actor, right.capability, contexts(self.session, ids))
                case _:
                    require(self.session, self.actor, right.capability, Where(category_id=right.ids[0]))
        except Refused as error:
            return error.sentence
        return None


class RowBatch(Generic[R]):
    """A table of one kind. Subclasses read a record, judge a row against what is on file, and do it."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    part = PART
    confirmable = False
    choosable = False

    def __init__(self, source: Source, options: Options) -> None:
        if source.sheet is None:
            raise Unreadable(say("This needs a table: CSV or XLSX. Nothing changed."))
        self.columns: Columns = find_columns(source.sheet, self.required, self.optional, options.columns)
        self.refused: list[Verdict] = []
        self.rows: list[Row[R]] = []
        self._remarks: dict[tuple[int, str, str], Trouble] = {}
        lines: dict[str, int] = {}
        for record in source.sheet.records:
            cells = Cells(record, self.columns)
            if (wide := too_wide(record, source.sheet)) is not None:
                cells.troubles.append(Trouble(record.line, source.sheet.header[-1], wide))
            self._take(cells, lines)
        self.rows = self.ordered(self.rows)

    @property
    def steps(self) -> int:
        """The rows that can be read."""
        return len(self.rows)

    def remarks(self) -> Sequence[Trouble]:
        """What of rows that are taken is left out."""
        return sorted(self._remarks.values(), key=lambda each: each.line)

    def notes(self) -> Sequence[Sentence]:
        """Columns that aren't read are named."""
        if not self.columns.unread:
            return ()
        return (say("Not read: the columns {names}.", names=list(self.columns.unread)),)

    def decide(self, session: WorkspaceSession, actor: Actor) -> list[Verdict]:
        """Judge all rows; nothing is changed."""
        known, asking = self.look(session, actor, self.rows), Asking(session, actor)
        return [self._verdict(row, self._judged(asking, known, row)) for row in self.rows]

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """Do rows; one that a service refuses is undone alone and named."""
        rows = self.rows[start : start + count]
        known = self.look(session, actor, rows)
        return [self._done(session, actor, known, row) for row in rows]

    def read(self, cells: Cells) -> tuple[str, R]:
        """A record's key and what it says; what is wrong goes into the cells' troubles."""
        raise TypeError("each kind reads its own records")

    def key_column(self) -> str:
        """The column that an earlier line of the same key is named under."""
        return self.required[0]

    def ordered(self, rows: list[Row[R]]) -> list[Row[R]]:
        """The rows in the order in which they are done; it may depend on the file alone."""
        return rows

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[R]]) -> Any:
        """What is on file of these rows, with a few queries."""
        raise TypeError("each kind looks at its own tables")

    def judge(self, known: Any, row: Row[R]) -> Judgement:
        """What would become of a row."""
        raise TypeError("each kind judges its own rows")

    def rights(self, known: Any, row: Row[R]) -> Iterable[Right]:
        """The rights that doing a row needs where it goes; none by default."""
        return ()

    def do(self, session: WorkspaceSession, actor: Actor, known: Any, row: Row[R]) -> None:
        """Do a row that is to be created or updated."""
        raise TypeError("each kind does its own rows")

    def _take(self, cells: Cells, lines: dict[str, int]) -> None:
        key, said = self.read(cells)
        earlier = lines.setdefault(key, cells.line) if key else cells.line
        if earlier != cells.line:
            cells.wrong(self.key_column(), say("'{key}' stands in line {line} already", key=key, line=earlier))
        if cells.troubles:
            self.refused.append(Verdict(cells.line, Outcome.REFUSED, tuple(cells.troubles)))
        else:
            self.rows.append(Row(cells, key, said))

    def _judged(self, asking: Asking, known: Any, row: Row[R]) -> Judgement:
        """The judgement on a row, refused where the actor lacks a right it needs."""
        found = self.judge(known, row)
        if found.outcome in (Outcome.CREATED, Outcome.UPDATED):
            for right in self.rights(known, row):
                if (reason := asking.refusal(right)) is not None:
                    return refuse(row, self.key_column(), reason)
        return found

    def _verdict(self, row: Row[R], judgement: Judgement) -> Verdict:
        for each in judgement.remarks:
            self._remarks[(each.line, each.column, each.reason.id)] = each
        return Verdict(row.cells.line, judgement.outcome, judgement.troubles)

    def _done(self, session: WorkspaceSession, actor: Actor, known: Any, row: Row[R]) -> Verdict:
        verdict = self._verdict(row, self._judged(Asking(session, actor), known, row))
        if verdict.outcome not in (Outcome.CREATED, Outcome.UPDATED):
            return verdict
        facts = len(session.facts)
        try:
            with session.begin_nested():
                self.do(session, actor, known, row)
        except ProwessError as error:
            del session.facts[facts:]
            column = error.field if error.field in (*self.required, *self.optional) else self.key_column()
            return Verdict(row.cells.line, Outcome.REFUSED, (row.cells.trouble(str(column), error.sentence),))
        return verdict


def refuse(row: Row[Any], column: str, reason: Sentence) -> Judgement:
    """The judgement on a row refused for one reason."""
    return Judgement(Outcome.REFUSED, (row.cells.trouble(column, reason),))


def judged(before: Any, changes: bool) -> Judgement:
    """Created where nothing is on file, updated where something differs, else unchanged."""
    if before is None:
        return Judgement(Outcome.CREATED)
    return Judgement(Outcome.UPDATED if changes else Outcome.UNCHANGED)
