"""What others were told of a person: not sent any more, and rewritten where it stands already (privacy/erase)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit.models import Undoable
from core.db import WorkspaceSession
from core.notifications.models import OutboxMessage, OutboxSubject, Reminder
from core.personal.declared import is_about

CHUNK = 900
ERASED = "person.erased"
"""The kind that a message about an erased person has from then on; its words say no more than that."""

ABOUT, BY = ("person", "from", "holder"), ("by",)
"""Names under which a message's refs hold the person it is about, and whoever did what it tells of."""

MOMENT = timedelta(seconds=1)
_TABLE_OF = {"completion": "course_completion"}
"""Subjects called otherwise than the table they stand in."""


def forget_told(session: WorkspaceSession, person_id: int, pseudonym_id: int) -> int:
    """Take the person out of messages to others, before their rows are moved; how many said something of them."""
    _forget_undoables(session, person_id)
    about = _by_subject(session, person_id) | _by_reminder(session, person_id)
    named, done_by = _by_refs(session, person_id)
    for message in done_by:
        message.refs = {**message.refs, **{key: pseudonym_id for key in BY if message.refs.get(key) == person_id}}
        _rewrite(session, message)
    for start in range(0, len(ids := sorted(about | named)), CHUNK):
        _silence(session, person_id, ids[start : start + CHUNK])
    session.flush()
    return len(ids)


def _silence(session: WorkspaceSession, person_id: int, ids: Collection[int]) -> None:
    query = select(OutboxMessage).where(OutboxMessage.id.in_(ids), OutboxMessage.recipient_id != person_id)
    shared = _shared(session, ids)
    for message in session.scalars(query.with_for_update()):
        if message.id not in shared:
            message.kind, message.refs = ERASED, {}
        if message.state == "pending" and message.id not in shared:
            message.state, message.due_at = "dropped", None
        _rewrite(session, message)


def _rewrite(session: WorkspaceSession, message: OutboxMessage) -> None:
    """Have what was sent say so; what is on its way is rewritten once it is settled."""
    if message.state in ("sent", "sending", "ambiguous", "rewriting"):
        message.stale = True
        message.due_at = session.now if message.state == "sent" else message.due_at


def _shared(session: WorkspaceSession, ids: Collection[int]) -> set[int]:
    """Notices that have lines of other people, too."""
    return set(session.scalars(select(Reminder.outbox_id).where(Reminder.outbox_id.in_(ids)))) - {None}  # type: ignore[return-value]


def _by_subject(session: WorkspaceSession, person_id: int) -> set[int]:
    found: set[int] = set()
    for kind in session.scalars(select(OutboxSubject.kind).distinct()).all():
        own = is_about(_TABLE_OF.get(kind, kind), session.workspace_id, person_id)
        if own is not None:
            query = select(OutboxSubject.message_id).where(
                OutboxSubject.kind == kind, OutboxSubject.subject_id.in_(own)
            )
            found |= set(session.scalars(query))
    return found


def _by_reminder(session: WorkspaceSession, person_id: int) -> set[int]:
    """Expiry notices to others with a line of this person; the lines go."""
    own = is_about("qualification", session.workspace_id, person_id)
    condition = sa.and_(
        Reminder.workspace_id == session.workspace_id,
        Reminder.qualification_id.in_(own),  # type: ignore[arg-type]
        Reminder.recipient_id != person_id,
    )
    found = set(session.scalars(select(Reminder.outbox_id).where(condition)))
    session.execute(sa.delete(Reminder).where(condition).execution_options(synchronize_session=False))
    return {each for each in found if each is not None}


def _by_refs(session: WorkspaceSession, person_id: int) -> tuple[set[int], list[OutboxMessage]]:
    """Messages whose refs name the person: those about them, and those about something that they did."""
    written = sa.cast(OutboxMessage.refs, sa.Text())
    query = select(OutboxMessage).where(
        OutboxMessage.recipient_id != person_id, written.like(f"%: {person_id}%")
    )
    found = session.scalars(query.with_for_update()).all()
    about = {each.id for each in found if _names(each.refs, ABOUT, person_id)}
    return about, [each for each in found if each.id not in about and _names(each.refs, BY, person_id)]


def _names(refs: Any, keys: Iterable[str], person_id: int) -> bool:
    return any(refs.get(key) == person_id for key in keys)


def _forget_undoables(session: WorkspaceSession, person_id: int) -> None:
    """What others could still undo of what they did to the person can't be undone any more."""
    open_ones = session.scalars(
        select(Undoable).where(Undoable.until >= session.now, Undoable.person_id != person_id)
    ).all()
    for each in open_ones:
        if _mentions(each.refs, person_id):
            each.until, each.refs = session.now - MOMENT, {}


def _mentions(value: Any, person_id: int) -> bool:
    if isinstance(value, dict):
        return any(_mentions(each, person_id) for each in value.values())
    if isinstance(value, list):
        return any(_mentions(each, person_id) for each in value)
    return value is not True and value == person_id
