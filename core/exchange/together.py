"""Files whose new rows are done together, with a few statements however many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from core.db import WorkspaceSession
from core.errors import ProwessError
from core.exchange.outcomes import Outcome, Verdict
from core.exchange.rowwise import Asking, Row, RowBatch
from core.people import Actor

R = TypeVar("R")
TOGETHER = 200
"""Rows done in one transaction."""


class TogetherBatch(RowBatch[R]):
    """A table whose new rows are done together, set-based; those on file are brought up to date one by one."""

    part = TOGETHER

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """Do rows; new ones that a service refuses together are done one by one: only the wrong ones are left out."""
        rows = self.rows[start : start + count]
        known, asking = self.look(session, actor, rows), Asking(session, actor)
        verdicts = {row.cells.line: self._verdict(row, self._judged(asking, known, row)) for row in rows}
        new = [row for row in rows if verdicts[row.cells.line].outcome == Outcome.CREATED]
        changed = [row for row in rows if verdicts[row.cells.line].outcome == Outcome.UPDATED]
        for alike in self.alike(known, new):
            if not self._done_together(session, actor, known, alike):
                known = self.look(session, actor, rows)
                verdicts |= {row.cells.line: self._done(session, actor, known, row) for row in alike}
        verdicts |= {row.cells.line: self._done(session, actor, known, row) for row in changed}
        return list(verdicts.values())

    def alike(self, known: Any, rows: Sequence[Row[R]]) -> list[list[Row[R]]]:
        """New rows that one call can do."""
        return [list(rows)] if rows else []

    def do_all(self, session: WorkspaceSession, actor: Actor, known: Any, rows: Sequence[Row[R]]) -> None:
        """Do alike rows; all or none."""
        raise TypeError("each kind does its own rows")

    def do(self, session: WorkspaceSession, actor: Actor, known: Any, row: Row[R]) -> None:
        """Do one row alone."""
        self.do_all(session, actor, known, [row])

    def _done_together(self, session: WorkspaceSession, actor: Actor, known: Any, rows: Sequence[Row[R]]) -> bool:
        facts = len(session.facts)
        try:
            with session.begin_nested():
                self.do_all(session, actor, known, rows)
        except ProwessError:
            del session.facts[facts:]
            return False
        return True
