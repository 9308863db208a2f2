"""Not needed: the manager, else an admin, is asked; on yes notices stop with the reason kept, on no they go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Conflict, Invalid, Refused
from core.notifications import (
    NOT_NEEDED,
    NOT_NEEDED_ANSWERED,
    Question,
    answer_not_needed,
    question,
    say_not_needed,
    undo_answer,
    undo_question,
)
from core.notifications.questions import open_questions
from core.people import Actor, PersonDetails, person, register_person, set_line_manager
from core.qualifications import QualificationDetails, qualification, renew_qualification
from tests.builders import a_certificate, a_person
from tests.core.notifications.conftest import Pair


def holds(pair: Pair, days: int = 90, who: int | None = None) -> int:
    with pair.house.writing() as session:
        return a_certificate(session, who or pair.anna, pair.in_days(days))


def asks(pair: Pair, held: int, who: int | None = None, reason: str = "moved to the office") -> Question:
    with pair.house.writing() as session:
        return say_not_needed(session, pair.house.as_(who or pair.anna), held, reason)


def answers(pair: Pair, asked: Question, who: int | None = None, *, stops: bool) -> Question:
    with pair.house.writing() as session:
        return answer_not_needed(session, pair.house.as_(who or pair.ben), asked.id, stops=stops)


def told(pair: Pair, kind: str) -> list[int]:
    return [each.recipient_id for each in pair.messages() if each.kind == kind]


def days_told(pair: Pair, days: int) -> list[tuple[int, int]]:
    found = []
    for _ in range(days):
        pair.house.clock.forward(days=1)
        found += pair.sweep()
    return found


@pytest.mark.rule("reminders/not-needed")
def test_the_manager_is_asked_and_on_yes_no_notice_comes_any_more_with_the_reason_kept(pair: Pair) -> None:
    held = holds(pair, 91)
    asked = asks(pair, held)
    assert told(pair, NOT_NEEDED) == [pair.ben]
    assert asked.is_open
    answers(pair, asked, stops=True)
    assert told(pair, NOT_NEEDED_ANSWERED) == [pair.anna]
    assert days_told(pair, 95) == []
    with pair.house.reading() as session:
        kept = question(session, asked.id)
    assert (kept.reason, kept.stops, kept.answered_by_id) == ("moved to the office", True, pair.ben)
    assert pair.schedule_holds()


@pytest.mark.rule("reminders/not-needed")
def test_notices_go_on_until_there_is_an_answer_and_after_a_no(pair: Pair) -> None:
    held = holds(pair, 91)
    asked = asks(pair, held)
    assert days_told(pair, 1) == [(pair.anna, 90)]
    answers(pair, asked, stops=False)
    assert days_told(pair, 60) == sorted([(pair.anna, 30), (pair.ben, 30)])


@pytest.mark.rule("reminders/not-needed")
def test_without_a_manager_the_admins_are_asked_and_the_first_answer_counts(pair: Pair) -> None:
    with pair.house.writing() as session:
        ada = a_person(session, "Ada Admin", role="admin")
        kim = a_person(session, "Kim Admin", role="competency_admin")
        lone = a_person(session, "Lone Wolf")
    held = holds(pair, 90, lone)
    asked = asks(pair, held, lone)
    assert sorted(told(pair, NOT_NEEDED)) == sorted([ada, kim])
    answers(pair, asked, kim, stops=False)
    with pytest.raises(Conflict, match="settled"):
        answers(pair, asked, ada, stops=True)


@pytest.mark.rule("reminders/not-needed")
def test_a_manager_who_has_left_is_not_asked(pair: Pair) -> None:
    with pair.house.writing() as session:
        ada = a_person(session, "Ada Admin", role="admin")
        view = person(session, pair.ben)
        left = PersonDetails(view.name, view.email, view.chat_user_id, view.time_zone, active=False)
        register_person(session, pair.house.operator, left)
    asks(pair, holds(pair))
    assert told(pair, NOT_NEEDED) == [ada]


@pytest.mark.rule("reminders/not-needed")
def test_the_manager_who_says_so_themself_stops_the_notices_at_once(pair: Pair) -> None:
    held = holds(pair, 31)
    done = asks(pair, held, pair.ben, "left the fleet")
    assert (done.stops, done.reason) == (True, "left the fleet")
    assert told(pair, NOT_NEEDED) == []
    assert days_told(pair, 35) == []


def test_a_renewed_one_is_announced_anew(pair: Pair) -> None:
    held = holds(pair, 91)
    answers(pair, asks(pair, held), stops=True)
    with pair.house.writing() as session:
        of = qualification(session, pair.house.operator, held).competency_id
        said = QualificationDetails(of, expires_on=pair.in_days(200))
        renew_qualification(session, pair.house.as_(pair.anna), held, said)
    assert (pair.anna, 90) in days_told(pair, 111)


def test_a_notice_still_waiting_to_go_is_taken_back_when_it_is_not_needed(pair: Pair) -> None:
    held = holds(pair, 30)
    assert len(pair.sweep()) == 2
    asks(pair, held, pair.ben)
    assert pair.told() == []


def test_who_has_nobody_to_ask_is_told_so_and_notices_go_on(pair: Pair) -> None:
    with pair.house.writing() as session:
        set_line_manager(session, pair.house.operator, pair.anna, None)
    with pytest.raises(Conflict, match="nobody to ask"):
        asks(pair, holds(pair))


def test_a_reason_is_asked_for_and_saying_it_twice_changes_nothing(pair: Pair) -> None:
    held = holds(pair)
    for reason in ("  ", "x" * 301):
        with pytest.raises(Invalid) as refused:
            asks(pair, held, reason=reason)
        assert refused.value.field == "reason"
    asks(pair, held, reason="x" * 300)
    with pytest.raises(Conflict):
        asks(pair, held)


def test_a_peer_can_neither_ask_nor_answer_and_nobody_answers_their_own(pair: Pair) -> None:
    with pair.house.writing() as session:
        peer = a_person(session, "Per Peer")
        ada = a_person(session, "Ada Admin", role="admin", manager=pair.ben)
    held = holds(pair)
    with pytest.raises(Refused):
        asks(pair, held, peer)
    asked = asks(pair, held)
    with pytest.raises(Refused):
        answers(pair, asked, peer, stops=True)
    own = asks(pair, holds(pair, who=ada), ada)
    with pytest.raises(Conflict, match="yourself"):
        answers(pair, own, ada, stops=True)


@pytest.mark.rule("chat/undo")
def test_a_question_can_be_taken_back_until_it_is_answered_and_so_can_the_answer(pair: Pair) -> None:
    held = holds(pair, 91)
    asked = asks(pair, held)
    answers(pair, asked, stops=True)
    with pair.house.writing() as session, pytest.raises(Conflict, match="Ben answered it"):
        undo_question(session, pair.house.as_(pair.anna), asked.id)
    with pair.house.writing() as session:
        undo_answer(session, pair.house.as_(pair.ben), asked.id)
    assert days_told(pair, 1) == [(pair.anna, 90)]
    with pair.house.writing() as session:
        undo_question(session, pair.house.as_(pair.anna), asked.id)
        assert question(session, asked.id).undone_at == session.now
    asks(pair, held, reason="sold the truck")


@pytest.mark.rule("chat/undo")
def test_a_stop_by_the_manager_alone_taken_back_leaves_no_question(pair: Pair) -> None:
    held = holds(pair, 91)
    done = asks(pair, held, pair.ben)
    with pair.house.writing() as session:
        undo_answer(session, pair.house.as_(pair.ben), done.id)
        assert not question(session, done.id).is_open
    assert days_told(pair, 1) == [(pair.anna, 90)]


def test_open_questions_are_those_one_may_answer_and_that_still_stand(pair: Pair) -> None:
    held, other = holds(pair), holds(pair, 60)
    asks(pair, held)
    asks(pair, other)
    with pair.house.writing() as session:
        of = qualification(session, pair.house.operator, other).competency_id
        renewed = QualificationDetails(of, expires_on=pair.today + timedelta(days=400))
        renew_qualification(session, pair.house.operator, other, renewed)
    with pair.house.reading() as session:
        found = open_questions(session, Actor(pair.house.workspace_id, pair.ben))
        assert [each.qualification_id for each in found] == [held]
        assert open_questions(session, Actor(pair.house.workspace_id, pair.anna)) == []
