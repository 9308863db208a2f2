"""An editor builds a course in chat: course, category, modules, activities, competencies with their outcomes."""

from __future__ import annotations

import pytest

from core.activities import competencies_on, courses_named, links_of, modules_of, outcomes_on
from core.errors import Invalid, Refused
from core.frameworks import CompetencyCategory
from core.people import course_teachers
from tests.bot.course_talk import School, school
from tests.bot.spoken import labels
from tests.builders import a_course, a_person, a_skill

__all__ = ["school"]


def test_a_course_is_built_from_nothing_to_its_competencies(school: School) -> None:
    ada = school.talk("ada")
    ada.command("course", "categories")
    ada.press("New category")
    assert "✓ Added by you, 09:00: Safety." in ada.fill(name="Safety")
    assert ada.options("course.categories", "saf") == ["Safety"]
    ada.command("course", "new Hot work")
    said = ada.fill(description="Welding with a permit.", open=True, teachers=["UMONA"])
    assert said.splitlines()[:4] == [
        "Hot work", "✓ Saved by you, 09:00.", "Welding with a permit.", "You aren't on it.",
    ]
    with school.house.reading() as session:
        [made] = courses_named(session, "Hot work")
        assert made.open
        assert list(course_teachers(session, made.id)) == [school.people["mona"]]
    ada.command("course", "Hot work")
    ada.press("Modules")
    ada.press("Add modules")
    said = ada.fill(modules=[str(school.practice)], name="Permits", theory=True)
    assert "✓ Saved by you, 09:00: 2 modules added." in said
    assert "Basics: practice, 1 activity, 1 required, in 1 other course, too [Open]" in said
    assert "Permits: theory, 0 activities, 0 required [Open]" in said
    ada.press("Open", 1)
    ada.press("Add activities")
    said = ada.fill(title="Permit quiz", required=True)
    assert "Permit quiz: required [Open]" in said
    with school.house.reading() as session:
        assert [each.name for each in modules_of(session, made.id)] == ["Basics", "Permits"]


@pytest.mark.rule("courses/competencies")
def test_several_competencies_are_put_on_a_course_in_one_form_each_with_its_outcome(school: School) -> None:
    with school.house.writing() as session:
        more = [a_skill(session, name) for name in ("Knots", "Ladders", "Welding")]
        a_course(session, "Another", competencies={more[0]: "complete"})
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    assert mona.press("Competencies").splitlines() == [
        "Fire course: 2 competencies",
        "Fire safety: complete; on no other course [Change]",
        "First aid: evidence; on no other course [Change]",
        "[Add competencies] [Open course]",
    ]
    mona.press("Add competencies")
    assert mona.options("course.competencies", "kno") == ["Knots"]
    said = mona.fill(complete=[str(more[0]), str(more[1])], recommend=[str(more[2])], evidence=[], none=[])
    assert "✓ Saved by you, 09:00: 3 competencies added, 0 changed." in said
    assert "Knots: complete; on 1 other course [Change]" in said
    assert "Welding: evidence and a review; on no other course [Change]" in said
    mona.press("Undo")
    with school.house.reading() as session:
        assert outcomes_on(session, school.course) == {school.fire: "complete", school.aid: "evidence"}


def test_an_outcome_is_changed_or_the_competency_taken_off_and_both_are_undone(school: School) -> None:
    mona = school.talk("mona")
    for outcome, words in (("none", "0 competencies added, 1 changed."), ("take_off", "Taken off by you, 09:00")):
        mona.command("course", "Fire course")
        mona.press("Competencies")
        mona.press("Change")
        assert words in mona.fill(outcome=outcome)
        mona.press("Undo")
        with school.house.reading() as session:
            assert outcomes_on(session, school.course)[school.fire] == "complete"


