"""A framework is disabled with all its competencies, and enabled again with those that were."""

from __future__ import annotations

import pytest

from core.activities import unlink_skill
from core.catalogue import disable_framework, enable_framework
from core.errors import Conflict, Invalid, Refused
from core.frameworks import CompetencyDetails, create_competency, framework_views, set_status, tree_of
from tests.builders import a_branch, a_course, a_framework, a_person, an_activity
from tests.conftest import House


def test_disabling_takes_the_competencies_along_and_enabling_brings_just_those_back(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        for name in ("Safety", "Care"):
            a_branch(session, framework, name)
        [before] = a_branch(session, framework, "Belts")
        set_status(session, house.operator, before, "disabled")
    house.clock.forward(days=1)
    with house.writing() as session:
        assert disable_framework(session, house.operator, framework) == 2
        assert disable_framework(session, house.operator, framework) == 0
    with house.reading() as session:
        assert {row.active for row in tree_of(session, house.operator, framework)} == {False}
        assert [(each.name, each.disabled) for each in framework_views(session, house.operator)] == [
            ("Company skills", False), ("National framework", True)
        ]
    with house.writing() as session, pytest.raises(Invalid, match="National framework is disabled"):
        create_competency(session, house.operator, CompetencyDetails("New", framework_id=framework))
    house.clock.forward(days=1)
    with house.writing() as session:
        assert enable_framework(session, house.operator, framework) == 2
        rows = {row.name: row.active for row in tree_of(session, house.operator, framework)}
        assert rows == {"Belts": False, "Care": True, "Safety": True}


def test_a_framework_on_activities_or_courses_stays_and_they_are_named(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        [skill] = a_branch(session, framework, "Safety")
        activities = [an_activity(session, f"Drill {n:02}", skill) for n in range(12)]
        a_course(session, "A course", competencies={skill: "complete"})
    with house.writing() as session:
        with pytest.raises(Conflict) as error:
            disable_framework(session, house.operator, framework)
        assert str(error.value).startswith("National framework was not disabled: its competencies are on A course, Dri")
        assert "Drill 08 and 3 more. Take them off first." in str(error.value)
        assert {row.active for row in tree_of(session, house.operator, framework)} == {True}
        for each in activities:
            unlink_skill(session, house.operator, each, skill)
        with pytest.raises(Conflict, match="are on A course"):
            disable_framework(session, house.operator, framework)


def test_the_built_in_framework_and_those_of_others_stay(house: House) -> None:
    with house.writing() as session:
        built_in = next(each.id for each in framework_views(session, house.operator))
        framework, editor = a_framework(session), a_person(session, role="content_editor")
    with house.writing() as session:
        with pytest.raises(Conflict, match="Company skills is built in"):
            disable_framework(session, house.operator, built_in)
        with pytest.raises(Refused):
            disable_framework(session, house.as_(editor), framework)
