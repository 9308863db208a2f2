"""Workspaces, people, groups, lines of managers, roles and grants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal


class Workspace(Base):
    """A tenant: one chat workspace. The only global table besides installations' keys."""

    __tablename__ = "workspace"
    privacy = Impersonal()

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_team_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en_GB")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Person(Base, Tenant):
    """A person of the workspace; what changes over time is in `PersonState` and the tables below.

    With `erased_at` this is the pseudonym of somebody who was erased: reports count it, nobody is behind it.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "email"),
        sa.UniqueConstraint("workspace_id", "chat_user_id"),
        sa.Index(None, "workspace_id", "name"),
    )
    privacy = Personal(about=("id",), erase=Erase.PSEUDONYMISE)

    name: Mapped[str]
    email: Mapped[str | None]
    chat_user_id: Mapped[str | None]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    locale: Mapped[str] = mapped_column(default="en_GB")
    created_at: Mapped[datetime]
    greeted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class PersonState(Base, History):
    """Whether a person is active, and their access tier (none counts as 0 when seeing; people/tier-see).

    `admitted` says that an admin let them in though they are a guest of the chat workspace (people/strangers).
    """

    __tablename__ = "person_state"
    __table_args__ = (open_now("person_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person")
    active: Mapped[bool] = mapped_column(default=True)
    access_tier: Mapped[int | None]
    admitted: Mapped[bool] = mapped_column(default=False)


class Line(Base, History):
    """Who is whose line manager: at most one open line per person (people/directory)."""

    __tablename__ = "line"
    __table_args__ = (open_now("person_id"),)
    privacy = Personal(about=("person_id", "manager_id"), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person")
    manager_id: Mapped[int] = ref("person")


class Group(Base, Tenant):
    """An audience, position, team, location, company, cohort or channel (people/groups).

    `source` is hand, courses (it follows their enrolments; people/course-cohort) or channel (it follows the members of
    the chat channel `chat_channel_id`).
    """

    __tablename__ = "person_group"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "kind", "name"),
        sa.UniqueConstraint("workspace_id", "chat_channel_id"),
    )
    privacy = Impersonal()

    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="hand")
    chat_channel_id: Mapped[str | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Membership(Base, History):
    """A person in a group; `lead` where they lead it."""

    __tablename__ = "membership"
    __table_args__ = (open_now("group_id", "person_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    group_id: Mapped[int] = ref("person_group")
    person_id: Mapped[int] = ref("person")
    lead: Mapped[bool] = mapped_column(default=False)


class Category(Base, Tenant):
    """A category of the catalogue, nested; roles given in one hold there and below (people/capabilities)."""

    __tablename__ = "category"
    __table_args__ = (
        sa.Index(None, "workspace_id", "name", unique=True),
    )
    privacy = Impersonal()

    name: Mapped[str]
    parent_id: Mapped[int | None] = ref("category")


class RoleDefinition(Base, Tenant):
    """A named set of capabilities; the shipped ones start as the rule book's Permissions (people/roles)."""

    __tablename__ = "role"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "name"),)
    privacy = Impersonal()

    name: Mapped[str]
    shipped: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class RoleCapability(Base, History):
    """A capability that a role holds, with since when and until when."""

    __tablename__ = "role_capability"
    __table_args__ = (open_now("role_id", "capability"),)
    privacy = Impersonal()

    role_id: Mapped[int] = ref("role")
    capability: Mapped[str]


class RoleAssignment(Base, History):
    """A role given to a person in a context: site, category, course, person (a relation) or group.

    `context_id` is the category's, course's, person's or group's id; none for the site.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (sa.Index(None, "workspace_id", "context_kind", "context_id"),)
    privacy = Personal(about=("person_id", "over_person_id"), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person")
    role_id: Mapped[int] = ref("role")
    context_kind: Mapped[str]
    context_id: Mapped[int | None]
    over_person_id: Mapped[int | None] = ref("person")


class Grant(Base, History):
    """One capability over one person, for one competency where named, written by a review and ended with it.

    Over nobody in particular it holds over everybody, for that competency alone: its named experts (review/eligible).
    `competency_id` is no foreign key: competencies live above people.
    """

    __tablename__ = "capability_grant"
    __table_args__ = (sa.Index(None, "workspace_id", "reason"),)
    privacy = Personal(about=("person_id", "over_person_id"), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person")
    capability: Mapped[str]
    over_person_id: Mapped[int | None] = ref("person")
    competency_id: Mapped[int | None]
    reason: Mapped[str]


class Tombstone(Base, Tenant):
    """A keyed hash of an erased person's identifier; what carries it is not taken in again (privacy/erase-stays).

    `erasure` is a random word that the hashes of one erasure share: re-admission lifts all of them. A lifted one keeps
    nobody away, but tells that the re-admission is known here.
    """

    __tablename__ = "tombstone"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "identifier_hash"),)
    privacy = Impersonal()

    identifier_hash: Mapped[str]
    erasure: Mapped[str] = mapped_column(default="", index=True)
    recorded_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)


class PersonSetting(Base, Tenant):
    """A person's own settings: notices by kind and channel, language, AI (reminders/settings)."""

    __tablename__ = "person_setting"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "person_id", "name"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int] = ref("person")
    name: Mapped[str]
    value: Mapped[str]


class Installation(Base, Tenant):
    """The chat app installed in the workspace: its bot token, sealed, and the bot's own user id."""

    __tablename__ = "installation"
    __table_args__ = (sa.UniqueConstraint("workspace_id"),)
    privacy = Impersonal()

    sealed_token: Mapped[bytes]
    bot_user_id: Mapped[str]
    app_id: Mapped[str]
    installed_at: Mapped[datetime]
