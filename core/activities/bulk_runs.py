"""Skills looked for on many activities: what it would concern, start it, how far it is, stop, go on (tagging/bulk).

A run holds the activities still to be asked about; they are worked off part by part (`core.activities.bulk_work`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.bulk_models import BulkTagging, BulkTaggingItem
from core.activities.models import Activity, Suggestion
from core.activities.queries.taggable import EVERYWHERE, Scope, decidable, full_activities, taggable
from core.activities.suggestion_events import BulkTaggingStarted
from core.audit import record
from core.db import Instant, WorkspaceSession, insert_from
from core.errors import Conflict, NotFound
from core.people import Actor, Capability, holds_anywhere, require
from core.words import say

ASKED, CHANGED = "asked", "changed"
RUNNING, STOPPED, DONE = "running", "stopped", "done"


@dataclass(frozen=True)
class BulkPlan:
    """What asking would concern: activities in reach; of those full, with suggestions that wait, and to be asked about.

    `characters` is the length of the texts to be asked about, by which the cost is estimated.
    """

    activities: int
    full: int
    waiting: int
    to_ask: int
    characters: int


@dataclass(frozen=True)
class BulkProgress:
    """How far a run is: `done` of `total` activities; so many got suggestions, got none, or were passed over."""

    id: int
    place: str
    cause: str
    state: str
    total: int
    proposed: int
    empty: int
    passed_over: int
    started_by_id: int | None
    touched_at: datetime

    @property
    def done(self) -> int:
        """How many activities were dealt with."""
        return self.proposed + self.empty + self.passed_over

    @property
    def finished(self) -> bool:
        """Whether nothing is left to ask about."""
        return self.state == DONE


def plan_bulk(session: WorkspaceSession, actor: Actor, scope: Scope = EVERYWHERE) -> BulkPlan:
    """What asking about all activities in reach would concern; raises Refused without the right anywhere."""
    _require_somewhere(session, actor)
    inside = Activity.id.in_(taggable(session, actor, scope))
    full = Activity.id.in_(full_activities(session))
    waiting = Activity.id.in_(_waiting(session, actor))
    to_ask = sa.and_(~full, ~waiting)
    letters = sa.func.length(Activity.title) + sa.func.length(Activity.description)
    counted = select(
        sa.func.count(Activity.id),
        _total(sa.case((full, 1), else_=0)),
        _total(sa.case((sa.and_(~full, waiting), 1), else_=0)),
        _total(sa.case((to_ask, 1), else_=0)),
        _total(sa.case((to_ask, letters), else_=0)),
    ).where(inside)
    return BulkPlan(*(int(each) for each in session.execute(counted).one()))


def start_bulk(session: WorkspaceSession, actor: Actor, scope: Scope = EVERYWHERE) -> BulkProgress:
    """Have all activities in reach asked about that have room and no suggestions waiting; nothing is asked yet.

    Raises Conflict while a run of the actor's own isn't finished, and where there is nothing to ask about.
    """
    _require_somewhere(session, actor)
    if open_bulk(session, actor) is not None:
        raise Conflict(say("Your last run isn't finished. Go on with it: /prowess tag all"))
    wanted = sa.and_(
        Activity.workspace_id == session.workspace_id,
        Activity.id.in_(taggable(session, actor, scope)),
        Activity.id.not_in(full_activities(session)),
        Activity.id.not_in(_waiting(session, actor)),
    )
    total = session.scalar(select(sa.func.count(Activity.id)).where(wanted)) or 0
    if not total:
        raise Conflict(say("There is nothing to ask about. Nothing was changed."))
    row = begin_bulk(session, actor.person_id, ASKED, scope.name)
    row.total = total
    query: Any = select(sa.literal(row.id), Activity.id, sa.literal(session.now, Instant())).where(wanted)
    insert_from(session, BulkTaggingItem, ("bulk_id", "activity_id", "queued_at"), query)
    session.flush()
    record(session, actor, BulkTaggingStarted(bulk_id=row.id, activities=row.total))
    return progress_of(row)


def bulk_progress(session: WorkspaceSession, actor: Actor, bulk_id: int) -> BulkProgress:
    """How far a run of the actor's own is; anybody else's reads as missing."""
    return progress_of(_own(session, actor, bulk_id))


def open_bulk(session: WorkspaceSession, actor: Actor) -> BulkProgress | None:
    """The actor's own run that isn't finished, running or stopped."""
    query = select(BulkTagging).where(
        BulkTagging.started_by_id.is_not_distinct_from(actor.person_id),
        BulkTagging.cause == ASKED,
        BulkTagging.state != DONE,
    )
    row = session.scalar(query.order_by(BulkTagging.id.desc()).limit(1))
    return progress_of(row) if row is not None else None


def stop_bulk(session: WorkspaceSession, actor: Actor, bulk_id: int) -> BulkProgress:
    """Have a run stop after what is being asked just now; repeatable."""
    return _turned(session, actor, bulk_id, STOPPED)


def go_on_bulk(session: WorkspaceSession, actor: Actor, bulk_id: int) -> BulkProgress:
    """Have a stopped run go on; repeatable."""
    return _turned(session, actor, bulk_id, RUNNING)


def running_bulks(session: WorkspaceSession, *, quiet_since: datetime | None = None) -> list[BulkProgress]:
    """Runs that aren't stopped or done, oldest first; of those somebody asked for only the ones nobody worked on since
    `quiet_since`: their own worker died."""
    quiet = BulkTagging.touched_at < (quiet_since or session.now)
    query = select(BulkTagging).where(
        BulkTagging.state == RUNNING, sa.or_(BulkTagging.cause == CHANGED, quiet)
    )
    return [progress_of(row) for row in session.scalars(query.order_by(BulkTagging.id))]


def begin_bulk(session: WorkspaceSession, person_id: int | None, cause: str, place: str) -> BulkTagging:
    """A new run without activities."""
    row = BulkTagging(
        started_by_id=person_id,
        cause=cause,
        place=place,
        state=RUNNING,
        total=0,
        proposed=0,
        empty=0,
        passed_over=0,
        started_at=session.now,
        touched_at=session.now,
        finished_at=None,
    )
    session.add(row)
    session.flush()
    return row


def _turned(session: WorkspaceSession, actor: Actor, bulk_id: int, state: str) -> BulkProgress:
    row = _own(session, actor, bulk_id, locked=True)
    if row.state != DONE:
        row.state, row.touched_at = state, session.now
        session.flush()
    return progress_of(row)


def _own(session: WorkspaceSession, actor: Actor, bulk_id: int, *, locked: bool = False) -> BulkTagging:
    query = select(BulkTagging).where(
        BulkTagging.id == bulk_id, BulkTagging.started_by_id.is_not_distinct_from(actor.person_id)
    )
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise NotFound(say("That run is no longer here. Start one: /prowess tag all"))
    return row


def _waiting(session: WorkspaceSession, actor: Actor) -> sa.Select[int]:
    """Ids of the activities with suggestions that wait for somebody like the actor."""
    return select(Suggestion.activity_id).where(
        Suggestion.workspace_id == session.workspace_id, Suggestion.id.in_(decidable(session, actor))
    )


def _require_somewhere(session: WorkspaceSession, actor: Actor) -> None:
    if not holds_anywhere(session, actor, Capability.TAGGING_USE):
        require(session, actor, Capability.TAGGING_USE)


def _total(value: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(value), 0)


def progress_of(row: BulkTagging) -> BulkProgress:
    """How far a run is."""
    return BulkProgress(
        id=row.id,
        place=row.place,
        cause=row.cause,
        state=row.state,
        total=row.total,
        proposed=row.proposed,
        empty=row.empty,
        passed_over=row.passed_over,
        started_by_id=row.started_by_id,
        touched_at=row.touched_at,
    )
