"""Which version gave way to which, for taking a step back."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.qualifications.models import QualificationVersion


def predecessor(session: WorkspaceSession, version: QualificationVersion) -> QualificationVersion | None:
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


def closed_copies(session: WorkspaceSession, version: QualificationVersion) -> list[QualificationVersion]:
    """The history that the change wrote of what stood before it."""
    query = select(QualificationVersion).where(
        QualificationVersion.qualification_id == version.qualification_id,
        QualificationVersion.recorded_at == version.recorded_at,
        QualificationVersion.effective_until == version.effective_from,
        QualificationVersion.superseded_at.is_(None),
    )
    return list(session.scalars(query))
