"""The sweep for reminders over all qualifications: when nothing is new, and when a hundredth falls due."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bot.jobs import sweep
from core.notifications.models import OutboxMessage, Reminder
from tests.bench.crowd import Crowd
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, milliseconds_of, seconds_of

GOAL = 100.0
TIMES = 20


def sweeping(ground: Ground) -> Iterator[Line]:
    """Sweeps as the ticks make them, on each database."""
    for kind in KINDS:
        crowd = ground.crowd(kind)
        name = f"sweep of {crowd.size.qualifications:,} qualifications"
        sweep(crowd.engine)
        figure = milliseconds_of(lambda: sweep(crowd.engine), TIMES)  # noqa: B023 (called at once)
        yield Line(f"{name}, nothing new, {kind}", figure, "ms", GOAL, f"median of {TIMES}; {crowd.size.label}")
        yield _first(crowd, name)


def _first(crowd: Crowd, name: str) -> Line:
    """The sweep on the day that a hundredth has its first notice."""
    due = crowd.size.qualifications // 100
    seconds = seconds_of(lambda: sweep(crowd.engine, crowd.due_at))
    if (made := _notices(crowd)) != due:
        raise AssertionError(f"{made} notices where {due} were due")
    note = f"{due:,} notices in {_messages(crowd):,} messages"
    return Line(f"{name}, a hundredth due, {crowd.database}", seconds, "s", note=note)


def _notices(crowd: Crowd) -> int:
    with crowd.engine.reading(crowd.workspace_id) as session:
        query = sa.select(sa.func.count(Reminder.id)).where(Reminder.workspace_id == crowd.workspace_id)
        return int(session.scalar(query) or 0)


def _messages(crowd: Crowd) -> int:
    with crowd.engine.reading(crowd.workspace_id) as session:
        query = sa.select(sa.func.count(OutboxMessage.id)).where(
            OutboxMessage.workspace_id == crowd.workspace_id, OutboxMessage.kind == "expiry"
        )
        return int(session.scalar(query) or 0)
