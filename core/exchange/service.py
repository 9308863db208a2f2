"""Importing a file: kept sealed, dry-run, confirmed, applied part by part, forgotten (imports/dry-run, background).

Each part is a transaction of its own that also moves the run's checkpoint, so that a crash loses nothing and doubles
nothing; a part done twice changes nothing either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound, Refused
from core.exchange.batches import Batch, Kind
from core.exchange.events import FileImported
from core.exchange.keeping import (
    opened_file,
    opened_report,
    packed_options,
    sealed_file,
    sealed_report,
    unpacked_options,
)
from core.exchange.kinds import KINDS, kind_named, recognised
from core.exchange.models import ImportRun
from core.exchange.outcomes import Outcome, Tally, Trouble, Verdict, tally_of
from core.exchange.runs import (
    CANCELLED,
    DONE,
    RUNNING,
    Progress,
    check_waiting,
    own_run,
    progress_of,
    waiting_run,
)
from core.exchange.sources import Options, open_source
from core.people import PERMISSIONS, Actor, held_anywhere, reason_for
from core.words import Sentence, say

KEEP_WAITING = timedelta(hours=24)
"""So long a file waits for its confirmation, and its list of refused rows for a reader."""


@dataclass(frozen=True)
class Preview:
    """A dry run: what would become of every row, what is wrong, what was assumed. Nothing is changed."""

    import_id: int
    name: str
    kind: Kind
    options: Options
    tally: Tally
    troubles: tuple[Trouble, ...]
    remarks: tuple[Trouble, ...]
    notes: tuple[Sentence, ...]
    confirmable: bool = False
    choosable: bool = False


def kinds_for(session: WorkspaceSession, actor: Actor) -> list[Kind]:
    """The kinds of files the actor may import somewhere; none for most people."""
    held = held_anywhere(session, actor, {kind.capability for kind in KINDS.values()})
    return [kind for kind in KINDS.values() if kind.capability in held]


def require_importing(session: WorkspaceSession, actor: Actor, kind: str | None) -> None:
    """Raise Refused unless the actor may import this kind somewhere (any kind without one); each row is asked about
    where it goes."""
    wanted = {kind_named(kind).capability} if kind else {each.capability for each in KINDS.values()}
    if held_anywhere(session, actor, wanted):
        return
    lacking = min(wanted, key=str)
    doing = PERMISSIONS[lacking].doing if kind else "importing files"
    raise Refused(
        say("Nothing was imported: {doing} needs a right you don't have. An admin can give it.", doing=doing),
        why=reason_for(lacking),
        capability=str(lacking),
    )


def keep_file(
    session: WorkspaceSession, actor: Actor, name: str, content: bytes, *, kind: str | None = None,
    options: Options | None = None,
) -> int:
    """Keep a file sealed for its dry run; the import's id. Raises Refused for who may import nothing."""
    require_importing(session, actor, kind)
    run = ImportRun(
        person_id=actor.person_id,
        kind=kind,
        name=name,
        options=packed_options(options or Options()),
        sealed=sealed_file(session, content),
        sealed_report=None,
        touched_at=session.now,
        finished_at=None,
    )
    session.add(run)
    session.flush()
    return run.id


def choose(
    session: WorkspaceSession, actor: Actor, import_id: int, *, kind: str | None = None, options: Options | None = None
) -> None:
    """Say of what kind a waiting file is, or how it is to be read."""
    run = waiting_run(session, actor, import_id)
    if kind is not None:
        run.kind = kind_named(kind).name
    if options is not None:
        run.options = packed_options(options)
    run.touched_at = session.now


def options_of(session: WorkspaceSession, actor: Actor, import_id: int) -> Options:
    """How a file is to be read as it stands."""
    return unpacked_options(own_run(session, actor, import_id).options)


def preview(session: WorkspaceSession, actor: Actor, import_id: int) -> Preview | None:
    """The dry run of a waiting file; None where its kind is not clear and must be asked.

    Raises Unreadable (nothing can be taken from it) and Refused (the kind's right is missing).
    """
    run = own_run(session, actor, import_id)
    check_waiting(run)
    kind, batch = _opened(session, actor, run)
    if kind is None or batch is None:
        return None
    verdicts = [*batch.refused, *batch.decide(session, actor)]
    troubles = sorted((each for verdict in verdicts for each in verdict.troubles), key=lambda each: each.line)
    return Preview(
        import_id,
        run.name,
        kind,
        unpacked_options(run.options),
        tally_of(verdicts),
        tuple(troubles),
        tuple(batch.remarks()),
        tuple(batch.notes()),
        confirmable=batch.confirmable,
        choosable=batch.choosable,
    )


