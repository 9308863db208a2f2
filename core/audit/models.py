"""Facts as stored: append-only, chained per workspace, personal values sealed under a key per person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, Tenant, ref
from core.privacy import Erase, Impersonal, Personal


class FactChain(Base):
    """The head of a workspace's chain of facts: its length and last hash."""

    __tablename__ = "fact_chain"
    privacy = Impersonal()

    workspace_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("workspace.id"), primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default="")


class RecordedFact(Base, Tenant):
    """One fact: kind, plain fields, and the hash that binds it to all before it.

    `actor_id` stands outside the hash so that erasure can move it to a pseudonym; the sealed actor stands inside.
    """

    __tablename__ = "recorded_fact"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "position"),)
    privacy = Impersonal(mentions=("actor_id",))

    position: Mapped[int]
    kind: Mapped[str]
    actor_id: Mapped[int | None] = ref("person")
    actor_kind: Mapped[str]
    recorded_at: Mapped[datetime]
    plain: Mapped[dict[str, Any]]
    actor_sealed: Mapped[bytes | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class FactPerson(Base, Tenant):
    """What a fact says of one person, sealed under that person's key."""

    __tablename__ = "fact_person"
    privacy = Personal(about=("person_id",), erase=Erase.PSEUDONYMISE)

    fact_id: Mapped[int] = ref("recorded_fact")
    person_id: Mapped[int] = ref("person")
    position: Mapped[int]
    sealed: Mapped[bytes]


class PersonKey(Base, Tenant):
    """A person's key, wrapped; erasure destroys it and what it sealed becomes unreadable."""

    __tablename__ = "person_key"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "person_id"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE, export=False)

    person_id: Mapped[int] = ref("person", indexed=False)
    wrapped: Mapped[bytes]


class Undoable(Base, Tenant):
    """An effect of a button that can be taken back until `until` (chat/undo); `refs` are ids only."""

    __tablename__ = "undoable"
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int] = ref("person")
    kind: Mapped[str]
    refs: Mapped[dict[str, Any]]
    done_at: Mapped[datetime]
    until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
