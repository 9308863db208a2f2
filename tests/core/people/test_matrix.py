"""The whole Permissions table, walked: each capability, each role wherever it is given, each context asked about.

What is expected is worked out from the rule book's own table and from where a role was given, never from the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from core.errors import Refused, Stranger
from core.people import (
    PERMISSIONS,
    SITE,
    Actor,
    Capability,
    ContextKind,
    PersonDetails,
    RoleContext,
    Where,
    add_category,
    allowed_people,
    allows,
    give_role,
    holds_anywhere,
    over,
    register_person,
    require,
    set_line_manager,
)
from tests.builders import a_person, a_team
from tests.checks.permissions import BookLine, book_lines
from tests.conftest import House

BOOK = book_lines()
NAMES = sorted(BOOK)
COURSE, OTHER_COURSE = 501, 502
PLACES = ("site", "category", "below", "other", "course", "other course", "anna", "peer", "group", "other group")
KIND_OF = {
    "site": "site", "category": "category", "below": "category", "other": "category", "course": "course",
    "other course": "course", "anna": "person", "peer": "person", "group": "group", "other group": "group",
}  # fmt: skip
BELOW = {
    "site": set(PLACES),
    "category": {"category", "below", "course"},
    "below": {"below", "course"},
    "course": {"course"},
    "anna": {"anna"},
    "group": {"group"},
}
"""The tree: site > category > course, site > person, site > group; the course lies in 'below', below 'category'."""

ALSO = {"C without tier: skills": "content_editor", "the group's lead": "lead", "T where given": "teacher"}
"""Conditions the book adds in words, as roles."""

ELSEWHERE = {"revocable", "T: their competencies", "M if switched on"}
"""Conditions that tests of their own ask about, in test_permissions."""


@dataclass
class Somebody:
    """A person with one role, given in one place of the tree."""

    name: str
    role: str
    given: str
    actor: Actor


@dataclass
class Cast:
    """Everybody, and the contexts they are asked about."""

    people: list[Somebody] = field(default_factory=list)
    places: dict[str, Where] = field(default_factory=dict)


@pytest.fixture
def cast(house: House) -> Cast:
    found = Cast()
    with house.writing() as session:
        operator = house.operator
        top = add_category(session, operator, "Safety")
        below = add_category(session, operator, "Fire", top)
        other = add_category(session, operator, "Office")
        contexts = {
            "site": RoleContext(),
            "category": RoleContext(ContextKind.CATEGORY, top),
            "below": RoleContext(ContextKind.CATEGORY, below),
            "course": RoleContext(ContextKind.COURSE, COURSE),
        }
        anna, peer = a_person(session, "anna"), a_person(session, "peer")
        contexts["anna"] = RoleContext(ContextKind.PERSON, anna)
        direct, upper = a_person(session, "manager"), a_person(session, "manager above")
        set_line_manager(session, operator, anna, direct)
        set_line_manager(session, operator, direct, upper)
        lead = a_person(session, "team lead")
        team = a_team(session, "Warehouse", anna, lead=lead)
        others_team = a_team(session, "Office", peer)

        def add(name: str, role: str, given: str, person_id: int) -> None:
            found.people.append(Somebody(name, role, given, house.as_(person_id)))

        add("anna herself", "employee", "anna", anna)
        add("a peer", "employee", "peer", peer)
        for who, person_id in (("her manager", direct), ("the manager above", upper), ("her team's lead", lead)):
            add(who, "manager", "anna", person_id)
        add("the group's lead", "lead", "group", lead)
        for role, places in (
            ("teacher", ("course", "category")),
            ("content_editor", ("site", "category", "below")),
            ("framework_admin", ("site", "category", "below")),
            ("plan_admin", ("site", "category", "below")),
            ("competency_admin", ("site", "category", "below")),
            ("reviewer", ("anna",)),
            ("admin", ("site",)),
        ):
            for given in places:
                person_id = a_person(session, f"{role} at {given}")
                give_role(session, operator, person_id, role, contexts[given])
                add(f"{role} at {given}", role, given, person_id)
        found.places = {
            "site": SITE,
            "category": Where(category_id=top),
            "below": Where(category_id=below),
            "other": Where(category_id=other),
            "course": Where(course_id=COURSE, category_id=below),
            "other course": Where(course_id=OTHER_COURSE, category_id=other),
            "anna": over(anna),
            "peer": over(peer),
            "group": Where(group_id=team),
            "other group": Where(group_id=others_team),
        }
    return found


def _roles(line: BookLine) -> set[str]:
    return {*line.roles, *([ALSO[line.also]] if line.also in ALSO else [])}


def _asked(line: BookLine) -> Iterator[str]:
    """The contexts a line names, and the site above all of them."""
    kinds = {"self": "person"}
    wanted = {kinds.get(each, each) for each in line.contexts}
    yield from (place for place in PLACES if KIND_OF[place] in wanted or place == "site")


def _expected(line: BookLine, person: Somebody, place: str) -> bool:
    """By the book: the line lists the role, and the place is where it was given, or below."""
    if person.role not in _roles(line):
        return False
    return place in BELOW[person.given] if person.given in BELOW else place == person.given


def _all_of(cast: Cast, person: Somebody) -> list[Somebody]:
    """Every role the same person has: the team's lead is a manager of its people, and its lead."""
    return [each for each in cast.people if each.actor == person.actor]


