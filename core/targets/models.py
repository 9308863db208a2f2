"""Targets and exemptions: what a person should have, by when, why, and what is not required for now."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from core.db import Base, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal

LATER = sa.text("recorded_at < effective_from AND superseded_at IS NULL")
"""Targets that begin after they were recorded; few, and looked for again and again."""


class Target(Base, History):
    """A person should have a competency at a value; `source` is direct, profile, group or plan (targets/target)."""

    __tablename__ = "target"
    __table_args__ = (
        open_now("person_id", "competency_id", "source", "source_key"),
        sa.Index("ix_target_beginning", "workspace_id", "effective_from", sqlite_where=LATER, postgresql_where=LATER),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("set_by_id",))

    person_id: Mapped[int] = ref("person")
    competency_id: Mapped[int] = ref("competency")
    scale_value_id: Mapped[int] = ref("scale_value")
    due_on: Mapped[date | None]
    source: Mapped[str]
    source_key: Mapped[int]
    set_by_id: Mapped[int | None] = ref("person")
    set_at: Mapped[datetime]


class GroupTarget(Base, History):
    """Everybody in a group should have a competency at a value; each member has a target by it (targets/group)."""

    __tablename__ = "group_target"
    __table_args__ = (open_now("group_id", "competency_id"),)
    privacy = Impersonal(mentions=("set_by_id",))

    group_id: Mapped[int] = ref("person_group")
    competency_id: Mapped[int] = ref("competency")
    scale_value_id: Mapped[int] = ref("scale_value")
    due_on: Mapped[date | None]
    set_by_id: Mapped[int | None] = ref("person")


class Exemption(Base, History):
    """A competency not required of a person for now, with reason and end (targets/exemption).

    It is in force until its last day is over where the person is.
    """

    __tablename__ = "exemption"
    __table_args__ = (open_now("person_id", "competency_id"),)
    privacy = Personal(
        about=("person_id",), erase=Erase.PSEUDONYMISE, mentions=("granted_by_id",), clear=("reason",)
    )

    person_id: Mapped[int] = ref("person")
    competency_id: Mapped[int] = ref("competency")
    reason: Mapped[str]
    granted_by_id: Mapped[int | None] = ref("person")
