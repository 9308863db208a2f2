"""Roles in chat: who has what, given over a person, in a course, in a category, taken, edited; and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.listeners import roles
from bot.product import Product
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import Capability, Where, add_category, allows, over, people, roles_held
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_course, a_person, a_team
from tests.conftest import House


class Organisation:
    """Ada, site admin; Carla, competency admin; Rita, Anna, and Ben, who manages Anna and leads a team."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conversations = conversations_of(roles.register)
        with house.writing() as session:
            self.ada = a_person(session, "Ada Vik", role="admin")
            self.carla = a_person(session, "Carla Ruiz", role="competency_admin")
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.rita = a_person(session, "Rita Moe")
            a_team(session, "Warehouse", self.anna, lead=self.ben)
            self.safety = add_category(session, house.operator, "Safety")
            self.course = a_course(session, "Fire safety at work", category=self.safety)

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Spoken(self.house, product, self.conversations, person_id)

    def holds(self, person_id: int, capability: Capability, where: Where) -> bool:
        with self.house.reading() as session:
            return allows(session, self.house.as_(person_id), capability, where)

    def chat_id(self, person_id: int) -> str:
        with self.house.reading() as session:
            return str(people(session, [person_id])[person_id].chat_user_id)


@pytest.fixture
def place(house: House) -> Organisation:
    return Organisation(house)


@pytest.mark.rule("people/relations")
def test_a_reviewer_is_given_over_one_person_by_one_sentence_for_its_days_only(
    house: House, place: Organisation
) -> None:
    ada = place.as_(place.ada)
    said = ada.command("role", "give Rita Moe reviewer over Anna Berg from 1 March until 31 May")
    assert (
        "✓ Rita has the role reviewer over Anna Berg, from 1 March 2027 until 31 May 2027. Given by you, 09:00." in said
    )
    grades = (place.rita, Capability.COMPETENCY_GRADE, over(place.anna))
    for day, held in (("2027-02-28", False), ("2027-03-01", True), ("2027-05-31", True), ("2027-06-01", False)):
        house.clock.now = house.clock.now.fromisoformat(f"{day}T12:00:00+00:00")
        assert place.holds(*grades) == held, day
        assert not place.holds(place.rita, Capability.COMPETENCY_GRADE, over(place.ben))


@pytest.mark.rule("people/roles")
def test_each_role_is_given_where_it_belongs_by_its_name_in_words(place: Organisation) -> None:
    ada = place.as_(place.ada)
    for words, said, capability, where in (
        ("Rita Moe teacher in Fire safety at work", "teacher in Fire safety at work",
         Capability.COURSE_COMPETENCY_GRADE, Where(course_id=place.course)),
        ("Rita Moe as content editor in Safety", "content editor in Safety",
         Capability.ACTIVITY_MANAGE, Where(category_id=place.safety)),
        ("Rita Moe plan admin", "plan admin on the whole site", Capability.TEMPLATE_MANAGE, Where()),
    ):  # fmt: skip
        assert not place.holds(place.rita, capability, where)
        assert f"✓ Rita has the role {said}. Given by you" in ada.command("role", f"give {words.replace(' as ', ' ')}")
        assert place.holds(place.rita, capability, where)
        ada.press("Undo")
        place.house.clock.forward(seconds=1)
        assert not place.holds(place.rita, capability, where)


def test_given_twice_it_is_had_once(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "give Rita Moe plan admin")
    assert "Rita has the role plan admin on the whole site already. Nothing changed." in ada.command(
        "role", "give Rita Moe plan admin"
    )
    with house.reading() as session:
        assert len(roles_held(session, person_id=place.rita)) == 1


@pytest.mark.parametrize(
    ("words", "role", "given"),
    [
        ("give", None, False),
        ("give Rita Moe", None, True),
        ("give Rita Moe reviewer", "reviewer", True),
        ("give Rita Moe teacher", "teacher", True),
    ],
)
def test_what_is_missing_opens_a_form_with_what_is_known(
    place: Organisation, words: str, role: str | None, given: bool
) -> None:
    ada = place.as_(place.ada)
    ada.command("role", words)
    assert ada.form is not None
    initial = {each.name: each.initial for each in ada.form.fields}
    assert initial["role"] == role
    assert initial["person"] == (place.chat_id(place.rita) if given else None)


