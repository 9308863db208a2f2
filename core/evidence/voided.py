"""Evidence of results that their source took back: it gets a correction, nothing is removed."""

from __future__ import annotations

from core.activities import ResultsChanged
from core.db import WorkspaceSession
from core.evidence.corrections import correct_source
from core.evidence.service import ACTIVITY
from core.people import Actor

TAKEN_BACK = "taken back by its source"


def evidence_of_voided_results(session: WorkspaceSession, actor: Actor, fact: ResultsChanged) -> None:
    """Say of what taken back results were evidence for that it no longer stands. Repeatable."""
    if fact.voided:
        correct_source(session, actor, ACTIVITY, fact.result_ids, TAKEN_BACK)
