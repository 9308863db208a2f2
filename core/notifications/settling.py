"""What becomes of a message that a deliverer had in hand; one that was too late is fenced off.

Each changes only while the message is still in that deliverer's hands: who comes after its claim ended changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from core.database import Database
from core.notifications.models import OutboxMessage
from core.notifications.sending import LONGEST_REST, MAX_ATTEMPTS, QUARANTINE, Outgoing

_ROWS = cast(sa.Table, OutboxMessage.__table__)


@dataclass(frozen=True)
class Arrival:
    """That a message arrived: where it stands, and when that was known."""

    message: Outgoing
    channel: str
    ts: str
    at: datetime


def mark_sent(database: Database, message: Outgoing, channel: str, ts: str, now: datetime) -> bool:
    """Note where a message stands; False when another deliverer took it over. If its subject changed meanwhile it is
    due again, to be rewritten."""
    return _settle(database, message, _as_sent(Arrival(message, channel, ts, now)))


def mark_all_sent(database: Database, arrivals: Sequence[Arrival]) -> None:
    """Note where several messages stand, in one transaction.

    One that somebody else is just changing is settled by itself afterwards, so that nobody waits in a circle.
    """
    with database.connecting() as connection:
        free = _locked(connection, [each.message for each in arrivals])
        for each in arrivals:
            if each.message.id in free:
                _changed(connection, each.message, _as_sent(each))
    for each in arrivals:
        if each.message.id not in free:
            _settle(database, each.message, _as_sent(each))


def put_back(
    database: Database, message: Outgoing, until: datetime, *, in_doubt: bool, counts: bool = False
) -> bool:
    """Return a message until later: to be looked up first when in doubt, else to be sent.

    It does not count as an attempt unless said (the platform asked to wait, or it is a quiet hour). A rewrite, which
    may be repeated, goes back as still to be done.
    """
    attempts = message.attempt if counts else max(message.attempt - 1, 0)
    values: dict[str, Any] = {"due_at": until, "attempts": attempts}
    if message.rewriting:
        return _settle(database, message, {**values, "state": "sent", "stale": True})
    return _settle(database, message, {**values, "state": "ambiguous" if in_doubt else "pending"})


def try_again(
    database: Database, message: Outgoing, now: datetime, *, in_doubt: bool, quarantine: timedelta = QUARANTINE
) -> bool:
    """Let a message rest after trouble, longer each time, up to an hour; it is given up after a day."""
    if message.attempt >= MAX_ATTEMPTS:
        return mark_failed(database, message, "no_answer", now)
    rest = quarantine * min(2 ** min(message.attempt - 1, 10), LONGEST_REST)
    return put_back(database, message, now + rest, in_doubt=in_doubt, counts=True)


def mark_failed(database: Database, message: Outgoing, trouble: str, now: datetime) -> bool:
    """Note that it cannot be delivered, in the platform's word; a failed rewrite leaves the message as it was sent."""
    if message.rewriting:
        values: dict[str, Any] = {"state": "sent", "attempts": 0, "due_at": _IfStale(now)}
    else:
        values = {"state": "failed", "due_at": None, "counted_at": None}
    return _settle(database, message, {**values, "trouble": trouble})


def mark_dropped(database: Database, message: Outgoing, now: datetime) -> bool:
    """Note that there is nothing left to say; what was sent stays as it is."""
    if message.rewriting:
        return _settle(database, message, {"state": "sent", "attempts": 0, "due_at": _IfStale(now)})
    return _settle(database, message, {"state": "dropped", "due_at": None, "counted_at": None})


@dataclass(frozen=True)
class _IfStale:
    """A change during the sending left its mark: then the message is due again at once, else never."""

    now: datetime


def _as_sent(arrival: Arrival) -> Mapping[str, Any]:
    return {
        "state": "sent",
        "chat_channel": arrival.channel,
        "chat_ts": arrival.ts,
        "attempts": 0,
        "due_at": _IfStale(arrival.at),
        "trouble": None,
        **({} if arrival.message.rewriting else {"sent_at": arrival.at}),
    }


def _locked(connection: sa.Connection, messages: Sequence[Outgoing]) -> set[int]:
    """Which of these messages nobody else holds just now; they are ours until the transaction ends."""
    ours = _ROWS.c.workspace_id.in_({each.workspace_id for each in messages})
    query = sa.select(_ROWS.c.id).where(ours, _ROWS.c.id.in_([each.id for each in messages]))
    return set(connection.scalars(query.with_for_update(skip_locked=True)))


def _settle(database: Database, message: Outgoing, values: Mapping[str, Any]) -> bool:
    with database.connecting() as connection:
        return _changed(connection, message, values)


def _changed(connection: sa.Connection, message: Outgoing, values: Mapping[str, Any]) -> bool:
    """Change a message only while it is still in this deliverer's hands."""
    given = {f"new_{name}": each.now if isinstance(each, _IfStale) else each for name, each in values.items()}
    if_stale = frozenset(name for name, each in values.items() if isinstance(each, _IfStale))
    mine = {
        "its_workspace": message.workspace_id,
        "its_id": message.id,
        "its_owner": message.owner,
        "its_state": "rewriting" if message.rewriting else "sending",
        "its_attempts": message.attempt,
    }
    return connection.execute(_change(frozenset(values), if_stale), given | mine).rowcount == 1


@cache
def _change(names: frozenset[str], if_stale: frozenset[str]) -> sa.Update:
    """The statement that settles these columns; built once, as every message is settled."""
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}", type_=_ROWS.c[name].type) for name in sorted(names)}
    for name in if_stale:
        values[name] = sa.case((_ROWS.c.stale, values[name]), else_=sa.null())
    mine = (
        _ROWS.c.workspace_id == sa.bindparam("its_workspace"),
        _ROWS.c.id == sa.bindparam("its_id"),
        _ROWS.c.owner == sa.bindparam("its_owner"),
        _ROWS.c.state == sa.bindparam("its_state"),
        _ROWS.c.attempts == sa.bindparam("its_attempts"),
    )
    return sa.update(_ROWS).where(*mine).values(owner=None, **values)
