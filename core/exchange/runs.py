"""An import on its way as its row: whose it is, how far it is, whether it still waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.exchange.models import ImportRun
from core.exchange.outcomes import Tally
from core.people import Actor
from core.words import say

WAITING, RUNNING, DONE, CANCELLED = "waiting", "running", "done", "cancelled"


@dataclass(frozen=True)
class Progress:
    """How far an import is: rows dealt with so far, of how many; `finished` once all are."""

    import_id: int
    name: str
    kind: str
    tally: Tally
    total: int
    state: str

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.state != RUNNING


def progress_of(run: ImportRun) -> Progress:
    """How far an import is."""
    tally = Tally(run.created, run.updated, run.unchanged, run.refused)
    return Progress(run.id, run.name, str(run.kind), tally, max(run.planned, tally.rows), run.state)


def own_run(session: WorkspaceSession, actor: Actor, import_id: int, *, locked: bool = False) -> ImportRun:
    """An import of the actor's own; anybody else's reads as missing."""
    theirs = ImportRun.person_id.is_not_distinct_from(actor.person_id)
    query = select(ImportRun).where(ImportRun.id == import_id, theirs)
    run = session.scalar(query.with_for_update().execution_options(populate_existing=True) if locked else query)
    if run is None:
        raise NotFound(say("That import is no longer here. Drop the file again."))
    return run


def waiting_run(session: WorkspaceSession, actor: Actor, import_id: int) -> ImportRun:
    """An import of the actor's own that is not confirmed yet, held until the transaction ends."""
    run = own_run(session, actor, import_id, locked=True)
    check_waiting(run)
    return run


def check_waiting(run: ImportRun) -> None:
    """Raise Conflict where an import was cancelled or confirmed already."""
    if run.state == CANCELLED:
        raise Conflict(say("{name} was cancelled, or waited for over a day. Drop it again.", name=run.name))
    if run.state != WAITING:
        raise Conflict(say("{name} was confirmed already. Nothing more to do.", name=run.name))
