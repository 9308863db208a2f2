"""Drafts: sealed, private, for a week, and what is left of them once saved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from core.errors import Conflict, NotFound
from core.frameworks import CompetencyCategory, propose_competency
from core.notifications import DRAFT_RETURNED
from core.notifications.models import OutboxMessage
from core.qualifications import (
    draft,
    draft_in,
    drop_draft,
    forget_old_drafts,
    keep_draft,
    latest_draft,
    qualifications_of,
    settle_draft,
    wait_for,
)
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House

CONTENT = {"text": "I passed First Aid at Work", "number": "FA-7741"}


@pytest.mark.rule("qualifications/by-chat")
def test_a_draft_is_sealed_and_nothing_of_it_is_on_file(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        kept = keep_draft(session, house.as_(anna), "1.2", CONTENT)
    with house.reading() as session:
        assert draft(session, house.as_(anna), kept).content == CONTENT
        assert qualifications_of(session, house.as_(anna), anna) == []
        connection = session.connection()
        query = text("SELECT sealed FROM qualification_draft WHERE workspace_id = :here AND id = :id")
        stored = connection.execute(query, {"here": house.workspace_id, "id": kept}).scalar_one()
        assert b"FA-7741" not in bytes(stored)


@pytest.mark.rule("qualifications/by-chat")
def test_a_draft_is_its_writers_alone(house: House) -> None:
    with house.writing() as session:
        anna, ben = a_person(session), a_person(session, "Ben Dahl", role="admin")
        kept = keep_draft(session, house.as_(anna), "1.2", CONTENT)
        assert draft_in(session, house.as_(ben), "1.2") is None
        with pytest.raises(NotFound, match="out of date"):
            draft(session, house.as_(ben), kept)
        drop_draft(session, house.as_(ben), kept)
        assert draft(session, house.as_(anna), kept).content == CONTENT


@pytest.mark.parametrize(("days", "there"), [(6.99, True), (7, False), (8, False)])
def test_a_draft_is_kept_for_a_week(house: House, days: float, there: bool) -> None:
    with house.writing() as session:
        anna = a_person(session)
        kept = keep_draft(session, house.as_(anna), "1.2", CONTENT)
    house.clock.forward(days=days)
    with house.writing() as session:
        assert (draft_in(session, house.as_(anna), "1.2") is not None) == there
        if not there:
            with pytest.raises(NotFound):
                draft(session, house.as_(anna), kept)
        assert forget_old_drafts(session) == (0 if there else 1)


def test_the_newest_draft_of_a_thread_counts_and_the_latest_of_all_within_the_hour(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        actor = house.as_(anna)
        keep_draft(session, actor, "1.2", {"n": 1})
        second = keep_draft(session, actor, "1.2", {"n": 2})
        keep_draft(session, actor, "1.2", {"n": 3}, draft_id=second)
        found = draft_in(session, actor, "1.2")
        assert found is not None and (found.id, found.content) == (second, {"n": 3})
        assert latest_draft(session, actor, within=timedelta(hours=1)) == found
    house.clock.forward(hours=1, minutes=1)
    with house.reading() as session:
        assert latest_draft(session, actor, within=timedelta(hours=1)) is None


def test_a_saved_draft_holds_nothing_but_what_was_made_of_it(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        actor = house.as_(anna)
        kept = keep_draft(session, actor, "1.2", CONTENT)
        made = a_certificate(session, anna)
        settle_draft(session, actor, kept, made, None)
    with house.writing() as session:
        found = draft(session, actor, kept)
        assert (found.content, found.saved_id) == (None, made)
        with pytest.raises(Conflict, match="Already saved"):
            keep_draft(session, actor, "1.2", CONTENT, draft_id=kept)
        drop_draft(session, actor, kept)
        assert draft(session, actor, kept).saved_id == made


@pytest.mark.rule("qualifications/ambiguous")
@pytest.mark.parametrize("name", ["First Aid Pro", "first-aid PRO"])
def test_a_draft_returns_when_what_it_waits_for_is_in_the_catalogue(house: House, name: str) -> None:
    with house.writing() as session:
        anna = a_person(session)
        actor = house.as_(anna)
        kept = keep_draft(session, actor, "1.2", CONTENT)
        proposal = propose_competency(session, actor, "First Aid Pro", CompetencyCategory.CERTIFICATION)
        wait_for(session, actor, kept, proposal)
    house.clock.forward(days=30)
    with house.writing() as session:
        a_skill(session, "First aid for dogs", category=CompetencyCategory.CERTIFICATION)
        made = a_skill(session, name, category=CompetencyCategory.CERTIFICATION)
    with house.reading() as session:
        assert draft(session, actor, kept).found_id == made
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == DRAFT_RETURNED)).all()
        assert [(each.recipient_id, each.refs) for each in told] == [(anna, {"draft": kept})]
