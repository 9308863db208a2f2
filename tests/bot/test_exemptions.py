"""Exemptions and removal in chat: said in one sentence or a form, shown with their day, returning by themselves."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from bot.listeners import profiles, targets
from core.errors import Invalid, NotFound, Refused
from core.gaps import GapStatus, profiles_of
from core.people import add_group, join_group
from core.plans import give_plans
from core.profiles import ProfileDetails, Requirement, save_profile
from core.targets import assign_targets, open_target, set_group_targets, targets_of
from tests.bot.asking import Chat, messages_to
from tests.builders import a_person, a_skill, a_team, a_template
from tests.conftest import House


class Shop(NamedTuple):
    """Ben over Anna, who should have Fire safety by 1 March; Cleo stands apart; Lena leads Anna's team."""

    chat: Chat
    anna: int
    ben: int
    cleo: int
    lena: int
    team: int
    fire: int
    aid: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben, cleo, lena = (a_person(session, name) for name in ("Ben Dahl", "Cleo Vik", "Lena Foss"))
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA", time_zone="Europe/Oslo")
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid at work")
        team = a_team(session, "Warehouse", anna, lead=lena)
    with house.writing() as session:
        assign_targets(session, house.as_(ben), [anna], {fire: None}, date(2027, 3, 1))
    return Shop(Chat(house, (targets, profiles)), anna, ben, cleo, lena, team, fire, aid)


def status_of(house: House, shop: Shop) -> GapStatus:
    with house.reading() as session:
        rows = profiles_of(session, house.as_(shop.anna), [shop.anna])[shop.anna].rows
    return next(row.status for row in rows if row.competency.id == shop.fire)


def exempted(shop: Shop) -> str:
    said = "exempt <@UANNA> Fire safety until 1 December: parental leave"
    return shop.chat.read(shop.chat.command(shop.ben, "target", said).card, shop.ben)


def test_one_sentence_exempts_with_day_and_reason_and_the_person_is_told_why(house: House, shop: Shop) -> None:
    assert exempted(shop).splitlines() == [
        "✓ Not required of Anna until 1 December 2026: Fire safety, 09:00. Then it counts again by itself. "
        "Anna is told.",
        "[Open target] [Undo]",
    ]
    assert status_of(house, shop) == GapStatus.NOT_REQUIRED
    message = messages_to(house, shop.anna)[-1]
    assert shop.chat.read(shop.chat.notice(message), shop.anna).splitlines() == [
        "– Not required of you until 1 December 2026: Fire safety. Ben says why: 'parental leave'. "
        "Then it counts again by itself.",
        "Mute: /prowess settings",
    ]


@pytest.mark.rule("targets/exemption")
def test_it_is_listed_as_not_required_until_its_day_is_over_where_the_person_is_and_then_returns(
    house: House, shop: Shop
) -> None:
    exempted(shop)
    with house.reading() as session:
        assert open_target(session, shop.anna, shop.fire).exempt_until == date(2026, 12, 1)  # type: ignore[union-attr]
    shown = shop.chat.later(shop.ben, shop.chat.command(shop.ben, "show", "<@UANNA>"))
    assert "– not required until 1 December 2026" in shop.chat.read(shown.card, shop.ben)
    house.clock.now = house.clock.now.replace(month=12, day=1, hour=22, minute=59)
    assert status_of(house, shop) == GapStatus.NOT_REQUIRED
    house.clock.forward(minutes=1)
    assert status_of(house, shop) == GapStatus.MISSING


