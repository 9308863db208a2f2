"""How far each person is with each skill: a stored helper, so that a result is judged without the whole history."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal


class StreakState(Base, Tenant):
    """The streak of a person in a skill after the last result that was looked at (acquisition/once, order).

    `length` activities are passed in a row. `first_done_*` is the result that completed a streak for the first time,
    `last_done_*` the latest one that lengthened a complete one; both empty where none ever was complete. A pair
    without row has no result yet, or is recomputed at its next. `prowess rebuild` makes all of them anew.
    """

    __tablename__ = "streak_state"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "person_id", "competency_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE, export=False)

    person_id: Mapped[int] = ref("person", indexed=False)
    competency_id: Mapped[int] = ref("competency", part=True, copied=False)
    length: Mapped[int]
    last_result_id: Mapped[int]
    last_at: Mapped[datetime]
    last_arrived_at: Mapped[datetime]
    first_done_id: Mapped[int | None]
    first_done_at: Mapped[datetime | None]
    last_done_id: Mapped[int | None]
    last_done_at: Mapped[datetime | None]
