"""Expiry notices in chat: the words that arrive, and what each button does to every copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.blocks import plain
from bot.blocks.reminders import BOOK, MORE, OPEN_RENEWAL, RENEW, SNOOZE, SNOOZE_TO
from bot.cards import UNDO, Actions, Button, Card, Form, PickDay
from bot.conversation import Answer, Press, Submission
from bot.jobs import remind_once, reminders_due
from bot.listeners import reminders
from core.clock import day_in
from core.errors import Invalid, NotFound
from core.notifications import Outgoing, queue_due_reminders
from core.notifications.models import OutboxMessage
from core.people import person
from core.qualifications import qualification
from core.words import Reader
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House

ZONE = "Europe/Oslo"


@dataclass
class Desk:
    """Anna, her manager Ben, and the notices between them."""

    house: House
    chat: Chat
    anna: int
    ben: int

    @property
    def today(self) -> date:
        return day_in(ZONE, self.house.clock())

    def holds(self, days: int, name: str = "Forklift licence", who: int | None = None, **details: Any) -> int:
        with self.house.writing() as session:
            of = a_skill(session, name, category="certification")  # type: ignore[arg-type]
            return a_certificate(session, who or self.anna, self.today + timedelta(days=days), of=of, **details)

    def sweep(self) -> None:
        """One sweep, and what it queued counts as sent."""
        with self.house.writing() as session:
            queue_due_reminders(session)
            for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == "pending")):
                row.state, row.due_at = "sent", None

    def message(self, recipient: int) -> OutboxMessage:
        with self.house.reading() as session:
            query = select(OutboxMessage).where(OutboxMessage.recipient_id == recipient)
            return session.scalars(query.order_by(OutboxMessage.id.desc())).first()  # type: ignore[return-value]

    def card(self, recipient: int, *, rewriting: bool = False) -> Card | None:
        row = self.message(recipient)
        held = Outgoing(
            row.id, self.house.workspace_id, row.key, row.kind, recipient, row.refs, 1, row.made_at, None, None, "me",
            in_doubt=False, rewriting=rewriting,
        )
        with self.house.reading() as session:
            card = self.chat.conversations.notices[row.kind](session, person(session, recipient), row.refs, held)
        return self.chat.checked(Answer(card=card), recipient).card

    def reads(self, recipient: int, *, rewriting: bool = False) -> str:
        card = self.card(recipient, rewriting=rewriting)
        assert card is not None
        return plain(card, Reader("en_GB", ZONE))

    def press(
        self, who: int, action: str, chosen: date | None = None, *, card: Card | None = None, nth: int = 0
    ) -> Answer:
        shown = card or self.card(who, rewriting=True)
        assert shown is not None
        elements = [each for part in shown.parts if isinstance(part, Actions) for each in part.elements]
        found = [each for each in elements if each.action == action]
        assert len(found) > nth, f"no {action} on the card"
        press = Press(self.chat.product, self.chat.asker(who), self.chat.place, found[nth].payload, chosen)
        return self.chat.checked(self.chat.conversations.presses[action](press), who)

    def renew(self, who: int, form: Form, **values: Any) -> Answer:
        sent = Submission(self.chat.product, self.chat.asker(who), self.chat.place, form.payload, values)
        return self.chat.checked(self.chat.conversations.submissions[RENEW](sent), who)

    def says(self, answer: Answer) -> str:
        assert answer.card is not None
        return plain(answer.card, Reader("en_GB", ZONE))


@pytest.fixture
def desk(house: House) -> Desk:
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONE)
        anna = a_person(session, "Anna Berg", manager=ben, time_zone=ZONE)
    return Desk(house, Chat(house, (reminders,)), anna, ben)


@pytest.mark.rule("reminders/days")
def test_90_days_before_the_holder_reads_what_expires_when_and_what_to_do(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    assert desk.reads(desk.anna).splitlines() == [
        "◔ Your Forklift licence expires in 90 days, on 22 February 2027.",
        "[Booked] [Renewed] [Snooze] [Not needed]",
        "Because you hold it. Next notice: 23 January 2027. Mute: /prowess settings",
    ]


@pytest.mark.rule("reminders/who")
def test_at_30_days_the_manager_is_told_too_and_the_holder_knows_it(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    assert "Your Forklift licence expires in 30 days, on 24 December 2026. Ben is told too." in desk.reads(desk.anna)
    bens = desk.reads(desk.ben)
    assert "◔ Anna's Forklift licence expires in 30 days, on 24 December 2026." in bens
    assert "Because you manage Anna. Next notice: 22 December 2026." in bens


def test_at_2_days_it_says_that_it_is_valid_through_that_day_and_the_day_after_that_it_expired(desk: Desk) -> None:
    desk.holds(2)
    desk.sweep()
    assert "expires in 2 days, on 26 November 2026, and is valid through that day." in desk.reads(desk.anna)
    desk.house.clock.forward(days=3)
    desk.sweep()
    assert desk.reads(desk.anna).splitlines() == [
        "✕ Your Forklift licence expired yesterday, on 26 November 2026.",
        "[Renewed] [Not needed]",
        "Because you hold it. Mute: /prowess settings",
    ]


@pytest.mark.rule("reminders/booked")
def test_booked_takes_a_date_and_says_until_when_notices_pause(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    said = desk.says(desk.press(desk.anna, BOOK, date(2027, 2, 8)))
    assert "Booked for 8 February 2027. Notices pause until 9 February 2027." in said
    assert "[Undo]" in said
    assert "[Booked]" not in said


@pytest.mark.rule("reminders/booked")
def test_booked_past_expiry_says_so_and_when_the_next_notice_comes(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    said = desk.says(desk.press(desk.anna, BOOK, date(2027, 3, 1)))
    assert "1 March 2027 is 7 days after it expires. I still write on 20 February 2027." in said


@pytest.mark.rule("reminders/snooze")
def test_snooze_takes_a_day_and_one_too_late_is_refused_with_the_last_possible_offered(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    late = desk.press(desk.anna, SNOOZE, date(2027, 2, 22))
    assert late.private
    assert desk.says(late).splitlines() == [
        "That is too late. Last possible: 21 February 2027.", "[Snooze to then]"
    ]
    assert "Snoozed to 21 February 2027." in desk.says(desk.press(desk.anna, SNOOZE_TO, card=late.card))
    assert "Snoozed to 21 February 2027." in desk.reads(desk.anna, rewriting=True)


@pytest.mark.rule("reminders/snooze")
def test_a_snooze_takes_one_press_and_one_date(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    assert "Snoozed to 1 December 2026." in desk.says(desk.press(desk.anna, SNOOZE, date(2026, 12, 1)))
    with pytest.raises(Invalid, match="isn't ahead"):
        desk.holds(90, "Crane licence")
        desk.sweep()
        desk.press(desk.anna, SNOOZE, desk.today)


@pytest.mark.rule("reminders/buttons")
def test_renewed_asks_both_dates_prefilled_and_settles_every_copy(desk: Desk) -> None:
    held = desk.holds(30, issued_on=date(2021, 12, 24))
    desk.sweep()
    form = desk.press(desk.anna, OPEN_RENEWAL).form
    assert form is not None
    assert [(each.name, each.initial) for each in form.fields] == [
        ("issued_on", desk.today), ("expires_on", date(2031, 11, 24))
    ]
    answer = desk.renew(desk.anna, form, issued_on=desk.today, expires_on=date(2032, 2, 22))
    assert "✓ Renewed, expires 22 February 2032." in desk.says(answer)
    assert desk.message(desk.ben).stale, "Ben's copy is rewritten where it stands"
    assert "Renewed by Anna. Nothing to do." in desk.reads(desk.ben, rewriting=True)
    with desk.house.reading() as session:
        assert qualification(session, desk.house.operator, held).expires_on == date(2032, 2, 22)
    assert not any(isinstance(each, Button | PickDay) for each in _elements(desk.card(desk.ben, rewriting=True)))


def _elements(card: Card | None) -> list[Any]:
    assert card is not None
    return [each for part in card.parts if isinstance(part, Actions) for each in part.elements]


@pytest.mark.rule("reminders/buttons")
def test_an_old_copy_only_says_what_was_done(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    old = desk.card(desk.ben)
    form = desk.press(desk.anna, OPEN_RENEWAL).form
    assert form is not None
    desk.renew(desk.anna, form, issued_on=desk.today, expires_on=desk.today + timedelta(days=700))
    for action, chosen in ((BOOK, desk.today), (SNOOZE, desk.today + timedelta(days=1)), (OPEN_RENEWAL, None)):
        answer = desk.press(desk.ben, action, chosen, card=old)
        assert answer.form is None
        assert "Renewed by Anna. Nothing to do." in desk.says(answer)


def test_a_renewal_that_expires_no_later_or_has_no_expiry_is_asked_again(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    form = desk.press(desk.anna, OPEN_RENEWAL).form
    assert form is not None
    for wrong in (None, desk.today + timedelta(days=30)):
        with pytest.raises(Invalid) as refused:
            desk.renew(desk.anna, form, issued_on=desk.today, expires_on=wrong)
        assert refused.value.field == "expires_on"
    with pytest.raises(Invalid):
        desk.renew(desk.anna, form, issued_on=date(2030, 1, 1), expires_on=date(2029, 1, 1))


def test_what_was_renewed_before_the_notice_went_out_is_not_announced(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    form = desk.press(desk.anna, OPEN_RENEWAL).form
    assert form is not None
    desk.renew(desk.anna, form, issued_on=desk.today, expires_on=desk.today + timedelta(days=700))
    assert desk.card(desk.ben) is None


@pytest.mark.rule("chat/undo")
def test_undo_takes_a_booking_back_and_the_buttons_return(desk: Desk) -> None:
    desk.holds(90)
    desk.sweep()
    answer = desk.press(desk.anna, BOOK, date(2027, 2, 8))
    assert any(each.action == UNDO for each in _elements(answer.card))
    undone = desk.chat.press(desk.anna, answer.card, "Undo")
    assert "Undone, 10:00. Notices go on." in desk.says(undone)
    assert "[Booked] [Renewed] [Snooze] [Not needed]" in desk.reads(desk.anna, rewriting=True)


@pytest.mark.rule("chat/undo")
def test_only_whoever_booked_is_offered_undo_and_only_for_ten_minutes(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    desk.press(desk.ben, BOOK, desk.today + timedelta(days=5))
    assert "[Undo]" in desk.reads(desk.ben, rewriting=True)
    anna = desk.reads(desk.anna, rewriting=True)
    assert "Booked for 29 November 2026 by Ben." in anna
    assert "[Undo]" not in anna
    desk.house.clock.forward(minutes=10)
    assert "[Undo]" in desk.reads(desk.ben, rewriting=True)
    desk.house.clock.forward(seconds=1)
    assert "[Undo]" not in desk.reads(desk.ben, rewriting=True)


@pytest.mark.rule("reminders/who")
def test_several_on_one_day_are_one_message_with_a_row_of_buttons_each_ten_at_a_time(desk: Desk) -> None:
    for number in range(12):
        desk.holds(30, f"Licence {number:02}")
    desk.sweep()
    card = desk.card(desk.anna)
    said = desk.reads(desk.anna)
    assert said.count("[Booked] [Renewed] [Snooze] [Not needed]") == 10
    assert "[Show more (11 to 12 of 12)]" in said
    more = desk.says(desk.press(desk.anna, MORE, card=card))
    assert more.count("[Booked] [Renewed] [Snooze] [Not needed]") == 2
    assert str(card.summary).endswith("And 11 more.")  # type: ignore[union-attr]
    assert "Licence 11" in more


def test_a_press_in_a_message_of_several_settles_its_own_row_alone(desk: Desk) -> None:
    desk.holds(30, "Crane licence")
    desk.holds(30, "Forklift licence")
    desk.sweep()
    said = desk.says(desk.press(desk.anna, BOOK, desk.today + timedelta(days=7), nth=1))
    assert said.count("[Booked]") == 1
    assert "Booked for 1 December 2026." in said


def test_somebody_elses_notice_is_not_found(desk: Desk) -> None:
    desk.holds(30)
    desk.sweep()
    annas = desk.card(desk.anna)
    with pytest.raises(NotFound):
        desk.press(desk.ben, BOOK, desk.today, card=annas)


@pytest.mark.rule("reminders/settings")
def test_settings_show_each_kind_with_its_switch_and_a_press_flips_it(desk: Desk) -> None:
    shown = desk.chat.command(desk.anna, "settings")
    assert "Expiry notices, yours and those of the people you manage: on [Switch off]" in desk.says(shown)
    button = next(part.button for part in shown.card.parts if getattr(part, "button", None))  # type: ignore[union-attr]
    press = Press(desk.chat.product, desk.chat.asker(desk.anna), desk.chat.place, button.payload)
    after = desk.chat.conversations.presses[button.action](press)
    assert "Expiry notices, yours and those of the people you manage: off [Switch on]" in desk.says(after)
    desk.holds(90)
    desk.sweep()
    with desk.house.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_one_sweep_by_hand_sends_what_is_due_and_refuses_a_time_to_come(desk: Desk) -> None:
    desk.holds(91)
    ahead = desk.house.clock() + timedelta(days=1)
    engine, here = desk.house.engine, desk.house.workspace_id
    assert [each.day for each in reminders_due(engine, ahead)[here]] == [90]
    with pytest.raises(Invalid, match="still to come"):
        remind_once(engine, ahead)
    assert reminders_due(engine)[here] == []
    assert remind_once(engine, ahead, ahead=True) >= 1
    assert reminders_due(engine, ahead)[here] == []
