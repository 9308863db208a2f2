"""Taking back: a registration counts as never having happened, a change gives way to what stood before (chat/undo)."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.documents import remove_documents
from core.errors import Conflict
from core.events import Change
from core.history import begin, withdraw
from core.people import Actor
from core.qualifications.entering import record_fact
from core.qualifications.events import QualificationChanged, QualificationUndone
from core.qualifications.models import QualificationDocument, QualificationVersion
from core.qualifications.papers import changes_between, current, stated_by
from core.qualifications.rights import require_writing
from core.qualifications.service import open_documents
from core.words import say


def undo_log(session: WorkspaceSession, actor: Actor, qualification_id: int) -> None:
    """Take a registration back with its documents: as if it had never been.

    Raises Conflict naming what depends on it: a verification, a renewal or a correction made since; NotFound when
    it is not on file any more.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    if version.verified_at is not None:
        raise Conflict(say("Can't undo: it was verified, {at}.", at=version.verified_at))
    if _predecessor(session, version) is not None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=version.recorded_at))
    withdraw(session, version)
    _take_documents_off(session, actor, qualification_id)
    changes = (Change("competency", held.id, held.competency_id, None, person_id=held.person_id),)
    record_fact(session, actor, QualificationUndone, held, changes=changes)


def undo_change(session: WorkspaceSession, actor: Actor, qualification_id: int, version_id: int) -> None:
    """Take the latest renewal or correction back: what stood before stands again, its history included.

    `version_id` is the version it made; raises Conflict when that was changed or verified since.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    before = _predecessor(session, version)
    if version.id != version_id or before is None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=version.recorded_at))
    if version.verified_at is not None and version.verified_at != before.verified_at:
        raise Conflict(say("Can't undo: it was verified, {at}.", at=version.verified_at))
    withdraw(session, version)
    history = _closed_copies(session, version)
    for copy in history:
        withdraw(session, copy)
    session.flush()
    begin(session, before.copied())
    if history:
        _bring_documents_back(session, actor, version)
    changes = changes_between(held.id, held.person_id, stated_by(version), stated_by(before))
    record_fact(session, actor, QualificationChanged, held, changes=changes)


def version_in_hand(session: WorkspaceSession, qualification_id: int) -> int:
    """The id of the version that counts now, for `undo_change`."""
    return current(session, qualification_id)[1].id


def _predecessor(session: WorkspaceSession, version: QualificationVersion) -> QualificationVersion | None:
    """The version that gave way when this one was recorded."""
    query = (
        select(QualificationVersion)
        .where(
            QualificationVersion.qualification_id == version.qualification_id,
            QualificationVersion.superseded_at == version.recorded_at,
            QualificationVersion.effective_until.is_(None),
            QualificationVersion.id < version.id,
        )
        .order_by(QualificationVersion.id.desc())
    )
    return session.scalars(query).first()


def _closed_copies(session: WorkspaceSession, version: QualificationVersion) -> list[QualificationVersion]:
    """The history that the change wrote of what stood before it."""
    query = select(QualificationVersion).where(
        QualificationVersion.qualification_id == version.qualification_id,
        QualificationVersion.recorded_at == version.recorded_at,
        QualificationVersion.effective_until == version.effective_from,
        QualificationVersion.superseded_at.is_(None),
    )
    return list(session.scalars(query))


def _take_documents_off(session: WorkspaceSession, actor: Actor, qualification_id: int) -> None:
    links = session.scalars(open_documents(session, qualification_id)).all()
    for link in links:
        withdraw(session, link)
    session.flush()
    remove_documents(session, actor, [link.document_id for link in links])


def _bring_documents_back(session: WorkspaceSession, actor: Actor, renewal: QualificationVersion) -> None:
    """Take off what came with a renewal, and put on again what it ended."""
    _take_documents_off(session, actor, renewal.qualification_id)
    of_it = select(QualificationDocument).where(
        QualificationDocument.qualification_id == renewal.qualification_id,
        QualificationDocument.recorded_at == renewal.recorded_at,
        QualificationDocument.effective_until == renewal.effective_from,
        QualificationDocument.superseded_at.is_(None),
    )
    for closed in session.scalars(of_it).all():
        withdraw(session, closed)
        session.flush()
        begin(session, closed.copied(effective_until=None))
    session.flush()
