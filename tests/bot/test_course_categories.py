"""Categories in chat: listed, opened, made, renamed, moved, with what would break named."""

from __future__ import annotations

import pytest

from core.activities import link_skill, put_competencies
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import (
    Capability,
    ContextKind,
    RoleContext,
    Where,
    add_category,
    allows,
    category_tree,
    give_role,
)
from tests.bot.course_talk import School, school
from tests.bot.spoken import Spoken, labels
from tests.builders import a_branch, a_course, a_framework, a_module_in, a_person, an_activity

__all__ = ["school"]


@pytest.fixture
def categories(school: School) -> dict[str, int]:
    """Safety with Fire in it, and Office; the Alarm course is in Fire."""
    operator = school.house.operator
    with school.house.writing() as session:
        safety = add_category(session, operator, "Safety")
        fire = add_category(session, operator, "Fire", safety)
        a_course(session, "Alarm", category=fire)
        return {"Safety": safety, "Fire": fire, "Office": add_category(session, operator, "Office")}


def _paths(school: School) -> list[str]:
    with school.house.reading() as session:
        return [each.path for each in category_tree(session)]


def _edit(talk: Spoken, name: str) -> None:
    talk.command("course", f"categories {name}")
    talk.press("Edit")


def test_the_tree_opens_category_by_category_down_to_its_courses(school: School, categories: dict[str, int]) -> None:
    with school.house.writing() as session:
        a_framework(session, "Fire drills", category=categories["Fire"])
    ada = school.talk("ada")
    assert ada.command("course", "categories").splitlines() == [
        "Categories", "Office [Open]", "Safety [Open]", "Safety / Fire [Open]", "[New category]",
    ]
    assert ada.press("Open", 1).splitlines() == [
        "Safety", "Fire (category) [Open]", "[Edit] [New category in it] [All categories]",
    ]
    assert ada.press("Open").splitlines() == [
        "Safety / Fire", "Alarm [Open]", "Frameworks for it and below: Fire drills",
        "[Edit] [New category in it] [All categories]",
    ]
    assert ada.press("Open").startswith("Alarm")
    assert ada.command("course", "categories offise").splitlines()[:2] == [
        "Office", "Nothing is in it yet. A course is put into it by its [Edit].",
    ]
    with pytest.raises(NotFound, match="I don't find a category 'Zzz'"):
        ada.command("course", "categories Zzz")


def test_a_category_is_made_in_another_renamed_moved_and_undone(school: School, categories: dict[str, int]) -> None:
    ada = school.talk("ada")
    ada.command("course", "categories Office")
    ada.press("New category in it")
    assert "✓ Added by you, 09:00: Printing." in ada.fill(name="Printing")
    _edit(ada, "Fire")
    said = ada.fill(name="Fire and smoke", parent=str(categories["Office"]))
    assert said.splitlines()[:2] == ["Office / Fire and smoke", "✓ Saved by you, 09:00."]
    assert _paths(school) == ["Office", "Office / Fire and smoke", "Office / Printing", "Safety"]
    assert ada.press("Undo") == "Undone, 09:00. The category is as it was."
    assert _paths(school) == ["Office", "Office / Printing", "Safety", "Safety / Fire"]
    _edit(ada, "Fire")
    assert "Nothing to change." in ada.fill()
    assert "Undo" not in labels(ada.card)


def test_a_place_in_itself_a_name_that_is_taken_and_no_name_are_refused_at_their_fields(
    school: School, categories: dict[str, int]
) -> None:
    ada = school.talk("ada")
    _edit(ada, "Safety")
    for values, words, field in (
        ({"parent": str(categories["Fire"])}, "Safety can't be moved into itself", "parent"),
        ({"parent": str(categories["Safety"])}, "Safety can't be moved into itself", "parent"),
        ({"name": "Office"}, "There is a category Office already", "name"),
        ({"name": " "}, "A category needs a name", "name"),
        ({"name": "x" * 121}, "at most 120 characters", "name"),
    ):
        _edit(ada, "Safety")
        with pytest.raises((Conflict, Invalid), match=words) as refused:
            ada.fill(**values)
        assert refused.value.field == field
    assert _paths(school) == ["Office", "Safety", "Safety / Fire"]


@pytest.mark.parametrize("where", ["course", "activity"])
def test_a_move_that_would_leave_links_without_their_framework_is_refused(
    school: School, categories: dict[str, int], where: str
) -> None:
    operator = school.house.operator
    with school.house.writing() as session:
        [top] = a_branch(session, a_framework(session, "Safety ladder", category=categories["Safety"]), "Ladders")
        course = a_course(session, "Hoses", category=categories["Fire"])
        if where == "course":
            put_competencies(session, operator, course, {top: "complete"})
        else:
            link_skill(session, operator, an_activity(session, modules=(a_module_in(session, course),)), top)
    ada = school.talk("ada")
    _edit(ada, "Fire")
    with pytest.raises(Conflict, match="Safety ladder would not be available there"):
        ada.fill(parent=str(categories["Office"]))
    _edit(ada, "Fire")
    assert "✓ Saved by you" in ada.fill(name="Flames")


@pytest.mark.rule("people/capabilities")
def test_an_editor_of_one_category_renames_it_but_moves_it_nowhere_and_what_moves_takes_its_editors_along(
    school: School, categories: dict[str, int]
) -> None:
    house, fire = school.house, categories["Fire"]
    with house.writing() as session:
        cleo, olga = a_person(session, "Cleo Vik"), a_person(session, "Olga Hansen")
        for person, place in ((cleo, fire), (olga, categories["Office"])):
            give_role(session, house.operator, person, "content_editor", RoleContext(ContextKind.CATEGORY, place))
    school.people["cleo"] = cleo
    talk = school.talk("cleo")
    _edit(talk, "Fire")
    assert "✓ Saved by you" in talk.fill(name="Flames")
    _edit(talk, "Flames")
    with pytest.raises(Refused, match="both where it is and where it goes"):
        talk.fill(parent=str(categories["Office"]))
    talk.command("course", "categories Office")
    assert labels(talk.card) == ["All categories"]
    with house.reading() as session:
        assert not allows(session, house.as_(olga), Capability.COURSE_MANAGE, Where(category_id=fire))
    ada = school.talk("ada")
    _edit(ada, "Flames")
    ada.fill(parent=str(categories["Office"]))
    with house.reading() as session:
        assert allows(session, house.as_(olga), Capability.COURSE_MANAGE, Where(category_id=fire))
