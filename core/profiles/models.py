"""Role profiles: what a role requires, of whom, and what was last told of groups that need so many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal


class RoleProfile(Base, Tenant):
    """What a role or position requires (profiles/profile); a `public` one is seen by all, others by who edits profiles.

    What it requires and for whom stands in versions. An archived one requires nothing of anybody.
    """

    __tablename__ = "role_profile"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal()

    idnumber: Mapped[str]
    name: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class ProfileGroup(Base, History):
    """A position, or another group, that a profile is for: its members get its targets (profiles/assigned)."""

    __tablename__ = "profile_group"
    __table_args__ = (open_now("profile_id", "group_id"),)
    privacy = Impersonal()

    profile_id: Mapped[int] = ref("role_profile", part=True)
    group_id: Mapped[int] = ref("person_group")


class ProfileRequirement(Base, History):
    """A competency at a value that a profile requires of each, or with `of_group` of so many in each of its groups."""

    __tablename__ = "profile_requirement"
    __table_args__ = (open_now("profile_id", "competency_id"),)
    privacy = Impersonal()

    profile_id: Mapped[int] = ref("role_profile", part=True)
    competency_id: Mapped[int] = ref("competency")
    scale_value_id: Mapped[int] = ref("scale_value")
    of_group: Mapped[int | None] = mapped_column(default=None)


class CoverageTold(Base, Tenant):
    """How a group stood with a requirement 'N of the group' when that was last looked at (profiles/coverage).

    Its leads are told when `enough` turns; `since` is when it did.
    """

    __tablename__ = "coverage_told"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "profile_id", "competency_id", "group_id"),)
    privacy = Impersonal()

    profile_id: Mapped[int] = ref("role_profile", indexed=False, part=True)
    competency_id: Mapped[int] = ref("competency", part=True, copied=False)
    group_id: Mapped[int] = ref("person_group")
    enough: Mapped[bool]
    since: Mapped[datetime]


class ProfileDraft(Base, Tenant):
    """A profile as somebody wants it, shown with its effect and waiting to be applied (targets/dry-run)."""

    __tablename__ = "profile_draft"
    privacy = Personal(about=("made_by_id",), erase=Erase.DELETE)

    made_by_id: Mapped[int | None] = ref("person")
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
