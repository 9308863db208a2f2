"""The workspace's own adjustment of the tagger's confidence, read once for each refit that is in force."""

from __future__ import annotations

from dataclasses import dataclass

from bot.logs import log
from core.activities import RefitView, refit_in_force, refit_view
from core.db import WorkspaceSession
from tagging.adjustment import Adjustment


@dataclass(frozen=True)
class Adjusted:
    """The adjustment in force and the refit it came from; neither for the confidence as shipped."""

    adjustment: Adjustment | None = None
    refit_id: int | None = None

    def on(self, basis: str) -> int | None:
        """The refit that took part in an answer measured by this basis."""
        return self.refit_id if self.adjustment is not None and self.adjustment.basis == basis else None


class Adjustments:
    """Adjustments by workspace. Safe to share between threads: what is read twice is the same."""

    def __init__(self) -> None:
        self._read: dict[int, Adjusted] = {}

    def in_force(self, session: WorkspaceSession) -> Adjusted:
        """What is in force for this workspace now."""
        refit_id = refit_in_force(session)
        if refit_id is None:
            return Adjusted()
        held = self._read.get(session.workspace_id)
        if held is None or held.refit_id != refit_id:
            held = Adjusted(adjustment_of(refit_view(session, refit_id)), refit_id)
            self._read[session.workspace_id] = held
        return held


def adjustment_of(refit: RefitView) -> Adjustment | None:
    """The adjustment a refit found; None where it found none, or one this version can't read."""
    try:
        return Adjustment.from_json(refit.adjustment) if refit.adjustment else None
    except ValueError:
        log.warning("adjustment can't be read", refit=refit.id)
        return None
