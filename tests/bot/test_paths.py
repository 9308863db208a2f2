"""Paths in chat: the way to a value, the rules and a change of them, with its preview."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from bot.conversation import Job, Press
from bot.listeners import path_rules, paths, why
from core.achievements import reevaluating, rules_of, running
from core.errors import Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.notifications import REVIEW_ASKED
from core.reviews import review_of
from tests.bot.asking import Chat, messages_to
from tests.builders import a_course, a_person, a_quiz, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import a_language, finished, rated, under


class Shop(NamedTuple):
    """Anna under Ben; Cleo looks after frameworks. Three drills for fire safety, a course, English."""

    chat: Chat
    anna: int
    ben: int
    cleo: int
    fire: int
    english: int
    course: int
    drills: list[int]


@pytest.fixture
def shop(house: House) -> Shop:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        cleo = a_person(session, "Cleo Vik", chat_user_id="UCLEO", role="framework_admin")
        fire, english, course = a_skill(session), a_language(session), a_course(session, "Fire course")
        drills = [an_activity(session, f"Drill {number}", fire) for number in range(3)]
        for drill in drills:
            a_quiz(session, drill)
    return Shop(Chat(house, (paths, why)), anna, ben, cleo, fire, english, course, drills)


def _lines(shop: Shop, card: Any, person: int) -> list[str]:
    return shop.chat.read(card, person).splitlines()


def _picked(shop: Shop, person: int, action: str, chosen: str, **payload: int) -> Any:
    press = Press(shop.chat.product, shop.chat.asker(person), shop.chat.place, payload, chosen)
    return shop.chat.checked(shop.chat.conversations.presses[action](press), person)


@pytest.mark.rule("paths/shortest")
def test_path_says_how_many_steps_are_left_and_ticks_what_is_done(house: House, shop: Shop) -> None:
    with house.writing() as session:
        a_result(session, shop.anna, shop.drills[0])
    answer = shop.chat.command(shop.anna, "path", "Fire safety")
    assert _lines(shop, answer.card, shop.anna) == [
        "Fire safety, Anna: 2 steps to Acquired.",
        "○ 2 more activities in a row above 90 %",
        "[Take the next quiz] [Add evidence] [All paths] [Why?]",
    ]
    with house.writing() as session:
        for drill in shop.drills[1:]:
            a_result(session, shop.anna, drill)
    reached = shop.chat.command(shop.anna, "path", "Fire safety")
    assert _lines(shop, reached.card, shop.anna)[0] == "Fire safety, Anna: ✓ Acquired is reached."


def test_path_takes_a_value_a_person_one_supervises_and_a_form_for_what_is_missing(shop: Shop) -> None:
    answer = shop.chat.command(shop.ben, "path", "<@UANNA> English B2")
    assert _lines(shop, answer.card, shop.ben)[:2] == [
        "English, Anna: 1 step to B2.", "○ a valid qualification",
    ]
    form = shop.chat.command(shop.anna, "path").form
    shown = shop.chat.submit(shop.anna, form, competency=str(shop.english), value="C1")
    assert "1 step to C1" in shop.chat.read(shown.card, shop.anna)
    with pytest.raises(Invalid, match="no value D1"):
        shop.chat.submit(shop.anna, form, competency=str(shop.english), value="D1")
    with pytest.raises(Refused):
        shop.chat.command(shop.cleo, "path", "<@UANNA> English")


def test_a_skill_that_is_not_found_offers_what_is_like_it(shop: Shop) -> None:
    answer = shop.chat.command(shop.anna, "path", "Fire safty")
    assert "Is it one of these?" in shop.chat.read(answer.card, shop.anna)
    chosen = shop.chat.press(shop.anna, answer.card, "Fire safety")
    assert "3 steps to Acquired" in shop.chat.read(chosen.card, shop.anna)


def test_all_paths_are_shown_to_everyone_and_edited_by_their_owners(shop: Shop) -> None:
    way = shop.chat.command(shop.anna, "path", "Fire safety")
    shown = shop.chat.press(shop.anna, way.card, "All paths")
    assert _lines(shop, shown.card, shop.anna) == [
        "Fire safety: how it is achieved",
        "1. 3 activities in a row above 90 %",
        "Policy highest: an event sets an empty or lower rating.",
    ]
    mine = shop.chat.press(shop.cleo, shop.chat.command(shop.cleo, "path", "Fire safety").card, "All paths")
    assert "[Add path] [Policy]" in shop.chat.read(mine.card, shop.cleo)
    with pytest.raises(Refused):
        _picked(shop, shop.anna, "paths.add", "", competency=shop.fire)


@pytest.mark.rule("paths/preview")
def test_a_new_path_is_shown_with_its_effect_before_one_press_applies_it(house: House, shop: Shop) -> None:
    with house.writing() as session:
        finished(house, session, shop.course, shop.anna)
    form = _picked(shop, shop.cleo, "paths.add", "", competency=shop.fire).form
    preview = shop.chat.submit(shop.cleo, form, courses=[str(shop.course)])
    assert _lines(shop, preview.card, shop.cleo) == [
        "Not applied yet: Fire safety",
        "1. 3 activities in a row above 90 %",
        "2. course Fire course completed",
        "1 gains: Anna; 0 would fall, and keep what is acquired; 2 are unaffected.",
        "Policy highest: an event sets an empty or lower rating.",
        "Applying can't be undone: what people gain stays. The paths can be changed back.",
        "[Apply] [Cancel]",
    ]
    assert rated(house, shop.anna, shop.fire) is None
    applied = shop.chat.press(shop.cleo, preview.card, "Apply")
    assert _lines(shop, applied.card, shop.cleo)[0].startswith("✓ Fire safety: applied by Cleo")
    assert rated(house, shop.anna, shop.fire) == "Acquired"


@pytest.mark.rule("paths/outcome")
@pytest.mark.parametrize(
    ("outcome", "words", "value", "pieces", "reviews"),
    [
        ("complete", "2. course Fire course completed", "Acquired", 0, 0),
        ("recommend", "2. course Fire course completed (adds evidence and recommends a review)", None, 1, 1),
        ("evidence", "2. course Fire course completed (adds evidence)", None, 1, 0),
        ("none", "2. course Fire course completed (does nothing)", None, 0, 0),
    ],
)
def test_what_meeting_a_path_does_is_chosen_in_its_form_and_happens(
    house: House, shop: Shop, outcome: str, words: str, value: str | None, pieces: int, reviews: int
) -> None:
    form = _picked(shop, shop.cleo, "paths.add", "", competency=shop.fire).form
    preview = shop.chat.submit(shop.cleo, form, courses=[str(shop.course)], outcome=outcome)
    assert words in _lines(shop, preview.card, shop.cleo)
    shop.chat.press(shop.cleo, preview.card, "Apply")
    with house.writing() as session:
        finished(house, session, shop.course, shop.anna)
    assert rated(house, shop.anna, shop.fire) == value
    with house.reading() as session:
        assert len(evidence_of(session, shop.anna, shop.fire)) == pieces
        assert (review_of(session, shop.anna, shop.fire) is not None) == bool(reviews)
    assert [each.kind for each in messages_to(house, shop.ben)] == [REVIEW_ASKED] * reviews


def test_a_form_asks_for_all_its_criteria_together_and_says_what_is_wrong_at_its_field(
    house: House, shop: Shop
) -> None:
    with house.writing() as session:
        part = a_skill(session, "Alarm")
        under(house, session, shop.fire, part)
    form = _picked(shop, shop.cleo, "paths.add", "", competency=shop.fire).form
    for values, field in (
        ({}, "criteria"),
        ({"points": "Alarm = 2", "total": "3"}, "total"),
        ({"points": "Alarm is 2", "total": "2"}, "points"),
        ({"points": "English = 2", "total": "2"}, "points"),
        ({"children": "least", "least": "two"}, "least"),
        ({"others": [str(shop.english)], "at": "D9"}, "at"),
    ):
        with pytest.raises(Invalid) as refused:
            shop.chat.submit(shop.cleo, form, **values)
        assert refused.value.field == field, values
    preview = shop.chat.submit(
        shop.cleo, form, points="Alarm = 2, required", total="2", others=[str(shop.english)], at="B2",
        raters=["manager"], review=True, assigned=True, qualification="verified", courses=[str(shop.course)],
        activities=[str(shop.drills[0])], streak=True,
    )
    assert _lines(shop, preview.card, shop.cleo)[3] == (
        "3. 3 activities in a row above 90 % + course Fire course completed + activity Drill 0 completed + "
        "a valid, verified qualification + 2 points of: Alarm 2, required + English at B2 + "
        "a rating by their manager + an accepted review + being assigned it"
    )


def test_paths_are_removed_the_policy_changed_and_the_defaults_brought_back(house: House, shop: Shop) -> None:
    removed = _picked(shop, shop.cleo, "paths.remove", "0", competency=shop.fire)
    assert "No path: nobody can be rated in it yet" in shop.chat.read(removed.card, shop.cleo)
    shop.chat.press(shop.cleo, removed.card, "Apply")
    form = _picked(shop, shop.cleo, "paths.policy", "", competency=shop.fire).form
    latest = shop.chat.submit(shop.cleo, form, policy="latest")
    shop.chat.press(shop.cleo, latest.card, "Apply")
    with house.reading() as session:
        rule = rules_of(session, [shop.fire])[shop.fire]
        assert (rule.paths, str(rule.policy), rule.own) == ((), "latest", True)
    back = _picked(shop, shop.cleo, "paths.defaults", "", competency=shop.fire)
    shop.chat.press(shop.cleo, back.card, "Apply")
    with house.reading() as session:
        rule = rules_of(session, [shop.fire])[shop.fire]
        assert (len(rule.paths), rule.own) == (1, False)
    cancelled = shop.chat.press(shop.cleo, back.card, "Cancel")
    assert shop.chat.read(cancelled.card, shop.cleo) == "Cancelled. Nothing was changed."


def test_for_many_people_preview_and_re_evaluation_follow_with_their_progress(
    house: House, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as session:
        finished(house, session, shop.course, shop.anna)
    monkeypatch.setattr(path_rules, "AT_ONCE", 1)
    monkeypatch.setattr(reevaluating, "AT_ONCE", 2)
    form = _picked(shop, shop.cleo, "paths.add", "", competency=shop.fire).form
    waiting = shop.chat.submit(shop.cleo, form, courses=[str(shop.course)])
    preview = shop.chat.later(shop.cleo, waiting)
    assert "1 gains: Anna" in shop.chat.read(preview.card, shop.cleo)
    applied = shop.chat.press(shop.cleo, preview.card, "Apply")
    assert "Re-evaluating 0 of 3." in shop.chat.read(applied.card, shop.cleo)
    with house.reading() as session:
        assert len(running(session, [shop.fire])) == 1
    assert applied.later is not None
    job = Job(shop.chat.product, shop.chat.asker(shop.cleo), shop.chat.place, applied.later.payload)
    for _ in range(2):
        shop.chat.conversations.jobs[applied.later.job](job)
    assert rated(house, shop.anna, shop.fire) == "Acquired"
    [told] = [each for each in messages_to(house, shop.cleo) if each.kind == "reevaluation"]
    assert "Re-evaluated 3: 1 got another rating." in shop.chat.read(shop.chat.notice(told), shop.cleo)


def test_a_competency_above_the_askers_tier_reads_as_missing(house: House, shop: Shop) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Vault", access_tier=5)
    assert "I don't find 'Vault'" in shop.chat.read(shop.chat.command(shop.anna, "path", "Vault").card, shop.anna)
    with pytest.raises(NotFound):
        _picked(shop, shop.anna, "paths.edit", "", competency=secret)
