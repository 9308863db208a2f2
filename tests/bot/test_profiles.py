"""`me` and `show`: picture, the same figures as a table, what is on file; a colleague by name only."""

from __future__ import annotations

import io
from datetime import date
from typing import NamedTuple

import pytest
from PIL import Image

from bot.cards import Card, Picture, Table, line
from bot.conversation import Answer
from bot.listeners import profiles, targets
from bot.listeners.profiles import DRAWING
from core.errors import NotFound, Refused
from core.frameworks import CompetencyCategory, scale_of
from core.people import set_line_manager
from core.targets import assign_targets
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_module, a_person, a_skill, a_team, an_activity
from tests.conftest import House


class Shop(NamedTuple):
    """Dora over Ben over Anna and Erik; Cleo is no one's. Anna needs three, has one, and B1 of B2."""

    chat: Chat
    anna: int
    erik: int
    ben: int
    dora: int
    cleo: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        dora = a_person(session, "Dora Lie", chat_user_id="UDORA")
        ben = a_person(session, "Ben Dahl", manager=dora, chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        erik = a_person(session, "Erik Strand", manager=ben, chat_user_id="UERIK")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO")
        fire = a_skill(session, "Fire safety")
        for number in range(3):
            an_activity(session, f"Drill {number}", fire, modules=(a_module(session, f"M{number}"),))
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        forklift = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        b2 = scale_of(session, english).named("B2").id
        a_certificate(session, anna, date(2029, 5, 3), of=aid)
        a_certificate(session, anna, date(2027, 2, 22), of=forklift)
        a_certificate(session, anna, of=english, value="B1")
        wanted = {fire: None, english: b2, aid: None}
        assign_targets(session, house.as_(ben), [anna], wanted, date(2027, 3, 1))
        assign_targets(session, house.as_(ben), [erik], {fire: None})
    return Shop(Chat(house, (targets, profiles)), anna, erik, ben, dora, cleo)


def shown(shop: Shop, person_id: int, verb: str, words: str = "") -> Answer:
    asked = shop.chat.command(person_id, verb, words)
    assert asked.where == "chat", "pictures and figures go to the private chat"
    return shop.chat.later(person_id, asked)


def part(card: Card | None, kind: type) -> list[object]:
    assert card is not None
    return [each for each in card.parts if isinstance(each, kind)]


@pytest.mark.rule("targets/spider")
def test_a_manager_sees_the_picture_and_the_same_figures_as_a_table(house: House, shop: Shop) -> None:
    answer = shown(shop, shop.ben, "show", "<@UANNA>")
    assert answer.where == "chat"
    read = shop.chat.read(answer.card, shop.ben).splitlines()
    assert read[0] == "Anna Berg"
    assert read[1] == (
        "(Spider chart, Anna, 24 November 2026: Fire safety not acquired; English B1, needs B2; "
        "First aid at work acquired. 1 of 3 met.)"
    )
    assert read[2:6] == [
        "Competency | Has | Needs | By | Status | From",
        "Fire safety | not acquired | Acquired | 1 March 2027 | ○ missing | Ben",
        "English | B1 | B2 | 1 March 2027 | ▽ too low | Ben",
        "First aid at work | acquired | Acquired | 1 March 2027 | ✓ met (not verified) | Ben",
    ]
    assert read[6] == (
        "What is left: ○ Fire safety: 3 activities in a row above 90 % · ▽ English B2: B2 or higher on file"
    )
    assert read[-2:] == [
        "1 of 3 met. Seen because you supervise Anna.",
        "[Set targets] [Register] [Why?] [Open a target]",
    ]
    [picture] = part(answer.card, Picture)
    assert isinstance(picture, Picture) and Image.open(io.BytesIO(picture.png)).format == "PNG"


@pytest.mark.rule("qualifications/own-view")
def test_the_own_profile_shows_all_own_qualifications_by_category_gaps_and_expiries(house: House, shop: Shop) -> None:
    read = shop.chat.read(shown(shop, shop.anna, "me").card, shop.anna)
    assert "Languages: ✓ English B1, not verified" in read
    assert (
        "Certifications: ✓ First aid at work, expires 3 May 2029, not verified · "
        "◔ Forklift licence, expires 22 February 2027, not verified"
    ) in read
    assert "Expires next: Forklift licence in 90 days, on 22 February 2027" in read
    assert "1 of 3 met. Seen by you, those who supervise you, and admins." in read
    assert "[Set targets]" not in read


def test_the_managers_manager_sees_the_details_and_a_peer_names_only(house: House, shop: Shop) -> None:
    assert part(shown(shop, shop.dora, "show", "@anna").card, Table)
    names = shop.chat.command(shop.cleo, "show", "<@UANNA|anna>")
    assert names.later is None
    assert shop.chat.read(names.card, shop.cleo) == "Anna has: English."
    nothing = shop.chat.command(shop.cleo, "show", "<@UERIK>")
    assert shop.chat.read(nothing.card, shop.cleo) == "Erik has nothing on file that colleagues see."


@pytest.mark.rule("privacy/channel-safe")
def test_asked_in_a_channel_figures_go_to_the_private_chat_and_a_peer_gets_names_privately(
    house: House, shop: Shop
) -> None:
    shop.chat.channel = "C1"
    for person_id, verb, words in ((shop.anna, "me", ""), (shop.ben, "show", "<@UANNA>")):
        asked = shop.chat.command(person_id, verb, words)
        assert asked.card == line(DRAWING)
        assert (asked.where, asked.share) == ("chat", None)
    several = shop.chat.command(shop.ben, "show", "<@UANNA> <@UERIK>")
    assert several.where == "chat" and part(several.card, Table)
    peers = shop.chat.command(shop.cleo, "show", "<@UANNA>")
    assert peers.share is None and not part(peers.card, Table) and not part(peers.card, Picture)


def test_the_right_is_asked_again_when_the_picture_is_drawn(house: House, shop: Shop) -> None:
    asked = shop.chat.command(shop.ben, "show", "<@UANNA>")
    with house.writing() as session:
        set_line_manager(session, house.operator, shop.anna, shop.cleo)
    with pytest.raises(Refused):
        shop.chat.later(shop.ben, asked)


@pytest.mark.rule("targets/spider")
def test_below_three_targets_there_are_bars_and_without_any_a_hint(house: House, shop: Shop) -> None:
    one = shop.chat.read(shown(shop, shop.ben, "show", "Erik Strand").card, shop.ben)
    assert "(Bar chart, Erik, 24 November 2026: Fire safety not acquired. 0 of 1 met.)" in one
    none = shown(shop, shop.dora, "show", "<@UBEN>").card
    assert shop.chat.read(none, shop.dora).splitlines() == [
        "Ben Dahl",
        "Ben has no targets.",
        "Nothing on file for Ben yet.",
        "Seen because you supervise Ben.",
        "[Set targets] [Register]",
    ]
    assert not part(none, Picture)
    assert "You have no targets." in shop.chat.read(shown(shop, shop.cleo, "me").card, shop.cleo)


@pytest.mark.rule("targets/spider")
def test_several_persons_targets_show_as_one_table_of_those_one_may_see(house: House, shop: Shop) -> None:
    with house.writing() as session:
        a_team(session, "Warehouse", shop.anna, shop.erik, shop.cleo)
    card = shop.chat.command(shop.ben, "show", "team Warehouse").card
    read = shop.chat.read(card, shop.ben).splitlines()
    assert read[0] == "1 of 4 met, 2 people."
    assert read[1] == "Person | Competency | Has | Needs | By | Status"
    assert read[-2] == "Erik Strand | Fire safety | not acquired | Acquired | no date | ○ missing"
    assert read[-1] == "Left out, as their targets aren't open to you: Cleo Vik."


def test_ten_rows_of_a_team_are_shown_and_more_in_the_same_message(house: House, shop: Shop) -> None:
    with house.writing() as session:
        crew = [a_person(session, f"Person {number:02}", manager=shop.ben) for number in range(21)]
        a_team(session, "Night crew", *crew)
        assign_targets(session, house.operator, crew, {a_skill(session, "Night work"): None})
    card = shop.chat.command(shop.ben, "show", "team Night crew").card
    read = shop.chat.read(card, shop.ben).splitlines()
    assert [each for each in read if each.startswith("Person 1")] == []
    assert read[0] == "0 of 21 met, 21 people."
    assert len([each for each in read if "○ missing" in each]) == 10
    assert read[-2:] == ["1 to 10 of 21", "[Show more]"]
    second = shop.chat.press(shop.ben, card, "Show more")
    assert second.replace
    third = shop.chat.press(shop.ben, second.card, "Show more")
    read = shop.chat.read(third.card, shop.ben).splitlines()
    assert "Person 20 | Night work | not acquired | Acquired | no date | ○ missing" in read
    assert read[-2:] == ["21 to 21 of 21", "[From the start]"]


def test_set_targets_on_a_profile_opens_the_form_for_that_person(house: House, shop: Shop) -> None:
    card = shown(shop, shop.ben, "show", "<@UANNA>").card
    form = shop.chat.press(shop.ben, card, "Set targets").form
    assert form is not None and form.fields[0].initial == ["UANNA"]
    lookup = shop.chat.lookup(shop.ben, "targets.skills", "fork")
    assert lookup == ["Forklift licence (certification)"]


def test_show_anna_beside_set_targets_draws_her_profile_without_replacing_the_card(house: House, shop: Shop) -> None:
    set_card = shop.chat.command(shop.ben, "target", "<@UERIK> English").card
    pressed = shop.chat.press(shop.ben, set_card, "Show Erik")
    assert not pressed.replace
    assert part(shop.chat.later(shop.ben, pressed).card, Table)


def test_nobody_of_that_name_is_said_and_without_a_name_it_is_asked(house: House, shop: Shop) -> None:
    with pytest.raises(NotFound, match="I don't find a person named 'Nobody'"):
        shop.chat.command(shop.ben, "show", "Nobody")
    form = shop.chat.command(shop.ben, "show").form
    assert shop.chat.submit(shop.ben, form, person="UANNA").later is not None


def test_an_expired_certificate_is_marked_and_counts_for_nothing_in_the_picture(house: House, shop: Shop) -> None:
    house.clock.now = house.clock.now.replace(year=2029, month=5, day=4)
    read = shop.chat.read(shown(shop, shop.ben, "show", "<@UANNA>").card, shop.ben)
    assert "First aid at work | acquired | Acquired | 1 March 2027 | ✕ expired 3 May 2029" in read
    assert "First aid at work expired 3 May 2029. 0 of 3 met.)" in read
    assert "✕ First aid at work, expired 3 May 2029, not verified" in read
