"""Structured logs without personal data: events with ids and counts, never message text, documents or secrets."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NOISY = ("slack_bolt", "slack_sdk", "httpx", "httpcore", "openai", "urllib3", "sentence_transformers", "apscheduler",
         "uvicorn", "matplotlib", "PIL", "pikepdf", "asyncio", "sqlalchemy", "alembic")
"""Libraries that log bodies, tokens or names at DEBUG or INFO: they are heard from WARNING on, whatever the level."""


def configure_logs(level: str = "INFO", stream: Any = None) -> None:
    """One JSON line an event on stderr."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_kind,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(stream or _StandardError()),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=stream or sys.stderr, format="%(levelname)s %(name)s", force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class _StandardError(io.StringIO):
    """Standard error as it is when something is written: it may have been redirected since the start."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _exception_kind(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep of an exception its kind and the places it passed, never its text: that may quote what somebody wrote."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = _places(error)
    return event


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]


log = structlog.get_logger()
