"""The worker process beside the one that answers: who is waited for never shares an interpreter with slow work.

They speak in lines. To it: `go` when the database is ready, `wake` when something was stored; the end of its input ends
it, also when the process that answers was killed. From it: `warm`, and `delivery OUTCOME` for each one worked off.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

from bot.logs import log
from bot.metrics import count_delivery

GO, WAKE, WARM, DELIVERY = "go", "wake", "warm", "delivery"
STOP_WITHIN = 15
AGAIN_AFTER, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker process that died is started again; twice as many each time."""


class WorkerProcess:
    """Keeps one worker process running until it is stopped; `wake` never waits; `on_warm` is called when it is warm."""

    def __init__(self) -> None:
        self.on_warm: Callable[[], object] = lambda: None
        self._ready, self._stopping, self._something = threading.Event(), threading.Event(), threading.Event()
        self._changing = threading.Lock()
        self._process = self._start()
        self._threads = [
            threading.Thread(target=target, name=f"worker-process-{target.__name__}", daemon=True)
            for target in (self._keep, self._ring)
        ]
        for thread in self._threads:
            thread.start()

    def go(self) -> None:
        """The database is up to date: begin to work."""
        self._ready.set()
        self._something.set()

    def wake(self) -> None:
        """Something was stored: have it looked at now."""
        self._something.set()

    def stop(self) -> None:
        """Let it finish what is under way, and end it."""
        with self._changing:
            self._stopping.set()
            process = self._process
        self._ready.set()
        self._something.set()
        _close(process.stdin)
        try:
            process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "work"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def _keep(self) -> None:
        """Hear what it says until its end; start another unless it was stopped."""
        pause = AGAIN_AFTER
        while True:
            for line in self._process.stdout or ():
                pause = AGAIN_AFTER
                self._hear(line.strip())
            code = self._process.wait()
            _close(self._process.stdout)
            if self._stopping.is_set():
                return
            log.error("worker process ended", code=code)
            _close(self._process.stdin)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            with self._changing:
                if self._stopping.is_set():
                    return
                self._process = self._start()
            self._something.set()

    def _ring(self) -> None:
        """Hand on that something was stored; however much it was since the last time, one line says it."""
        begun: subprocess.Popen[str] | None = None
        self._ready.wait()
        while self._something.wait() and not self._stopping.is_set():
            self._something.clear()
            process = self._process
            _say(process.stdin, WAKE if begun is process else GO)
            begun = process

    def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == WARM:
            self.on_warm()
        elif word == DELIVERY:
            count_delivery(rest)


def _say(stream: IO[str] | None, line: str) -> None:
    try:
        if stream is not None:
            stream.write(f"{line}\n")
            stream.flush()
    except (OSError, ValueError):
        return  # it has ended; the next one looks into the inbox at its start


def _close(stream: IO[str] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        return
