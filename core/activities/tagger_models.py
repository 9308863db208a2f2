"""What the tagger learns from decisions: what it measured, what each refit found, which one is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Impersonal


class TaggingMeasure(Base, Tenant):
    """What was measured in one asking, before the workspace's own adjustment.

    `considered` holds the confidence (0 to 1) of the likeliest competencies by id, also of those too unsure to be
    offered. `basis` names the coefficients and models that measured it; `refit_id` the adjustment laid over it.
    """

    __tablename__ = "tagging_measure"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "run_id", "basis"),)
    privacy = Impersonal()

    run_id: Mapped[int] = ref("tagging_run", indexed=False, part=True, copied=False)
    basis: Mapped[str]
    refit_id: Mapped[int | None] = ref("tagger_refit")
    considered: Mapped[dict[str, Any]]


class TaggerRefit(Base, Tenant):
    """One refit of the confidence on the workspace's own decisions; never changed afterwards.

    `outcome` is 'taken' or why not; `figures` are the shares before and after on held-out decisions; `learned_until`
    is the newest decision it was fitted on, `before_id` the refit in force until then (none: as shipped). Made by
    nobody where it came by itself.
    """

    __tablename__ = "tagger_refit"
    privacy = Impersonal(mentions=("made_by_id",))

    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = ref("person")
    basis: Mapped[str]
    outcome: Mapped[str]
    decisions: Mapped[int]
    figures: Mapped[dict[str, Any]]
    adjustment: Mapped[dict[str, Any]] = mapped_column(default=dict)
    learned_until: Mapped[datetime | None]
    before_id: Mapped[int | None] = ref("tagger_refit", indexed=False)


class TaggerInForce(Base, History):
    """Which refit's adjustment is in force, and since when; none: the confidence as shipped."""

    __tablename__ = "tagger_in_force"
    __table_args__ = (open_now(),)
    privacy = Impersonal(mentions=("set_by_id",))

    refit_id: Mapped[int | None] = ref("tagger_refit")
    set_by_id: Mapped[int | None] = ref("person")
