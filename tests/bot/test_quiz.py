"""The quiz conversation: what is read and pressed, from the first question to the acquired skill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import sqlalchemy as sa

from bot.blocks import plain, render
from bot.cards import Actions, Button, Card, Pick
from bot.conversation import Answer, Asker, Call, Conversations, Place, Press, Submission
from bot.listeners.activities import register
from bot.product import Product
from core.achievements import acquired_at, streak_of
from core.activities import NewQuestion, Result, add_questions, link_skill, unlink_skill
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import scale_of
from core.notifications.models import OutboxMessage
from core.people import Actor, person
from core.targets.models import Target
from core.words import Reader
from tests.builders import a_module, a_person, a_quiz, a_result, a_skill, an_activity
from tests.checks.blocks import check_message
from tests.conftest import House


class NoSkills:
    """The matching of words, with nothing in the catalogue that is like them."""

    alike: tuple[tuple[int, float], ...] = ()

    def look_alikes(self, *_args: Any, **_kwargs: Any) -> list[tuple[int, float]]:
        return list(self.alike)


@dataclass
class Chat:
    """One person's private chat, as far as the quiz goes: writes, presses, fills in, and reads."""

    house: House
    person_id: int
    skills: NoSkills = field(default_factory=NoSkills)
    conversations: Conversations = field(default_factory=Conversations)
    presses: int = 0

    def __post_init__(self) -> None:
        register(self.conversations)
        self.product = Product(self.house.engine, settings=cast(Any, None), skills=self.skills)

    @property
    def asker(self) -> Asker:
        with self.house.reading() as session:
            view = person(session, self.person_id)
        return Asker(Actor(self.house.workspace_id, self.person_id), view, Reader("en_GB", view.time_zone))

    def writes(self, words: str = "") -> Card:
        place = Place("D1", private=True)
        call = Call(self.product, self.asker, place, "quiz", words)
        return self._shown(self.conversations.verbs["quiz"].handler(call))

    def answer(self, card: Card, label: str, chosen: str | None = None) -> Answer:
        """What pressing the button (or picking in the menu) of this label answers."""
        self.presses += 1
        element = next(each for each in elements(card) if said(each.label) == label)
        handler = self.conversations.presses[element.action]
        return handler(Press(self.product, self.asker, Place("D1", message="1.2"), element.payload, chosen))

    def press(self, card: Card, label: str, chosen: str | None = None) -> Card:
        return self._shown(self.answer(card, label, chosen))

    def fills(self, card: Card, label: str, value: Any) -> Card:
        """Opens the form by a button and submits it."""
        form = self.answer(card, label).form
        assert form is not None
        handler = self.conversations.submissions[form.callback]
        values = {"answer": value}
        return self._shown(handler(Submission(self.product, self.asker, Place("D1"), form.payload, values)))

    def _shown(self, answer: Answer) -> Card:
        assert answer.card is not None
        rendered = render(answer.card, self.asker.reader, lambda _payload: "sealed")
        assert check_message({"channel": "D1", "text": rendered.text, "blocks": rendered.blocks}) == []
        return answer.card


def elements(card: Card) -> list[Any]:
    return [each for part in card.parts if isinstance(part, Actions) for each in part.elements]


def labels(card: Card) -> list[str]:
    return [said(each.label) for each in elements(card)]


def said(words: Any) -> str:
    return words if isinstance(words, str) else Reader().render(words)


def text(card: Card) -> str:
    return plain(card)


Fire = tuple[Chat, int, list[int]]


@pytest.fixture
def fire(house: House) -> Fire:
    """Anna's chat, Fire safety, and three activities that train it, with a quiz of 2 questions each."""
    return _fire_safety(house, 2)


@pytest.fixture
def eight(house: House) -> Fire:
    """The same with quizzes of 8 questions."""
    return _fire_safety(house, 8)


def _fire_safety(house: House, questions: int) -> Fire:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        module = a_module(session, "Fire basics")
        titles = ("Extinguisher types", "Alarm drill", "Hot work permit drill")
        done = [an_activity(session, title, skill, modules=(module,)) for title in titles]
        for activity in done:
            a_quiz(session, activity, questions)
    return Chat(house, anna), skill, done


def take(chat: Chat, card: Card, wrong: int = 0) -> Card:
    """Answer every question, the first ones wrongly."""
    while "Foam" in labels(card):
        chat.house.clock.forward(seconds=20)
        card = chat.press(card, "Water" if wrong > 0 else "Foam")
        wrong -= 1
    return card


