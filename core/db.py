"""Tables' base, the session of one workspace, and the two databases it runs on.

Every table but the global ones carries `workspace_id`; keys and foreign keys include it. A `WorkspaceSession` is
opened for one workspace: it filters and fills every statement by it (privacy/tenants). Set-based statements go
through `insert_rows` and `insert_from`, which do the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

from core.inserting import insert, insert_with
from core.privacy import Privacy

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")



def _index_mark(index: sa.Index, _table: sa.Table) -> str:
    """Keeps the name of a unique index apart from that of a plain one on the same columns."""
    return "_open" if index.unique else ""


NAMING: dict[str, Any] = {
    "mark": _index_mark,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s%(mark)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


MOST_INSTANTS = 16_384
"""Instants whose text is kept: what comes in at once is written, read and written again."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; a time without zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite keeps a text; the quick way to it counts where there are thousands."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """SQLite gives a text."""
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else _in_utc(value)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=MOST_INSTANTS)
def _to_text(value: datetime | None) -> str | None:
    """As `2026-11-22 09:30:00.000000`, always in UTC."""
    if value is None:
        return None
    utc = value if value.tzinfo is UTC else _in_utc(value)
    return utc.isoformat(" ", "microseconds")[:26]


@lru_cache(maxsize=MOST_INSTANTS)
def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Score(TypeDecorator[Decimal]):
    """An exact fraction 0 to 1, stored as an integer of millionths."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        millionths = Decimal(value) * 1_000_000
        if millionths != millionths.to_integral_value():
            raise ValueError("a score is kept to a millionth")
        return int(millionths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 1_000_000


class Base(DeclarativeBase):
    """The base of all tables. `privacy` declares erasure and export, and a test fails where it is missing."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        date: sa.Date(),
        str: sa.Text(),
        int: BigId,
        bytes: sa.LargeBinary(),
        Decimal: Score(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        list[int]: sa.JSON(),
    }
    privacy: ClassVar[Privacy]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None and "workspace_id" in table.c:
            _bind_to_workspace(table)


def _bind_to_workspace(table: sa.Table) -> None:
    """Give every reference its composite foreign key within the workspace, and the keys they need."""
    if "id" in table.c:
        table.append_constraint(sa.UniqueConstraint("workspace_id", "id"))
    for column in list(table.c):
        if target := column.info.get("ref"):
            keys = [f"{target}.workspace_id", f"{target}.id"]
            table.append_constraint(sa.ForeignKeyConstraint(["workspace_id", column.name], keys))
            if column.info["indexed"]:
                sa.Index(None, table.c.workspace_id, column)


def ref(table: str, *, indexed: bool = True, part: bool = False, copied: bool = True, **kwargs: Any) -> Any:
    """A column that refers to a row of the same workspace in `table`; the foreign key includes the workspace.

    `part` says that the row is a part of that other one: it is deleted with it, copied with it unless `copied` is
    False, and counts as no reference to it.
    """
    info = {"ref": table, "indexed": indexed, "part": part, "copied": part and copied}
    return mapped_column(BigId, info=info, **kwargs)


class Tenant:
    """A row of one workspace."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, sort_order=-10)
    workspace_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("workspace.id"), sort_order=-9)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Rows are found and changed by workspace and id, so that every statement names both."""
        return {"primary_key": ["workspace_id", "id"]}


