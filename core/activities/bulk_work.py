"""A run of many activities worked off part by part: claimed by a worker, settled with proposals only (tagging/bulk).

Each part is a transaction of its own, so that a stop or a crash loses nothing and any worker goes on. An activity is
one worker's at a time; what another took over, or what changed meanwhile, is not settled by the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.bulk_models import BulkTagging, BulkTaggingItem
from core.activities.bulk_runs import CHANGED, DONE, RUNNING, BulkProgress, progress_of
from core.activities.choices import choices_for
from core.activities.models import Activity
from core.activities.proposing import TaggerAnswer, propose_for_many
from core.activities.queries.taggable import taggable
from core.activities.suggestion_events import ActivitiesAskedAgain
from core.activities.suggestion_rules import Choice
from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Actor
from core.words import say

LEASE = timedelta(minutes=2)
"""How long a worker may take over the activities it took; then others may have them."""


@dataclass(frozen=True)
class ToAsk:
    """An activity a worker took: its text, and what may be suggested for it."""

    activity_id: int
    title: str
    text: str
    choice: Choice


def claim_bulk(session: WorkspaceSession, bulk_id: int, owner: str, most: int) -> list[int]:
    """Take the next activities of a running run for a worker; none where it stopped, or others have the rest.

    What the same owner took before, as before a crash, it takes again.
    """
    row = session.scalar(select(BulkTagging).where(BulkTagging.id == bulk_id))
    if row is None or row.state != RUNNING:
        return []
    free = sa.or_(
        BulkTaggingItem.taken_until.is_(None),
        BulkTaggingItem.taken_until < session.now,
        BulkTaggingItem.taken_by == owner,
    )
    query = select(BulkTaggingItem).where(BulkTaggingItem.bulk_id == bulk_id, free)
    items = session.scalars(query.order_by(BulkTaggingItem.id).limit(most).with_for_update(skip_locked=True)).all()
    session.execute(
        sa.update(BulkTaggingItem)
        .where(BulkTaggingItem.id.in_([each.id for each in items]))
        .values(taken_by=owner, taken_until=session.now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return [each.activity_id for each in items]


def to_ask(session: WorkspaceSession, actor: Actor, activity_ids: Collection[int]) -> list[ToAsk]:
    """The texts of these activities, and what may be suggested for them; without those that are full, out of use, or
    out of the actor's reach."""
    query = select(Activity.id, Activity.title, Activity.description).where(
        Activity.id.in_(list(activity_ids)), Activity.id.in_(taggable(session, actor))
    )
    rows = session.execute(query.order_by(Activity.id)).all()
    choices = choices_for(session, actor, [row[0] for row in rows]) if rows else {}
    return [ToAsk(*row, choices[row[0]]) for row in rows if choices[row[0]].room]


def settle_bulk(
    session: WorkspaceSession,
    actor: Actor,
    bulk_id: int,
    owner: str,
    claimed: Sequence[int],
    answers: Mapping[int, TaggerAnswer],
) -> BulkProgress:
    """Keep what was answered about the activities a worker claimed, as suggestions; how far the run is now.

    What isn't the worker's any more (its time ran out, the text changed) is left for who has it now. Claimed ones
    without an answer were passed over.
    """
    session.scalars(
        select(Activity.id).where(Activity.id.in_(claimed)).order_by(Activity.id).with_for_update(key_share=True)
    ).all()
    mine = _taken_off(session, bulk_id, owner, claimed)
    found = propose_for_many(session, actor, {each: answers[each] for each in sorted(mine & answers.keys())})
    row = session.scalar(
        select(BulkTagging).where(BulkTagging.id == bulk_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(say("That run is no longer here."))
    with_skills = sum(bool(each.suggestion_ids) for each in found.values())
    row.proposed += with_skills
    row.empty += len(found) - with_skills
    row.passed_over += len(mine) - len(found)
    row.touched_at = session.now
    _finish(session, actor, row)
    session.flush()
    return progress_of(row)


def _taken_off(session: WorkspaceSession, bulk_id: int, owner: str, claimed: Sequence[int]) -> set[int]:
    """Take those of the claimed activities off the run that are still this worker's; their ids."""
    gone = session.scalars(
        sa.delete(BulkTaggingItem)
        .where(
            BulkTaggingItem.bulk_id == bulk_id,
            BulkTaggingItem.activity_id.in_(list(claimed)),
            BulkTaggingItem.taken_by == owner,
        )
        .returning(BulkTaggingItem.activity_id)
        .execution_options(synchronize_session=False)
    )
    return set(gone)


def _finish(session: WorkspaceSession, actor: Actor, row: BulkTagging) -> None:
    """A run is done when no activity is left; one that was stopped then is done, too."""
    left = session.scalar(select(BulkTaggingItem.id).where(BulkTaggingItem.bulk_id == row.id).limit(1))
    if left is None and row.state != DONE:
        row.state, row.finished_at = DONE, session.now
        if row.cause == CHANGED and row.proposed:
            record(session, actor, ActivitiesAskedAgain(bulk_id=row.id, activities=row.proposed))
