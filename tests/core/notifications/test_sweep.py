"""The sweep: what is due goes into the outbox, once, whatever restarts, repeats or changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event, select

from core.notifications import due_reminders, queue_due_reminders, switch_notice
from core.notifications.models import NoticeSchedule, Reminder
from core.notifications.schedule import rebuild_schedule, reschedule
from core.people import PersonDetails, register_person, set_line_manager
from core.qualifications import QualificationDetails, renew_qualification, set_type, undo_log
from tests.builders import a_certificate, a_person, a_skill
from tests.core.notifications.conftest import Pair


def looks(pair: Pair) -> list[datetime]:
    with pair.house.reading() as session:
        mine = NoticeSchedule.workspace_id == session.workspace_id
        return list(session.scalars(select(NoticeSchedule.next_at).where(mine)))


def renew(pair: Pair, qualification_id: int, days: int) -> None:
    with pair.house.writing() as session:
        of = session.scalar(sa.text("SELECT competency_id FROM qualification WHERE workspace_id = :w AND id = :i"),
                            {"w": pair.house.workspace_id, "i": qualification_id})
        said = QualificationDetails(of, expires_on=pair.in_days(days))
        renew_qualification(session, pair.house.operator, qualification_id, said)


@pytest.mark.rule("reminders/once")
def test_a_double_tick_and_a_restart_send_nothing_twice(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(90))
    assert pair.sweep() == [(pair.anna, 90)]
    assert pair.sweep() == []
    pair.house.clock.forward(hours=1)
    assert pair.sweep() == []
    assert len(pair.messages()) == 1


@pytest.mark.rule("reminders/once")
def test_sweeps_and_a_renewal_at_the_same_moment_tell_once_and_break_nothing(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = [a_certificate(session, pair.anna, pair.in_days(30)) for _ in range(30)]
    troubles: list[BaseException] = []

    def at_once(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as trouble:  # noqa: BLE001
                troubles.append(trouble)

        return threading.Thread(target=run)

    works = [at_once(pair.sweep) for _ in range(4)] + [at_once(lambda: renew(pair, held[-1], 400))]
    for thread in works:
        thread.start()
    for thread in works:
        thread.join()
    pair.sweep()
    assert not troubles
    told = pair.told()
    assert told.count((pair.anna, 30)) in (29, 30)
    assert pair.schedule_holds()


@pytest.mark.rule("reminders/days")
@pytest.mark.rule("reminders/who")
def test_a_whole_run_tells_the_holder_at_90_30_2_and_after_and_the_manager_at_30_and_2(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(91))
    days = []
    for _ in range(95):
        found = pair.sweep()
        days += [(pair.in_days(0), each) for each in found]
        pair.house.clock.forward(days=1)
    assert [each for _, each in days] == [
        (pair.anna, 90), *sorted([(pair.ben, 30), (pair.anna, 30)]), *sorted([(pair.ben, 2), (pair.anna, 2)]),
        (pair.anna, -1),
    ]
    assert len({day for day, _ in days}) == 4
    assert looks(pair) == []


@pytest.mark.rule("reminders/days")
def test_without_expiry_date_nothing_is_ever_sent(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, None)
    for _ in range(4):
        assert pair.sweep() == []
        pair.house.clock.forward(days=60)


@pytest.mark.rule("reminders/once")
def test_after_downtime_only_the_nearest_missed_day_is_sent(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(100))
    pair.house.clock.forward(days=85)
    assert pair.sweep() == sorted([(pair.anna, 30), (pair.ben, 30)])
    pair.house.clock.forward(days=20)
    assert pair.sweep() == [(pair.anna, -1)]


@pytest.mark.rule("reminders/once")
def test_saving_with_20_days_left_tells_the_saver_and_the_sweep_tells_day_2(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(20), by=pair.house.as_(pair.anna))
    assert pair.told() == [(pair.anna, 30)]
    assert pair.sweep() == [(pair.ben, 30)], "the manager was not there when it was saved"
    pair.house.clock.forward(days=18)
    assert pair.sweep() == sorted([(pair.anna, 2), (pair.ben, 2)])
    assert len([each for each in pair.messages() if each.recipient_id == pair.anna]) == 1


@pytest.mark.rule("reminders/once")
def test_what_somebody_else_put_on_file_with_20_days_left_is_sent_to_the_holder(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(20), by=pair.house.as_(pair.ben))
    assert pair.told() == [(pair.ben, 30)]
    assert pair.sweep() == [(pair.anna, 30)]


@pytest.mark.rule("reminders/expired")
def test_what_was_long_expired_when_it_was_put_on_file_is_never_announced(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(-1))
        a_certificate(session, pair.anna, pair.in_days(-700))
    assert pair.sweep() == []


@pytest.mark.rule("reminders/who")
def test_whatever_falls_on_one_day_for_one_recipient_is_one_message(pair: Pair) -> None:
    with pair.house.writing() as session:
        cleo = a_person(session, "Cleo Marchand", manager=pair.ben, time_zone="Europe/Oslo")
        for holder in (pair.anna, cleo):
            a_certificate(session, holder, pair.in_days(30))
            a_certificate(session, holder, pair.in_days(2))
        a_certificate(session, pair.ben, pair.in_days(90))
    pair.sweep()
    carried = {each.recipient_id: 0 for each in pair.messages()}
    assert sorted(carried) == sorted([pair.anna, pair.ben, cleo])
    assert len(pair.messages()) == 3
    with pair.house.reading() as session:
        bens = [each.id for each in pair.messages() if each.recipient_id == pair.ben]
        lines = session.scalars(select(Reminder.day).where(Reminder.outbox_id == bens[0])).all()
    assert sorted(lines) == [2, 2, 30, 30, 90]


def test_what_comes_due_while_a_message_still_waits_goes_with_it(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(90))
    pair.sweep()
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(60))
    pair.sweep()
    assert len([each for each in pair.messages() if each.recipient_id == pair.anna]) == 1


@pytest.mark.rule("reminders/quiet-hours")
def test_before_9_and_from_17_nothing_is_queued(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(90))
    pair.house.clock.now = datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC)
    assert pair.sweep() == []
    pair.house.clock.now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert pair.sweep() == []
    pair.house.clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert pair.sweep() == [(pair.anna, 90)]


@pytest.mark.rule("reminders/quiet-hours")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_changed_time_zone_doubles_and_loses_nothing(pair: Pair, zone: str) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(32), by=pair.house.as_(pair.anna))
    found = []
    for hour in range(0, 24 * 34, 4):
        if hour == 28:
            _move(pair, zone)
        if hour == 24 * 3:
            _move(pair, "Europe/Oslo")
        found += [each for each in pair.sweep() if each[0] == pair.anna]
        assert hour % 100 or pair.schedule_holds()
        pair.house.clock.forward(hours=4)
    assert found == [(pair.anna, 30), (pair.anna, 2), (pair.anna, -1)]


def _move(pair: Pair, zone: str) -> None:
    with pair.house.writing() as session:
        view = session.execute(
            sa.text("SELECT name, email, chat_user_id FROM person WHERE workspace_id = :w AND id = :i"),
            {"w": pair.house.workspace_id, "i": pair.anna},
        ).one()
        register_person(session, pair.house.operator, PersonDetails(view.name, view.email, view.chat_user_id, zone))


@pytest.mark.rule("qualifications/renew")
def test_after_renewal_the_old_dates_notices_stop_and_the_new_ones_come(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = a_certificate(session, pair.anna, pair.in_days(40))
    assert pair.sweep() == [(pair.anna, 90)]
    renew(pair, held, 400)
    pair.house.clock.forward(days=10)
    assert pair.sweep() == []
    pair.house.clock.forward(days=301)
    assert pair.sweep() == [(pair.anna, 90)]


def test_an_undone_qualification_is_no_longer_announced(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = a_certificate(session, pair.anna, pair.in_days(90))
    with pair.house.writing() as session:
        undo_log(session, pair.house.operator, held)
    assert pair.sweep() == []
    assert pair.schedule_holds()


@pytest.mark.rule("reminders/settings")
def test_who_switched_expiry_notices_off_gets_none_and_gets_them_again_when_on(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(30))
        switch_notice(session, pair.house.as_(pair.anna), pair.anna, "expiry", on=False)
    assert pair.sweep() == [(pair.ben, 30)]
    with pair.house.writing() as session:
        switch_notice(session, pair.house.as_(pair.anna), pair.anna, "expiry", on=True)
    assert pair.sweep() == [(pair.anna, 30)]
    assert pair.schedule_holds()


def test_a_new_manager_is_told_and_one_who_left_is_not(pair: Pair) -> None:
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(30))
        dora = a_person(session, "Dora Lind", time_zone="Europe/Oslo")
        set_line_manager(session, pair.house.operator, pair.anna, dora)
    assert pair.sweep() == sorted([(pair.anna, 30), (dora, 30)])
    assert pair.schedule_holds()


@pytest.mark.rule("reminders/days")
def test_days_set_for_a_type_count_at_once(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = a_certificate(session, pair.anna, pair.in_days(60))
    pair.sweep()
    with pair.house.writing() as session:
        of = session.scalar(sa.text("SELECT competency_id FROM qualification WHERE workspace_id = :w AND id = :i"),
                            {"w": pair.house.workspace_id, "i": held})
        set_type(session, pair.house.operator, of, expiry_date=True, notice_days=[60, 7])
    assert pair.sweep() == [(pair.anna, 60)]
    assert pair.schedule_holds()


def test_a_rebuild_finds_and_mends_what_was_wrong(pair: Pair) -> None:
    with pair.house.writing() as session:
        wrong = a_certificate(session, pair.anna, pair.in_days(100))
        lost = a_certificate(session, pair.anna, pair.in_days(200))
        a_certificate(session, pair.anna, pair.in_days(300))
    assert pair.schedule_holds()
    with pair.house.writing() as session:
        mine = NoticeSchedule.workspace_id == pair.house.workspace_id
        session.execute(sa.update(NoticeSchedule).where(mine, NoticeSchedule.qualification_id == wrong)
                        .values(next_at=pair.house.clock() + timedelta(days=500)))
        session.execute(sa.delete(NoticeSchedule).where(mine, NoticeSchedule.qualification_id == lost))
    with pair.house.writing() as session:
        assert [each.qualification_id for each in rebuild_schedule(session)] == [wrong, lost]
    assert pair.schedule_holds()


def test_a_dry_run_ahead_says_what_would_be_sent_and_changes_nothing(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = a_certificate(session, pair.anna, pair.in_days(90))
    later = pair.house.clock() + timedelta(days=60)
    with pair.house.engine.reading(pair.house.workspace_id, later) as session:
        due = due_reminders(session)
    assert sorted((each.recipient_id, each.day) for each in due) == sorted([(pair.anna, 30), (pair.ben, 30)])
    assert {each.qualification_id for each in due} == {held}
    assert pair.told() == []


def statements_of_a_sweep(pair: Pair, notices: int) -> int:
    seen: list[str] = []

    def note(*called: Any) -> None:
        seen.append(called[2])

    engine = pair.house.engine.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with pair.house.writing() as session:
            assert queue_due_reminders(session) == notices
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_statements_of_a_sweep_does_not_grow_with_what_is_due(pair: Pair) -> None:
    counts = []
    for many in (3, 60):
        with pair.house.writing() as session:
            of = a_skill(session, f"Licence {many}")
            for number in range(many):
                a_certificate(session, pair.anna, pair.in_days(30), of=of, number=str(number))
        counts.append(statements_of_a_sweep(pair, many * 2))
    assert counts[1] <= counts[0] + 2


def test_rescheduling_again_changes_nothing(pair: Pair) -> None:
    with pair.house.writing() as session:
        held = a_certificate(session, pair.anna, pair.in_days(100))
    with pair.house.writing() as session:
        before = looks(pair)
        reschedule(session, [held, held])
    assert len(before) == 1
    assert looks(pair) == before
