"""What is above somebody's access tier is nowhere for them, save among their own achievements (people/tier-see)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.conversation import Call
from bot.listeners import profiles, skills, tagging, targets
from core.frameworks import visible_competencies
from core.gaps import names_of, profile_of
from tests.bot.spoken import HERE, Spoken, conversations_of
from tests.bot.tagging.editor import the_product
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House

HIDDEN = "Crane control"


def _dashboard(one: Spoken) -> str:
    return one.command("skills")


def _search(one: Spoken) -> str:
    return one.command("skills", "crane").replace("'crane'", "")


def _tags(one: Spoken) -> str:
    one.command("skills")
    return one.press("Tags").replace("secret", HIDDEN)


def _autocomplete(one: Spoken) -> str:
    return " ".join(one.options("targets.skills", "cran") + one.options("skills", "cran"))


def _suggestions(one: Spoken) -> str:
    found = one.product.skills.suggest_for_text(one.house.workspace_id, one.asker.actor, "Crane control", HIDDEN)
    with one.house.reading() as session:
        names = {each.id: each.name for each in visible_competencies(session, one.house.operator)}
    return " ".join(names[each.skill_id] for each in found.suggestions)


def _look_alikes(one: Spoken) -> str:
    said = one.command("skills", "Crane controll")
    return said.replace("'Crane controll'", "")


def _home(one: Spoken) -> str:
    sections = one.conversations.home_cards(Call(one.product, one.asker, HERE, "home", ""))
    return HIDDEN if any("4 active" in str(each.summary) for each in sections) else ""


PLACES = (_dashboard, _search, _tags, _autocomplete, _suggestions, _look_alikes)


@pytest.fixture
def crane(house: House) -> int:
    with house.writing() as session:
        for name in ("Fire safety", "Welding", "First aid"):
            a_skill(session, name)
        return a_skill(session, HIDDEN, access_tier=2, tags=("secret",))


def speaking(house: House, tier: int | None, role: str | None = None) -> Spoken:
    with house.writing() as session:
        person_id = a_person(session, "Anna Berg", access_tier=tier, role=role)
    registers = (targets.register, profiles.register, tagging.register, skills.register)
    spoken = Spoken(house, the_product(house), conversations_of(*registers), person_id)
    spoken.product.skills.warm().join()
    return spoken


@pytest.mark.rule("people/tier-see")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__.strip("_"))
@pytest.mark.parametrize(
    ("tier", "role", "sees"),
    [
        (None, None, False),
        (1, None, False),
        (2, None, True),
        (3, None, True),
        (None, "content_editor", True),
        (1, "content_editor", False),
        (None, "competency_admin", True),
    ],
)
def test_a_skill_of_tier_2_is_in_a_place_only_for_those_who_see_it(
    house: House, crane: int, place: Callable[[Spoken], str], tier: int | None, role: str | None, sees: bool
) -> None:
    assert (HIDDEN in place(speaking(house, tier, role))) is sees


@pytest.mark.rule("people/tier-see")
def test_counts_leave_out_what_is_hidden(house: House, crane: int) -> None:
    with house.writing() as session:
        framed = a_person(session, "Frida Lie", role="framework_admin", access_tier=1)
    registers = conversations_of(skills.register)
    spoken = Spoken(house, the_product(house), registers, framed)
    assert _home(spoken) == ""
    assert "1 to 3 of 3" in spoken.command("skills")
    assert "1 to 4 of 4" in speaking(house, 2).command("skills")


@pytest.mark.rule("people/tier-see")
def test_among_own_achievements_it_stays_and_colleagues_below_its_tier_do_not_see_it(house: House, crane: int) -> None:
    anna = speaking(house, None)
    with house.writing() as session:
        for title in ("One", "Two", "Three"):
            a_result(session, anna.person_id, an_activity(session, title, crane))
        bea = a_person(session, "Bea Dahl")
        dina = a_person(session, "Dina Moe", access_tier=2)
    with house.reading() as session:
        held = profile_of(session, anna.asker.actor, anna.person_id).held
        assert [each.competency.name for each in held] == [HIDDEN]
        assert names_of(session, house.as_(anna.person_id), anna.person_id) == [HIDDEN]
        assert names_of(session, house.as_(bea), anna.person_id) == []
        assert names_of(session, house.as_(dina), anna.person_id) == [HIDDEN]
