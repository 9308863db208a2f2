"""What a list of qualifications is narrowed to, and the conditions that say so in SQL (qualifications/all).

The statuses' conditions are the decisions of `rules.statuses` in another language; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import Competency
from core.people.models import Membership, Person
from core.qualifications.details import Status
from core.qualifications.models import (
    Qualification,
    QualificationDocument,
    QualificationType,
    QualificationVersion,
)
from core.qualifications.papers import CHUNK, in_hand
from core.qualifications.rules import EXPIRING_DAYS


@dataclass(frozen=True)
class Choice:
    """Which qualifications are wanted: any of several in each kind, all kinds together; empty means all.

    `groups` are ids of teams, locations, companies and the like, by their kind. With `inactive` deactivated people are
    listed, too.
    """

    categories: tuple[str, ...] = ()
    competencies: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    groups: tuple[tuple[str, tuple[int, ...]], ...] = ()
    statuses: tuple[Status, ...] = ()
    verified: bool | None = None
    inactive: bool = False

    @property
    def needs_details(self) -> bool:
        """Whether only those whose details are open can be judged by it: others would be given away."""
        return bool(self.statuses) or self.verified is not None

    @property
    def is_empty(self) -> bool:
        """Whether it narrows nothing."""
        return self == replace(Choice(), inactive=self.inactive)


def chosen(session: WorkspaceSession, choice: Choice) -> list[sa.ColumnElement[bool]]:
    """The conditions of a choice on `Qualification`, its version, type, competency and person, joined."""
    found: list[sa.ColumnElement[bool]] = []
    if choice.categories:
        found.append(Competency.category.in_(choice.categories))
    if choice.competencies:
        found.append(Qualification.competency_id.in_(choice.competencies))
    if choice.people:
        found.append(Qualification.person_id.in_(choice.people))
    found += [Qualification.person_id.in_(members_of_any(session, ids)) for _, ids in choice.groups]
    if choice.verified is not None:
        verified = QualificationVersion.verified_at.is_not(None)
        found.append(verified if choice.verified else ~verified)
    if choice.statuses:
        found.append(sa.or_(*(has_status(session, each) for each in choice.statuses)))
    return found


def members_of_any(session: WorkspaceSession, group_ids: tuple[int, ...]) -> sa.Select[Any]:
    """Ids of those who are in any of these groups now."""
    return select(Membership.person_id).where(
        Membership.workspace_id == session.workspace_id,
        Membership.group_id.in_(group_ids),
        Membership.in_force(session.now),
    )


def has_status(session: WorkspaceSession, status: Status) -> sa.ColumnElement[bool]:
    """Whether a qualification has a status today, in its holder's calendar."""
    match status:
        case Status.EXPIRED:
            return sa.and_(_expires(), _last_day() < _today(session))
        case Status.EXPIRING:
            return _expiring(session)
        case Status.MISSING_DOCUMENTATION:
            return lacks_documentation(session)
        case Status.MISSING_FIELDS:
            return lacks_fields()
    others = [each for each in Status if each != Status.OK]
    return sa.and_(*(sa.not_(has_status(session, each)) for each in others))


def lacks_documentation(session: WorkspaceSession) -> sa.ColumnElement[bool]:
    """Whether its type asks for documents and it has neither one nor a link."""
    on_it = (
        select(sa.literal(1))
        .where(
            QualificationDocument.workspace_id == session.workspace_id,
            QualificationDocument.qualification_id == Qualification.id,
            QualificationDocument.in_force(session.now),
        )
        .exists()
    )
    no_links = sa.cast(QualificationVersion.links, sa.Text) == "[]"
    asked = sa.func.coalesce(QualificationType.documentation_required, sa.false())
    return sa.and_(asked, no_links, ~on_it)


def lacks_fields() -> sa.ColumnElement[bool]:
    """Whether a date that its type asks for is empty, or a language's value."""
    no_value = sa.and_(Competency.category == "language", QualificationVersion.scale_value_id.is_(None))
    asks_issue = sa.func.coalesce(QualificationType.issued_date, sa.false())
    asks_expiry = sa.func.coalesce(QualificationType.expiry_date, sa.false())
    return sa.or_(
        no_value,
        sa.and_(asks_issue, QualificationVersion.issued_on.is_(None)),
        sa.and_(asks_expiry, QualificationVersion.expires_on.is_(None)),
    )


