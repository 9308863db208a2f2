"""Links move between frameworks where id numbers match; the rest stay and are listed."""

from __future__ import annotations

import pytest

from core.activities import link_skill, links_of
from core.activities.service.course_competencies import outcomes_on
from core.catalogue import Stays, migrate_links, plan_migration
from core.db import WorkspaceSession
from core.errors import Invalid, Refused
from core.frameworks import CompetencyCategory, CompetencyDetails, create_competency, set_status
from core.people import Actor, ContextKind, RoleContext, add_category, give_role
from tests.builders import a_course, a_framework, a_module_in, a_person, an_activity
from tests.conftest import House


def a_numbered(session: WorkspaceSession, framework: int, number: str, name: str, **more: object) -> int:
    details = CompetencyDetails(name, idnumber=number, framework_id=framework, **more)  # type: ignore[arg-type]
    return create_competency(session, Actor.operator(session.workspace_id), details)


def linked(session: WorkspaceSession, activity: int) -> set[int]:
    return {each.competency_id for each in links_of(session, [activity])[activity]}


@pytest.mark.rule("frameworks/migrate")
def test_links_of_courses_and_activities_move_where_id_numbers_match_and_the_rest_stay(house: House) -> None:
    with house.writing() as session:
        old, new = a_framework(session, "Old"), a_framework(session, "New")
        fire, hoses, alone, gone = (a_numbered(session, old, n, n.title()) for n in ("fire", "hoses", "alone", "gone"))
        fire2, hoses2 = a_numbered(session, new, "fire", "Fire (new)"), a_numbered(session, new, "hoses", "Hoses (new)")
        gone2 = a_numbered(session, new, "gone", "Gone (new)")
        set_status(session, house.operator, gone2, "disabled")
        activity = an_activity(session, "Drill", fire, alone, gone)
        course = a_course(session, "Fire course", competencies={hoses: "recommend", alone: "complete"})
    with house.reading() as session:
        plan = plan_migration(session, house.operator, old, new)
        assert {(each.competency, each.place, each.target_id) for each in plan.moved} == {
            ("Fire", "Drill", fire2), ("Hoses", "Fire course", hoses2)
        }
        assert {(each.competency, each.place, each.stays) for each in plan.left} == {
            ("Alone", "Drill", Stays.NO_MATCH), ("Gone", "Drill", Stays.DISABLED),
            ("Alone", "Fire course", Stays.NO_MATCH),
        }
    house.clock.forward(minutes=1)
    with house.writing() as session:
        assert len(migrate_links(session, house.operator, old, new).moved) == 2
    with house.reading() as session:
        assert linked(session, activity) == {fire2, alone, gone}
        assert outcomes_on(session, course) == {hoses2: "recommend", alone: "complete"}


@pytest.mark.rule("frameworks/migrate")
def test_a_second_run_changes_nothing(house: House) -> None:
    with house.writing() as session:
        old, new = a_framework(session, "Old"), a_framework(session, "New")
        fire = a_numbered(session, old, "fire", "Fire")
        a_numbered(session, new, "fire", "Fire (new)")
        an_activity(session, "Drill", fire)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        migrate_links(session, house.operator, old, new)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        again = migrate_links(session, house.operator, old, new)
        assert (again.moved, again.left) == ((), ())
        assert session.facts == []


def test_a_link_that_is_there_already_is_not_doubled(house: House) -> None:
    with house.writing() as session:
        old, new = a_framework(session, "Old"), a_framework(session, "New")
        fire, fire2 = a_numbered(session, old, "fire", "Fire"), a_numbered(session, new, "fire", "Fire (new)")
        activity = an_activity(session, "Drill", fire, fire2)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        migrate_links(session, house.operator, old, new)
    with house.reading() as session:
        assert [each.competency_id for each in links_of(session, [activity])[activity]] == [fire2]


def test_a_competency_of_another_category_or_out_of_scope_keeps_its_links(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        old, new = a_framework(session, "Old"), a_framework(session, "New", category=safety)
        fire, hoses = a_numbered(session, old, "fire", "Fire"), a_numbered(session, old, "hoses", "Hoses")
        a_numbered(session, new, "fire", "Fire licence", category=CompetencyCategory.CERTIFICATION)
        a_numbered(session, new, "hoses", "Hoses (new)")
        inside, outside = a_course(session, "In", category=safety), a_course(session, "Out")
        for course in (inside, outside):
            an_activity(session, f"Drill {course}", fire, hoses, modules=(a_module_in(session, course),))
    with house.reading() as session:
        plan = plan_migration(session, house.operator, old, new)
    assert [(each.competency, each.place) for each in plan.moved] == [("Hoses", f"Drill {inside}")]
    assert {(each.competency, each.place, each.stays) for each in plan.left} == {
        ("Fire", f"Drill {inside}", Stays.OTHER_CATEGORY),
        ("Fire", f"Drill {outside}", Stays.OTHER_CATEGORY),
        ("Hoses", f"Drill {outside}", Stays.OUT_OF_SCOPE),
    }


def test_both_frameworks_are_needed_and_to_be_the_actors_to_change(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        old, new = a_framework(session, "Old"), a_framework(session, "New", category=safety)
        admin = a_person(session)
        give_role(session, house.operator, admin, "framework_admin", RoleContext(ContextKind.CATEGORY, safety))
    with house.writing() as session:
        with pytest.raises(Refused):
            migrate_links(session, house.as_(admin), old, new)
        with pytest.raises(Invalid, match="another framework than Old itself"):
            migrate_links(session, house.operator, old, old)


def test_links_made_for_a_skill_keep_counting_from_the_move_on(house: House) -> None:
    with house.writing() as session:
        old, new = a_framework(session, "Old"), a_framework(session, "New")
        fire, fire2 = a_numbered(session, old, "fire", "Fire"), a_numbered(session, new, "fire", "Fire (new)")
        activity = an_activity(session, "Drill")
        link_skill(session, house.operator, activity, fire)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        migrate_links(session, house.operator, old, new)
    with house.reading() as session:
        [moved] = links_of(session, [activity])[activity]
    assert (moved.competency_id, moved.outcome, moved.since) == (fire2, "streak", house.clock.now)
