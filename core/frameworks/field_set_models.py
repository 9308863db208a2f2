"""Field sets: custom fields of competencies, and their values (frameworks/field-sets)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Impersonal


class FieldSet(Base, Tenant):
    """A named set of custom fields that competencies can carry."""

    __tablename__ = "field_set"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "folded_name"),)
    privacy = Impersonal()

    name: Mapped[str]
    folded_name: Mapped[str]
    created_at: Mapped[datetime]


class CustomField(Base, Tenant):
    """A field of a set: kind text, number, date, choice (of `options`) or checkbox; `position` from 0 upward."""

    __tablename__ = "custom_field"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "field_set_id", "folded_name"),)
    privacy = Impersonal()

    field_set_id: Mapped[int] = ref("field_set", indexed=False)
    position: Mapped[int]
    name: Mapped[str]
    folded_name: Mapped[str]
    kind: Mapped[str]
    options: Mapped[list[str]] = mapped_column(default=list)


class FieldSetUse(Base, Tenant):
    """The one field set a competency carries."""

    __tablename__ = "field_set_use"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "competency_id"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True)
    field_set_id: Mapped[int] = ref("field_set")


class FieldValue(Base, Tenant):
    """What a competency has in a custom field: plain text, a number, an ISO date, an option, or 'yes'."""

    __tablename__ = "field_value"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "competency_id", "field_id"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True)
    field_id: Mapped[int] = ref("custom_field")
    value: Mapped[str]
