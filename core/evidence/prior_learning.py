"""Prior learning: files and links that a person gives as evidence, one for several competencies, several for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.documents import CheckedFile, DocumentStore, keep_document, remove_documents
from core.errors import Invalid, NotFound
from core.events import Change
from core.evidence.corrections import note_corrections
from core.evidence.events import EvidenceAdded
from core.evidence.models import Evidence, EvidenceLink
from core.frameworks import visible_ids
from core.people import Actor, Capability, over, require
from core.qualifications import QualificationDetails
from core.qualifications.rules import check_links
from core.words import say

FILE, LINK, GENERIC = "file", "link", "generic"
MOST_ITEMS = 10
MOST_COMPETENCIES = 20


def add_prior_learning(
    session: WorkspaceSession,
    actor: Actor,
    competency_ids: Sequence[int],
    *,
    files: Sequence[CheckedFile] = (),
    links: Sequence[str] = (),
    note: str = "",
    store: DocumentStore | None = None,
) -> tuple[int, ...]:
    """Put files and links on file as the actor's own evidence for all these competencies; the evidence's ids.

    Each file is kept once, however many competencies it is for. Raises Invalid without anything to add, for a link
    that is none, and for more than fits; NotFound for a competency the actor does not see (evidence/prior-learning).
    """
    person_id = _own(session, actor)
    wanted = list(dict.fromkeys(competency_ids))
    _check(session, actor, wanted, files, links)
    sources = [(FILE, keep_document(session, actor, person_id, each, _needed(store))) for each in files]
    sources += [(LINK, _keep_link(session, person_id, each)) for each in links]
    rows = [_row(session, person_id, each, source, note) for each in wanted for source in sources]
    insert_rows(session, Evidence, rows, skip_existing=True)
    ids = _ids(session, person_id, wanted, sources)
    said = ", ".join([*(each.name for each in files), *links])
    changes = tuple(Change("prior learning", each, None, said, person_id=person_id) for each in wanted)
    fact = EvidenceAdded(evidence_ids=ids, person_id=person_id, competency_ids=tuple(wanted), changes=changes)
    record(session, actor, fact)
    return ids


def undo_prior_learning(session: WorkspaceSession, actor: Actor, evidence_ids: Sequence[int]) -> int:
    """Take back what the actor just added: a correction for each piece, and its files are removed (chat/undo)."""
    query = select(Evidence).where(Evidence.id.in_(list(evidence_ids)), Evidence.person_id == _own(session, actor))
    rows = session.scalars(query).all()
    corrected = note_corrections(session, actor, [row.id for row in rows], "undone")
    remove_documents(session, actor, {row.source_id for row in rows if row.kind == FILE})
    return corrected


def _own(session: WorkspaceSession, actor: Actor) -> int:
    if actor.person_id is None:
        raise Invalid(say("Prior learning is somebody's own. Say whose with --as."))
    require(session, actor, Capability.EVIDENCE_ADD_OWN, over(actor.person_id))
    return actor.person_id


def _check(
    session: WorkspaceSession,
    actor: Actor,
    wanted: Sequence[int],
    files: Sequence[CheckedFile],
    links: Sequence[str],
) -> None:
    if not wanted:
        raise Invalid(say("For which competency? Example: Fire safety."), field="competencies")
    if not files and not links:
        raise Invalid(say("Add a file or a link. Example: https://example.org/report"), field="links")
    if len(wanted) > MOST_COMPETENCIES or len(files) + len(links) > MOST_ITEMS:
        raise Invalid(
            say(
                "At once at most {items} files and links for {most} competencies.",
                items=MOST_ITEMS, most=MOST_COMPETENCIES,
            ),
            field="competencies",
        )
    check_links(QualificationDetails(0, links=tuple(links)))
    if not set(wanted) <= set(visible_ids(session, actor)):
        raise NotFound(say("I don't find one of these competencies."), field="competencies")


def _needed(store: DocumentStore | None) -> DocumentStore:
    if store is None:
        raise Invalid(say("Files can't be kept here. Give a link instead."), field="files")
    return store


def _keep_link(session: WorkspaceSession, person_id: int, url: str) -> int:
    row = EvidenceLink(person_id=person_id, url=url.strip(), added_by_id=person_id, added_at=session.now)
    session.add(row)
    session.flush()
    return row.id


def _row(
    session: WorkspaceSession, person_id: int, competency_id: int, source: tuple[str, int], note: str
) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "competency_id": competency_id,
        "kind": source[0],
        "source_id": source[1],
        "strength": GENERIC,
        "self_declared": True,
        "added_by_id": person_id,
        "happened_at": session.now,
        "arrived_at": session.now,
        "note": note.strip() or None,
    }


def _ids(
    session: WorkspaceSession, person_id: int, wanted: Sequence[int], sources: Sequence[tuple[str, int]]
) -> tuple[int, ...]:
    rows = session.execute(
        select(Evidence.id, Evidence.kind, Evidence.source_id)
        .where(
            Evidence.person_id == person_id,
            Evidence.competency_id.in_(wanted),
            Evidence.source_id.in_([each for _, each in sources]),
        )
        .order_by(Evidence.id)
    )
    chosen = set(sources)
    return tuple(row.id for row in rows if (row.kind, row.source_id) in chosen)
