"""Ratings from qualifications, their history and their validity today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect

from core.achievements import (
    Standing,
    Validity,
    acquired_at,
    default_path,
    rating_of,
    ratings_of,
    validity_of,
)
from core.achievements.models import Rating
from core.achievements.rules import Holding, standing
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, scale_of
from core.history import begin, replace
from core.qualifications import (
    NewQualification,
    QualificationDetails,
    edit_qualification,
    log_qualification,
    log_qualifications,
    renew_qualification,
    undo_log,
)
from core.qualifications.models import QualificationRevocation, QualificationVersion
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import START, House

TODAY = START.date()
LANGUAGE, CERTIFICATION = CompetencyCategory.LANGUAGE, CompetencyCategory.CERTIFICATION


def _value(house: House, person: int, competency: int) -> str | None:
    with house.reading() as session:
        rating = rating_of(session, person, competency)
        return rating.value.name if rating and rating.value else None


def _standing(house: House, person: int, competency: int) -> Standing:
    with house.reading() as session:
        return validity_of(session, [(person, competency)])[person, competency]


def _log(house: House, person: int, competency: int, **details: object) -> int:
    with house.writing() as session:
        said = QualificationDetails(competency, **details)  # type: ignore[arg-type]
        return log_qualification(session, house.operator, person, said)


@pytest.mark.parametrize("category", list(CompetencyCategory))
def test_skills_start_with_the_streak_and_all_others_with_a_valid_qualification(category: CompetencyCategory) -> None:
    assert default_path(category) == ("streak" if category == CompetencyCategory.SKILL else "qualification")


@pytest.mark.rule("rating/proficient")
def test_proficient_follows_from_the_value_and_is_stored_nowhere(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    for value, proficient in (("A2", False), ("B1", True)):
        _log(house, anna, english, value=value)
        with house.reading() as session:
            rating = rating_of(session, anna, english)
            assert rating is not None
            assert rating.proficient is proficient
    assert "proficient" not in {each.key for each in inspect(Rating).column_attrs}


def test_a_valid_qualification_gives_its_own_value_else_the_default(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
        english = a_skill(session, "English", category=LANGUAGE)
    _log(house, anna, aid, issued_on=TODAY)
    _log(house, anna, english, value="C1")
    assert (_value(house, anna, aid), _value(house, anna, english)) == ("Acquired", "C1")


def test_a_qualification_of_a_skill_is_evidence_and_no_rating(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
    _log(house, anna, fire)
    assert _value(house, anna, fire) is None


@pytest.mark.parametrize(("left", "rated"), [(-1, False), (0, True)])
def test_an_expired_qualification_gives_no_value_and_one_on_its_last_day_does(
    house: House, left: int, rated: bool
) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
    _log(house, anna, aid, expires_on=TODAY + timedelta(days=left))
    assert (_value(house, anna, aid) is not None) is rated


@pytest.mark.rule("rating/acquired-at")
def test_acquired_at_is_the_day_of_issue_where_the_person_is_and_stays_when_it_expires(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session, time_zone="Europe/Oslo")
        aid = a_skill(session, "First aid at work", category=CERTIFICATION)
    held = _log(house, anna, aid, issued_on=date(2026, 5, 3), expires_on=TODAY + timedelta(days=10))
    start = datetime(2026, 5, 3, tzinfo=ZoneInfo("Europe/Oslo")).astimezone(UTC)
    house.clock.forward(days=30)
    with house.writing() as session:
        assert acquired_at(session, anna, aid) == start
        fresh = QualificationDetails(aid, house.clock.now.date(), house.clock.now.date() + timedelta(days=365))
        renew_qualification(session, house.operator, held, fresh)
    with house.reading() as session:
        assert acquired_at(session, anna, aid) == start, "a renewal does not move it"
    assert _value(house, anna, aid) == "Acquired"


@pytest.mark.rule("rating/acquired-at")
def test_an_undone_registration_counts_as_never_having_happened(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    _log(house, anna, english, value="A2", issued_on=date(2026, 1, 1))
    wrong = _log(house, anna, english, value="C2", issued_on=date(2026, 3, 1))
    assert _value(house, anna, english) == "C2"
    house.clock.forward(minutes=5)
    with house.writing() as session:
        undo_log(session, house.operator, wrong)
    assert _value(house, anna, english) == "A2"
    with house.reading() as session:
        assert acquired_at(session, anna, english) is None
        rating = rating_of(session, anna, english)
        assert rating is not None and rating.since == datetime(2026, 1, 1, tzinfo=UTC)
    _log(house, anna, english, value="B1", issued_on=date(2026, 4, 1))
    with house.reading() as session:
        assert acquired_at(session, anna, english) == datetime(2026, 4, 1, tzinfo=UTC)


def test_with_one_of_two_undone_the_other_still_gives_its_value(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
    first = _log(house, anna, aid, issued_on=date(2026, 1, 1))
    _log(house, anna, aid, issued_on=date(2026, 2, 1))
    with house.writing() as session:
        undo_log(session, house.operator, first)
    assert _value(house, anna, aid) == "Acquired"
    with house.reading() as session:
        assert acquired_at(session, anna, aid) == datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.rule("rating/acquired-at")
def test_with_the_first_of_two_undone_the_second_still_makes_proficient_since_its_own_day(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    first = _log(house, anna, english, value="B1", issued_on=date(2026, 1, 1))
    _log(house, anna, english, value="C1", issued_on=date(2026, 2, 1))
    with house.writing() as session:
        undo_log(session, house.operator, first)
    assert _value(house, anna, english) == "C1"
    with house.reading() as session:
        assert acquired_at(session, anna, english) == datetime(2026, 2, 1, tzinfo=UTC)


def test_automatic_events_set_an_empty_or_lower_rating_and_never_a_higher_one(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    for value, expected in (("B1", "B1"), ("A1", "B1"), ("B2", "B2"), ("B2", "B2")):
        _log(house, anna, english, value=value, number=f"{value}-{house.clock.now}")
        house.clock.forward(days=1)
        assert _value(house, anna, english) == expected


@pytest.mark.rule("rating/history")
def test_a_rating_is_superseded_and_each_version_keeps_value_cause_and_time(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    first = _log(house, anna, english, value="B1")
    house.clock.forward(days=1)
    second = _log(house, anna, english, value="C1")
    with house.reading() as session:
        values = scale_of(session, english)
        rows = session.scalars(
            sa.select(Rating).where(Rating.superseded_at.is_(None)).order_by(Rating.effective_from)
        ).all()
        named = [values.value(row.scale_value_id).name for row in rows]  # type: ignore[union-attr]
        assert named == ["B1", "C1"]
        assert [(row.cause, row.source_id) for row in rows] == [("qualification", first), ("qualification", second)]
        assert rows[0].effective_until == rows[1].effective_from == house.clock.now
        known = session.scalars(sa.select(Rating).where(Rating.as_of(START, START))).one()
        assert known.scale_value_id == rows[0].scale_value_id, "as it was recorded then"


def test_a_correction_to_a_lower_value_lowers_the_rating_it_gave_and_only_that(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    held = _log(house, anna, english, value="C2")
    house.clock.forward(days=1)
    with house.writing() as session:
        edit_qualification(session, house.operator, held, QualificationDetails(english, value="B1"))
    assert _value(house, anna, english) == "B1"
    other = _log(house, anna, english, value="C1", number="2")
    house.clock.forward(days=1)
    with house.writing() as session:
        edit_qualification(session, house.operator, held, QualificationDetails(english, value="A1"))
    assert _value(house, anna, english) == "C1"
    assert other != held


@pytest.mark.parametrize(("after_days", "expected"), [(-1, None), (0, None), (1, "Acquired")])
def test_a_rating_somebody_gave_stands_against_events_up_to_then(
    house: House, after_days: int, expected: str | None
) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        done = [an_activity(session, title, fire) for title in "ABC"]
        _given(session, anna, fire, at=house.clock.now)
    house.clock.forward(days=5)
    with house.writing() as session:
        for activity in done:
            a_result(session, anna, activity, at=START + timedelta(days=after_days))
    assert _value(house, anna, fire) == expected
    with house.reading() as session:
        assert (acquired_at(session, anna, fire) is not None) is (expected is not None)


def test_a_pass_later_than_a_rating_somebody_gave_acquires_by_the_three_in_a_row(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        done = [an_activity(session, title, fire) for title in "ABCD"]
        for activity in done[:3]:
            a_result(session, anna, activity)
        first = acquired_at(session, anna, fire)
    house.clock.forward(days=1)
    with house.writing() as session:
        row = session.scalars(sa.select(Rating)).one()
        replace(session, row, cause="manual", scale_value_id=scale_of(session, fire).values[0].id)
        first = acquired_at(session, anna, fire)
    assert _value(house, anna, fire) == "Not acquired"
    house.clock.forward(days=1)
    with house.writing() as session:
        a_result(session, anna, done[0])
    assert _value(house, anna, fire) == "Not acquired", "a repeat of a passed activity adds nothing"
    with house.writing() as session:
        a_result(session, anna, done[3])
    assert _value(house, anna, fire) == "Acquired"
    with house.reading() as session:
        assert acquired_at(session, anna, fire) == first


def _given(session: WorkspaceSession, person: int, competency: int, *, at: datetime) -> None:
    row = Rating(
        person_id=person,
        competency_id=competency,
        scale_value_id=None,
        cause="manual",
        source_id=None,
        rated_by_id=None,
        note="not yet",
    )
    begin(session, row, at=at)
    session.flush()


# -- validity -----------------------------------------------------------------------------------------------------


@pytest.mark.rule("rating/validity")
@pytest.mark.parametrize(
    ("left", "expected"),
    [(91, "valid"), (90, "expiring"), (0, "expiring"), (-1, "expired"), (None, "valid")],
)
def test_validity_follows_the_days_left_in_the_persons_time_zone(
    house: House, left: int | None, expected: str
) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
    on = None if left is None else TODAY + timedelta(days=left)
    _log(house, anna, aid, expires_on=on)
    found = _standing(house, anna, aid)
    assert (found.validity, found.expires_on, found.verified) == (expected, on, False)


@pytest.mark.rule("rating/validity")
def test_a_day_ends_at_the_persons_own_midnight(house: House) -> None:
    house.clock.forward(hours=12)
    with house.writing() as session:
        east = a_person(session, "East", time_zone="Pacific/Auckland")
        west = a_person(session, "West", time_zone="America/New_York")
        aid = a_skill(session, "First aid at work", category=CERTIFICATION)
        rows = [NewQualification(each, QualificationDetails(aid, expires_on=TODAY)) for each in (east, west)]
        log_qualifications(session, house.operator, rows)
    assert _standing(house, east, aid).validity == Validity.EXPIRED
    assert _standing(house, west, aid).validity == Validity.EXPIRING


@pytest.mark.rule("rating/validity")
def test_expiry_changes_validity_and_not_rating_or_acquired_at(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
    _log(house, anna, aid, expires_on=TODAY)
    with house.reading() as session:
        before = ratings_of(session, [(anna, aid)])
    house.clock.forward(days=1)
    with house.reading() as session:
        assert ratings_of(session, [(anna, aid)]) == before
        assert acquired_at(session, anna, aid) is not None
    assert _standing(house, anna, aid).validity == Validity.EXPIRED


@pytest.mark.rule("rating/validity")
def test_the_best_of_the_qualifications_that_reach_the_rating_counts(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_skill(session, "English", category=LANGUAGE)
    _log(house, anna, english, value="C1", expires_on=TODAY + timedelta(days=20))
    _log(house, anna, english, value="B1", expires_on=TODAY + timedelta(days=900))
    assert _standing(house, anna, english).validity == Validity.EXPIRING, "B1 does not reach C1"
    _log(house, anna, english, value="C2", issued_on=TODAY, expires_on=TODAY + timedelta(days=900))
    assert _standing(house, anna, english).validity == Validity.VALID


@pytest.mark.rule("rating/validity")
def test_a_rating_without_qualification_is_valid_and_one_whose_qualification_went_is_revoked(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
        fire = a_skill(session)
        for title in "ABC":
            a_result(session, anna, an_activity(session, title, fire))
    held = _log(house, anna, aid, issued_on=TODAY)
    assert _standing(house, anna, fire) == Standing(Validity.VALID, None, None)
    house.clock.forward(days=1)
    with house.writing() as session:
        row = session.scalars(sa.select(QualificationVersion)).one()
        replace(session, row, state="withdrawn")
    assert row.qualification_id == held
    assert _value(house, anna, aid) == "Acquired"
    assert _standing(house, anna, aid).validity == Validity.REVOKED


@pytest.mark.rule("rating/validity")
def test_a_revocation_holds_until_its_end_and_then_the_dates_count_again(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), a_skill(session, "First aid at work", category=CERTIFICATION)
    held = _log(house, anna, aid, expires_on=TODAY + timedelta(days=200))
    with house.writing() as session:
        row = QualificationRevocation(
            qualification_id=held, reason="audit", revoked_by_id=None, effective_until=START + timedelta(days=3)
        )
        begin(session, row)
    assert _standing(house, anna, aid).validity == Validity.REVOKED
    house.clock.forward(days=3)
    assert _standing(house, anna, aid).validity == Validity.VALID


@pytest.mark.rule("rating/validity")
def test_among_equals_the_longest_lasting_counts_and_then_the_verified_one() -> None:
    def held(days: int | None, *, verified: bool = False, revoked: bool = False) -> Holding:
        on = None if days is None else TODAY + timedelta(days=days)
        return Holding(1, on, revoked, verified)

    best: Callable[..., Standing] = lambda *several: standing(1, several, TODAY, source_lost=False)  # noqa: E731
    assert best(held(10), held(50)).expires_on == TODAY + timedelta(days=50)
    assert best(held(-5), held(-1)).expires_on == TODAY - timedelta(days=1)
    assert best(held(400), held(None)).expires_on is None
    assert best(held(10), held(10, verified=True)).verified is True
    assert best(held(400, revoked=True), held(-9)).validity == Validity.EXPIRED
