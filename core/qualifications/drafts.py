"""Cards that wait to be confirmed: sealed for their writer, kept by thread for a week (qualifications/by-chat)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import open_for, seal_for
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.frameworks import competency_proposed
from core.people import Actor
from core.qualifications.models import QualificationDraft
from core.words import say

KEPT_FOR = timedelta(days=7)
WAITS_FOR = timedelta(days=90)
"""A draft that waits for its competency outlives the others: the catalogue's owners may take their time."""


@dataclass(frozen=True)
class StoredDraft:
    """A draft of the actor: its content as it was given, or the qualification that was made of it.

    `found_id` is the competency that the proposal it waits for became.
    """

    id: int
    person_id: int
    thread: str
    content: dict[str, Any] | None
    saved_id: int | None
    undo_id: int | None
    found_id: int | None
    made_at: datetime


def keep_draft(
    session: WorkspaceSession, actor: Actor, thread: str, content: dict[str, Any], *, draft_id: int | None = None
) -> int:
    """Keep a draft for a week, sealed with its writer's key, or bring one up to date; its id."""
    if draft_id is None:
        row = QualificationDraft(
            person_id=_person_of(actor), thread=thread, sealed=None, waits_for_id=None, saved_id=None, undo_id=None,
            made_at=session.now, until=session.now + KEPT_FOR,
        )
        session.add(row)
    else:
        row = _open_row(session, actor, draft_id)
        row.until = max(row.until, session.now + KEPT_FOR)
    row.sealed = seal_for(session, row.person_id, content)
    session.flush()
    return row.id


def draft(session: WorkspaceSession, actor: Actor, draft_id: int, *, lock: bool = False) -> StoredDraft:
    """The actor's own draft; raises NotFound when it was cancelled, is too old, or is somebody else's."""
    return _opened(session, _row(session, actor, draft_id, lock=lock))


def draft_in(session: WorkspaceSession, actor: Actor, thread: str) -> StoredDraft | None:
    """The actor's newest draft of a thread, saved ones included."""
    return _newest(session, actor, QualificationDraft.thread == thread)


def latest_draft(session: WorkspaceSession, actor: Actor, *, within: timedelta) -> StoredDraft | None:
    """The actor's newest draft made in the time before now that is not saved yet, whatever its thread."""
    recent = QualificationDraft.made_at >= session.now - within
    return _newest(session, actor, sa.and_(recent, QualificationDraft.saved_id.is_(None)))


def wait_for(session: WorkspaceSession, actor: Actor, draft_id: int, proposal_id: int) -> None:
    """Let a draft wait for a proposed competency; it returns when that exists (qualifications/ambiguous)."""
    row = _open_row(session, actor, draft_id)
    row.waits_for_id, row.until = proposal_id, session.now + WAITS_FOR


def settle_draft(
    session: WorkspaceSession, actor: Actor, draft_id: int, qualification_id: int, undo_id: int | None
) -> None:
    """Empty a draft that was saved; what remains says what was made of it."""
    row = _open_row(session, actor, draft_id)
    row.sealed, row.saved_id, row.undo_id, row.waits_for_id = None, qualification_id, undo_id, None


def drop_draft(session: WorkspaceSession, actor: Actor, draft_id: int) -> None:
    """Forget a draft that was cancelled; repeating does nothing."""
    session.execute(
        sa.delete(QualificationDraft).where(
            QualificationDraft.id == draft_id,
            QualificationDraft.person_id == _person_of(actor),
            QualificationDraft.saved_id.is_(None),
        )
    )


def forget_old_drafts(session: WorkspaceSession) -> int:
    """Forget all drafts older than their time; the number."""
    gone = session.scalars(select(QualificationDraft.id).where(QualificationDraft.until <= session.now)).all()
    session.execute(sa.delete(QualificationDraft).where(QualificationDraft.until <= session.now))
    return len(gone)


def drafts_waiting_for(session: WorkspaceSession, proposal_id: int) -> list[tuple[int, int]]:
    """Ids of the drafts that wait for a proposal, with their writers."""
    query = select(QualificationDraft.id, QualificationDraft.person_id).where(
        QualificationDraft.waits_for_id == proposal_id, QualificationDraft.until > session.now
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(QualificationDraft.id))]


def _newest(session: WorkspaceSession, actor: Actor, condition: sa.ColumnElement[bool]) -> StoredDraft | None:
    query = (
        select(QualificationDraft)
        .where(
            QualificationDraft.person_id == _person_of(actor), QualificationDraft.until > session.now, condition
        )
        .order_by(QualificationDraft.id.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return _opened(session, row) if row is not None else None


def _row(session: WorkspaceSession, actor: Actor, draft_id: int, *, lock: bool = False) -> QualificationDraft:
    query = select(QualificationDraft).where(
        QualificationDraft.id == draft_id,
        QualificationDraft.person_id == _person_of(actor),
        QualificationDraft.until > session.now,
    )
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(say("This card is out of date. Nothing was saved from it; write it again."))
    return row


def _open_row(session: WorkspaceSession, actor: Actor, draft_id: int) -> QualificationDraft:
    row = _row(session, actor, draft_id, lock=True)
    if row.saved_id is not None:
        raise Conflict(say("Already saved. Nothing changed."))
    return row


def _opened(session: WorkspaceSession, row: QualificationDraft) -> StoredDraft:
    content = open_for(session, row.person_id, row.sealed) if row.sealed is not None else None
    found = competency_proposed(session, row.waits_for_id) if row.waits_for_id is not None else None
    return StoredDraft(row.id, row.person_id, row.thread, content, row.saved_id, row.undo_id, found, row.made_at)


def _person_of(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotFound(say("Only a person keeps drafts."))
    return actor.person_id
