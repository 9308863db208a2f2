"""Questions whether a qualification is still needed, read (reminders/not-needed)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.notifications.models import NotNeeded
from core.notifications.standing import NoticeStanding, notice_standings
from core.people import Actor, Capability, allowed_people
from core.prepared import OURS, ids_of, run
from core.qualifications.models import Qualification
from core.words import say

MOST_LISTED = 50
NOT_HERE = say("That question is no longer here. Nothing was changed.")


@dataclass(frozen=True)
class Question:
    """What was asked and answered: `asked_id` is the manager asked, none for admins; `stops` none while it waits."""

    id: int
    qualification_id: int
    expires_on: date
    reason: str
    asked_by_id: int | None
    asked_id: int | None
    asked_at: datetime
    stops: bool | None
    answered_by_id: int | None
    answered_at: datetime | None
    undone_at: datetime | None
    undo_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.stops is None and self.undone_at is None


def question(session: WorkspaceSession, question_id: int) -> Question:
    """One question, whatever became of it; raises NotFound."""
    row = session.scalar(select(NotNeeded).where(NotNeeded.id == question_id))
    if row is None:
        raise NotFound(NOT_HERE)
    return view_of(row)


def questions_of(session: WorkspaceSession, ids: Collection[int]) -> dict[tuple[int, date], Question]:
    """The newest question of each of these qualifications (up to 900) and expiry dates that was not taken back."""
    rows = run(session, _standing(), ids=list(ids))
    return {(row.qualification_id, row.expires_on): view_of(row) for row in rows}


@cache
def _standing() -> Any:
    columns = NotNeeded.__table__.c
    return (
        select(*columns)
        .where(columns.workspace_id == OURS, columns.qualification_id.in_(ids_of("ids")), columns.undone_at.is_(None))
        .order_by(columns.id)
    )


def open_questions(session: WorkspaceSession, actor: Actor) -> list[Question]:
    """The questions that somebody may answer and did not ask, oldest first; of at most 50 qualifications."""
    theirs = select(Qualification.id).where(
        Qualification.workspace_id == session.workspace_id,
        Qualification.person_id.in_(allowed_people(session, actor, Capability.QUALIFICATION_WRITE)),
    )
    query = select(NotNeeded).where(
        NotNeeded.stops.is_(None),
        NotNeeded.undone_at.is_(None),
        NotNeeded.asked_by_id != (actor.person_id or 0),
        NotNeeded.qualification_id.in_(theirs),
    )
    found = [view_of(row) for row in session.scalars(query.order_by(NotNeeded.id).limit(MOST_LISTED))]
    standings = notice_standings(session, sorted({each.qualification_id for each in found}))
    return [each for each in found if still_stands(standings.get(each.qualification_id), each)]


def still_stands(standing: NoticeStanding | None, asked: Question) -> bool:
    """Whether the expiry asked about is still on file."""
    return standing is not None and standing.expiry.expires_on == asked.expires_on


def view_of(row: Any) -> Question:
    """A stored question as others read it."""
    return Question(
        row.id, row.qualification_id, row.expires_on, row.reason, row.asked_by_id, row.asked_id, row.asked_at,
        row.stops, row.answered_by_id, row.answered_at, row.undone_at, row.undo_id,
    )  # fmt: skip

