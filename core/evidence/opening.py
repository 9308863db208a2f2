"""Opening a file that is evidence: by its person, admins, and that evidence's current reviewer (privacy/documents)."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.documents import DocumentStore, OpenedDocument, open_document
from core.errors import NotFound
from core.evidence.models import Evidence
from core.evidence.prior_learning import FILE
from core.people import Actor
from core.words import say


def open_evidence(
    session: WorkspaceSession, actor: Actor, evidence_id: int, store: DocumentStore
) -> OpenedDocument:
    """The file behind a piece of evidence; raises Refused for who may not open it, NotFound where there is none."""
    row = session.scalar(select(Evidence).where(Evidence.id == evidence_id, Evidence.kind == FILE))
    if row is None:
        raise NotFound(say("That document is no longer here."))
    return open_document(session, actor, row.source_id, store, competency_id=row.competency_id)
