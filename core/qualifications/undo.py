"""Taking back: a registration counts as never having happened, a change gives way to what stood before (chat/undo)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.documents import remove_documents
from core.errors import Conflict
from core.events import Change
from core.history import begin, withdraw
from core.people import Actor
from core.qualifications.entering import record_fact
from core.qualifications.events import QualificationChanged, QualificationUndone
from core.qualifications.models import Qualification, QualificationDocument, QualificationVersion
from core.qualifications.papers import CHUNK, changes_between, current, in_hand, stated_by
from core.qualifications.requests import can_still_undo
from core.qualifications.rights import require_writing, require_writing_all
from core.qualifications.service import documents_on, open_documents
from core.qualifications.versions import closed_copies, predecessor
from core.words import say, say_count


def undo_log(session: WorkspaceSession, actor: Actor, qualification_id: int) -> None:
    """Take a registration back with its documents: as if it had never been.

    Raises Conflict naming what depends on it: a verification, a renewal or a correction made since; NotFound when
    it is not on file any more.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    if version.verified_at is not None:
        raise Conflict(say("Can't undo: it was verified, {at}.", at=version.verified_at))
    can_still_undo(session, qualification_id)
    if predecessor(session, version) is not None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=version.recorded_at))
    withdraw(session, version)
    _take_documents_off(session, actor, qualification_id)
    changes = (Change("competency", held.id, held.competency_id, None, person_id=held.person_id),)
    record_fact(session, actor, QualificationUndone, held, changes=changes)


def undo_logs(session: WorkspaceSession, actor: Actor, qualification_ids: Sequence[int]) -> None:
    """Take many registrations of one act back, set-based; raises Conflict where any of them was changed since."""
    rows = _registered(session, qualification_ids)
    require_writing_all(session, actor, {row.person_id for row in rows})
    untouched = [row for row in rows if row.recorded_at == row.created_at and row.verified_at is None]
    if len(untouched) < len(set(qualification_ids)):
        left = len(set(qualification_ids)) - len(untouched)
        raise Conflict(
            say_count("Can't undo: {n} of them was changed since.", "Can't undo: {n} of them were changed since.", left)
        )
    for part in _parts([row.version_id for row in rows]):
        withdrawn = sa.update(QualificationVersion).where(QualificationVersion.id.in_(part))
        session.execute(
            withdrawn.values(superseded_at=session.now).execution_options(synchronize_session=False)
        )
    for qualification_id, files in documents_on(session, list(qualification_ids)).items():
        if files:
            _take_documents_off(session, actor, qualification_id)
    fact = QualificationUndone(
        qualification_ids=tuple(row.id for row in rows),
        person_ids=tuple(row.person_id for row in rows),
        competency_ids=tuple(row.competency_id for row in rows),
        changes=tuple(Change("competency", row.id, row.competency_id, None, person_id=row.person_id) for row in rows),
    )
    record(session, actor, fact)


def undo_change(session: WorkspaceSession, actor: Actor, qualification_id: int, version_id: int) -> None:
    """Take the latest renewal or correction back: what stood before stands again, its history included.

    `version_id` is the version it made; raises Conflict when that was changed or verified since.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    before = predecessor(session, version)
    if before is not None and version.verified_at is not None and version.verified_at != before.verified_at:
        raise Conflict(say("Can't undo: it was verified, {at}.", at=version.verified_at))
    if version.id != version_id or before is None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=version.recorded_at))
    withdraw(session, version)
    history = closed_copies(session, version)
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


def _registered(session: WorkspaceSession, qualification_ids: Sequence[int]) -> list[Any]:
    """What is in hand of these, locked in order so that nobody changes it meanwhile."""
    found: list[Any] = []
    for part in _parts(sorted(set(qualification_ids))):
        locked = select(Qualification.id).where(Qualification.id.in_(part)).order_by(Qualification.id)
        session.execute(locked.with_for_update())
        query = (
            select(
                Qualification.id, Qualification.person_id, Qualification.competency_id, Qualification.created_at,
                QualificationVersion.id.label("version_id"), QualificationVersion.recorded_at,
                QualificationVersion.verified_at,
            )
            .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
            .where(Qualification.id.in_(part), in_hand())
        )
        found += session.execute(query).all()
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


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
