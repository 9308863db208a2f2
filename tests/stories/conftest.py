"""Stages for the stories, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedding import Embedder
from core.vault import Vault
from tagging.embedding import open_embedder
from tests.checks.blocks import BlockGuard
from tests.conftest import START, MovableClock
from tests.stories.stage import Prepared, Stage, prepare_postgres, prepare_sqlite, raised


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The embedding model of the product, loaded once a session."""
    return open_embedder(None)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Prepared:
    """The sample organisation, loaded once into each kind of database."""
    folder, vault = tmp_path_factory.mktemp(f"sample-{request.param}"), Vault(os.urandom(32))
    if request.param == "sqlite":
        return prepare_sqlite(folder, vault, START, embedder)
    return prepare_postgres(request.getfixturevalue("postgres_url"), folder, vault, START, embedder)


@pytest.fixture
def stage(prepared: Prepared, tmp_path: Path, clock: MovableClock, embedder: Embedder) -> Iterator[Stage]:
    """A fresh copy of the organisation, on the morning of 24 November 2026."""
    with raised(prepared, tmp_path, clock, embedder) as stage:
        yield stage
        check_what_was_sent(stage)


def check_what_was_sent(stage: Stage) -> None:
    """Every message and view that went out passes the block check, and Slack refused nothing in silence."""
    guard = BlockGuard()
    for method, payload in stage.workspace.ws.calls:
        guard.record(method, {name: value for name, value in payload.items() if name not in ("token", "team_id")})
    guard.verify()
    assert stage.workspace.complaints == []