@pytest.mark.rule("targets/exemption")
def test_the_reason_is_read_by_the_person_and_who_supervises_them_and_never_by_a_peer(
    house: House, shop: Shop
) -> None:
    exempted(shop)
    for reader in (shop.anna, shop.ben, shop.lena):
        shown = shop.chat.later(reader, shop.chat.command(reader, "show", "<@UANNA>"))
        opened = shop.chat.choose(reader, shown.card, "Open a target", str(shop.fire))
        assert "Not required until 1 December 2026: 'parental leave'. By: Ben Dahl" in shop.chat.read(
            opened.card, reader
        )
    shown = shop.chat.command(shop.cleo, "show", "<@UANNA>")
    assert "parental" not in shop.chat.read(shown.card, shop.cleo)


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ("exempt <@UANNA> Fire safety until 23 November 2026: leave", Invalid, "is past"),
        ("exempt <@UANNA> First aid at work until 1 December: leave", NotFound, "Anna has no target First aid at work"),
        ("exempt <@UANNA> Fire dance until 1 December: leave", NotFound, "I don't find 'Fire dance'"),
        ("exempt <@UANNA> Fire safety until 31 February: leave", Invalid, "31 February isn't a date"),
        ("exempt Fire safety until 1 December: leave", Invalid, "Whom"),
        ("unexempt <@UANNA> Fire safety", NotFound, "Anna is not exempt from that"),
        ("unexempt <@UANNA>", Invalid, "Which skill"),
        ("remove <@UANNA> First aid at work", NotFound, "First aid at work is no target there"),
    ],
)
def test_what_cannot_be_is_said_plainly_and_changes_nothing(
    house: House, shop: Shop, words: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        shop.chat.command(shop.ben, "target", words)
    assert status_of(house, shop) == GapStatus.MISSING


def test_who_does_not_supervise_them_and_the_person_themself_are_refused(house: House, shop: Shop) -> None:
    for asker, said in ((shop.cleo, "you don't supervise Anna"), (shop.anna, "you can't exempt yourself")):
        with pytest.raises(Refused, match=said):
            shop.chat.command(asker, "target", "exempt <@UANNA> Fire safety until 1 December: leave")
        with pytest.raises(Refused, match=said):
            shop.chat.command(asker, "target", "exempt <@UANNA> Fire safety")
    with pytest.raises(Refused):
        shop.chat.command(shop.cleo, "target", "remove <@UANNA> Fire safety")


def test_what_is_missing_is_asked_in_a_form_that_keeps_what_was_said(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.ben, "target", "exempt <@UANNA> Fire safety").form
    assert shop.chat.lookup_in(shop.ben, form, "targets.theirs", "fire") == ["Fire safety"]
    with pytest.raises(Invalid, match="Until when"):
        shop.chat.submit(shop.ben, form)
    with pytest.raises(Invalid, match="Why is it not required"):
        shop.chat.submit(shop.ben, form, until=date(2026, 12, 1))
    shop.chat.submit(shop.ben, form, until=date(2026, 11, 24), reason="moved to the office")
    assert status_of(house, shop) == GapStatus.NOT_REQUIRED
    house.clock.forward(days=1)
    assert status_of(house, shop) == GapStatus.MISSING


@pytest.mark.rule("chat/undo")
def test_exempting_requiring_again_and_removing_are_each_undone(house: House, shop: Shop) -> None:
    card = shop.chat.command(shop.ben, "target", "exempt <@UANNA> Fire safety until 1 December: leave").card
    shop.chat.press(shop.ben, card, "Undo")
    assert status_of(house, shop) == GapStatus.MISSING
    message = messages_to(house, shop.anna)[-1]
    assert "required again" in shop.chat.read(shop.chat.notice(message, sent=True), shop.anna)
    exempted(shop)
    house.clock.forward(minutes=1)
    card = shop.chat.command(shop.ben, "target", "unexempt <@UANNA> Fire safety").card
    assert status_of(house, shop) == GapStatus.MISSING
    house.clock.forward(minutes=1)
    shop.chat.press(shop.ben, card, "Undo")
    assert status_of(house, shop) == GapStatus.NOT_REQUIRED
    house.clock.forward(minutes=1)
    card = shop.chat.command(shop.ben, "target", "remove <@UANNA> Fire safety").card
    with house.reading() as session:
        assert targets_of(session, [shop.anna])[shop.anna] == ()
    house.clock.forward(minutes=1)
    shop.chat.press(shop.ben, card, "Undo")
    with house.reading() as session:
        (target,) = targets_of(session, [shop.anna])[shop.anna]
    assert (target.due_on, target.exempt) == (date(2027, 3, 1), True)


def test_a_later_exemption_replaces_the_one_before_and_undoing_it_brings_that_back(house: House, shop: Shop) -> None:
    exempted(shop)
    house.clock.forward(minutes=1)
    card = shop.chat.command(shop.ben, "target", "exempt <@UANNA> Fire safety until 5 January 2027: sick").card
    with house.reading() as session:
        assert open_target(session, shop.anna, shop.fire).exempt_until == date(2027, 1, 5)  # type: ignore[union-attr]
    house.clock.forward(minutes=1)
    shop.chat.press(shop.ben, card, "Undo")
    with house.reading() as session:
        assert open_target(session, shop.anna, shop.fire).exempt_until == date(2026, 12, 1)  # type: ignore[union-attr]


@pytest.mark.rule("targets/effective")
def test_the_card_of_a_target_lists_every_source_with_who_and_when(house: House, shop: Shop) -> None:
    with house.writing() as session:
        set_group_targets(session, house.as_(shop.lena), shop.team, {shop.fire: None}, date(2027, 2, 1))
    shown = shop.chat.later(shop.anna, shop.chat.command(shop.anna, "me"))
    card = shop.chat.choose(shop.anna, shown.card, "Open a target", str(shop.fire)).card
    assert shop.chat.read(card, shop.anna).splitlines() == [
        "Fire safety, Anna Berg",
        "○ missing. Has not acquired, needs Acquired by 1 February 2027.",
        "Source: set on the person: Acquired by 1 March 2027. By: Ben Dahl, 24 November 2026, 10:00.",
        "Source: team Warehouse: Acquired by 1 February 2027. By: Lena Foss, 24 November 2026, 10:00.",
        "[Why?]",
    ]


@pytest.mark.rule("targets/locked")
def test_what_a_template_requires_is_not_removed_on_the_person_the_refusal_offers_exempt_and_unlink(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        template_id = a_template(session, "Safety basics", shop.aid)
        (plan_id,) = give_plans(session, house.as_(shop.ben), template_id, [shop.anna]).plan_ids
    refused = shop.chat.command(shop.ben, "target", "remove <@UANNA> First aid at work")
    said = shop.chat.read(refused.card, shop.ben)
    assert "Not removed: First aid at work comes from plan Safety basics." in said
    assert "[Exempt] [Unlink] [Why?]" in said
    assert shop.chat.button(refused.card, "Unlink").payload == {"plan": plan_id}
    form = shop.chat.press(shop.ben, refused.card, "Exempt").form
    shop.chat.submit(shop.ben, form, until=date(2026, 12, 1), reason="on leave")
    with house.reading() as session:
        assert open_target(session, shop.anna, shop.aid).exempt  # type: ignore[union-attr]


@pytest.mark.rule("targets/locked")
def test_what_a_profile_requires_is_not_removed_either_and_a_hidden_profile_is_not_named(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        driver = add_group(session, house.operator, "position", "Driver")
        join_group(session, house.operator, driver, shop.anna)
        wanted = ProfileDetails("Secret role", group_ids=(driver,), requirements=(Requirement(shop.aid),))
        save_profile(session, house.operator, wanted)
    refused = shop.chat.command(shop.ben, "target", "remove <@UANNA> First aid at work")
    said = shop.chat.read(refused.card, shop.ben)
    assert "Not removed: First aid at work comes from a position. Anna can be exempt for now" in said
    assert "[Exempt] [Why?]" in said
    with house.reading() as session:
        assert open_target(session, shop.anna, shop.aid) is not None


def test_removing_what_two_require_says_what_still_does(house: House, shop: Shop) -> None:
    with house.writing() as session:
        set_group_targets(session, house.as_(shop.lena), shop.team, {shop.fire: None})
    done = shop.chat.command(shop.ben, "target", "remove <@UANNA> Fire safety")
    assert "✓ Removed for Anna: Fire safety, 09:00. Still required by: team Warehouse." in shop.chat.read(
        done.card, shop.ben
    )
    again = shop.chat.command(shop.ben, "target", "remove <@UANNA> Fire safety")
    assert "Not removed: Fire safety comes from team Warehouse." in shop.chat.read(again.card, shop.ben)
