"""Random histories of time zones, downtime, renewals and holds: the sweep sends what a plain day by day walk says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.errors import Conflict, Invalid
from core.notifications import book_renewal, queue_due_reminders, say_not_needed, snooze_notices
from core.notifications.models import Reminder
from core.notifications.schedule import rebuild_schedule
from core.people import PersonDetails, person, register_person
from core.qualifications import QualificationDetails, qualification, renew_qualification
from tests.builders import a_certificate, a_person
from tests.conftest import START, House

ZONES = (
    "Europe/Oslo",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
)
DAYS = (90, 30, 2)
FIRST_LEFT = st.sampled_from([-2, -1, 0, 1, 2, 3, 20, 29, 30, 31, 89, 90, 91, 120])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sweep"), st.integers(1, 40)),
        st.tuples(st.just("sweep"), st.integers(100, 2_640)),
        st.tuples(st.just("zone of Anna"), st.integers(0, 5)),
        st.tuples(st.just("zone of Ben"), st.integers(0, 5)),
        st.tuples(st.just("renew"), st.integers(1, 130)),
        st.tuples(st.just("snooze"), st.integers(1, 60)),
        st.tuples(st.just("book"), st.integers(0, 60)),
        st.tuples(st.just("not needed"), st.just(0)),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Story:
    """What happened, as an onlooker would write it down: nothing of the product is asked."""

    expires_on: date
    known_since: datetime
    zones: dict[int, str]
    told: set[tuple[int, date, int]] = field(default_factory=set)
    snoozed_to: date | None = None
    booked_for: date | None = None
    stopped: bool = False

    def owed(self, person_id: int, now: datetime, *, holder: bool) -> int | None:
        """Which notice somebody is owed at this instant, found by walking through the calendar."""
        local = now.astimezone(ZoneInfo(self.zones[person_id]))
        if not 9 <= local.hour < 17 or self.stopped:
            return None
        today, owed = local.date(), None
        day = min(self.expires_on - timedelta(days=max(DAYS)), self.snoozed_to or self.expires_on)
        while day <= today:
            left = (self.expires_on - day).days
            if left in DAYS and (holder or left <= 30):
                owed = left
            if holder and day == self.snoozed_to:
                owed = left
            if left == -1:
                owed = -1 if holder and self._was_valid_when_known(person_id) else None
            day += timedelta(days=1)
        return None if owed is None or self._is_kept_back(person_id, owed, today) else owed

    def _was_valid_when_known(self, person_id: int) -> bool:
        return self.known_since.astimezone(ZoneInfo(self.zones[person_id])).date() <= self.expires_on

    def _is_kept_back(self, person_id: int, owed: int, today: date) -> bool:
        nearer = range(-1, owed + 1)
        if any((person_id, self.expires_on, left) in self.told for left in nearer):
            return True
        if self.snoozed_to is not None and today < self.snoozed_to:
            return True
        if self.booked_for is None or today > self.booked_for:
            return False
        return not (owed == 2 and self.booked_for > self.expires_on)


LONG_BEFORE = [("renew", 86), ("renew", 86), ("snooze", 1), ("sweep", 100), ("sweep", 37)]
"""A notice is put off to a day long before any would come."""

IN_ANY_HOUSE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, deadline=None, suppress_health_check=IN_ANY_HOUSE)
@given(left=FIRST_LEFT, steps=STEPS, own=st.booleans())
@example(left=90, steps=LONG_BEFORE, own=False)
@pytest.mark.rule("reminders/once")
@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.rule("reminders/booked")
@pytest.mark.rule("reminders/snooze")
def test_the_sweep_sends_exactly_what_is_owed_whatever_happens(
    house: House, left: int, steps: list[tuple[str, int]], own: bool
) -> None:
    tell_history(house, left, steps, own)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=IN_ANY_HOUSE)
@given(left=FIRST_LEFT, steps=STEPS, own=st.booleans())
def test_three_hundred_histories_end_as_the_calendar_says(
    house: House, left: int, steps: list[tuple[str, int]], own: bool
) -> None:
    tell_history(house, left, steps, own)


def tell_history(house: House, left: int, steps: list[tuple[str, int]], own: bool) -> None:
    """Let it happen in a fresh workspace, and compare after every sweep."""
    house = _fresh(house)
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONES[0])
        anna = a_person(session, "Anna Berg", manager=ben, time_zone=ZONES[0])
        expires_on = date(2026, 11, 24) + timedelta(days=left)
        held = a_certificate(session, anna, expires_on, by=house.as_(anna) if own else None)
    story = Story(expires_on, START, {anna: ZONES[0], ben: ZONES[0]})
    if own:
        _told_by_saving(story, anna, START)
    for action, value in steps:
        _do(house, story, held, anna, ben, action, value)
    assert _noted(house, held) == story.told


def _fresh(house: House) -> House:
    """A workspace of its own for each history, at the same time."""
    house.clock.now = START
    workspace_id = house.engine.add_workspace(f"T{uuid4().hex[:10].upper()}", "Nordlys Logistics")
    return House(house.engine, workspace_id, house.clock)


def _do(house: House, story: Story, held: int, anna: int, ben: int, action: str, value: int) -> None:
    now = house.clock()
    match action:
        case "sweep":
            house.clock.forward(hours=value)
            _sweep(house, story, held, anna, ben)
        case "zone of Anna" | "zone of Ben":
            _move(house, story, anna if action.endswith("Anna") else ben, ZONES[value])
        case "renew":
            _renew(house, story, held, anna, story.expires_on + timedelta(days=value))
        case "not needed":
            _stop(house, story, held, ben)
        case "snooze" | "book":
            _hold(house, story, held, anna, action, now.date() + timedelta(days=value))


def _sweep(house: House, story: Story, held: int, anna: int, ben: int) -> None:
    now = house.clock()
    owed = {(each, story.owed(each, now, holder=each == anna)) for each in (anna, ben)}
    before = _noted(house, held)
    with house.writing() as session:
        while queue_due_reminders(session):
            pass
        assert rebuild_schedule(session) == []
    sent = {(each, left) for each, _, left in _noted(house, held) - before}
    assert sent == {(each, left) for each, left in owed if left is not None}
    story.told |= {(each, story.expires_on, left) for each, left in sent}


def _move(house: House, story: Story, person_id: int, zone: str) -> None:
    with house.writing() as session:
        view = person(session, person_id)
        details = PersonDetails(view.name, view.email, view.chat_user_id, time_zone=zone)
        register_person(session, house.operator, details)
    story.zones[person_id] = zone


def _renew(house: House, story: Story, held: int, anna: int, expires_on: date) -> None:
    with house.writing() as session:
        of = qualification(session, house.operator, held).competency_id
        renew_qualification(session, house.as_(anna), held, QualificationDetails(of, expires_on=expires_on))
    story.expires_on, story.known_since = expires_on, house.clock()
    story.snoozed_to = story.booked_for = None
    story.stopped = False
    _told_by_saving(story, anna, house.clock())


def _told_by_saving(story: Story, anna: int, now: datetime) -> None:
    """The answer to saving says what is owed at any hour of that day."""
    local = now.astimezone(ZoneInfo(story.zones[anna]))
    noon = local.replace(hour=12).astimezone(UTC)
    if (owed := story.owed(anna, noon, holder=True)) is not None:
        story.told.add((anna, story.expires_on, owed))


def _hold(house: House, story: Story, held: int, anna: int, action: str, day: date) -> None:
    try:
        with house.writing() as session:
            hold = snooze_notices if action == "snooze" else book_renewal
            hold(session, house.as_(anna), held, day)
            untold = {(each, on, left) for each, on, left in story.told - _in(session, held)}
    except Invalid:
        return
    story.told -= untold  # what waited to go when it was held has been read by nobody
    story.snoozed_to, story.booked_for = (day, None) if action == "snooze" else (None, day)


def _stop(house: House, story: Story, held: int, ben: int) -> None:
    try:
        with house.writing() as session:
            say_not_needed(session, house.as_(ben), held, "sold the truck")
    except Conflict:
        return
    story.told &= _noted(house, held)  # what waited to go has been read by nobody
    story.stopped = True


def _noted(house: House, held: int) -> set[tuple[int, date, int]]:
    with house.reading() as session:
        return _in(session, held)


def _in(session: object, held: int) -> set[tuple[int, date, int]]:
    query = select(Reminder).where(Reminder.qualification_id == held)
    return {(each.recipient_id, each.expires_on, each.day) for each in session.scalars(query)}  # type: ignore[attr-defined]
