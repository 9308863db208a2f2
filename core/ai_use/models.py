"""Groups for whose members the AI is switched off."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from core.db import Base, Tenant, ref
from core.privacy import Impersonal


class AiOffGroup(Base, Tenant):
    """A group for whose members the AI is switched off; the row goes when it is switched on again (privacy/ai)."""

    __tablename__ = "ai_off_group"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "group_id"),)
    privacy = Impersonal(mentions=("switched_by_id",))

    group_id: Mapped[int] = ref("person_group", indexed=False)
    switched_by_id: Mapped[int | None] = ref("person")
    switched_at: Mapped[datetime]
