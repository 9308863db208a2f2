"""Setting targets in chat: one at once, several after a dry run, each told once, undone."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import pytest

from bot.listeners import targets
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.notifications.settings import NoticeKind, store_switch
from core.people import set_line_manager
from core.targets import assign_targets, targets_of
from tests.bot.asking import Chat, messages_to
from tests.builders import a_certificate, a_module, a_person, a_quiz, a_skill, a_team, an_activity
from tests.conftest import House

CERTIFICATION = CompetencyCategory.CERTIFICATION


class Shop(NamedTuple):
    """Ben over Anna, Erik and Maja; Cleo stands apart. Anna holds First aid at work."""

    chat: Chat
    anna: int
    erik: int
    maja: int
    ben: int
    cleo: int
    fire: int
    aid: int
    english: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna, erik, maja = (
            a_person(session, name, manager=ben, chat_user_id=chat_id)
            for name, chat_id in (("Anna Berg", "UANNA"), ("Erik Strand", "UERIK"), ("Maja Nilsen", "UMAJA"))
        )
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO")
        fire = a_skill(session, "Fire safety")
        aid = a_skill(session, "First aid at work", category=CERTIFICATION)
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        for number in range(3):
            module = a_module(session, f"Module {number}")
            a_quiz(session, an_activity(session, f"Drill {number}", fire, modules=(module,)))
        a_certificate(session, anna, date(2029, 5, 3), of=aid, issued_on=date(2026, 5, 3))
    chat = Chat(house, (targets,))
    return Shop(chat, anna, erik, maja, ben, cleo, fire, aid, english)


def due_of(house: House, person_id: int) -> dict[int, date | None]:
    with house.reading() as session:
        return {each.competency_id: each.due_on for each in targets_of(session, [person_id])[person_id]}


@pytest.mark.rule("targets/assign")
def test_targets_of_one_person_are_set_by_the_command_alone_and_read_back(house: House, shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "target", "<@UANNA|anna> Fire safety, First aid at work by 1 March")
    assert shop.chat.read(answer.card, shop.ben).splitlines() == [
        "Set for Anna, due 1 March 2027: ○ Fire safety · ✓ First aid at work, already met (not verified). "
        "2 created. Anna is told.",
        "[Show Anna] [Why?] [Undo]",
    ]
    assert due_of(house, shop.anna) == {shop.fire: date(2027, 3, 1), shop.aid: date(2027, 3, 1)}


@pytest.mark.rule("frameworks/no-path")
def test_a_skill_that_nobody_can_be_rated_in_yet_is_set_with_a_warning(house: House, shop: Shop) -> None:
    warning = "△ Knots: nobody can be rated in it yet, no path that can be met leads there."
    with house.writing() as session:
        knots = a_skill(session, "Knots")
        for number in range(2):
            an_activity(session, f"Knot {number}", knots)
    answer = shop.chat.command(shop.ben, "target", "<@UANNA|anna> Knots, Fire safety")
    lines = shop.chat.read(answer.card, shop.ben).splitlines()
    assert [each for each in lines if "△" in each] == [warning]
    assert knots in due_of(house, shop.anna)
    several = shop.chat.command(shop.ben, "target", "<@UERIK> <@UMAJA> Knots")
    assert warning in shop.chat.read(several.card, shop.ben)
    with house.writing() as session:
        an_activity(session, "Knot 3", knots)
    again = shop.chat.command(shop.ben, "target", "<@UERIK> Knots")
    assert "△" not in shop.chat.read(again.card, shop.ben)


@pytest.mark.rule("targets/assign")
def test_the_person_is_told_once_with_what_is_left_and_why_it_came(house: House, shop: Shop) -> None:
    shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety, First aid at work by 1 March")
    shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety, First aid at work by 1 March")
    [message] = messages_to(house, shop.anna)
    assert shop.chat.read(shop.chat.notice(message), shop.anna).splitlines() == [
        "Ben set you 2 targets, due 1 March 2027.",
        "○ Fire safety: 3 activities in a row above 90 %.",
        "✓ First aid at work: met (not verified).",
        "[Take the first] [Why?]",
        "Because Ben supervises you. Mute: /prowess settings",
    ]


@pytest.mark.rule("targets/dry-run")
@pytest.mark.rule("targets/assign")
def test_targets_of_several_change_nothing_before_apply(house: House, shop: Shop) -> None:
    with house.writing() as session:
        assign_targets(session, house.operator, [shop.erik], {shop.aid: None})
        a_team(session, "Warehouse", shop.anna, shop.erik, shop.maja, shop.cleo)
    offer = shop.chat.command(shop.ben, "target", "team warehouse first aid at work by 2027-03-01")
    assert shop.chat.read(offer.card, shop.ben).splitlines() == [
        "A target on Warehouse itself, for later members too, needs its lead or an admin. "
        "I can set it for the 3 there you supervise.",
        "Nothing is set yet.",
        "[See who] [Cancel]",
    ]
    dry = shop.chat.press(shop.ben, offer.card, "See who")
    assert shop.chat.read(dry.card, shop.ben).splitlines() == [
        "Not applied yet",
        "First aid at work: Acquired, due 1 March 2027.",
        "4 people: 1 new, 1 already met, 1 changed, 1 left out.",
        "Left out, as not supervised by you: Cleo Vik.",
        "For those in Warehouse now; who joins later is not included.",
        "[Apply] [Change] [Cancel]",
    ]
    assert due_of(house, shop.maja) == {}
    done = shop.chat.press(shop.ben, dry.card, "Apply")
    assert shop.chat.read(done.card, shop.ben).splitlines() == [
        "✓ Applied by Ben, 09:00: 2 created, 1 changed, 1 left out.",
        "[Undo]",
    ]
    assert due_of(house, shop.maja) == {shop.aid: date(2027, 3, 1)}
    assert [len(messages_to(house, each)) for each in (shop.anna, shop.erik, shop.maja, shop.cleo)] == [1, 1, 1, 0]


@pytest.mark.rule("targets/duplicate")
def test_what_is_there_already_is_skipped_and_counted(house: House, shop: Shop) -> None:
    shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety")
    again = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety")
    assert shop.chat.read(again.card, shop.ben) == "Nothing new was set for Anna. 1 already there.\n[Show Anna]"
    two = shop.chat.command(shop.ben, "target", "<@UANNA> <@UERIK> Fire safety")
    applied = shop.chat.press(shop.ben, two.card, "Apply")
    assert "1 created, 1 already there." in shop.chat.read(applied.card, shop.ben)


@pytest.mark.rule("people/refusal")
def test_who_does_not_supervise_somebody_is_told_who_can_and_nothing_is_set(house: House, shop: Shop) -> None:
    sentence = "Nothing was set: you don't supervise Ben. Those who do, or an admin, can."
    with pytest.raises(Refused, match=re.escape(sentence)):
        shop.chat.command(shop.anna, "target", "<@UBEN> Fire safety by 1 March")
    with pytest.raises(Refused, match=re.escape(sentence)):
        shop.chat.command(shop.anna, "target", "<@UBEN> No such skill")
    with pytest.raises(Refused, match="you supervise nobody"):
        shop.chat.command(shop.cleo, "target", "Fire safety")
    assert due_of(house, shop.ben) == {} and not messages_to(house, shop.ben)


@pytest.mark.rule("chat/undo")
def test_undo_takes_the_targets_back_and_rewrites_the_message_it_caused(house: House, shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety, First aid at work by 1 March")
    house.clock.forward(minutes=9)
    undone = shop.chat.press(shop.ben, answer.card, "Undo")
    assert shop.chat.read(undone.card, shop.ben) == "Undone, 09:09. 2 targets of Anna were taken back."
    assert due_of(house, shop.anna) == {}
    [message] = messages_to(house, shop.anna)
    assert shop.chat.notice(message) is None, "a message not sent yet is dropped"
    assert shop.chat.read(shop.chat.notice(message, sent=True), shop.anna) == "Ben withdrew this, 09:09."


@pytest.mark.rule("chat/undo")
def test_undo_works_through_the_tenth_minute_and_only_once(house: House, shop: Shop) -> None:
    anna = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety by 1 March")
    erik = shop.chat.command(shop.ben, "target", "<@UERIK> Fire safety by 1 March")
    house.clock.forward(minutes=10)
    shop.chat.press(shop.ben, anna.card, "Undo")
    with pytest.raises(Conflict, match="Already undone"):
        shop.chat.press(shop.ben, anna.card, "Undo")
    house.clock.forward(seconds=1)
    with pytest.raises(Conflict, match="works for 10 minutes"):
        shop.chat.press(shop.ben, erik.card, "Undo")
    assert due_of(house, shop.erik) == {shop.fire: date(2027, 3, 1)}


@pytest.mark.rule("chat/undo")
def test_what_was_changed_since_is_not_undone_and_says_whose(house: House, shop: Shop) -> None:
    first = shop.chat.command(shop.ben, "target", "<@UMAJA> Fire safety by 1 May")
    house.clock.forward(minutes=1)
    second = shop.chat.command(shop.ben, "target", "<@UMAJA> Fire safety by 1 June")
    with pytest.raises(Conflict, match="targets of Maja were changed since"):
        shop.chat.press(shop.ben, first.card, "Undo")
    shop.chat.press(shop.ben, second.card, "Undo")
    assert due_of(house, shop.maja) == {shop.fire: date(2027, 5, 1)}, "the one it had replaced is back"


def test_a_date_readable_two_ways_is_asked_and_never_guessed(house: House, shop: Shop) -> None:
    asked = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety by 03/04")
    assert shop.chat.read(asked.card, shop.ben).splitlines() == [
        "Which day is 03/04?",
        "Nothing is set yet.",
        "[3 April 2027] [4 March 2027] [Other]",
    ]
    assert due_of(house, shop.anna) == {}
    chosen = shop.chat.press(shop.ben, asked.card, "4 March 2027")
    assert "Set for Anna, due 4 March 2027" in shop.chat.read(chosen.card, shop.ben)
    other = shop.chat.press(shop.ben, shop.chat.command(shop.ben, "target", "<@UANNA> English by 03/04").card, "Other")
    assert shop.chat.submit(shop.ben, other.form, due=date(2027, 6, 1)).card is not None
    assert due_of(house, shop.anna) == {shop.fire: date(2027, 3, 4), shop.english: date(2027, 6, 1)}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("by 31 February", "Nothing was set: .*31 February isn't a date. Example: by 1 March"),
        ("by 1 March 2026", "1 March 2026 is past"),
        ("by 23 November 2026", "23 November 2026 is past"),
    ],
)
def test_a_day_that_is_none_or_past_is_said_and_nothing_is_set(
    house: House, shop: Shop, words: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        shop.chat.command(shop.ben, "target", f"<@UANNA> Fire safety {words}")
    assert due_of(house, shop.anna) == {}


def test_an_unknown_skill_is_asked_about_with_its_look_alikes(house: House, shop: Shop) -> None:
    asked = shop.chat.command(shop.ben, "target", "<@UANNA> English=B2, Fire safty by 1 March")
    assert shop.chat.read(asked.card, shop.ben).splitlines() == [
        "I don't find 'Fire safty'. Is it one of these?",
        "Nothing is set yet.",
        "[Fire safety] [None of these]",
    ]
    chosen = shop.chat.press(shop.ben, asked.card, "Fire safety")
    read = shop.chat.read(chosen.card, shop.ben)
    assert "○ English B2 · ○ Fire safety. 2 created." in read
    none = shop.chat.press(shop.ben, asked.card, "None of these")
    assert "'Fire safty' is not in the catalogue" in shop.chat.read(none.card, shop.ben)
    nothing = shop.chat.command(shop.ben, "target", "<@UANNA> Xyzzy")
    assert shop.chat.read(nothing.card, shop.ben).startswith("Nothing was set: 'Xyzzy' is not in the catalogue.")


def test_a_value_the_scale_does_not_have_is_named_with_those_it_has(house: House, shop: Shop) -> None:
    with pytest.raises(Invalid, match=r"English has no value B9\. Values: A1, A2, B1, B2, C1, C2 and Native"):
        shop.chat.command(shop.ben, "target", "<@UANNA> English=B9")


def test_without_a_skill_or_a_person_a_form_opens_with_what_was_said(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.ben, "target", "<@UANNA> by 1 March").form
    assert form is not None
    initial = {each.name: each.initial for each in form.fields}
    assert initial["people"] == ["UANNA"] and initial["due"] == date(2027, 3, 1)
    empty = shop.chat.command(shop.ben, "target", "Fire safety").form
    assert empty is not None and empty.fields[1].initial == [("Fire safety", str(shop.fire))]
    done = shop.chat.submit(shop.ben, form, skills=[str(shop.english)], value="b2")
    assert "Set for Anna, due 1 March 2027: ○ English B2." in shop.chat.read(done.card, shop.ben)


@pytest.mark.rule("targets/assign")
def test_the_form_sets_several_skills_for_several_people_after_a_dry_run(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.ben, "target", "").form
    dry = shop.chat.submit(
        shop.ben, form, people=["UANNA", "UERIK"], skills=[str(shop.fire), str(shop.english)], due=date(2027, 3, 1)
    )
    assert "2 people, 2 skills: 4 new." in shop.chat.read(dry.card, shop.ben)
    changed = shop.chat.press(shop.ben, dry.card, "Change").form
    assert changed is not None and changed.fields[0].initial == ["UANNA", "UERIK"]
    shop.chat.press(shop.ben, dry.card, "Apply")
    assert len(due_of(house, shop.anna)) == len(due_of(house, shop.erik)) == 2
    assert len(messages_to(house, shop.anna)) == len(messages_to(house, shop.erik)) == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("people", {"people": [], "skills": ["1"]}),
        ("people", {"people": ["UNOBODY"], "skills": ["1"]}),
        ("skills", {"people": ["UANNA"], "skills": []}),
        ("value", {"people": ["UANNA"], "value": "Z9"}),
        ("due", {"people": ["UANNA"], "due": date(2026, 1, 1)}),
    ],
)
def test_an_error_in_the_form_stands_at_its_field(
    house: House, shop: Shop, field: str, values: dict[str, object]
) -> None:
    form = shop.chat.command(shop.ben, "target", "Fire safety").form
    with pytest.raises(Invalid) as error:
        shop.chat.submit(shop.ben, form, **values)
    assert error.value.field == field


def test_cancel_sets_nothing(house: House, shop: Shop) -> None:
    dry = shop.chat.command(shop.ben, "target", "<@UANNA>, <@UERIK> Fire safety")
    cancelled = shop.chat.press(shop.ben, dry.card, "Cancel")
    assert shop.chat.read(cancelled.card, shop.ben) == "Cancelled. Nothing was set."
    assert due_of(house, shop.anna) == {}


@pytest.mark.rule("targets/who")
def test_a_skill_above_the_persons_tier_is_left_out_and_named(house: House, shop: Shop) -> None:
    with house.writing() as session:
        boss = a_person(session, "Ada Moe", role="admin")
        a_skill(session, "Crane control", access_tier=2)
    answer = shop.chat.command(boss, "target", "<@UANNA> Crane control, Fire safety")
    read = shop.chat.read(answer.card, boss).splitlines()
    assert read[0].startswith("Set for Anna: ○ Fire safety. 1 created.")
    assert read[1] == "Crane control is above the access tier of Anna Berg; an admin can help."
    hidden = shop.chat.command(shop.ben, "target", "<@UANNA> Crane control")
    assert "Crane control' is not in the catalogue" in shop.chat.read(hidden.card, shop.ben)


def test_who_muted_such_messages_is_not_said_to_be_told(house: House, shop: Shop) -> None:
    with house.writing() as session:
        store_switch(session, house.as_(shop.anna), shop.anna, NoticeKind.TARGETS_SET, on=False)
    answer = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety")
    assert "is told" not in shop.chat.read(answer.card, shop.ben)


@pytest.mark.rule("targets/assign")
def test_the_operator_bringing_targets_in_from_a_file_tells_nobody(house: House, shop: Shop) -> None:
    with house.writing() as session:
        assign_targets(session, house.operator, [shop.anna], {shop.fire: None})
    assert messages_to(house, shop.anna) == []


def test_why_tells_rule_source_who_and_when_in_at_most_five_lines(house: House, shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety by 1 March")
    told = shop.chat.press(shop.ben, answer.card, "Why?")
    assert told.private
    assert shop.chat.read(told.card, shop.ben).splitlines() == [
        "Fire safety, Anna: ○ missing. Has not acquired, needs Acquired.",
        "Rule: a target is met when the rating reaches the required value and is valid or expiring.",
        "Source: set on the person, Acquired by 1 March 2027. By: Ben Dahl, 24 November 2026, 09:00.",
        "Left: 3 activities in a row above 90 %.",
    ]
    many = shop.chat.command(shop.ben, "target", "<@UANNA> English, First aid at work")
    assert len(shop.chat.read(shop.chat.press(shop.ben, many.card, "Why?").card, shop.ben).splitlines()) == 3


def test_why_is_closed_to_who_no_longer_supervises(house: House, shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety")
    with house.writing() as session:
        set_line_manager(session, house.operator, shop.anna, shop.cleo)
    with pytest.raises(Refused):
        shop.chat.press(shop.ben, answer.card, "Why?")


def test_a_target_set_anew_since_rewrites_the_older_message_so(house: House, shop: Shop) -> None:
    shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety by 1 March")
    house.clock.forward(minutes=3)
    shop.chat.command(shop.ben, "target", "<@UANNA> Fire safety by 1 May")
    old, new = messages_to(house, shop.anna)
    assert shop.chat.read(shop.chat.notice(old, sent=True), shop.anna) == "Ben set this anew, 09:03."
    assert "due 1 May 2027" in shop.chat.read(shop.chat.notice(new), shop.anna)


def test_the_search_field_offers_what_the_asker_sees_with_its_category(house: House, shop: Shop) -> None:
    with house.writing() as session:
        a_skill(session, "First responder", access_tier=3)
    assert shop.chat.lookup(shop.ben, "targets.skills", "first") == ["First aid at work (certification)"]


def test_somebody_not_in_the_directory_is_said_so(house: House, shop: Shop) -> None:
    with pytest.raises(NotFound, match="I don't find that person in the directory"):
        shop.chat.command(shop.ben, "target", "<@UNOBODY> Fire safety")
