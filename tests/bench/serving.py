"""`prowess serve` as a process of its own, as it runs in use."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bot.demo import demo_environment

START_LIMIT = 120.0
SETTLE_LIMIT = 180.0
IDLE_SHARE = 0.1


@dataclass(frozen=True)
class Bot:
    """The running bot: its process, where Slack would deliver to, and where it logs."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def ready(self) -> bool:
        """Whether it says that it is ready; raises RuntimeError when it has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the bot ended: {self.log.read_text()[-2_000:]}")
        try:
            return httpx.get(self.url.replace("/slack/events", "/readyz"), timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until_ready(self) -> None:
        """Wait for the bot to answer."""
        until = time.monotonic() + START_LIMIT
        while not self.ready():
            if time.monotonic() > until:
                raise RuntimeError("the bot did not become ready")
            time.sleep(0.05)

    def settle(self) -> None:
        """Wait until the model is warm and the bot idle: what is measured then is not its start."""
        until = time.monotonic() + SETTLE_LIMIT
        quiet_for = 0
        while quiet_for < 2 and time.monotonic() < until:
            before = self._worked()
            time.sleep(1)
            quiet_for = quiet_for + 1 if self._worked() - before < IDLE_SHARE else 0

    def _worked(self) -> float:
        """Seconds of processor time so far, its worker process's too."""
        own = psutil.Process(self.process.pid)
        times = [each.cpu_times() for each in (own, *own.children(recursive=True))]
        return sum(each.user + each.system for each in times)


@contextmanager
def serving(slack: str, folder: Path, changes: Mapping[str, str | None] | None = None) -> Iterator[Bot]:
    """Start `prowess serve` on a free port, with the demo's settings but for `changes` (None leaves one out)."""
    port = _free_port()
    settings = {**demo_environment(slack, port, folder), **(changes or {})}
    environment = {name: value for name, value in settings.items() if value is not None}
    log = folder / "bot.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env=environment,
            stdout=output,
            stderr=output,
            cwd=folder,
        )
        try:
            yield Bot(process, f"http://127.0.0.1:{port}/slack/events", log)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
