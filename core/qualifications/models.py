"""Qualifications: what a person holds, registered with dates, details and documents, in versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal, Through


class QualificationType(Base, Tenant):
    """The switches of a competency as a type (qualifications/types): which dates and documents it asks for.

    `notice_days` are the days before expiry on which notices go out, none for the usual 90, 30 and 2. With
    `holders_visible` colleagues who ask who knows it are told its holders' names (find/experts).
    """

    __tablename__ = "qualification_type"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "competency_id"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False)
    issued_date: Mapped[bool] = mapped_column(default=False)
    expiry_date: Mapped[bool] = mapped_column(default=False)
    documentation_required: Mapped[bool] = mapped_column(default=False)
    holders_visible: Mapped[bool] = mapped_column(default=False)
    notice_days: Mapped[list[int] | None] = mapped_column(sa.JSON)


class QualificationTypeVersion(Base, History):
    """The switches of a type at a time, so that a list of another day asks what it asked then (find/as-of).

    A type that was set up before these were kept has none until it is changed.
    """

    __tablename__ = "qualification_type_version"
    __table_args__ = (open_now("competency_id"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", part=True, copied=False)
    issued_date: Mapped[bool] = mapped_column(default=False)
    expiry_date: Mapped[bool] = mapped_column(default=False)
    documentation_required: Mapped[bool] = mapped_column(default=False)
    holders_visible: Mapped[bool] = mapped_column(default=False)
    notice_days: Mapped[list[int] | None] = mapped_column(sa.JSON)


class Qualification(Base, Tenant):
    """A person's qualification; what it says stands in its versions."""

    __tablename__ = "qualification"
    __table_args__ = (
        sa.Index(None, "workspace_id", "person_id", "competency_id"),
        sa.Index(None, "workspace_id", "competency_id", postgresql_include=["person_id", "id"]),
    )
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    person_id: Mapped[int] = ref("person", indexed=False)
    competency_id: Mapped[int] = ref("competency", indexed=False)
    created_at: Mapped[datetime]


_CURRENT = sa.text("superseded_at IS NULL AND effective_until IS NULL AND state = 'current'")


class QualificationVersion(Base, History):
    """What a qualification says: dates, value, number, details of its category, state and verification.

    `state` is current, renewed (a later version of dates exists; kept as history), withdrawn or deleted.
    """

    __tablename__ = "qualification_version"
    __table_args__ = (
        open_now("qualification_id", carries=("state", "scale_value_id", "expires_on", "verified_at")),
        sa.Index(None, "workspace_id", "expires_on", sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )
    privacy = Through(
        column="qualification_id",
        erase=Erase.PSEUDONYMISE,
        mentions=("recorded_by_id", "verified_by_id"),
        clear=("issuer", "number", "public_note", "details", "links", "reason"),
    )

    qualification_id: Mapped[int] = ref("qualification")
    state: Mapped[str] = mapped_column(default="current")
    scale_value_id: Mapped[int | None] = ref("scale_value")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    issuer: Mapped[str | None]
    number: Mapped[str | None]
    public_note: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    links: Mapped[list[str]] = mapped_column(default=list)
    verified_by_id: Mapped[int | None] = ref("person")
    verified_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = ref("person")
    reason: Mapped[str | None]


class QualificationRevocation(Base, History):
    """A time in which a qualification's validity is revoked, with its reason (qualifications/revoke)."""

    __tablename__ = "qualification_revocation"
    privacy = Through(
        column="qualification_id", erase=Erase.PSEUDONYMISE, mentions=("revoked_by_id",), clear=("reason",)
    )

    qualification_id: Mapped[int] = ref("qualification")
    reason: Mapped[str]
    revoked_by_id: Mapped[int | None] = ref("person")


_OPEN_REQUEST = sa.text("state IN ('waiting', 'in_review')")
_GOES_ON = sa.text("goes_on_at IS NOT NULL")


class Verification(Base, Tenant):
    """A request to verify a qualification; at most one of a qualification is open (qualifications/verified).

    `state` is waiting, in_review, verified, rejected, withdrawn (taken back) or lapsed (nothing is left to verify);
    `since` is when it came into it, `words` the reason of a rejection. `reviewer_id` is the one asked while it waits,
    then the one who started. `goes_on_at` is when the next eligible reviewer is asked, too, if nobody touches it.
    """

    __tablename__ = "qualification_verification"
    __table_args__ = (
        sa.Index(
            None, "workspace_id", "qualification_id", unique=True, sqlite_where=_OPEN_REQUEST,
            postgresql_where=_OPEN_REQUEST,
        ),
        sa.Index(None, "workspace_id", "goes_on_at", sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    )
    privacy = Through(column="qualification_id", erase=Erase.DELETE, mentions=("asked_by_id", "reviewer_id"))

    qualification_id: Mapped[int] = ref("qualification")
    asked_by_id: Mapped[int | None] = ref("person")
    asked_at: Mapped[datetime]
    state: Mapped[str]
    since: Mapped[datetime]
    reviewer_id: Mapped[int | None] = ref("person")
    words: Mapped[str] = mapped_column(default="")
    goes_on_at: Mapped[datetime | None]


class VerificationAsked(Base, Tenant):
    """Somebody was asked to verify; who was is not asked again while others were not."""

    __tablename__ = "qualification_verification_asked"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "verification_id", "person_id"),)
    privacy = Through(column="verification_id", erase=Erase.DELETE, mentions=("person_id",))

    verification_id: Mapped[int] = ref("qualification_verification", indexed=False)
    person_id: Mapped[int] = ref("person")
    at: Mapped[datetime]


class QualificationDocument(Base, History):
    """A document on a qualification."""

    __tablename__ = "qualification_document"
    __table_args__ = (open_now("qualification_id", "document_id"),)
    privacy = Through(column="qualification_id", erase=Erase.DELETE)

    qualification_id: Mapped[int] = ref("qualification")
    document_id: Mapped[int] = ref("document")


class QualificationDraft(Base, Tenant):
    """A card that waits to be confirmed: sealed fields, nothing of it in force (qualifications/by-chat).

    Goes when it is cancelled or older than its `until`. Once saved it holds nothing but `saved_id`, the
    qualification made of it, so that a file dropped in its thread finds its place and a repeated press has
    no second effect. `waits_for_id` is the proposal it waits for.
    """

    __tablename__ = "qualification_draft"
    __table_args__ = (sa.Index(None, "workspace_id", "person_id", "thread"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int] = ref("person", indexed=False)
    thread: Mapped[str]
    sealed: Mapped[bytes | None]
    waits_for_id: Mapped[int | None] = ref("catalogue_proposal")
    saved_id: Mapped[int | None] = ref("qualification")
    undo_id: Mapped[int | None] = ref("undoable")
    made_at: Mapped[datetime]
    until: Mapped[datetime]
