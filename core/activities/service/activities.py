"""Activities: adding, editing, and taking out of use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.activities.events import ActivityChanged
from core.activities.models import Activity, ActivityModule, SkillLink
from core.activities.rules import kept_score
from core.activities.service.contexts import require_on_activity, require_on_modules
from core.activities.service.courses import check_free, named
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid, NotFound
from core.events import Change
from core.frameworks import folded
from core.history import end_all
from core.people import Actor, Capability
from core.words import say

MAX_TITLE = 200
MAX_DESCRIPTION = 20_000


@dataclass(frozen=True)
class ActivityDetails:
    """What an activity is made of; without `idnumber` it gets the next free one.

    `completed_at_score` is the least score (0 to 1) that completes it; without, any result does.
    """

    title: str
    description: str = ""
    idnumber: str | None = None
    module_ids: tuple[int, ...] = ()
    required: bool = False
    completed_at_score: Decimal | None = None


def create_activity(session: WorkspaceSession, actor: Actor, details: ActivityDetails) -> int:
    """Add an activity to modules; its id. Raises Invalid without a title, Conflict when its id number is taken."""
    require_on_modules(session, actor, Capability.ACTIVITY_MANAGE, details.module_ids)
    row = Activity(**row_of(session, actor, details, _idnumber(session, details.idnumber)), deleted_at=None)
    session.add(row)
    session.flush()
    insert_rows(session, ActivityModule, [{"activity_id": row.id, "module_id": m} for m in details.module_ids])
    _note(session, actor, row.id, Change("activity", row.id, None, row.title))
    return row.id


def row_of(session: WorkspaceSession, actor: Actor, details: ActivityDetails, idnumber: str) -> dict[str, Any]:
    """A new activity as it is stored; raises Invalid for a title or description that can't be."""
    title, least = _checked_title(details.title), details.completed_at_score
    return {
        "idnumber": idnumber,
        "title": title,
        "folded_title": folded(title),
        "description": _checked_description(details.description),
        "required": details.required,
        "completed_at_score": None if least is None else kept_score(least),
        "created_by_id": actor.person_id,
        "created_at": session.now,
    }


def edit_activity(
    session: WorkspaceSession,
    actor: Actor,
    activity_id: int,
    *,
    title: str | None = None,
    description: str | None = None,
) -> None:
    """Change an activity's title or description; what is left out stays."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    row = locked_activity(session, activity_id)
    if title is not None and (wanted := _checked_title(title)) != row.title:
        before, row.title = row.title, wanted
        row.folded_title = folded(wanted)
        _note(session, actor, activity_id, Change("title", activity_id, before, wanted))
    if description is not None and (text := _checked_description(description)) != row.description:
        row.description = text
        _note(session, actor, activity_id, Change("description", activity_id))


def delete_activity(session: WorkspaceSession, actor: Actor, activity_id: int) -> None:
    """Take an activity out of use, its skill links with it. Results and what was acquired by them stay."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    row = locked_activity(session, activity_id)
    row.deleted_at = session.now
    links = SkillLink.__table__.c
    end_all(session, SkillLink, links.activity_id == activity_id)
    _note(session, actor, activity_id, Change("activity", activity_id, row.title, None))


def locked_activity(session: WorkspaceSession, activity_id: int) -> Activity:
    """An activity in use, held until the transaction ends so that two editors take turns; else NotFound."""
    query = select(Activity).where(Activity.id == activity_id, Activity.deleted_at.is_(None))
    row = session.scalar(query.with_for_update(key_share=True))
    if row is None:
        raise NotFound(say("I don't find that activity."))
    return row


def _note(session: WorkspaceSession, actor: Actor, activity_id: int, change: Change) -> None:
    record(session, actor, ActivityChanged(activity_id=activity_id, changes=(change,)))


def _checked_title(title: str) -> str:
    clean = " ".join(title.split())
    if not folded(clean):
        raise Invalid(say("An activity needs a title. Example: Hot work permit drill."), field="title")
    if len(clean) > MAX_TITLE:
        raise Invalid(say("A title has at most {most} characters.", most=MAX_TITLE), field="title")
    return clean


def _checked_description(text: str) -> str:
    clean = text.strip()
    if len(clean) > MAX_DESCRIPTION:
        raise Invalid(say("A description has at most {most} characters.", most=MAX_DESCRIPTION), field="description")
    return clean


def _idnumber(session: WorkspaceSession, wanted: str | None) -> str:
    if wanted is not None:
        named(wanted, wanted)
        check_free(session, Activity, wanted)
        return wanted.strip()
    taken: Sequence[str] = session.scalars(select(Activity.idnumber).where(Activity.idnumber.like("ACT-%"))).all()
    numbers = [int(each[4:]) for each in taken if each[4:].isdecimal()]
    return f"ACT-{max(numbers, default=0) + 1}"
