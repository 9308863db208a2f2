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


def first_seen(database: Database, workspace_id: int, key: str, now: datetime) -> bool:
    """Register the key of an interaction; True once, False for every repeat (chat/retries)."""
    row = {
        "workspace_id": workspace_id,
        "key": key,
        "kind": "seen",
        "state": "done",
        "attempts": 0,
        "received_at": now,
        "done_at": now,
    }
    with database.connecting(waited_for=True) as connection:
        found = connection.execute(_insert(database).returning(_ROWS.c.workspace_id), [row]).all()
    return bool(found)


def claim_deliveries(
    database: Database, vault: Vault, owner: str, now: datetime, *, limit: int = 20, lease: timedelta = LEASE
) -> list[Delivery]:
    """Take the deliveries due, oldest first, for one worker; a second worker gets others.

    Those of a worker whose lease ran out are taken over. Finish or fail each before the lease ends.
    """
    with database.connecting() as connection:
        rows = connection.execute(_due(now, limit)).mappings().all()
        if rows:
            connection.execute(_held(rows, owner, now + lease))
    return [_delivery(vault, row, owner) for row in rows]


def finish_delivery(database: Database, delivery: Delivery, now: datetime) -> bool:
    """Note that a delivery was dealt with; its body goes, its key stays. False when another worker took it over."""
    return _settle(database, delivery, state="done", sealed=None, sender_hash=None, due_at=None, done_at=now)


def fail_delivery(
    database: Database, delivery: Delivery, now: datetime, *, max_attempts: int = MAX_ATTEMPTS
) -> bool:
    """Have a delivery tried again later, each time twice as late; True when it was given up instead.

    What was given up keeps its sealed body for an admin.
    """
    if delivery.attempt >= max_attempts:
        _settle(database, delivery, state="failed", due_at=None, done_at=now)
        return True
    wait = min(FIRST_RETRY * 2 ** (delivery.attempt - 1), LONGEST_RETRY)
    _settle(database, delivery, state="waiting", due_at=now + wait, owner=None)
    return False


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


def _settle(database: Database, delivery: Delivery, **values: object) -> bool:
    """Change a delivery only while it is still in this worker's hands."""
    mine = sa.and_(
        _ROWS.c.workspace_id == delivery.workspace_id,
        _ROWS.c.id == delivery.id,
        _ROWS.c.owner == delivery.owner,
        _ROWS.c.state == "working",
        _ROWS.c.attempts == delivery.attempt,
    )
    with database.connecting() as connection:
        return connection.execute(sa.update(_ROWS).where(mine).values(**values)).rowcount == 1
