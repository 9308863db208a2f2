"""Reading as of another day: the past as it was recorded then, the future from what is known (find/as-of).

A session as of a day is an ordinary one whose `now` lies on that day and whose versions are those known then, so every
list that is read with it is the list of that day. Nothing is asked differently: the tables themselves are looked at as
they were. What decides who may see what is today's: roles, grants, lines of managers, access tiers, and whatever is
asked of the session's `present`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import event

from core.clock import day_in, start_of_day
from core.db import BigId, Instant, WorkspaceSession
from core.errors import Invalid
from core.words import say

TODAYS = frozenset({"competency_state", "role_assignment", "role_capability", "capability_grant", "line"})
"""Versions that decide who may see what: on every day they read as they are today."""

SINCE = {
    "acquisition": "recorded_at", "qualification_verification": "asked_at", "plan": "created_at",
    "plan_template": "created_at",
}
"""Tables without versions whose rows are known from a moment on."""

ENDED = {
    "acquisition": "voided_at", "person_group": "archived_at", "plan": "withdrawn_at", "plan_template": "removed_at",
}
"""Tables without versions with the column that says when a row ended."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
EVER = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)

KEPT_IN = {"qualification_type": "qualification_type_version"}
"""Tables that hold the present alone, with those that hold their versions; without one a row was always so."""

_KNOWN_AT, _TODAY, _EVER, _OURS = "as_known_at", "as_today", "as_ever", "as_ours"
_INSTANT = Instant()


@contextmanager
def as_of(session: WorkspaceSession, day: date, time_zone: str) -> Iterator[WorkspaceSession]:
    """A session that reads as of a day of the asker's time zone; today's is the session itself.

    A past day is read at its end, as recorded by then. A day to come is read at its noon, so that it is the same day
    for people elsewhere. Changes of the session that are not committed are not seen. Raises Invalid for days that no
    calendar of ours reaches.
    """
    moment = moment_of(day, time_zone, session.now)
    if moment == session.now:
        yield session
        return
    if session.then is None:
        raise RuntimeError("this session was opened without a way to look at other days")
    today, ours = session.present.now, session.workspace_id
    travelled = {_KNOWN_AT: min(moment, today), _TODAY: today, _EVER: EVER, _OURS: ours}
    engine = session.then(moment < today).execution_options(as_of=travelled)
    with WorkspaceSession(
        engine, ours, moment,
        vault=session.vault, then=session.then, present=session.present, travelled=travelled,
    ) as elsewhen:
        yield elsewhen


def moment_of(day: date, time_zone: str, now: datetime) -> datetime:
    """The instant at which a day is looked at: `now` for today, a past day's end, the noon of one to come."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(say("{day} is too far away. Example: on 1 March 2027.", day=day), field="on")
    today = day_in(time_zone, now)
    if day == today:
        return now
    if day < today:
        return start_of_day(time_zone, day + timedelta(days=1)) - timedelta(microseconds=1)
    return datetime.combine(day, time(12), ZoneInfo(time_zone)).astimezone(UTC)


def engine_as_of(engine: sa.Engine, *, past: bool) -> sa.Engine:
    """An engine on the same connections whose statements look at the tables as they were at a moment.

    For a moment to come all that is known is known today: then only what decides about rights is looked at differently.
    """
    with engine.connect():
        then = engine.execution_options()  # only a dialect that has met its database knows it
    dialect = copy.copy(engine.dialect)
    dialect.statement_compiler = _compiler(engine.dialect.statement_compiler, past=past)
    then.dialect = dialect
    event.listen(then, "before_execute", _with_moment, retval=True)
    return then


def _with_moment(
    connection: sa.Connection, statement: Any, several: Any, params: Mapping[str, Any], _options: Any
) -> tuple[Any, Any, Any]:
    """Give every statement the moment its tables are looked at."""
    return statement, several, {**params, **connection.get_execution_options()["as_of"]}


_COMPILERS: dict[tuple[Any, bool], Any] = {}


def _compiler(usual: Any, *, past: bool) -> Any:
    """The dialect's compiler, but that a table is read as it was; one of each, by which statements are kept."""
    if (usual, past) not in _COMPILERS:
        looking = _Looking if past else _LookingAhead
        _COMPILERS[usual, past] = type(f"{usual.__name__}AsOf", (looking, usual), {})
    return _COMPILERS[usual, past]


