"""How the notices of qualifications stand: what they follow, who may be told, and what was told; read in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.notifications.limits import hours_of
from core.notifications.models import NoticeHold, NotNeeded, Reminder
from core.notifications.rules import Expiry, Hold, Recipient, next_look, notice_days
from core.notifications.settings import NoticeKind, muted_people
from core.people import PersonView, people
from core.people.models import Line
from core.people.statements import NOW
from core.prepared import OURS, ids_of, run
from core.qualifications.models import Qualification, QualificationType, QualificationVersion

CHUNK = 900


@dataclass(frozen=True)
class NoticeStanding:
    """One qualification with an expiry date: whose it is, what its notices follow, who may be told, what was told.

    `told` holds, by recipient, the notice days told of this expiry date. People whom expiry notices reach in no way,
    or who are not active, are no recipients.
    """

    qualification_id: int
    person_id: int
    competency_id: int
    expiry: Expiry
    recipients: tuple[Recipient, ...]
    told: Mapping[int, frozenset[int]]

    def told_to(self, person_id: int) -> frozenset[int]:
        """The notice days this person was told."""
        return self.told.get(person_id, frozenset())

    def next_at(self, now: datetime) -> datetime | None:
        """The next instant at which a notice is due to anybody; None when nothing is left to tell."""
        looks = [next_look(self.expiry, each, self.told_to(each.person_id), now) for each in self.recipients]
        return min((look for look in looks if look is not None), default=None)


def in_chunks(ids: Collection[int]) -> Iterator[Sequence[int]]:
    """Ids in order and in pieces that fit one statement."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def notice_standings(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, NoticeStanding]:
    """How the notices of these qualifications stand (up to 900), by id; those without expiry date are left out."""
    bare = bare_standings(session, ids)
    who = _recipients(session, {each.person_id for each in bare.values()})
    return {each: replace(standing, recipients=who[standing.person_id]) for each, standing in bare.items()}


def bare_standings(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, NoticeStanding]:
    """The same without who may be told: what was told, and what it follows, is known already."""
    rows = _read(session, _current(), ids)
    known = {(row[0], row[1]): row[2] for row in _read(session, _known_since(), ids)}
    holds = {(row.qualification_id, row.expires_on): _as_hold(row) for row in _read(session, _holds(), ids)}
    stopped = {(row[0], row[1]) for row in _read(session, _stopped(), ids)}
    told = _told(session, ids)
    found = {}
    for row in rows:
        key = (row.id, row.expires_on)
        days = notice_days(row.notice_days)
        expiry = Expiry(row.expires_on, days, known[key], holds.get(key), stopped=key in stopped)
        found[row.id] = NoticeStanding(row.id, row.person_id, row.competency_id, expiry, (), told.get(key, {}))
    return found


def ids_with_expiry(session: WorkspaceSession, after: int, limit: int = CHUNK) -> list[int]:
    """Ids of qualifications above `after`, in order, for going through all of them in pieces."""
    query = select(Qualification.id).where(Qualification.id > after).order_by(Qualification.id).limit(limit)
    return list(session.scalars(query))


def locked_qualifications(session: WorkspaceSession, ids: Sequence[int], *, skip: bool = False) -> list[int]:
    """Lock these qualifications until the transaction ends, in order, so that one at a time works out their notices.

    Waits for those that others hold, or leaves them out with `skip`; the ids locked (up to 900).
    """
    query = select(Qualification.id).where(Qualification.id.in_(ids)).order_by(Qualification.id)
    return list(session.scalars(query.with_for_update(key_share=True, skip_locked=skip)))


def qualifications_noticed_to(session: WorkspaceSession, person_id: int) -> list[int]:
    """Ids of the qualifications whose notices concern a person: their own and those of the people they manage."""
    managed = select(Line.person_id).where(
        Line.workspace_id == session.workspace_id, Line.manager_id == person_id, Line.in_force(session.now)
    )
    query = select(Qualification.id).where(
        sa.or_(Qualification.person_id == person_id, Qualification.person_id.in_(managed))
    )
    return list(session.scalars(query))


