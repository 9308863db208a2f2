"""Which courses a cohort follows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from core.db import Base, Tenant, ref
from core.privacy import Impersonal


class CohortCourse(Base, Tenant):
    """A course whose people are in a cohort (people/course-cohort)."""

    __tablename__ = "cohort_course"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "group_id", "course_id"),)
    privacy = Impersonal()

    group_id: Mapped[int] = ref("person_group", indexed=False)
    course_id: Mapped[int] = ref("course")
