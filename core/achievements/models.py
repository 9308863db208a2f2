"""Ratings and acquisitions: what a person is rated, with every earlier rating, and when first proficient."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.achievements.paths import models as _paths  # noqa: F401 (ratings refer to its tables)
from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Personal

WHO_HOLDS_IT = [
    "person_id", "scale_value_id", "cause", "path", "source_id", "effective_from", "effective_until", "superseded_at",
]
"""What tells who holds a competency, and how: PostgreSQL reads it of everybody from an index, in order."""


class Rating(Base, History):
    """A person's scale value of a competency, or none; superseded, never overwritten (rating/history).

    `cause` is streak, activity, course, qualification, assignment, rule, manual, grading, review or import; or
    'rule changed', where a change of rules led to it. `path` names the kinds of criteria of the path that was met, with
    + between them and the one that completed it first; `source_id` is the row that completed it.
    """

    __tablename__ = "rating"
    __table_args__ = (
        open_now("person_id", "competency_id"),
        sa.Index(None, "workspace_id", "source_id"),
        sa.Index(None, "workspace_id", "competency_id", postgresql_include=WHO_HOLDS_IT),
    )
    privacy = Personal(
        about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("rated_by_id",), clear=("note",)
    )

    person_id: Mapped[int] = ref("person")
    competency_id: Mapped[int] = ref("competency", indexed=False)
    scale_value_id: Mapped[int | None] = ref("scale_value")
    cause: Mapped[str]
    source_id: Mapped[int | None]
    rated_by_id: Mapped[int | None] = ref("person")
    note: Mapped[str | None]
    path: Mapped[str | None] = mapped_column(default=None)
    path_id: Mapped[int | None] = ref("achievement_path", indexed=False, default=None)


class Acquisition(Base, Tenant):
    """When a person was first proficient in a competency; never moved (rating/acquired-at).

    `voided_at` is set only where the act behind it counts as never having happened.
    """

    __tablename__ = "acquisition"
    __table_args__ = (
        sa.Index(
            None,
            "workspace_id",
            "person_id",
            "competency_id",
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        ),
        sa.Index(None, "workspace_id", "cause", "source_id"),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person")
    competency_id: Mapped[int] = ref("competency")
    acquired_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    cause: Mapped[str]
    source_id: Mapped[int | None]
    voided_at: Mapped[datetime | None] = mapped_column(default=None)
