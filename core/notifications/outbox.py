"""The outbox: messages nobody waits for are rows first, made in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession, insert_returning, insert_rows
from core.notifications.models import OutboxMessage, OutboxSubject
from core.prepared import OURS, ids_of, run

CHUNK = 900
MESSAGE = cast(sa.Table, OutboxMessage.__table__)

WAITING = "notifications.waiting"
"""Under this name a session remembers what it is to tell soon."""

Subject = tuple[str, int]
"""What a message is about: a kind of thing and its id."""

MAYBE_SENT = ("sending", "ambiguous", "sent", "rewriting")
"""States in which the recipient may have the message, or soon has it, in words that are no longer true."""


@dataclass(frozen=True)
class Telling:
    """One message to one person: its kind names the handler that words it, `refs` (ids and plain values) go there.

    With a `key` it is told once however often it is asked for. `subjects` are what it is about: when they change
    it is rewritten in place. `not_before` holds it back.
    """

    recipient_id: int
    kind: str
    refs: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    subjects: Sequence[Subject] = ()
    not_before: datetime | None = None


def tell(
    session: WorkspaceSession,
    recipient_id: int,
    kind: str,
    refs: Mapping[str, Any],
    *,
    key: str | None = None,
    subjects: Sequence[Subject] = (),
    not_before: datetime | None = None,
) -> int:
    """Put a message to a person into the outbox; its id, also when the same key was told before."""
    return tell_many(session, [Telling(recipient_id, kind, refs, key, subjects, not_before)])[0]


def tell_many(session: WorkspaceSession, tellings: Iterable[Telling]) -> list[int]:
    """Put many messages into the outbox at once; their ids in the order given. Repeatable for those with a key."""
    told = list(tellings)
    if not told:
        return []
    put_waiting(session)
    return _tell(session, told)


def tell_soon(session: WorkspaceSession, tellings: Iterable[Telling]) -> None:
    """As `tell_many`, at once with what is told next, or when the transaction ends: one act leads to several."""
    session.info.setdefault(WAITING, []).extend(tellings)


def put_waiting(session: WorkspaceSession) -> None:
    """Put into the outbox what was to be told soon; the order in which it was told stays."""
    waiting = session.info.pop(WAITING, None)
    if waiting:
        _tell(session, waiting)


def _tell(session: WorkspaceSession, tellings: Iterable[Telling]) -> list[int]:
    keyed = [(each.key or uuid4().hex, each) for each in tellings]
    ids = _put(session, [_row(session, key, each) for key, each in keyed])
    add_subjects(session, [(ids[key], subject) for key, each in keyed for subject in each.subjects])
    return [ids[key] for key, _ in keyed]


def add_subjects(session: WorkspaceSession, pairs: Iterable[tuple[int, Subject]]) -> None:
    """Note what messages are about; those noted already stay."""
    rows = [{"message_id": message, "kind": kind, "subject_id": each} for message, (kind, each) in pairs]
    insert_rows(session, OutboxSubject, rows, skip_existing=True)


def refresh(session: WorkspaceSession, subject_kind: str, ids: Collection[int]) -> None:
    """Have the sent messages about these things rewritten in place; those not yet sent are worded fresh anyway.

    Repeatable; the thing itself may have changed, gone, or been undone.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        _mark_stale(session, subject_kind, wanted[start : start + CHUNK])


def withdraw_pending(session: WorkspaceSession, subject_kind: str, ids: Collection[int]) -> int:
    """Drop the messages about these things that nobody was sent yet; how many."""
    put_waiting(session)
    about = _about(session, subject_kind, list(ids))
    dropped = session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(about), OutboxMessage.state == "pending")
        .values(state="dropped", due_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]


def unread() -> sa.ColumnElement[bool]:
    """Messages that nobody can have read yet: they wait to go, and so does their copy by mail, if any."""
    copy = aliased(OutboxMessage)
    departed = select(copy.id).where(
        copy.workspace_id == OutboxMessage.workspace_id,
        copy.copy_of_id == OutboxMessage.id,
        copy.state.not_in(("pending", "dropped")),
    )
    return sa.and_(OutboxMessage.state == "pending", ~departed.exists())


def _row(session: WorkspaceSession, key: str, telling: Telling) -> dict[str, Any]:
    return {
        "key": key,
        "kind": telling.kind,
        "recipient_id": telling.recipient_id,
        "refs": dict(telling.refs),
        "state": "pending",
        "stale": False,
        "attempts": 0,
        "due_at": telling.not_before or session.now,
        "made_at": session.now,
    }


def _put(session: WorkspaceSession, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The ids of these messages by their keys, those told before included."""
    found: dict[str, int] = {}
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        found |= dict(insert_returning(session, OutboxMessage, part, "key", "id", skip_existing=True))
        if before := [row["key"] for row in part if row["key"] not in found]:
            found |= {row.key: row.id for row in run(session, _put_before(), keys=before)}
    return found


@cache
def _put_before() -> sa.Select[str, int]:
    keys = sa.bindparam("keys", type_=MESSAGE.c.key.type, expanding=True)
    return select(MESSAGE.c.key, MESSAGE.c.id).where(MESSAGE.c.workspace_id == OURS, MESSAGE.c.key.in_(keys))


def _about(session: WorkspaceSession, kind: str, ids: Sequence[int]) -> sa.Select[int]:
    return select(OutboxSubject.message_id).where(
        OutboxSubject.workspace_id == session.workspace_id,
        OutboxSubject.kind == kind,
        OutboxSubject.subject_id.in_(ids),
    )


def _mark_stale(session: WorkspaceSession, kind: str, ids: Sequence[int]) -> None:
    """A message on its way keeps its own next look: the deliverer sees `stale` when it settles it. Mail stays."""
    run(session, _staling(), kind=kind, ids=list(ids), now=session.now)


@cache
def _staling() -> sa.Update:
    row, about = MESSAGE.c, cast(sa.Table, OutboxSubject.__table__).c
    told = select(about.message_id).where(
        about.workspace_id == OURS, about.kind == sa.bindparam("kind"), about.subject_id.in_(ids_of("ids"))
    )
    now: Any = sa.bindparam("now", type_=row.due_at.type)
    return (
        sa.update(MESSAGE)
        .where(
            row.workspace_id == OURS,
            row.id.in_(told),
            sa.or_(*(row.state == each for each in MAYBE_SENT)),
            row.medium == "chat",
        )
        .values(stale=True, due_at=sa.case((row.state == "sent", now), else_=row.due_at))
    )


def drop_pending(session: WorkspaceSession) -> int:
    """Drop every message of the workspace that nobody was sent yet: for a set-up, of which nobody is told; how many."""
    put_waiting(session)
    dropped = session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.state == "pending")
        .values(state="dropped", due_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]
