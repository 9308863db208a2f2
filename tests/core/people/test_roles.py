"""Roles: where each can be given, by whom, from when until when; what they hold; and that somebody always manages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import (
    PERMISSIONS,
    SITE,
    Capability,
    ContextKind,
    PersonDetails,
    PersonEdit,
    Role,
    RoleContext,
    Where,
    add_category,
    add_role,
    allows,
    capabilities_of,
    edit_person,
    edit_role,
    give_role,
    over,
    person,
    places_of,
    register_person,
    remove_role,
    role_named,
    role_views,
    roles_held,
    set_capabilities,
    take_role,
)
from tests.builders import a_person
from tests.checks.permissions import LETTERS, book_lines
from tests.conftest import House


class Staff:
    """A site admin, a competency admin, and two people without roles."""

    def __init__(self, house: House) -> None:
        with house.writing() as session:
            self.admin = a_person(session, "Ada Vik", role="admin")
            self.lesser = a_person(session, "Carla Ruiz", role="competency_admin")
            self.anna, self.rita = a_person(session, "Anna Berg"), a_person(session, "Rita Moe")
            self.safety = add_category(session, house.operator, "Safety")
            self.office = add_category(session, house.operator, "Office")


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


@pytest.mark.rule("people/roles")
def test_shipped_roles_hold_exactly_what_the_book_lists(house: House) -> None:
    listed: dict[str, set[str]] = {role: set() for role in LETTERS.values()}
    for name, line in book_lines().items():
        for role in line.roles:
            listed[role].add(name)
    listed["content_editor"].add("competency.manage")
    listed["lead"] = {"target.assign.group"}
    for name in ("report.coverage", "report.statistics", "details.view"):
        listed["teacher"].add(name)
    with house.reading() as session:
        for role, names in listed.items():
            implied = {"evidence.review"} if "competency.grade" in names else set[str]()
            assert {str(each) for each in capabilities_of(session, role)} == names | implied, role
        assert {each.name for each in role_views(session)} == set(listed)


@pytest.mark.rule("people/roles")
@pytest.mark.parametrize("role", ["employee", "manager", "lead"])
def test_roles_that_follow_from_the_directory_are_given_to_nobody(house: House, staff: Staff, role: str) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="it follows from the directory"):
        give_role(session, house.as_(staff.admin), staff.anna, role)
    with house.reading() as session:
        assert roles_held(session, person_id=staff.anna) == []
        assert not allows(session, house.as_(staff.anna), Capability.EVIDENCE_ADD_OWN, over(staff.rita))


@pytest.mark.rule("people/roles")
@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("teacher", {"course", "category"}),
        ("reviewer", {"person"}),
        ("admin", {"site"}),
        ("content_editor", {"site", "category"}),
        ("framework_admin", {"site", "category"}),
        ("plan_admin", {"site", "category"}),
        ("competency_admin", {"site", "category"}),
    ],
)
def test_each_role_is_given_where_it_belongs_and_nowhere_else(
    house: House, staff: Staff, role: str, kinds: set[str]
) -> None:
    contexts = {
        "site": RoleContext(),
        "category": RoleContext(ContextKind.CATEGORY, staff.safety),
        "course": RoleContext(ContextKind.COURSE, 501),
        "person": RoleContext(ContextKind.PERSON, staff.anna),
    }
    assert places_of(role) == kinds
    with house.writing() as session:
        for kind, context in contexts.items():
            if kind in kinds:
                give_role(session, house.as_(staff.admin), staff.rita, role, context)
            else:
                with pytest.raises(Invalid, match="Not given: ") as refused:
                    give_role(session, house.as_(staff.admin), staff.rita, role, context)
                assert "/prowess role give" in str(refused.value)
        assert {each.kind for each in roles_held(session, person_id=staff.rita)} == kinds


@pytest.mark.rule("people/roles")
def test_nobody_but_a_site_admin_gives_or_takes_what_they_do_not_hold_there(house: House, staff: Staff) -> None:
    with house.writing() as session:
        edit_role(session, house.operator, "content_editor", add=Capability.ROLE_GRANT)
        editor = a_person(session, "Cleo", role=None)
        give_role(
            session, house.operator, editor, "content_editor", RoleContext(ContextKind.CATEGORY, staff.safety)
        )
        given = give_role(session, house.operator, staff.rita, "plan_admin")
    safety, office = (RoleContext(ContextKind.CATEGORY, each) for each in (staff.safety, staff.office))
    with house.writing() as session:
        cleo = house.as_(editor)
        give_role(session, cleo, staff.anna, "content_editor", safety)
        for role, context in (("content_editor", office), ("content_editor", None), ("framework_admin", safety)):
            with pytest.raises(Refused):
                give_role(session, cleo, staff.anna, role, context)
        with pytest.raises(Refused):
            take_role(session, cleo, given)
        with pytest.raises(Refused, match="holds more than you do there"):
            give_role(session, house.as_(staff.lesser), staff.anna, "admin")
        with pytest.raises(Refused, match="holds more than you do there"):
            take_role(session, house.as_(staff.lesser), roles_held(session, person_id=staff.admin)[0].id)
        give_role(session, house.as_(staff.admin), staff.anna, "admin")


@pytest.mark.rule("people/roles")
def test_only_a_site_admin_edits_makes_and_removes_roles(house: House, staff: Staff) -> None:
    lesser, admin = house.as_(staff.lesser), house.as_(staff.admin)
    with house.writing() as session:
        for act in (
            lambda: edit_role(session, lesser, "reviewer", add=Capability.EXPORT),
            lambda: set_capabilities(session, lesser, "reviewer", ()),
            lambda: add_role(session, lesser, "mentor", ()),
            lambda: remove_role(session, lesser, "reviewer"),
        ):
            with pytest.raises(Refused, match="managing the site"):
                act()
        assert add_role(session, admin, " mentor ", [Capability.GAP_VIEW]) == "mentor"
        before = set_capabilities(session, admin, "mentor", [Capability.GAP_VIEW, Capability.DETAILS_VIEW])
        assert before == {Capability.GAP_VIEW}
    with house.reading() as session:
        mentor = role_named(session, "Mentor")
        assert mentor is not None and not mentor.shipped
        assert set(mentor.capabilities) == {Capability.GAP_VIEW, Capability.DETAILS_VIEW}


@pytest.mark.rule("people/roles")
def test_a_role_of_ones_own_holds_what_it_was_made_with_over_whom_it_is_given(house: House, staff: Staff) -> None:
    admin, rita = house.as_(staff.admin), house.as_(staff.rita)
    with house.writing() as session:
        add_role(session, admin, "mentor", [Capability.GAP_VIEW])
        give_role(session, admin, staff.rita, "mentor", RoleContext(ContextKind.PERSON, staff.anna))
    with house.reading() as session:
        assert allows(session, rita, Capability.GAP_VIEW, over(staff.anna))
        assert not allows(session, rita, Capability.DETAILS_VIEW, over(staff.anna))
        assert not allows(session, rita, Capability.GAP_VIEW, over(staff.lesser))
    with house.writing() as session:
        edit_role(session, admin, "mentor", add=Capability.DETAILS_VIEW, remove=Capability.GAP_VIEW)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert allows(session, rita, Capability.DETAILS_VIEW, over(staff.anna))
        assert not allows(session, rita, Capability.GAP_VIEW, over(staff.anna))


def test_a_role_somebody_has_is_not_removed_and_a_shipped_one_never(house: House, staff: Staff) -> None:
    admin = house.as_(staff.admin)
    with house.writing() as session:
        add_role(session, admin, "mentor", [Capability.GAP_VIEW])
        given = give_role(session, admin, staff.rita, "mentor", RoleContext(ContextKind.PERSON, staff.anna))
        with pytest.raises(Conflict, match="1 still have mentor"):
            remove_role(session, admin, "mentor")
        take_role(session, admin, given)
        remove_role(session, admin, "mentor")
        assert role_named(session, "mentor") is None
        with pytest.raises(Invalid, match="I don't know the role mentor"):
            give_role(session, admin, staff.rita, "mentor", RoleContext(ContextKind.PERSON, staff.anna))
        with pytest.raises(Invalid, match="shipped and stays"):
            remove_role(session, admin, "reviewer")
        assert add_role(session, admin, "Mentor", []) == "mentor"
        with pytest.raises(Conflict, match="There is a role mentor already"):
            add_role(session, admin, "MENTOR", [])
        for name in ("", " ", "x" * 61):
            with pytest.raises(Invalid, match="at most 60"):
                add_role(session, admin, name, [])


def test_there_is_always_somebody_who_manages_the_site(house: House, staff: Staff) -> None:
    admin = house.as_(staff.admin)
    with house.writing() as session:
        own = roles_held(session, person_id=staff.admin)[0].id
        with pytest.raises(Conflict, match="nobody would be left who manages the site"), session.begin_nested():
            take_role(session, admin, own)
        with pytest.raises(Conflict, match="nobody would be left who manages the site"), session.begin_nested():
            edit_role(session, admin, "admin", remove=Capability.SITE_MANAGE)
    with house.writing() as session:
        give_role(session, admin, staff.rita, "admin")
    house.clock.forward(seconds=1)
    with house.writing() as session:
        take_role(session, admin, own)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not allows(session, admin, Capability.SITE_MANAGE)
        assert allows(session, house.as_(staff.rita), Capability.SITE_MANAGE)


def test_given_again_a_role_is_had_once_and_its_dates_change(house: House, staff: Staff) -> None:
    operator, context = house.operator, RoleContext(ContextKind.PERSON, staff.anna)
    until = house.clock.now + timedelta(days=30)
    with house.writing() as session:
        first = give_role(session, operator, staff.rita, "reviewer", context)
        assert give_role(session, operator, staff.rita, "reviewer", context) == first
        assert give_role(session, operator, staff.rita, "reviewer", context, until=until) != first
        (held,) = roles_held(session, person_id=staff.rita)
        assert (held.place, held.until) == ("Anna Berg", until)
    house.clock.forward(days=29)
    assert _grades(house, staff)
    house.clock.forward(days=1)
    assert not _grades(house, staff)
    with house.reading() as session:
        assert roles_held(session, person_id=staff.rita) == []


def _grades(house: House, staff: Staff) -> bool:
    with house.reading() as session:
        return allows(session, house.as_(staff.rita), Capability.COMPETENCY_GRADE, over(staff.anna))


@pytest.mark.rule("people/relations")
def test_a_relation_begins_and_ends_at_its_instants_and_is_listed_before_it_begins(house: House, staff: Staff) -> None:
    start, until = house.clock.now + timedelta(days=2), house.clock.now + timedelta(days=4)
    with house.writing() as session:
        context = RoleContext(ContextKind.PERSON, staff.anna)
        give_role(session, house.as_(staff.lesser), staff.rita, "reviewer", context, since=start, until=until)
        assert [each.since for each in roles_held(session, person_id=staff.rita)] == [start]
    for at, held in (
        (start - timedelta(microseconds=1), False),
        (start, True),
        (until - timedelta(microseconds=1), True),
        (until, False),
    ):
        house.clock.now = at
        assert _grades(house, staff) == held, at


@pytest.mark.rule("people/relations")
@pytest.mark.parametrize("role", [None, "plan_admin", "content_editor", "framework_admin"])
def test_nobody_but_an_admin_gives_a_role_over_a_person(house: House, staff: Staff, role: str | None) -> None:
    with house.writing() as session:
        asking = staff.anna if role is None else a_person(session, "Pia", role=role)
        with pytest.raises(Refused):
            give_role(
                session, house.as_(asking), staff.rita, "reviewer", RoleContext(ContextKind.PERSON, staff.anna)
            )


def test_what_cannot_be_is_refused_with_the_field_at_fault(house: House, staff: Staff) -> None:
    now: datetime = house.clock.now
    with house.writing() as session:
        for context, dates, field in (
            (RoleContext(ContextKind.PERSON, staff.rita), {}, "over"),
            (RoleContext(ContextKind.PERSON, 999_999), {}, "place"),
            (RoleContext(ContextKind.PERSON, staff.anna), {"until": now}, "until"),
            (
                RoleContext(ContextKind.PERSON, staff.anna),
                {"since": now + timedelta(days=2), "until": now + timedelta(days=2)},
                "until",
            ),
        ):
            with pytest.raises((Invalid, NotFound)) as refused:
                give_role(session, house.operator, staff.rita, "reviewer", context, **dates)
            assert refused.value.field == field
        assert roles_held(session, person_id=staff.rita) == []


@pytest.mark.rule("people/capabilities")
def test_a_role_in_a_category_reaches_its_courses_and_neither_people_nor_the_site(house: House, staff: Staff) -> None:
    with house.writing() as session:
        inner = add_category(session, house.operator, "Fire", staff.safety)
        context = RoleContext(ContextKind.CATEGORY, staff.safety)
        give_role(session, house.operator, staff.rita, "competency_admin", context)
    rita = house.as_(staff.rita)
    with house.reading() as session:
        for category in (staff.safety, inner):
            assert allows(session, rita, Capability.COURSE_MANAGE, Where(course_id=7, category_id=category))
            assert allows(session, rita, Capability.COMPETENCY_MANAGE, Where(category_id=category))
        assert not allows(session, rita, Capability.COURSE_MANAGE, Where(course_id=7, category_id=staff.office))
        assert not allows(session, rita, Capability.COURSE_MANAGE, Where(course_id=7))
        for capability in Capability:
            if {ContextKind.PERSON} <= PERMISSIONS[capability].contexts:
                own = Role.EMPLOYEE in PERMISSIONS[capability].roles
                assert not allows(session, rita, capability, over(staff.anna))
                assert allows(session, rita, capability, over(staff.rita)) == own
            assert not allows(session, rita, capability, SITE)


def test_the_last_admin_is_not_deactivated_by_hand(house: House) -> None:
    with house.writing() as session:
        only = register_person(session, house.operator, PersonDetails("Ada", "ada@nordlys.example"))
        give_role(session, house.operator, only, "admin")
    with house.writing() as session:
        gone = PersonEdit("ada@nordlys.example", None, active=False)
        with pytest.raises(Conflict, match="nobody would be left"), session.begin_nested():
            edit_person(session, house.operator, only, gone)
    with house.reading() as session:
        assert person(session, only).active
