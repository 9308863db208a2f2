"""The streak of many people at once, recomputed from all their results by the database (acquisition/streak).

The same decisions as `rules.streak`, as one statement: of each activity the first result and the first passed one are
looked at, in the order of time, then arrival; one that is not passed starts the row again.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from core.achievements.rules import STREAK_LENGTH, STREAK_SCORE
from core.activities import LinkOutcome, Module, Result, SkillLink, counting_module, linked_at_its_time
from core.prepared import OURS, ids_of

PAIR = ("person_id", "competency_id")
COLUMNS = (
    *PAIR,
    "length",
    "last_result_id",
    "last_at",
    "last_arrived_at",
    "first_done_id",
    "first_done_at",
    "last_done_id",
    "last_done_at",
)
"""What `computed_states` selects, in the order of the columns of `StreakState`."""

RESULT = cast(sa.Table, Result.__table__)
LINK = cast(sa.Table, SkillLink.__table__)
MODULE = cast(sa.Table, Module.__table__)


class Counted:
    """Results with the skills they count for by streak, once among the tables of a statement: none in theory."""

    def __init__(self, *, aliased: bool = False) -> None:
        self.result = RESULT.alias() if aliased else RESULT
        self.link = LINK.alias() if aliased else LINK
        self.module = MODULE.alias() if aliased else MODULE

    @property
    def tables(self) -> sa.Join:
        """Results joined with the links of their time, and the module each was done in."""
        linked = linked_at_its_time(OURS, self.result.c, self.link.c)
        within = sa.and_(self.module.c.id == self.result.c.module_id, self.module.c.workspace_id == OURS)
        return self.result.join(self.link, linked).outerjoin(self.module, within)

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """That it counts: by streak, in practice, and not taken back."""
        return sa.and_(self.also_voided, self.result.c.voided_at.is_(None))

    @property
    def also_voided(self) -> sa.ColumnElement[bool]:
        """That it counts, or would if it had not been taken back."""
        return sa.and_(
            self.result.c.workspace_id == OURS,
            self.link.c.outcome == LinkOutcome.STREAK,
            counting_module(self.module.c),
        )

    @property
    def passed(self) -> sa.ColumnElement[bool]:
        """That its score is above the bar."""
        return self.result.c.score > STREAK_SCORE

    def before(self, other: Counted) -> sa.ColumnElement[bool]:
        """That it is looked at before another one: by time of the result, then arrival (acquisition/order)."""
        one, two = self.result.c, other.result.c
        at_once = sa.or_(
            one.arrived_at < two.arrived_at, sa.and_(one.arrived_at == two.arrived_at, one.id < two.id)
        )
        return sa.or_(one.happened_at < two.happened_at, sa.and_(one.happened_at == two.happened_at, at_once))


@cache
def computed_states(*, of_skills: bool) -> sa.Select[Any]:
    """The state of each of `people` in each skill (`of_skills`: in `skills`) with a counted result; see `COLUMNS`."""
    ended = _ended(_rowed(_looked_at(of_skills=of_skills)))
    pair = _pair(ended)
    return sa.select(
        *pair,
        _the("length", ended, ended.c.from_last),
        _the("result_id", ended, ended.c.from_last),
        _the("happened_at", ended, ended.c.from_last),
        _the("arrived_at", ended, ended.c.from_last),
        _the("result_id", ended, ended.c.done_first),
        _the("happened_at", ended, ended.c.done_first),
        _the("result_id", ended, ended.c.done_last),
        _the("happened_at", ended, ended.c.done_last),
    ).group_by(*pair)


def _looked_at(*, of_skills: bool) -> sa.CTE:
    """Of each activity the first result, and the first passed one (acquisition/once)."""
    found = _counted(of_skills=of_skills)
    of_activity: dict[str, Any] = {
        "partition_by": [*_pair(found), found.c.activity_id], "order_by": _in_order(found)
    }
    nth = sa.func.row_number().over(**of_activity).label("nth")
    passes = sa.func.sum(found.c.passed).over(**of_activity, rows=(None, 0)).label("passes")
    ranked = sa.select(found, nth, passes).cte("ranked")
    first_pass = sa.and_(ranked.c.passed == 1, ranked.c.passes == 1)
    return sa.select(ranked).where(sa.or_(ranked.c.nth == 1, first_pass)).cte("looked_at")


def _counted(*, of_skills: bool) -> sa.CTE:
    rows = Counted()
    query = (
        sa.select(
            rows.result.c.id.label("result_id"),
            rows.result.c.person_id,
            rows.result.c.activity_id,
            rows.link.c.competency_id,
            rows.result.c.happened_at,
            rows.result.c.arrived_at,
            sa.case((rows.passed, 1), else_=0).label("passed"),
        )
        .select_from(rows.tables)
        .where(rows.condition, rows.result.c.person_id.in_(ids_of("people")))
    )
    return (query.where(rows.link.c.competency_id.in_(ids_of("skills"))) if of_skills else query).cte("counted")


def _rowed(looked_at: sa.CTE) -> sa.CTE:
    """Each result with how many are passed in a row up to it: a failed one begins a row of its own."""
    of_pair: dict[str, Any] = {
        "partition_by": _pair(looked_at), "order_by": _in_order(looked_at), "rows": (None, 0)
    }
    failures = sa.func.sum(1 - looked_at.c.passed).over(**of_pair).label("failures")
    parted = sa.select(looked_at, failures).cte("parted")
    of_row: dict[str, Any] = {
        "partition_by": [*_pair(parted), parted.c.failures], "order_by": _in_order(parted), "rows": (None, 0)
    }
    return sa.select(parted, sa.func.sum(parted.c.passed).over(**of_row).label("length")).cte("rowed")


def _ended(rowed: sa.CTE) -> sa.CTE:
    """Each result with its place from the end, and its places among those that were enough."""
    enough = sa.case((rowed.c.length >= STREAK_LENGTH, 1), else_=0)
    forwards, backwards = _in_order(rowed), [each.desc() for each in _in_order(rowed)]
    among = [*_pair(rowed), enough]
    nth = sa.func.row_number
    return sa.select(
        rowed,
        nth().over(partition_by=_pair(rowed), order_by=backwards).label("from_last"),
        (enough * nth().over(partition_by=among, order_by=forwards)).label("done_first"),
        (enough * nth().over(partition_by=among, order_by=backwards)).label("done_last"),
    ).cte("ended")


def _the(name: str, rows: sa.CTE, place: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    """The value of the row of the group that is first by this place."""
    return sa.func.max(sa.case((place == 1, rows.c[name])))


def _pair(rows: sa.CTE) -> list[sa.ColumnElement[Any]]:
    return [rows.c[name] for name in PAIR]


def _in_order(rows: sa.CTE) -> list[sa.ColumnElement[Any]]:
    """By time of the result, then arrival (acquisition/order)."""
    return [rows.c.happened_at, rows.c.arrived_at, rows.c.result_id]
