"""A workspace of the size the product is designed for, put into a database by set-based statements.

The rows are those that the services would write; a check at the end recomputes some of them from the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from core.achievements.models import Rating
from core.db import Base, BigId, Instant, WorkspaceSession, insert_from, insert_rows
from core.frameworks import CompetencyCategory, folded, keep_vectors, scale_of
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.rules import built_in_scale_for
from core.frameworks.scales import scale_named
from core.notifications.models import NoticeSchedule
from core.notifications.schedule import next_looks
from core.people.models import Line, Person, PersonState
from core.qualifications.models import Qualification, QualificationVersion
from core.transaction import Engine
from tagging.embedding import SHIPPED
from tests.bench.size import Size

TEAM = "TBENCH"
CHAT_USERS_FROM = 10_000_000
REPORTS_EACH = 10
DUE_IN = timedelta(days=10)
FIRST_NOTICE = timedelta(days=90)
DIMENSIONS = 384

_calendar = sa.Table(
    "bench_calendar",
    sa.MetaData(),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("expires_on", sa.Date),
    sa.Column("next_at", Instant()),
)
"""Expiry dates with the instant of their first notice; place 0 is the day that a hundredth of all fall due on."""

_LATER_DAYS = 1_000
_NO_EXPIRY = -1

Columns = Mapping[str, sa.ColumnElement[Any]]
"""What is inserted: column names with the expressions that fill them."""


@dataclass(frozen=True)
class Crowd:
    """The workspace: its engine, id, size, and where its people and skills begin (ids are consecutive)."""

    engine: Engine
    database: str
    workspace_id: int
    size: Size
    first_person: int
    first_skill: int

    def chat_user(self, number: int) -> str:
        """The chat user id of the person of this number, from 0."""
        return f"U{number + CHAT_USERS_FROM}"

    def name_of_certificate(self, number: int) -> str:
        """The name of a certificate, from 0."""
        return _certificate(number % self.size.certificates)

    @property
    def due_at(self) -> datetime:
        """An instant at which a hundredth of all qualifications has a first notice due."""
        return _morning(self.engine.clock() + DUE_IN) + timedelta(hours=1)


def build_crowd(engine: Engine, database: str, size: Size) -> Crowd:
    """Fill an empty database; raises AssertionError where the rows are not what the data say."""
    workspace_id = engine.add_workspace(TEAM, "Crowd")
    with engine.transaction(workspace_id) as session:
        _unchecked_while_loading(session)
        first_skill = _skills(session, size)
        first_person = _people(session, size)
        _qualifications(session, size, first_person, first_skill)
    _note_sizes(engine)
    engine.database.look_over()
    crowd = Crowd(engine, database, workspace_id, size, first_person, first_skill)
    _check(crowd)
    return crowd


def _skills(session: WorkspaceSession, size: Size) -> int:
    """The catalogue: certificates first, then skills, with a vector for each name as if embedded before."""
    framework = session.scalars(sa.select(Framework)).one()
    names = [_certificate(each) if each < size.certificates else f"Skill {each}" for each in range(size.skills)]
    insert_rows(session, Competency, [_competency(session, framework, each, size) for each in enumerate(names)])
    first = _first(session, Competency, size.skills)
    begun = {"effective_from": session.now, "recorded_at": session.now, "status": "active"}
    insert_rows(session, CompetencyState, [{"competency_id": first + each, **begun} for each in range(size.skills)])
    vectors = np.random.default_rng(7).standard_normal((size.skills, DIMENSIONS)).astype("<f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keep_vectors(session, SHIPPED, {name: row.tobytes() for name, row in zip(names, vectors, strict=True)})
    return first


def _competency(
    session: WorkspaceSession, framework: Framework, numbered: tuple[int, str], size: Size
) -> dict[str, Any]:
    number, name = numbered
    category = CompetencyCategory.CERTIFICATION if number < size.certificates else CompetencyCategory.SKILL
    scale = scale_named(session, built_in_scale_for(category))
    return {
        "framework_id": framework.id,
        "scale_id": None if scale == framework.scale_id else scale,
        "idnumber": f"B{number}",
        "name": name,
        "folded_name": folded(name),
        "description": "",
        "category": str(category),
        "created_at": session.now,
    }


def _people(session: WorkspaceSession, size: Size) -> int:
    """People in a tree of managers with ten reports each; the first is at its top."""
    number = _numbers(size.people)
    person: Columns = {
        "name": sa.literal("Person ") + sa.cast(number, sa.Text),
        "email": sa.literal("person") + sa.cast(number, sa.Text) + sa.literal("@crowd.example"),
        "chat_user_id": sa.literal("U") + sa.cast(number + CHAT_USERS_FROM, sa.Text),
        "time_zone": sa.literal("UTC"),
        "locale": sa.literal("en_GB"),
        "created_at": _now(session),
    }
    insert_from(session, Person, list(person), _selected(person).order_by(number))
    first = _first(session, Person, size.people)
    state: Columns = {"person_id": number + first, "active": sa.literal(True), **_begun(session)}
    insert_from(session, PersonState, list(state), _selected(state))
    manager = (number - 1) // REPORTS_EACH + first
    line: Columns = {"person_id": number + first, "manager_id": manager, **_begun(session)}
    insert_from(session, Line, list(line), _selected(line).where(number > 0))
    return first


def _qualifications(session: WorkspaceSession, size: Size, first_person: int, first_skill: int) -> None:
    """Each person's qualifications with dates, rating and next notice; one of ten does not expire."""
    number = _numbers(size.qualifications)
    person = number // size.held_each
    held: Columns = {
        "person_id": person + first_person,
        "competency_id": first_skill + (person * size.held_each + number % size.held_each * 17) % size.certificates,
        "created_at": _now(session),
    }
    insert_from(session, Qualification, list(held), _selected(held).order_by(number))
    first = _first(session, Qualification, size.qualifications)
    _fill_calendar(session)
    _versions(session, number, first)
    _schedule(session, number, first)
    _ratings(session, first_skill)
    _calendar.drop(session.connection())


