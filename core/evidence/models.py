"""Evidence: stored reasons, never changed or removed (evidence/append-only)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal


class Evidence(Base, Tenant):
    """One reason to believe a person can do something.

    `kind` is activity, course, qualification, rating, file, link, rule, import or assignment; `source_id` the row it
    comes from; `strength` generic (something was done) or explicit (someone judged). Of kind correction it says that
    the evidence `source_id` no longer stands, and why in `note`.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "person_id", "competency_id", "kind", "source_id"),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("added_by_id",))

    person_id: Mapped[int] = ref("person", indexed=False)
    competency_id: Mapped[int] = ref("competency")
    kind: Mapped[str]
    source_id: Mapped[int]
    strength: Mapped[str]
    self_declared: Mapped[bool]
    added_by_id: Mapped[int | None] = ref("person")
    happened_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(default=None)
