"""What became of courses: who completed them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal


class CourseCompletion(Base, Tenant):
    """A person completed a course, once however often it is said (courses/complete).

    `source` is activities, teacher, xapi or file; `marked_by_id` the teacher; `voided_at` is set only where the mark
    was undone and counts as never having been.
    """

    __tablename__ = "course_completion"
    __table_args__ = (
        sa.Index(
            None,
            "workspace_id",
            "course_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        ),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("marked_by_id",))

    course_id: Mapped[int] = ref("course", indexed=False)
    person_id: Mapped[int] = ref("person")
    completed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str]
    marked_by_id: Mapped[int | None] = ref("person")
    voided_at: Mapped[datetime | None] = mapped_column(default=None)
