"""Changes of links that wait for a press; who asked for what the catalogue lacks, and what was declined."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Tenant, ref
from core.privacy import Erase, Impersonal, Personal


class LinkDraft(Base, Tenant):
    """A change of the competencies on one course or activity, as `LinkChange` has it (paths/preview)."""

    __tablename__ = "link_draft"
    privacy = Personal(about=("made_by_id",), erase=Erase.DELETE)

    made_by_id: Mapped[int | None] = ref("person")
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)


class ProposalAsk(Base, Tenant):
    """Somebody asked for a proposed competency, perhaps for an activity (tagging/nothing).

    `told_at` is when they were told what became of it.
    """

    __tablename__ = "proposal_ask"
    privacy = Impersonal(mentions=("asked_by_id",))

    proposal_id: Mapped[int] = ref("catalogue_proposal")
    asked_by_id: Mapped[int | None] = ref("person")
    activity_id: Mapped[int | None] = ref("activity")
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class ProposalDecline(Base, Tenant):
    """Why a proposal was declined, and by whom; `taken_back_at` where that was undone."""

    __tablename__ = "proposal_decline"
    privacy = Impersonal(mentions=("declined_by_id",))

    proposal_id: Mapped[int] = ref("catalogue_proposal")
    reason: Mapped[str]
    declined_by_id: Mapped[int | None] = ref("person")
    declined_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
