"""Not needed in chat: one reason, one question to the manager, one answer; every copy says what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import plain
from bot.blocks.not_needed import KEEP, REASON_FORM, STOP
from bot.blocks.reminders import NOT_NEEDED, notice_card
from bot.cards import Card
from bot.conversation import Answer, Press, Submission
from bot.listeners import reminders
from core.errors import Invalid, NotFound
from core.notifications import notice_lines
from core.notifications.models import OutboxMessage
from core.qualifications import QualificationDetails, qualification, renew_qualification
from core.words import Reader
from tests.bot.asking import Chat, messages_to
from tests.bot.test_reminders import ZONE, Desk
from tests.builders import a_person
from tests.conftest import House


@pytest.fixture
def desk(house: House) -> Desk:
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONE)
        anna = a_person(session, "Anna Berg", manager=ben, time_zone=ZONE)
    return Desk(house, Chat(house, (reminders,)), anna, ben)


def says_so(desk: Desk, reason: str = "moved to the office", who: int | None = None) -> Answer:
    """Press Not needed, write why, send."""
    person_id = who or desk.anna
    form = desk.press(person_id, NOT_NEEDED).form
    assert form is not None
    sent = Submission(
        desk.chat.product, desk.chat.asker(person_id), desk.chat.place, form.payload, {"reason": reason}
    )
    return desk.chat.checked(desk.chat.conversations.submissions[REASON_FORM](sent), person_id)


def told(desk: Desk, who: int, kind: str) -> OutboxMessage:
    return next(each for each in reversed(messages_to(desk.house, who)) if each.kind == kind)


def question(desk: Desk, *, sent: bool = False, who: int | None = None) -> Card | None:
    return desk.chat.notice(told(desk, who or desk.ben, "not_needed"), sent=sent)


def answers(desk: Desk, action: str, card: Card | None, who: int | None = None) -> str:
    payload = next(each.payload for each in _buttons(card) if each.action == action)
    press = Press(desk.chat.product, desk.chat.asker(who or desk.ben), desk.chat.place, payload)
    return desk.says(desk.chat.checked(desk.chat.conversations.presses[action](press), desk.ben))


def _buttons(card: Card | None) -> list[Any]:
    assert card is not None
    return [each for part in card.parts for each in getattr(part, "elements", ())]


def reads(desk: Desk, card: Card | None) -> list[str]:
    assert card is not None
    return plain(card, Reader("en_GB", ZONE)).splitlines()


@pytest.mark.rule("reminders/not-needed")
def test_the_manager_is_asked_and_stops_the_notices_and_every_copy_says_so(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    said = desk.says(says_so(desk))
    assert "Asked Ben whether it is needed; notices go on until there is an answer." in said
    assert "[Undo]" in said
    assert "[Not needed]" not in said
    asked = question(desk)
    assert reads(desk, asked) == [
        "Anna says that Forklift licence, which expires on 22 February 2027, is not needed: 'moved to the office'.",
        "[Stop notices] [Keep notices]",
        "Because you manage Anna. Such questions always come. Notices go on until there is an answer.",
    ]
    settled = answers(desk, STOP, asked)
    assert "✓ Notices stopped by Ben, 24 November 2026, 10:00." in settled
    assert "[Undo]" in settled
    annas = desk.chat.notice(told(desk, desk.anna, "not_needed_answered"))
    assert reads(desk, annas)[0] == "Ben agrees: Forklift licence is not needed. Its notices stop."
    message = next(each for each in messages_to(desk.house, desk.anna) if each.kind == "expiry")
    assert message.stale, "Anna's notice is rewritten where it stands"
    assert "Not needed: 'moved to the office'. Ben stopped the notices." in desk_reads(desk, message)


def desk_reads(desk: Desk, message: OutboxMessage) -> str:
    """An expiry notice as it is rewritten."""
    with desk.house.reading() as session:
        card = notice_card(notice_lines(session, message.id), session.now, message_id=message.id)
    return plain(card, Reader("en_GB", ZONE))


@pytest.mark.rule("reminders/not-needed")
def test_the_manager_keeps_the_notices_and_they_go_on(desk: Desk) -> None:
    desk.holds(31)
    desk.house.clock.forward(days=1)
    desk.sweep()
    says_so(desk)
    assert "Notices kept by Ben" in answers(desk, KEEP, question(desk))
    annas = desk.chat.notice(told(desk, desk.anna, "not_needed_answered"))
    assert reads(desk, annas)[0] == "Ben keeps the notices of Forklift licence: they go on."
    desk.house.clock.forward(days=28)
    desk.sweep()
    said = desk.reads(desk.anna)
    assert "expires in 2 days" in said
    assert "Ben keeps the notices." in said
    assert "[Booked] [Renewed]" in said


@pytest.mark.rule("reminders/not-needed")
def test_the_day_after_expiry_it_can_still_be_said(desk: Desk) -> None:
    desk.holds(2)
    desk.sweep()
    desk.house.clock.forward(days=3)
    desk.sweep()
    assert "[Renewed] [Not needed]" in desk.reads(desk.anna)
    assert "Asked Ben" in desk.says(says_so(desk))


@pytest.mark.rule("reminders/not-needed")
def test_the_manager_needs_to_ask_nobody(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    form = desk.press(desk.ben, NOT_NEEDED).form
    assert form is not None
    assert str(form.submit) == "Stop notices"
    said = desk.says(says_so(desk, "left the fleet", desk.ben))
    assert "Not needed: 'left the fleet'. You stopped the notices." in said
    assert "[Undo]" in said
    assert [each.kind for each in messages_to(desk.house, desk.ben)] == ["expiry"]


@pytest.mark.rule("chat/undo")
def test_taking_it_back_settles_the_managers_copy(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    answer = says_so(desk)
    undone = desk.chat.press(desk.anna, answer.card, "Undo")
    assert "Undone, 10:00. Notices go on." in desk.says(undone)
    assert question(desk) is None, "not sent any more"
    assert reads(desk, question(desk, sent=True))[1] == "Taken back, 10:00. Nothing to do."


def test_a_late_press_changes_nothing_and_shows_what_was_answered(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    says_so(desk)
    card = question(desk)
    answers(desk, KEEP, card)
    assert "Notices kept by Ben" in answers(desk, STOP, card)


def test_an_empty_reason_keeps_the_form_open(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    with pytest.raises(Invalid) as refused:
        says_so(desk, " ")
    assert refused.value.field == "reason"


def test_an_admin_is_asked_as_one(desk: Desk) -> None:
    with desk.house.writing() as session:
        ada = a_person(session, "Ada Admin", role="admin", time_zone=ZONE)
        lone = a_person(session, "Lone Wolf", time_zone=ZONE)
    desk.holds(90, who=lone)
    desk.sweep()
    assert "Asked an admin whether it is needed" in desk.says(says_so(desk, who=lone))
    assert "Because you are an admin." in reads(desk, question(desk, who=ada))[2]
    assert "✓ Notices stopped by Ada" in answers(desk, STOP, question(desk, who=ada), ada)


def test_somebody_elses_notice_is_not_found(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    annas = desk.card(desk.anna)
    with pytest.raises(NotFound):
        desk.press(desk.ben, NOT_NEEDED, card=annas)


def test_what_was_renewed_meanwhile_needs_no_answer(desk: Desk) -> None:
    held = desk.holds(90)
    desk.sweep()
    says_so(desk)
    card = question(desk)
    with desk.house.writing() as session:
        of = qualification(session, desk.house.operator, held).competency_id
        details = QualificationDetails(of, expires_on=desk.today + timedelta(days=700))
        renew_qualification(session, desk.house.operator, held, details)
    assert question(desk) is None
    assert "It was renewed since. Nothing to do." in answers(desk, STOP, card)
