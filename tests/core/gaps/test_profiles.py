"""A person's competency profile: what it shows, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import event

from core.achievements import Rater
from core.errors import Refused
from core.frameworks import CompetencyCategory, scale_of
from core.gaps import GapStatus, names_of, profile_of, profiles_of
from core.history import begin
from core.targets import assign_targets
from core.targets.models import Exemption
from tests.builders import a_certificate, a_course, a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import REVIEW, course_done, other, rated_by, rules, way

MARCH = date(2027, 3, 1)


class Office(NamedTuple):
    """Dora over Ben over Anna, who holds First aid and is at 1 of 3 with Fire safety; Cleo is a peer."""

    anna: int
    ben: int
    dora: int
    cleo: int
    fire: int
    aid: int
    forklift: int


@pytest.fixture
def office(house: House) -> Office:
    with house.writing() as session:
        dora = a_person(session, "Dora Lie")
        ben = a_person(session, "Ben Dahl", manager=dora)
        anna = a_person(session, "Anna Berg", manager=ben)
        cleo = a_person(session, "Cleo Vik", manager=ben)
        fire = a_skill(session, "Fire safety")
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        forklift = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        drills = [an_activity(session, f"Drill {n}", fire, modules=(a_module(session, f"M{n}"),)) for n in range(4)]
        a_result(session, anna, drills[0], 95)
        a_certificate(session, anna, date(2029, 5, 3), of=aid)
        a_certificate(session, anna, date(2027, 2, 22), of=forklift)
    with house.writing() as session:
        assign_targets(session, house.as_(ben), [anna], {fire: None, aid: None, forklift: None}, MARCH)
    return Office(anna, ben, dora, cleo, fire, aid, forklift)


@pytest.mark.rule("gaps/profile-page")
def test_a_profile_shows_rating_requirement_source_and_what_is_left(house: House, office: Office) -> None:
    with house.reading() as session:
        profile = profile_of(session, house.as_(office.ben), office.anna)
    rows = {row.competency.name: row for row in profile.rows}
    assert (profile.met, len(profile.required)) == (2, 3)
    fire = rows["Fire safety"]
    assert (fire.status, fire.has, fire.needs.name, fire.due_on) == (GapStatus.MISSING, None, "Acquired", MARCH)
    assert str(fire.left) == "2 more activities in a row above 90 %"
    assert [(each.kind, each.set_by_id) for each in fire.sources] == [("direct", office.ben)]
    assert (rows["First aid at work"].status, rows["First aid at work"].left) == (GapStatus.MET, None)
    assert rows["First aid at work"].standing.verified is False
    assert rows["Forklift licence"].status == GapStatus.EXPIRING
    assert [each.competency.name for each in profile.held] == ["First aid at work", "Forklift licence"]


@pytest.mark.rule("gaps/met")
def test_a_certificate_meets_its_target_through_its_last_day_and_not_the_day_after(
    house: House, office: Office
) -> None:
    def forklift() -> GapStatus:
        with house.reading() as session:
            rows = profile_of(session, house.as_(office.anna), office.anna).rows
        return next(row.status for row in rows if row.competency.id == office.forklift)

    house.clock.forward(days=90)
    assert forklift() == GapStatus.EXPIRING
    house.clock.forward(days=1)
    assert forklift() == GapStatus.EXPIRED


@pytest.mark.rule("gaps/profile-page")
@pytest.mark.parametrize(
    ("has", "needs", "following", "left"),
    [
        ("B1", "C1", "B2", "B2 or higher on file"),
        ("B1", "B1", "B2", "B2 or higher on file"),
        ("B1", "B2", None, None),
        ("Native", "B1", None, None),
        (None, "B1", "A1", "A1 or higher on file"),
    ],
)
def test_what_is_left_for_the_next_value_is_told_unless_that_is_the_required_one_or_the_top_is_reached(
    house: House, office: Office, has: str | None, needs: str, following: str | None, left: str | None
) -> None:
    with house.writing() as session:
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        if has is not None:
            a_certificate(session, office.anna, of=english, value=has)
        value = scale_of(session, english).named(needs).id
        assign_targets(session, house.as_(office.ben), [office.anna], {english: value})
    with house.reading() as session:
        rows = profile_of(session, house.as_(office.ben), office.anna).rows
    row = next(each for each in rows if each.competency.id == english)
    assert (row.next_value.name if row.next_value else None) == following
    assert (str(row.next_left) if row.next_left else None) == left


@pytest.mark.rule("gaps/profile-page")
def test_details_are_seen_by_the_person_and_everyone_above_and_by_no_peer(house: House, office: Office) -> None:
    with house.reading() as session:
        for who in (office.anna, office.ben, office.dora):
            assert profile_of(session, house.as_(who), office.anna).rows
        with pytest.raises(Refused):
            profile_of(session, house.as_(office.cleo), office.anna)
        everyone = [office.anna, office.ben, office.cleo]
        assert set(profiles_of(session, house.as_(office.ben), everyone)) == {office.anna, office.ben, office.cleo}
        assert set(profiles_of(session, house.as_(office.cleo), everyone)) == {office.cleo}


@pytest.mark.rule("privacy/names")
def test_a_peer_sees_names_of_skills_languages_education_and_experience_and_no_certification(
    house: House, office: Office
) -> None:
    with house.writing() as session:
        german = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        degree = a_skill(session, "Logistics degree", category=CompetencyCategory.EDUCATION)
        secret = a_skill(session, "Radio codes", category=CompetencyCategory.EXPERIENCE, access_tier=2)
        cleared = a_person(session, "Lars Moen", access_tier=2)
        a_certificate(session, office.anna, of=german, value="B2")
        for each in (degree, secret):
            a_certificate(session, office.anna, of=each)
    with house.reading() as session:
        assert names_of(session, house.as_(office.cleo), office.anna) == ["German", "Logistics degree"]
        assert names_of(session, house.as_(cleared), office.anna) == ["German", "Logistics degree", "Radio codes"]


@pytest.mark.rule("privacy/names")
def test_a_skill_being_learned_is_not_yet_a_name_and_an_acquired_one_is(house: House, office: Office) -> None:
    with house.reading() as session:
        assert names_of(session, house.as_(office.cleo), office.anna) == []
    with house.writing() as session:
        for number in range(4, 7):
            drill = an_activity(session, f"Drill {number}", office.fire, modules=(a_module(session, f"M{number}"),))
            a_result(session, office.anna, drill, 100)
    with house.reading() as session:
        assert names_of(session, house.as_(office.cleo), office.anna) == ["Fire safety"]


def test_a_target_above_the_managers_own_tier_is_absent_for_them_and_there_for_the_person(
    house: House, office: Office
) -> None:
    with house.writing() as session:
        admin = a_person(session, "Ada Moe", role="admin")
        secret = a_skill(session, "Crane control", access_tier=2)
        able = a_person(session, "Lars Moen", manager=office.ben, access_tier=2)
        assign_targets(session, house.as_(admin), [able], {secret: None, office.fire: None})
    with house.reading() as session:
        assert [r.competency.name for r in profile_of(session, house.as_(office.ben), able).rows] == ["Fire safety"]
        assert len(profile_of(session, house.as_(able), able).rows) == 2


def test_an_exempt_target_is_listed_and_not_counted_until_it_returns(house: House, office: Office) -> None:
    with house.writing() as session:
        until = session.now + timedelta(days=5)
        begin(
            session,
            Exemption(
                person_id=office.anna,
                competency_id=office.fire,
                reason="on leave",
                granted_by_id=office.ben,
                effective_until=until,
            ),
        )
    with house.reading() as session:
        profile = profile_of(session, house.as_(office.anna), office.anna)
    assert (profile.met, len(profile.required), len(profile.rows)) == (2, 2, 3)
    house.clock.forward(days=5)
    with house.reading() as session:
        assert len(profile_of(session, house.as_(office.anna), office.anna).required) == 3


@pytest.mark.rule("gaps/met")
def test_a_language_below_the_required_value_is_too_low_and_met_from_exactly_it(house: House, office: Office) -> None:
    with house.writing() as session:
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        b2 = scale_of(session, english).named("B2").id
        assign_targets(session, house.as_(office.ben), [office.anna, office.cleo], {english: b2})
        a_certificate(session, office.anna, of=english, value="B1")
        a_certificate(session, office.cleo, of=english, value="B2")
    with house.reading() as session:
        found = profiles_of(session, house.as_(office.ben), [office.anna, office.cleo])
    status = {
        person: next(row.status for row in profile.rows if row.competency.id == english)
        for person, profile in found.items()
    }
    assert status == {office.anna: GapStatus.TOO_LOW, office.cleo: GapStatus.MET}


def test_what_is_left_follows_each_competencys_own_paths_with_the_same_queries_for_two_as_for_ten(
    house: House,
) -> None:
    with house.writing() as session:
        anna, ben, cleo = a_person(session, "Anna Berg"), a_person(session, "Ben Dahl"), a_person(session, "Cleo Vik")
        basics = a_course(session, "Fire basics")
        skills = [a_skill(session, f"Skill {n}") for n in range(10)]
        for each in skills:
            rules(session, each, way(course_done(basics), REVIEW), way(rated_by(Rater.MANAGER)))
        hidden = a_skill(session, "Radio codes", access_tier=2)
        rules(session, hidden, way(course_done(basics)))
        rules(session, skills[0], way(other(hidden)))
        rules(session, skills[1], way(course_done(basics)))
        for who, some in ((anna, skills[:3]), (ben, skills[2:4]), (cleo, skills[2:])):
            assign_targets(session, house.operator, [who], dict.fromkeys(some), MARCH)
    with house.reading() as session:
        rows = profile_of(session, house.as_(anna), anna).rows
    left = {row.competency.name: str(row.left) for row in rows}
    assert left["Skill 0"] == "a competency: course Fire basics", "above her access tier"
    assert left["Skill 1"] == "course Fire basics"
    assert left["Skill 2"] == "a rating by their manager"
    assert _statements(house, ben) == _statements(house, cleo)


def _statements(house: House, person_id: int) -> int:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    reader = house.engine.database.reader
    event.listen(reader, "before_cursor_execute", note)
    with house.reading() as session:
        profile_of(session, house.as_(person_id), person_id)
    event.remove(reader, "before_cursor_execute", note)
    return len(sent)
