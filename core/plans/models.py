"""Plan templates, plans made from them or by hand, requests for their approval, and what a completed one froze."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal, Through

_STANDS = sa.text("withdrawn_at IS NULL")
_OPEN_WITH_DATE = sa.text("superseded_at IS NULL AND effective_until IS NULL AND due_on IS NOT NULL")


class PlanTemplate(Base, Tenant):
    """A named list of competencies for plans, of one category or (none) of the site (plans/template).

    `due_on` is the due date of all plans that follow it. One removed makes no plans; those made stay.
    """

    __tablename__ = "plan_template"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal(mentions=("made_by_id",))

    idnumber: Mapped[str]
    name: Mapped[str]
    category_id: Mapped[int | None] = ref("category")
    due_on: Mapped[date | None]
    made_by_id: Mapped[int | None] = ref("person")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class TemplateCompetency(Base, History):
    """A competency on a template, and so in every plan that follows it (plans/follow)."""

    __tablename__ = "plan_template_competency"
    __table_args__ = (open_now("template_id", "competency_id"),)
    privacy = Impersonal()

    template_id: Mapped[int] = ref("plan_template")
    competency_id: Mapped[int] = ref("competency")


class TemplateGroup(Base, History):
    """A cohort, or another group, whose members get the template's plan (plans/sync)."""

    __tablename__ = "plan_template_group"
    __table_args__ = (open_now("template_id", "group_id"),)
    privacy = Impersonal()

    template_id: Mapped[int] = ref("plan_template")
    group_id: Mapped[int] = ref("person_group")


class Plan(Base, Tenant):
    """A person's learning plan; what changes over time is in `PlanStanding` and `PlanCompetency`.

    `template_id` is what it was made from, also after it was unlinked, so that none is made again (plans/sync). Without
    a `name` it bears its template's. `withdrawn_at` says that it counts as never made.
    """

    __tablename__ = "plan"
    __table_args__ = (
        sa.Index(
            None,
            "workspace_id",
            "template_id",
            "person_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("made_by_id",), clear=("name",))

    person_id: Mapped[int] = ref("person")
    template_id: Mapped[int | None] = ref("plan_template", indexed=False)
    name: Mapped[str | None]
    made_by_id: Mapped[int | None] = ref("person")
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class PlanStanding(Base, History):
    """The state of a plan (draft, active, completed), and whether it follows its template (`linked`).

    `due_on` counts while it does not. A completed one keeps whether all was met, how many items of how many were, and
    who completed it: nobody where its due date passed (plans/snapshot).
    """

    __tablename__ = "plan_standing"
    __table_args__ = (
        open_now("plan_id"),
        sa.Index(
            "ix_plan_standing_due", "workspace_id", "due_on", sqlite_where=_OPEN_WITH_DATE,
            postgresql_where=_OPEN_WITH_DATE,
        ),
    )
    privacy = Through(column="plan_id", erase=Erase.PSEUDONYMISE, mentions=("changed_by_id",))

    plan_id: Mapped[int] = ref("plan")
    state: Mapped[str]
    linked: Mapped[bool]
    due_on: Mapped[date | None]
    outcome: Mapped[str | None]
    met: Mapped[int | None]
    items: Mapped[int | None]
    changed_by_id: Mapped[int | None] = ref("person")


class PlanCompetency(Base, History):
    """A competency that a plan has beside its template's, or of its own (plans/locked)."""

    __tablename__ = "plan_competency"
    __table_args__ = (open_now("plan_id", "competency_id"),)
    privacy = Through(column="plan_id", erase=Erase.PSEUDONYMISE)

    plan_id: Mapped[int] = ref("plan")
    competency_id: Mapped[int] = ref("competency")


class FrozenItem(Base, Tenant):
    """How an item stood when its plan was completed: rating, colour; what is rated later changes nothing of it.

    `left_target_id` is the target that an unmet one left, so that it stays a gap.
    """

    __tablename__ = "plan_frozen_item"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "standing_id", "competency_id"),)
    privacy = Through(column="plan_id", erase=Erase.PSEUDONYMISE)

    plan_id: Mapped[int] = ref("plan")
    standing_id: Mapped[int] = ref("plan_standing", indexed=False)
    competency_id: Mapped[int] = ref("competency")
    scale_value_id: Mapped[int | None] = ref("scale_value", indexed=False)
    colour: Mapped[str]
    own: Mapped[bool]
    left_target_id: Mapped[int | None] = ref("target", indexed=False)


class PlanRequest(Base, Tenant):
    """The request to approve a draft: one for each plan, however often it is asked (plans/states, plans/approve).

    `state` is waiting, in_review, accepted, rejected or withdrawn; `since` is when it came into it. `approver_id` is
    the one asked while it waits, then the one who started.
    """

    __tablename__ = "plan_request"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "plan_id"), sa.Index(None, "workspace_id", "state"))
    privacy = Through(column="plan_id", erase=Erase.PSEUDONYMISE, mentions=("approver_id",))

    plan_id: Mapped[int] = ref("plan", indexed=False)
    state: Mapped[str]
    since: Mapped[datetime]
    round: Mapped[int]
    asked_at: Mapped[datetime]
    approver_id: Mapped[int | None] = ref("person")


class PlanStep(Base, Tenant):
    """What happened in a request; only ever added to. `undone_at` says that it counts as never having been.

    `kind` is asked, started, handed_back, comment, accepted, rejected or withdrawn.
    """

    __tablename__ = "plan_step"
    privacy = Through(column="request_id", erase=Erase.DELETE, mentions=("by_id",))

    request_id: Mapped[int] = ref("plan_request")
    round: Mapped[int]
    kind: Mapped[str]
    by_id: Mapped[int | None] = ref("person")
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    undo_id: Mapped[int | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
