"""The clock is a parameter: whoever opens the engine says what 'now' means."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


class ShiftedClock:
    """The present plus an offset kept in a file, so that several processes of a demo agree on its time.

    The file holds `{"offset_seconds": n}`; a missing or unreadable one means no offset.
    """

    def __init__(self, path: Path, base: Clock = system_clock) -> None:
        self._path, self._base = path, base
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def __call__(self) -> datetime:
        return self._base() + self._read_offset()

    def _read_offset(self) -> timedelta:
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                seconds = float(json.loads(self._path.read_text())["offset_seconds"])
                self._offset, self._stamp = timedelta(seconds=seconds), stamp
        except FileNotFoundError:
            self._offset, self._stamp = timedelta(), None
        except (OSError, ValueError, KeyError, TypeError):
            return self._offset
        return self._offset


def day_in(zone: str, now: datetime) -> date:
    """Today's date in a time zone: 'today' is always somebody's (a holder's, a recipient's)."""
    return now.astimezone(ZoneInfo(zone)).date()


def after_working_days(at: datetime, days: int, time_zone: str) -> datetime:
    """The same time of day so many working days later, by the calendar of the time zone; Saturdays and Sundays don't
    count, and what comes on one counts from Monday's beginning."""
    local = at.astimezone(ZoneInfo(time_zone))
    if local.weekday() >= 5:
        local = (local + timedelta(days=7 - local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(days):
        local += timedelta(days=3 if local.weekday() == 4 else 1)
    return local.astimezone(UTC)


def start_of_day(zone: str, day: date) -> datetime:
    """The instant at which a day begins in a time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
