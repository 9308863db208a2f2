"""Role profiles: who sees them, who gets their targets, what changes with them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from core.as_of import as_of
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import DISABLED, CompetencyCategory, CompetencyEdits, edit_competency, scale_of, set_status
from core.gaps import profile_of
from core.people import PersonEdit, add_group, edit_person, put_into_group, take_out_of_group
from core.profiles import (
    ProfileDetails,
    Requirement,
    archive_profile,
    held_profiles,
    profile_names,
    profile_view,
    profile_views,
    profiles_named,
    restore_profile,
    save_profile,
)
from core.targets import PROFILE, targets_of
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House


class Depot(NamedTuple):
    """Anna drives; Omar does not yet. Ada is admin. A profile Driver asks for Welding, English B2 and a licence."""

    anna: int
    omar: int
    ada: int
    drivers: int
    welding: int
    english: int
    b2: int
    licence: int


@pytest.fixture
def depot(house: House) -> Depot:
    with house.writing() as session:
        ada = a_person(session, "Ada Vik", role="admin")
        anna, omar = a_person(session, "Anna Berg"), a_person(session, "Omar Aziz", chat_user_id=None)
        drivers = add_group(session, house.operator, "position", "Driver")
        put_into_group(session, house.operator, drivers, [anna])
        welding = a_skill(session, "Welding")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        b2 = scale_of(session, english).named("B2").id
    return Depot(anna, omar, ada, drivers, welding, english, b2, licence)


def driver(depot: Depot, **more: object) -> ProfileDetails:
    wanted = (Requirement(depot.welding), Requirement(depot.english, depot.b2), Requirement(depot.licence))
    said = {"name": "Driver", "public": True, "group_ids": (depot.drivers,), "requirements": wanted, **more}
    return ProfileDetails(**said)  # type: ignore[arg-type]


def saved(house: House, depot: Depot, profile_id: int | None = None, **more: object) -> int:
    with house.writing() as session:
        return save_profile(session, house.as_(depot.ada), driver(depot, **more), profile_id)


def targets(house: House, person_id: int) -> dict[int, str]:
    """What somebody should have by profiles: the value's name by competency."""
    with house.reading() as session:
        return {
            each.competency_id: source.value.name
            for each in targets_of(session, [person_id])[person_id]
            for source in each.sources
            if source.kind == PROFILE
        }


@pytest.mark.rule("profiles/profile")
def test_a_profile_requires_competencies_of_any_category_each_with_its_value(house: House, depot: Depot) -> None:
    with house.writing() as session:
        degree = a_skill(session, "Logistics degree", category=CompetencyCategory.EDUCATION)
        years = a_skill(session, "Night shifts", category=CompetencyCategory.EXPERIENCE)
    every = (*driver(depot).requirements, Requirement(degree), Requirement(years))
    profile_id = saved(house, depot, requirements=every)
    with house.reading() as session:
        found = profile_view(session, house.as_(depot.ada), profile_id)
    assert (found.name, found.idnumber, [each.name for each in found.groups]) == ("Driver", "DRIVER", ["Driver"])
    values = {each.competency_id: each.value.name for each in found.requirements}
    assert values == {
        depot.welding: "Acquired", depot.english: "B2", depot.licence: "Acquired", degree: "Acquired",
        years: "Acquired",
    }  # fmt: skip


@pytest.mark.rule("profiles/profile")
def test_what_a_profile_can_not_require_is_refused_and_nothing_is_kept(house: House, depot: Depot) -> None:
    with house.writing() as session:
        cohort = add_group(session, house.operator, "cohort", "Autumn")
        gone = a_skill(session, "Telex")
        set_status(session, house.operator, gone, DISABLED)
    wrong: list[tuple[dict[str, object], type[Exception], str]] = [
        ({"name": " "}, Invalid, "What is it called"),
        ({"requirements": (Requirement(depot.welding, depot.b2),)}, Invalid, "Welding has other values"),
        ({"requirements": (Requirement(gone),)}, Invalid, "Telex is disabled"),
        ({"requirements": (Requirement(999_999),)}, NotFound, "that competency"),
        ({"requirements": (Requirement(depot.welding, None, 0),)}, Invalid, "from 1"),
        ({"group_ids": (cohort,)}, Invalid, "Autumn is a cohort"),
        ({"group_ids": (999_999,)}, NotFound, "that group"),
    ]
    for said, error, words in wrong:
        with pytest.raises(error, match=words):
            saved(house, depot, **said)
    with house.reading() as session:
        assert profile_views(session, house.as_(depot.ada)) == []


def test_only_who_edits_profiles_makes_one(house: House, depot: Depot) -> None:
    for who in (depot.anna, depot.omar):
        with house.writing() as session, pytest.raises(Refused, match="editing role profiles"):
            save_profile(session, house.as_(who), driver(depot))


@pytest.mark.rule("profiles/public")
def test_a_public_profile_is_seen_by_all_and_another_by_admins_alone(house: House, depot: Depot) -> None:
    open_id = saved(house, depot)
    closed_id = saved(house, depot, name="Site deputy", public=False, group_ids=())
    for who, names in ((depot.ada, ["Driver", "Site deputy"]), (depot.anna, ["Driver"])):
        with house.reading() as session:
            assert [each.name for each in profile_views(session, house.as_(who))] == names
            assert profile_view(session, house.as_(who), open_id).name == "Driver"
            known = profile_names(session, house.as_(who), [open_id, closed_id])
            assert sorted(known.values()) == names
    with house.reading() as session:
        assert profiles_named(session, house.as_(depot.anna), "Site deputy") == []
        for hidden in (closed_id, 999_999):
            with pytest.raises(NotFound, match="I don't find that role profile"):
                profile_view(session, house.as_(depot.anna), hidden)