def test_a_form_keeps_its_entries_where_something_is_wrong(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Competencies")
    mona.press("Add competencies")
    skill = [str(school.fire)]
    nothing: dict[str, list[str]] = {name: [] for name in ("complete", "recommend", "evidence", "none")}
    for values, words in (
        ({}, "Pick at least one competency"),
        ({"complete": skill, "evidence": skill}, "picked above already"),
        ({"complete": ["Fire"]}, "Pick from the list"),
    ):
        with pytest.raises(Invalid, match=words):
            mona.fill(**{**nothing, **values})
    mona.command("course", "Fire course")
    mona.press("Edit")
    with pytest.raises(Invalid, match="A course needs a name"):
        mona.fill(name=" ")


@pytest.mark.rule("activities/outcome")
def test_what_a_result_does_for_a_competency_is_chosen_on_the_activity(school: School) -> None:
    with school.house.writing() as session:
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Modules")
    mona.press("Open")
    said = mona.press("Open")
    assert "Fire safety: streak [Change]" in said
    mona.press("Add competencies")
    assert "English: evidence [Change]" in mona.fill(competencies=[str(english)])
    for outcome, words in (
        ("complete", "complete"),
        ("recommend", "evidence and a review"),
        ("none", "only listed"),
        ("evidence", "evidence"),
    ):
        mona.press("Change", 1)
        assert mona.form is not None
        assert "streak" not in [value for _, value in mona.form.fields[0].options]
        assert f"English: {words} [Change]" in mona.fill(outcome=outcome)
    mona.press("Change")
    assert "Fire safety: only listed [Change]" in mona.fill(outcome="none")
    with school.house.reading() as session:
        found = {each.competency_id: each.outcome for each in links_of(session, [school.drill])[school.drill]}
        assert found == {school.fire: "none", english: "evidence"}


def test_required_and_the_completing_score_are_set_on_the_activity(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Modules")
    mona.press("Open")
    mona.press("Open")
    mona.press("Edit")
    assert "not required, quiz, completed at 80 %" in mona.fill(required=False, least="80")
    mona.press("Edit")
    for wrong in ("101", "-1", "eighty"):
        with pytest.raises(Invalid, match="A score is a number from 0 to 100"):
            mona.fill(required=False, least=wrong)


def test_modules_and_activities_are_taken_out_again(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Modules")
    mona.press("Open")
    mona.press("Open")
    assert "Alarm drill was taken out of this module; its results stay." in mona.press("Take out")
    assert "Basics was taken out of the course." in mona.press("Take out")


def test_an_editor_without_right_for_a_course_sees_no_editing_and_is_refused(school: School) -> None:
    mona, erik = school.talk("mona"), school.talk("erik")
    mona.command("course", "Fire course")
    offered = {"Edit", "Modules", "Competencies"}
    assert offered <= set(labels(mona.card))
    erik.command("course", "Fire course")
    assert not offered & set(labels(erik.card))
    from tests.bot.spoken import buttons

    for label in offered:
        button = next(each for each in buttons(mona.card) if str(each.label) == label)
        with pytest.raises(Refused):
            erik.press_button(button)


@pytest.mark.rule("courses/catalogue")
def test_course_for_a_skill_lists_what_can_provide_it_and_joins_an_open_one(school: School) -> None:
    with school.house.writing() as session:
        a_course(session, "Drills for all", competencies={school.fire: "evidence"}, open=True)
    anna = school.talk("anna")
    assert anna.command("course", "for Fire safety").splitlines() == [
        "Fire safety",
        "2 courses and 1 activity can provide it.",
        "Drills for all (course): evidence [Enrol]",
        "Fire course (course): complete [Open]",
        "Alarm drill (activity): streak [Start]",
    ]
    assert "✓ You are enrolled on Drills for all" in anna.press("Enrol")


def test_competencies_above_ones_tier_are_absent_everywhere(school: School) -> None:
    with school.house.writing() as session:
        secret = a_skill(session, "Secret", access_tier=5)
        high = a_person(session, "High Clearance", access_tier=5)
        a_course(session, "Hidden", competencies={secret: "complete"})
        assert [each.competency.id for each in competencies_on(session, courses_named(session, "Hidden")[0].id)]
    erik = school.talk("erik")
    assert "Secret" not in erik.command("course", "Hidden")
    school.people["high"] = high
    assert "Secret" in school.talk("high").command("course", "Hidden")
