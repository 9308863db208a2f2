"""Groups for whose members the AI is switched off, and what the language model cost."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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


class AiSpend(Base, Tenant):
    """What a workspace spent on the language model on a UTC day: `tokens` is what counts towards the day's budget;
    calls, and tokens the server said it read and wrote."""

    __tablename__ = "ai_spend"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "day"),)
    privacy = Impersonal()

    day: Mapped[str]
    tokens: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
    tokens_in: Mapped[int] = mapped_column(default=0, server_default="0")
    tokens_out: Mapped[int] = mapped_column(default=0, server_default="0")