@pytest.mark.rule("activities/quiz")
def test_it_says_before_the_first_question_how_many_right_answers_count(eight: Fire, house: House) -> None:
    chat, _skill, done = eight
    with house.writing() as session:
        a_result(session, chat.person_id, done[1], 95)
    house.clock.forward(minutes=1)
    lines = text(chat.writes("fire safety")).splitlines()
    assert lines[0] == (
        "Extinguisher types, 8 questions. 8 of 8 right counts towards Fire safety (above 90 %); you have 1 of 3."
    )
    assert lines[1].startswith("1 of 8: Question ")
    assert lines[2] == "[Water] [Foam] [CO2]"


@pytest.mark.rule("activities/quiz")
@pytest.mark.rule("acquisition/progress")
def test_one_message_and_as_many_presses_as_questions_bring_the_result_and_the_next_activity(eight: Fire) -> None:
    chat, skill, _done = eight
    card = take(chat, chat.writes("Fire safety"))
    assert chat.presses == 8
    assert "Extinguisher types: 8 of 8 right, 100 %." in text(card)
    assert "Fire safety: 1 of 3." in text(card)
    assert labels(card) == ["Next: Alarm drill", "Later"]
    with chat.house.reading() as session:
        result = session.scalars(sa.select(Result)).one()
        assert (result.source, result.score, result.person_id) == ("quiz", 1, chat.person_id)
        assert streak_of(session, chat.person_id, skill).length == 1


@pytest.mark.rule("activities/quiz")
def test_an_answer_settles_and_a_wrong_one_names_the_module_without_the_right_answer(fire: Fire) -> None:
    chat, _skill, _done = fire
    card = chat.press(chat.writes("Fire safety"), "Water")
    assert "2 of 2: " in text(card)
    assert "You chose Water. Not right; see module Fire basics." in text(card)
    assert "it is Foam" not in text(card)
    assert "You chose Foam. ✓ Right." in text(chat.press(card, "Foam"))


@pytest.mark.rule("activities/quiz")
def test_wrong_answers_stay_in_view_to_learn_from_and_right_ones_make_room(eight: Fire) -> None:
    chat, _skill, _done = eight
    card = chat.press(chat.press(chat.press(chat.writes("Fire safety"), "Foam"), "Water"), "Foam")
    lines = text(card).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["2 of 8", "3 of 8", "4 of 8"]
    assert "Not right" in lines[0]
    assert "✓ Right." in lines[1]


@pytest.mark.rule("activities/quiz")
def test_the_right_answer_is_shown_once_the_activity_is_passed(fire: Fire, house: House) -> None:
    chat, _skill, done = fire
    with house.writing() as session:
        a_result(session, chat.person_id, done[0], 90)
    assert "it is Foam" not in text(chat.press(chat.writes("Extinguisher types"), "Water")), "90 % is not passed"
    house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, chat.person_id, done[0], 90.01)
    card = chat.press(chat.writes("Extinguisher types"), "Water")
    assert "You chose Water. Not right; it is Foam." in text(card)


@pytest.mark.rule("acquisition/progress")
def test_two_of_three_says_that_the_next_gets_it_and_the_third_acquires_it_there(fire: Fire, house: House) -> None:
    chat, skill, _done = fire
    card = take(chat, chat.writes("Fire safety"))
    card = take(chat, chat.press(card, "Next: Alarm drill"))
    assert "Fire safety: 2 of 3, next above 90 % gets it." in text(card)
    card = take(chat, chat.press(card, "Next: Hot work permit drill"))
    assert "✓ Fire safety acquired, 24 November 2026, yours for good." in text(card)
    assert labels(card) == ["Why?", "Later"]
    with house.reading() as session:
        assert acquired_at(session, chat.person_id, skill) == house.clock.now
        assert session.scalars(sa.select(OutboxMessage)).all() == [], "the card tells it, no message does so again"


def test_a_target_met_by_acquiring_is_named(fire: Fire, house: House) -> None:
    chat, skill, done = fire
    with house.writing() as session:
        _target(session, chat.person_id, skill)
        for activity in done[1:]:
            a_result(session, chat.person_id, activity)
    house.clock.forward(minutes=1)
    assert "yours for good. Your target is met." in text(take(chat, chat.writes()))


