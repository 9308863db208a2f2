"""Registering for others: who is told, who is asked again for what is missing, and many people at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.listeners import qualifications as conversation
from core.errors import Refused
from core.frameworks import CompetencyCategory
from core.notifications import QUALIFICATION_MISSING, QUALIFICATION_REGISTERED
from core.notifications.models import OutboxMessage
from core.qualifications import (
    QualificationDetails,
    QualificationRegistered,
    edit_qualification,
    log_qualification,
    log_qualifications,
    qualifications_of,
    register_for_all,
    renew_qualification,
    set_type,
)
from core.qualifications.details import NewQualification
from tests.bot.asking import Chat, messages_to
from tests.builders import a_person, a_skill
from tests.conftest import House


class Org:
    """Ben manages Anna and Omar; Erik is no one's; forklift licences ask for an expiry date and a document."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.omar = a_person(session, "Omar Ali", manager=self.ben)
            self.erik = a_person(session, "Erik Strand")
            self.lift = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
            set_type(session, house.operator, self.lift, expiry_date=True, documentation_required=True)

    def told(self, person_id: int, kind: str) -> list[OutboxMessage]:
        return [each for each in messages_to(self.house, person_id) if each.kind == kind]

    def register(self, *people: int, notify: bool, **more: Any) -> list[int]:
        with self.house.writing() as session:
            details = QualificationDetails(self.lift, date(2026, 5, 3), **more)
            return register_for_all(session, self.house.as_(self.ben), people, details, notify=notify)[0]


@pytest.fixture
def org(house: House) -> Org:
    return Org(house)


@pytest.mark.rule("qualifications/notify")
def test_with_send_notification_each_person_is_told_once_and_without_nobody(house: House, org: Org) -> None:
    org.register(org.anna, org.omar, org.ben, notify=True)
    org.register(org.anna, org.omar, org.ben, notify=True)
    assert len(org.told(org.anna, QUALIFICATION_REGISTERED)) == len(org.told(org.omar, QUALIFICATION_REGISTERED)) == 1
    assert org.told(org.ben, QUALIFICATION_REGISTERED) == [], "nobody is told of what they did themselves"
    org.register(org.anna, notify=False, number="FL-2")
    assert len(org.told(org.anna, QUALIFICATION_REGISTERED)) == 1


def test_what_one_registers_oneself_or_a_file_brings_tells_nobody(house: House, org: Org) -> None:
    with house.writing() as session:
        log_qualification(session, house.as_(org.anna), org.anna, QualificationDetails(org.lift), notify=True)
        log_qualifications(session, house.as_(org.ben), [NewQualification(org.omar, QualificationDetails(org.lift))])
    assert messages_to(house, org.omar) == []
    assert org.told(org.anna, QUALIFICATION_REGISTERED) == []


@pytest.mark.rule("qualifications/missing")
def test_what_is_missing_is_asked_again_on_the_seventh_day_once(house: House, org: Org) -> None:
    with house.writing() as session:
        log_qualification(session, house.as_(org.anna), org.anna, QualificationDetails(org.lift))
    (message,) = org.told(org.anna, QUALIFICATION_MISSING)
    assert message.due_at == house.clock.now + timedelta(days=7)
    chat = Chat(house, (conversation,))
    house.clock.forward(days=7)
    said = chat.read(chat.notice(message), org.anna)
    assert said.splitlines()[0] == "Still missing: △ document and details of Forklift licence."
    house.clock.forward(days=30)
    assert len(org.told(org.anna, QUALIFICATION_MISSING)) == 1


@pytest.mark.rule("qualifications/missing")
def test_what_was_filled_meanwhile_is_not_asked_for(house: House, org: Org) -> None:
    anna = house.as_(org.anna)
    with house.writing() as session:
        held = log_qualification(session, anna, org.anna, QualificationDetails(org.lift))
    house.clock.forward(days=6)
    with house.writing() as session:
        whole = QualificationDetails(org.lift, None, date(2029, 1, 1), links=("https://records.example/x",))
        edit_qualification(session, anna, held, whole)
    (message,) = org.told(org.anna, QUALIFICATION_MISSING)
    assert Chat(house, (conversation,)).notice(message) is None


@pytest.mark.rule("qualifications/missing")
def test_nothing_is_asked_where_nothing_is_missing_and_a_renewal_asks_anew(house: House, org: Org) -> None:
    anna = house.as_(org.anna)
    whole = QualificationDetails(org.lift, None, date(2029, 1, 1), links=("https://records.example/x",))
    with house.writing() as session:
        held = log_qualification(session, anna, org.anna, whole)
    assert org.told(org.anna, QUALIFICATION_MISSING) == []
    house.clock.forward(days=100)
    with house.writing() as session:
        renew_qualification(session, anna, held, QualificationDetails(org.lift, None, date(2032, 1, 1)))
    (message,) = org.told(org.anna, QUALIFICATION_MISSING)
    assert message.due_at == house.clock.now + timedelta(days=7)


@pytest.mark.rule("qualifications/missing")
def test_the_one_told_at_once_is_asked_again_else_who_registered_it(house: House, org: Org) -> None:
    org.register(org.anna, notify=True)
    assert (len(org.told(org.anna, QUALIFICATION_MISSING)), len(org.told(org.ben, QUALIFICATION_MISSING))) == (1, 0)
    org.register(org.anna, org.omar, notify=False, number="FL-2")
    (message,) = org.told(org.ben, QUALIFICATION_MISSING)
    house.clock.forward(days=7)
    chat = Chat(house, (conversation,))
    assert chat.read(chat.notice(message), org.ben).startswith("2 qualifications still miss something.")


@pytest.mark.rule("people/leaders")
def test_a_manager_registers_for_those_they_supervise_and_who_is_not_is_named(house: House, org: Org) -> None:
    with house.writing() as session, pytest.raises(Refused, match="Erik Strand"):
        register_for_all(
            session, house.as_(org.ben), [org.anna, org.erik, org.ben], QualificationDetails(org.lift)
        )
    with house.reading() as session:
        assert qualifications_of(session, house.as_(org.anna), org.anna) == []


def test_a_thousand_people_are_registered_set_based(house: House, org: Org) -> None:
    """A handful of statements more for a thousand than for ten: nothing is asked for each person."""
    with house.writing() as session:
        crowd = [a_person(session, f"Person {each}") for each in range(60)]
    counts = []
    for people in (crowd[:10], crowd[10:]):
        statements: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any, seen: list[str] = statements) -> None:
            seen.append(statement)

        engine = house.engine.database.engine
        sa.event.listen(engine, "before_cursor_execute", count)
        with house.writing() as session:
            made, already = register_for_all(session, house.operator, people, QualificationDetails(org.lift))
        sa.event.remove(engine, "before_cursor_execute", count)
        counts.append(len(statements))
        assert (len(made), already) == (len(people), [])
    assert counts[1] <= counts[0] + 3, counts
    with house.writing() as session:
        again, already = register_for_all(session, house.operator, crowd, QualificationDetails(org.lift))
        assert (again, len(already)) == ([], 60)
        assert not [fact for _, fact in session.facts if isinstance(fact, QualificationRegistered)]
