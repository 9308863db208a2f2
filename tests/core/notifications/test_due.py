"""What falls due is announced 30 and 2 days before, on working days, once; what was told by setting it is not told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.notifications import (
    RoundsAhead,
    due_day,
    due_lines,
    make_rounds,
    rebuild_rounds,
    rounds_ahead,
    switch_notice,
)
from core.notifications.due import DueItem
from core.notifications.models import DueNotice, NoticeRound
from core.people import PersonDetails, person, register_person
from core.targets import assign_targets, grant_exemption, target_records, undo_targets
from tests.builders import a_skill
from tests.core.notifications.conftest import Pair

DUE = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("left", "told", "known_left", "day"),
    [
        (31, set(), None, None),
        (30, set(), None, 30),
        (29, set(), None, 30),
        (29, {30}, None, None),
        (3, {30}, None, None),
        (2, {30}, None, 2),
        (2, set(), None, 2),
        (1, {2}, None, None),
        (0, set(), None, 2),
        (-1, set(), None, None),
        (30, set(), 31, 30),
        (30, set(), 30, None),
        (20, set(), 25, None),
        (2, set(), 25, 2),
        (1, set(), 2, None),
    ],
)
def test_which_day_is_told_with_so_many_days_left(
    left: int, told: set[int], known_left: int | None, day: int | None
) -> None:
    """`known_left` is with how many days left somebody set it, none where nobody told the person."""
    known = None if known_left is None else DUE - timedelta(days=known_left)
    assert due_day(DueItem(1, "target", 7, DUE, known), told, DUE - timedelta(days=left)) == day


def sets(pair: Pair, days: int, *, by: int | None = None, name: str = "Fire safety") -> list[int]:
    """A target of Anna's due in so many days, set by Ben unless said otherwise."""
    with pair.house.writing() as session:
        skill = a_skill(session, name)
        done = assign_targets(session, pair.house.as_(by or pair.ben), [pair.anna], {skill: None}, pair.in_days(days))
        return list(done.target_ids)


def rounds(pair: Pair) -> list[tuple[int, int]]:
    """The due notices that the rounds of this instant make, as (recipient, day)."""
    before = {each for each, *_ in _notices(pair)}
    with pair.house.writing() as session:
        make_rounds(session)
    with pair.house.writing() as session:
        make_rounds(session)
    return [(recipient, day) for each, recipient, day in _notices(pair) if each not in before]


def _notices(pair: Pair) -> list[tuple[int, int, int]]:
    with pair.house.reading() as session:
        return [(each.id, each.recipient_id, each.day) for each in session.scalars(select(DueNotice))]


def test_a_target_is_announced_30_and_2_days_before_on_working_days_and_never_again(pair: Pair) -> None:
    sets(pair, 40)
    told = []
    for _ in range(45):
        told += [(pair.today, each) for each in rounds(pair)]
        pair.house.clock.forward(days=1)
    due = date(2026, 11, 24) + timedelta(days=40)
    assert [day for _, (_, day) in told] == [30, 2]
    assert all(on.weekday() < 5 for on, _ in told)
    assert [(due - on).days for on, _ in told] == [30, 2]


def test_a_day_on_a_weekend_is_told_on_the_monday_after(pair: Pair) -> None:
    """24 November 2026 is a Tuesday, so 30 days before a target in 34 days is a Saturday."""
    sets(pair, 34)
    told = []
    for _ in range(8):
        told += [(pair.today.weekday(), each) for each in rounds(pair)]
        pair.house.clock.forward(days=1)
    assert told == [(0, (pair.anna, 30))]


def test_after_downtime_only_the_nearest_is_told_and_nothing_once_it_is_past(pair: Pair) -> None:
    sets(pair, 45)
    rounds(pair)
    pair.house.clock.forward(days=44)
    assert rounds(pair) == [(pair.anna, 2)]
    sets(pair, 10, name="Welding")
    pair.house.clock.forward(days=14)
    assert rounds(pair) == []


def test_all_that_is_due_to_somebody_is_one_message(pair: Pair) -> None:
    sets(pair, 31)
    sets(pair, 31, name="Welding")
    rounds(pair)
    pair.house.clock.forward(days=1)
    assert len(rounds(pair)) == 2
    [message] = [each for each in pair.messages() if each.kind == "due"]
    with pair.house.reading() as session:
        assert len(due_lines(session, message.id)) == 2


