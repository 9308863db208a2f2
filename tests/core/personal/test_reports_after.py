"""After an erasure reports count what they counted, under a random name, and nobody can find or reach it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from core.activities import complete_course, counts_of, enrol
from core.db import WorkspaceSession
from core.documents import FolderStore
from core.notifications import queue_due_reminders, rebuild_schedule
from core.notifications.models import OutboxMessage
from core.people import Person, members_of, people, people_named
from core.personal import erase_and_forget
from core.reports import breakdown
from tests.builders import a_certificate, a_course, a_person, a_result, a_skill, a_team, an_activity
from tests.conftest import House


def _counts(session: WorkspaceSession, house: House, course: int, team: int) -> Mapping[str, object]:
    found = breakdown(session, house.operator, course)
    return {
        "people": found.people,
        "reached": [(each.competency.name, len(each.reached), len(each.missing)) for each in found.lines],
        "course": counts_of(session, [course])[course],
        "team": len(members_of(session, team)),
    }


@pytest.mark.rule("privacy/erase")
def test_counts_in_reports_are_as_before_and_the_name_is_gone_from_them(house: House) -> None:
    with house.writing() as session:
        nina, ole = a_person(session, "Nina Vik"), a_person(session, "Ole Lie")
        skill = a_skill(session, "Fire safety")
        course = a_course(session, competencies={skill: "complete"})
        team = a_team(session, "Warehouse", nina, ole)
        enrol(session, house.operator, course, [nina, ole])
        complete_course(session, house.operator, course, nina)
        a_result(session, nina, an_activity(session, "Drill", skill))
        a_certificate(session, nina, session.now.date())
    house.clock.forward(days=1)
    with house.reading() as session:
        before = _counts(session, house, course, team)
        names = breakdown(session, house.operator, course).lines[0].reached
    assert names == ("Nina Vik",)
    store = FolderStore(house.engine.folder / "documents")
    erase_and_forget(house.engine, house.workspace_id, house.operator, nina, store)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert _counts(session, house, course, team) == before
        (name,) = breakdown(session, house.operator, course).lines[0].reached
        assert name.startswith("Erased ")
        assert people_named(session, name) == []
        (view,) = people(session, session.scalars(sa.select(Person.id).where(Person.name == name))).values()
        assert (view.erased, view.email, view.chat_user_id) == (True, None, None)


@pytest.mark.rule("privacy/erase")
def test_nobody_is_told_of_what_the_pseudonym_holds(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        nina = a_person(session, "Nina Vik", manager=ben)
        a_certificate(session, nina, session.now.date())
    store = FolderStore(house.engine.folder / "documents")
    erase_and_forget(house.engine, house.workspace_id, house.operator, nina, store)
    for _ in range(3):
        house.clock.forward(days=1)
        with house.writing() as session:
            rebuild_schedule(session)
            queue_due_reminders(session)
    with house.reading() as session:
        told = session.scalars(sa.select(OutboxMessage.recipient_id).where(OutboxMessage.recipient_id == ben)).all()
        assert told == []
        assert session.scalars(sa.select(Person.email).where(Person.erased_at.is_not(None))).all() == [None]
