"""How far data of an older format have been converted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant
from core.privacy import Impersonal


class ConversionRun(Base, Tenant):
    """One conversion of a workspace's data: the row it came up to, how many it read and changed, when it was through.

    A workspace without row for a conversion has not begun it (core/upgrade).
    """

    __tablename__ = "conversion_run"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "name"),)
    privacy = Impersonal()

    name: Mapped[str]
    reached_up_to: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
