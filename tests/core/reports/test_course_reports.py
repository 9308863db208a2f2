"""A course's reports: who has reached what, and how its activities and competencies belong together."""

from __future__ import annotations

import pytest

from core.achievements import give_rating
from core.activities import complete_course, enrol, link_skill, unenrol
from core.errors import Refused
from core.frameworks import CompetencyCategory, scale_of
from core.people import ContextKind, PersonDetails, RoleContext, give_role, register_person
from core.reports import breakdown, mapping
from tests.builders import a_course, a_module_in, a_person, a_skill, an_activity
from tests.conftest import House


@pytest.mark.rule("courses/breakdown")
def test_per_competency_it_names_who_has_reached_it_and_who_has_not(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        course = a_course(session, competencies={fire: "complete", aid: "evidence"})
        erik, anna, omar = (a_person(session, name) for name in ("Erik Strand", "Anna Berg", "Omar Aziz"))
        enrol(session, house.operator, course, [erik, anna, omar])
        complete_course(session, house.operator, course, omar, source="file")
    with house.reading() as session:
        found = breakdown(session, house.operator, course)
        assert found.people == 3
        assert [(each.competency.name, each.reached, each.missing) for each in found.lines] == [
            ("Fire safety", ("Omar Aziz",), ("Anna Berg", "Erik Strand")),
            ("First aid", (), ("Anna Berg", "Erik Strand", "Omar Aziz")),
        ]


def test_a_value_below_proficient_has_not_reached_it(house: House) -> None:
    with house.writing() as session:
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        course, anna = a_course(session, competencies={english: "complete"}), a_person(session)
        enrol(session, house.operator, course, [anna])
    for value, reached in (("A2", ()), ("B1", ("Anna Berg",)), ("C2", ("Anna Berg",))):
        with house.writing() as session:
            value_id = scale_of(session, english).named(value).id
            give_rating(session, house.operator, person_id=anna, competency_id=english, scale_value_id=value_id)
        with house.reading() as session:
            assert breakdown(session, house.operator, course).lines[0].reached == reached


def test_who_left_and_who_is_deactivated_are_left_out(house: House) -> None:
    with house.writing() as session:
        course = a_course(session, competencies={a_skill(session): "complete"})
        details = {"email": "gone@nordlys.example", "chat_user_id": None}
        anna, gone, left = a_person(session), a_person(session, "Gone Away", **details), a_person(session, "Lena Moe")
        enrol(session, house.operator, course, [anna, gone, left])
        unenrol(session, house.operator, course, [left])
        register_person(session, house.operator, PersonDetails("Gone Away", **details, active=False))
    with house.reading() as session:
        assert breakdown(session, house.operator, course).lines[0].missing == ("Anna Berg",)


@pytest.mark.rule("activities/mapping-report")
def test_the_mapping_has_activities_with_and_without_competencies_and_what_is_on_no_activity(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        course = a_course(session, competencies={fire: "complete", aid: "complete"})
        one, two = a_module_in(session, course, name="One"), a_module_in(session, course, name="Two")
        drill = an_activity(session, "Drill", fire, modules=(one,))
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        link_skill(session, house.operator, drill, english)
        an_activity(session, "Reading", modules=(two,))
        an_activity(session, "Elsewhere", aid)
    with house.reading() as session:
        found = mapping(session, house.operator, course)
        assert [(each.title, each.module) for each in found.mapped] == [("Drill", "One")]
        assert {(view.name, outcome) for view, outcome in found.mapped[0].competencies} == {
            ("Fire safety", "streak"),
            ("English", "evidence"),
        }
        assert [(each.title, each.module) for each in found.unmapped] == [("Reading", "Two")]
        assert [each.name for each in found.uncovered] == ["First aid"]


def test_an_activity_whose_only_competency_is_above_the_readers_tier_still_counts_as_mapped(house: House) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Secret", access_tier=5)
        course = a_course(session, competencies={secret: "complete"})
        an_activity(session, "Drill", secret, modules=(a_module_in(session, course),))
        mona = a_person(session, "Mona Aas")
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, course))
    with house.reading() as session:
        found = mapping(session, house.as_(mona), course)
        assert ([each.competencies for each in found.mapped], found.unmapped, found.uncovered) == ([()], (), ())
        assert breakdown(session, house.as_(mona), course).lines == ()


@pytest.mark.parametrize(
    ("role", "may"), [("teacher", True), ("plan_admin", True), ("admin", True), ("content_editor", False), ("", False)]
)
def test_who_reads_a_courses_reports(house: House, role: str, may: bool) -> None:
    with house.writing() as session:
        course, person = a_course(session), a_person(session)
        if role == "teacher":
            give_role(session, house.operator, person, role, RoleContext(ContextKind.COURSE, course))
        elif role:
            give_role(session, house.operator, person, role)
    for report in (breakdown, mapping):
        with house.reading() as session:
            if may:
                assert report(session, house.as_(person), course).course.id == course
            else:
                with pytest.raises(Refused, match="this course's reports"):
                    report(session, house.as_(person), course)
