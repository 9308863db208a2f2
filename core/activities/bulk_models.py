"""Many activities to be asked about: how far that is, and those still to come."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Impersonal


class BulkTagging(Base, Tenant):
    """Skills looked for on many activities: on somebody's word ('asked'), or because texts changed ('changed').

    `state` is running, stopped or done. `place` names the category or course it was asked for, '' for all. Of `total`
    activities so many got suggestions (`proposed`), none (`empty`), or were passed over: full, out of use, or out of
    reach by then (tagging/bulk).
    """

    __tablename__ = "bulk_tagging"
    privacy = Impersonal(mentions=("started_by_id",))

    started_by_id: Mapped[int | None] = ref("person")
    cause: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="running")
    total: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)
    empty: Mapped[int] = mapped_column(default=0)
    passed_over: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class BulkTaggingItem(Base, Tenant):
    """An activity that is still to be asked about, since `queued_at`; it goes once it was.

    A worker takes it until `taken_until`; after that anybody may, as when the worker died.
    """

    __tablename__ = "bulk_tagging_item"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "bulk_id", "activity_id"),)
    privacy = Impersonal()

    bulk_id: Mapped[int] = ref("bulk_tagging", indexed=False)
    activity_id: Mapped[int] = ref("activity")
    queued_at: Mapped[datetime]
    taken_by: Mapped[str | None]
    taken_until: Mapped[datetime | None]
