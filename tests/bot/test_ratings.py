"""Ratings in chat: giving one, what the person is told, why it is there, all evidence, taking it back."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, NamedTuple

import pikepdf
import pytest

from bot.conversation import SharedFile
from bot.listeners import evidence, paths, ratings, why
from core.achievements import Rater, acquired_at
from core.errors import Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.people import RoleContext, give_role
from core.targets import assign_targets
from tests.bot.asking import Chat, messages_to
from tests.builders import a_course, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import a_language, finished, rated, rated_by, rules, under, way


class Shop(NamedTuple):
    """Anna under Ben, Cleo beside them, Rita reviews Anna."""

    chat: Chat
    anna: int
    ben: int
    cleo: int
    rita: int
    fire: int
    english: int


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        cleo, rita = a_person(session, "Cleo Vik", chat_user_id="UCLEO"), a_person(session, "Rita Moe")
        give_role(session, house.operator, rita, "reviewer", RoleContext("person", anna))
        fire, english = a_skill(session), a_language(session)
    return Shop(Chat(house, (paths, why, ratings, evidence)), anna, ben, cleo, rita, fire, english)


def _lines(shop: Shop, card: Any, person: int) -> list[str]:
    return shop.chat.read(card, person).splitlines()


@pytest.mark.rule("rating/manual")
def test_one_command_rates_a_person_who_is_told_and_undo_takes_both_back(house: House, shop: Shop) -> None:
    given = shop.chat.command(shop.ben, "rate", "<@UANNA> English=B2 : spoke well")
    assert _lines(shop, given.card, shop.ben) == [
        "✓ Rated Anna: English B2; was none. Anna is told.", "[Why?] [Undo]",
    ]
    assert rated(house, shop.anna, shop.english) == "B2"
    [message] = messages_to(house, shop.anna)
    assert _lines(shop, shop.chat.notice(message), shop.anna) == [
        "Ben rated you: English B2.",
        "'spoke well'",
        "[Why?]",
        "Because Ben may rate you. Mute: /prowess settings",
    ]
    house.clock.forward(minutes=4)
    undone = shop.chat.press(shop.ben, given.card, "Undo")
    assert shop.chat.read(undone.card, shop.ben) == "Undone, 09:04. The rating is as it was before."
    assert rated(house, shop.anna, shop.english) is None
    assert shop.chat.read(shop.chat.notice(message, sent=True), shop.anna) == "Ben withdrew this, 09:04."
    assert shop.chat.notice(message) is None, "what was not sent yet is not sent"


def test_a_value_left_out_is_asked_for_and_none_takes_the_rating_away(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.ben, "rate", "<@UANNA> English").form
    assert form is not None
    labels = [str(label) for label, _ in form.fields[2].options]
    assert labels == ["Native", "C2", "C1", "B2", "B1", "A2", "A1", "No rating"]
    value = next(value for label, value in form.fields[2].options if str(label) == "C1")
    shop.chat.submit(shop.ben, form, value=value, competency=str(shop.english))
    assert rated(house, shop.anna, shop.english) == "C1"
    shop.chat.command(shop.ben, "rate", "<@UANNA> English=none")
    assert rated(house, shop.anna, shop.english) is None
    with pytest.raises(Invalid, match="no value D2"):
        shop.chat.command(shop.ben, "rate", "<@UANNA> English=D2")


@pytest.mark.rule("paths/roles")
def test_refusals_name_who_may_rate(house: House, shop: Shop) -> None:
    with pytest.raises(Refused, match="Anna was not rated: you don't supervise or review Anna"):
        shop.chat.command(shop.cleo, "rate", "<@UANNA> English=B2")
    with house.writing() as session:
        rules(session, shop.english, way(rated_by(Rater.REVIEWER)))
    with pytest.raises(Refused, match="here B2 is given by a reviewer only"):
        shop.chat.command(shop.ben, "rate", "<@UANNA> English=B2")


@pytest.mark.rule("evidence/self-declared")
def test_ones_own_rating_is_kept_as_self_declared_and_evidence_can_be_added(house: House, shop: Shop) -> None:
    given = shop.chat.command(shop.anna, "rate", "English=B2")
    assert _lines(shop, given.card, shop.anna) == [
        "Kept as self-declared: English, B2. Your rating is set by its paths or a review.",
        "[Add evidence] [Ask for a review] [Why?] [Undo]",
    ]
    assert rated(house, shop.anna, shop.english) is None
    with house.writing() as session:
        rules(session, shop.english, way(rated_by(Rater.SELF)))
    given = shop.chat.command(shop.anna, "rate", "English=C1")
    assert "✓ English: C1, self-declared; was B2." in shop.chat.read(given.card, shop.anna)


@pytest.mark.rule("chat/why")
def test_why_names_rule_evidence_who_when_and_before_in_five_lines(house: House, shop: Shop) -> None:
    with house.writing() as session:
        for number in range(3):
            a_result(session, shop.anna, an_activity(session, f"Drill {number}", shop.fire), 95)
    own = shop.chat.command(shop.anna, "why", "Fire safety")
    assert _lines(shop, own.card, shop.anna) == [
        "Fire safety, Anna: ✓ acquired.",
        "Rule: 3 activities in a row above 90 %.",
        "Evidence: Drill 0 95 %, Drill 1 95 % and Drill 2 95 %.",
        "By: automatic, 24 November 2026, 09:00.",
        "Before: none.",
        "[All evidence]",
    ]
    house.clock.forward(days=1)
    shop.chat.command(shop.ben, "rate", "<@UANNA> Fire safety=Not acquired : slept")
    theirs = shop.chat.command(shop.ben, "why", "<@UANNA> Fire safety")
    assert _lines(shop, theirs.card, shop.ben)[:5] == [
        "Fire safety, Anna: Not acquired.",
        "Rule: who may rate it gave this value.",
        "Note: 'slept'.",
        "By: Ben Dahl, 25 November 2026, 09:00.",
        "Before: Acquired.",
    ]
    with pytest.raises(Refused):
        shop.chat.command(shop.cleo, "why", "<@UANNA> Fire safety")


@pytest.mark.rule("chat/why")
def test_why_of_what_is_not_rated_says_the_rule_and_what_is_left(house: House, shop: Shop) -> None:
    with house.writing() as session:
        parent, child = a_skill(session, "Safety"), a_skill(session, "Part")
        under(house, session, parent, child)
        course = a_course(session, "Basics")
        rules(session, child, way(rated_by(Rater.MANAGER)))
    answer = shop.chat.command(shop.anna, "why", "Safety")
    assert _lines(shop, answer.card, shop.anna) == [
        "Safety, Anna: no rating.",
        "Rule: 3 activities in a row above 90 %; or all sub-competencies proficient.",
        "Left: 1 step.",
        "Evidence on file: 0 pieces.",
    ]
    with house.writing() as session:
        rules(session, parent, way(rated_by(Rater.MANAGER)))
        rules(session, child, way(rated_by(Rater.MANAGER)))
        finished(house, session, course, shop.anna)
    shop.chat.command(shop.ben, "rate", "<@UANNA> Part=Acquired")
    with house.writing() as session:
        from tests.core.achievements.paths.ways import ALL_CHILDREN

        rules(session, parent, way(ALL_CHILDREN))
    answer = shop.chat.command(shop.anna, "why", "Safety")
    assert _lines(shop, answer.card, shop.anna)[1] == "Rule: all sub-competencies proficient (the rule was changed)."


@pytest.mark.rule("rating/acquired-at")
def test_a_reviewer_marks_a_rating_as_entered_in_error_with_a_reason(house: House, shop: Shop) -> None:
    shop.chat.command(shop.ben, "rate", "<@UANNA> Fire safety=Acquired")
    seen = shop.chat.command(shop.ben, "why", "<@UANNA> Fire safety")
    assert "Entered in error" not in shop.chat.read(seen.card, shop.ben)
    card = shop.chat.conversations.presses["why.rated"]
    assert card is not None
    review = shop.chat.press(shop.rita, _why_of(shop, shop.rita), "Entered in error")
    with pytest.raises(Invalid) as refused:
        shop.chat.submit(shop.rita, review.form, reason=" ")
    assert refused.value.field == "reason"
    done = shop.chat.submit(shop.rita, review.form, reason="wrong Anna")
    assert shop.chat.read(done.card, shop.rita) == "✓ Fire safety, Anna: marked as entered in error."
    with house.reading() as session:
        assert acquired_at(session, shop.anna, shop.fire) is None


def _why_of(shop: Shop, asker: int) -> Any:
    from bot.listeners.why import _card

    with shop.chat.house.writing() as session:
        give_role(session, shop.chat.house.operator, asker, "competency_admin")
    return _card(shop.chat.product, shop.chat.asker(asker), shop.anna, shop.fire)


@pytest.mark.rule("rating/no-longer-meets")
def test_who_stops_meeting_a_target_and_their_manager_are_told_once_with_the_cause(house: House, shop: Shop) -> None:
    with house.writing() as session:
        admin = a_person(session, "Ada", role="admin")
        assign_targets(session, house.as_(shop.ben), [shop.anna], {shop.english: None})
    shop.chat.command(shop.ben, "rate", "<@UANNA> English=B1")
    house.clock.forward(minutes=20)
    shop.chat.command(admin, "rate", "<@UANNA> English=C1")
    shop.chat.command(admin, "rate", "<@UANNA> English=B1")
    told = _told(house, shop)
    assert told == [], "still met"
    house.clock.forward(minutes=1)
    shop.chat.command(admin, "rate", "<@UANNA> English=A2")
    house.clock.forward(minutes=1)
    shop.chat.command(admin, "rate", "<@UANNA> English=A1")
    own, theirs = _told(house, shop)
    assert _lines(shop, shop.chat.notice(own), shop.anna)[0] == (
        "English: your target is no longer met. Cause: a rating by hand."
    )
    assert _lines(shop, shop.chat.notice(theirs), shop.ben)[0] == (
        "English: Anna no longer meets the target. Cause: a rating by hand."
    )


def _told(house: House, shop: Shop) -> list[Any]:
    return [
        each
        for person in (shop.anna, shop.ben)
        for each in messages_to(house, person)
        if each.kind == "no_longer_meets"
    ]


def _pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.rule("evidence/prior-learning")
@pytest.mark.rule("evidence/many")
@pytest.mark.rule("evidence/strength")
def test_a_file_and_a_link_become_evidence_for_two_competencies_at_once(house: House, shop: Shop) -> None:
    content = _pdf()
    chat = replace(shop.chat, conversations=type(shop.chat.conversations)())
    chat.product = replace(chat.product, fetch_file=lambda _workspace, _file: content)
    form = chat.command(shop.anna, "evidence", "Fire safety, English").form
    files = [SharedFile("F1", "report.pdf", "application/pdf", len(content), "https://files.example/1")]
    added = chat.submit(shop.anna, form, files=files, links="https://example.org/talk", note="drills in 2025")
    assert chat.read(added.card, shop.anna) == (
        "✓ Added, self-declared: 2 items for Fire safety and English.\n[All evidence] [Undo]"
    )
    chat.command(shop.ben, "rate", "<@UANNA> Fire safety=Acquired")
    seen = chat.press(shop.anna, added.card, "All evidence")
    assert chat.read(seen.card, shop.anna).splitlines() == [
        "Fire safety, Anna: 3 on file.",
        "explicit, Ben Dahl gave Acquired, 24 November 2026",
        "self-declared, link https://example.org/talk, 24 November 2026 [Correct]",
        "self-declared, file report.pdf, 24 November 2026 [Correct]",
    ]
    with house.reading() as session:
        one, other = evidence_of(session, shop.anna, shop.fire), evidence_of(session, shop.anna, shop.english)
        assert [each.source_id for each in one[:2]] == [each.source_id for each in other]
    manager = chat.press(shop.ben, chat.command(shop.ben, "why", "<@UANNA> Fire safety").card, "All evidence")
    assert "report.pdf" not in chat.read(manager.card, shop.ben), "a manager does not open documents"
    undone = chat.press(shop.anna, added.card, "Undo")
    assert "no longer stands" in chat.read(undone.card, shop.anna)
    with house.reading() as session:
        assert [each.stands for each in evidence_of(session, shop.anna, shop.english)] == [False, False]


@pytest.mark.rule("evidence/append-only")
def test_a_correction_stands_beside_what_it_corrects_with_who_when_and_why(house: House, shop: Shop) -> None:
    form = shop.chat.command(shop.anna, "evidence", "Fire safety").form
    added = shop.chat.submit(shop.anna, form, files=[], links="https://example.org/a https://example.org/b", note="")
    seen = shop.chat.press(shop.anna, added.card, "All evidence")
    button = next(part.button for part in seen.card.parts if getattr(part, "button", None))  # type: ignore[union-attr]
    asked = shop.chat.conversations.presses["evidence.correct"](_press(shop, button.payload))
    left = shop.chat.submit(shop.anna, asked.form, reason="old address")
    assert "1 on file" in shop.chat.read(left.card, shop.anna)
    with house.reading() as session:
        from sqlalchemy import select

        from core.evidence.models import Evidence

        rows = session.scalars(select(Evidence).where(Evidence.person_id == shop.anna).order_by(Evidence.id)).all()
        correction = rows[-1]
        assert (correction.kind, correction.note, correction.added_by_id) == ("correction", "old address", shop.anna)
        assert len(rows) == 3


def _press(shop: Shop, payload: Any) -> Any:
    from bot.conversation import Press

    return Press(shop.chat.product, shop.chat.asker(shop.anna), shop.chat.place, payload)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"competencies": [], "links": "https://example.org/a"}, "competencies"),
        ({"links": ""}, "links"),
        ({"links": "example"}, "links"),
    ],
)
def test_evidence_that_cannot_be_added_is_refused_at_its_field(shop: Shop, values: Any, field: str) -> None:
    form = shop.chat.command(shop.anna, "evidence", "Fire safety").form
    with pytest.raises(Invalid) as refused:
        shop.chat.submit(shop.anna, form, **{"files": [], **values})
    assert refused.value.field == field


def test_evidence_for_a_competency_one_does_not_see_is_not_found(house: House, shop: Shop) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Vault", access_tier=5)
    form = shop.chat.command(shop.anna, "evidence").form
    with pytest.raises(NotFound):
        shop.chat.submit(shop.anna, form, competencies=[str(secret)], files=[], links="https://example.org/a")
