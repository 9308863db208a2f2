"""Keeping, opening and removing documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.documents.events import DocumentKept, DocumentRemoved
from core.documents.models import Document
from core.documents.rules import LARGEST_MEGABYTES, CheckedFile
from core.documents.store import DocumentStore
from core.errors import NotFound
from core.events import Change
from core.people import Actor, Capability, allows, over, require, workspace_setting
from core.visibility import require_documents
from core.words import say

FILE_SIZE_SETTING = "file_megabytes"
FORGOTTEN = ""
CHUNK = 900


@dataclass(frozen=True)
class DocumentView:
    """A document on file, without its content; `size` in bytes."""

    id: int
    person_id: int
    name: str
    media_type: str
    size: int
    content_hash: str


@dataclass(frozen=True)
class OpenedDocument:
    """A document handed out: name, media type, content. It is served as an attachment only."""

    name: str
    media_type: str
    content: bytes


def largest_file(session: WorkspaceSession) -> int:
    """The most megabytes a file may have in this workspace."""
    setting = workspace_setting(session, FILE_SIZE_SETTING)
    return setting if isinstance(setting, int) and setting > 0 else LARGEST_MEGABYTES


def keep_document(
    session: WorkspaceSession, actor: Actor, person_id: int, checked: CheckedFile, store: DocumentStore
) -> int:
    """Store a checked file as a document of a person; its id.

    Needs the right to write the person's qualifications, or to add one's own evidence. The content is durable before
    the transaction ends, so no document on file is ever without it.
    """
    _require_adding(session, actor, person_id)
    row = Document(
        person_id=person_id,
        added_by_id=actor.person_id,
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        content_hash=store.keep(session.workspace_id, checked.content),
        added_at=session.now,
    )
    session.add(row)
    session.flush()
    changes = (Change("document", row.id, None, checked.name, person_id=person_id),)
    record(session, actor, DocumentKept(document_id=row.id, person_id=person_id, changes=changes))
    return row.id


def open_document(
    session: WorkspaceSession,
    actor: Actor,
    document_id: int,
    store: DocumentStore,
    *,
    competency_id: int | None = None,
) -> OpenedDocument:
    """A document's content, for those who may open it: its person, admins, that evidence's reviewer, and managers
    where the workspace says so (qualifications/documents). A removed one and an unknown one read alike.

    `competency_id` is what it is evidence for, which the caller knows: its current reviewer may open it, too.
    """
    row = session.scalar(select(Document).where(Document.id == document_id, Document.removed_at.is_(None)))
    if row is None:
        raise NotFound(say("That document is no longer here."))
    require_documents(session, actor, row.person_id, competency_id)
    return OpenedDocument(row.name, row.media_type, store.read(session.workspace_id, row.content_hash))


def remove_documents(session: WorkspaceSession, actor: Actor, document_ids: Iterable[int]) -> None:
    """Remove documents; the caller has checked the right to what they were on. Repeating removes nothing more."""
    wanted = list(document_ids)
    if not wanted:
        return
    rows = session.scalars(select(Document).where(Document.id.in_(wanted), Document.removed_at.is_(None))).all()
    for row in rows:
        row.removed_at = session.now
    changes = tuple(Change("document", row.id, row.name, None, person_id=row.person_id) for row in rows)
    people = tuple(row.person_id for row in rows)
    if rows:
        gone = DocumentRemoved(document_ids=tuple(row.id for row in rows), person_ids=people, changes=changes)
        record(session, actor, gone)


def forget_removed(session: WorkspaceSession, store: DocumentStore, *, most: int = 500) -> int:
    """Delete the contents of up to `most` removed documents, unless a document on file shares them; how many.

    Run it by the clock: an undo only marks a document, so that it needs no store. Safe to repeat.
    """
    query = select(Document).where(Document.removed_at.is_not(None), Document.content_hash != FORGOTTEN)
    removed = session.scalars(query.order_by(Document.id).limit(most)).all()
    hashes = {row.content_hash for row in removed}
    shared = set(
        session.scalars(
            select(Document.content_hash).where(Document.removed_at.is_(None), Document.content_hash.in_(hashes))
        )
    )
    for content_hash in hashes - shared:
        store.remove(session.workspace_id, content_hash)
    for row in removed:
        row.content_hash, row.name = FORGOTTEN, FORGOTTEN
    return len(removed)


def documents(session: WorkspaceSession, document_ids: Iterable[int]) -> dict[int, DocumentView]:
    """Documents on file by id, those removed left out; who may open them is asked by `open_document`."""
    wanted = list(document_ids)
    found: dict[int, DocumentView] = {}
    for start in range(0, len(wanted), CHUNK):
        chosen = Document.id.in_(wanted[start : start + CHUNK])
        for row in session.scalars(select(Document).where(chosen, Document.removed_at.is_(None))):
            found[row.id] = DocumentView(row.id, row.person_id, row.name, row.media_type, row.size, row.content_hash)
    return found


def _require_adding(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    if actor.person_id == person_id and allows(session, actor, Capability.EVIDENCE_ADD_OWN, over(person_id)):
        return
    own = actor.person_id == person_id and not allows(session, actor, Capability.QUALIFICATION_WRITE, over(person_id))
    require(
        session, actor, Capability.QUALIFICATION_OWN_WRITE if own else Capability.QUALIFICATION_WRITE, over(person_id)
    )

