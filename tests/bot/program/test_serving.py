"""The bot as a process: it comes up, says what keeps it from it, and ends in order when asked to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

import bot
from bot.serving import without_deliveries
from tests.bot.program.conftest import SETTINGS, Program
from tests.bot.small_slack import SmallSlack, a_user

TEAM = {"team": "Nordlys Logistics", "team_id": "T1", "user_id": "UBOT"}
NO_MODEL = {"PROWESS_EMBEDDING_MODEL": "openai:none", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "x"}
"""An embedding server that isn't there: the bot comes up without it, and no test waits for a model."""

PATIENCE = 60
CODE = Path(str(bot.__file__)).parents[1]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """`prowess serve` as a process of its own; its port is in `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        env={**kept, "PROWESS_DATA_DIR": str(folder), "PYTHONPATH": str(CODE), **NO_MODEL, **settings},
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until_ready(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"not ready: {process.communicate()[1] if process.poll() is not None else 'too slow'}")


@pytest.fixture
def slack() -> Iterator[SmallSlack]:
    running = SmallSlack(
        auth_test=TEAM,
        users_list={"members": [a_user("UOWNER", "Olga Owner", is_primary_owner=True)]},
    )
    with running.running():
        yield running


def test_it_comes_up_over_http_and_ends_in_order(program: Program, slack: SmallSlack) -> None:
    port = free_port()
    own = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret", "SLACK_API_URL": slack.api_url}
    with serving(program.folder, PORT=str(port), **own) as process:
        until_ready(process, port)
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        assert httpx.post(f"http://127.0.0.1:{port}/slack/events", content=b"{}").status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/slack/install").status_code == 404
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0, said
        assert "Traceback" not in said and "Olga" not in said and "xoxb" not in said
    ran = program.run("console", "--as", "Olga Owner", "/help")
    assert ran.code == 0 and "help [verb]" in ran.out


@pytest.mark.parametrize(
    ("method", "setting"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
def test_a_refused_token_ends_it_with_the_reason(
    program: Program, slack: SmallSlack, monkeypatch: pytest.MonkeyPatch, method: str, setting: str
) -> None:
    slack.answers[method] = {"ok": False, "error": "invalid_auth"}
    own = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.api_url, "PORT": "0"}
    for name, value in {**own, **NO_MODEL}.items():
        monkeypatch.setenv(name, value)
    ran = program.run("serve")
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith(f"Slack refuses {setting}: invalid_auth.")


def test_a_port_that_is_taken_is_said_at_once(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        ran = program.run("serve")
    assert ran.code == 1
    assert "can't be used: Address already in use. Set PORT or PROWESS_HOST." in ran.err


def test_without_slack_a_first_start_says_so(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "PORT": "0",
    }.items():
        monkeypatch.setenv(name, value)
    ran = program.run("serve")
    assert ran.code == 1 and ran.err.splitlines()[-1].startswith("Slack doesn't answer.")


def test_in_socket_mode_nothing_that_comes_by_http_is_taken_for_slacks() -> None:
    whole = Starlette(routes=[Route("/slack/events", Response), Route("/healthz", Response)])
    assert [route.path for route in without_deliveries(whole).routes if isinstance(route, Route)] == ["/healthz"]
