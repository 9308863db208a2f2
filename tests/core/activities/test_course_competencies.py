"""Competencies on courses: several at once, each with its outcome, and how many other courses cover each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.achievements import rating_of
from core.activities import (
    CourseDetails,
    LinkOutcome,
    competencies_on,
    complete_course,
    create_activity,
    edit_course,
    enrol,
    link_skill,
    links_of,
    outcomes_on,
    providers_of,
    put_competencies,
    set_link_outcome,
    take_off_competencies,
    teaching_courses,
)
from core.activities.models import CourseCompetency
from core.activities.service.activities import ActivityDetails
from core.errors import Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.frameworks import CompetencyCategory, set_status
from core.people import Actor, ContextKind, RoleContext, add_category, give_role
from tests.builders import a_course, a_framework, a_module_in, a_person, a_result, a_skill, an_activity
from tests.conftest import House


@pytest.mark.rule("courses/competencies")
def test_many_competencies_are_put_on_a_course_at_once_each_with_its_outcome(house: House) -> None:
    outcomes = ("complete", "evidence", "recommend", "none")
    with house.writing() as session:
        fire = a_course(session)
        skills = [a_skill(session, f"Skill {number:02}") for number in range(40)]
        wanted = {each: outcomes[place % 4] for place, each in enumerate(skills)}
        done = put_competencies(session, house.operator, fire, wanted)
    assert done.new == tuple(skills)
    with house.reading() as session:
        assert {each.competency.id: each.outcome for each in competencies_on(session, fire)} == wanted


@pytest.mark.rule("courses/competencies")
def test_each_shows_on_how_many_other_courses_it_is(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        one = a_course(session, "One", competencies={fire: "complete", aid: "complete"})
        a_course(session, "Two", competencies={fire: "none"})
        a_course(session, "Three", competencies={fire: "evidence"})
    with house.reading() as session:
        assert [(each.competency.name, each.elsewhere) for each in competencies_on(session, one)] == [
            ("Fire safety", 2),
            ("First aid", 0),
        ]


def test_the_same_again_changes_nothing_and_another_outcome_replaces_the_first(house: House) -> None:
    with house.writing() as session:
        skill, other = a_skill(session), a_skill(session, "Other")
        fire = a_course(session, competencies={skill: "complete", other: "complete"})
        again = put_competencies(session, house.operator, fire, {skill: "complete", other: "evidence"})
        assert (again.new, again.changed, again.unchanged) == ((), (other,), (skill,))
        assert outcomes_on(session, fire) == {skill: "complete", other: "evidence"}


def test_taking_one_off_keeps_its_history_and_what_it_gave(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        fire = a_course(session, competencies={skill: "complete"})
        complete_course(session, house.operator, fire, anna, source="file")
    before = house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        assert take_off_competencies(session, house.operator, fire, [skill]) == {skill: "complete"}
    with house.writing() as session, pytest.raises(NotFound, match="isn't on this course"):
        take_off_competencies(session, house.operator, fire, [skill])
    with house.reading() as session:
        assert competencies_on(session, fire) == []
        assert session.query(CourseCompetency).where(CourseCompetency.as_of(before, before)).count() == 1
        assert len(evidence_of(session, anna, skill)) == 1
        assert rating_of(session, anna, skill) is not None


def test_what_cannot_be_linked_is_refused_whole(house: House) -> None:
    with house.writing() as session:
        fire, skill = a_course(session), a_skill(session)
        disabled, high = a_skill(session, "Old"), a_skill(session, "Secret", access_tier=5)
        set_status(session, house.operator, disabled, "disabled")
        cleo = a_person(session, "Cleo Vik", role="content_editor", access_tier=1)
    for outcomes, error, words in (
        ({skill: "streak"}, Invalid, "streak is no outcome of a course"),
        ({skill: "complete", disabled: "complete"}, Invalid, "Old is disabled"),
        ({skill: "complete", high: "complete"}, NotFound, "I don't find that skill"),
        ({skill: "complete", high + 999: "complete"}, NotFound, "I don't find that skill"),
    ):
        with house.writing() as session, pytest.raises(error, match=words):
            put_competencies(session, house.as_(cleo), fire, outcomes)
    with house.reading() as session:
        assert outcomes_on(session, fire) == {}


@pytest.mark.parametrize(
    ("role", "may"), [("teacher", True), ("content_editor", True), ("plan_admin", False), ("", False)]
)
def test_who_puts_competencies_on_a_course(house: House, role: str, may: bool) -> None:
    with house.writing() as session:
        fire, skill, person = a_course(session), a_skill(session), a_person(session)
        if role == "teacher":
            give_role(session, house.operator, person, role, RoleContext(ContextKind.COURSE, fire))
        elif role:
            give_role(session, house.operator, person, role)
    with house.writing() as session:
        actor = Actor(house.workspace_id, person)
        if may:
            assert put_competencies(session, actor, fire, {skill: "complete"}).new == (skill,)
        else:
            with pytest.raises(Refused, match="competencies on a course"):
                put_competencies(session, actor, fire, {skill: "complete"})


def test_outcome_complete_gives_the_scales_default_value(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        anna = a_person(session)
        fire = a_course(session, competencies={skill: "complete", english: "complete"})
    with house.writing() as session:
        complete_course(session, house.operator, fire, anna, source="file")
    with house.reading() as session:
        for competency_id, value in ((skill, "Acquired"), (english, "B1")):
            rating = rating_of(session, anna, competency_id)
            assert rating is not None
            assert rating.value is not None
            assert (rating.value.name, rating.value.default, rating.cause) == (value, True, "course")


@pytest.mark.parametrize("outcome", ["evidence", "recommend", "none"])
def test_no_other_outcome_gives_a_value(house: House, outcome: str) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        fire = a_course(session, competencies={skill: outcome})
        complete_course(session, house.operator, fire, anna, source="file")
    with house.reading() as session:
        assert rating_of(session, anna, skill) is None


@pytest.mark.rule("courses/theory-only")
def test_a_course_of_theory_modules_only_gives_a_skill_evidence_but_never_the_value(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        anna = a_person(session)
        law = a_course(session, "Law", competencies={skill: "complete", english: "complete"})
        a_module_in(session, law, theory=True)
        a_module_in(session, law, name="More law", theory=True)
        complete_course(session, house.operator, law, anna, source="file")
    with house.reading() as session:
        assert rating_of(session, anna, skill) is None
        assert [each.kind for each in evidence_of(session, anna, skill)] == ["course"]
        rating = rating_of(session, anna, english)
        assert rating is not None
        effects = {each.competency.id: each.effect for each in competencies_on(session, law)}
        assert effects == {skill: "evidence", english: "complete"}


@pytest.mark.rule("courses/theory-only")
@pytest.mark.parametrize("modules", [(True, False), (False,), ()])
def test_one_practice_module_or_none_at_all_is_no_theory_course(house: House, modules: tuple[bool, ...]) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        course = a_course(session, competencies={skill: "complete"})
        for theory in modules:
            a_module_in(session, course, theory=theory)
        complete_course(session, house.operator, course, anna, source="file")
    with house.reading() as session:
        assert rating_of(session, anna, skill) is not None


@pytest.mark.rule("courses/catalogue")
def test_for_a_competency_all_courses_and_activities_that_can_provide_it_come_with_outcome(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        a_course(session, "Fire", competencies={skill: "complete"}, open=True)
        law = a_course(session, "Law", competencies={skill: "complete"})
        a_module_in(session, law, theory=True)
        a_course(session, "Listed", competencies={skill: "none"})
        a_course(session, "Elsewhere")
        an_activity(session, "Drill", skill)
    with house.reading() as session:
        assert [(each.kind, each.name, each.outcome, each.open) for each in providers_of(session, skill)] == [
            ("course", "Fire", "complete", True),
            ("course", "Law", "evidence", False),
            ("activity", "Drill", "streak", False),
        ]


def test_a_teacher_sees_details_through_the_courses_with_the_competency_while_enrolled(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        fire = a_course(session, competencies={skill: "complete"})
        a_course(session, "Other", competencies={skill: "complete"})
        enrol(session, house.operator, fire, [anna])
    with house.reading() as session:
        assert teaching_courses(session, anna, skill) == (fire,)


@pytest.mark.parametrize(
    ("category", "usual"), [(CompetencyCategory.SKILL, "streak"), (CompetencyCategory.LANGUAGE, "evidence")]
)
def test_a_link_on_an_activity_has_its_categorys_outcome_unless_another_is_chosen(
    house: House, category: CompetencyCategory, usual: str
) -> None:
    with house.writing() as session:
        competency, drill = a_skill(session, category=category), create_activity(
            session, house.operator, ActivityDetails("Drill")
        )
        link_skill(session, house.operator, drill, competency)
        assert links_of(session, [drill])[drill][0].outcome == usual
        for outcome in ("none", "evidence", "recommend", "complete"):
            set_link_outcome(session, house.operator, drill, competency, LinkOutcome(outcome))
            assert [each.outcome for each in links_of(session, [drill])[drill]] == [outcome]


def test_the_streak_of_what_is_no_skill_is_refused_and_an_unlinked_one_reads_as_missing(house: House) -> None:
    with house.writing() as session:
        english, skill = a_skill(session, "English", category=CompetencyCategory.LANGUAGE), a_skill(session)
        drill = create_activity(session, house.operator, ActivityDetails("Drill"))
        link_skill(session, house.operator, drill, english)
        with pytest.raises(Invalid, match="no streak leads to it"):
            set_link_outcome(session, house.operator, drill, english, LinkOutcome.STREAK)
        with pytest.raises(NotFound):
            set_link_outcome(session, house.operator, drill, skill, LinkOutcome.EVIDENCE)


def test_another_outcome_counts_for_results_from_then_on_only(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        drills = [an_activity(session, f"Drill {number}", skill) for number in range(4)]
        a_result(session, anna, drills[0])
    house.clock.forward(hours=1)
    with house.writing() as session:
        set_link_outcome(session, house.operator, drills[0], skill, LinkOutcome.NONE)
    house.clock.forward(hours=1)
    with house.writing() as session:
        a_result(session, anna, drills[0])
        a_result(session, anna, drills[1])
        assert len(evidence_of(session, anna, skill)) == 1
    with house.writing() as session:
        a_result(session, anna, drills[2])
    with house.reading() as session:
        assert rating_of(session, anna, skill) is not None
        assert len(evidence_of(session, anna, skill)) == 3


def test_a_competency_of_another_categorys_framework_is_not_linked_nor_can_the_course_move_away(house: House) -> None:
    with house.writing() as session:
        safety, office = (add_category(session, house.operator, name) for name in ("Safety", "Office"))
        framework = a_framework(session, category=safety)
        fire = a_skill(session, "Fire safety", framework_id=framework)
        here = a_course(session, "Here", category=safety, competencies={fire: "complete"})
        elsewhere = a_course(session, "Elsewhere", category=office)
    with house.writing() as session, pytest.raises(Invalid, match="of a framework for another category"):
        put_competencies(session, house.operator, elsewhere, {fire: "complete"})
    with house.writing() as session, pytest.raises(Invalid, match="of a framework for another category"):
        edit_course(session, house.operator, here, CourseDetails("", "Here", category_id=office))


def test_completing_an_activity_with_outcome_complete_gives_the_default_value(house: House) -> None:
    with house.writing() as session:
        english, anna = a_skill(session, "English", category=CompetencyCategory.LANGUAGE), a_person(session)
        drill = create_activity(session, house.operator, ActivityDetails("Drill", completed_at_score=Decimal("0.5")))
        link_skill(session, house.operator, drill, english, outcome=LinkOutcome.COMPLETE)
    for percent, value in ((49, None), (50, "B1")):
        house.clock.forward(minutes=1)
        with house.writing() as session:
            a_result(session, anna, drill, percent)
        with house.reading() as session:
            rating = rating_of(session, anna, english)
            assert (rating.value.name if rating and rating.value else None) == value
