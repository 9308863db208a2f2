"""SQLite goes to the rows of one person, not through those of a whole workspace."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.database import Database
from core.estimates import tell_estimates
from core.migrations import upgrade

PERSONS = (
    "SELECT id FROM qualification WHERE workspace_id = ? AND person_id IN (SELECT value FROM json_each(?))"
    " AND competency_id IN (SELECT value FROM json_each(?)) ORDER BY id"
)

STREAKS = (
    "SELECT length FROM streak_state WHERE workspace_id = ? AND person_id IN (SELECT value FROM json_each(?))"
    " AND competency_id IN (SELECT value FROM json_each(?))"
)


def _plan(path: Path, statement: str = PERSONS, table: str = "qualification") -> str:
    """How a connection opened now would go."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (1, "[1]", "[1]")).fetchall()
    finally:
        connection.close()
    return next(row[3] for row in rows if table in row[3])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database brought up to date, as at a start."""
    upgrade(f"sqlite:///{tmp_path}/prowess.db")
    return tmp_path / "prowess.db"


def test_one_persons_rows_are_found_by_the_person_also_where_they_are_wanted_in_order(path: Path) -> None:
    assert "person_id=?" in _plan(path)


def test_what_many_people_share_is_not_gone_through_for_the_rows_of_some(path: Path) -> None:
    """Else each result would take longer the more people have a streak in its skill."""
    assert "(workspace_id=? AND person_id=?" in _plan(path, STREAKS, "streak_state")


def test_without_being_told_it_would_go_through_the_workspace(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM sqlite_stat1")
    connection.commit()
    connection.close()
    assert "person_id=?" not in _plan(path), "should this come out otherwise, core/estimates.py is not needed any more"
    database = Database(f"sqlite:///{path}")
    database.look_over()
    database.close()
    assert "person_id=?" in _plan(path)


def test_it_is_told_once(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        assert tell_estimates(connection) is False
        connection.exec_driver_sql("CREATE TABLE added (workspace_id INTEGER, person_id INTEGER)")
        connection.exec_driver_sql("CREATE INDEX ix_added ON added (workspace_id, person_id)")
        assert tell_estimates(connection) is True
        assert tell_estimates(connection) is False
    engine.dispose()
