"""Several machines: the same bot twice on one PostgreSQL, no leader to configure.

Each delivery has one effect, and when one of them dies the other goes on.
"""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.demo import demo_environment, workspace_config
from bot.workspace.driver import Driver
from bot.workspace.workspace import LocalWorkspace
from tests.stories.signed import post_event, post_form

pytestmark = pytest.mark.slow

NO_MODEL = {"PROWESS_EMBEDDING_MODEL": "openai:none", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "x"}
BATCH, LAST = 20, 20
PATIENCE = 300


@contextmanager
def _machine(workspace: Driver, port: int, folder: Path, url: str, key: str, *extra: str) -> Iterator[Any]:
    """`prowess serve` as a machine of its own: its own folder, the shared database and key."""
    folder.mkdir()
    own = {"DATABASE_URL": url, "PROWESS_ENCRYPTION_KEY": key, **NO_MODEL}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", *extra],
        env={**demo_environment(workspace.base_url, port, folder), **own},
        start_new_session=True,
    )
    try:
        _until(lambda: _ready(port), "the machine to be ready")
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the machine at once, its worker process included."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def _until(done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _said(workspace: Driver, count: int) -> list[Any]:
    """Private messages whose own deliveries are lost: the test delivers them itself."""
    anna = workspace.person("anna")
    workspace.faults.on_delivery("drop", count, of="event")
    return [anna.says("help") for _ in range(count)]


def _event(card: Any) -> dict[str, Any]:
    return {"type": "message", "channel": card.conversation, "channel_type": "im", "user": "UANNA", "text": "help",
            "ts": card.ts}  # fmt: skip


def _answers(workspace: Driver, cards: list[Any]) -> list[int]:
    anna = workspace.person("anna")
    return [len(anna.messages(thread=card)) for card in cards]


@pytest.mark.rule("chat/retries")
def test_two_machines_on_one_postgresql_do_everything_once_and_one_goes_on_when_the_other_dies(
    tmp_path: Path, postgres_url: Callable[[], str]
) -> None:
    url, key = postgres_url(), base64.b64encode(os.urandom(32)).decode()
    ports = (_free_port(), _free_port())
    first, second = (f"http://127.0.0.1:{port}/slack/events" for port in ports)
    config = replace(workspace_config(first, None), state_path=None, clock_path=None)
    with (
        LocalWorkspace.running(config) as workspace,
        _machine(workspace, ports[0], tmp_path / "first", url, key, "--sample") as dying,
        _machine(workspace, ports[1], tmp_path / "second", url, key),
    ):
        cards: list[Any] = []

        def both_took_part() -> bool:
            _twice(workspace, cards, (first, second))
            return len(_owners(url)) == 2

        _until(both_took_part, "both machines to take their part")
        assert len(cards) >= BATCH and set(_answers(workspace, cards)) == {1}
        assert sorted(_commanded(target) for target in (first, second, first)) == [False, False, True]
        assert _targets(url) == 1

        last = _said(workspace, LAST)
        for number, card in enumerate(last):
            assert post_event(first, _event(card), event_id=f"EvLAST{number}").status_code == 200
        _kill(dying)
        _until(lambda: all(_answers(workspace, last)), "the other machine to take over")
        assert _answers(workspace, last) == [1] * LAST
        assert set(_answers(workspace, cards)) == {1}


def _twice(workspace: Driver, cards: list[Any], targets: tuple[str, str]) -> None:
    """Deliver a batch of messages, each to both machines at about the same time, and wait for their answers."""
    fresh = _said(workspace, BATCH)
    with ThreadPoolExecutor(8) as pool:
        for number, card in enumerate(fresh, len(cards)):
            for target in targets if number % 2 else targets[::-1]:
                pool.submit(post_event, target, _event(card), event_id=f"EvTWICE{number}")
    cards += fresh
    _until(lambda: all(_answers(workspace, cards)), "every message to be answered")


def _commanded(target: str) -> bool:
    """The same command delivered again; whether this delivery was the one that was answered."""
    fields = {
        "command": "/target", "text": "<@UOMAR> Rescue", "team_id": "TNORDLYS", "user_id": "UBEN",
        "trigger_id": "trigger.same", "channel_id": "CGENERAL", "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip
    return "Omar" in post_form(target, fields).text


def _asked(url: str, query: str) -> list[Any]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [row[0] for row in connection.exec_driver_sql(query)]
    engine.dispose()
    return found


def _owners(url: str) -> list[Any]:
    return _asked(url, "SELECT DISTINCT owner FROM inbox_delivery WHERE owner IS NOT NULL")


def _targets(url: str) -> int:
    omar = "(SELECT id FROM person WHERE chat_user_id = 'UOMAR')"
    rescue = "(SELECT id FROM competency WHERE name = 'Rescue')"
    query = f"SELECT count(*) FROM target WHERE person_id = {omar} AND competency_id = {rescue}"
    return int(_asked(url, query)[0])