def lacking(session: WorkspaceSession, qualification_ids: Sequence[int]) -> set[int]:
    """Those of these qualifications on file that lack a field or a document, set-based and whoever asks."""
    found: set[int] = set()
    for start in range(0, len(qualification_ids), CHUNK):
        query = (
            select(Qualification.id)
            .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
            .join(Competency, Competency.id == Qualification.competency_id)
            .outerjoin(QualificationType, QualificationType.competency_id == Qualification.competency_id)
            .where(
                Qualification.id.in_(list(qualification_ids[start : start + CHUNK])),
                in_hand(),
                sa.or_(lacks_fields(), lacks_documentation(session)),
            )
        )
        found |= set(session.scalars(query))
    return found


def expiry_reach(session: WorkspaceSession, statuses: tuple[Status, ...]) -> sa.ColumnElement[bool] | None:
    """Bounds of the expiry date in any time zone, for indexes, where only expired or expiring ones are wanted."""
    wanted = set(statuses)
    if not wanted or not wanted <= {Status.EXPIRED, Status.EXPIRING}:
        return None
    day = session.now.date()
    last = QualificationVersion.expires_on <= day + timedelta(days=EXPIRING_DAYS + 1)
    first = QualificationVersion.expires_on >= day - timedelta(days=1)
    if wanted == {Status.EXPIRING}:
        return sa.and_(first, last)
    return last if Status.EXPIRING in wanted else QualificationVersion.expires_on <= day


def asking_types(session: WorkspaceSession, statuses: tuple[Status, ...]) -> list[int] | None:
    """Where only what misses something is wanted: ids of the competencies that ask for it, else None."""
    wanted = set(statuses)
    if not wanted or not wanted <= {Status.MISSING_FIELDS, Status.MISSING_DOCUMENTATION}:
        return None
    asked = [QualificationType.documentation_required] if Status.MISSING_DOCUMENTATION in wanted else []
    if Status.MISSING_FIELDS in wanted:
        asked += [QualificationType.issued_date, QualificationType.expiry_date]
    types = select(QualificationType.competency_id).where(sa.or_(*(each.is_(True) for each in asked)))
    found = set(session.scalars(types))
    if Status.MISSING_FIELDS in wanted:
        found |= set(of_categories(session, ("language",)))
    return sorted(found)


def of_categories(session: WorkspaceSession, categories: tuple[str, ...]) -> list[int]:
    """Ids of the competencies of these categories."""
    return list(session.scalars(select(Competency.id).where(Competency.category.in_(categories))))


def _expires() -> sa.ColumnElement[bool]:
    return QualificationVersion.expires_on.is_not(None)


def _last_day() -> sa.ColumnElement[date]:
    """The expiry date as a value: what is looked for by an index of dates is `expiry_reach`, here people come first."""
    return sa.func.coalesce(QualificationVersion.expires_on, sa.null(), type_=sa.Date())


def _expiring(session: WorkspaceSession) -> sa.ColumnElement[bool]:
    return sa.and_(
        _expires(),
        _last_day() >= _today(session),
        _last_day() <= _today(session, EXPIRING_DAYS),
    )


def _today(session: WorkspaceSession, plus: int = 0) -> sa.ColumnElement[date]:
    """Today by the holder's time zone, so many days later: nearly everywhere UTC's day, else the one beside it."""
    day = session.now.date() + timedelta(days=plus)
    behind, ahead = _other_days(session.now.replace(minute=session.now.minute // 15 * 15, second=0, microsecond=0))
    whens = []
    if behind:
        whens.append((Person.time_zone.in_(behind), sa.literal(day - timedelta(days=1), sa.Date())))
    if ahead:
        whens.append((Person.time_zone.in_(ahead), sa.literal(day + timedelta(days=1), sa.Date())))
    usual = sa.literal(day, sa.Date())
    return sa.case(*whens, else_=usual) if whens else usual


@lru_cache(maxsize=8)
def _other_days(now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Time zones whose date is the day before UTC's, and those whose date is the day after; offsets are quarters."""
    behind, ahead = [], []
    for zone in sorted(available_timezones()):
        day = now.astimezone(ZoneInfo(zone)).date()
        if day < now.date():
            behind.append(zone)
        elif day > now.date():
            ahead.append(zone)
    return tuple(behind), tuple(ahead)
