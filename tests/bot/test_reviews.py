"""Reviews in chat: asking, deciding, words on it, the list, experts; every card as people read it."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import pikepdf
import pytest

from bot.cards import Button, Card, Text
from bot.conversation import Answer, Call, Message, Place, Press, SharedFile
from bot.listeners import evidence, paths, ratings, reviews, targets, why
from core.errors import Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.notifications.models import OutboxMessage
from core.people import ContextKind, RoleContext, give_role
from core.reviews import pass_on_untouched
from core.targets import assign_targets
from tests.bot.asking import Chat, messages_to
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import a_language, rated, value_id
from tests.core.reviews.asked import found


class Shop(NamedTuple):
    """Anna under Ben, Rita reviews Anna after him in the line, Ada is an admin."""

    chat: Chat
    anna: int
    ben: int
    berta: int
    cleo: int
    ada: int
    fire: int
    english: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        berta = a_person(session, "Berta Lund")
        ben = a_person(session, "Ben Dahl", manager=berta, chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO")
        ada = a_person(session, "Ada Moe", role="admin", chat_user_id="UADA")
        fire, english = a_skill(session), a_language(session)
    chat = Chat(house, (reviews, paths, why, ratings, evidence, targets))
    return Shop(chat, anna, ben, berta, cleo, ada, fire, english)


def _lines(shop: Shop, card: Card | None, person: int) -> list[str]:
    return shop.chat.read(card, person).splitlines()


def _ask(shop: Shop, words: str = "Fire safety") -> Answer:
    asking = shop.chat.command(shop.anna, "review", words)
    return shop.chat.press(shop.anna, asking.card, "Ask")


def _last(house: House, person: int) -> OutboxMessage:
    return messages_to(house, person)[-1]


def _pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return target.getvalue()


def _drop(shop: Shop, name: str = "drill.pdf") -> tuple[SharedFile, Chat]:
    object.__setattr__(shop.chat.product, "fetch_file", lambda _workspace, _file: _pdf())
    return SharedFile("F1", name, "application/pdf", 900, "https://files.slack.com/f"), shop.chat


@pytest.mark.rule("review/found")
def test_the_request_shows_what_goes_with_it_and_the_reviewer_gets_claim_evidence_and_buttons(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        for number in range(2):
            a_result(session, shop.anna, an_activity(session, f"Drill {number}", shop.fire), 95)
    asking = shop.chat.command(shop.anna, "review", "Fire safety")
    assert _lines(shop, asking.card, shop.anna) == [
        "Review of Fire safety, claim Acquired", "Goes with 2 results.", "[Ask] [Add evidence] [Cancel]",
    ]
    assert messages_to(house, shop.ben) == [], "nobody is asked before the press"
    asked = shop.chat.press(shop.anna, asking.card, "Ask")
    assert _lines(shop, asked.card, shop.anna) == ["Fire safety: asked Ben. Waiting.", "[Undo]"]
    [message] = messages_to(house, shop.ben)
    assert _lines(shop, shop.chat.notice(message), shop.ben) == [
        "Anna asks for a review: Fire safety",
        "Claim Acquired · Now none",
        "Evidence: generic, Drill 1 95 %, 24 November 2026",
        "generic, Drill 0 95 %, 24 November 2026",
        "[Accept: Acquired] [Start review] [Ask for more] [Reject]",
        "Because you supervise Anna. Requests for a review always come.",
    ]


def test_accepting_is_one_press_and_every_copy_settles(house: House, shop: Shop) -> None:
    _ask(shop)
    card = shop.chat.notice(_last(house, shop.ben))
    done = shop.chat.press(shop.ben, card, "Accept: Acquired")
    assert _lines(shop, done.card, shop.ben) == [
        "Anna asks for a review: Fire safety",
        "✓ Accepted by you, 24 November 2026, 09:00: Acquired.",
        "[Why?] [Undo]",
    ]
    assert rated(house, shop.anna, shop.fire) == "Acquired"
    assert _lines(shop, shop.chat.notice(_last(house, shop.anna)), shop.anna)[:2] == [
        "Ben accepted Fire safety: Acquired.", "[Why?]",
    ]
    copy = shop.chat.notice(_last(house, shop.ben), sent=True)
    assert "[Why?] [Undo]" in _lines(shop, copy, shop.ben)
    house.clock.forward(minutes=4)
    undone = shop.chat.press(shop.ben, done.card, "Undo")
    assert "Undone, 09:04." in shop.chat.read(undone.card, shop.ben)
    assert rated(house, shop.anna, shop.fire) is None
    withdrawn = shop.chat.notice(_last(house, shop.anna), sent=True)
    assert _lines(shop, withdrawn, shop.anna) == ["Ben withdrew this, 09:04."]
    assert shop.chat.notice(_last(house, shop.anna)) is None, "what was not sent yet is not sent"


def test_a_longer_scale_asks_which_value_and_takes_a_comment(house: House, shop: Shop) -> None:
    _ask(shop, "English=B2")
    card = shop.chat.notice(_last(house, shop.ben))
    assert "Claim B2 · Now none" in _lines(shop, card, shop.ben)
    form = shop.chat.press(shop.ben, card, "Accept").form
    assert form is not None
    with house.reading() as session:
        b1, b2 = value_id(session, shop.english, "B1"), value_id(session, shop.english, "B2")
    assert form.fields[0].initial == str(b2), "what is claimed stands first"
    shop.chat.submit(shop.ben, form, value=str(b1), comment="Short of B2.")
    assert rated(house, shop.anna, shop.english) == "B1"
    told = _lines(shop, shop.chat.notice(_last(house, shop.anna)), shop.anna)
    assert told[:2] == ["Ben accepted English: B1.", "'Short of B2.'"]


def test_a_target_says_what_is_claimed(house: House, shop: Shop) -> None:
    with house.writing() as session:
        c1 = value_id(session, shop.english, "C1")
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.english: c1})
    asking = shop.chat.command(shop.anna, "review", "English")
    assert _lines(shop, asking.card, shop.anna)[0] == "Review of English, claim C1"


@pytest.mark.rule("review/one")
def test_rejected_with_a_reason_then_evidence_added_and_asked_again_in_one_form(house: House, shop: Shop) -> None:
    _ask(shop)
    form = shop.chat.press(shop.ben, shop.chat.notice(_last(house, shop.ben)), "Reject").form
    with pytest.raises(Invalid, match="Why"):
        shop.chat.submit(shop.ben, form, reason=" ")
    shop.chat.submit(shop.ben, form, reason="The report lacks a date.")
    told = shop.chat.notice(_last(house, shop.anna))
    assert _lines(shop, told, shop.anna)[:2] == [
        "Ben rejected Fire safety: 'The report lacks a date.' Your rating stays.", "[Add evidence and ask again]",
    ]
    again = shop.chat.press(shop.anna, told, "Add evidence and ask again").form
    with pytest.raises(Invalid, match="Add a file or a link"):
        shop.chat.submit(shop.anna, again)
    asked = shop.chat.submit(shop.anna, again, links="https://example.org/dated", note="Dated now.")
    assert "Fire safety: asked Ben. Waiting." in shop.chat.read(asked.card, shop.anna)
    card = _lines(shop, shop.chat.notice(_last(house, shop.ben)), shop.ben)
    assert "'Dated now.'" in card
    assert any("link https://example.org/dated" in each for each in card)
    old = shop.chat.notice(messages_to(house, shop.ben)[0], sent=True)
    assert _lines(shop, old, shop.ben)[1].startswith("Rejected by you, 24 November 2026, 09:00"), "settled as it was"


@pytest.mark.rule("review/start")
@pytest.mark.rule("review/race")
def test_a_late_press_and_every_other_copy_read_who_has_it_since_when(house: House, shop: Shop) -> None:
    _ask(shop)
    house.clock.forward(days=3)
    with house.writing() as session:
        pass_on_untouched(session)
    bens, bertas = (shop.chat.notice(_last(house, each)) for each in (shop.ben, shop.berta))
    house.clock.forward(minutes=42)
    started = shop.chat.press(shop.ben, bens, "Start review")
    assert "In review by you since 09:42." in _lines(shop, started.card, shop.ben)
    assert "[Accept: Acquired] [Hand back] [Ask for more] [Reject]" in _lines(shop, started.card, shop.ben)
    settled = ["Anna asks for a review: Fire safety", "In review by Ben since 09:42. Nothing to do."]
    for label in ("Accept: Acquired", "Start review", "Reject"):
        assert _lines(shop, shop.chat.press(shop.berta, bertas, label).card, shop.berta) == settled
    assert _lines(shop, shop.chat.notice(_last(house, shop.berta), sent=True), shop.berta) == settled
    shop.chat.press(shop.ben, started.card, "Accept: Acquired")
    late = shop.chat.press(shop.berta, bertas, "Accept: Acquired")
    assert _lines(shop, late.card, shop.berta)[1] == (
        "✓ Accepted by Ben, 27 November 2026, 09:42: Acquired. Nothing to do."
    )


def test_handed_back_it_waits_at_the_next_and_the_first_may_still_take_it(house: House, shop: Shop) -> None:
    _ask(shop)
    started = shop.chat.press(shop.ben, shop.chat.notice(_last(house, shop.ben)), "Start review")
    back = shop.chat.press(shop.ben, started.card, "Hand back")
    assert "[Accept: Acquired] [Start review] [Ask for more] [Reject]" in _lines(shop, back.card, shop.ben)
    own = shop.chat.command(shop.anna, "review", "Fire safety")
    assert _lines(shop, own.card, shop.anna)[0] == "Fire safety: Waiting for Berta, asked 24 November 2026, 09:00."


@pytest.mark.rule("review/comments")
def test_ask_for_more_is_answered_in_its_thread_with_words_and_a_file(house: House, shop: Shop) -> None:
    _ask(shop)
    form = shop.chat.press(shop.ben, shop.chat.notice(_last(house, shop.ben)), "Ask for more").form
    sent = shop.chat.submit(shop.ben, form, words="Which shift was it?")
    assert _lines(shop, sent.card, shop.ben) == ["✓ Sent to Anna. The review stays open.", "[Undo]"]
    question = _last(house, shop.anna)
    assert _lines(shop, shop.chat.notice(question), shop.anna) == [
        "Fire safety",
        "Ben asks: 'Which shift was it?'",
        "Answer here or drop a file; the review stays open.",
        "[Answer] [Add evidence]",
    ]
    _stands(house, question, "17.5")
    answered = _say(shop, shop.anna, "The night shift.", "17.5")
    assert answered is not None
    assert "✓ Sent to Ben." in shop.chat.read(answered.card, shop.anna)
    assert "Anna on Fire safety: 'The night shift.'" in shop.chat.read(
        shop.chat.notice(_last(house, shop.ben)), shop.ben
    )
    for reader in (shop.anna, shop.ben, shop.berta, shop.ada):
        words = f"{'<@UANNA> ' if reader != shop.anna else ''}Fire safety"
        seen = shop.chat.read(shop.chat.command(reader, "review", words).card, reader)
        assert "'Which shift was it?'" in seen
        assert "'The night shift.'" in seen
    answer = shop.chat.button(shop.chat.notice(_last(house, shop.ben)), "Open review")
    with pytest.raises(Refused):
        shop.chat.conversations.presses[answer.action](
            Press(shop.chat.product, shop.chat.asker(shop.cleo), shop.chat.place, answer.payload)
        )
    file, chat = _drop(shop)
    keeping = _say(shop, shop.anna, "", "17.5", file)
    assert keeping is not None
    added = chat.later(shop.anna, keeping)
    assert "✓ Added: drill.pdf. Ben is told." in shop.chat.read(added.card, shop.anna)
    with house.reading() as session:
        assert [each.kind for each in evidence_of(session, shop.anna, shop.fire)] == ["file"]
    assert found(house, shop.anna, shop.fire).state == "waiting"
    assert _say(shop, shop.anna, "gap", "99.9") is None, "elsewhere it is no answer"


def _say(shop: Shop, person: int, words: str, thread: str, *files: SharedFile) -> Answer | None:
    message = Message(shop.chat.product, shop.chat.asker(person), Place("D1", thread=thread), words, files)
    answers = (handler(message) for handler in shop.chat.conversations.messages)
    return next((each for each in answers if each is not None), None)


def _stands(house: House, message: OutboxMessage, ts: str) -> None:
    with house.writing() as session:
        row = session.get_one(OutboxMessage, message.id)
        row.state, row.chat_channel, row.chat_ts = "sent", "D1", ts


def test_the_asked_reviewer_opens_the_file_and_one_it_is_passed_on_to_only_once_they_start(
    house: House, shop: Shop
) -> None:
    asking = shop.chat.command(shop.anna, "review", "Fire safety")
    file, chat = _drop(shop)
    form = chat.press(shop.anna, asking.card, "Add evidence").form
    shown = chat.submit(shop.anna, form, files=[file])
    assert "Goes with drill.pdf." in _lines(shop, shown.card, shop.anna)
    chat.press(shop.anna, shown.card, "Ask")
    house.clock.forward(days=3)
    with house.writing() as session:
        pass_on_untouched(session)
    bens, bertas = (chat.notice(_last(house, each)) for each in (shop.ben, shop.berta))
    assert "drill.pdf" in chat.read(bens, shop.ben)
    assert "drill.pdf" not in chat.read(bertas, shop.berta)
    opened = _press_beside(shop, shop.ben, bens)
    assert "drill.pdf, opened for a review." in chat.read(opened.card, shop.ben)
    assert opened.where == "chat"
    with pytest.raises(Refused):
        _press_beside(shop, shop.berta, bens)
    chat.press(shop.berta, bertas, "Start review")
    assert _press_beside(shop, shop.berta, bens).card is not None
    with pytest.raises(Refused):
        _press_beside(shop, shop.ben, bens)


def _press_beside(shop: Shop, person: int, card: Card | None) -> Answer:
    assert card is not None
    button = next(
        each.button for each in card.parts if isinstance(each, Text) and isinstance(each.button, Button)
    )
    press = Press(shop.chat.product, shop.chat.asker(person), shop.chat.place, button.payload)
    return shop.chat.checked(shop.chat.conversations.presses[button.action](press), person)


@pytest.mark.rule("review/self")
def test_ones_own_request_cannot_be_reviewed_and_says_where_it_went(house: House, shop: Shop) -> None:
    with house.writing() as session:
        bo = a_person(session, "Bo Sand", role="admin")
    asking = shop.chat.command(shop.ada, "review", "Fire safety")
    shop.chat.press(shop.ada, asking.card, "Ask")
    card = shop.chat.notice(_last(house, bo))
    with pytest.raises(Refused, match="You can't review your own request; it went to Bo"):
        shop.chat.press(shop.ada, card, "Accept: Acquired")


def test_one_command_opens_anothers_review_or_asks_a_certain_reviewer(house: House, shop: Shop) -> None:
    asking = shop.chat.command(shop.anna, "review", "<@UADA> Fire safety")
    assert "Fire safety: asked Ada. Waiting." in shop.chat.read(
        shop.chat.press(shop.anna, asking.card, "Ask").card, shop.anna
    )
    theirs = shop.chat.command(shop.ben, "review", "<@UANNA> Fire safety")
    assert "[Accept: Acquired] [Start review] [Ask for more] [Reject]" in _lines(shop, theirs.card, shop.ben)
    none = shop.chat.command(shop.ben, "review", "<@UANNA> English")
    assert "Anna has no open review of English." in shop.chat.read(none.card, shop.ben)
    with pytest.raises(NotFound, match="Cleo can't review English for you"):
        shop.chat.command(shop.anna, "review", "<@UCLEO> English")


def test_what_is_missing_is_asked_for_and_unknown_words_offer_names(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.anna, "review").form
    with pytest.raises(Invalid, match="Which competency"):
        shop.chat.submit(shop.anna, form)
    asking = shop.chat.submit(shop.anna, form, competency=str(shop.fire))
    assert "No evidence is on file yet." in shop.chat.read(asking.card, shop.anna)
    near = shop.chat.command(shop.anna, "review", "Fire safty")
    chosen = shop.chat.press(shop.anna, near.card, "Fire safety")
    assert "Review of Fire safety, claim Acquired" in shop.chat.read(chosen.card, shop.anna)
    cancelled = shop.chat.press(shop.anna, chosen.card, "Cancel")
    assert shop.chat.read(cancelled.card, shop.anna) == "Cancelled. Nothing was asked."


def test_a_request_is_undone_and_the_reviewers_copy_says_so(house: House, shop: Shop) -> None:
    asked = _ask(shop)
    house.clock.forward(minutes=2)
    undone = shop.chat.press(shop.anna, asked.card, "Undo")
    assert "Undone, 09:02. Nobody is asked." in shop.chat.read(undone.card, shop.anna)
    message = _last(house, shop.ben)
    assert shop.chat.notice(message) is None
    assert _lines(shop, shop.chat.notice(message, sent=True), shop.ben)[1] == "Anna withdrew this, 09:02."


def test_the_list_and_app_home_hold_what_waits_until_it_is_decided(house: House, shop: Shop) -> None:
    with house.writing() as session:
        rita = a_person(session, "Rita Moe")
        give_role(session, house.operator, rita, "reviewer", RoleContext(ContextKind.PERSON, shop.cleo))
    assert _home(shop, shop.cleo) is None
    assert _home(shop, rita) == ["Waiting", "No reviews waiting."], "a reviewer is told so"
    assert _home(shop, shop.ben) is None
    _ask(shop)
    row = "Anna Berg: Fire safety, claim Acquired, asked 24 November 2026, 09:00 · of you"
    listed = shop.chat.command(shop.ben, "reviews")
    assert _lines(shop, listed.card, shop.ben) == ["Waiting", f"{row} [Open]"]
    assert _home(shop, shop.ben) == ["Waiting", f"{row} [Open]"]
    opened = _press_beside(shop, shop.ben, listed.card)
    shop.chat.press(shop.ben, opened.card, "Start review")
    assert _lines(shop, shop.chat.command(shop.ben, "reviews").card, shop.ben)[2:] == [
        "In review by you", f"{row} [Open]",
    ]
    shop.chat.press(shop.ben, opened.card, "Accept: Acquired")
    for person in (shop.ben, shop.ada):
        assert _lines(shop, shop.chat.command(person, "reviews").card, person) == ["Waiting", "No reviews waiting."]
    assert _home(shop, shop.ben) is None


def test_ones_own_open_requests_are_listed_with_how_they_stand(house: House, shop: Shop) -> None:
    _ask(shop)
    assert _lines(shop, shop.chat.command(shop.anna, "reviews").card, shop.anna) == [
        "Asked by you", "Fire safety, claim Acquired: Waiting for Ben, asked 24 November 2026, 09:00.",
    ]


def test_ten_at_a_time(house: House, shop: Shop) -> None:
    with house.writing() as session:
        staff = [a_person(session, f"Worker {number:02d}", manager=shop.ben) for number in range(12)]
    for each in staff:
        asking = shop.chat.command(each, "review", "Fire safety")
        shop.chat.press(each, asking.card, "Ask")
    first = shop.chat.command(shop.ben, "reviews")
    assert "1 to 10 of 12" in shop.chat.read(first.card, shop.ben)
    rest = shop.chat.press(shop.ben, first.card, "Show more")
    assert "11 to 12 of 12" in shop.chat.read(rest.card, shop.ben)


def _home(shop: Shop, person: int) -> list[str] | None:
    call = Call(shop.chat.product, shop.chat.asker(person), Place(), "home", "")
    cards = shop.chat.conversations.home_cards(call)
    return [each for card in cards for each in _lines(shop, card, person)] or None


@pytest.mark.rule("review/eligible")
def test_experts_are_named_in_chat_asked_first_and_undone(house: House, shop: Shop) -> None:
    none = shop.chat.command(shop.ada, "experts", "Fire safety")
    assert "no experts named" in shop.chat.read(none.card, shop.ada)
    named = shop.chat.command(shop.ada, "experts", "Fire safety <@UCLEO>")
    assert _lines(shop, named.card, shop.ada) == ["✓ Fire safety: experts are Cleo Vik.", "[Undo]"]
    assert "asked Cleo" in shop.chat.read(_ask(shop).card, shop.anna)
    card = shop.chat.notice(_last(house, shop.cleo))
    assert "Because you are named as an expert of it." in shop.chat.read(card, shop.cleo)
    form: Any = shop.chat.press(shop.ada, shop.chat.command(shop.ada, "experts", "Fire safety").card, "Change").form
    assert form.fields[0].initial == ["UCLEO"]
    shop.chat.press(shop.ada, named.card, "Undo")
    assert "no experts named" in shop.chat.read(shop.chat.command(shop.ada, "experts", "Fire safety").card, shop.ada)
    with pytest.raises(Refused):
        shop.chat.command(shop.anna, "experts", "Fire safety <@UCLEO>")
    lost = shop.chat.notice(_last(house, shop.cleo), sent=True)
    assert "Others review this now. Nothing to do." in shop.chat.read(lost, shop.cleo)


def test_added_evidence_and_a_self_rating_offer_the_review(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.anna, "evidence", "Fire safety").form
    added = shop.chat.submit(shop.anna, form, links="https://example.org/report")
    assert "[Ask for a review] [All evidence] [Undo]" in _lines(shop, added.card, shop.anna)
    given = shop.chat.command(shop.anna, "rate", "English=B2")
    assert "[Add evidence] [Ask for a review] [Why?] [Undo]" in _lines(shop, given.card, shop.anna)
