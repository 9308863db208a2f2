"""Skills picked by hand, modules an editor may use, and activities nearly of a title."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.activities import (
    activities_alike,
    delete_activity,
    editable_modules,
    linked_skills,
    links_of,
    pick_skills,
    undo_pick,
)
from core.activities.models import CourseModule
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, Refused
from core.frameworks import CompetencyCategory, set_status
from core.people import RoleContext, give_role
from core.people.capabilities import ContextKind
from tests.builders import a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House


def names(session: WorkspaceSession, activity: int) -> list[str]:
    return [skill.name for skill in linked_skills(session, activity)]


@pytest.mark.rule("activities/assign")
def test_skills_are_picked_by_hand_and_what_is_no_longer_picked_comes_off(house: House) -> None:
    with house.writing() as session:
        cleo = house.as_(a_person(session, "Cleo Martin", role="content_editor"))
        fire, weld, aid = (a_skill(session, name) for name in ("Fire safety", "Welding", "First aid"))
        drill = an_activity(session, "Drill", fire)
        picked = pick_skills(session, cleo, drill, [weld, aid, weld])
        assert names(session, drill) == ["First aid", "Welding"]
        assert {link.source for link in links_of(session, [drill])[drill]} == {"hand"}
        assert picked.removed_ids == (fire,)
        undo_pick(session, cleo, drill, picked.link_ids, picked.removed_ids)
        assert names(session, drill) == ["Fire safety"]


@pytest.mark.rule("activities/skills-limit")
@pytest.mark.parametrize(("number", "fits"), [(3, True), (4, False)])
def test_three_skills_are_picked_and_four_are_refused(house: House, number: int, fits: bool) -> None:
    with house.writing() as session:
        skills = [a_skill(session, f"Skill {each}") for each in range(number)]
        drill = an_activity(session, "Drill")
        if not fits:
            with pytest.raises(Invalid, match="at most 3 skills; 4 are picked") as refused:
                pick_skills(session, house.operator, drill, skills)
            assert refused.value.field == "skills"
        else:
            pick_skills(session, house.operator, drill, skills)
        assert len(names(session, drill)) == (3 if fits else 0)


def test_only_active_skills_of_the_catalogue_that_the_editor_may_select_are_picked(house: House) -> None:
    with house.writing() as session:
        low = house.as_(a_person(session, "Cleo Martin", role="content_editor", access_tier=1))
        disabled, above = a_skill(session, "Slings"), a_skill(session, "Crane control", access_tier=2)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        set_status(session, house.operator, disabled, "disabled")
        drill = an_activity(session, "Drill")
        for each in (disabled, above, licence, 987_654):
            with pytest.raises(Invalid, match="Only skills of the catalogue"):
                pick_skills(session, low, drill, [each])
        assert names(session, drill) == []


@pytest.mark.rule("people/tier-select")
def test_a_skill_above_the_editors_tier_stays_when_they_pick_others(house: House) -> None:
    with house.writing() as session:
        low = house.as_(a_person(session, "Cleo Martin", role="content_editor", access_tier=1))
        crane, fire = a_skill(session, "Crane control", access_tier=2), a_skill(session)
        others = [a_skill(session, name) for name in ("Welding", "Rescue")]
        drill = an_activity(session, "Drill", crane)
        pick_skills(session, low, drill, [fire])
        assert names(session, drill) == ["Crane control", "Fire safety"]
        with pytest.raises(Invalid, match="the most it can carry"):
            pick_skills(session, low, drill, [fire, *others])


def test_a_picking_that_a_result_counted_for_is_not_undone(house: House) -> None:
    with house.writing() as session:
        anna, fire, drill = a_person(session), a_skill(session), an_activity(session, "Drill")
        picked = pick_skills(session, house.operator, drill, [fire])
        a_result(session, anna, drill, 95)
        with pytest.raises(Conflict, match="1 result counted"):
            undo_pick(session, house.operator, drill, picked.link_ids, picked.removed_ids)


def test_an_employee_picks_nothing(house: House) -> None:
    with house.writing() as session:
        anna, fire, drill = a_person(session), a_skill(session), an_activity(session, "Drill")
        with pytest.raises(Refused):
            pick_skills(session, house.as_(anna), drill, [fire])


def test_an_editor_of_the_site_sees_all_modules_and_a_teacher_those_of_their_course(house: House) -> None:
    with house.writing() as session:
        basics, theory = a_module(session, "Fire basics"), a_module(session, "Fire theory", theory=True)
        cleo, tom = a_person(session, "Cleo Martin", role="content_editor"), a_person(session, "Tom Berg")
        course = session.scalar(select(CourseModule.course_id).where(CourseModule.module_id == basics))
        give_role(session, house.operator, tom, "teacher", RoleContext(ContextKind.COURSE, course))
        assert [module.id for module in editable_modules(session, house.as_(cleo))] == [basics, theory]
        assert [module.name for module in editable_modules(session, house.as_(tom), "fire")] == ["Fire basics"]
        assert editable_modules(session, house.as_(cleo), "100%") == []
        assert editable_modules(session, house.as_(a_person(session))) == []


def test_activities_spelled_nearly_like_the_words_are_found_likeliest_first(house: House) -> None:
    with house.writing() as session:
        drill, other = an_activity(session, "Hot work permit drill"), an_activity(session, "Hot work permit drill two")
        gone = an_activity(session, "Hot work permits drill")
        delete_activity(session, house.operator, gone)
        an_activity(session, "Canteen notice")
        found = activities_alike(session, "hot wrok permit drill")
        assert [key for key, _ in found] == [drill, other]
        assert activities_alike(session, "Count a mixed delivery") == []
        assert activities_alike(session, "Hot work permit drill " * 20) == []
        assert activities_alike(session, "…") == []
