"""The worker process, from the inside: works off the inbox, ticks, and warms the model until its input ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterable

from bot.service import Service, build_conversations, open_product, opened_engine
from bot.settings import Settings
from bot.worker_process import DELIVERY, GO, WAKE, WARM

POLITENESS = 2
"""Added to the process's niceness: where processors are short, requests that are waited for go first."""


def run_workers(settings: Settings, heard: Iterable[str] = sys.stdin) -> int:
    """Work until `heard` ends; 0 then. Raises what keeps the product from opening."""
    _step_back()
    lines = iter(heard)
    if next(lines, "").strip() != GO:
        return 0
    with opened_engine(settings, migrate=False) as engine:
        service = Service(open_product(settings, engine=engine), build_conversations(), counted=_counted)
        service.work()
        threading.Thread(target=_tell_when_warm, args=(service,), daemon=True).start()
        try:
            for line in lines:
                if line.strip() == WAKE:
                    service.workers.wake()
        finally:
            service.stop()
    return 0


def _step_back() -> None:
    """Leave signals to the process that started this one: it ends this one in order by closing its input."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)


def _tell_when_warm(service: Service) -> None:
    warming = service.warm()
    warming.join()
    _tell(WARM)


def _counted(outcome: str) -> None:
    _tell(f"{DELIVERY} {outcome}")


def _tell(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
