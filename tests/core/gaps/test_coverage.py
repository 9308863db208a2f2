"""'N of the group': who counts, and that its lead is told once when it falls below or regains."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from bot.jobs import sweep
from core.frameworks import CompetencyCategory
from core.gaps import GroupCoverage, coverage_of
from core.notifications import COVERAGE
from core.notifications.models import OutboxMessage
from core.people import add_group, put_into_group, take_out_of_group
from core.profiles import ProfileDetails, Requirement, profile_view, save_profile
from core.qualifications import revoke_qualification
from tests.bot.asking import messages_to
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.conftest import House


class Site(NamedTuple):
    """Ben leads Warehouse, which needs two first-aiders: Anna until 30 November, Omar for years, Tuva is none."""

    ben: int
    anna: int
    omar: int
    tuva: int
    team: int
    aid: int
    profile: int


@pytest.fixture
def site(house: House) -> Site:
    with house.writing() as session:
        ben, anna, omar, tuva = (a_person(session, each) for each in ("Ben Dahl", "Anna Berg", "Omar Aziz", "Tuva Ås"))
        team = a_team(session, "Warehouse", anna, omar, tuva, lead=ben)
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, anna, date(2026, 11, 30), of=aid)
        a_certificate(session, omar, date(2029, 1, 1), of=aid)
        details = ProfileDetails("Site safety", group_ids=(team,), requirements=(Requirement(aid, None, 2),))
        profile = save_profile(session, house.operator, details)
    sweep(house.engine)
    return Site(ben, anna, omar, tuva, team, aid, profile)


def coverage(house: House, site: Site) -> GroupCoverage:
    with house.reading() as session:
        return coverage_of(session, profile_view(session, house.operator, site.profile))[0]


def told(house: House, person_id: int) -> list[OutboxMessage]:
    sweep(house.engine)
    sweep(house.engine)
    return [each for each in messages_to(house, person_id) if each.kind == COVERAGE]


@pytest.mark.rule("profiles/coverage")
def test_members_who_meet_it_with_validity_are_counted_through_their_last_day(house: House, site: Site) -> None:
    assert (coverage(house, site).has, coverage(house, site).enough) == (2, True)
    house.clock.forward(days=6)
    assert coverage(house, site).has == 2, "30 November is Anna's last day"
    house.clock.forward(days=1)
    assert (coverage(house, site).has, coverage(house, site).enough) == (1, False)
    with house.writing() as session:
        a_certificate(session, site.tuva, of=site.aid)
    assert coverage(house, site).has == 2
    with house.writing() as session:
        take_out_of_group(session, house.operator, site.team, [site.tuva])
    assert coverage(house, site).has == 1


@pytest.mark.rule("profiles/coverage")
def test_the_lead_is_told_once_when_it_falls_below_and_once_when_it_regains(house: House, site: Site) -> None:
    assert told(house, site.ben) == [], "what is so from the start is no turn"
    house.clock.forward(days=7)
    [below] = told(house, site.ben)
    assert (below.refs["enough"], below.refs["needed"]) == (False, 2)
    assert not any(name in below.refs for name in ("person", "people", "value"))
    house.clock.forward(days=1)
    assert len(told(house, site.ben)) == 1, "nothing turned"
    with house.writing() as session:
        a_certificate(session, site.tuva, of=site.aid)
    found = told(house, site.ben)
    assert [each.refs["enough"] for each in found] == [False, True]
    assert told(house, site.anna) == []


def test_a_certificate_revoked_tells_at_the_next_sweep(house: House, site: Site) -> None:
    with house.writing() as session:
        held = a_certificate(session, site.tuva, of=site.aid)
    assert told(house, site.ben) == [], "three are enough as two were"
    house.clock.forward(days=7)
    with house.writing() as session:
        revoke_qualification(session, house.operator, held, "not theirs")
    assert len(told(house, site.ben)) == 1


def test_of_a_place_that_nobody_leads_the_admins_are_told(house: House, site: Site) -> None:
    with house.writing() as session:
        ada = a_person(session, "Ada Vik", role="admin")
        oslo = add_group(session, house.operator, "location", "Oslo")
        put_into_group(session, house.operator, oslo, [site.omar])
        wanted = ProfileDetails("Place", group_ids=(oslo,), requirements=(Requirement(site.aid, None, 1),))
        save_profile(session, house.operator, wanted)
    assert told(house, ada) == []
    with house.writing() as session:
        take_out_of_group(session, house.operator, oslo, [site.omar])
    assert [each.refs["enough"] for each in told(house, ada)] == [False]
    assert told(house, site.ben) == []
