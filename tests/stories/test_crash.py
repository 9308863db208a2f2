"""The bot killed in the middle: what was acknowledged is done, after the restart, once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.demo import start_bot, workspace_config
from bot.workspace.workspace import LocalWorkspace
from tests.stories.signed import post_event

pytestmark = pytest.mark.slow
EVENTS = 40


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the bot did not start")


def _killed(bot: subprocess.Popen[bytes]) -> None:
    os.killpg(bot.pid, signal.SIGKILL)
    bot.wait()


@pytest.mark.rule("chat/ack")
def test_kill_9_right_after_40_acknowledged_events_loses_none_and_answers_each_once(tmp_path: Path) -> None:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    config = replace(workspace_config(url, None), state_path=None, clock_path=None)
    with LocalWorkspace.running(config) as workspace:
        bot = start_bot(workspace.base_url, port, tmp_path)
        try:
            _wait_until_ready(port)
            anna = workspace.person("anna")
            workspace.faults.on_delivery("drop", EVENTS, of="event")
            said = [anna.says(f"help {number}") for number in range(EVENTS)]
            for number, card in enumerate(said):
                event = {
                    "type": "message", "channel": card.conversation, "channel_type": "im",
                    "user": anna.id, "text": card.text, "ts": card.ts,
                }
                assert post_event(url, event, event_id=f"EvKILL{number}").status_code == 200
            _killed(bot)
            bot = start_bot(workspace.base_url, port, tmp_path)
            _wait_until_ready(port)
            answered = workspace.until(
                lambda: sum(bool(anna.messages(thread=card)) for card in said) == EVENTS or None, 300, "40 answers"
            )
            assert answered
            assert [len(anna.messages(thread=card)) for card in said] == [1] * EVENTS
        finally:
            _killed(bot)
