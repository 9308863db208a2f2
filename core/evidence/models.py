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
    comes from (of a rule its path, 0 for the default one); `strength` generic (something was done) or explicit
    (someone judged). Of kind correction it says that the evidence `source_id` no longer stands, and why in `note`.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "person_id", "competency_id", "kind", "source_id"),
    )
    privacy = Personal(
        about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("added_by_id",), clear=("note",)
    )

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


class Judgement(Base, Tenant):
    """A value that somebody gave a person for a competency, whether or not it became the rating (rating/trust).

    `kind` is manual, grading, review or import; `given_as` self, manager, reviewer, teacher or grader (a holder of
    competency.grade); `scale_value_id` none takes the value away. `course_id` is the course it was graded in.
    `withdrawn_at` is set only where it counts as never having been.
    """

    __tablename__ = "judgement"
    __table_args__ = (sa.Index(None, "workspace_id", "person_id", "competency_id"),)
    privacy = Personal(
        about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("given_by_id",), clear=("note",)
    )

    person_id: Mapped[int] = ref("person", indexed=False)
    competency_id: Mapped[int] = ref("competency")
    scale_value_id: Mapped[int | None] = ref("scale_value", indexed=False)
    kind: Mapped[str]
    given_as: Mapped[str]
    given_by_id: Mapped[int | None] = ref("person")
    note: Mapped[str] = mapped_column(default="")
    course_id: Mapped[int | None] = ref("course", indexed=False)
    happened_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class EvidenceLink(Base, Tenant):
    """An address on the web that a person gives as prior learning, for one or several competencies."""

    __tablename__ = "evidence_link"
    privacy = Personal(about=("person_id",), erase=Erase.DELETE, mentions=("added_by_id",))

    person_id: Mapped[int] = ref("person")
    url: Mapped[str]
    added_by_id: Mapped[int | None] = ref("person")
    added_at: Mapped[datetime]
