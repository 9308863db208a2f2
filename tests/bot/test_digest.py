"""The weekly digest in chat: what it says, and that each item is acted on in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.blocks import plain
from bot.blocks.digest import ACCEPT, BOOK, KEEP, MORE, OPEN_RENEWAL, RENEW, STOP
from bot.blocks.merged import APART
from bot.blocks.review_words import OPEN_REVIEW
from bot.blocks.targets import SET
from bot.cards import UNDO, Actions, Button, Card, Text
from bot.conversation import Answer, Press, Submission
from bot.listeners import reminders, reviews, targets
from bot.wording import collected, keep_collected, message_card
from core.clock import day_in
from core.errors import NotFound
from core.frameworks import scales_of
from core.notifications import Outgoing, say_not_needed, switch_notice, tell, week_of
from core.notifications.models import OutboxMessage
from core.notifications.sending import sent_message
from core.people import person
from core.qualifications import qualification
from core.reviews import accept_review, request_review, review
from core.targets import assign_targets
from core.words import Reader
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House

ZONE = "Europe/Oslo"


@dataclass
class Office:
    """Anna, her manager Ben, and Ben's digest between them."""

    house: House
    chat: Chat
    anna: int
    ben: int
    digest: int = 0

    @property
    def today(self) -> date:
        return day_in(ZONE, self.house.clock())

    def certificate(self, days: int, name: str = "Forklift licence", **details: Any) -> int:
        with self.house.writing() as session:
            of = a_skill(session, name, category="certification")  # type: ignore[arg-type]
            return a_certificate(session, self.anna, self.today + timedelta(days=days), of=of, **details)

    def review(self, name: str = "Fire safety") -> int:
        with self.house.writing() as session:
            skill = a_skill(session, name)
            claim = scales_of(session, [skill])[skill].lowest_proficient.id
            asked = request_review(session, self.house.as_(self.anna), competency_id=skill, claim_value_id=claim)
            return asked.review_id

    def message(self) -> Outgoing:
        with self.house.reading() as session:
            found = sent_message(session, self.digest)
        assert found is not None
        return found

    def send(self) -> None:
        """Put the week's digest into the outbox and gather it, as a deliverer does."""
        with self.house.writing() as session:
            refs = {"week": week_of(session.now, ZONE)}
            self.digest = tell(session, self.ben, "digest", refs)
        self.gather()

    def gather(self) -> None:
        with self.house.writing() as session:
            found = collected(session, self.chat.conversations, person(session, self.ben), self.message())
            keep_collected(session, self.message(), found)

    def merge_a_target(self) -> None:
        """A target that Ada sets for Ben, told in one message with the digest."""
        with self.house.writing() as session:
            skill = a_skill(session, "Fire safety")
            ada = a_person(session, "Ada Admin", role="admin")
            assign_targets(session, self.house.as_(ada), [self.ben], {skill: None}, None)
        with self.house.writing() as session:
            told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "targets_set")).one()
            told.state, told.carrier_id = "merged", self.digest
            session.get_one(OutboxMessage, self.digest).held = True

    def card(self, *, rewriting: bool = False) -> Card | None:
        with self.house.reading() as session:
            message = replace(self.message(), rewriting=rewriting)
            card = message_card(session, self.chat.conversations, person(session, self.ben), message)
        return self.chat.checked(Answer(card=card), self.ben).card

    def reads(self, *, rewriting: bool = False) -> str:
        return self.says(Answer(card=self.card(rewriting=rewriting)))

    def says(self, answer: Answer) -> str:
        assert answer.card is not None
        return plain(answer.card, Reader("en_GB", ZONE))

    def press(
        self, action: str, chosen: date | None = None, *, who: int | None = None, card: Card | None = None
    ) -> Answer:
        found = [each for each in elements(card or self.card(rewriting=True)) if each.action == action]
        assert found, f"no {action}"
        press = Press(self.chat.product, self.chat.asker(who or self.ben), self.chat.place, found[0].payload, chosen)
        return self.chat.checked(self.chat.conversations.presses[action](press), self.ben)


def elements(card: Card | None) -> list[Any]:
    assert card is not None
    found: list[Any] = []
    for part in card.parts:
        if isinstance(part, Actions):
            found += part.elements
        elif isinstance(part, Text) and part.button is not None:
            found.append(part.button)
    return found


@pytest.fixture
def office(house: House) -> Office:
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONE)
        anna = a_person(session, "Anna Berg", manager=ben, time_zone=ZONE)
    return Office(house, Chat(house, (reminders, reviews, targets)), anna, ben)


@pytest.mark.rule("reminders/digest")
def test_it_says_what_to_decide_what_expires_and_where_people_lack_something(office: Office) -> None:
    office.review()
    office.certificate(30)
    with office.house.writing() as session:
        welding = a_skill(session, "Welding")
        assign_targets(session, office.house.as_(office.ben), [office.anna], {welding: None}, None)
    office.send()
    assert office.reads().splitlines() == [
        "Ben, your week: 3 items.",
        "Decide",
        "Anna: Fire safety, Acquired",
        "[Accept: Acquired] [Evidence]",
        "Renew",
        "◔ Anna's Forklift licence expires in 30 days, on 24 December 2026.",
        "[Booked] [Renewed]",
        "Grow",
        "Welding: ○ 1 of 1 person [Set targets]",
        "Weekly, because you manage people. Mute: /prowess settings",
    ]


@pytest.mark.rule("reminders/digest")
def test_an_empty_one_is_not_sent_nor_one_of_a_week_gone_by(office: Office) -> None:
    office.send()
    assert office.card() is None
    office.certificate(20)
    with office.house.writing() as session:
        session.get_one(OutboxMessage, office.digest).refs = {"week": "2026-W47"}
    office.gather()
    assert office.card() is None


