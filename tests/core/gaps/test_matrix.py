"""Gaps of groups: the database's answer equals the plain one, worst first, only people the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import NamedTuple

import pytest

from core.as_of import as_of
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, scale_of
from core.gaps import Among, GapStatus, best_fitting, gap_matrix, profiles_of, whole_matrix
from core.history import begin
from core.people import PersonEdit, edit_person, people, take_out_of_group
from core.profiles import ProfileDetails, Requirement, profile_view, save_profile
from core.qualifications import QualificationDetails, log_qualification, revoke_qualification, withdraw_qualification
from core.targets import assign_targets
from core.targets.models import Exemption
from tests.builders import a_certificate, a_person, a_rating, a_skill, a_team
from tests.conftest import House

ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")
EDGES = (-1, 0, 1, 89, 90, 91, 400)


class Crowd(NamedTuple):
    people: list[int]
    skills: list[int]


def a_crowd(house: House, random: Random, size: int = 8) -> Crowd:
    """People in three time zones with skills, languages and certificates of every kind, some of which they need."""
    with house.writing() as session:
        skills = [a_skill(session, f"Skill {n}") for n in range(2)]
        skills += [a_skill(session, f"Tongue {n}", category=CompetencyCategory.LANGUAGE) for n in range(2)]
        skills += [a_skill(session, f"Paper {n}", category=CompetencyCategory.CERTIFICATION) for n in range(3)]
        crowd = [a_person(session, f"Person {n}", time_zone=random.choice(ZONES)) for n in range(size)]
    for person_id in crowd:
        for skill in random.sample(skills, 5):
            with house.writing() as session:
                _something(session, house, random, person_id, skill)
    with house.writing() as session:
        for person_id in crowd:
            wanted: dict[int, int | None] = {
                skill: random.choice(scale_of(session, skill).values).id for skill in random.sample(skills, 4)
            }
            assign_targets(session, house.operator, [person_id], wanted)
            if random.random() < 0.4:
                exempt = Exemption(person_id=person_id, competency_id=random.choice(skills), reason="leave",
                                   granted_by_id=None)  # fmt: skip
                begin(session, exempt)
    return Crowd(crowd, skills)


def _something(session: WorkspaceSession, house: House, random: Random, person_id: int, skill: int) -> None:
    """A rating by hand, or qualifications that end around today, some of them revoked or deleted."""
    scale = scale_of(session, skill)
    if random.random() < 0.3:
        a_rating(session, person_id, skill, random.choice(scale.values).name)
        return
    for _ in range(random.choice((1, 1, 2))):
        expires = session.now.date() + timedelta(days=random.choice(EDGES)) if random.random() < 0.8 else None
        value = random.choice(scale.values).name if len(scale.values) > 2 else None
        details = QualificationDetails(competency_id=skill, expires_on=expires, value=value,
                                       number=str(random.random()))  # fmt: skip
        held = log_qualification(session, house.operator, person_id, details)
        fate = random.random()
        if fate < 0.25:
            revoke_qualification(session, house.operator, held, "forged")
        elif fate < 0.4:
            withdraw_qualification(session, house.operator, held, "a mistake")


def plainly(house: House, ids: Sequence[int]) -> dict[int, dict[int, GapStatus]]:
    """The same by the plain computation for one person after another."""
    with house.reading() as session:
        found = profiles_of(session, house.operator, ids, with_left=False)
    return {each: {row.competency.id: row.status for row in profile.rows} for each, profile in found.items()}


@pytest.mark.rule("gaps/group")
@pytest.mark.parametrize("seed", range(4))
def test_the_databases_answer_equals_the_plain_one_for_every_person_and_requirement(house: House, seed: int) -> None:
    crowd = a_crowd(house, Random(seed))
    for days in (0, 1, 95):
        house.clock.forward(days=days)
        expected = plainly(house, crowd.people)
        with house.reading() as session:
            matrix = gap_matrix(session, house.operator, Among(), limit=100)
        assert {each.person.id: dict(each.cells) for each in matrix.rows} == expected
        statuses = [each for cells in expected.values() for each in cells.values()]
        counted = [each for each in statuses if each != GapStatus.NOT_REQUIRED]
        assert matrix.required == len(counted)
        assert matrix.met == sum(each in (GapStatus.MET, GapStatus.EXPIRING) for each in counted)


@pytest.mark.rule("gaps/group")
@pytest.mark.parametrize("seed", range(10, 13))
def test_counting_only_what_is_met_against_a_profile_gives_the_same_sums(house: House, seed: int) -> None:
    random = Random(seed)
    crowd = a_crowd(house, random)
    with house.writing() as session:
        wanted = tuple(
            Requirement(skill, random.choice(scale_of(session, skill).values).id) for skill in crowd.skills
        )
        profile_id = save_profile(session, house.operator, ProfileDetails("Any", requirements=wanted))
    for days in (0, 95):
        house.clock.forward(days=days)
        with house.reading() as session:
            profile = profile_view(session, house.operator, profile_id)
            matrix = gap_matrix(session, house.operator, Among(None, profile), limit=100)
        for row in matrix.rows:
            counted = [each for each in row.cells.values() if each != GapStatus.NOT_REQUIRED]
            met = sum(each in (GapStatus.MET, GapStatus.EXPIRING) for each in counted)
            assert (row.required, row.met) == (len(counted), met)
        assert matrix.met == sum(row.met for row in matrix.rows)
        assert matrix.required == sum(row.required for row in matrix.rows)


class Office(NamedTuple):
    ben: int
    anna: int
    omar: int
    tuva: int
    team: int
    fire: int
    aid: int


@pytest.fixture
def office(house: House) -> Office:
    """Ben leads Warehouse: Anna lacks two of two, Omar one, Tuva none."""
    with house.writing() as session:
        ben, anna, omar, tuva = (a_person(session, each) for each in ("Ben Dahl", "Anna Berg", "Omar Aziz", "Tuva Ås"))
        team = a_team(session, "Warehouse", anna, omar, tuva, lead=ben)
        fire = a_skill(session, "Fire safety")
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        for each in (omar, tuva):
            a_certificate(session, each, of=aid)
        a_rating(session, tuva, fire)
        assign_targets(session, house.operator, [anna, omar, tuva], {fire: None, aid: None})
    return Office(ben, anna, omar, tuva, team, fire, aid)


def names(house: House, ids: Sequence[int]) -> list[str]:
    with house.reading() as session:
        found = people(session, ids)
    return [found[each].first_name for each in ids]


@pytest.mark.rule("gaps/group")
def test_who_lacks_most_and_what_most_lack_stand_first_a_page_at_a_time(house: House, office: Office) -> None:
    with house.reading() as session:
        whole = gap_matrix(session, house.as_(office.ben), Among((office.team,)))
        second = gap_matrix(session, house.as_(office.ben), Among((office.team,)), start=1, limit=1)
    assert [(each.person.first_name, each.met, each.required) for each in whole.rows] == [
        ("Anna", 0, 2), ("Omar", 1, 2), ("Tuva", 2, 2),
    ]  # fmt: skip
    assert [(each.competency.name, each.met, each.required) for each in whole.columns] == [
        ("Fire safety", 1, 3), ("First aid at work", 2, 3),
    ]  # fmt: skip
    assert (whole.met, whole.required, whole.people) == (3, 6, 3)
    assert [each.person.first_name for each in second.rows] == ["Omar"]
    assert (second.met, second.required, second.people) == (3, 6, 3), "sums are of the whole"


@pytest.mark.rule("gaps/group")
def test_only_people_the_viewer_may_see_are_in_it_whatever_is_asked(house: House, office: Office) -> None:
    with house.writing() as session:
        admin = a_person(session, "Ada Vik", role="admin")
        outsider = a_person(session, "Leif Ny")
        assign_targets(session, house.operator, [outsider], {office.fire: None})
    expected = {office.ben: 3, office.anna: 1, outsider: 1, admin: 4}
    for who, count in expected.items():
        with house.reading() as session:
            assert gap_matrix(session, house.as_(who), Among()).people == count
            inside = gap_matrix(session, house.as_(who), Among((office.team,)))
            assert inside.people == {office.ben: 3, office.anna: 1, outsider: 0, admin: 3}[who]


def test_a_deactivated_person_and_a_hidden_skill_are_left_out(house: House, office: Office) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Radio codes", access_tier=2)
        able = a_person(session, "Siv Lie", access_tier=2, chat_user_id=None)
        assign_targets(session, house.operator, [able], {secret: None, office.fire: None})
        a_team(session, "Night", able, lead=office.ben)
    with house.reading() as session:
        rows = gap_matrix(session, house.as_(office.ben), Among()).rows
        assert {each.person.first_name: each.required for each in rows}["Siv"] == 1
    with house.writing() as session:
        edit_person(session, house.operator, able, PersonEdit("siv@nordlys.example", 2, active=False))
    with house.reading() as session:
        assert "Siv" not in [each.person.first_name for each in gap_matrix(session, house.operator, Among()).rows]


@pytest.mark.rule("gaps/best-fit")
def test_who_fits_a_profile_best_is_told_by_the_share_met_with_what_is_missing(house: House, office: Office) -> None:
    with house.writing() as session:
        wanted = (Requirement(office.fire), Requirement(office.aid))
        profile_id = save_profile(session, house.operator, ProfileDetails("Warden", public=True, requirements=wanted))
        profile = profile_view(session, house.operator, profile_id)
    with house.reading() as session:
        found = best_fitting(session, house.as_(office.ben), profile)
    fitting = [(each.person.first_name, each.met, each.required) for each in found.rows]
    assert fitting == [("Tuva", 2, 2), ("Omar", 1, 2), ("Anna", 0, 2), ("Ben", 0, 2)]
    omar = found.rows[1].cells
    assert omar == {office.fire: GapStatus.MISSING, office.aid: GapStatus.MET}


def test_the_whole_matrix_for_a_file_is_the_pages_one_after_another(house: House, office: Office) -> None:
    with house.reading() as session:
        parts = list(whole_matrix(session, house.as_(office.ben), Among()))
        first = gap_matrix(session, house.as_(office.ben), Among())
    assert [row for part in parts for row in part.rows] == list(first.rows)
    assert names(house, [each.person.id for each in first.rows]) == ["Anna", "Omar", "Tuva"]


def test_without_anybody_or_anything_required_the_matrix_is_empty(house: House, office: Office) -> None:
    with house.writing() as session:
        empty = a_team(session, "Empty")
    with house.reading() as session:
        assert gap_matrix(session, house.operator, Among((empty,))).people == 0


@pytest.mark.parametrize("seed", (21, 22))
def test_a_matrix_of_an_earlier_day_is_the_one_that_was_shown_at_its_end(house: House, seed: int) -> None:
    random = Random(seed)
    crowd = a_crowd(house, random, size=5)
    with house.writing() as session:
        team = a_team(session, "Warehouse", *crowd.people[:4])
    day = house.clock.now.date()
    house.clock.now = house.clock.now.replace(hour=23, minute=59, second=59, microsecond=999_999)
    with house.reading() as session:
        shown = gap_matrix(session, house.operator, Among((team,)), limit=100)
    house.clock.forward(days=40)
    for person_id in crowd.people:
        with house.writing() as session:
            _something(session, house, random, person_id, crowd.skills[0])
    with house.writing() as session:
        take_out_of_group(session, house.operator, team, crowd.people[:2])
        assign_targets(session, house.operator, crowd.people, {crowd.skills[1]: None})
    with house.reading() as session, as_of(session, day, "UTC") as then:
        again = gap_matrix(then, house.operator, Among((team,)), limit=100)
        assert gap_matrix(session, house.operator, Among((team,)), limit=100) != again
    assert again == shown
