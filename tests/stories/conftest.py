"""Stages for the stories, on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from core.embedding import Embedder
from core.vault import Vault
from tagging.embedding import open_embedder
from tests.checks.blocks import BlockGuard
from tests.conftest import START, MovableClock
from tests.stories.stage import Prepared, Stage, prepare_postgres, prepare_sqlite, raised
from tests.stories.visitor import CHROMIUM, FLAGS
from tests.tagging.scripted_llm import ScriptedLLM, shortlist_of


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
    for method, payload in stage.workspace.run(lambda: list(stage.workspace.ws.calls)):
        guard.record(method, {name: value for name, value in payload.items() if name not in ("token", "team_id")})
    guard.verify()
    assert stage.workspace.complaints == []


@pytest.fixture
def ticking(prepared: Prepared, tmp_path: Path, clock: MovableClock, embedder: Embedder) -> Iterator[Stage]:
    """A stage whose outbox is delivered by its own ticks, as in production."""
    with raised(prepared, tmp_path, clock, embedder) as stage:
        stage.service.ticks.start()
        yield stage
        check_what_was_sent(stage)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def with_model(
    prepared: Prepared, tmp_path: Path, clock: MovableClock, embedder: Embedder
) -> Iterator[tuple[Stage, ScriptedLLM]]:
    """A stage with a language model behind it: a scripted server that speaks the OpenAI wire."""
    with ScriptedLLM([_as_the_model_says]) as server:
        settings = {"openai_base_url": server.url, "llm_model": "scripted"}
        with raised(prepared, tmp_path, clock, embedder, **settings) as stage:
            yield stage, server
            check_what_was_sent(stage)


def _as_the_model_says(body: dict[str, Any]) -> dict[str, Any]:
    """What a model that knows fire watches and heart savers answers to the judge's and the intake's prompts."""
    asked = body["messages"][1]["content"]
    if "<shortlist>" in asked:
        chosen = [each["id"] for each in shortlist_of(body) if each["name"] == "Fire safety"]
        said = {"confidence": 0.95, "reason": "A fire watch prevents fires.", "words": ["fire"]}
        return {"picks": [{"id": each, **said} for each in chosen]}
    known = json.loads(asked.split("<competencies>\n")[1].split("\n</competencies>")[0])
    return {
        "is_qualification": True,
        "competency_ids": [each["id"] for each in known if each["name"] == "First aid at work"],
        "competency_words": {"value": "heart-saver course", "words": "heart-saver course"},
        "issued_on": None,
        "expires_on": None,
        "issuer": {"value": "Red Cross Oslo", "words": "Red Cross Oslo"},
        "number": None,
    }
