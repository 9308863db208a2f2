"""Reading the sample's files: rows, lists, and dates relative to the day on which they are loaded."""

from __future__ import annotations

import csv
import re
from calendar import isleap
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.sample import SAMPLE

_RELATIVE = re.compile(r"(?:(?P<years>[+-]\d+)y)?(?:(?P<days>[+-]\d+)d)?")

Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    """The rows of one file."""
    with (SAMPLE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def listed(cell: str) -> list[str]:
    """A cell's list, joined by |."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def yes(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().lower() == "yes"


def day(cell: str, today: date) -> date | None:
    """A cell's date: ISO, or years and days relative to `today`; None where it is empty."""
    if not cell.strip():
        return None
    found = _RELATIVE.fullmatch(cell.strip())
    if found is None:
        return date.fromisoformat(cell.strip())
    year = today.year + int(found["years"] or 0)
    start = today.replace(year=year, day=28) if _is_lost_leap_day(today, year) else today.replace(year=year)
    return start + timedelta(days=int(found["days"] or 0))


def noon(cell: str, today: date) -> datetime:
    """A cell's day as an instant: noon UTC."""
    found = day(cell, today)
    assert found is not None
    return datetime.combine(found, time(12), UTC)


def _is_lost_leap_day(today: date, year: int) -> bool:
    return (today.month, today.day) == (2, 29) and not isleap(year)
