"""Results in a file: score in percent, person by e-mail address; of what is unknown they are kept until it is known."""

from __future__ import annotations

from collections.abc import Sequence

from core.activities import IncomingResult, Judged, by_email, judge_results, take_in_results
from core.activities import Outcome as ResultOutcome
from core.db import WorkspaceSession
from core.exchange.cells import Cells
from core.exchange.outcomes import Outcome, Verdict
from core.exchange.rowwise import Judgement, Row, RowBatch
from core.people import Actor
from core.words import say

SOURCE = "csv"
BULK = 1_000
REQUIRED = ("result_id", "person", "activity", "score", "completed_at")

_OUTCOMES = {
    ResultOutcome.CREATED: Outcome.CREATED,
    ResultOutcome.UPDATED: Outcome.UPDATED,
    ResultOutcome.UNCHANGED: Outcome.UNCHANGED,
    ResultOutcome.KEPT: Outcome.CREATED,
    ResultOutcome.REFUSED: Outcome.REFUSED,
}


class ResultsBatch(RowBatch[IncomingResult]):
    """Results, in the order of the file."""

    required = REQUIRED
    part = BULK

    def read(self, cells: Cells) -> tuple[str, IncomingResult | None]:  # type: ignore[override]
        """A result of the file."""
        result_id, person, activity = (cells.needed(each) for each in ("result_id", "person", "activity"))
        if not cells.text("completed_at"):
            cells.needed("completed_at")
        score, moment = cells.percent("score"), cells.moment("completed_at")
        if score != round(score, 6):
            cells.wrong("score", say("a score has at most 4 digits after the point"))
        if moment is None:
            return result_id, None
        return result_id, IncomingResult(result_id, by_email(person), activity, score, moment)

    def decide(self, session: WorkspaceSession, actor: Actor) -> list[Verdict]:
        """Judge all results."""
        found = judge_results(session, actor, [row.said for row in self.rows], source=SOURCE)
        return self._verdicts(self.rows, found)

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """Take results in, set-based."""
        rows = self.rows[start : start + count]
        found = take_in_results(session, actor, [row.said for row in rows], source=SOURCE)
        return self._verdicts(rows, found)

    def _verdicts(self, rows: Sequence[Row[IncomingResult]], found: Sequence[Judged]) -> list[Verdict]:
        return [self._verdict(row, _judgement(row, each)) for row, each in zip(rows, found, strict=True)]


def _judgement(row: Row[IncomingResult], judged: Judged) -> Judgement:
    told = (row.cells.trouble(judged.field or "result_id", judged.reason),) if judged.reason is not None else ()
    if judged.outcome == ResultOutcome.REFUSED:
        return Judgement(Outcome.REFUSED, told)
    return Judgement(_OUTCOMES[judged.outcome], remarks=told if judged.outcome == ResultOutcome.KEPT else ())