@pytest.mark.rule("targets/exemption")
def test_nothing_is_told_of_an_exempt_target_until_the_exemption_is_over(pair: Pair) -> None:
    """Due in 40 days: 30 days before it is exempt through 5 days before, and so told of 2 days before alone."""
    target = sets(pair, 40)
    due = pair.in_days(40)
    with pair.house.writing() as session:
        skill = target_records(session, target)[0].competency_id
        grant_exemption(session, pair.house.operator, pair.anna, [skill], until=due - timedelta(days=5), reason="leave")
    told = []
    for _ in range(42):
        told += [((due - pair.today).days, each) for each in rounds(pair)]
        pair.house.clock.forward(days=1)
    assert told == [(4, (pair.anna, 30)), (2, (pair.anna, 2))]


def test_a_target_taken_back_a_deactivated_person_and_a_muted_kind_are_not_told(pair: Pair) -> None:
    taken = sets(pair, 31)
    rounds(pair)
    with pair.house.writing() as session:
        undo_targets(session, pair.house.as_(pair.ben), taken)
    pair.house.clock.forward(days=1)
    assert rounds(pair) == []
    sets(pair, 31, name="Welding")
    with pair.house.writing() as session:
        switch_notice(session, pair.house.as_(pair.anna), pair.anna, "due", on=False)
    pair.house.clock.forward(days=1)
    assert rounds(pair) == []
    with pair.house.writing() as session:
        switch_notice(session, pair.house.as_(pair.anna), pair.anna, "due", on=True)
        view = person(session, pair.anna)
        left = PersonDetails(view.name, view.email, view.chat_user_id, view.time_zone, active=False)
        register_person(session, pair.house.operator, left)
    pair.house.clock.forward(days=1)
    assert rounds(pair) == []


def test_nothing_is_told_outside_the_hours_of_the_persons_day(pair: Pair) -> None:
    sets(pair, 31)
    rounds(pair)
    pair.house.clock.now += timedelta(hours=22, minutes=59)
    assert rounds(pair) == [], "8:59 in Oslo"
    pair.house.clock.forward(minutes=1)
    assert rounds(pair) == [(pair.anna, 30)]


def test_a_round_missed_in_the_night_is_made_in_the_morning(pair: Pair) -> None:
    sets(pair, 31)
    rounds(pair)
    pair.house.clock.now += timedelta(days=1, hours=9)
    assert rounds(pair) == [], "19:00"
    pair.house.clock.now += timedelta(hours=14)
    assert rounds(pair) == [(pair.anna, 30)]


def test_who_moves_to_another_time_zone_is_told_once(pair: Pair) -> None:
    sets(pair, 31)
    rounds(pair)
    pair.house.clock.forward(days=1)
    assert rounds(pair) == [(pair.anna, 30)]
    with pair.house.writing() as session:
        view = person(session, pair.anna)
        moved = PersonDetails(view.name, view.email, view.chat_user_id, "America/Los_Angeles")
        register_person(session, pair.house.operator, moved)
    for _ in range(3):
        pair.house.clock.forward(hours=9)
        assert rounds(pair) == []
    with pair.house.reading() as session:
        zones = session.scalars(
            select(NoticeRound.time_zone).where(NoticeRound.workspace_id == pair.house.workspace_id)
        )
        assert "America/Los_Angeles" in set(zones)


def test_what_a_sweep_would_tell_is_what_it_tells(pair: Pair) -> None:
    sets(pair, 31)
    rounds(pair)
    pair.house.clock.now += timedelta(days=6)
    with pair.house.reading() as session:
        ahead = rounds_ahead(session)
    assert [(item.person_id, day) for item, day in ahead.due] == [(pair.anna, 30)]
    assert ahead.digests == (pair.ben,)
    assert rounds(pair) == [(pair.anna, 30)]
    with pair.house.reading() as session:
        assert rounds_ahead(session) == RoundsAhead()
    with pair.house.writing() as session:
        rebuild_rounds(session)
    assert rounds(pair) == [], "made anew, and nothing is told twice"
