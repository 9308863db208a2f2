"""Changes of links that wait for a press: shown with their effect, applied or thrown away by who made them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal


class LinkDraft(Base, Tenant):
    """A change of the competencies on one course or activity, as `LinkChange` has it (paths/preview)."""

    __tablename__ = "link_draft"
    privacy = Personal(about=("made_by_id",), erase=Erase.DELETE)

    made_by_id: Mapped[int | None] = ref("person")
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
