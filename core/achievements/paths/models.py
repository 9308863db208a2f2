"""Tables of achievement paths: which set of paths and which policy a competency has, as versions, and their parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal


class PathSet(Base, Tenant):
    """Paths that somebody gave a competency, all at once; never changed, only replaced by another set."""

    __tablename__ = "path_set"
    privacy = Impersonal(mentions=("made_by_id",))

    competency_id: Mapped[int] = ref("competency", part=True)
    made_by_id: Mapped[int | None] = ref("person")
    made_at: Mapped[datetime]


class CompetencyRules(Base, History):
    """Policy and paths of a competency; without `path_set_id` the paths are its category's defaults (paths/defaults).

    A competency without a row has the defaults and the policy 'highest'.
    """

    __tablename__ = "competency_rules"
    __table_args__ = (open_now("competency_id"),)
    privacy = Impersonal(mentions=("set_by_id",))

    competency_id: Mapped[int] = ref("competency", part=True)
    policy: Mapped[str] = mapped_column(default="highest")
    path_set_id: Mapped[int | None] = ref("path_set")
    set_by_id: Mapped[int | None] = ref("person")


class PathRow(Base, Tenant):
    """A path of a set, in order; `scale_value_id` none gives the value of what completes it."""

    __tablename__ = "achievement_path"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "path_set_id", "position"),)
    privacy = Impersonal()

    path_set_id: Mapped[int] = ref("path_set", indexed=False, part=True)
    position: Mapped[int]
    scale_value_id: Mapped[int | None] = ref("scale_value")
    outcome: Mapped[str] = mapped_column(default="complete")


class CriterionRow(Base, Tenant):
    """A condition of a path. `competency_id` is the other competency it looks at; see `Criterion` for the rest."""

    __tablename__ = "path_criterion"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "path_id", "position"),)
    privacy = Impersonal()

    path_id: Mapped[int] = ref("achievement_path", indexed=False, part=True)
    position: Mapped[int]
    kind: Mapped[str]
    activity_id: Mapped[int | None] = ref("activity")
    course_id: Mapped[int | None] = ref("course")
    competency_id: Mapped[int | None] = ref("competency")
    scale_value_id: Mapped[int | None] = ref("scale_value", indexed=False)
    count: Mapped[int | None]
    raters: Mapped[list[str]] = mapped_column(default=list)
    verified: Mapped[bool] = mapped_column(default=False)


class PointsRow(Base, Tenant):
    """What a sub-competency gives in a points criterion."""

    __tablename__ = "criterion_points"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "criterion_id", "competency_id"),)
    privacy = Impersonal()

    criterion_id: Mapped[int] = ref("path_criterion", indexed=False, part=True)
    competency_id: Mapped[int] = ref("competency")
    points: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)


class RulesDraft(Base, Tenant):
    """A change of rules shown with its preview, to be applied or thrown away by who made it."""

    __tablename__ = "rules_draft"
    privacy = Personal(about=("made_by_id",), erase=Erase.DELETE)

    competency_id: Mapped[int] = ref("competency", part=True, copied=False)
    made_by_id: Mapped[int | None] = ref("person")
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)


class Reevaluation(Base, Tenant):
    """A changed rule being applied to everybody: how many of how many, and up to which person it came.

    It goes on where it was after a stop; `finished_at` is set once everybody is done (paths/re-evaluate).
    """

    __tablename__ = "reevaluation"
    __table_args__ = (
        sa.Index(
            None,
            "workspace_id",
            "competency_id",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
    )
    privacy = Impersonal(mentions=("started_by_id",))

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True, copied=False)
    started_by_id: Mapped[int | None] = ref("person")
    started_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    reached_up_to: Mapped[int] = mapped_column(default=0)
    gained: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
