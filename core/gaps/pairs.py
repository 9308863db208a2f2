"""How any number of people stand with what is required of them, as one selection that the database works out.

It says of each person and each required competency what `status_of` says of one (gaps/met, rating/validity): the tests
hold both equal. What is required are people's own targets, or the requirements of a profile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

import sqlalchemy as sa

from core.achievements.models import Rating
from core.db import BigId, WorkspaceSession
from core.frameworks.models import ScaleValue
from core.gaps.conditions import alias_of, in_force, its, open_now, same_pair
from core.gaps.lapsing import SOON, TAKEN, VALID, lost_pairs, standing_pairs
from core.gaps.needs import Need
from core.gaps.rules import MEETING, GapStatus
from core.targets.models import Exemption, Target

CODES: tuple[GapStatus, ...] = (
    GapStatus.NOT_REQUIRED, GapStatus.MET, GapStatus.EXPIRING, GapStatus.EXPIRED, GapStatus.REVOKED,
    GapStatus.MISSING, GapStatus.TOO_LOW,
)
"""What a number in `stands` means."""

MET_CODES = [CODES.index(each) for each in sorted(MEETING)]


def code_of(status: GapStatus) -> int:
    """The number that stands for a status."""
    return CODES.index(status)


def pairs(
    session: WorkspaceSession,
    people: sa.Select[Any],
    needs: Sequence[Need] | None = None,
    *,
    hidden: Collection[int] = (),
) -> sa.CTE:
    """Of each of these people (ids) each competency required of them, as person_id, competency_id, stands.

    Without `needs` those of their own targets. `hidden` competencies are left out (people/tier-see).
    """
    crowd = people.cte("crowd").prefix_with("MATERIALIZED")
    required = _of_targets(session, crowd, hidden) if needs is None else _of_profile(crowd, needs, hidden)
    need = required.cte("need")
    rating, value, exempt = alias_of(Rating), alias_of(ScaleValue), alias_of(Exemption)
    lost = lost_pairs(session, crowd)
    standing = standing_pairs(session, crowd, lost)
    joined = (
        need.outerjoin(rating, sa.and_(same_pair(rating, need), open_now(session, rating)))
        .outerjoin(value, its(session, value, rating.c.scale_value_id))
        .outerjoin(standing, same_pair(standing, need))
        .outerjoin(lost, same_pair(lost, need))
        .outerjoin(exempt, sa.and_(same_pair(exempt, need), in_force(session, exempt)))
    )
    validity = sa.func.coalesce(standing.c.rank, sa.case((lost.c.person_id.is_not(None), TAKEN), else_=VALID))
    stands = _stands(session, need, rating, value, validity, exempt)
    query = sa.select(need.c.person_id, need.c.competency_id, stands.label("stands")).select_from(joined)
    return query.cte("pairs").prefix_with("MATERIALIZED")


def _stands(
    session: WorkspaceSession, need: Any, rating: Any, value: Any, validity: Any, exempt: Any
) -> sa.ColumnElement[int]:
    """As `status_of`: met first, then what is missing, too low, no longer valid."""
    reaches = value.c.position >= need.c.needs
    return sa.case(
        (exempt.c.id.is_not(None), code_of(GapStatus.NOT_REQUIRED)),
        (value.c.id.is_(None), code_of(GapStatus.MISSING)),
        (sa.and_(reaches, validity == VALID), code_of(GapStatus.MET)),
        (sa.and_(reaches, validity == SOON), code_of(GapStatus.EXPIRING)),
        (rating.c.scale_value_id.in_(_nothing_values(session)), code_of(GapStatus.MISSING)),
        (sa.not_(reaches), code_of(GapStatus.TOO_LOW)),
        (validity == TAKEN, code_of(GapStatus.REVOKED)),
        else_=code_of(GapStatus.EXPIRED),
    )


def _of_targets(session: WorkspaceSession, crowd: sa.CTE, hidden: Collection[int]) -> sa.Select[Any]:
    """The highest value of each person's sources (targets/effective)."""
    target, value = alias_of(Target), alias_of(ScaleValue)
    query = (
        sa.select(target.c.person_id, target.c.competency_id, sa.func.max(value.c.position).label("needs"))
        .join(value, its(session, value, target.c.scale_value_id))
        .where(open_now(session, target), target.c.person_id.in_(sa.select(crowd.c.id)))
        .group_by(target.c.person_id, target.c.competency_id)
    )
    return query.where(target.c.competency_id.not_in(sorted(hidden))) if hidden else query


def _of_profile(crowd: sa.CTE, needs: Sequence[Need], hidden: Collection[int]) -> sa.Select[Any]:
    shown = [each for each in needs if each.competency_id not in set(hidden)]
    person = crowd.c.id.label("person_id")
    if not shown:
        nothing = (person, crowd.c.id.label("competency_id"), crowd.c.id.label("needs"))
        return sa.select(*nothing).where(sa.false())
    rows = [_literally(each) for each in shown]
    wanted = (sa.union_all(*rows) if len(rows) > 1 else rows[0]).cte("wanted").prefix_with("MATERIALIZED")
    return sa.select(person, wanted.c.competency_id, wanted.c.needs).select_from(crowd.join(wanted, sa.true()))


def _literally(need: Need) -> sa.Select[Any]:
    competency, position = sa.literal(need.competency_id, BigId), sa.literal(need.position, BigId)
    chosen: Any = sa.select(competency.label("competency_id"), position.label("needs"))
    return cast(sa.Select[Any], chosen)


def _nothing_values(session: WorkspaceSession) -> list[int]:
    """Values that say that nothing is there: the lower one of two, as `is_nothing` has it."""
    value = ScaleValue
    pair = sa.select(value.scale_id).where(value.workspace_id == session.workspace_id).group_by(value.scale_id)
    query = sa.select(value.id).where(
        value.position == 0, value.proficient.is_(False), value.scale_id.in_(pair.having(sa.func.count() == 2))
    )
    return list(session.scalars(query))