def test_the_form_gives_over_a_person_or_in_a_place_and_keeps_what_is_wrong(place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "give")
    rita, anna = place.chat_id(place.rita), place.chat_id(place.anna)
    for values, field in (
        ({"person": None}, "person"),
        ({"person": "UNOBODY"}, "person"),
        ({"person": rita, "role": None}, "role"),
        ({"person": rita, "role": "reviewer", "over": rita}, "over"),
        ({"person": rita, "role": "teacher", "over": anna, "place": f"course:{place.course}"}, "place"),
        ({"person": rita, "role": "teacher", "place": "course:none"}, "place"),
        ({"person": rita, "role": "reviewer"}, "place"),
    ):
        with pytest.raises((Invalid, NotFound)) as refused:
            ada.fill(**values)
        assert refused.value.field == field, values
    assert ada.options("role.places", "fire") == ["Fire safety at work (course)"]
    assert ada.options("role.places", "safe") == ["Safety (category)", "Fire safety at work (course)"]
    until = place.house.clock.now.date() + timedelta(days=10)
    said = ada.fill(person=rita, role="reviewer", over=anna, until=until)
    assert "✓ Rita has the role reviewer over Anna Berg, until 4 December 2026." in said


@pytest.mark.rule("people/roles")
def test_a_competency_admin_gives_what_they_hold_and_not_the_role_that_manages_the_site(place: Organisation) -> None:
    carla = place.as_(place.carla)
    assert "✓ Rita has the role plan admin" in carla.command("role", "give Rita Moe plan admin")
    with pytest.raises(Refused, match=r"the role admin holds more than you do there\. A site admin"):
        carla.command("role", "give Rita Moe admin")
    assert not place.holds(place.rita, Capability.SITE_MANAGE, Where())


@pytest.mark.rule("people/roles")
@pytest.mark.parametrize("who", ["ben", "anna", "rita"])
@pytest.mark.parametrize(
    "words",
    ["give Rita Moe plan admin", "give Rita Moe reviewer over Anna Berg", "take Ada Vik admin", "edit reviewer",
     "new mentor", "reviewer", "Ada Vik"],
)  # fmt: skip
def test_who_has_no_such_right_gives_takes_edits_and_reads_nothing(place: Organisation, who: str, words: str) -> None:
    with pytest.raises(Refused):
        place.as_(getattr(place, who)).command("role", words)
    with place.house.reading() as session:
        assert roles_held(session, person_id=place.rita) == []


def test_everybody_reads_their_own_roles(place: Organisation) -> None:
    said = place.as_(place.ben).command("role")
    assert "employee: over themself" in said
    assert "manager: supervises 1 person" in said
    assert "lead: of Warehouse" in said
    assert "competency admin: on the whole site, since 24 November 2026" in place.as_(place.carla).command(
        "role", "Carla Ruiz"
    )


def test_an_admin_reads_who_has_a_role_and_takes_it_from_there(place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "give Rita Moe reviewer over Anna Berg")
    said = ada.command("role")
    assert "reviewer, 1 person" in said and "employee, everybody, over themself" in said
    said = ada.command("role", "reviewer")
    assert "Holds: " in said and "rating this person" in said
    assert "Rita Moe: over Anna Berg, since 24 November 2026" in said
    assert "✓ Rita Moe no longer has the role reviewer over Anna Berg. Taken by you, 09:00." in ada.press("Take")
    assert "Undone, 09:00. Rita Moe has the role reviewer again." in ada.press("Undo")
    assert "Rita Moe's roles" in place.as_(place.ada).command("role", "Rita Moe")


