"""A database that is closed while somebody works on it: their work ends well, and no connection stays open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from core.database import Database


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_connection_in_use_is_closed_when_it_is_given_back(
    kind: str, tmp_path: Path, postgres_url: Callable[[], str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/closing.db" if kind == "sqlite" else postgres_url())
    closed: list[object] = []
    event.listen(database.reader, "checkin", lambda connection, _: closed.append(connection))
    with database.looking() as connection:
        database.close()
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    [given_back] = closed
    with pytest.raises(Exception, match="closed"):
        given_back.execute("SELECT 1")  # type: ignore[attr-defined]
