"""The hours in which reminders go out, by the clock of whoever gets them (reminders/quiet-hours)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True)
class Hours:
    """From when until when, in whole hours 0 to 24 of somebody's day: from 9:00 to just before 17:00 unless set."""

    opens: int = 9
    closes: int = 17

    def open_at(self, local: datetime) -> bool:
        """Whether it is within these hours by that clock."""
        return self.opens <= local.hour < self.closes

    def over_at(self, local: datetime) -> bool:
        """Whether that day's hours are over."""
        return local.hour >= self.closes

    def opening(self, on: date, zone: ZoneInfo) -> datetime:
        """The instant at which messages begin to go out on a day in a time zone."""
        return datetime.combine(on, time(self.opens), zone).astimezone(UTC)


USUAL_HOURS = Hours()


def is_working_day(on: date) -> bool:
    """Monday to Friday."""
    return on.weekday() < SATURDAY


def next_working_day(on: date) -> date:
    """This day where it is a working day, else the Monday after it."""
    while not is_working_day(on):
        on += timedelta(days=1)
    return on


def next_opening(
    time_zone: str, now: datetime, hours: Hours = USUAL_HOURS, *, working_days: bool = False
) -> datetime:
    """`now` itself within the hours of the time zone's clock, else when they begin next; on a working day, if said."""
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    if hours.open_at(local) and (is_working_day(local.date()) or not working_days):
        return now
    on = local.date() + timedelta(days=hours.over_at(local) or hours.open_at(local))
    return hours.opening(next_working_day(on) if working_days else on, zone)