def _target(session: WorkspaceSession, person_id: int, skill: int) -> None:
    row = Target(
        person_id=person_id,
        competency_id=skill,
        scale_value_id=scale_of(session, skill).default.id,
        due_on=None,
        source="direct",
        source_key=0,
        set_by_id=None,
        set_at=session.now,
        effective_from=session.now,
        recorded_at=session.now,
    )
    session.add(row)
    session.flush()


@pytest.mark.rule("acquisition/progress")
def test_one_wrong_answer_starts_the_streak_again_and_offers_a_repeat(eight: Fire, house: House) -> None:
    chat, skill, done = eight
    with house.writing() as session:
        a_result(session, chat.person_id, done[1], 95)
    card = take(chat, chat.writes("Fire safety"), wrong=1)
    assert "7 of 8 right, 87.5 %. Counting takes above 90 %, so Fire safety starts again." in text(card)
    assert labels(card) == ["Repeat"], "with 2 activities left another one cannot complete the streak"
    assert "Fire safety: 2 activities are left, 3 are needed." in text(card)
    again = take(chat, chat.press(card, "Repeat"))
    assert "Fire safety: 1 of 3." in text(again)
    with house.reading() as session:
        assert streak_of(session, chat.person_id, skill).length == 1


def test_a_failed_quiz_offers_another_where_one_helps(fire: Fire) -> None:
    chat, _skill, _done = fire
    card = take(chat, chat.writes("Fire safety"), wrong=8)
    assert "0 of 2 right, 0 %. Counting takes above 90 %. Fire safety: 0 of 3." in text(card)
    assert labels(card) == ["Repeat", "Another"]
    assert text(chat.press(card, "Another")).startswith("Alarm drill, 2 questions.")


def test_a_repeat_of_a_passed_quiz_says_that_it_counts_no_more(fire: Fire) -> None:
    chat, _skill, _done = fire
    take(chat, chat.writes("Extinguisher types"))
    card = chat.writes("Extinguisher types")
    assert "You passed it before; a repeat doesn't count again." in text(card)
    assert "Fire safety: 1 of 3, as before: this activity counted already." in text(take(chat, card))


def test_a_theory_quiz_says_that_it_neither_counts_nor_breaks(fire: Fire, house: House) -> None:
    chat, skill, done = fire
    with house.writing() as session:
        theory = a_module(session, "Fire theory", theory=True)
        a_quiz(session, an_activity(session, "How fires start", skill, modules=(theory,)), 2)
        a_result(session, chat.person_id, done[0])
    card = chat.writes("How fires start")
    assert "This is theory: it counts towards no streak and breaks none." in text(card)
    card = take(chat, card, wrong=2)
    assert "0 of 2 right, 0 %. This was theory: it counts towards no streak and breaks none." in text(card)
    assert "Repeat" not in labels(card)
    with house.reading() as session:
        assert streak_of(session, chat.person_id, skill).length == 1


@pytest.mark.rule("activities/quiz")
def test_it_resumes_after_a_break_with_the_answers_and_the_order_kept(eight: Fire, house: House) -> None:
    chat, _skill, _done = eight
    card = chat.writes("Fire safety")
    for _ in range(4):
        card = chat.press(card, "Foam")
    asked = next(line for line in text(card).splitlines() if line.startswith("5 of 8"))
    house.clock.forward(days=3)
    stopped = chat.writes()
    assert text(stopped) == "Extinguisher types: you stopped at 4 of 8.\n[Continue]"
    resumed = chat.press(stopped, "Continue")
    assert asked in text(resumed)
    assert "8 of 8 right" in text(take(chat, resumed))


@pytest.mark.rule("activities/quiz")
def test_a_second_press_on_an_answered_question_changes_nothing(fire: Fire, house: House) -> None:
    chat, _skill, _done = fire
    first = chat.writes("Fire safety")
    chat.press(first, "Foam")
    late = chat.press(first, "Water")
    assert "You chose Foam. ✓ Right." in text(late)
    assert "2 of 2: " in text(late)
    done = take(chat, late)
    stale = chat.press(first, "Water")
    assert text(stale) == text(done)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Result.id))) == 1


@pytest.mark.rule("activities/quiz")
def test_somebody_elses_quiz_reads_as_missing(fire: Fire, house: House) -> None:
    chat, _skill, _done = fire
    card = chat.writes("Fire safety")
    with house.writing() as session:
        ben = Chat(house, a_person(session, "Ben Dahl"))
    with pytest.raises(NotFound, match="no quiz of yours"):
        ben.press(card, "Foam")


