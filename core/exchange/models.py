"""Imports on their way: a file kept sealed from its dry run until it is applied, and how far that came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Personal


class ImportRun(Base, Tenant):
    """A file somebody wants to import.

    `state` is waiting (dry-run, or its kind unknown yet), running, done or cancelled. `position` counts the steps
    done; the counts are of rows. `sealed` is the file, `sealed_report` its refused rows; both go when nobody needs
    them any more. `person_id` is None for the operator.
    """

    __tablename__ = "import_run"
    __table_args__ = (sa.Index(None, "workspace_id", "touched_at"),)
    privacy = Personal(about=("person_id",), erase=Erase.DELETE)

    person_id: Mapped[int | None] = ref("person")
    kind: Mapped[str | None]
    name: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    position: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    planned: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bytes | None]
    sealed_report: Mapped[bytes | None]
    touched_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