@pytest.mark.rule("profiles/assigned")
def test_holders_of_the_position_have_its_targets_from_the_moment_they_come_until_they_leave(
    house: House, depot: Depot
) -> None:
    saved(house, depot)
    wanted = {depot.welding: "Acquired", depot.english: "B2", depot.licence: "Acquired"}
    assert (targets(house, depot.anna), targets(house, depot.omar)) == (wanted, {})
    house.clock.forward(days=1)
    with house.writing() as session:
        put_into_group(session, house.operator, depot.drivers, [depot.omar])
    assert targets(house, depot.omar) == wanted
    house.clock.forward(days=1)
    with house.writing() as session:
        take_out_of_group(session, house.operator, depot.drivers, [depot.anna])
    assert (targets(house, depot.anna), targets(house, depot.omar)) == ({}, wanted)


@pytest.mark.rule("profiles/assigned")
def test_under_a_profile_that_is_not_public_people_have_its_targets_and_not_its_name(
    house: House, depot: Depot
) -> None:
    profile_id = saved(house, depot, public=False)
    with house.reading() as session:
        rows = profile_of(session, house.as_(depot.anna), depot.anna).rows
        assert {(source.kind, source.key) for row in rows for source in row.sources} == {(PROFILE, profile_id)}
        assert profile_names(session, house.as_(depot.anna), [profile_id]) == {}
        assert [each.id for each in held_profiles(session, depot.anna)] == [profile_id]
        assert held_profiles(session, depot.omar) == []


def test_a_changed_profile_changes_its_holders_targets_at_once_and_saving_it_again_changes_nothing(
    house: House, depot: Depot
) -> None:
    profile_id = saved(house, depot)
    house.clock.forward(days=1)
    with house.reading() as session:
        b1 = scale_of(session, depot.english).named("B1").id
    fewer = (Requirement(depot.english, b1), Requirement(depot.licence))
    saved(house, depot, profile_id, requirements=fewer)
    assert targets(house, depot.anna) == {depot.english: "B1", depot.licence: "Acquired"}
    with house.writing() as session:
        save_profile(session, house.as_(depot.ada), driver(depot, requirements=fewer), profile_id)
        assert session.facts == []


def test_a_requirement_of_so_many_of_the_group_is_nobodys_own_target(house: House, depot: Depot) -> None:
    saved(house, depot, requirements=(Requirement(depot.welding), Requirement(depot.licence, None, 2)))
    assert targets(house, depot.anna) == {depot.welding: "Acquired"}


def test_an_archived_profile_asks_nothing_of_anybody_until_it_is_brought_back(house: House, depot: Depot) -> None:
    profile_id = saved(house, depot)
    wanted = targets(house, depot.anna)
    for act, expected in ((archive_profile, {}), (restore_profile, wanted)):
        house.clock.forward(days=1)
        with house.writing() as session:
            assert act(session, house.as_(depot.ada), profile_id) == "Driver"
        assert targets(house, depot.anna) == expected
        with house.writing() as session, pytest.raises(Conflict):
            act(session, house.as_(depot.ada), profile_id)


def test_a_profile_of_an_id_number_is_made_once_and_one_archived_is_used_again(house: House, depot: Depot) -> None:
    profile_id = saved(house, depot)
    with pytest.raises(Conflict, match="There is a role profile Driver already"):
        saved(house, depot)
    other = saved(house, depot, name="Picker", group_ids=())
    with pytest.raises(Conflict, match="Driver has the id number DRIVER already"):
        saved(house, depot, other, name="Picker", idnumber="DRIVER", group_ids=())
    with house.writing() as session:
        archive_profile(session, house.as_(depot.ada), profile_id)
    house.clock.forward(days=1)
    assert saved(house, depot) == profile_id
    assert len(targets(house, depot.anna)) == 3


def test_a_person_who_is_deactivated_or_not_cleared_gets_the_targets_once_they_may(house: House, depot: Depot) -> None:
    with house.writing() as session:
        edit_competency(session, house.operator, depot.welding, CompetencyEdits(access_tier=2))
    saved(house, depot)
    assert depot.welding not in targets(house, depot.anna)
    with house.writing() as session:
        edit_competency(session, house.operator, depot.welding, CompetencyEdits(access_tier=None))
    assert depot.welding in targets(house, depot.anna)
    with house.writing() as session:
        edit_person(session, house.operator, depot.omar, PersonEdit("omar@nordlys.example", None, active=False))
        put_into_group(session, house.operator, depot.drivers, [depot.omar])
    assert targets(house, depot.omar) == {}
    with house.writing() as session:
        edit_person(session, house.operator, depot.omar, PersonEdit("omar@nordlys.example", None, active=True))
    assert len(targets(house, depot.omar)) == 3


def test_what_a_profile_required_on_an_earlier_day_stays_known(house: House, depot: Depot) -> None:
    profile_id = saved(house, depot)
    with house.writing() as session:
        a_certificate(session, depot.anna, of=depot.licence)
    before = house.clock.now.date()
    house.clock.forward(days=10)
    saved(house, depot, profile_id, requirements=(Requirement(depot.welding),))
    with house.reading() as session, as_of(session, before, "UTC") as then:
        assert len(profile_view(then, house.as_(depot.anna), profile_id).requirements) == 3
        assert len(held_profiles(then, depot.anna)[0].requirements) == 3
