"""Three messages a week: the fourth waits for the next place and takes along what comes after it, most urgent first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.notifications import COUNTED, Hours, Limits, NoticeKind, set_limits, tell
from core.notifications.departing import URGENCY, Departure, admit, is_counted, parts_of, quiet_until
from core.notifications.models import OutboxMessage, OutboxSubject
from core.notifications.sending import Outgoing, claim_messages
from core.notifications.settling import mark_dropped, mark_sent
from tests.core.notifications.conftest import ZONE, Pair


def tells(pair: Pair, *kinds: NoticeKind, to: int | None = None) -> list[int]:
    whom = to or pair.anna
    with pair.house.writing() as session:
        return [tell(session, whom, kind, {}, subjects=[("thing", place)]) for place, kind in enumerate(kinds)]


def claim(pair: Pair) -> list[Outgoing]:
    found = claim_messages(pair.house.engine.database, "me", pair.house.clock(), limit=1_000)
    return [each for each in found if each.workspace_id == pair.house.workspace_id]


def deliver(pair: Pair) -> list[Departure]:
    """What becomes of each message that is due; those that go are sent."""
    found = []
    for message in claim(pair):
        with pair.house.writing() as session:
            departure = admit(session, message, ZONE)
        if departure == Departure.GOES:
            mark_sent(pair.house.engine.database, message, "D1", "1.0", pair.house.clock())
        found.append(departure)
    return found


def row(pair: Pair, message_id: int) -> OutboxMessage:
    return next(each for each in pair.messages() if each.id == message_id)


@pytest.mark.rule("reminders/budget")
def test_three_messages_a_week_go_out_and_the_fourth_waits_for_the_first_ones_place(pair: Pair) -> None:
    tells(pair, *[NoticeKind.TARGETS_SET] * 3)
    assert deliver(pair) == [Departure.GOES] * 3
    pair.house.clock.forward(days=1)
    [fourth] = tells(pair, NoticeKind.SKILL_ACQUIRED)
    assert deliver(pair) == [Departure.WAITS]
    assert row(pair, fourth).due_at == pair.house.clock() + timedelta(days=6)
    pair.house.clock.forward(days=6, seconds=-1)
    assert deliver(pair) == []
    pair.house.clock.forward(seconds=1)
    assert deliver(pair) == [Departure.GOES]


@pytest.mark.rule("reminders/budget")
def test_what_comes_while_one_waits_is_merged_into_it_most_urgent_first(pair: Pair) -> None:
    tells(pair, *[NoticeKind.TARGETS_SET] * 3)
    deliver(pair)
    [carrier] = tells(pair, NoticeKind.STREAK_PROGRESS)
    deliver(pair)
    pair.house.clock.forward(days=2)
    later = tells(pair, NoticeKind.SKILL_ACQUIRED, NoticeKind.NO_LONGER_MEETS, NoticeKind.DUE)
    assert deliver(pair) == [Departure.JOINS] * 3
    assert [row(pair, each).state for each in later] == ["merged"] * 3
    with pair.house.reading() as session:
        kinds = [each.kind for each in parts_of(session, carrier)]
        about = set(session.scalars(select(OutboxSubject.subject_id).where(OutboxSubject.message_id == carrier)))
    assert kinds == [
        NoticeKind.DUE, NoticeKind.NO_LONGER_MEETS, NoticeKind.SKILL_ACQUIRED, NoticeKind.STREAK_PROGRESS
    ]
    assert about == {0, 1, 2}, "a change of any of them rewrites the one message"
    pair.house.clock.forward(days=5)
    assert deliver(pair) == [Departure.GOES]
    assert deliver(pair) == []


@pytest.mark.rule("reminders/budget")
def test_expiry_notices_reviews_and_answers_take_no_place(pair: Pair) -> None:
    assert not is_counted(NoticeKind.EXPIRY)
    for kind in ("review_asked", "review_said", "draft_returned", "perfect_quiz", "not_needed"):
        assert not is_counted(kind)
    assert frozenset(URGENCY) == COUNTED


def test_each_person_has_a_week_of_their_own(pair: Pair) -> None:
    tells(pair, *[NoticeKind.TARGETS_SET] * 3)
    tells(pair, *[NoticeKind.TARGETS_SET] * 3, to=pair.ben)
    assert deliver(pair) == [Departure.GOES] * 6


def test_a_message_with_nothing_to_say_gives_its_place_back(pair: Pair) -> None:
    tells(pair, *[NoticeKind.TARGETS_SET] * 3)
    [first, *rest] = claim(pair)
    for message in (first, *rest):
        with pair.house.writing() as session:
            assert admit(session, message, ZONE) == Departure.GOES
    mark_dropped(pair.house.engine.database, first, pair.house.clock())
    for message in rest:
        mark_sent(pair.house.engine.database, message, "D1", "1.0", pair.house.clock())
    tells(pair, NoticeKind.COURSES)
    assert deliver(pair) == [Departure.GOES]


def test_one_that_somebody_else_took_over_is_left_alone(pair: Pair) -> None:
    tells(pair, NoticeKind.COURSES)
    [message] = claim(pair)
    with pair.house.writing() as session:
        assert admit(session, replace(message, owner="another"), ZONE) == Departure.GONE
    assert row(pair, message.id).counted_at is None


@pytest.mark.rule("reminders/budget")
def test_an_admin_sets_how_many_a_week(pair: Pair) -> None:
    with pair.house.writing() as session:
        set_limits(session, pair.house.operator, Limits(Hours(), 1))
    tells(pair, NoticeKind.COURSES, NoticeKind.COURSES)
    assert sorted(deliver(pair)) == [Departure.GOES, Departure.WAITS]


@pytest.mark.rule("reminders/quiet-hours")
def test_the_merged_message_goes_out_within_hours_of_a_working_day(pair: Pair) -> None:
    """The first three went out on a Saturday evening, so the next place is free on a Saturday evening, too."""
    pair.house.clock.now += timedelta(days=4, hours=10)
    tells(pair, *[NoticeKind.TARGETS_SET] * 3)
    deliver(pair)
    [fourth] = tells(pair, NoticeKind.COURSES)
    deliver(pair)
    due = row(pair, fourth).due_at
    assert due is not None
    assert (due.weekday(), due.hour) == (0, 8), "Monday at 9 in Oslo"


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize(
    ("kind", "day", "hour", "goes"),
    [
        (NoticeKind.EXPIRY, 28, 8, True),
        (NoticeKind.EXPIRY, 28, 7, False),
        (NoticeKind.DIGEST, 28, 10, False),
        (NoticeKind.DUE, 29, 10, False),
        (NoticeKind.DUE, 30, 8, True),
        (NoticeKind.DUE, 30, 15, True),
        (NoticeKind.DUE, 30, 16, False),
        (NoticeKind.TARGETS_SET, 28, 23, True),
        ("review_asked", 29, 3, True),
    ],
)
def test_expiry_notices_keep_their_day_others_wait_for_monday_and_what_is_no_reminder_goes_at_once(
    pair: Pair, kind: str, day: int, hour: int, goes: bool
) -> None:
    """28 November 2026 is a Saturday; Oslo is an hour ahead."""
    now = pair.house.clock.now.replace(day=day, hour=hour)
    tells(pair, NoticeKind(kind) if kind in set(NoticeKind) else NoticeKind.COURSES)
    message = replace(claim(pair)[0], kind=str(kind))
    assert (quiet_until(message, ZONE, now, Hours()) is None) == goes
