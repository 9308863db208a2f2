"""Skill means a competency of category skill: only these are suggested, limited to three, and acquired by streak."""

from __future__ import annotations

import pytest

from core.achievements import acquired_at
from core.activities import LinkOutcome, choice_for, link_skill, linked_skills
from core.errors import Invalid
from core.frameworks import CompetencyCategory
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House

OTHERS = [each for each in CompetencyCategory if each != CompetencyCategory.SKILL]


@pytest.mark.rule("skills/category")
@pytest.mark.parametrize("category", OTHERS)
def test_a_competency_of_another_category_is_never_suggested(house: House, category: CompetencyCategory) -> None:
    with house.writing() as session:
        skill, other = a_skill(session, "Fire safety"), a_skill(session, "Fire warden", category=category)
        drill = an_activity(session, "Drill")
    with house.reading() as session:
        choice = choice_for(session, house.operator, drill)
    assert skill in choice.selectable
    assert other not in choice.selectable


@pytest.mark.rule("skills/category")
@pytest.mark.parametrize("category", OTHERS)
def test_the_limit_of_three_counts_skills_alone(house: House, category: CompetencyCategory) -> None:
    with house.writing() as session:
        other = a_skill(session, "Fire warden", category=category)
        drill = an_activity(session, "Drill", *(a_skill(session, f"Skill {number}") for number in range(3)))
        fourth = a_skill(session, "Skill 4")
    with house.writing() as session:
        link_skill(session, house.operator, drill, other)
        assert len(linked_skills(session, drill)) >= 3
        with pytest.raises(Invalid, match="3 skills, the most it can carry"):
            link_skill(session, house.operator, drill, fourth)


@pytest.mark.rule("skills/category")
@pytest.mark.parametrize("category", OTHERS)
def test_three_in_a_row_acquire_a_skill_and_nothing_else(house: House, category: CompetencyCategory) -> None:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session, "Fire safety")
        other = a_skill(session, "Fire warden", category=category)
        for title in ("One", "Two", "Three"):
            a_result(session, anna, an_activity(session, title, skill, other))
    with house.reading() as session:
        assert acquired_at(session, anna, skill) is not None
        assert acquired_at(session, anna, other) is None
    with house.writing() as session, pytest.raises(Invalid, match="is no skill, so no streak leads to it"):
        link_skill(session, house.operator, an_activity(session, "Four"), other, outcome=LinkOutcome.STREAK)