class WorkspaceSession(Session):
    """A session of one workspace at one instant.

    `facts` gathers what happened until the transaction keeps it, `inserted` how many rows were put into which table.
    `answers` are what a session that only reads was told about rights; one that may write keeps none, being None there.
    `then` gives the engine that looks at past days (True) or at days to come. A session that does (core.as_of) has
    `travelled`, the moments its tables are looked at, and a `present`: the session that knows today, which is asked
    about rights.
    """

    def __init__(
        self,
        bind: sa.Engine | Connection,
        workspace_id: int,
        now: datetime,
        *,
        vault: Any = None,
        then: Callable[[bool], sa.Engine] | None = None,
        present: WorkspaceSession | None = None,
        travelled: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(bind=bind, expire_on_commit=False, autoflush=True, **kwargs)
        self.workspace_id = workspace_id
        self.now = now
        self.vault = vault
        self.then = then
        self.travelled: Mapping[str, Any] = travelled or {}
        self._present = present
        self.facts: list[Any] = []
        self.inserted: Counter[str] = Counter()
        self.answers: dict[Any, Any] | None = None
        self._line: tuple[SessionTransaction, Connection] | None = None

    @property
    def line(self) -> Connection:
        """As `connection()`, which takes its time to find the same connection again and again."""
        transaction = self.get_nested_transaction() or self.get_transaction()
        if self._line is not None and self._line[0] is transaction and transaction.is_active:
            return self._line[1]
        found = self.connection()
        if (begun := self.get_nested_transaction() or self.get_transaction()) is not None:
            self._line = begun, found
        return found

    @property
    def present(self) -> WorkspaceSession:
        """The session that knows today: this one, unless it looks at another day."""
        return self._present or self

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """A row of this workspace by its id; None when there is none here."""
        return super().get(entity, self._key(entity, ident), **options)

    def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        """A row of this workspace by its id; raises NoResultFound when there is none here."""
        return super().get_one(entity, self._key(entity, ident), **options)

    def _key(self, entity: Any, ident: Any) -> Any:
        mapped = sa.inspect(entity).class_
        if isinstance(ident, tuple) or not issubclass(mapped, Tenant):
            return ident
        return (self.workspace_id, ident)


@event.listens_for(WorkspaceSession, "do_orm_execute")
def _filter_by_workspace(state: ORMExecuteState) -> None:
    """Let a statement see only the rows of its session's workspace."""
    if state.is_select or state.is_update or state.is_delete or state.is_insert:
        workspace_id = state.session.workspace_id  # type: ignore[attr-defined]
        state.statement = state.statement.options(_rows_of(workspace_id))


@lru_cache(maxsize=1_024)
def _rows_of(workspace_id: int) -> Any:
    """The condition that keeps a statement to one workspace; made once, for making it costs as much as a query."""
    return with_loader_criteria(
        Tenant,
        lambda cls: cls.workspace_id == workspace_id,
        include_aliases=True,
        propagate_to_loaders=True,
    )


@event.listens_for(WorkspaceSession, "before_flush")
def _fill_workspace(session: WorkspaceSession, _context: Any, _instances: Any) -> None:
    """Give new rows their workspace and let no row of another one through."""
    for row in session.new:
        if isinstance(row, Tenant) and row.workspace_id is None:
            row.workspace_id = session.workspace_id
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Tenant) and row.workspace_id != session.workspace_id:
            raise ValueError(f"a row of workspace {row.workspace_id} in a session of {session.workspace_id}")


def _inserting(model: type[Base], dialect: str) -> Any:
    """The dialect's own insert, which knows ON CONFLICT."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(model.__table__)


CHUNK = 1_000


def insert_rows(
    session: WorkspaceSession, model: type[Base], rows: Iterable[Mapping[str, Any]], *, skip_existing: bool = False
) -> int:
    """Insert many rows of the session's workspace at once; the number really inserted.

    With `skip_existing` a row that meets a unique key is left out silently.
    """
    filled = _filled(session, rows)
    if not filled:
        return 0
    inserted, _ = insert(session.line, _table(model), filled, skip_existing=skip_existing)
    session.inserted[model.__tablename__] += inserted
    return inserted


def insert_returning(
    session: WorkspaceSession,
    model: type[Base],
    rows: Iterable[Mapping[str, Any]],
    *names: str,
    skip_existing: bool = False,
) -> list[tuple[Any, ...]]:
    """As `insert_rows`; these columns of each row really inserted, in no order."""
    filled = _filled(session, rows)
    if not filled:
        return []
    inserted, rows_back = insert(session.line, _table(model), filled, skip_existing=skip_existing, returning=names)
    session.inserted[model.__tablename__] += inserted
    return rows_back


def insert_returning_with(
    session: WorkspaceSession,
    before: tuple[type[Base], Sequence[Mapping[str, Any]]],
    model: type[Base],
    rows: Iterable[Mapping[str, Any]],
    *names: str,
) -> list[tuple[Any, ...]]:
    """As `insert_returning` with `skip_existing`, after rows of another table `before`, with as few statements as the
    database takes."""
    filled, earlier = _filled(session, rows), _filled(session, before[1])
    if not filled or not earlier:
        insert_rows(session, before[0], before[1])
        return insert_returning(session, model, filled, *names, skip_existing=True)
    inserted, rows_back = insert_with(session.line, (_table(before[0]), earlier), _table(model), filled, names)
    session.inserted.update({before[0].__tablename__: len(earlier), model.__tablename__: inserted})
    return rows_back


def _filled(session: WorkspaceSession, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the session's workspace, after what the session still had to write."""
    session.flush()
    return [{**row, "workspace_id": session.workspace_id} for row in rows]


def _table(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)


def insert_from(
    session: WorkspaceSession,
    model: type[Base],
    columns: Sequence[str],
    query: sa.Select[Any],
    *,
    skip_existing: bool = False,
) -> int:
    """Insert what `query` selects (its columns in the order of `columns`), with the session's workspace added.

    The query must name `workspace_id` of each table it reads; the number inserted is returned.
    """
    selected = query.add_columns(sa.literal(session.workspace_id, BigId))
    statement = _inserting(model, session.get_bind().dialect.name).from_select([*columns, "workspace_id"], selected)
    if skip_existing:
        statement = statement.on_conflict_do_nothing()
    session.flush()
    inserted = session.connection().execute(statement).rowcount
    session.inserted[model.__tablename__] += inserted
    return inserted
