"""A proposed competency reaches those who manage the catalogue, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.catalogue import PROPOSED, catalogue_owners
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, propose_competency, visible_competencies
from core.notifications.models import OutboxMessage
from core.people import give_role
from tests.builders import a_person
from tests.conftest import House

SKILL = CompetencyCategory.SKILL


def told(session: WorkspaceSession) -> list[int]:
    return sorted(session.scalars(select(OutboxMessage.recipient_id).where(OutboxMessage.kind == PROPOSED)))


@pytest.mark.rule("tagging/nothing")
def test_a_proposal_is_told_to_the_catalogues_owners_once_and_creates_no_skill(house: House) -> None:
    with house.writing() as session:
        ada, fred = a_person(session, "Ada Lund", role="admin"), a_person(session, "Fred Moe", role="framework_admin")
        cleo = a_person(session, "Cleo Martin", role="content_editor")
        propose_competency(session, house.as_(cleo), "Racking inspection", SKILL)
    with house.writing() as session:
        propose_competency(session, house.as_(cleo), "racking inspection", SKILL)
    with house.reading() as session:
        assert told(session) == sorted([ada, fred])
        assert visible_competencies(session, house.operator) == []


def test_an_owner_who_proposes_is_not_told_of_it_themself(house: House) -> None:
    with house.writing() as session:
        ada, second = a_person(session, "Ada Lund", role="admin"), a_person(session, "Eva Dahl", role="admin")
        propose_competency(session, house.as_(ada), "Racking inspection", SKILL)
    with house.reading() as session:
        assert told(session) == [second]


def test_somebody_with_two_roles_is_one_owner(house: House) -> None:
    with house.writing() as session:
        ada = a_person(session, "Ada Lund", role="admin")
        give_role(session, house.operator, ada, "competency_admin")
        assert catalogue_owners(session) == [ada]