@pytest.mark.rule("activities/quiz")
def test_points_weigh_and_the_share_of_points_right_becomes_the_result(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        activity = an_activity(session, "Lockout", skill)
        add_questions(
            session,
            house.operator,
            activity,
            [
                NewQuestion("Big", "single", ("Foam",), ("Water", "Foam"), points=10),
                NewQuestion("Small", "single", ("Foam",), ("Water", "Foam"), points=1),
            ],
        )
    chat = Chat(house, anna)
    card = chat.writes("Lockout")
    assert "10 of 11 points counts towards Fire safety" in text(card)
    while "Foam" in labels(card):
        card = chat.press(card, "Water" if ": Small" in text(card).splitlines()[-2] else "Foam")
    assert "10 of 11 points, 90.91 %." in text(card)
    with house.reading() as session:
        assert streak_of(session, anna, skill).length == 1


def test_every_kind_of_question_can_be_answered(house: House) -> None:
    long = "Cool the casualty's burn under running water for at least twenty minutes before anything else is done"
    with house.writing() as session:
        anna = a_person(session)
        activity = an_activity(session, "All kinds")
        kinds = [
            NewQuestion("Pick both", "multiple", ("Red", "Blue"), ("Red", "Green", "Blue")),
            NewQuestion("True", "true_false", ("True",)),
            NewQuestion("How many", "number", ("12.5",)),
            NewQuestion("Name it", "text", ("CO2", "carbon dioxide")),
            NewQuestion("Long one", "single", (long,), (long, "Nothing")),
            NewQuestion("Many", "single", ("5",), ("1", "2", "3", "4", "5")),
        ]
        add_questions(session, house.operator, activity, kinds)
    chat = Chat(house, anna)
    card = chat.writes("All kinds")
    for _ in range(6):
        card = _answer_rightly(chat, card)
    assert "6 of 6 right, 100 %." in text(card)


def _answer_rightly(chat: Chat, card: Card) -> Card:
    question = next(line for line in reversed(text(card).splitlines()) if " of 6: " in line).split(": ")[1]
    match question:
        case "Pick both":
            return chat.fills(card, "Answer", ["2", "0"])
        case "True":
            return chat.press(card, "True")
        case "How many":
            with pytest.raises(Invalid, match="isn't a number"):
                chat.fills(card, "Answer", "a dozen")
            return chat.fills(card, "Answer", " 12,50 ")
        case "Name it":
            return chat.fills(card, "Answer", "Carbon  Dioxide")
        case "Long one":
            assert "A  Cool the casualty's burn" in text(card)
            assert labels(card) == ["A", "B"]
            return chat.press(card, "A")
        case _:
            (pick,) = elements(card)
            assert isinstance(pick, Pick)
            return chat.press(card, "Choose one", chosen="4")


def test_the_first_quiz_is_for_what_is_targeted_before_what_is_begun(fire: Fire, house: House) -> None:
    chat, _skill, done = fire
    with house.writing() as session:
        welding = a_skill(session, "Welding")
        seams = [an_activity(session, title, welding) for title in ("Seams 1", "Seams 2", "Seams 3")]
        a_quiz(session, seams[0])
        a_result(session, chat.person_id, done[0])
    assert text(chat.writes()).startswith("Alarm drill, 2 questions."), "a streak begun comes first"
    with house.writing() as session:
        _target(session, chat.person_id, welding)
    assert text(chat.writes()).startswith("Seams 1, 8 questions.")


def test_where_no_quiz_helps_it_is_said_why(fire: Fire, house: House) -> None:
    chat, skill, done = fire
    with house.writing() as session:
        a_skill(session, "Rescue")
        for activity in done[:2]:
            unlink_skill(session, house.operator, activity, skill)
    assert text(chat.writes("Rescue")) == "No activity trains Rescue yet."
    assert text(chat.writes("Fire safety")) == "Fire safety: 1 activity is left, 3 are needed."
    with pytest.raises(NotFound, match="No quiz is left"):
        chat.writes()
    with house.writing() as session:
        for title in ("Walk round", "Inspection"):
            an_activity(session, title, skill)
            unlinked = an_activity(session, f"{title} 2")
            link_skill(session, house.operator, unlinked, skill)
        unlink_skill(session, house.operator, done[2], skill)
    assert "What is left for it is not done in chat." in text(chat.writes("Fire safety"))


def test_an_acquired_skill_stays_and_another_quiz_is_offered(fire: Fire, house: House) -> None:
    chat, _skill, done = fire
    with house.writing() as session:
        for activity in done:
            a_result(session, chat.person_id, activity)
    assert text(chat.writes("Fire safety")) == "Fire safety: ✓ acquired, 24 November 2026. It stays yours."
    assert "Fire safety: ✓ acquired already, so it counts no further." in text(chat.writes("Alarm drill"))


def test_an_unknown_skill_is_answered_with_look_alikes_and_an_example(fire: Fire) -> None:
    chat, skill, _done = fire
    assert text(chat.writes("Fier saftey")) == "I don't find 'Fier saftey'. Example: /prowess quiz Fire safety"
    chat.skills.alike = ((skill, 0.9),)
    card = chat.writes("Fier saftey")
    assert text(card) == "I don't find 'Fier saftey'. Is it one of these?\n[Fire safety]"
    assert text(chat.press(card, "Fire safety")).startswith("Extinguisher types, 2 questions.")


def test_why_gives_rule_evidence_who_when_and_what_was_before_in_five_lines(fire: Fire, house: House) -> None:
    chat, skill, done = fire
    with house.writing() as session:
        for activity, percent in zip(done, (100, 95, 92), strict=True):
            a_result(session, chat.person_id, activity, percent)
    handler = chat.conversations.presses["quiz.why"]
    answer = handler(Press(chat.product, chat.asker, Place("D1"), {"skill": skill}))
    assert answer.private and answer.card is not None
    assert text(answer.card).splitlines() == [
        "Fire safety, Anna: ✓ acquired.",
        "Rule: 3 activities in a row above 90 %.",
        "Evidence: Extinguisher types 100 %, Alarm drill 95 % and Hot work permit drill 92 %.",
        "By: automatic, 24 November 2026, 09:00.",
        "Before: none.",
    ]


@pytest.mark.rule("acquisition/automatic")
def test_a_skill_acquired_by_results_from_elsewhere_is_told_in_a_message(fire: Fire, house: House) -> None:
    chat, _skill, done = fire
    with house.writing() as session:
        for activity in done:
            a_result(session, chat.person_id, activity)
    with house.reading() as session:
        message = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "skill_acquired")).one()
        notice = chat.conversations.notices[message.kind]
        card = notice(session, person(session, chat.person_id), message.refs, message)
    assert text(card).splitlines() == [
        "✓ Fire safety acquired, 24 November 2026, yours for good.",
        "[Why?]",
        "Because 3 activities in a row were above 90 %. Mute: /prowess settings",
    ]


