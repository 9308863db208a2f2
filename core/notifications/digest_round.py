"""Who gets a weekly digest: those who manage somebody or lead a team, and admins (reminders/digest, reminders/who)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.notifications.models import NoticeRound
from core.notifications.outbox import Telling, tell_many
from core.notifications.settings import NoticeKind, muted_people
from core.notifications.standing import in_chunks
from core.people import Person, Role
from core.people.models import Line, Membership, PersonState, RoleAssignment, RoleDefinition

ADMINS = (Role.ADMIN, Role.COMPETENCY_ADMIN)


def tell_digests(session: WorkspaceSession, time_zone: str) -> int:
    """Put this week's digest of everyone due one in a time zone into the outbox, once a week; how many.

    What it says is gathered when it goes out; an empty one is not sent.
    """
    week = week_of(session.now, time_zone)
    return len(tell_many(session, [_telling(each, week) for each in digests_for(session, time_zone)]))


def digests_for(session: WorkspaceSession, time_zone: str) -> list[int]:
    """Whose digests a round in a time zone makes; nothing changes."""
    people = list(session.scalars(_recipients(session, time_zone)))
    deaf = {each for chunk in in_chunks(people) for each in muted_people(session, chunk, NoticeKind.DIGEST)}
    return [each for each in people if each not in deaf]


def follow_zone(session: WorkspaceSession, person_id: int, before: str, after: str) -> None:
    """Keep the week's digest of somebody who moved, where the round of the new time zone was made before they came."""
    week, rounds = week_of(session.now, after), _rounds(session, before, after)
    if before not in rounds or after not in rounds or week_of(rounds[before], before) != week:
        return
    if week_of(rounds[after], after) != week and session.scalar(_recipients(session, after, person_id)) is not None:
        tell_many(session, [_telling(person_id, week)])


def week_of(at: datetime, time_zone: str) -> str:
    """The week of an instant by a time zone's calendar, as in 2026-W48."""
    year, week, _ = at.astimezone(ZoneInfo(time_zone)).isocalendar()
    return f"{year}-W{week:02}"


def _telling(person_id: int, week: str) -> Telling:
    return Telling(person_id, NoticeKind.DIGEST, {"week": week}, key=f"{NoticeKind.DIGEST}:{person_id}:{week}")


def _rounds(session: WorkspaceSession, *time_zones: str) -> dict[str, datetime]:
    """When the next rounds of these time zones are."""
    query = select(NoticeRound.time_zone, NoticeRound.next_at).where(
        NoticeRound.workspace_id == session.workspace_id,
        NoticeRound.kind == NoticeKind.DIGEST,
        NoticeRound.time_zone.in_(time_zones),
    )
    return dict(session.execute(query).all())


def _recipients(session: WorkspaceSession, time_zone: str, person_id: int | None = None) -> sa.Select[int]:
    ours = session.workspace_id
    manages = select(Line.manager_id).where(Line.workspace_id == ours, Line.in_force(session.now))
    leads = select(Membership.person_id).where(
        Membership.workspace_id == ours, Membership.in_force(session.now), Membership.lead
    )
    query = (
        select(Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            Person.time_zone == time_zone,
            PersonState.in_force(session.now),
            PersonState.active,
            sa.or_(Person.id.in_(manages), Person.id.in_(leads), Person.id.in_(_admins(session))),
        )
    )
    return query.order_by(Person.id) if person_id is None else query.where(Person.id == person_id)


def _admins(session: WorkspaceSession) -> sa.Select[int]:
    return (
        select(RoleAssignment.person_id)
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .where(
            RoleAssignment.workspace_id == session.workspace_id,
            RoleDefinition.workspace_id == session.workspace_id,
            RoleDefinition.name.in_([str(each) for each in ADMINS]),
            RoleAssignment.context_kind == "site",
            RoleAssignment.in_force(session.now),
        )
    )
