"""The inbox: a verified delivery is a committed row before it is answered, so that a crash loses none.

These statements serve all workspaces at once, for the edge knows no session; each row is filled with, found by, or
joined to its own workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.database import Database
from core.notifications.models import InboxDelivery
from core.people.models import Workspace
from core.vault import Vault, seal, unseal

LEASE = timedelta(minutes=10)
"""A worker that has not finished by then counts as dead, and another takes over."""

MAX_ATTEMPTS = 5
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=10)

KEEP_KEYS = timedelta(hours=24)
"""Keys of settled deliveries are remembered at least this long: the platform repeats within hours (chat/retries)."""

KEEP_FAILED = timedelta(days=30)

_ROWS = cast(sa.Table, InboxDelivery.__table__)
_WORKSPACES = cast(sa.Table, Workspace.__table__)
_PURPOSE = "inbox"

SEEN = "seen"
"""The kind of a delivery that was answered at once: only its key is kept, so that a repeat is known (chat/retries)."""


@dataclass(frozen=True)
class NewDelivery:
    """A delivery as it arrived, verified; `key` is the platform's own id of it, the same when it is repeated."""

    workspace_id: int
    key: str
    kind: str
    sender_id: str | None
    body: bytes
    received_at: datetime


@dataclass(frozen=True)
class Delivery:
    """A delivery in a worker's hands; `attempt` counts from 1, `owner` is the worker that holds it."""

    id: int
    workspace_id: int
    key: str
    kind: str
    body: bytes
    received_at: datetime
    attempt: int
    owner: str


@dataclass(frozen=True)
class Settled:
    """What became of a delivery in a worker's hands: done, or not; after its last attempt it is given up."""

    delivery: Delivery
    done: bool

    @property
    def given_up(self) -> bool:
        """Whether it failed for the last time."""
        return not self.done and self.delivery.attempt >= MAX_ATTEMPTS


def store_deliveries(
    database: Database, vault: Vault, deliveries: Iterable[NewDelivery]
) -> set[tuple[int, str]]:
    """Keep deliveries, of any workspaces, in one transaction; (workspace, key) of those not seen before.

    On return they are on disk. A repeated key is left out, also within the call (chat/retries).
    """
    rows = [_row(vault, each) for each in deliveries]
    if not rows:
        return set()
    fresh = _insert(database).returning(_ROWS.c.workspace_id, _ROWS.c.key)
    with database.connecting(waited_for=True) as connection:
        return {(workspace_id, key) for workspace_id, key in connection.execute(fresh, rows)}


def first_seen(database: Database, vault: Vault, workspace_id: int, key: str, now: datetime) -> bool:
    """Register the key of an interaction; True once, False for every repeat (chat/retries)."""
    return bool(store_deliveries(database, vault, [NewDelivery(workspace_id, key, SEEN, None, b"", now)]))


def claim_deliveries(
    database: Database,
    vault: Vault,
    owner: str,
    now: datetime,
    *,
    settled: Iterable[Settled] = (),
    limit: int = 20,
    lease: timedelta = LEASE,
) -> list[Delivery]:
    """Settle what a worker did and take what is due next, oldest first, in one transaction; a second one gets others.

    What was done loses its body and keeps its key; what was not is tried again later, each time twice as late, and
    given up after the fifth time, its sealed body kept for an admin. What another worker took over is left to it.
    Deliveries of a worker whose lease ran out are taken over: settle each before its lease ends.
    """
    with database.connecting() as connection:
        for each in settled:
            connection.execute(_settling(each, now))
        rows = connection.execute(_due(now, limit)).mappings().all() if limit > 0 else []
        if rows:
            connection.execute(_held(rows, owner, now + lease))
    return [_delivery(vault, row, owner) for row in rows]


