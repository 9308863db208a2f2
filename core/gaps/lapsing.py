"""Ratings that qualifications are behind and that are not plainly valid: few among many, worked out by the database.

It says what `standing` says of one rating (rating/validity); whoever is in doubt is looked at, the others are valid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from core.achievements import Path
from core.achievements.models import Rating
from core.achievements.rules import EXPIRING
from core.clock import day_in
from core.db import WorkspaceSession
from core.frameworks.models import Competency, Framework, ScaleValue
from core.gaps.conditions import alias_of, among, in_force, in_hand, its, open_now, ours, same_pair
from core.people.models import Person
from core.qualifications.models import Qualification, QualificationRevocation, QualificationVersion

VALID, SOON, OVER, TAKEN = range(4)
"""How a qualification stands, the best first."""

OVER_ALREADY = timedelta(days=-1)
"""As far ahead as to see only what has expired somewhere."""


def lost_pairs(session: WorkspaceSession, crowd: sa.CTE | None) -> sa.CTE:
    """Ratings of a crowd, or of everybody, whose qualification is no longer in hand: they stand only if another one
    reaches them."""
    rating, version = alias_of(Rating), alias_of(QualificationVersion)
    source = sa.select(version.c.id).where(
        version.c.qualification_id == rating.c.source_id, ours(session, version), in_hand(version)
    )
    query = sa.select(rating.c.person_id, rating.c.competency_id).where(
        open_now(session, rating),
        _from_qualification(rating),
        sa.not_(source.exists()),
        _of(crowd, rating),
    )
    return query.cte("lost").prefix_with("MATERIALIZED")


def _lapsing(session: WorkspaceSession, crowd: sa.CTE | None, soon: timedelta) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Whose qualifications are not plainly valid, few among many: those expired, or about to within `soon`, and those
    revoked; apart, so that the days' own index answers the first."""
    return _running_out(session, crowd, max(_days(session)) + soon), _revoked(session, crowd)


def _running_out(session: WorkspaceSession, crowd: sa.CTE | None, last: date) -> sa.Select[Any]:
    paper, version = alias_of(Qualification), alias_of(QualificationVersion)
    return (
        sa.select(paper.c.person_id, paper.c.competency_id)
        .select_from(version)
        .join(paper, sa.and_(paper.c.id == version.c.qualification_id, ours(session, paper)))
        .where(ours(session, version), in_hand(version), version.c.expires_on <= last, _of(crowd, paper))
    )


def _revoked(session: WorkspaceSession, crowd: sa.CTE | None) -> sa.Select[Any]:
    paper, revoked = alias_of(Qualification), alias_of(QualificationRevocation)
    return (
        sa.select(paper.c.person_id, paper.c.competency_id)
        .select_from(revoked)
        .join(paper, sa.and_(paper.c.id == revoked.c.qualification_id, ours(session, paper)))
        .where(in_force(session, revoked), _of(crowd, paper))
    )


def standing_pairs(
    session: WorkspaceSession, crowd: sa.CTE | None, lost: sa.CTE, soon: timedelta = EXPIRING
) -> sa.CTE:
    """Of each rating that is not plainly valid: the best of the qualifications that reach it; none where none does."""
    gone = sa.select(lost.c.person_id, lost.c.competency_id)
    doubtful = sa.union(*_lapsing(session, crowd, soon), gone).cte("doubtful")
    rating, value, held = alias_of(Rating), alias_of(ScaleValue), _held(session, doubtful)
    reaching = held.c.position >= value.c.position
    return (
        sa.select(held.c.person_id, held.c.competency_id, sa.func.min(sa.case((reaching, held.c.rank))).label("rank"))
        .select_from(held)
        .join(rating, sa.and_(same_pair(rating, held), open_now(session, rating)))
        .join(value, its(session, value, rating.c.scale_value_id))
        .group_by(held.c.person_id, held.c.competency_id)
        .cte("standing")
        .prefix_with("MATERIALIZED")
    )


def lapsed_pairs(session: WorkspaceSession, crowd: sa.CTE | None) -> sa.CTE:
    """The pairs that meet nothing though rated: expired, revoked, or their qualification gone and no other there."""
    lost = lost_pairs(session, crowd)
    standing = standing_pairs(session, crowd, lost, OVER_ALREADY)
    over = sa.select(standing.c.person_id, standing.c.competency_id).where(standing.c.rank >= OVER)
    gone = (
        sa.select(lost.c.person_id, lost.c.competency_id)
        .outerjoin(standing, sa.and_(same_pair(standing, lost), standing.c.rank.is_not(None)))
        .where(standing.c.person_id.is_(None))
    )
    return sa.union_all(over, gone).cte("lapsed").prefix_with("MATERIALIZED")


