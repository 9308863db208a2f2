"""A teacher's mark recommends a review; taken back, the reviewer reads in that same message that nothing is left."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.listeners import courses, reviews
from core.activities import enrol
from core.notifications import REVIEW_ASKED
from core.people import ContextKind, RoleContext, give_role
from tests.bot.asking import Chat, messages_to
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House


class Hall(NamedTuple):
    """Anna under Ben, taught by Mona in a course that recommends a review of fire safety."""

    chat: Chat
    ben: int
    mona: int


@pytest.fixture
def hall(house: House) -> Hall:
    with house.writing() as session:
        ben, mona = a_person(session, "Ben Dahl"), a_person(session, "Mona Aas")
        anna, fire = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA"), a_skill(session)
        course = a_course(session, "Fire course", competencies={fire: "recommend"})
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, course))
        enrol(session, house.operator, course, [anna])
    return Hall(Chat(house, (courses, reviews)), ben, mona)


def test_the_reviewers_message_says_that_what_recommended_it_was_undone(house: House, hall: Hall) -> None:
    marked = hall.chat.command(hall.mona, "course", "complete <@UANNA> Fire course")
    (message,) = [each for each in messages_to(house, hall.ben) if each.kind == REVIEW_ASKED]
    assert "A review is recommended for Anna" in hall.chat.read(hall.chat.notice(message), hall.ben)
    house.clock.forward(minutes=2)
    undone = hall.chat.press(hall.mona, marked.card, "Undo")
    assert "Undone, 09:02. The course isn't completed." in hall.chat.read(undone.card, hall.mona)
    assert hall.chat.notice(message) is None, "not sent any more"
    (message,) = [each for each in messages_to(house, hall.ben) if each.kind == REVIEW_ASKED]
    rewritten = hall.chat.read(hall.chat.notice(message, sent=True), hall.ben)
    assert rewritten.splitlines()[1] == "Withdrawn, 09:02: what recommended it was undone."
    assert "[Start review]" not in rewritten
