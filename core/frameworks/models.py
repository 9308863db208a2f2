"""Frameworks, scales, competencies, their edges, names, tags and vectors."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.history import History, open_now
from core.privacy import Erase, Impersonal, Personal


class Scale(Base, Tenant):
    """An ordered list of at least two scale values (frameworks/scale)."""

    __tablename__ = "scale"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "name"),)
    privacy = Impersonal()

    name: Mapped[str]
    built_in: Mapped[bool] = mapped_column(default=False)


class ScaleValue(Base, Tenant):
    """One entry of a scale: `position` from 0 upward, at most one default, one or more proficient."""

    __tablename__ = "scale_value"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "scale_id", "position"),
        sa.UniqueConstraint("workspace_id", "scale_id", "name"),
    )
    privacy = Impersonal()

    scale_id: Mapped[int] = ref("scale", indexed=False, part=True)
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    proficient: Mapped[bool] = mapped_column(default=False)
    default: Mapped[bool] = mapped_column(default=False)


class Framework(Base, Tenant):
    """A named, scoped set of competencies; `category_id` none means the whole site (frameworks/scope).

    `disabled_at` is when it was disabled, with all its competencies that were active then.
    """

    __tablename__ = "framework"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "idnumber"),)
    privacy = Impersonal()

    idnumber: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    scale_id: Mapped[int] = ref("scale")
    category_id: Mapped[int | None] = ref("category")
    depth_names: Mapped[list[str]] = mapped_column(default=list)
    built_in: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)


class Competency(Base, Tenant):
    """A competency of one of the five categories in exactly one framework (frameworks/competency).

    `scale_id` is its own scale where it has one, else the framework's counts. Status and access tier are versions
    in `CompetencyState`. `folded_name` is the name without case, spaces and punctuation.
    """

    __tablename__ = "competency"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "framework_id", "idnumber"),
        sa.Index(None, "workspace_id", "folded_name"),
    )
    privacy = Impersonal()

    framework_id: Mapped[int] = ref("framework", part=True)
    idnumber: Mapped[str | None]
    name: Mapped[str]
    folded_name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str]
    scale_id: Mapped[int | None] = ref("scale")
    created_at: Mapped[datetime]


class CompetencyState(Base, History):
    """Status (active, disabled) and access tier of a competency, as versions (skills/disable, people/tier-see)."""

    __tablename__ = "competency_state"
    __table_args__ = (open_now("competency_id"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", part=True)
    status: Mapped[str] = mapped_column(default="active")
    access_tier: Mapped[int | None]


class ParentEdge(Base, History):
    """A sub-competency under one of its parents (frameworks/hierarchy)."""

    __tablename__ = "parent_edge"
    __table_args__ = (open_now("parent_id", "child_id"),)
    privacy = Impersonal()

    parent_id: Mapped[int] = ref("competency")
    child_id: Mapped[int] = ref("competency", part=True)


class Related(Base, Tenant):
    """Two related competencies of one framework, the lower id first (frameworks/related)."""

    __tablename__ = "related"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "one_id", "other_id"),)
    privacy = Impersonal()

    one_id: Mapped[int] = ref("competency", indexed=False, part=True)
    other_id: Mapped[int] = ref("competency", part=True)


class Synonym(Base, Tenant):
    """Another name of a competency in a language (frameworks/synonyms)."""

    __tablename__ = "synonym"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "competency_id", "language", "folded"),
        sa.Index(None, "workspace_id", "folded"),
    )
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True)
    language: Mapped[str] = mapped_column(default="en")
    text: Mapped[str]
    folded: Mapped[str]


class Translation(Base, Tenant):
    """Name and description of a competency in another language (frameworks/translations).

    `folded` is the name without case, spaces and punctuation.
    """

    __tablename__ = "translation"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "competency_id", "language"),
        sa.Index(None, "workspace_id", "folded"),
    )
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True)
    language: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    description: Mapped[str] = mapped_column(default="")


class Tag(Base, Tenant):
    """A tag on a competency (frameworks/tags)."""

    __tablename__ = "tag"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "competency_id", "name"),)
    privacy = Impersonal()

    competency_id: Mapped[int] = ref("competency", indexed=False, part=True)
    name: Mapped[str]


class TextVector(Base, Tenant):
    """The embedding of a text by a model, as little-endian float32; made once, kept by the text's hash (tagging/fresh).

    A stored helper: `prowess rebuild` makes it anew from the catalogue's texts.
    """

    __tablename__ = "text_vector"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "model", "text_hash"),)
    privacy = Impersonal()

    model: Mapped[str]
    text_hash: Mapped[str]
    vector: Mapped[bytes]


class CatalogueRevision(Base):
    """A counter that every change of the catalogue's texts or statuses moves, so that snapshots know they are old."""

    __tablename__ = "catalogue_revision"
    privacy = Impersonal()

    workspace_id: Mapped[int] = mapped_column(sa.ForeignKey("workspace.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)


class CatalogueProposal(Base, Tenant):
    """A competency somebody proposes to the catalogue's owners (tagging/nothing, qualifications/ambiguous)."""

    __tablename__ = "catalogue_proposal"
    privacy = Impersonal(mentions=("proposed_by_id",))

    name: Mapped[str]
    folded_name: Mapped[str]
    category: Mapped[str]
    proposed_by_id: Mapped[int | None] = ref("person")
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    competency_id: Mapped[int | None] = ref("competency")


class FrameworkGuide(Base, Tenant):
    """How far a person came in the guided set-up: what they made, and the steps they finished or skipped
    (frameworks/guide).

    The ids are no references: a framework deleted in the meantime starts its step again.
    """

    __tablename__ = "framework_guide"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "person_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int] = ref("person", indexed=False)
    framework_id: Mapped[int | None]
    competency_id: Mapped[int | None]
    steps_done: Mapped[list[str]] = mapped_column(default=list)
    changed_at: Mapped[datetime]
