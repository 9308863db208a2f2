"""Search by name, translation, synonym, tag and id number, within what somebody sees; tags and their cloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.frameworks import (
    CompetencyCategory,
    SearchEntry,
    SearchIndex,
    Sight,
    add_tags,
    folded,
    search_entries,
    sight_of,
    tag_cloud,
    tagged,
    tags_of,
    translate_competency,
)
from core.people import Actor
from tests.builders import a_person, a_skill
from tests.conftest import House

ALL = Sight(everything=True)


def the_index(house: House) -> SearchIndex:
    with house.reading() as session:
        return SearchIndex(search_entries(session))


def names(found: list[SearchEntry]) -> list[str]:
    return [str(each.name) for each in found]


@pytest.mark.parametrize(
    "words", ["fire saf", "FIRE-SAFETY", "safety fire", "brandsch", "hse", "emerg", "nl-7", "Vern"]
)
def test_a_competency_is_found_by_each_of_its_words(house: House, words: str) -> None:
    with house.writing() as session:
        skill = a_skill(session, "Fire safety", synonyms=("HSE",), tags=("emergency",), idnumber="NL-7")
        translate_competency(session, house.operator, skill, language="de", name="Brandschutz")
        translate_competency(session, house.operator, skill, language="nb", name="Brannvern")
        a_skill(session, "Welding")
    assert names(the_index(house).find(words, ALL)) == ["Fire safety"]


def test_the_best_fit_comes_first_then_by_name() -> None:
    entries = [
        SearchEntry(1, "Campfire cooking", "skill", "active", None),
        SearchEntry(2, "Fire safety", "skill", "active", None),
        SearchEntry(3, "Fire", "skill", "active", None),
        SearchEntry(4, "Rescue", "skill", "active", None, ("fire fighting",)),
        SearchEntry(5, "Alarm drill", "skill", "active", None, ("fire",)),
        SearchEntry(6, "Fire alarm", "skill", "active", None),
    ]
    found = SearchIndex(entries).find("fire", ALL)
    assert names(found) == ["Alarm drill", "Fire", "Fire alarm", "Fire safety", "Campfire cooking", "Rescue"]


def test_what_is_above_ones_tier_is_absent_from_search_and_list(house: House) -> None:
    with house.writing() as session:
        a_skill(session, "Crane control", access_tier=2, tags=("secret",))
        a_skill(session, "Crane signals", tags=("open",))
        anna = Actor(session.workspace_id, a_person(session, access_tier=1))
        bea = Actor(session.workspace_id, a_person(session, access_tier=2))
        cleo = Actor(session.workspace_id, a_person(session, role="content_editor"))
    index = the_index(house)
    with house.reading() as session:
        seen = {actor: sight_of(session, actor) for actor in (anna, bea, cleo)}
        clouds = {actor: [each.name for each in tag_cloud(session, actor)] for actor in (anna, bea, cleo)}
        assert tagged(session, anna, "secret") == []
    assert names(index.find("crane", seen[anna])) == names(index.all_for(seen[anna])) == ["Crane signals"]
    for sees_both in (bea, cleo):
        assert names(index.find("crane", seen[sees_both])) == ["Crane control", "Crane signals"]
        assert clouds[sees_both] == ["open", "secret"]
    assert clouds[anna] == ["open"]


def test_search_is_narrowed_by_category_and_to_what_is_in_use() -> None:
    entries = [
        SearchEntry(1, "First aid", "skill", "active", None),
        SearchEntry(2, "First aid at work", "certification", "active", None),
        SearchEntry(3, "First aid, old", "skill", "disabled", None),
    ]
    index = SearchIndex(entries)
    assert [each.id for each in index.find("first aid", ALL, category="skill")] == [1, 3]
    assert [each.id for each in index.find("first aid", ALL, category="skill", active_only=True)] == [1]
    assert index.find("…", ALL) == []


@pytest.mark.parametrize("words", ["w", "we"])
def test_a_letter_or_two_find_what_begins_with_them(words: str) -> None:
    entries = [SearchEntry(1, "Welding", "skill", "active", None), SearchEntry(2, "Towers", "skill", "active", None)]
    assert names(SearchIndex(entries).find(words, ALL)) == ["Welding"]


_names = st.text(alphabet="abc dÄ-ß1", min_size=1, max_size=8)


@given(st.lists(st.lists(_names, min_size=1, max_size=3), max_size=8), _names)
def test_a_search_finds_what_looking_at_every_text_finds(texts: list[list[str]], wanted: str) -> None:
    entries = [
        SearchEntry(number, first, "skill", "active", None, tuple(others))
        for number, (first, *others) in enumerate(texts)
    ]
    whole, parts = folded(wanted), [folded(each) for each in wanted.split() if folded(each)]

    def has(text: str, part: str) -> bool:
        return folded(text).startswith(part) if len(part) <= 2 else part in folded(text)

    plain = {
        each.id
        for each in entries
        if whole
        and (
            any(has(text, whole) for text in (each.name, *each.others))
            or all(any(has(text, part) for text in (each.name, *each.others)) for part in parts)
        )
    }
    assert {each.id for each in SearchIndex(entries).find(wanted, ALL)} == plain


@pytest.mark.rule("frameworks/tags")
def test_tags_make_a_cloud_of_their_own_with_counts_that_opens_the_competencies(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session, "Fire safety", tags=("safety", "emergency"))
        aid = a_skill(session, "First aid", category=CompetencyCategory.CERTIFICATION, tags=("Safety",))
        a_skill(session, "Old drill", tags=("safety",), status="disabled")
        add_tags(session, fire, ["  SAFETY ", "hot   work"])
    with house.reading() as session:
        assert tags_of(session, fire) == ["emergency", "hot work", "safety"]
        cloud = [(each.name, each.count) for each in tag_cloud(session, house.operator)]
        assert cloud == [("safety", 2), ("emergency", 1), ("hot work", 1)]
        assert tagged(session, house.operator, "safety") == [fire, aid]
    assert names(the_index(house).find("hot work", ALL)) == ["Fire safety"]