def _held(session: WorkspaceSession, doubtful: sa.CTE) -> sa.Subquery:
    """What they have in hand there: its position on the scale, and how it stands on its holder's day."""
    paper, version, value = alias_of(Qualification), alias_of(QualificationVersion), alias_of(ScaleValue)
    revoked, usual, person = alias_of(QualificationRevocation), _defaults(session), alias_of(Person)
    today = _today(session, person)
    gone = sa.select(revoked.c.id).where(revoked.c.qualification_id == paper.c.id, in_force(session, revoked))
    rank = sa.case(
        (gone.exists(), TAKEN),
        (sa.or_(version.c.expires_on.is_(None), version.c.expires_on > today.soon), VALID),
        (version.c.expires_on < today.day, OVER),
        else_=SOON,
    )
    position = sa.func.coalesce(value.c.position, usual.c.position)
    return (
        sa.select(paper.c.person_id, paper.c.competency_id, position.label("position"), rank.label("rank"))
        .select_from(paper)
        .join(version, sa.and_(version.c.qualification_id == paper.c.id, ours(session, version), in_hand(version)))
        .join(person, sa.and_(person.c.id == paper.c.person_id, ours(session, person)))
        .join(usual, usual.c.competency_id == paper.c.competency_id)
        .outerjoin(value, its(session, value, version.c.scale_value_id))
        .where(ours(session, paper), among(paper, doubtful))
        .subquery("held")
    )


def _defaults(session: WorkspaceSession) -> sa.Subquery:
    """The position that a qualification without a value of its own gives: its scale's default."""
    competency, framework, value = alias_of(Competency), alias_of(Framework), alias_of(ScaleValue)
    scale = sa.func.coalesce(competency.c.scale_id, framework.c.scale_id)
    return (
        sa.select(competency.c.id.label("competency_id"), value.c.position)
        .join(framework, sa.and_(framework.c.id == competency.c.framework_id, ours(session, framework)))
        .join(value, sa.and_(value.c.scale_id == scale, value.c.default, ours(session, value)))
        .where(ours(session, competency))
        .subquery("usual")
    )


@dataclass(frozen=True)
class _Today:
    """A person's today, and the last day on which what expires is expiring."""

    day: sa.ColumnElement[Any]
    soon: sa.ColumnElement[Any]


def _today(session: WorkspaceSession, person: Any) -> _Today:
    """Today differs between time zones, but never by more than two days: people are told apart by their zone."""
    by_day = _days(session)
    days = sorted(by_day, key=lambda each: len(by_day[each]))
    return _Today(_by_zone(person, by_day, days, timedelta()), _by_zone(person, by_day, days, EXPIRING))


def _days(session: WorkspaceSession) -> dict[date, list[str]]:
    """What day it is where people are, with the time zones of each."""
    found: dict[date, list[str]] = {}
    for zone in session.scalars(sa.select(Person.time_zone).distinct()).all() or ["UTC"]:
        found.setdefault(day_in(zone, session.now), []).append(zone)
    return found


def _by_zone(
    person: Any, by_day: dict[date, list[str]], days: Sequence[date], later: timedelta
) -> sa.ColumnElement[Any]:
    usual = sa.literal(days[-1] + later, sa.Date())
    ways = [
        (person.c.time_zone.in_(by_day[each]), sa.literal(each + later, sa.Date())) for each in days[:-1]
    ]
    return sa.case(*ways, else_=usual) if ways else usual


def _of(crowd: sa.CTE | None, table: Any) -> sa.ColumnElement[bool]:
    return table.c.person_id.in_(sa.select(crowd.c.id)) if crowd is not None else sa.true()


def _from_qualification(rating: Any) -> sa.ColumnElement[bool]:
    """As `RatingView.came_from`: the kind of criterion that completed its path, or its cause."""
    came = sa.func.coalesce(rating.c.path, rating.c.cause)
    return sa.or_(came == str(Path.QUALIFICATION), came.like(f"{Path.QUALIFICATION}+%"))
