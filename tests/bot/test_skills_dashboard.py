"""The skills dashboard in chat: list, search, tags, activities; create, edit, disable and enable, and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards import Text
from bot.conversation import Call, Press
from bot.listeners import skills
from bot.product import Product
from core.activities import activities_named
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import (
    CompetencyCategory,
    competency,
    create_competency,
    find_named,
    translate_competency,
)
from core.frameworks import CompetencyDetails as Details
from tests.bot.spoken import HERE, Spoken, conversations_of, labels, picks
from tests.bot.tagging.editor import the_product
from tests.builders import a_module, a_person, a_skill, an_activity
from tests.conftest import House

NAMES = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection", "Crane control")


def talking(house: House, person_id: int, product: Product | None = None) -> Spoken:
    return Spoken(house, product or the_product(house), conversations_of(skills.register), person_id)


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor without tier, and six skills."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return talking(house, editor)


def named(house: House, name: str) -> int:
    with house.reading() as session:
        return find_named(session, house.operator, name)[0].id


def rows(spoken: Spoken) -> list[str]:
    render = spoken.asker.reader.render
    return [render(each.words).replace("*", "") for each in spoken.card.parts if isinstance(each, Text) and each.button]


def options(spoken: Spoken, nth: int) -> list[str]:
    return [spoken.asker.reader.render(label) for label, _ in list(picks(spoken.card))[nth].options]


@pytest.mark.rule("skills/dashboard")
def test_the_dashboard_lists_name_status_activities_and_actions_with_create_on_top(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        fire = named_in(session, cleo.house, "Fire safety")
        an_activity(session, "Drill", fire)
        an_activity(session, "Alarm", fire)
        create_competency(session, cleo.house.operator, Details("Abseiling", status="disabled"))
    cleo.command("skills")
    assert labels(cleo.card)[0] == "Create new skill"
    assert rows(cleo) == [
        "Abseiling · ⊘ disabled · 0 activities",
        "Crane control · ✓ active · 0 activities",
        "Data protection · ✓ active · 0 activities",
        "Fire safety · ✓ active · 2 activities",
        "First aid · ✓ active · 0 activities",
        "Order picking · ✓ active · 0 activities",
        "Welding · ✓ active · 0 activities",
    ]
    assert options(cleo, 0) == ["0 activities", "Edit", "Enable", "Open"]
    assert options(cleo, 3) == ["2 activities", "Edit", "Disable", "Open"]
    said = cleo.choose("2 activities")
    assert [line for line in said.splitlines() if "(" in line] == [
        f"{title} ({idnumber(cleo, title)})" for title in ("Alarm", "Drill")
    ]
    assert "Fire safety is on 2 activities." in said


def named_in(session: Any, house: House, name: str) -> int:
    return find_named(session, house.operator, name)[0].id


def idnumber(spoken: Spoken, title: str) -> str:
    with spoken.house.reading() as session:
        return activities_named(session, title)[0].idnumber


def test_forty_three_skills_come_ten_at_a_time_in_the_same_message(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        for number in range(37):
            a_skill(session, f"Skill {number:02}")
    assert "1 to 10 of 43" in cleo.command("skills")
    assert "11 to 20 of 43" in cleo.press("Show more")
    assert "1 to 10 of 43" in cleo.press("Back")
    for _ in range(4):
        said = cleo.press("Show more")
    assert "41 to 43 of 43" in said
    assert "Show more" not in labels(cleo.card)


def test_an_employee_sees_the_list_without_actions_and_nothing_above_their_tier(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Blasting", access_tier=1)
        anna = a_person(session)
    spoken = talking(cleo.house, anna, cleo.product)
    said = spoken.command("skills")
    assert "1 to 6 of 6" in said
    assert "Blasting" not in said
    assert "Create new skill" not in labels(spoken.card)
    assert not list(picks(spoken.card))
    assert "I don't find 'Blasting'" in spoken.command("skills", "Blasting")
    with pytest.raises(NotFound):
        spoken.conversations.presses["competency.open"](_press(spoken, named(cleo.house, "Blasting")))
    spoken.command("skills")
    spoken.press("Open")
    assert labels(spoken.card) == ["Show", "0 activities", "All skills"]


def _press(spoken: Spoken, competency_id: int) -> Any:
    return Press(spoken.product, spoken.asker, HERE, {"competency": competency_id})


# -- search -----------------------------------------------------------------------------------------------------


@pytest.mark.rule("frameworks/search")
@pytest.mark.parametrize(
    "words", ["prowling", "Schleichen", "stealth", "quiet work", "NL-99", "walking silently through the warehouse"]
)
def test_a_search_finds_by_name_translation_synonym_tag_id_number_and_meaning(cleo: Spoken, words: str) -> None:
    with cleo.house.writing() as session:
        made = a_skill(
            session, "Prowling", synonyms=("Stealth",), tags=("quiet work",), idnumber="NL-99",
            description="Walking silently through a warehouse",
        )
        translate_competency(session, cleo.house.operator, made, language="de", name="Schleichen")
    cleo.product.skills.warm().join()
    cleo.command("skills", words)
    assert rows(cleo)[0].startswith("Prowling")


def test_a_search_finds_competencies_of_every_category_and_says_which(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    cleo.command("skills", "engl")
    assert rows(cleo) == ["English · Language · ✓ active · 0 activities"]
    assert "English" not in cleo.command("skills")


def test_what_a_search_does_not_find_is_asked_about_with_what_comes_near(cleo: Spoken) -> None:
    said = cleo.command("skills", "Fier safty")
    assert "I don't find 'Fier safty'. Is it one of these?" in said
    assert "Fire safety" in cleo.press("Open")
    assert "Write skills to see all there are." in cleo.command("skills", "qqqq")


@pytest.mark.rule("frameworks/tags")
def test_the_tag_cloud_shows_counts_and_opens_the_competencies(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Rescue", tags=("emergency", "safety"))
        a_skill(session, "Evacuation", tags=("emergency",))
    cleo.command("skills")
    assert "emergency 2 · safety 1" in cleo.press("Tags")
    cleo.choose("emergency (2)")
    assert [row.split(" · ")[0] for row in rows(cleo)] == ["Evacuation", "Rescue"]
    assert "Tag: emergency" in cleo.says


# -- disable and enable -----------------------------------------------------------------------------------------


@pytest.mark.rule("skills/disable")
def test_disabling_a_skill_on_activities_is_refused_listing_them_and_leads_there(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        module = a_module(session, "Fire basics")
        for number in range(12):
            fire = named_in(session, cleo.house, "Fire safety")
            an_activity(session, f"Drill {number:02}", fire, modules=(module,))
    said = cleo.command("skills", "disable Fire safety")
    assert "Fire safety was not disabled: it is on 12 activities (Drill 00, " in said
    assert "Drill 09 and 2 more). Take it off there first." in said
    assert "1 to 10 of 12" in cleo.press("Show them")
    assert "Drill 11" in cleo.press("Show more")
    with cleo.house.reading() as session:
        assert competency(session, named_in(session, cleo.house, "Fire safety")).active


@pytest.mark.rule("skills/disable")
@pytest.mark.rule("skills/re-enable")
def test_a_skill_on_none_is_disabled_and_enabled_where_the_list_stands(cleo: Spoken) -> None:
    cleo.command("skills", "cra")
    said = cleo.choose("Disable")
    assert "⊘ Crane control disabled by you, 10:00." in said
    assert rows(cleo) == ["Crane control · ⊘ disabled · 0 activities"]
    assert "Skills: cra" in said
    assert "Undone, 10:00. Crane control is active." in cleo.press("Undo")
    assert "Crane control disabled" in cleo.command("skills", "disable crane control")
    assert "can't be linked, suggested or newly targeted" in cleo.says
    assert "✓ Crane control enabled by you, 10:00. It is on no activity." in cleo.press("Enable")
    assert "Crane control is active already." in cleo.command("skills", "enable Crane control")


def test_undoing_a_disabling_is_refused_once_the_skill_is_on_an_activity_again(cleo: Spoken) -> None:
    cleo.command("skills", "disable Welding")
    disabled = cleo.card
    cleo.press("Enable")
    enabled = cleo.card
    with cleo.house.writing() as session:
        an_activity(session, "Seams", named_in(session, cleo.house, "Welding"))
    cleo.card = enabled
    with pytest.raises(Conflict, match=r"Welding was not disabled: it is on 1 activity .Seams"):
        cleo.press("Undo")
    assert disabled is not enabled


@pytest.mark.rule("people/skill-managers")
@pytest.mark.parametrize("words", ["new Diving", "edit Welding", "disable Welding", "enable Welding"])
def test_an_editor_with_a_tier_and_an_employee_are_refused(cleo: Spoken, words: str) -> None:
    with cleo.house.writing() as session:
        tiered = a_person(session, "Carl Holm", role="content_editor", access_tier=9)
        anna = a_person(session)
    for person_id in (tiered, anna):
        with pytest.raises(Refused, match="Not done"):
            talking(cleo.house, person_id, cleo.product).command("skills", words)


@pytest.mark.parametrize("words", ["edit", "disable", "enable"])
def test_which_skill_is_asked_with_an_example(cleo: Spoken, words: str) -> None:
    with pytest.raises(Invalid, match=f"Which skill. Example: /prowess skills {words} Fire safety"):
        cleo.command("skills", words)


def test_two_of_one_name_are_asked_about(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Welding", description="Another one")
    assert "Which welding do you mean?" in cleo.command("skills", "disable welding")


def test_app_home_shows_skills_to_those_who_manage_them(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        anna = a_person(session)
    [card] = cleo.conversations.home_cards(Call(cleo.product, cleo.asker, HERE, "home", ""))
    assert str(card.summary) == "6 active, 0 disabled"
    assert labels(card) == ["Skills", "Create new skill", "Tags"]
    other = talking(cleo.house, anna, cleo.product)
    assert cleo.conversations.home_cards(Call(cleo.product, other.asker, HERE, "home", "")) == []