def _skills_only(where: Where, capability: Capability) -> Where:
    if capability != Capability.COMPETENCY_MANAGE:
        return where
    return Where(where.person_id, where.category_id, where.course_id, where.group_id, skills_only=True)


@pytest.mark.rule("people/matrix")
@pytest.mark.parametrize("name", NAMES)
def test_the_listed_roles_succeed_where_they_are_given_and_below_and_everyone_else_is_refused(
    house: House, cast: Cast, name: str
) -> None:
    line, capability = BOOK[name], Capability(name)
    with house.reading() as session:
        for place in _asked(line):
            where = _skills_only(cast.places[place], capability)
            for person in cast.people:
                held = any(_expected(line, each, place) for each in _all_of(cast, person))
                assert allows(session, person.actor, capability, where) == held, f"{person.name}: {name} at {place}"
                if not held:
                    with pytest.raises(Refused) as refused:
                        require(session, person.actor, capability, where)
                    assert name in str(refused.value.why), name


@pytest.mark.rule("people/matrix")
def test_strangers_and_deactivated_admins_are_refused_every_capability(house: House, cast: Cast) -> None:
    with house.writing() as session:
        a_person(session, "another admin", role="admin")
        gone = a_person(session, "gone", role="admin", email="gone@nordlys.example", chat_user_id="UGONE")
        details = PersonDetails("gone", "gone@nordlys.example", "UGONE", active=False)
        register_person(session, house.operator, details)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        for actor in (house.as_(gone), Actor(house.workspace_id, None), Actor(house.workspace_id, 999_999)):
            for capability in map(Capability, NAMES):
                assert not any(allows(session, actor, capability, where) for where in cast.places.values())
                with pytest.raises(Stranger):
                    require(session, actor, capability)
                assert list(session.scalars(allowed_people(session, actor, capability))) == []
                assert not holds_anywhere(session, actor, capability)


@pytest.mark.rule("people/matrix")
def test_the_selection_of_people_for_lists_is_the_same_as_asking_for_each(house: House, cast: Cast) -> None:
    everybody = {each.actor.person_id for each in cast.people}
    with house.reading() as session:
        for name in (each for each in NAMES if {"person", "self"} & BOOK[each].contexts):
            for person in cast.people:
                selected = set(session.scalars(allowed_people(session, person.actor, Capability(name)))) & everybody
                asked = {e for e in everybody if e and allows(session, person.actor, Capability(name), over(e))}
                assert selected == asked, f"{person.name}: {name}"


@pytest.mark.rule("people/matrix")
def test_menus_offer_what_is_held_somewhere_and_nothing_else(house: House, cast: Cast) -> None:
    wheres = [*cast.places.values(), *(over(each.actor.person_id or 0) for each in cast.people)]
    with house.reading() as session:
        for capability in map(Capability, NAMES):
            for person in cast.people:
                asked = (allows(session, person.actor, capability, _skills_only(w, capability)) for w in wheres)
                assert holds_anywhere(session, person.actor, capability) == any(asked), f"{person.name}: {capability}"


@pytest.mark.rule("people/matrix")
def test_the_table_in_code_has_exactly_the_books_lines() -> None:
    assert set(BOOK) | {"evidence.review"} == {str(each) for each in Capability}
    assert set(PERMISSIONS) == set(Capability)
    assert {each.also for each in BOOK.values()} == {"", *ALSO, *ELSEWHERE}, "the book says something new"
