"""Skills are disabled only on no activity, keep what people acquired, and come back without links."""

from __future__ import annotations

import pytest

from core.achievements import acquired_at
from core.activities import activities_of, delete_activity, link_skill, unlink_skill
from core.catalogue import activity_counts, disable_competency, enable_competency, skill_totals
from core.errors import Conflict, Invalid, Refused
from core.frameworks import CompetencyCategory, competency, visible_competencies
from core.gaps import profile_of
from core.people import Actor
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House


@pytest.mark.rule("skills/disable")
@pytest.mark.parametrize(
    ("links", "said"),
    [
        (1, "Fire safety was not disabled: it is on 1 activity (Drill 01). Take it off there first."),
        (10, "it is on 10 activities (Drill 01, Drill 02, Drill 03, Drill 04, Drill 05, Drill 06, Drill 07, Drill 08, "
             "Drill 09 and Drill 10). Take it off there first."),
        (12, "Drill 09, Drill 10 and 2 more). Take it off there first."),
    ],
)
def test_a_skill_on_activities_is_not_disabled_and_the_refusal_lists_them(house: House, links: int, said: str) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        drills = [an_activity(session, f"Drill {number:02}", skill) for number in range(1, links + 1)]
    with house.writing() as session, pytest.raises(Conflict) as refused:
        disable_competency(session, house.operator, skill)
    assert str(refused.value).endswith(said)
    assert refused.value.details["activities"] == drills
    with house.reading() as session:
        assert competency(session, skill).active


@pytest.mark.rule("skills/disable")
def test_a_skill_on_no_activity_becomes_disabled(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        drill, gone = an_activity(session, "Drill", skill), an_activity(session, "Old drill", skill)
        unlink_skill(session, house.operator, drill, skill)
        delete_activity(session, house.operator, gone)
        disable_competency(session, house.operator, skill)
        disable_competency(session, house.operator, skill)
    with house.reading() as session:
        assert competency(session, skill).status == "disabled"


@pytest.mark.rule("skills/re-enable")
def test_an_enabled_skill_is_usable_again_on_no_activity(house: House) -> None:
    with house.writing() as session:
        skill, drill = a_skill(session, "Fire safety"), an_activity(session, "Drill")
        link_skill(session, house.operator, drill, skill)
        house.clock.forward(minutes=1)
    with house.writing() as session:
        unlink_skill(session, house.operator, drill, skill)
        disable_competency(session, house.operator, skill)
    with house.writing() as session, pytest.raises(Invalid, match="Fire safety is disabled"):
        link_skill(session, house.operator, drill, skill)
    with house.writing() as session:
        enable_competency(session, house.operator, skill)
        assert activities_of(session, skill) == []
        link_skill(session, house.operator, drill, skill)
        assert activities_of(session, skill) == [drill]


@pytest.mark.rule("skills/disabled-visible")
def test_a_disabled_skill_stays_among_what_people_acquired(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session, "Fire safety"), a_person(session)
        drills = [an_activity(session, title, skill) for title in ("One", "Two", "Three")]
        for drill in drills:
            a_result(session, anna, drill)
    house.clock.forward(days=1)
    with house.writing() as session:
        for drill in drills:
            unlink_skill(session, house.operator, drill, skill)
        disable_competency(session, house.operator, skill)
    with house.reading() as session:
        assert acquired_at(session, anna, skill) is not None
        held = profile_of(session, house.as_(anna), anna).held
        assert [each.competency.name for each in held] == ["Fire safety"]
        assert visible_competencies(session, house.as_(anna)) == []


def test_who_may_not_manage_skills_is_refused(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
        anna = Actor(session.workspace_id, a_person(session))
    for change in (disable_competency, enable_competency):
        with house.writing() as session, pytest.raises(Refused):
            change(session, anna, skill)


def test_the_dashboard_counts_activities_in_use_and_skills_by_status(house: House) -> None:
    with house.writing() as session:
        fire, welding = a_skill(session, "Fire safety"), a_skill(session, "Welding", status="disabled")
        a_skill(session, "Crane control", access_tier=3)
        a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        an_activity(session, "Drill", fire)
        delete_activity(session, house.operator, an_activity(session, "Old drill", fire))
        anna = Actor(session.workspace_id, a_person(session))
    with house.reading() as session:
        assert activity_counts(session, [fire, welding]) == {fire: 1, welding: 0}
        assert (skill_totals(session, house.operator).active, skill_totals(session, house.operator).disabled) == (2, 1)
        assert skill_totals(session, anna).active == 1
