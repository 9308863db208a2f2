"""`who`: the card of those who know it, how its words are read, and what a channel is shown (find/experts)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.cards import Button, Card, Text
from bot.listeners import profiles, qualification_adding, qualification_list, targets, who
from core.achievements import give_rating
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, scale_of
from core.people import add_group, join_group
from core.qualifications import set_type
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House


class Shop(NamedTuple):
    """Ben over Anna. Anna, in Oslo, and Dora weld; Anna has English B2, Cleo C1; Anna drives a forklift."""

    chat: Chat
    anna: int
    ben: int
    cleo: int
    licence: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO")
        dora = a_person(session, "Dora Lie", chat_user_id="UDORA")
        welding = a_skill(session, "Welding")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        a_skill(session, "Welding in confined spaces")
        oslo = add_group(session, house.operator, "location", "Oslo")
        add_group(session, house.operator, "location", "Bergen")
        join_group(session, house.operator, oslo, anna)
        rated = ((anna, welding, "Acquired"), (dora, welding, "Acquired"), (anna, english, "B2"), (cleo, english, "C1"))
        for person, skill, value in rated:
            value_id = scale_of(session, skill).named(value).id
            give_rating(session, house.operator, person_id=person, competency_id=skill, scale_value_id=value_id)
        a_certificate(session, anna, of=licence)
    chat = Chat(house, (who, targets, profiles, qualification_list, qualification_adding))
    return Shop(chat, anna, ben, cleo, licence)


def read(shop: Shop, person_id: int, words: str) -> str:
    return shop.chat.read(shop.chat.command(person_id, "who", words).card, person_id)


def labels(card: Card | None) -> list[str]:
    assert card is not None
    parts = [each for part in card.parts for each in getattr(part, "elements", ())]
    return [str(each.label) for each in parts if isinstance(each, Button)]


@pytest.mark.rule("find/experts")
def test_a_peer_reads_how_many_and_their_names_a_to_z(shop: Shop) -> None:
    said = read(shop, shop.cleo, "Welding")
    assert "Who has Welding" in said
    assert "2 people: Anna Berg, Dora Lie" in said
    assert "acquired" not in said


@pytest.mark.rule("find/experts")
def test_a_manager_reads_how_their_people_stand_first_and_the_others_by_name(shop: Shop) -> None:
    card = shop.chat.command(shop.ben, "who", "English").card
    said = shop.chat.read(card, shop.ben)
    assert "Anna Berg: ✓ B2" in said
    assert "By name: Cleo Vik" in said and "C1" not in said
    assert card is not None
    assert any(isinstance(part, Text) and part.button is not None for part in card.parts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Welding in Oslo", "1 person: Anna Berg"),
        ("knows welding in oslo?", "1 person: Anna Berg"),
        ("welding location Oslo", "1 person: Anna Berg"),
        ("English=C1", "Cleo Vik: ✓ C1"),
        ("speaks English C1", "Cleo Vik: ✓ C1"),
        ("Welding in confined spaces", "None on file."),
        ("confined", "None on file."),
        ("Welding in Bergen", "None on file in Bergen."),
    ],
)
def test_the_question_is_read_as_people_write_it(shop: Shop, words: str, expected: str) -> None:
    assert expected in read(shop, shop.cleo, words)


def test_a_part_of_several_names_is_asked_and_each_button_asks_again(shop: Shop) -> None:
    card = shop.chat.command(shop.cleo, "who", "weld in Oslo").card
    assert labels(card) == ["Welding", "Welding in confined spaces"]
    assert shop.chat.button(card, "Welding").payload == {"verb": "who", "words": "Welding in Oslo"}


def test_what_is_nowhere_in_the_catalogue_is_said(shop: Shop) -> None:
    with pytest.raises(NotFound, match="I don't find 'Juggling'"):
        shop.chat.command(shop.cleo, "who", "Juggling")
    card = shop.chat.command(shop.cleo, "who", "Engilsh in Oslo").card
    assert shop.chat.button(card, "English").payload["words"] == "English in Oslo"
    with pytest.raises(NotFound, match="place 'Atlantis'"):
        shop.chat.command(shop.cleo, "who", "Welding in Atlantis")


def test_nobody_there_leads_to_everywhere(shop: Shop) -> None:
    card = shop.chat.command(shop.cleo, "who", "Welding in Bergen").card
    found = shop.chat.press(shop.cleo, card, "Look everywhere")
    assert "2 people: Anna Berg, Dora Lie" in shop.chat.read(found.card, shop.cleo)


@pytest.mark.rule("find/experts")
def test_a_peer_asking_for_a_certification_reads_who_could_tell_until_its_type_opens(shop: Shop, house: House) -> None:
    said = read(shop, shop.cleo, "forklift")
    assert "None on file." in said and "Anna" not in said
    assert "Certifications are shown to their holder, those who supervise them, admins. An admin can help." in said
    assert "Anna Berg" in read(shop, shop.ben, "forklift")
    with house.writing() as session:
        set_type(session, house.operator, shop.licence, holders_visible=True)
    assert "1 person: Anna Berg" in read(shop, shop.cleo, "forklift")


@pytest.mark.rule("find/experts")
def test_asking_for_a_value_tells_a_peer_nothing_of_others(shop: Shop) -> None:
    said = read(shop, shop.cleo, "English B2")
    assert "Cleo Vik" in said and "Anna" not in said
    assert "Values are shown to their holder, those who supervise them, admins." in said
    assert "Anna Berg: ✓ B2" in read(shop, shop.ben, "English B2")


@pytest.mark.rule("find/experts")
def test_shared_in_a_channel_are_names_a_to_z_without_values(shop: Shop) -> None:
    shop.chat.channel = "C1"
    card = shop.chat.command(shop.ben, "who", "English").card
    answer = shop.chat.press(shop.ben, card, "Share")
    assert answer.share is not None
    said = shop.chat.read(answer.share, shop.ben)
    assert "Who has English: 2 people: Anna Berg, Cleo Vik" in said
    assert "B2" not in said and labels(answer.share) == []
    assert "✓ Shared here, names only." in shop.chat.read(answer.card, shop.ben)


def test_in_the_private_chat_and_for_certifications_there_is_nothing_to_share(shop: Shop, house: House) -> None:
    assert "Share" not in labels(shop.chat.command(shop.ben, "who", "English").card)
    shop.chat.channel = "C1"
    assert "Share" not in labels(shop.chat.command(shop.ben, "who", "Forklift licence").card)
    with house.writing() as session:
        set_type(session, house.operator, shop.licence, holders_visible=True)
    card = shop.chat.command(shop.ben, "who", "Forklift licence").card
    with house.writing() as session:
        set_type(session, house.operator, shop.licence)
    with pytest.raises(Invalid, match="Not shared"):
        shop.chat.press(shop.ben, card, "Share")


def test_without_words_a_form_asks_and_answers_in_its_place(shop: Shop) -> None:
    form = shop.chat.command(shop.cleo, "who").form
    with pytest.raises(Invalid, match="Which skill"):
        shop.chat.submit(shop.cleo, form)
    (welding,) = [value for label, value in qualification_list_options(shop, "weldin") if label == "Welding"]
    found = shop.chat.submit(shop.cleo, form, skill=welding)
    assert "2 people: Anna Berg, Dora Lie" in shop.chat.read(found.card, shop.cleo)


def qualification_list_options(shop: Shop, typed: str) -> list[tuple[str, str]]:
    from bot.conversation import Call, Place

    call = Call(shop.chat.product, shop.chat.asker(shop.cleo), Place(), "x", typed)
    return list(shop.chat.conversations.lookups["qualification.any_type"](call))


def test_eleven_people_take_a_second_page(shop: Shop, house: House) -> None:
    with house.writing() as session:
        rigging = a_skill(session, "Rigging")
        value_id = scale_of(session, rigging).named("Acquired").id
        for number in range(11):
            person = a_person(session, f"Rigger {number:02}")
            give_rating(session, house.operator, person_id=person, competency_id=rigging, scale_value_id=value_id)
    card = shop.chat.command(shop.cleo, "who", "Rigging").card
    said = shop.chat.read(card, shop.cleo)
    assert "11 people: Rigger 00" in said and "Rigger 10" not in said and "1 to 10 of 11" in said
    page = shop.chat.press(shop.cleo, card, "Show more").card
    said = shop.chat.read(page, shop.cleo)
    assert "Rigger 10" in said and "11 to 11 of 11" in said
    assert "Show more" not in labels(page)


@pytest.mark.rule("find/as-of")
def test_a_day_in_the_question_gives_the_list_of_that_day(shop: Shop, house: House) -> None:
    house.clock.forward(days=3)
    before = read(shop, shop.cleo, "Welding on 1 November 2026")
    assert "None on file." in before and "As it was recorded on 1 November 2026." in before
    then = read(shop, shop.cleo, "Welding in Oslo on 24 November 2026")
    assert "1 person: Anna Berg" in then and "In Oslo. As it was recorded on 24 November 2026." in then
    ahead = read(shop, shop.cleo, "Welding on 1 March")
    assert "2 people" in ahead and "As of 1 March 2027, by what is on file today." in ahead


def test_a_day_that_reads_two_ways_is_asked_for(shop: Shop) -> None:
    card = shop.chat.command(shop.cleo, "who", "Welding in Oslo on 03/04").card
    again = shop.chat.button(card, "3 April 2027").payload
    assert again == {"verb": "who", "words": "Welding in Oslo on 2027-04-03"}
    assert "1 person: Anna Berg" in read(shop, shop.cleo, again["words"])
    with pytest.raises(Invalid, match="31 February isn't a date"):
        shop.chat.command(shop.cleo, "who", "Welding on 31 February")