class _Looking:
    """Puts in the place of a table that has versions what was known of it at the moment."""

    def visit_table(self: Any, table: Any, asfrom: bool = False, enclosing_alias: Any = None, **kw: Any) -> str:
        usual: str = super().visit_table(  # type: ignore[misc]
            table, asfrom=asfrom, enclosing_alias=enclosing_alias, **kw
        )
        if not asfrom or kw.get("iscrud") or not self.travels(table):
            return usual
        seen = f"({_seen(self, table)})"
        aliased = enclosing_alias is not None and enclosing_alias.element is table
        return seen if aliased else f"{seen} AS {usual}"

    def travels(self, table: Any) -> bool:
        """Whether the table is looked at differently."""
        return _has_versions(table) or any(table.name in each for each in (SINCE, ENDED, KEPT_IN))


class _LookingAhead(_Looking):
    """The same for a moment to come."""

    def travels(self, table: Any) -> bool:
        """Only versions that decide about rights: those of everything else are the known ones as they are."""
        return table.name in TODAYS


def _has_versions(table: Any) -> bool:
    return "superseded_at" in table.c and "recorded_at" in table.c


def _seen(compiler: Any, table: Any) -> str:
    """What was known of the table, as a selection of all its columns."""

    def given(name: str) -> str:
        kind = BigId if name == _OURS else _INSTANT
        return str(compiler.process(sa.bindparam(name, type_=kind)))

    quote = compiler.preparer.quote
    if table.name in KEPT_IN:
        return _kept_elsewhere(table, [quote(each.name) for each in table.c], given)
    columns, conditions = _todays(given) if table.name in TODAYS else _as_known(table, given)
    shown = [f"{columns[each.name]} AS {quote(each.name)}" if each.name in columns else quote(each.name)
             for each in table.c]
    ours = f"workspace_id = {given(_OURS)}"
    return f"SELECT {', '.join(shown)} FROM {quote(table.name)} WHERE {' AND '.join([ours, *conditions])}"  # noqa: S608


def _kept_elsewhere(table: Any, names: Sequence[str], given: Any) -> str:
    """The versions known at the moment, and the rows that have no versions."""
    versions = KEPT_IN[table.name]
    known = f"recorded_at <= {given(_KNOWN_AT)} AND (superseded_at IS NULL OR superseded_at > {given(_KNOWN_AT)})"
    # Ids must differ from those of rows that have no versions.
    shown = ", ".join("-id AS id" if name == "id" else name for name in names)
    then = f"SELECT {shown} FROM {versions} WHERE workspace_id = {given(_OURS)} AND effective_until IS NULL AND {known}"  # noqa: S608
    ours = f"{versions}.workspace_id = {given(_OURS)} AND {versions}.competency_id = {table.name}.competency_id"
    without = f"NOT EXISTS (SELECT 1 FROM {versions} WHERE {ours})"  # noqa: S608
    always = ", ".join(f"{table.name}.{name}" for name in names)
    now = f"SELECT {always} FROM {table.name} WHERE {table.name}.workspace_id = {given(_OURS)} AND {without}"  # noqa: S608
    return f"{then} UNION ALL {now}"


def _todays(given: Any) -> tuple[dict[str, str], list[str]]:
    """Versions in force today, as if they always were."""
    columns = {"effective_from": given(_EVER), "effective_until": "NULLIF(effective_until, effective_until)"}
    covers = f"effective_from <= {given(_TODAY)} AND (effective_until IS NULL OR effective_until > {given(_TODAY)})"
    return columns, ["superseded_at IS NULL", covers]


def _as_known(table: Any, given: Any) -> tuple[dict[str, str], list[str]]:
    """What was recorded by the moment, with what ended later still open."""
    ends = "superseded_at" if _has_versions(table) else ENDED.get(table.name)
    since = "recorded_at" if _has_versions(table) else SINCE.get(table.name)
    columns = {ends: f"CASE WHEN {ends} > {given(_KNOWN_AT)} THEN NULL ELSE {ends} END"} if ends else {}
    return columns, [f"{since} <= {given(_KNOWN_AT)}"] if since else []