def note_preview(session: WorkspaceSession, actor: Actor, seen: Preview) -> None:
    """Keep what a dry run found, for the list of refused rows."""
    run = waiting_run(session, actor, seen.import_id)
    run.kind, run.planned = seen.kind.name, seen.tally.rows
    run.created, run.updated = seen.tally.created, seen.tally.updated
    run.unchanged, run.refused = seen.tally.unchanged, seen.tally.refused
    run.sealed_report = sealed_report(session, [*seen.troubles, *seen.remarks])
    run.touched_at = session.now


def confirm(session: WorkspaceSession, actor: Actor, import_id: int) -> Progress:
    """Begin to apply a file exactly as it was dry-run; pressing twice begins once."""
    run = own_run(session, actor, import_id, locked=True)
    if run.state == RUNNING:
        return progress_of(run)
    check_waiting(run)
    run.state, run.position = RUNNING, 0
    run.created = run.updated = run.unchanged = run.refused = 0
    run.touched_at = session.now
    return progress_of(run)


def stop(session: WorkspaceSession, actor: Actor, import_id: int) -> Progress:
    """End an import that can't go on; what was done stays, how far it came is told."""
    run = own_run(session, actor, import_id, locked=True)
    if run.state == RUNNING:
        run.state, run.sealed, run.finished_at = CANCELLED, None, session.now
    return progress_of(run)


def cancel(session: WorkspaceSession, actor: Actor, import_id: int) -> str:
    """Forget a waiting file; its name. Nothing was changed by it."""
    run = own_run(session, actor, import_id, locked=True)
    check_waiting(run)
    run.state, run.sealed, run.sealed_report, run.finished_at = CANCELLED, None, None, session.now
    return run.name


def open_batch(session: WorkspaceSession, actor: Actor, import_id: int) -> Batch | None:
    """The kept file of an import under way, read anew; None once it is finished."""
    run = own_run(session, actor, import_id)
    return None if run.state != RUNNING else _opened(session, actor, run)[1]


def advance(session: WorkspaceSession, actor: Actor, import_id: int, batch: Batch) -> Progress:
    """Apply the next part of an import and move its checkpoint in the same transaction; how far it is."""
    run = own_run(session, actor, import_id, locked=True)
    if run.state != RUNNING:
        return progress_of(run)
    verdicts: list[Verdict] = []
    if run.position == 0 and not (run.created + run.updated + run.unchanged + run.refused):
        verdicts += batch.refused
        run.sealed_report = None
    verdicts += batch.apply(session, actor, run.position, batch.part)
    run.position = min(run.position + batch.part, batch.steps)
    _count(session, run, verdicts)
    run.touched_at = session.now
    if run.position >= batch.steps:
        _finish(session, actor, run)
    return progress_of(run)


def progress(session: WorkspaceSession, actor: Actor, import_id: int) -> Progress:
    """How far an import is."""
    return progress_of(own_run(session, actor, import_id))


def troubles_of(session: WorkspaceSession, actor: Actor, import_id: int) -> list[Trouble]:
    """What is wrong in a file, by line; at most the first 2,000."""
    run = own_run(session, actor, import_id)
    return sorted(opened_report(session, run.sealed_report), key=lambda each: each.line)


def forget_imports(session: WorkspaceSession) -> int:
    """Forget files nobody confirmed, and lists nobody needs, a day later; how many. Safe to repeat."""
    old = select(ImportRun).where(
        ImportRun.touched_at < session.now - KEEP_WAITING,
        ImportRun.state != RUNNING,
        sa.or_(ImportRun.sealed.is_not(None), ImportRun.sealed_report.is_not(None)),
    )
    runs = session.scalars(old).all()
    for run in runs:
        run.state = DONE if run.state == DONE else CANCELLED
        run.sealed = run.sealed_report = None
    return len(runs)


def _opened(session: WorkspaceSession, actor: Actor, run: ImportRun) -> tuple[Kind | None, Batch | None]:
    if run.sealed is None:
        raise NotFound(say("{name} is no longer here. Drop it again.", name=run.name))
    options = unpacked_options(run.options)
    source = open_source(run.name, opened_file(session, run.sealed), options)
    kind = kind_named(run.kind) if run.kind else recognised(source)
    if kind is None:
        return None, None
    require_importing(session, actor, kind.name)
    return kind, kind.read(source, options)


def _count(session: WorkspaceSession, run: ImportRun, verdicts: Sequence[Verdict]) -> None:
    tally = tally_of(verdicts)
    run.created, run.updated = run.created + tally.created, run.updated + tally.updated
    run.unchanged, run.refused = run.unchanged + tally.unchanged, run.refused + tally.refused
    fresh = [each for verdict in verdicts if verdict.outcome == Outcome.REFUSED for each in verdict.troubles]
    if fresh:
        run.sealed_report = sealed_report(session, [*opened_report(session, run.sealed_report), *fresh])


def _finish(session: WorkspaceSession, actor: Actor, run: ImportRun) -> None:
    run.state, run.sealed, run.finished_at = DONE, None, session.now
    fact = FileImported(
        import_id=run.id,
        of=str(run.kind),
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        refused=run.refused,
    )
    record(session, actor, fact)


