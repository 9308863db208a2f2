"""What a deliverer does to the outbox: claims ahead of sending, settles after it, and is fenced off if too late.

A claim is written before anything is sent, so a row found in someone's hands after the lease may or may not have
been sent; such a one, and one whose sending ended in doubt, is looked up before it is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from core.database import Database
from core.db import WorkspaceSession
from core.notifications.models import OutboxMessage
from core.people import Actor, Capability, require
from core.people.models import Workspace

LEASE = timedelta(minutes=10)
"""A deliverer that has not settled a message by then counts as dead."""

QUARANTINE = timedelta(minutes=3)
"""How long a message in doubt rests before it is looked up: what is still under way has arrived by then."""

LONGEST_REST = 20
"""A message in trouble rests longer each time, up to so many quarantines: an hour."""

LONGEST_QUARANTINE = LONGEST_REST * QUARANTINE
MAX_ATTEMPTS = 30
"""About a day of trying; then an admin is shown what was not delivered (reminders/once)."""

_ROWS = cast(sa.Table, OutboxMessage.__table__)
_WORKSPACES = cast(sa.Table, Workspace.__table__)
_OPEN = ("pending", "sending", "ambiguous", "sent", "rewriting")


@dataclass(frozen=True)
class Outgoing:
    """A message in a deliverer's hands.

    `in_doubt`: it may have been sent, so its key is looked up first. `rewriting`: it was sent, and its words changed.
    `medium` is chat or mail; by mail goes the copy of the message `copy_of`. `held` is one that the weekly budget kept
    back, with what was merged into it. `until` is when the claim ends and another deliverer may take it.
    """

    id: int
    workspace_id: int
    key: str
    kind: str
    recipient_id: int
    refs: Mapping[str, Any]
    attempt: int
    made_at: datetime
    channel: str | None
    ts: str | None
    owner: str
    in_doubt: bool
    rewriting: bool
    medium: str = "chat"
    copy_of: int | None = None
    held: bool = False
    until: datetime | None = None

    @property
    def by_mail(self) -> bool:
        """Whether it goes by e-mail."""
        return self.medium == "mail"


def claim_messages(
    database: Database, owner: str, now: datetime, *, limit: int = 20, lease: timedelta = LEASE
) -> list[Outgoing]:
    """Take the messages due, of every workspace, earliest first, for one deliverer; another gets others."""
    with database.connecting() as connection:
        rows = connection.execute(_due(now, limit)).mappings().all()
        for rewriting, state in ((False, "sending"), (True, "rewriting")):
            if chosen := [row for row in rows if _is_rewrite(row) == rewriting]:
                connection.execute(_held(chosen, owner, state, now + lease))
    return [_outgoing(row, owner, now + lease) for row in rows]


@dataclass(frozen=True)
class Undelivered:
    """A message given up: to whom, what kind, since when, the platform's word for why, and how it was to go."""

    id: int
    recipient_id: int
    kind: str
    made_at: datetime
    trouble: str | None
    medium: str = "chat"


def undelivered_messages(
    session: WorkspaceSession, *, limit: int = 100, since: datetime | None = None
) -> list[Undelivered]:
    """The messages that could not be delivered, newest first, for an admin; those made since then, where said."""
    query = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.state == "failed")
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(OutboxMessage.made_at >= since)
    return [
        Undelivered(each.id, each.recipient_id, each.kind, each.made_at, each.trouble, each.medium)
        for each in session.scalars(query)
    ]


def sent_message(session: WorkspaceSession, message_id: int, *, whole: bool = False) -> Outgoing | None:
    """A message as it is to be worded anew, whatever its state; `whole`: the one it was merged into, if it was."""
    ours = _ROWS.c.workspace_id == session.workspace_id
    row = session.execute(sa.select(_ROWS).where(ours, _ROWS.c.id == message_id)).mappings().first()
    if row is not None and whole and row["carrier_id"] is not None:
        return sent_message(session, row["carrier_id"])
    return None if row is None else _outgoing(row, "")


def send_again(session: WorkspaceSession, actor: Actor, message_id: int) -> bool:
    """Try a message anew that could not be delivered; whether there was one. It is looked up first, in case it arrived.

    Raises Refused without `settings.manage`.
    """
    require(session, actor, Capability.SETTINGS_MANAGE)
    done = session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == "failed")
        .values(state="ambiguous", due_at=session.now, attempts=0, trouble=None)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _due(now: datetime, limit: int) -> sa.Select[tuple[Any, ...]]:
    """What is due in any workspace that there is: deliverers serve them all, in order."""
    return (
        sa.select(_ROWS)
        .join(_WORKSPACES, _WORKSPACES.c.id == _ROWS.c.workspace_id)
        .where(_ROWS.c.due_at <= now, _ROWS.c.state.in_(_OPEN))
        .order_by(_ROWS.c.due_at, _ROWS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=_ROWS)
    )


def _is_rewrite(row: sa.RowMapping) -> bool:
    return row["state"] in ("sent", "rewriting")


def _held(rows: Sequence[sa.RowMapping], owner: str, state: str, until: datetime) -> sa.Update:
    """The write-ahead of a claim. A rewrite clears `stale` now, so that a change during it asks for another one."""
    values: dict[str, Any] = {"state": state, "owner": owner, "due_at": until, "attempts": _ROWS.c.attempts + 1}
    if state == "rewriting":
        values["stale"] = False
    ours = _ROWS.c.workspace_id.in_({row["workspace_id"] for row in rows})
    return sa.update(_ROWS).where(ours, _ROWS.c.id.in_([row["id"] for row in rows])).values(**values)


def _outgoing(row: sa.RowMapping, owner: str, until: datetime | None = None) -> Outgoing:
    return Outgoing(
        id=row["id"],
        workspace_id=row["workspace_id"],
        key=row["key"],
        kind=row["kind"],
        recipient_id=row["recipient_id"],
        refs=row["refs"],
        attempt=row["attempts"] + 1,
        made_at=row["made_at"],
        channel=row["chat_channel"],
        ts=row["chat_ts"],
        owner=owner,
        in_doubt=row["state"] in ("sending", "ambiguous"),
        rewriting=_is_rewrite(row),
        medium=row["medium"],
        copy_of=row["copy_of_id"],
        held=row["held"],
        until=until,
    )
