"""Who talks about courses in the tests: a small organisation with a course, its teacher and its people."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import pytest

from bot.conversation import Conversations
from bot.listeners import activities, courses, reports
from bot.product import Product
from core.activities import enrol
from core.people import ContextKind, RoleContext, give_role
from tests.bot.spoken import Spoken
from tests.builders import a_course, a_module_in, a_person, a_quiz, a_skill, an_activity
from tests.conftest import House


class School(NamedTuple):
    """Fire course: basics with a required quiz, theory; Fire safety completes, First aid is evidence.

    Anna (managed by Ben) is on it, Omar and Erik are not; Mona teaches it, Ada is an admin.
    """

    house: House
    course: int
    open_course: int
    fire: int
    aid: int
    practice: int
    theory: int
    drill: int
    people: dict[str, int]

    def talk(self, name: str) -> Spoken:
        """That person in their private chat."""
        conversations = Conversations()
        activities.register(conversations)
        courses.register(conversations)
        reports.register(conversations)
        product = Product(self.house.engine, cast(Any, None), cast(Any, None))
        return Spoken(self.house, product, conversations, self.people[name])


@pytest.fixture
def school(house: House) -> School:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl", chat_user_id="UBEN")
        people = {
            "ben": ben,
            "anna": a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA"),
            "omar": a_person(session, "Omar Aziz", manager=ben, chat_user_id="UOMAR"),
            "erik": a_person(session, "Erik Strand", chat_user_id="UERIK"),
            "mona": a_person(session, "Mona Aas", chat_user_id="UMONA"),
            "ada": a_person(session, "Ada Lund", role="admin", chat_user_id="UADA"),
        }
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        course = a_course(session, "Fire course", competencies={fire: "complete", aid: "evidence"})
        other = a_course(session, "Lifting", open=True)
        give_role(session, house.operator, people["mona"], "teacher", RoleContext(ContextKind.COURSE, course))
        practice = a_module_in(session, course, name="Basics")
        theory = a_module_in(session, course, name="Law", theory=True)
        drill = an_activity(session, "Alarm drill", fire, modules=(practice,), required=True)
        an_activity(session, "Reading", modules=(theory,))
        a_quiz(session, drill, 2)
        enrol(session, house.operator, course, [people["anna"]])
    return School(house, course, other, fire, aid, practice, theory, drill, people)