def test_taking_asks_which_where_several_are_meant(place: Organisation) -> None:
    ada = place.as_(place.ada)
    for over_whom in ("Anna Berg", "Ben Dahl"):
        ada.command("role", f"give Rita Moe reviewer over {over_whom}")
    assert "Which of Rita's roles?" in ada.command("role", "take Rita Moe reviewer")
    ada.press("Take", 1)
    assert not place.holds(place.rita, Capability.COMPETENCY_GRADE, over(place.ben)) or not place.holds(
        place.rita, Capability.COMPETENCY_GRADE, over(place.anna)
    )
    ada.command("role", "take Rita Moe reviewer")
    with pytest.raises(NotFound, match="Rita has no such role"):
        ada.command("role", "take Rita Moe reviewer over Anna Berg")


@pytest.mark.rule("people/roles")
def test_a_site_admin_edits_what_a_role_holds_and_makes_one_of_their_own(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "new mentor")
    assert ada.form is not None
    assert {each.name: each.initial for each in ada.form.fields}["capabilities"] == ["details.view", "gap.view"]
    assert "Role of your own, 0 people." in ada.fill()
    ada.command("role", "give Rita Moe mentor over Anna Berg")
    assert place.holds(place.rita, Capability.GAP_VIEW, over(place.anna))
    ada.command("role", "edit mentor")
    said = ada.fill(capabilities=["details.view", "target.assign"])
    assert "✓ Edited by you, 09:00. Added: target.assign. Taken away: gap.view." in said
    house.clock.forward(seconds=1)
    assert not place.holds(place.rita, Capability.GAP_VIEW, over(place.anna))
    ada.press("Undo")
    house.clock.forward(seconds=1)
    assert place.holds(place.rita, Capability.GAP_VIEW, over(place.anna))
    ada.command("role", "mentor")
    with pytest.raises(Conflict, match="1 still have mentor"):
        ada.press("Remove")


def test_a_role_of_ones_own_is_not_given_over_everybody_by_leaving_something_out(place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "new mentor")
    ada.fill()
    ada.command("role", "give Rita Moe mentor")
    assert ada.form is not None, "a form asks over whom"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("give Rita Moe pilot", "There is no role 'pilot'. Roles: teacher"),
        ("give Rita Moe employee", "it follows from the directory"),
        ("give Rita Moe admin in Safety", "admin is a role on the whole site"),
        ("give Rita Moe teacher in Nowhere", "I don't find a course or category named 'Nowhere'"),
        ("give Rita Moe reviewer over Rita Moe", "Nobody has a role over themself"),
        ("give Rita Moe plan admin until 31 February", "isn't a date"),
        ("give Rita Moe plan admin from 03/04", "Which day is 03/04: 3 April 2027 and 4 March 2027?"),
        ("give Rita Moe plan admin from 3 May until 1 May 2027", "It would end before it starts"),
        ("give Rita Moe, Anna Berg plan admin", "One person at a time"),
        ("take", "From whom?"),
        ("edit", "Which role?"),
        ("edit pilot", "There is no role 'pilot'"),
        ("pilot", "There is no role 'pilot'"),
    ],
)
def test_what_cannot_be_is_answered_with_what_was_wrong(place: Organisation, words: str, said: str) -> None:
    with pytest.raises(Invalid, match=said.replace("?", r"\?")):
        place.as_(place.ada).command("role", words)


def test_a_place_whose_name_holds_from_is_no_date(house: House, place: Organisation) -> None:
    with house.writing() as session:
        a_course(session, "Working from heights")
    said = place.as_(place.ada).command("role", "give Rita Moe teacher in Working from heights")
    assert "teacher in Working from heights. Given by you" in said


def test_a_card_taken_twice_says_so(place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("role", "give Rita Moe plan admin")
    ada.command("role", "Rita Moe")
    card: Any = ada.card
    ada.press("Take")
    ada.card = card
    with pytest.raises(NotFound, match="That role was taken already"):
        ada.press("Take")
    assert labels(card) == ["Take", "Give a role"]
