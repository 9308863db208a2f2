"""The counter that tells snapshots of the catalogue's texts that they are old (tagging/fresh)."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import WorkspaceSession, insert_rows
from core.frameworks.models import CatalogueRevision


def touch(session: WorkspaceSession) -> None:
    """Move the catalogue's revision: a text, a status or a competency changed."""
    moved = session.execute(
        sa.update(CatalogueRevision)
        .where(CatalogueRevision.workspace_id == session.workspace_id)
        .values(revision=CatalogueRevision.revision + 1)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        insert_rows(session, CatalogueRevision, [{"revision": 1}], skip_existing=True)
