"""Results as they come in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.activities import (
    ActivityDetails,
    NewResult,
    Result,
    create_activity,
    is_completed,
    record_results,
)
from core.activities.rules import kept_score
from core.errors import Invalid, NotFound, Refused
from tests.builders import a_module, a_person, a_result, an_activity
from tests.conftest import House


def _new(house: House, person: int, activity: int, score: str = "1", key: str = "R-1", **more: object) -> NewResult:
    return NewResult(person, activity, Decimal(score), house.clock.now, key, **more)  # type: ignore[arg-type]


def _scores(house: House, person: int) -> list[Decimal]:
    with house.reading() as session:
        return list(session.scalars(sa.select(Result.score).where(Result.person_id == person).order_by(Result.id)))


@pytest.mark.rule("activities/results-in")
@pytest.mark.parametrize("score", ["0", "0.5", "1"])
def test_a_score_from_0_to_100_percent_is_kept_exactly(house: House, score: str) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
        record_results(session, house.operator, [_new(house, anna, activity, score)], source="csv")
    assert _scores(house, anna) == [Decimal(score)]


@pytest.mark.rule("activities/results-in")
@pytest.mark.parametrize("score", ["-0.000001", "1.000001", "NaN", "Infinity"])
def test_a_score_outside_is_refused_with_its_row_and_nothing_is_kept(house: House, score: str) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
    rows = [_new(house, anna, activity), _new(house, anna, activity, score, "R-2")]
    with pytest.raises(Invalid, match="0 % to 100 %") as refused, house.writing() as session:
        record_results(session, house.operator, rows, source="csv")
    assert refused.value.details == {"row": 1}
    assert _scores(house, anna) == []


@pytest.mark.rule("activities/results-in")
def test_the_same_result_delivered_twice_counts_once_and_from_another_source_again(house: House) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
        both = [_new(house, anna, activity), _new(house, anna, activity, "0.2")]
        found = record_results(session, house.operator, both, source="csv")
        assert (len(found.result_ids), found.repeated) == (1, 1)
    with house.writing() as session:
        again = record_results(session, house.operator, [_new(house, anna, activity, "0.3")], source="csv")
        other = record_results(session, house.operator, [_new(house, anna, activity, "0.4")], source="xapi")
        assert (again.result_ids, again.repeated) == ((), 1)
        assert len(other.result_ids) == 1
    assert _scores(house, anna) == [Decimal(1), Decimal("0.4")]


@pytest.mark.rule("activities/results-in")
def test_a_result_keeps_person_activity_time_arrival_and_source(house: House) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
        a_result(session, anna, activity, "87.5", at=house.clock.now - timedelta(days=2), source="xapi")
    with house.reading() as session:
        row = session.scalars(sa.select(Result)).one()
    assert (row.person_id, row.activity_id, row.score, row.source) == (anna, activity, Decimal("0.875"), "xapi")
    assert (row.happened_at, row.arrived_at) == (house.clock.now - timedelta(days=2), house.clock.now)


def test_unknown_people_activities_and_times_to_come_are_refused(house: House) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
    late = NewResult(anna, activity, Decimal(1), house.clock.now + timedelta(minutes=6), "R-9")
    for wrong, error in (
        (_new(house, 10**9, activity), NotFound),
        (_new(house, anna, 10**9), NotFound),
        (late, Invalid),
    ):
        with pytest.raises(error) as refused, house.writing() as session:
            record_results(session, house.operator, [wrong], source="csv")
        assert refused.value.details["row"] == 0
    assert _scores(house, anna) == []


def test_a_person_without_the_right_records_nobodys_results(house: House) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
    with pytest.raises(Refused), house.writing() as session:
        record_results(session, house.as_(anna), [_new(house, anna, activity)], source="csv")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0.9", "0.9"), ("0.9000000001", "0.900001"), ("0.8999999999", "0.9"), ("0.6666666666", "0.666667"), ("1", "1")],
)
def test_a_score_finer_than_a_millionth_stays_on_its_side_of_the_bar(given: str, kept: str) -> None:
    found = kept_score(Decimal(given))
    assert found == Decimal(kept)
    assert (found > Decimal("0.90")) is (Decimal(given) > Decimal("0.90"))


@pytest.mark.rule("activities/module")
def test_a_result_carries_the_module_it_was_done_in_and_else_a_practice_module_of_its_activity(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        theory, practice = a_module(session, "Theory", theory=True), a_module(session, "Practice")
        both = an_activity(session, "Both", modules=(theory, practice))
        alone = an_activity(session, "Alone")
        rows = [
            _new(house, anna, both, key="1", module_id=theory),
            _new(house, anna, both, key="2"),
            _new(house, anna, alone, key="3"),
        ]
        record_results(session, house.operator, rows, source="csv")
    with house.reading() as session:
        found = session.scalars(sa.select(Result.module_id).order_by(Result.source_id)).all()
    assert found == [theory, practice, None]


def test_an_activity_is_completed_by_any_result_or_at_the_score_it_sets(house: House) -> None:
    bar = Decimal("0.6")
    with house.writing() as session:
        anna = a_person(session)
        drill = create_activity(session, house.operator, ActivityDetails("Drill", completed_at_score=bar))
        talk = create_activity(session, house.operator, ActivityDetails("Talk"))
        assert not is_completed(session, anna, talk)
        for activity in (drill, talk):
            a_result(session, anna, activity, "59.9999")
        assert is_completed(session, anna, talk)
        assert not is_completed(session, anna, drill)
        a_result(session, anna, drill, 60)
        assert is_completed(session, anna, drill)
