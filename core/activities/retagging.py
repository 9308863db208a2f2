"""A changed title or text gives new proposals by itself, a little later, in the background (tagging/re-tag).

Accepted and hand-made links stay, and what was rejected stays rejected; only open suggestions are replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.bulk_models import BulkTagging, BulkTaggingItem
from core.activities.bulk_runs import CHANGED, DONE, RUNNING, begin_bulk
from core.activities.events import ActivityChanged
from core.activities.models import TaggingRun
from core.db import WorkspaceSession, insert_rows
from core.people import Actor

WAIT = timedelta(minutes=1)
"""So long somebody may go on changing a text, or ask about it themself, before it is asked about."""

_READ = frozenset({"title", "description"})


def ask_again(session: WorkspaceSession, actor: Actor, fact: ActivityChanged) -> None:
    """Have an activity that was asked about before asked about anew, with the rights of who changed its text."""
    if not any(change.what in _READ for change in fact.changes):
        return
    _release(session, fact.activity_id)
    query = select(TaggingRun.id).where(TaggingRun.activity_id == fact.activity_id).limit(1)
    if session.scalar(query) is not None:
        ask_about(session, actor.person_id, [fact.activity_id])


def ask_about(session: WorkspaceSession, person_id: int | None, activity_ids: Sequence[int]) -> None:
    """Have activities asked about a little later, with this person's rights (None: the operator's). Repeatable."""
    run = _open_run(session, person_id)
    waits = {"bulk_id": run.id, "queued_at": session.now, "taken_by": None, "taken_until": session.now + WAIT}
    rows = [{**waits, "activity_id": each} for each in activity_ids]
    run.total += insert_rows(session, BulkTaggingItem, rows, skip_existing=True)


def note_asked(session: WorkspaceSession, activity_ids: Collection[int], read_at: datetime) -> None:
    """These activities were asked about, by hand or with others, as their texts were at `read_at`: those of them that
    wait because their text had changed by then needn't be asked about again."""
    waiting = select(BulkTagging.id).where(
        BulkTagging.workspace_id == session.workspace_id, BulkTagging.cause == CHANGED, BulkTagging.state != DONE
    )
    gone = session.scalars(
        sa.delete(BulkTaggingItem)
        .where(
            BulkTaggingItem.bulk_id.in_(waiting),
            BulkTaggingItem.activity_id.in_(list(activity_ids)),
            BulkTaggingItem.queued_at <= read_at,
        )
        .returning(BulkTaggingItem.bulk_id)
        .execution_options(synchronize_session=False)
    ).all()
    for bulk_id in sorted(set(gone)):
        _shorten(session, bulk_id, by=gone.count(bulk_id))


def _release(session: WorkspaceSession, activity_id: int) -> None:
    """Whoever has the activity in hand read its old text: their answer is not to be kept, it is asked about later."""
    session.execute(
        sa.update(BulkTaggingItem)
        .where(BulkTaggingItem.activity_id == activity_id)
        .values(taken_by=None, taken_until=session.now + WAIT, queued_at=session.now)
        .execution_options(synchronize_session=False)
    )


def _open_run(session: WorkspaceSession, person_id: int | None) -> BulkTagging:
    """The run that gathers what somebody changes, until it is worked off; made where there is none."""
    query = select(BulkTagging).where(
        BulkTagging.cause == CHANGED,
        BulkTagging.state == RUNNING,
        BulkTagging.started_by_id.is_not_distinct_from(person_id),
    )
    return session.scalar(query.limit(1).with_for_update()) or begin_bulk(session, person_id, CHANGED, "")


def _shorten(session: WorkspaceSession, bulk_id: int, *, by: int) -> None:
    row = session.scalar(select(BulkTagging).where(BulkTagging.id == bulk_id).with_for_update())
    left = session.scalar(select(BulkTaggingItem.id).where(BulkTaggingItem.bulk_id == bulk_id).limit(1))
    if row is not None:
        row.total -= by
        if left is None:
            row.state, row.finished_at = DONE, session.now
