"""Reviews: one row for a person and a competency, with every step of it, however often it is asked for."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal, Through

_GOES_ON = sa.text("goes_on_at IS NOT NULL")


class Review(Base, Tenant):
    """A request for a judgement (review/one).

    `state` is waiting, in_review, accepted, rejected or withdrawn; `since` is when it came into it. `round` counts the
    requests; `asked_at` is that of this round. `reviewer_id` is the one asked while it waits, then the one who started.
    `goes_on_at` is when the next eligible reviewer is asked, too, if nobody touches it.
    """

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "person_id", "competency_id"),
        sa.Index(None, "workspace_id", "state"),
        sa.Index(None, "workspace_id", "goes_on_at", sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("reviewer_id",))

    person_id: Mapped[int] = ref("person", indexed=False)
    competency_id: Mapped[int] = ref("competency")
    claim_value_id: Mapped[int | None] = ref("scale_value", indexed=False)
    state: Mapped[str]
    since: Mapped[datetime]
    round: Mapped[int]
    asked_at: Mapped[datetime]
    recommended: Mapped[bool] = mapped_column(default=False)
    reviewer_id: Mapped[int | None] = ref("person")
    goes_on_at: Mapped[datetime | None]


class ReviewStep(Base, Tenant):
    """What happened in a review; only ever added to. `undone_at` says that it counts as never having been.

    `kind` is asked, joined, recommended, passed_on, started, handed_back, freed, comment, question, accepted,
    rejected or withdrawn. `by_id` did it, `to_id` was asked by it; `undo_id` is its Undo, no foreign key, for that
    goes with who pressed.
    """

    __tablename__ = "review_step"
    privacy = Through(column="review_id", erase=Erase.DELETE, mentions=("by_id", "to_id"))

    review_id: Mapped[int] = ref("review")
    round: Mapped[int]
    kind: Mapped[str]
    by_id: Mapped[int | None] = ref("person")
    to_id: Mapped[int | None] = ref("person")
    scale_value_id: Mapped[int | None] = ref("scale_value", indexed=False)
    judgement_id: Mapped[int | None] = ref("judgement")
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    undo_id: Mapped[int | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