def forget_old(database: Database, now: datetime) -> int:
    """Forget what was settled over 24 hours ago, and what was given up over 30 days ago; how many."""
    old = sa.or_(
        sa.and_(_ROWS.c.state == "done", _ROWS.c.done_at < now - KEEP_KEYS),
        sa.and_(_ROWS.c.state == "failed", _ROWS.c.done_at < now - KEEP_FAILED),
    )
    own = _ROWS.c.workspace_id.in_(sa.select(_WORKSPACES.c.id))
    with database.connecting() as connection:
        return connection.execute(sa.delete(_ROWS).where(old, own)).rowcount


def _insert(database: Database) -> sa.Insert:
    native = sqlite if database.is_sqlite else postgresql
    insert: sa.Insert = native.insert(_ROWS).on_conflict_do_nothing()
    return insert


def _row(vault: Vault, new: NewDelivery) -> dict[str, object]:
    if new.kind == SEEN:
        return _seen(new)
    key = vault.key_for(new.workspace_id, _PURPOSE)
    return {
        "workspace_id": new.workspace_id,
        "key": new.key,
        "kind": new.kind,
        "sender_hash": new.sender_id and vault.keyed_hash(new.workspace_id, new.sender_id),
        "sealed": seal(key, new.body, new.key.encode()),
        "state": "waiting",
        "attempts": 0,
        "received_at": new.received_at,
        "due_at": new.received_at,
        "done_at": None,
    }


def _seen(new: NewDelivery) -> dict[str, object]:
    return {
        "workspace_id": new.workspace_id,
        "key": new.key,
        "kind": SEEN,
        "sender_hash": None,
        "sealed": None,
        "state": "done",
        "attempts": 0,
        "received_at": new.received_at,
        "due_at": None,
        "done_at": new.received_at,
    }


def _due(now: datetime, limit: int) -> sa.Select[tuple[object, ...]]:
    """What waits or was left lying, of every workspace that there is: workers serve them all, in order of arrival."""
    rows = _ROWS.c
    columns = (rows.id, rows.workspace_id, rows.key, rows.kind, rows.sealed, rows.received_at, rows.attempts)
    return (
        sa.select(*columns)
        .join(_WORKSPACES, _WORKSPACES.c.id == rows.workspace_id)
        .where(rows.due_at <= now, rows.state.in_(["waiting", "working"]))
        .order_by(rows.due_at, rows.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=_ROWS)
    )


def _held(rows: Sequence[sa.RowMapping], owner: str, until: datetime) -> sa.Update:
    return (
        sa.update(_ROWS)
        .where(
            _ROWS.c.workspace_id.in_({row["workspace_id"] for row in rows}),
            _ROWS.c.id.in_([row["id"] for row in rows]),
        )
        .values(state="working", owner=owner, due_at=until, attempts=_ROWS.c.attempts + 1)
    )


def _delivery(vault: Vault, row: sa.RowMapping, owner: str) -> Delivery:
    workspace_id, key = row["workspace_id"], row["key"]
    body = unseal(vault.key_for(workspace_id, _PURPOSE), row["sealed"], key.encode())
    attempt = row["attempts"] + 1
    return Delivery(row["id"], workspace_id, key, row["kind"], body, row["received_at"], attempt, owner)


def _settling(settled: Settled, now: datetime) -> sa.Update:
    """Change a delivery only while it is still in this worker's hands."""
    delivery = settled.delivery
    mine = sa.and_(
        _ROWS.c.workspace_id == delivery.workspace_id,
        _ROWS.c.id == delivery.id,
        _ROWS.c.owner == delivery.owner,
        _ROWS.c.state == "working",
        _ROWS.c.attempts == delivery.attempt,
    )
    return sa.update(_ROWS).where(mine).values(**_outcome(settled, now))


def _outcome(settled: Settled, now: datetime) -> dict[str, object]:
    if settled.done:
        return {"state": "done", "sealed": None, "sender_hash": None, "due_at": None, "done_at": now}
    if settled.given_up:
        return {"state": "failed", "due_at": None, "done_at": now}
    wait = min(FIRST_RETRY * 2 ** (settled.delivery.attempt - 1), LONGEST_RETRY)
    return {"state": "waiting", "due_at": now + wait, "owner": None}
