"""The whole Permissions table, walked: each capability, role and context, allowed and refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.errors import Invalid, Refused, Stranger
from core.history import begin, end
from core.people import (
    SITE,
    Actor,
    Capability,
    ContextKind,
    PersonDetails,
    RoleContext,
    Where,
    add_category,
    add_group,
    allowed_people,
    allows,
    edit_role,
    give_role,
    holds_anywhere,
    join_group,
    over,
    register_person,
    require,
    set_line_manager,
    take_role,
)
from core.people.models import Grant, Workspace
from tests.checks.permissions import LETTERS
from tests.conftest import House

COURSE, OTHER_COURSE = 501, 502


@dataclass
class Cast:
    """One person for each role, and the places they act in."""

    by_role: dict[str, int]
    anna: int
    peer: int
    category: int
    below: int
    other: int
    team: int


@pytest.fixture
def cast(house: House) -> Cast:
    with house.writing() as session:
        operator = house.operator

        def someone(name: str) -> int:
            return register_person(session, operator, PersonDetails(name, f"{name}@nordlys.example"))

        people = {role: someone(role) for role in LETTERS.values()}
        peer = someone("peer")
        category = add_category(session, operator, "Safety")
        below = add_category(session, operator, "Fire", category)
        other = add_category(session, operator, "Office")
        team = add_group(session, operator, "team", "Warehouse")
        set_line_manager(session, operator, people["employee"], people["manager"])
        give_role(session, operator, people["teacher"], "teacher", RoleContext(ContextKind.COURSE, COURSE))
        for role in ("content_editor", "framework_admin", "plan_admin", "competency_admin", "admin"):
            give_role(session, operator, people[role], role)
        reviewed = RoleContext(ContextKind.PERSON, people["employee"])
        give_role(session, operator, people["reviewer"], "reviewer", reviewed)
    return Cast(people, people["employee"], peer, category, below, other, team)


@pytest.mark.rule("people/matrix")
def test_a_teacher_sees_the_details_of_their_courses_people_only_through_the_course(house: House, cast: Cast) -> None:
    teacher = house.as_(cast.by_role["teacher"])
    with house.reading() as session:
        assert allows(session, teacher, Capability.DETAILS_VIEW, over(cast.anna, through_courses=(COURSE,)))
        assert not allows(session, teacher, Capability.DETAILS_VIEW, over(cast.anna, through_courses=(OTHER_COURSE,)))
        assert not allows(session, teacher, Capability.DETAILS_VIEW, over(cast.anna))


@pytest.mark.rule("people/matrix")
def test_the_current_reviewer_sees_one_competency_of_one_person_until_the_decision(house: House, cast: Cast) -> None:
    peer = house.as_(cast.peer)
    with house.writing() as session:
        grant = begin(
            session,
            Grant(
                person_id=cast.peer, capability="details.view", over_person_id=cast.anna, competency_id=7, reason="r"
            ),
        )
    with house.writing() as session:
        assert allows(session, peer, Capability.DETAILS_VIEW, over(cast.anna, competency_id=7))
        assert not allows(session, peer, Capability.DETAILS_VIEW, over(cast.anna, competency_id=8))
        assert not allows(session, peer, Capability.DETAILS_VIEW, over(cast.by_role["manager"], competency_id=7))
        house.clock.forward(minutes=5)
    with house.writing() as session:
        end(session, session.get_one(Grant, grant.id))
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not allows(session, peer, Capability.DETAILS_VIEW, over(cast.anna, competency_id=7))


@pytest.mark.rule("people/matrix")
def test_managers_open_documents_only_where_that_is_switched_on(house: House, cast: Cast) -> None:
    manager, anna = house.as_(cast.by_role["manager"]), over(cast.anna)
    with house.reading() as session:
        assert not allows(session, manager, Capability.DOCUMENT_OPEN, anna)
    with house.writing() as session:
        session.get_one(Workspace, house.workspace_id).settings = {"managers_see_documents": True}
    with house.reading() as session:
        assert allows(session, manager, Capability.DOCUMENT_OPEN, anna)
        assert not allows(session, manager, Capability.DOCUMENT_OPEN, over(cast.peer))


@pytest.mark.rule("people/matrix")
def test_a_groups_lead_targets_that_group_only(house: House, cast: Cast) -> None:
    with house.writing() as session:
        other = add_group(session, house.operator, "team", "Office")
        join_group(session, house.operator, cast.team, cast.peer, lead=True)
    with house.reading() as session:
        lead = house.as_(cast.peer)
        assert allows(session, lead, Capability.TARGET_ASSIGN_GROUP, Where(group_id=cast.team))
        assert not allows(session, lead, Capability.TARGET_ASSIGN_GROUP, Where(group_id=other))
        assert not allows(session, lead, Capability.TARGET_ASSIGN_GROUP, SITE)


@pytest.mark.rule("people/capabilities")
def test_a_role_given_in_a_category_holds_there_and_below_and_nowhere_else(house: House, cast: Cast) -> None:
    with house.writing() as session:
        give_role(
            session, house.operator, cast.peer, "framework_admin", RoleContext(ContextKind.CATEGORY, cast.category)
        )
    with house.reading() as session:
        actor = house.as_(cast.peer)

        def held(where: Where) -> bool:
            return allows(session, actor, Capability.COMPETENCY_MANAGE, where)

        assert held(Where(category_id=cast.category))
        assert held(Where(category_id=cast.below))
        assert not held(Where(category_id=cast.other))
        assert not held(SITE)
        assert holds_anywhere(session, actor, Capability.COMPETENCY_MANAGE)


@pytest.mark.rule("people/capabilities")
def test_a_role_in_a_course_reaches_neither_its_category_nor_another_course(house: House, cast: Cast) -> None:
    with house.reading() as session:
        teacher = house.as_(cast.by_role["teacher"])
        assert allows(session, teacher, Capability.COURSE_COMPETENCY_GRADE, Where(course_id=COURSE))
        assert not allows(session, teacher, Capability.COURSE_COMPETENCY_GRADE, Where(course_id=OTHER_COURSE))
        assert not allows(session, teacher, Capability.ACTIVITY_MANAGE, Where(category_id=cast.below))


@pytest.mark.rule("people/skill-managers")
def test_an_editor_manages_skills_only_and_only_without_access_tier(house: House, cast: Cast) -> None:
    editor = cast.by_role["content_editor"]
    with house.reading() as session:
        assert allows(session, house.as_(editor), Capability.COMPETENCY_MANAGE, Where(skills_only=True))
        assert not allows(session, house.as_(editor), Capability.COMPETENCY_MANAGE, Where(skills_only=False))
    with house.writing() as session:
        register_person(
            session, house.operator, PersonDetails("content_editor", "content_editor@nordlys.example", access_tier=0)
        )
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not allows(session, house.as_(editor), Capability.COMPETENCY_MANAGE, Where(skills_only=True))


@pytest.mark.rule("people/implied")
def test_managing_plans_implies_approving_and_grading_implies_reviewing_but_not_across(
    house: House, cast: Cast
) -> None:
    with house.writing() as session:
        admin = house.as_(cast.by_role["admin"])
        for capability in (Capability.PLAN_APPROVE, Capability.EVIDENCE_REVIEW, Capability.COMPETENCY_GRADE):
            edit_role(session, admin, "plan_admin", remove=capability)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        planner = house.as_(cast.by_role["plan_admin"])
        assert allows(session, planner, Capability.PLAN_APPROVE, over(cast.anna))
        assert not allows(session, planner, Capability.COMPETENCY_GRADE, over(cast.anna))
        assert not allows(session, planner, Capability.EVIDENCE_REVIEW, over(cast.anna))
        grader = house.as_(cast.by_role["reviewer"])
        assert allows(session, grader, Capability.EVIDENCE_REVIEW, over(cast.anna))


@pytest.mark.rule("people/roles")
def test_only_a_site_admin_edits_roles_or_grants_one_that_manages_the_site(house: House, cast: Cast) -> None:
    lesser, site_admin = house.as_(cast.by_role["competency_admin"]), house.as_(cast.by_role["admin"])
    with house.writing() as session, pytest.raises(Refused):
        edit_role(session, lesser, "reviewer", add=Capability.EXPORT)
    with house.writing() as session, pytest.raises(Refused, match="A site admin can give or take it"):
        give_role(session, lesser, cast.peer, "admin")
    with house.writing() as session:
        give_role(session, site_admin, cast.peer, "admin")
        edit_role(session, site_admin, "reviewer", add=Capability.EXPORT)
    with house.reading() as session:
        assert allows(session, house.as_(cast.peer), Capability.SITE_MANAGE)
        assert allows(session, house.as_(cast.by_role["reviewer"]), Capability.EXPORT, over(cast.anna))


@pytest.mark.rule("people/roles")
def test_nobody_but_a_site_admin_grants_what_they_do_not_hold(house: House, cast: Cast) -> None:
    with house.writing() as session:
        edit_role(session, house.operator, "content_editor", add=Capability.ROLE_GRANT)
    house.clock.forward(seconds=1)
    editor = house.as_(cast.by_role["content_editor"])
    with house.writing() as session, pytest.raises(Refused, match="holds more than you do"):
        give_role(session, editor, cast.peer, "competency_admin")
    with house.writing() as session, pytest.raises(Invalid, match="I don't know the role chief"):
        give_role(session, house.operator, cast.peer, "chief")


@pytest.mark.rule("people/roles")
def test_a_role_taken_away_holds_no_longer_and_its_history_stays(house: House, cast: Cast) -> None:
    with house.writing() as session:
        assignment = give_role(session, house.operator, cast.peer, "plan_admin")
    house.clock.forward(days=1)
    with house.writing() as session:
        take_role(session, house.operator, assignment)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not allows(session, house.as_(cast.peer), Capability.TEMPLATE_MANAGE)


@pytest.mark.rule("people/relations")
def test_a_relation_holds_over_one_person_from_its_start_to_its_end_only(house: House, cast: Cast) -> None:
    start = house.clock.now + timedelta(days=2)
    with house.writing() as session:
        over_anna = RoleContext(ContextKind.PERSON, cast.anna)
        give_role(
            session, house.operator, cast.peer, "reviewer", over_anna, since=start, until=start + timedelta(days=3)
        )

    def held(person: int) -> bool:
        with house.reading() as session:
            return allows(session, house.as_(cast.peer), Capability.COMPETENCY_GRADE, over(person))

    assert not held(cast.anna)
    house.clock.forward(days=2)
    assert held(cast.anna)
    assert not held(cast.by_role["manager"])
    house.clock.forward(days=3)
    assert not held(cast.anna)


@pytest.mark.rule("people/own-qualifications")
def test_own_qualifications_are_writable_until_a_site_revokes_it(house: House, cast: Cast) -> None:
    anna = house.as_(cast.anna)
    with house.reading() as session:
        assert allows(session, anna, Capability.QUALIFICATION_OWN_WRITE, over(cast.anna))
        assert not allows(session, anna, Capability.QUALIFICATION_OWN_WRITE, over(cast.peer))
    with house.writing() as session:
        edit_role(session, house.operator, "employee", remove=Capability.QUALIFICATION_OWN_WRITE)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not allows(session, anna, Capability.QUALIFICATION_OWN_WRITE, over(cast.anna))


@pytest.mark.rule("people/strangers")
def test_unknown_and_deactivated_people_are_strangers_everywhere(house: House, cast: Cast) -> None:
    with house.writing() as session:
        register_person(session, house.operator, PersonDetails("admin", "admin@nordlys.example", active=False))
    house.clock.forward(seconds=1)
    nobody, gone = Actor(house.workspace_id, None), house.as_(cast.by_role["admin"])
    with house.reading() as session:
        for actor in (nobody, gone):
            assert not allows(session, actor, Capability.SITE_MANAGE)
            with pytest.raises(Stranger, match="only for members"):
                require(session, actor, Capability.PLAN_VIEW_OWN, over(cast.anna))
            assert list(session.scalars(allowed_people(session, actor, Capability.DETAILS_VIEW))) == []


@pytest.mark.rule("people/refusal")
def test_a_refusal_says_what_is_missing_why_and_who_can_help(house: House, cast: Cast) -> None:
    with house.reading() as session, pytest.raises(Refused) as refused:
        require(session, house.as_(cast.peer), Capability.TARGET_ASSIGN, over(cast.anna))
    assert str(refused.value) == (
        "Not done: setting targets for this person isn't open to you here. Those who supervise them, or an admin, can."
    )
    assert str(refused.value.why) == ("The capability target.assign is held by: admin, competency admin and manager.")


@pytest.mark.rule("people/leaders")
def test_a_manager_changes_qualifications_of_those_they_supervise_and_nobody_elses(house: House, cast: Cast) -> None:
    manager = house.as_(cast.by_role["manager"])
    with house.reading() as session:
        allowed = set(session.scalars(allowed_people(session, manager, Capability.QUALIFICATION_WRITE)))
        everyone = set(
            session.scalars(allowed_people(session, house.as_(cast.by_role["admin"]), Capability.QUALIFICATION_WRITE))
        )
    assert allowed == {cast.anna}
    assert everyone == {*cast.by_role.values(), cast.peer}
