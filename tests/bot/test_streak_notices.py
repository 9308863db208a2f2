"""What people are told of results from elsewhere, and of streaks that the activities left cannot complete."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.conversation import Answer, Verb
from bot.listeners import activities, reports
from core.activities import NewResult, delete_activity, link_skill, record_results, unlink_skill
from core.notifications import NoticeKind, switch_notice
from tests.bot.asking import Chat, messages_to
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_person, a_quiz, a_result, a_skill, an_activity
from tests.conftest import House


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (activities, reports))


def told(chat: Chat, person_id: int) -> list[str]:
    """What the messages to a person say now, those dropped left out."""
    cards = [chat.notice(each) for each in messages_to(chat.house, person_id)]
    return [chat.read(card, person_id) for card in cards if card is not None]


def anna_and(house: House, count: int = 4) -> tuple[int, int, list[int]]:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        return anna, skill, [an_activity(session, f"Drill {each}", skill) for each in range(1, count + 1)]


def results(house: House, person: int, *scores: tuple[int, float]) -> None:
    for activity, percent in scores:
        house.clock.forward(minutes=1)
        with house.writing() as session:
            a_result(session, person, activity, percent)


@pytest.mark.rule("acquisition/progress")
def test_a_result_from_elsewhere_is_told_with_the_streak_and_what_helps_next(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house)
    with house.writing() as session:
        a_quiz(session, done[3])
    results(house, anna, (done[0], 95), (done[1], 92.5))
    first, second = told(chat, anna)
    assert second.splitlines() == [
        "Drill 2: 92.5 %. Fire safety: 2 of 3, next above 90 % gets it.",
        "[Next: Drill 4]",
        "Because a result of yours came in from elsewhere. Mute: /prowess settings",
    ]
    assert first.startswith("Drill 1: 95 %. Fire safety")


@pytest.mark.rule("acquisition/progress")
def test_a_failed_result_from_elsewhere_says_that_the_streak_starts_again(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house, 5)
    results(house, anna, (done[0], 95), (done[1], 90))
    last = told(chat, anna)[-1]
    assert last.splitlines()[0] == "Drill 2: 90 %. Counting takes above 90 %, so Fire safety starts again."
    assert "[Next: Drill 3]" in last


def test_the_result_that_acquires_is_told_by_one_message_alone(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house)
    results(house, anna, *((each, 95) for each in done[:3]))
    house.clock.forward(minutes=1)
    assert [each.splitlines()[0] for each in told(chat, anna)] == [
        "✓ Fire safety acquired, 24 November 2026, yours for good."
    ]


def test_many_results_at_once_are_one_message_and_a_history_is_none(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house)
    rows = [NewResult(anna, each, Decimal("0.95"), house.clock.now, f"R-{each}") for each in done[:2]]
    with house.writing() as session:
        record_results(session, house.operator, rows[:1], source="csv", quiet=True)
    assert told(chat, anna) == []
    with house.writing() as session:
        record_results(session, house.operator, [rows[1], replace(rows[1], source_id="again")], source="csv")
    (message,) = told(chat, anna)
    assert message.splitlines()[:2] == [
        "Drill 2: 95 %.",
        "Drill 2: 95 %. Fire safety: 2 of 3, as before: this activity counted already.",
    ]


@pytest.mark.rule("acquisition/unreachable")
def test_when_too_few_activities_are_left_the_person_is_told_once_of_each_number(house: House, chat: Chat) -> None:
    anna, skill, done = anna_and(house, 3)
    results(house, anna, (done[0], 95))
    assert "is left" not in " ".join(told(chat, anna)), "3 are left of 3 needed"
    with house.writing() as session:
        unlink_skill(session, house.operator, done[1], skill)
    last = told(chat, anna)[-1].splitlines()
    assert last[0] == "Fire safety: 1 activity is left, 2 are needed."
    assert last[-1].startswith("Because you began Fire safety.")
    with house.writing() as session:
        delete_activity(session, house.operator, done[2])
    assert told(chat, anna)[-1].splitlines()[0] == "Fire safety: 0 activities are left, 2 are needed."
    before = len(messages_to(house, anna))
    with house.writing() as session:
        link_skill(session, house.operator, done[1], skill)
        link_skill(session, house.operator, an_activity(session, "Drill 9"), skill)
    assert len(messages_to(house, anna)) == before
    assert "are needed" not in " ".join(told(chat, anna)), "it can be completed again, so nothing is said"


@pytest.mark.rule("acquisition/unreachable")
def test_a_failure_that_leaves_too_few_says_so_with_the_result(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house, 3)
    results(house, anna, (done[0], 95), (done[1], 50))
    last = told(chat, anna)[-1]
    assert "Fire safety: 2 activities are left, 3 are needed." in last
    assert "[Ask for a review]" not in last, "there is nobody to answer it yet"
    chat.conversations.verb(Verb("review", "Ask for a review", "review", "review", lambda _call: Answer()))
    assert "[Ask for a review]" in told(chat, anna)[-1]


def test_who_muted_progress_still_hears_that_a_streak_cannot_be_completed(house: House, chat: Chat) -> None:
    anna, _skill, done = anna_and(house, 3)
    with house.writing() as session:
        switch_notice(session, house.as_(anna), anna, NoticeKind.STREAK_PROGRESS, on=False)
    results(house, anna, (done[0], 95), (done[1], 50))
    kinds = [each.kind for each in messages_to(house, anna)]
    assert kinds.count("streak_unreachable") == 1


@pytest.mark.rule("acquisition/unreachable")
def test_who_manages_skills_sees_it_listed_with_names_only_of_those_they_may_see(house: House) -> None:
    anna, skill, done = anna_and(house, 3)
    with house.writing() as session:
        admin = a_person(session, "Sam Lie", role="admin")
        owner = a_person(session, "Fay Dahl", role="framework_admin")
        ben = a_person(session, "Ben Dahl")
        other = a_skill(session, "Welding")
        for number in range(3):
            an_activity(session, f"Seam {number}", other)
    results(house, anna, (done[0], 95), (done[1], 50))
    results(house, ben, (done[0], 95))
    product = Chat(house, ()).product
    conversations = conversations_of(activities.register, reports.register)
    seen = Spoken(house, product, conversations, admin).command("report", "unreachable")
    assert "Fire safety: 1 person; as few as 2 activities left. Anna Berg" in seen
    assert "Welding" not in seen
    listed = Spoken(house, product, conversations, owner)
    assert "Fire safety: 1 person; as few as 2 activities left.\n" in listed.command("report", "unreachable")
    assert "Anna" not in listed.says
    assert labels(listed.card) == []
    with house.writing() as session:
        for title in ("Drill 7", "Drill 8", "Drill 9"):
            link_skill(session, house.operator, an_activity(session, title), skill)
    assert "Every streak begun can be completed." in listed.command("report", "unreachable")
