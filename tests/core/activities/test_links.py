"""Skills on activities."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.activities import (
    CourseDetails,
    LinkOutcome,
    activities_of,
    create_course,
    create_module,
    delete_activity,
    link,
    link_skill,
    links_of,
    undo_link,
    unlink_skill,
)
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import DISABLED, CompetencyCategory, set_status
from core.people import RoleContext, add_category, give_role
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House


def _names(house: House, activity: int) -> list[int]:
    with house.reading() as session:
        return [each.competency_id for each in links_of(session, [activity])[activity]]


@pytest.mark.rule("activities/skills-limit")
@pytest.mark.parametrize("source", ["hand", "ai", "file"])
def test_an_activity_carries_three_skills_and_a_fourth_is_refused_however_it_comes(house: House, source: str) -> None:
    with house.writing() as session:
        activity = an_activity(session)
        skills = [a_skill(session, f"Skill {number}") for number in range(4)]
        for skill in skills[:3]:
            link_skill(session, house.operator, activity, skill)
    with pytest.raises(Invalid, match="3 skills, the most it can carry"), house.writing() as session:
        link_skill(session, house.operator, activity, skills[3], source=source)
    assert _names(house, activity) == skills[:3]
    with house.writing() as session:
        unlink_skill(session, house.operator, activity, skills[0])
        link_skill(session, house.operator, activity, skills[3], source=source)
    assert sorted(_names(house, activity)) == skills[1:]


@pytest.mark.rule("activities/skills-limit")
def test_other_competencies_do_not_count_among_the_three(house: House) -> None:
    with house.writing() as session:
        activity = an_activity(session, "A", *(a_skill(session, f"Skill {number}") for number in range(3)))
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        link_skill(session, house.operator, activity, licence)
    with house.reading() as session:
        outcomes = {each.competency_id: each.outcome for each in links_of(session, [activity])[activity]}
    assert outcomes[licence] == LinkOutcome.EVIDENCE
    assert len(outcomes) == 4


def test_no_streak_leads_to_a_competency_that_is_no_skill(house: House) -> None:
    with house.writing() as session:
        activity = an_activity(session)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
    with pytest.raises(Invalid, match="is no skill"), house.writing() as session:
        link_skill(session, house.operator, activity, licence, outcome=LinkOutcome.STREAK)


def test_linking_again_leaves_the_link_as_it_is(house: House) -> None:
    with house.writing() as session:
        activity, skill = an_activity(session), a_skill(session)
        first = link_skill(session, house.operator, activity, skill)
        assert link_skill(session, house.operator, activity, skill, source="ai") == first
    with house.reading() as session:
        assert [each.source for each in links_of(session, [activity])[activity]] == ["hand"]


@pytest.mark.rule("skills/disabled-unusable")
def test_a_disabled_skill_cannot_be_linked(house: House) -> None:
    with house.writing() as session:
        activity, skill = an_activity(session), a_skill(session)
        set_status(session, house.operator, skill, DISABLED)
    with pytest.raises(Invalid, match="Fire safety is disabled"), house.writing() as session:
        link_skill(session, house.operator, activity, skill)


@pytest.mark.rule("people/tier-select")
def test_an_editor_selects_up_to_their_tier_and_one_without_tier_all(house: House) -> None:
    with house.writing() as session:
        activity = an_activity(session)
        free, first, second = (a_skill(session, f"Tier {tier}", access_tier=tier) for tier in (None, 1, 2))
        tiered = a_person(session, "Cleo Vik", role="content_editor", access_tier=1)
        free_editor = a_person(session, "Dora Lind", role="content_editor")
        for skill in (free, first):
            link_skill(session, house.as_(tiered), activity, skill)
    with pytest.raises(NotFound, match="I don't find that skill"), house.writing() as session:
        link_skill(session, house.as_(tiered), activity, second)
    with house.writing() as session:
        link_skill(session, house.as_(free_editor), activity, second)
    assert len(_names(house, activity)) == 3


def test_linking_needs_the_capability_in_a_course_of_the_activity(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        office = add_category(session, house.operator, "Office")
        course = create_course(session, house.operator, CourseDetails("C-1", "Fire", category_id=safety))
        module = create_module(session, house.operator, "M-1", "Fire basics", course_ids=(course,))
        activity, skill = an_activity(session, "Alarm drill", modules=(module,)), a_skill(session)
        people = {name: a_person(session, name) for name in ("inside", "outside", "employee", "teacher")}
        for name, category in (("inside", safety), ("outside", office)):
            give_role(
                session, house.operator, people[name], "content_editor", RoleContext("category", category)
            )
        give_role(session, house.operator, people["teacher"], "teacher", RoleContext("course", course))
    for name in ("outside", "employee"):
        with pytest.raises(Refused), house.writing() as session:
            link_skill(session, house.as_(people[name]), activity, skill)
    for name in ("inside", "teacher"):
        with house.writing() as session:
            link_skill(session, house.as_(people[name]), activity, skill)
            unlink_skill(session, house.as_(people[name]), activity, skill)


def test_unlinking_keeps_the_history_and_deleting_an_activity_ends_its_links(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        one, other = an_activity(session, "A", skill), an_activity(session, "B", skill)
        first = links_of(session, [one])[one][0]
    house.clock.forward(days=1)
    with house.writing() as session:
        unlink_skill(session, house.operator, one, skill)
        delete_activity(session, house.operator, other)
    with house.reading() as session:
        assert activities_of(session, skill) == []
        kept = link(session, first.id)
        assert kept is not None and kept.since == first.since
    with pytest.raises(NotFound), house.writing() as session:
        link_skill(session, house.operator, other, skill)


def test_a_link_just_made_is_undone_unless_a_result_counted_for_it(house: House) -> None:
    with house.writing() as session:
        anna, activity, skill = a_person(session), an_activity(session), a_skill(session)
        made = link_skill(session, house.operator, activity, skill)
    with house.writing() as session:
        undo_link(session, house.operator, made)
    assert _names(house, activity) == []
    with pytest.raises(Conflict, match="taken off this activity already"), house.writing() as session:
        undo_link(session, house.operator, made)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        made = link_skill(session, house.operator, activity, skill)
        a_result(session, anna, activity, at=house.clock.now - timedelta(days=3))
    house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, anna, activity)
    with pytest.raises(Conflict, match="1 result counted"), house.writing() as session:
        undo_link(session, house.operator, made)
