"""Lists of another day in chat: one's own profile, somebody's, a team's, all qualifications (find/as-of)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from bot.cards import Attachment, Button, Card, Pick, Text
from bot.conversation import Call, Place
from bot.listeners import profiles, qualification_adding, qualification_list, targets
from bot.qualification_filters import read_choice
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory
from core.people import join_group, leave_group, set_line_manager
from core.qualifications import Choice, delete_qualification
from core.targets import assign_targets
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.conftest import House

LATER = "8 December 2026"


class Shop(NamedTuple):
    """On 24 November Anna, under Ben and in Night, had a licence until 22 February and a target met by it.

    A week later the licence is deleted, another target set, and Anna moved from Night to Day.
    """

    chat: Chat
    anna: int
    ben: int
    cleo: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO")
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        a_skill(session, "Forklift maintenance", category=CompetencyCategory.CERTIFICATION)
        aid = a_skill(session, "First aid in remote places", category=CompetencyCategory.CERTIFICATION)
        night, day = a_team(session, "Night", anna), a_team(session, "Day")
        held = a_certificate(session, anna, date(2027, 2, 22), of=licence)
        assign_targets(session, house.operator, [anna], {licence: None}, date(2027, 3, 1))
    house.clock.forward(days=7)
    with house.writing() as session:
        delete_qualification(session, house.operator, held)
        assign_targets(session, house.operator, [anna], {aid: None}, date(2027, 4, 1))
        leave_group(session, house.operator, night, anna)
        join_group(session, house.operator, day, anna)
    house.clock.forward(days=7)
    chat = Chat(house, (targets, profiles, qualification_list, qualification_adding))
    return Shop(chat, anna, ben, cleo)


def profile(shop: Shop, person_id: int, verb: str, words: str) -> str:
    asked = shop.chat.command(person_id, verb, words)
    return shop.chat.read(shop.chat.later(person_id, asked).card, person_id)


def listed(shop: Shop, person_id: int, words: str) -> str:
    return shop.chat.read(shop.chat.command(person_id, "all", words).card, person_id)


@pytest.mark.rule("find/as-of")
def test_ones_own_profile_of_a_past_day_is_the_one_of_that_day(shop: Shop) -> None:
    now, then = profile(shop, shop.anna, "me", ""), profile(shop, shop.anna, "me", "on 24 November 2026")
    assert "0 of 2 met." in now and "As it was recorded" not in now
    assert "Forklift licence | acquired | Acquired | 1 March 2027 | ◔ met, expires 22 February 2027" in then
    assert "Bar chart, Anna, 24 November 2026" in then and "First aid" not in then
    assert "As it was recorded on 24 November 2026." in then
    assert "What is left" not in then and "[Set targets]" not in then and "[Why?]" not in then


@pytest.mark.rule("find/as-of")
def test_a_manager_reads_a_reports_day_that_is_past_or_to_come(shop: Shop) -> None:
    assert "◔ met, expires 22 February 2027" in profile(shop, shop.ben, "show", "@Anna on 25 November 2026")
    ahead = profile(shop, shop.ben, "show", "Anna Berg on 2 April 2027")
    assert "As of 2 April 2027, by what is on file today." in ahead and "0 of 2 met." in ahead


@pytest.mark.rule("find/as-of")
def test_who_sees_it_is_todays_matter_on_every_day(shop: Shop, house: House) -> None:
    with house.writing() as session:
        set_line_manager(session, house.operator, shop.anna, shop.cleo)
    assert "0 of 1 met" not in profile(shop, shop.cleo, "show", "Anna on 24 November 2026")
    card = shop.chat.command(shop.ben, "show", "Anna on 24 November 2026").card
    assert shop.chat.read(card, shop.ben).startswith("Anna has nothing on file that colleagues see.")
    assert listed(shop, shop.ben, "Forklift licence on 24 November 2026").count("Anna") == 0
    assert "Anna Berg: Forklift licence" in listed(shop, shop.cleo, "Forklift licence on 24 November 2026")


@pytest.mark.rule("find/as-of")
def test_a_team_is_shown_with_those_who_were_in_it_then(shop: Shop) -> None:
    then = shop.chat.command(shop.ben, "show", "team Night on 24 November 2026").card
    now = shop.chat.command(shop.ben, "show", "team Day").card
    assert "Anna Berg | Forklift licence" in shop.chat.read(then, shop.ben)
    assert "1 of 1 met, 1 person." in shop.chat.read(then, shop.ben)
    assert "Anna Berg | First aid in remote places" in shop.chat.read(now, shop.ben)
    before = shop.chat.command(shop.ben, "show", "team Day on 24 November 2026").card
    assert "Anna" not in shop.chat.read(before, shop.ben)


@pytest.mark.rule("find/as-of")
def test_all_qualifications_of_a_day_lead_on_within_that_day(shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "all", "team Night on 24 November 2026")
    said = shop.chat.read(answer.card, shop.ben)
    assert "Anna Berg: Forklift licence · ◔ expires 22 February 2027 · not verified" in said
    assert "As it was recorded on 24 November 2026." in said
    assert answer.card is not None
    buttons = [part.button for part in answer.card.parts if isinstance(part, Text)]
    (lead,) = [each for each in buttons if isinstance(each, Pick)]
    assert lead.payload["d"] == "2026-11-24"
    form = shop.chat.press(shop.ben, answer.card, "Filter").form
    again = shop.chat.submit(shop.ben, form, day=None)
    assert "Nothing on file like that." in shop.chat.read(again.card, shop.ben)
    assert "Anna Berg: Forklift licence" in shop.chat.read(shop.chat.submit(shop.ben, form).card, shop.ben)


def test_a_status_is_that_of_the_day_asked_for(shop: Shop, house: House) -> None:
    with house.writing() as session:
        crane = a_skill(session, "Crane card", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, shop.anna, date(2027, 6, 1), of=crane)
    assert "Crane card" not in listed(shop, shop.ben, "expiring")
    assert "◔ expires 1 June 2027" in listed(shop, shop.ben, "expiring on 3 March 2027")
    assert "Crane card" not in listed(shop, shop.ben, "expiring on 2 March 2027")
    assert "◔ expires 1 June 2027" in listed(shop, shop.ben, "expiring on 1 June 2027")
    assert "✕ expired 1 June 2027" in listed(shop, shop.ben, "expired on 2 June 2027")


@pytest.mark.parametrize("words", ["on 31 February", "on 31.02.2026"])
def test_a_day_that_is_none_is_said(shop: Shop, words: str) -> None:
    with pytest.raises(Invalid, match="isn't a date"):
        shop.chat.command(shop.ben, "all", words)


def test_today_by_its_name_is_today(shop: Shop) -> None:
    assert "As it was recorded" not in profile(shop, shop.anna, "me", f"on {LATER}")
    with pytest.raises(Invalid, match="too far away"):
        shop.chat.command(shop.ben, "all", "on 1 March 3000")


@pytest.mark.rule("qualifications/all")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("forklift licence", ["Forklift licence"]),
        ("licences", ["Forklift licence"]),
        ("forklift lic expired", ["Forklift licence"]),
        ("first aid in remote places", ["First aid in remote places"]),
        ("remote", ["First aid in remote places"]),
        ("maint, licen", ["Forklift maintenance", "Forklift licence"]),
    ],
)
def test_types_are_found_by_the_part_of_their_name_that_people_type(
    shop: Shop, house: House, words: str, names: list[str]
) -> None:
    with house.reading() as session:
        choice = read_choice(session, house.as_(shop.ben), words)
        assert choice == read_choice(session, house.as_(shop.ben), words)
    labels = [label for label, value in options(shop) if int(value) in choice.competencies]
    assert sorted(labels) == sorted(names)


def options(shop: Shop) -> list[tuple[str, str]]:
    call = Call(shop.chat.product, shop.chat.asker(shop.ben), Place(), "x", "")
    return list(shop.chat.conversations.lookups["qualification.any_type"](call))


@pytest.mark.rule("qualifications/all")
def test_a_part_of_several_names_is_asked_and_the_answer_keeps_the_rest_of_the_question(shop: Shop) -> None:
    card = shop.chat.command(shop.ben, "all", "forklift in Night on 24 November 2026").card
    assert labels_of(card) == ["Forklift licence", "Forklift maintenance"]
    again = shop.chat.button(card, "Forklift licence").payload
    assert again == {"verb": "all", "words": "Forklift licence in Night on 2026-11-24"}
    assert "Anna Berg: Forklift licence" in listed(shop, shop.ben, str(again["words"]))


def test_an_exact_name_wins_over_longer_ones_that_hold_it(shop: Shop, house: House) -> None:
    with house.writing() as session:
        forklift = a_skill(session, "Forklift")
    with house.reading() as session:
        assert read_choice(session, house.as_(shop.ben), "forklift") == Choice(competencies=(forklift,))


def test_what_is_part_of_no_name_is_said_with_the_filters_there_are(shop: Shop) -> None:
    for words in ("juggling", "if"):
        with pytest.raises(NotFound, match=f"I don't find '{words}'"):
            shop.chat.command(shop.ben, "all", words)


@pytest.mark.rule("find/as-of")
def test_the_file_of_a_list_is_that_of_its_day(shop: Shop) -> None:
    card = shop.chat.command(shop.ben, "all", "on 24 November 2026").card
    form = shop.chat.press(shop.ben, card, "File").form
    answer = shop.chat.later(shop.ben, shop.chat.submit(shop.ben, form))
    (made,) = [part for part in (answer.card.parts if answer.card else ()) if isinstance(part, Attachment)]
    assert b"Forklift licence" in made.content
    assert "As it was recorded on 24 November 2026." in shop.chat.read(answer.card, shop.ben)


def labels_of(card: Card | None) -> list[str]:
    assert card is not None
    parts = [each for part in card.parts for each in getattr(part, "elements", ())]
    return [str(each.label) for each in parts if isinstance(each, Button)]
