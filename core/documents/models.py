"""Documents: metadata of stored files; the bytes lie in a store under their content's hash."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal

_REMOVED = sa.text("removed_at IS NOT NULL")


class Document(Base, Tenant):
    """A checked file of a person: name as given, media type decided by content, size in bytes."""

    __tablename__ = "document"
    __table_args__ = (
        sa.Index(None, "workspace_id", "content_hash"),
        sa.Index(None, "workspace_id", "removed_at", sqlite_where=_REMOVED, postgresql_where=_REMOVED),
    )
    privacy = Personal(
        about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("added_by_id",), clear=("name",)
    )

    person_id: Mapped[int] = ref("person")
    added_by_id: Mapped[int | None] = ref("person")
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content_hash: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
