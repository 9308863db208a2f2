"""Results as other systems deliver them: what nobody here is known for yet, other names, statements, and their keys."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from core.db import Base, Tenant, ref
from core.privacy import Erase, Impersonal, Personal


class UnmatchedResult(Base, Tenant):
    """A result of a person or an activity that is not known, kept until it is (activities/unmatched).

    `person_hash` finds the person by a keyed hash of what the source calls them, `sealed` is that itself; both stay
    empty once the person is known. `activity_key` is what the source calls the activity, in lower case. A row goes
    when it is matched: then it is a result. One with `course_id` is a completion of that course and has no score.
    """

    __tablename__ = "unmatched_result"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "source", "source_id"),
        sa.Index(None, "workspace_id", "person_hash"),
        sa.Index(None, "workspace_id", "activity_key"),
    )
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    source: Mapped[str]
    source_id: Mapped[str]
    person_id: Mapped[int | None] = ref("person")
    person_hash: Mapped[str | None]
    sealed: Mapped[bytes | None]
    activity_id: Mapped[int | None] = ref("activity")
    activity_key: Mapped[str | None]
    course_id: Mapped[int | None] = ref("course", indexed=False)
    module_id: Mapped[int | None] = ref("module", indexed=False)
    score: Mapped[Decimal | None]
    happened_at: Mapped[datetime]
    arrived_at: Mapped[datetime]


class PersonAlias(Base, Tenant):
    """What another system calls a person, as a keyed hash: told by an admin, or found by an address's checksum."""

    __tablename__ = "person_alias"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "alias_hash"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE, export=False)

    person_id: Mapped[int] = ref("person")
    alias_hash: Mapped[str]


class ActivityAlias(Base, Tenant):
    """What another system calls an activity, in lower case, where it is not its id number."""

    __tablename__ = "activity_alias"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "alias"),)
    privacy = Impersonal()

    activity_id: Mapped[int] = ref("activity")
    alias: Mapped[str]


class XapiStatement(Base, Tenant):
    """A statement taken in, once per id: sealed as it came, `digest` tells another one of the same id.

    `voided_by` is the id of the statement that voids it; one that is not here yet may be voided already.
    """

    __tablename__ = "xapi_statement"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "statement_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    statement_id: Mapped[str]
    person_id: Mapped[int | None] = ref("person")
    digest: Mapped[str | None]
    sealed: Mapped[bytes | None]
    voids: Mapped[str | None]
    stored_at: Mapped[datetime]
    voided_by: Mapped[str | None]


class XapiKey(Base, Tenant):
    """A key by which another system delivers statements; only a hash of its secret is kept."""

    __tablename__ = "xapi_key"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "key"),)
    privacy = Impersonal(mentions=("created_by_id",))

    key: Mapped[str]
    name: Mapped[str]
    secret_hash: Mapped[str]
    created_by_id: Mapped[int | None] = ref("person")
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
