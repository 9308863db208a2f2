"""The sweep at the size it is designed for: 1,000,000 qualifications, nothing new (run apart: -m slow)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from bot.jobs import sweep
from core.database import Database
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import MovableClock

MANY = 1_000_000
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many) "


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault, clock: MovableClock) -> Iterator[Engine]:
    """An engine on a database of its own."""
    url = f"sqlite:///{tmp_path}/large.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")()
    database = Database(url)
    METADATA.create_all(database.engine)
    yield Engine(database, vault, folder=tmp_path, clock=clock)
    database.close()


@pytest.mark.slow
@pytest.mark.rule("reminders/once")
def test_a_sweep_of_a_million_qualifications_with_nothing_new_takes_at_most_100_ms(engine: Engine) -> None:
    workspace_id = engine.add_workspace(f"T{uuid4().hex[:8]}", "Nordlys Logistics")
    with engine.transaction(workspace_id) as session:
        crowd, person = a_person(session, "The Crowd"), a_person(session)
        skill = a_skill(session, "Forklift licence")
    _fill(engine, workspace_id, crowd, skill)
    assert sweep(engine) == 0
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert sweep(engine) == 0
        took.append(time.perf_counter() - began)
    print(f"nothing new: best {min(took) * 1000:.1f} ms, worst {max(took) * 1000:.1f} ms")
    assert min(took) <= 0.1
    with engine.transaction(workspace_id) as session:
        for _ in range(100):
            a_certificate(session, person, (session.now + timedelta(days=90)).date())
    began = time.perf_counter()
    assert sweep(engine) == 100
    print(f"100 new: {(time.perf_counter() - began) * 1000:.1f} ms")


def _fill(engine: Engine, workspace_id: int, person: int, skill: int) -> None:
    """A million qualifications whose next notices lie ahead, written in bulk: only where to look is under test."""
    now = engine.clock().replace(tzinfo=None) if engine.database.is_sqlite else engine.clock()
    known = {"many": MANY, "workspace": workspace_id, "person": person, "skill": skill, "now": now}
    ahead = "datetime(:now, '+' || (1 + n % 900) || ' days') || '.000000'" if engine.database.is_sqlite else (
        "CAST(:now AS timestamptz) + (1 + n % 900) * interval '1 day'"
    )
    with engine.database.connecting() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO qualification (id, workspace_id, person_id, competency_id, created_at) " + NUMBERS
                + "SELECT 1000000 + n, :workspace, :person, :skill, :now FROM numbers"
            ),
            known,
        )
        connection.execute(
            sa.text(
                "INSERT INTO notice_schedule (workspace_id, qualification_id, next_at) " + NUMBERS
                + f"SELECT :workspace, 1000000 + n, {ahead} FROM numbers"
            ),
            {key: known[key] for key in ("many", "workspace", "now")},
        )
    with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