@pytest.mark.rule("reminders/digest")
def test_a_review_is_accepted_in_place_with_undo_for_ten_minutes(office: Office) -> None:
    review_id = office.review()
    office.certificate(30)
    office.send()
    said = office.says(office.press(ACCEPT))
    assert "✓ Accepted by you, 24 November 2026, 10:00: Acquired." in said
    assert "Forklift licence" in said, "the rest of the message stays"
    assert "[Undo]" in said
    with office.house.reading() as session:
        assert not review(session, review_id).is_open
    office.house.clock.forward(minutes=11)
    assert "[Undo]" not in office.reads(rewriting=True)


def test_a_review_that_somebody_else_decided_says_who(office: Office) -> None:
    review_id = office.review()
    office.send()
    stale = office.card()
    with office.house.writing() as session:
        ada = a_person(session, "Ada Admin", role="admin")
        claim = review(session, review_id).claim_value_id
        assert claim is not None
        accept_review(session, office.house.as_(ada), review_id, claim)
    assert "✓ Accepted by Ada, 24 November 2026, 10:00: Acquired." in office.says(office.press(ACCEPT, card=stale))


@pytest.mark.rule("reminders/digest")
def test_an_expiry_is_booked_or_renewed_in_place(office: Office) -> None:
    held = office.certificate(30)
    office.certificate(10, "Crane licence")
    office.send()
    said = office.says(office.press(BOOK, office.today + timedelta(days=5)))
    assert "Booked for 29 November 2026." in said, "the more urgent one stands first"
    form = office.press(OPEN_RENEWAL).form
    assert form is not None
    sent = Submission(
        office.chat.product, office.chat.asker(office.ben), office.chat.place, form.payload,
        {"issued_on": office.today, "expires_on": office.today + timedelta(days=700)},
    )
    renewed = office.says(office.chat.checked(office.chat.conversations.submissions[RENEW](sent), office.ben))
    assert "✓ Renewed, expires 24 October 2028." in renewed
    assert "Booked for 29 November 2026." in renewed
    with office.house.reading() as session:
        assert qualification(session, office.house.operator, held).expires_on == office.today + timedelta(days=700)


@pytest.mark.rule("reminders/digest")
@pytest.mark.parametrize(("action", "words"), [(STOP, "✓ Notices stopped by Ben"), (KEEP, "Notices kept by Ben")])
def test_a_question_whether_it_is_needed_is_answered_in_place(office: Office, action: str, words: str) -> None:
    held = office.certificate(60)
    with office.house.writing() as session:
        say_not_needed(session, office.house.as_(office.anna), held, "moved to the office")
    office.send()
    assert "Anna says that Forklift licence, which expires on 23 January 2027, is not needed: " in office.reads()
    assert words in office.says(office.press(action))


@pytest.mark.rule("reminders/digest")
def test_what_people_lack_opens_the_form_for_those_who_lack_it(office: Office) -> None:
    with office.house.writing() as session:
        welding = a_skill(session, "Welding")
        assign_targets(session, office.house.as_(office.ben), [office.anna], {welding: None}, None)
    office.send()
    form = office.press(SET).form
    assert form is not None
    assert [name for name, _ in form.fields[1].initial] == ["Welding"]


def test_more_rows_than_there_is_room_for_come_below_and_act_there(office: Office) -> None:
    for number in range(6):
        office.certificate(10 + number, f"Licence {number}")
    office.send()
    assert office.reads().count("[Booked]") == 4
    assert "[Show more (5 to 6 of 6)]" in office.reads()
    below = office.press(MORE)
    assert not below.replace
    assert office.says(below).count("[Booked]") == 2
    after = office.press(BOOK, office.today + timedelta(days=3), card=below.card)
    assert office.says(after).splitlines()[0] == "Renew", "these rows again, not the whole message"
    assert office.says(after).count("Booked for") == 1


def test_buttons_that_open_something_else_leave_the_digest_where_it_is(office: Office) -> None:
    office.review()
    with office.house.writing() as session:
        welding = a_skill(session, "Welding")
        assign_targets(session, office.house.as_(office.ben), [office.anna], {welding: None}, None)
    office.send()
    shown = {each.action: each.payload for each in elements(office.card())}
    assert shown[OPEN_REVIEW][APART]
    assert shown[SET][APART]
    office.press(ACCEPT)
    undo = next(each for each in elements(office.card(rewriting=True)) if each.action == UNDO)
    assert undo.payload[APART]


def test_nobody_else_acts_on_it(office: Office) -> None:
    office.certificate(30)
    office.send()
    with pytest.raises(NotFound):
        office.press(BOOK, office.today, who=office.anna)


@pytest.mark.rule("reminders/budget")
def test_merged_with_other_things_it_still_acts_in_place_and_leaves_them_be(office: Office) -> None:
    office.certificate(30)
    office.send()
    office.merge_a_target()
    card = office.card()
    assert card is not None
    assert str(card.summary) == "Ben, your week: 1 item. And 1 more."
    assert "Ada set you 1 target." in office.reads()
    whys = [each for each in elements(card) if isinstance(each, Button) and str(each.label) == "Why?"]
    assert all(each.payload[APART] for each in whys)
    booked = office.says(office.press(BOOK, office.today + timedelta(days=3), card=card))
    assert "Booked for 27 November 2026." in booked
    assert "Ada set you 1 target." in booked


def test_a_part_switched_off_meanwhile_is_left_out_of_the_merged_message(office: Office) -> None:
    office.certificate(30)
    office.send()
    office.merge_a_target()
    with office.house.writing() as session:
        switch_notice(session, office.house.as_(office.ben), office.ben, "targets_set", on=False)
    assert "Ada set you" not in office.reads()