@pytest.mark.rule("activities/quiz")
def test_an_author_is_told_when_only_a_perfect_score_can_count(house: House) -> None:
    with house.writing() as session:
        cleo = a_person(session, "Cleo Vik", role="content_editor")
        activity = an_activity(session, "Extinguisher types")
        rows = [NewQuestion(f"Q{each}", "single", ("A",), ("A", "B")) for each in range(10)]
        add_questions(session, house.as_(cleo), activity, rows)
    chat = Chat(house, cleo)
    with house.reading() as session:
        message = session.scalars(sa.select(OutboxMessage)).one()
        card = chat.conversations.notices[message.kind](session, person(session, cleo), message.refs, message)
        assert message.recipient_id == cleo
    assert text(card).startswith(
        "Extinguisher types: only 10 of 10 right counts, since counting takes above 90 %."
    )
    with house.writing() as session:
        add_questions(session, house.as_(cleo), activity, [NewQuestion("Q11", "single", ("A",), ("A", "B"))])
    with house.reading() as session:
        assert len(session.scalars(sa.select(OutboxMessage)).all()) == 1
        assert chat.conversations.notices[message.kind](session, person(session, cleo), message.refs, message) is None


def test_a_quiz_asked_for_in_a_channel_runs_in_the_private_chat(fire: Fire) -> None:
    chat, _skill, _done = fire
    call = Call(chat.product, chat.asker, Place("C1", private=False), "quiz", "Fire safety")
    assert chat.conversations.verbs["quiz"].handler(call).where == "chat"


def test_later_leaves_the_result_without_buttons(fire: Fire) -> None:
    chat, _skill, _done = fire
    card = chat.press(take(chat, chat.writes("Fire safety")), "Later")
    assert "Extinguisher types: 2 of 2 right, 100 %." in text(card)
    assert not [each for each in elements(card) if isinstance(each, Button)]