def _versions(session: WorkspaceSession, number: sa.ColumnElement[int], first: int) -> None:
    table = QualificationVersion.__table__.c
    version: Columns = {
        "qualification_id": number + first,
        "state": sa.literal("current"),
        "expires_on": _calendar.c.expires_on,
        "details": sa.literal({}, table.details.type),
        "links": sa.literal([], table.links.type),
        **_begun(session),
    }
    insert_from(session, QualificationVersion, list(version), _dated(version, number, outer=True))


def _schedule(session: WorkspaceSession, number: sa.ColumnElement[int], first: int) -> None:
    next_look: Columns = {"qualification_id": number + first, "next_at": _calendar.c.next_at}
    insert_from(session, NoticeSchedule, list(next_look), _dated(next_look, number, outer=False))


def _dated(columns: Columns, number: sa.ColumnElement[int], *, outer: bool) -> sa.Select[Any]:
    """Select the columns for each number, joined with the day it expires on."""
    place = sa.case(
        (number % 100 == 0, 0), (number % 10 == 9, _NO_EXPIRY), else_=number * 7 % _LATER_DAYS + 1
    )
    source: Any = number
    return _selected(columns).select_from(sa.join(source.table, _calendar, _calendar.c.place == place, isouter=outer))


def _ratings(session: WorkspaceSession, first_skill: int) -> None:
    """The ratings that the qualifications give."""
    held = Qualification.__table__.c
    rating: Columns = {
        "person_id": held.person_id,
        "competency_id": held.competency_id,
        "scale_value_id": sa.literal(scale_of(session, first_skill).lowest_proficient.id, BigId),
        "cause": sa.literal("qualification"),
        "source_id": held.id,
        **_begun(session),
    }
    query = _selected(rating).where(held.workspace_id == session.workspace_id)
    insert_from(session, Rating, list(rating), query)


def _fill_calendar(session: WorkspaceSession) -> None:
    """Day 0 brings first notices ten days from now, the others a month and more later."""
    due = session.now.date() + DUE_IN + FIRST_NOTICE
    days = [due, *(due + timedelta(days=30 + each) for each in range(_LATER_DAYS))]
    rows = [
        {"place": place, "expires_on": day, "next_at": _morning(day - FIRST_NOTICE)} for place, day in enumerate(days)
    ]
    _calendar.create(session.connection())
    session.connection().execute(_calendar.insert(), rows)


def _check(crowd: Crowd) -> None:
    """The stored next notices are what the rules compute from the data, for a sample; and nothing is due now."""
    with crowd.engine.reading(crowd.workspace_id) as session:
        ids = list(session.scalars(sa.select(Qualification.id).order_by(Qualification.id).limit(200)))
        query = sa.select(NoticeSchedule.qualification_id, NoticeSchedule.next_at).where(
            NoticeSchedule.workspace_id == crowd.workspace_id, NoticeSchedule.qualification_id.in_(ids)
        )
        stored = {row[0]: row[1] for row in session.execute(query)}
        if stored != next_looks(session, ids):
            raise AssertionError("the crowd's schedule of notices is not what its data say")


def _numbers(count: int) -> sa.ColumnElement[int]:
    """The numbers from 0 up to below `count`, as a column to select from."""
    first = sa.select(sa.literal(0, BigId).label("number")).cte("numbers", recursive=True)
    numbers = first.union_all(sa.select(first.c.number + 1).where(first.c.number < count - 1))
    return numbers.c.number


def _first(session: WorkspaceSession, model: type[Base], count: int) -> int:
    """The first id of what was just put into an empty table; raises AssertionError unless ids are consecutive."""
    column = model.__table__.c.id
    query = sa.select(sa.func.min(column), sa.func.max(column)).where(
        model.__table__.c.workspace_id == session.workspace_id
    )
    first, last = session.connection().execute(query).one()
    if last - first + 1 != count:
        raise AssertionError(f"{model.__name__}: ids {first} to {last} for {count} rows")
    return int(first)


def _unchecked_while_loading(session: WorkspaceSession) -> None:
    """PostgreSQL checks foreign keys row by row, which takes longer than all the rest of the loading."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))


def _note_sizes(engine: Engine) -> None:
    """What PostgreSQL does by itself within a minute of a load: see how large tables are."""
    if not engine.database.is_sqlite:
        with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _selected(columns: Columns) -> sa.Select[Any]:
    return sa.select(*columns.values())


def _begun(session: WorkspaceSession) -> Columns:
    """The times of a version in force since now."""
    return {"effective_from": _now(session), "recorded_at": _now(session)}


def _now(session: WorkspaceSession) -> sa.ColumnElement[datetime]:
    return sa.literal(session.now, Instant())


def _morning(day: Any) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _certificate(number: int) -> str:
    return f"Certificate {number}"