def qualifications_of_type(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Ids of all qualifications of one competency."""
    return list(session.scalars(select(Qualification.id).where(Qualification.competency_id == competency_id)))


def _read(session: WorkspaceSession, statement: Any, ids: Sequence[int]) -> Sequence[Any]:
    return run(session, statement, ids=list(ids), now=session.now).all()


@cache
def _current() -> Any:
    """The versions in force that have an expiry date, with the notice days of their type."""
    held: Any = Qualification
    version: Any = QualificationVersion
    kind: Any = QualificationType
    return (
        select(held.id, held.person_id, held.competency_id, version.expires_on, kind.notice_days)
        .join(version, sa.and_(version.qualification_id == held.id, version.workspace_id == OURS))
        .outerjoin(kind, sa.and_(kind.competency_id == held.competency_id, kind.workspace_id == OURS))
        .where(
            held.workspace_id == OURS,
            held.id.in_(ids_of("ids")),
            version.in_force(NOW),
            version.state == "current",
            version.expires_on.is_not(None),
        )
        .order_by(held.id)
    )


@cache
def _known_since() -> Any:
    """When each qualification was first on file with each expiry date."""
    version = QualificationVersion
    return (
        select(version.qualification_id, version.expires_on, sa.func.min(version.recorded_at))
        .where(
            version.workspace_id == OURS, version.qualification_id.in_(ids_of("ids")), version.expires_on.is_not(None)
        )
        .group_by(version.qualification_id, version.expires_on)
    )


@cache
def _holds() -> Any:
    """The holds that were not undone, the newest of each last."""
    columns = NoticeHold.__table__.c
    return (
        select(*columns)
        .where(columns.workspace_id == OURS, columns.qualification_id.in_(ids_of("ids")), columns.undone_at.is_(None))
        .order_by(columns.id)
    )


@cache
def _stopped() -> Any:
    """The qualifications and expiry dates that are no longer needed (reminders/not-needed)."""
    columns = NotNeeded.__table__.c
    return select(columns.qualification_id, columns.expires_on).where(
        columns.workspace_id == OURS,
        columns.qualification_id.in_(ids_of("ids")),
        columns.undone_at.is_(None),
        columns.stops.is_(True),
    )


def _as_hold(row: Any) -> Hold:
    """A stored hold as the rules see it."""
    return Hold(row.id, row.kind, row.until, row.made_by_id, row.made_at, row.undo_id)


def _told(session: WorkspaceSession, ids: Sequence[int]) -> dict[tuple[int, date], dict[int, frozenset[int]]]:
    found: dict[tuple[int, date], dict[int, frozenset[int]]] = {}
    for qualification_id, expires_on, recipient_id, day in _read(session, _tellings(), ids):
        of_expiry = found.setdefault((qualification_id, expires_on), {})
        of_expiry[recipient_id] = of_expiry.get(recipient_id, frozenset()) | {day}
    return found


@cache
def _tellings() -> Any:
    columns = Reminder.__table__.c
    return select(columns.qualification_id, columns.expires_on, columns.recipient_id, columns.day).where(
        columns.workspace_id == OURS, columns.qualification_id.in_(ids_of("ids"))
    )


def _recipients(session: WorkspaceSession, holders: Collection[int]) -> dict[int, tuple[Recipient, ...]]:
    """By holder: the holder and their line manager, as far as they are active and want expiry notices."""
    managers, hours = managers_of(session, holders), hours_of(session)
    known = _by_id(session, [*holders, *managers.values()])
    muted = _muted(session, known)
    wanted = {each: view for each, view in known.items() if view.active and each not in muted}
    return {
        holder: tuple(
            Recipient(each, wanted[each].time_zone, each == holder, hours)
            for each in (holder, managers.get(holder))
            if each in wanted
        )
        for holder in holders
    }


def managers_of(session: WorkspaceSession, person_ids: Collection[int]) -> dict[int, int]:
    """The line managers of people (up to 900), by person."""
    return dict(_read(session, _managers(), list(person_ids)))


@cache
def _managers() -> Any:
    line: Any = Line
    return select(line.person_id, line.manager_id).where(
        line.workspace_id == OURS, line.person_id.in_(ids_of("ids")), line.in_force(NOW)
    )


def _by_id(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, PersonView]:
    found: dict[int, PersonView] = {}
    for chunk in in_chunks(set(ids)):
        found |= people(session, chunk)
    return found


def _muted(session: WorkspaceSession, ids: Collection[int]) -> set[int]:
    muted: set[int] = set()
    for chunk in in_chunks(ids):
        muted |= muted_people(session, chunk, NoticeKind.EXPIRY)
    return muted
