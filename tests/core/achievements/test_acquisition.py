"""How a skill is acquired: from results as they come in, by the engine."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.achievements import acquired_at, acquired_by, rating_of, streak_of, validity_of
from core.achievements.models import Acquisition, Rating
from core.achievements.service import rate_from_results
from core.activities import (
    NewResult,
    Result,
    ResultsRecorded,
    delete_activity,
    link_skill,
    record_results,
    unlink_skill,
)
from core.audit import facts_about
from core.db import WorkspaceSession
from core.frameworks import DISABLED, CompetencyCategory, set_status
from core.notifications.models import OutboxMessage
from tests.builders import a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House


def _anna_and(house: House, *titles: str) -> tuple[int, int, list[int]]:
    """Anna, Fire safety, and activities that carry it."""
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        return anna, skill, [an_activity(session, title, skill) for title in titles]


def _passes(house: House, person: int, *activities: int, percent: float = 100) -> None:
    """The person does the activities a minute apart, each result on its own."""
    for activity in activities:
        house.clock.forward(minutes=1)
        with house.writing() as session:
            a_result(session, person, activity, percent)


def _length(house: House, person: int, skill: int) -> int:
    with house.reading() as session:
        return streak_of(session, person, skill).length


def _acquired(house: House, person: int, skill: int) -> datetime | None:
    with house.reading() as session:
        return acquired_at(session, person, skill)


def _told(session: WorkspaceSession) -> list[tuple[int, int]]:
    query = sa.select(OutboxMessage.recipient_id, OutboxMessage.refs).where(OutboxMessage.kind == "skill_acquired")
    return [(row[0], row[1]["skill"]) for row in session.execute(query)]


@pytest.mark.rule("acquisition/automatic")
@pytest.mark.rule("acquisition/streak")
def test_the_third_result_in_a_row_acquires_the_skill_in_its_own_transaction(house: House) -> None:
    anna, skill, done = _anna_and(house, "Extinguisher types", "Alarm drill", "Hot work permit drill")
    _passes(house, anna, *done[:2], percent=91)
    assert _acquired(house, anna, skill) is None
    _passes(house, anna, done[2], percent=90.01)
    with house.reading() as session:
        rating = rating_of(session, anna, skill)
        assert rating is not None and rating.value is not None
        assert (rating.value.name, rating.proficient, rating.cause) == ("Acquired", True, "streak")
        assert rating.since == acquired_at(session, anna, skill) == house.clock.now
        assert streak_of(session, anna, skill).acquired


@pytest.mark.rule("acquisition/streak")
def test_a_third_result_of_exactly_90_percent_does_not_acquire(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, *done[:2])
    _passes(house, anna, done[2], percent=90)
    assert _acquired(house, anna, skill) is None
    assert _length(house, anna, skill) == 0


@pytest.mark.rule("acquisition/automatic")
def test_the_person_is_told_once_and_nobody_of_a_history_brought_in_at_set_up(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D")
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
    _passes(house, anna, *done)
    with house.writing() as session:
        rows = [NewResult(ben, each, Decimal(1), house.clock.now, f"H{each}") for each in done]
        record_results(session, house.operator, rows, source="history", quiet=True)
    with house.reading() as session:
        assert _told(session) == [(anna, skill)]
        assert acquired_at(session, ben, skill) is not None


@pytest.mark.rule("acquisition/automatic")
def test_the_same_fact_answered_again_changes_nothing(house: House) -> None:
    anna, _skill, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, *done)
    with house.writing() as session:
        ids = tuple(session.scalars(sa.select(Result.id).where(Result.person_id == anna)))
        fact = ResultsRecorded(result_ids=ids, person_ids=(anna,) * 3, activity_ids=tuple(done), source="csv")
        rate_from_results(session, house.operator, fact)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Rating.id)).where(Rating.person_id == anna)) == 1
        assert session.scalar(sa.select(sa.func.count(Acquisition.id)).where(Acquisition.person_id == anna)) == 1


@pytest.mark.rule("acquisition/broken")
def test_a_failed_activity_starts_the_streak_again(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D", "E", "F")
    _passes(house, anna, *done[:2])
    _passes(house, anna, done[2], percent=70)
    _passes(house, anna, *done[3:5])
    assert (_length(house, anna, skill), _acquired(house, anna, skill)) == (2, None)
    _passes(house, anna, done[5])
    assert _acquired(house, anna, skill) is not None


@pytest.mark.rule("acquisition/once")
def test_the_same_activity_three_times_is_one(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B")
    _passes(house, anna, done[0], done[0], done[0])
    assert (_length(house, anna, skill), _acquired(house, anna, skill)) == (1, None)


@pytest.mark.rule("acquisition/once")
def test_an_activity_failed_first_and_passed_later_counts_towards_acquiring(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, done[0], percent=50)
    _passes(house, anna, done[1], done[0], done[2])
    assert _acquired(house, anna, skill) is not None


@pytest.mark.rule("acquisition/new-skills-on-repeat")
def test_a_repeat_of_a_passed_activity_counts_only_for_skills_added_since(house: House) -> None:
    anna, fire, done = _anna_and(house, "A")
    _passes(house, anna, done[0])
    house.clock.forward(hours=1)
    with house.writing() as session:
        welding = a_skill(session, "Welding")
        link_skill(session, house.operator, done[0], welding)
    assert (_length(house, anna, fire), _length(house, anna, welding)) == (1, 0)
    _passes(house, anna, done[0])
    assert (_length(house, anna, fire), _length(house, anna, welding)) == (1, 1)


@pytest.mark.rule("acquisition/new-skills-on-repeat")
def test_a_skill_taken_off_and_put_back_does_not_count_the_activity_twice(house: House) -> None:
    anna, fire, done = _anna_and(house, "A")
    _passes(house, anna, done[0])
    house.clock.forward(hours=1)
    with house.writing() as session:
        unlink_skill(session, house.operator, done[0], fire)
    _passes(house, anna, done[0])
    house.clock.forward(hours=1)
    with house.writing() as session:
        link_skill(session, house.operator, done[0], fire)
    _passes(house, anna, done[0])
    assert _length(house, anna, fire) == 1


@pytest.mark.rule("acquisition/new-skills-on-repeat")
def test_a_result_counts_for_the_skill_linked_at_its_time_though_unlinked_since(house: House) -> None:
    anna, fire, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, *done[:2])
    house.clock.forward(hours=1)
    with house.writing() as session:
        unlink_skill(session, house.operator, done[0], fire)
    _passes(house, anna, done[2])
    assert _acquired(house, anna, fire) is not None


@pytest.mark.rule("acquisition/theory")
def test_pass_failed_theory_pass_pass_acquires_and_passed_theory_does_not_count(house: House) -> None:
    with house.writing() as session:
        anna, ben, fire = a_person(session), a_person(session, "Ben Dahl"), a_skill(session)
        theory = a_module(session, "Fire theory", theory=True)
        practice = a_module(session, "Fire basics")
        lesson = an_activity(session, "How fires start", fire, modules=(theory,))
        done = [an_activity(session, title, fire, modules=(practice,)) for title in "ABC"]
    _passes(house, anna, done[0])
    _passes(house, anna, lesson, percent=20)
    _passes(house, anna, *done[1:])
    assert _acquired(house, anna, fire) is not None
    _passes(house, ben, lesson, *done[:2])
    assert (_length(house, ben, fire), _acquired(house, ben, fire)) == (2, None)


@pytest.mark.rule("acquisition/theory")
@pytest.mark.rule("activities/module")
def test_theory_is_judged_by_the_module_a_result_was_done_in(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        theory, practice = a_module(session, "Theory", theory=True), a_module(session, "Practice")
        both = an_activity(session, "A", fire, modules=(theory, practice))
        a_result(session, anna, both, 30, module=theory)
    assert _length(house, anna, fire) == 0
    with house.writing() as session:
        a_result(session, anna, both, 100, module=theory)
    assert _length(house, anna, fire) == 0
    with house.writing() as session:
        a_result(session, anna, both, 100)
    assert _length(house, anna, fire) == 1, "where no module is named the practice one counts"


@pytest.mark.rule("acquisition/order")
def test_a_late_result_is_placed_by_its_time_and_the_streak_recomputed(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D")
    start = house.clock.now
    _passes(house, anna, *done[:2])
    house.clock.forward(hours=1)
    with house.writing() as session:
        a_result(session, anna, done[2], 10, at=start + timedelta(seconds=90))
    assert _length(house, anna, skill) == 1, "the failure lies between the two passes"


@pytest.mark.rule("acquisition/order")
def test_a_late_result_that_completes_a_streak_acquires_as_of_the_completing_result(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C")
    start = house.clock.now
    with house.writing() as session:
        a_result(session, anna, done[0], at=start - timedelta(days=9))
        a_result(session, anna, done[2], at=start - timedelta(days=2))
    with house.writing() as session:
        a_result(session, anna, done[1], at=start - timedelta(days=5))
    assert _acquired(house, anna, skill) == start - timedelta(days=2)


@pytest.mark.rule("acquisition/never-lost")
@pytest.mark.parametrize("loss", ["retagged", "deleted", "disabled", "wrong answer", "late result"])
def test_nothing_takes_an_acquired_skill_away(house: House, loss: str) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D")
    start = house.clock.now
    _passes(house, anna, *done[:3])
    since = _acquired(house, anna, skill)
    house.clock.forward(days=1)
    with house.writing() as session:
        _lose(house, session, loss, anna, skill, done, start)
    with house.reading() as session:
        rating = rating_of(session, anna, skill)
        assert rating is not None and rating.proficient
        assert acquired_at(session, anna, skill) == since
        assert skill in acquired_by(session, anna)
        assert validity_of(session, [(anna, skill)])[anna, skill].validity == "valid"


def _lose(
    house: House, session: WorkspaceSession, loss: str, anna: int, skill: int, done: list[int], start: datetime
) -> None:
    operator = house.operator
    match loss:
        case "retagged":
            other = a_skill(session, "Welding")
            for activity in done:
                unlink_skill(session, operator, activity, skill)
                link_skill(session, operator, activity, other)
        case "deleted":
            for activity in done:
                delete_activity(session, operator, activity)
        case "disabled":
            for activity in done:
                unlink_skill(session, operator, activity, skill)
            set_status(session, operator, skill, DISABLED)
        case "wrong answer":
            a_result(session, anna, done[0], 0)
            a_result(session, anna, done[3], 0)
        case "late result":
            a_result(session, anna, done[3], 0, at=start + timedelta(seconds=90))


@pytest.mark.rule("rating/acquired-at")
def test_acquired_at_is_not_moved_by_later_streaks(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D", "E", "F")
    _passes(house, anna, *done[:3])
    first = _acquired(house, anna, skill)
    _passes(house, anna, *done[3:])
    assert _acquired(house, anna, skill) == first


def test_links_to_other_competencies_give_no_streak(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        done = [an_activity(session, title, licence) for title in "ABC"]
    _passes(house, anna, *done)
    assert _acquired(house, anna, licence) is None


def test_a_link_dated_back_counts_the_results_that_fall_into_it(house: House) -> None:
    anna, _fire, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, *done)
    with house.writing() as session:
        welding = a_skill(session, "Welding")
        for activity in done:
            link_skill(session, house.operator, activity, welding, since=house.clock.now - timedelta(days=1))
    assert _acquired(house, anna, welding) is not None


def test_activities_left_say_whether_a_streak_can_still_be_completed(house: House) -> None:
    anna, skill, done = _anna_and(house, "A", "B", "C", "D")
    with house.reading() as session:
        assert (streak_of(session, anna, skill).left, streak_of(session, anna, skill).unreachable) == (4, False)
    _passes(house, anna, done[0])
    _passes(house, anna, done[1], percent=10)
    with house.reading() as session:
        found = streak_of(session, anna, skill)
        assert (found.length, found.left, found.unreachable) == (0, 3, False), "the failed one may be passed"
    _passes(house, anna, done[2])
    _passes(house, anna, done[3], percent=10)
    with house.reading() as session:
        found = streak_of(session, anna, skill)
        assert (found.left, found.missing, found.unreachable) == (2, 3, True)


def test_acquiring_is_kept_in_the_audit_trail(house: House) -> None:
    anna, _skill, done = _anna_and(house, "A", "B", "C")
    _passes(house, anna, *done)
    with house.reading() as session:
        kinds = [(each.kind, each.actor_kind) for each in facts_about(session, anna)]
        assert ("skill.acquired", "engine") in kinds
        assert ("rating.changed", "engine") in kinds


@pytest.mark.rule("acquisition/automatic")
def test_results_of_many_people_are_evaluated_with_a_handful_of_statements(house: House) -> None:
    _anna, skill, done = _anna_and(house, "A", "B", "C")
    with house.writing() as session:
        people = [a_person(session, f"Person {number}") for number in range(40)]
    counted = _Counter(house)
    with house.writing() as session, counted:
        rows = [
            NewResult(person, activity, Decimal(1), house.clock.now, f"{person}-{activity}")
            for person in people
            for activity in done
        ]
        record_results(session, house.operator, rows, source="file")
        session.flush()
        rate_from_results(session, house.operator, session.facts[-1][1])
    assert counted.statements < 40
    with house.reading() as session:
        assert all(acquired_at(session, each, skill) for each in people)


class _Counter:
    """Counts the statements sent while it is open."""

    def __init__(self, house: House) -> None:
        self._engine = house.engine.database.engine
        self.statements = 0

    def __enter__(self) -> None:
        sa.event.listen(self._engine, "before_cursor_execute", self._count)

    def __exit__(self, *_error: object) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._count)

    def _count(self, *_args: object) -> None:
        self.statements += 1
