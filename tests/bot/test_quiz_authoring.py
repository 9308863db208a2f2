"""Writing a quiz in chat: what the author fills in, reads and presses, and what takers of a changed quiz keep."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversation import Press
from bot.listeners import activities, tagging
from core.achievements import streak_of
from core.activities import (
    Activity,
    NewQuestion,
    Result,
    add_questions,
    answer_question,
    is_completed,
    start_or_resume_quiz,
)
from core.activities.models import QuizAttempt
from core.errors import Conflict, Invalid, NotFound, Refused
from core.notifications.models import OutboxMessage
from tests.bot.asking import Chat as Desk
from tests.bot.spoken import HERE, Spoken, conversations_of, labels
from tests.builders import a_module, a_person, a_quiz, a_result, a_skill, an_activity
from tests.conftest import House

FOAM = "*Foam\nWater\nCO2"


def spoken(house: House, person_id: int) -> Spoken:
    product = Desk(house, ()).product
    return Spoken(house, product, conversations_of(activities.register, tagging.register), person_id)


@pytest.fixture
def cleo(house: House) -> Spoken:
    """Cleo, who edits content, and an activity without questions that carries Fire safety."""
    with house.writing() as session:
        person_id = a_person(session, "Cleo Vik", role="content_editor")
        an_activity(session, "Extinguisher types", a_skill(session), modules=(a_module(session),))
    return spoken(house, person_id)


def adds(cleo: Spoken, question: str = "Which one for burning oil?", answers: str = FOAM, **more: Any) -> str:
    cleo.press("Add a question")
    return cleo.fill(question=question, answers=answers, **more)


@pytest.mark.rule("activities/quiz")
def test_an_author_writes_a_quiz_from_chat_and_reads_at_once_what_counts(cleo: Spoken, house: House) -> None:
    assert "No questions yet." in cleo.command("quiz", "edit extinguisher types")
    said = adds(cleo)
    assert "✓ Saved by you, 09:00." in said
    assert "1. Which one for burning oil?\n✓ Foam (1 point)" in said
    assert "Only 1 of 1 right counts, since counting takes above 90 %." in said
    for number in range(2, 12):
        said = adds(cleo, f"Question {number}?")
    assert "10 of 11 right counts (above 90 %)." in said
    with house.reading() as session:
        assert session.scalars(sa.select(OutboxMessage)).all() == [], "the card tells it, no message does so again"


@pytest.mark.parametrize(
    ("kind", "answers", "right", "wrong"),
    [
        ("single", FOAM, ["Foam"], ["Water"]),
        ("multiple", "*Heat\n*Fuel\nIce", ["Fuel", "Heat"], ["Heat"]),
        ("true_false", "false", ["False"], ["True"]),
        ("number", "12.5", ["12,5"], ["12.4"]),
        ("number", "12.5 ± 0.5", ["13"], ["13.01"]),
        ("number", "10 +- 1", ["9"], ["8.99"]),
        ("text", "CO2\nCarbon dioxide", ["carbon  DIOXIDE"], ["carbon"]),
    ],
)
def test_each_kind_of_question_is_written_and_taken(
    cleo: Spoken, house: House, kind: str, answers: str, right: list[str], wrong: list[str]
) -> None:
    cleo.command("quiz", "edit Extinguisher types")
    adds(cleo, answers=answers, kind=kind)
    with house.writing() as session:
        activity = _only_activity(session)
        anna = a_person(session)
        for given, expected in ((right, True), (wrong, False)):
            attempt = start_or_resume_quiz(session, house.as_(anna), activity)
            (question,) = session.scalars(sa.select(QuizAttempt.order).where(QuizAttempt.id == attempt)).one()
            assert answer_question(session, house.as_(anna), attempt, question, given).right is expected


def _only_activity(session: Any) -> int:
    return int(session.scalars(sa.select(Activity.id)).one())


@pytest.mark.parametrize(
    ("filled", "field", "why"),
    [
        ({"answers": "Foam\nWater"}, "answers", "Put \\* before each right answer"),
        ({"answers": ""}, "answers", "has no right answer"),
        ({"answers": "*Foam"}, "answers", "needs at least 2 different options"),
        ({"answers": "*Foam\n*Water"}, "answers", "takes one right answer"),
        ({"answers": "maybe", "kind": "true_false"}, "answers", "Write True or False"),
        ({"answers": "many", "kind": "number"}, "answers", "is no number"),
        ({"answers": "5 ± -1", "kind": "number"}, "answers", "is no number"),
        ({"question": " "}, "question", "A question needs its text"),
        ({"points": "0"}, "points", "from 1 to 100"),
        ({"points": "1.5"}, "points", "from 1 to 100"),
    ],
)
@pytest.mark.rule("chat/errors")
def test_what_is_wrong_with_a_question_is_said_at_its_field(
    cleo: Spoken, filled: dict[str, str], field: str, why: str
) -> None:
    cleo.command("quiz", "edit Extinguisher types")
    cleo.press("Add a question")
    with pytest.raises(Invalid, match=why) as refused:
        cleo.fill(**{"question": "Which one?", "answers": FOAM, **filled})
    assert refused.value.field == field


def test_questions_are_changed_moved_deleted_and_brought_back(cleo: Spoken) -> None:
    cleo.command("quiz", "edit Extinguisher types")
    for number in (1, 2, 3):
        adds(cleo, f"Question {number}?")
    cleo.press("Open", 2)
    assert labels(cleo.card) == ["Change", "Up", "Delete", "All questions"]
    assert "Question 2 of 3" in cleo.press("Up")
    cleo.press("Change")
    assert cleo.form is not None
    assert {each.name: each.initial for each in cleo.form.fields}["answers"] == FOAM
    assert "Water and foam?" in cleo.fill(question="Water and foam?", answers="Water\n*Both", kind="single", points="2")
    said = cleo.press("All questions")
    assert [line for line in said.splitlines() if line[:2] in ("1.", "2.", "3.")] == [
        "1. Question 1?",
        "2. Water and foam?",
        "3. Question 2?",
    ]
    cleo.press("Open")
    said = cleo.press("Delete")
    assert "Deleted by you, 09:00: Question 1?" in said
    assert cleo.press("Undo") == "Undone, 09:00. The question is back in its place."
    said = cleo.command("quiz", "edit Extinguisher types")
    assert [line[:13] for line in said.splitlines() if line[:2] in ("1.", "2.", "3.")] == [
        "1. Question 1",
        "2. Water and ",
        "3. Question 2",
    ]


@pytest.mark.rule("activities/quiz")
def test_who_is_in_the_middle_of_a_changed_quiz_finishes_it_as_it_was_asked(cleo: Spoken, house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        activity = _only_activity(session)
        a_quiz(session, activity, 2)
    taker = spoken(house, anna)
    taker.command("quiz", "Extinguisher types")
    taker.press("Foam")
    cleo.command("quiz", "edit Extinguisher types")
    cleo.press("Open", 1)
    cleo.press("Delete")
    cleo.press("Open")
    cleo.press("Change")
    cleo.fill(question="Which one for metal?", answers="*Powder\nFoam", points="5")
    assert "2 of 2: Question" in taker.says
    assert "2 of 2 right, 100 %." in taker.press("Foam")
    assert "Extinguisher types, 1 question." in taker.command("quiz", "Extinguisher types")


def test_two_authors_at_once_do_not_overwrite_each_other(cleo: Spoken) -> None:
    cleo.command("quiz", "edit Extinguisher types")
    adds(cleo)
    cleo.press("Open")
    stale = cleo.card
    cleo.press("Change")
    cleo.fill(question="Another one?")
    cleo.card = stale
    with pytest.raises((Conflict, NotFound), match="changed or deleted meanwhile"):
        cleo.press("Delete")


@pytest.mark.rule("activities/completed")
def test_the_score_that_completes_an_activity_is_set_in_chat_and_shown_where_it_opens(
    cleo: Spoken, house: House
) -> None:
    cleo.command("quiz", "edit Extinguisher types")
    assert "Completed by any result." in cleo.says
    cleo.press("Completed at")
    with pytest.raises(Invalid, match="from 0 to 100 percent"):
        cleo.fill(score="101")
    assert "✓ Saved by you. Completed at 60 %." in cleo.fill(score="60 %")
    with house.writing() as session:
        anna, activity = a_person(session), _only_activity(session)
        a_result(session, anna, activity, 59.99)
        assert not is_completed(session, anna, activity)
    taker = spoken(house, anna)
    said = taker.command("quiz", "Extinguisher types")
    assert "Completed at 60 %." in said
    assert "○ Not completed yet. Your best result: 59.99 %." in said
    assert "Fire safety: above 90 % counts; you have 0 of 3." in said
    with house.writing() as session:
        a_result(session, anna, activity, 60)
        assert is_completed(session, anna, activity)
    assert "✓ Completed, 24 November 2026. Your best result: 60 %." in taker.command("quiz", "Extinguisher types")


def test_without_the_right_nothing_of_a_quiz_is_shown_or_changed(cleo: Spoken, house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        add_questions(
            session, house.operator, _only_activity(session), [NewQuestion("Q?", "single", ("A",), ("A", "B"))]
        )
    taker = spoken(house, anna)
    with pytest.raises(Refused):
        taker.command("quiz", "edit Extinguisher types")
    with pytest.raises(Refused):
        taker.command("quiz", "edit no such thing")
    cleo.command("quiz", "edit Extinguisher types")
    taker.card = cleo.card
    for label in ("Open", "Add a question", "Completed at"):
        with pytest.raises(Refused):
            taker.press(label)


def test_an_unknown_activity_offers_those_spelled_alike_and_a_new_one(cleo: Spoken) -> None:
    assert "I don't find 'Extinguisher typs'." in cleo.command("quiz", "edit Extinguisher typs")
    assert labels(cleo.card) == ["Extinguisher types", "New activity"]
    assert "No questions yet." in cleo.press("Extinguisher types")
    assert "There is no activity of this title or id number yet" in cleo.command("quiz", "edit Quantum physics")
    assert "Which activity? Example: /prowess quiz edit Alarm drill" in cleo.command("quiz", "edit")


@pytest.mark.rule("acquisition/theory")
def test_a_quiz_opened_from_a_theory_module_counts_for_no_streak(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        theory, practice = a_module(session, "Fire theory", theory=True), a_module(session, "Fire basics")
        activity = an_activity(session, "Extinguisher types", skill, modules=(theory, practice))
        a_quiz(session, activity, 1)
    taker = spoken(house, anna)
    start = taker.conversations.presses["quiz.start"]
    opened = start(Press(taker.product, taker.asker, HERE, {"activity": activity, "module": theory})).card
    assert opened is not None
    taker.card = opened
    assert "This is theory" in taker.says
    assert "This was theory" in taker.press("Foam")
    with house.reading() as session:
        assert streak_of(session, anna, skill).length == 0
        assert session.scalars(sa.select(Result.module_id)).all() == [theory]
