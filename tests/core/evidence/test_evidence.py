"""Evidence: what results and qualifications leave behind."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.activities import LinkOutcome, link_skill
from core.evidence import evidence_of
from core.evidence.models import Evidence
from core.frameworks import CompetencyCategory
from core.qualifications import QualificationDetails, log_qualification, undo_log
from tests.builders import a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House


def test_each_result_is_evidence_for_every_competency_linked_at_its_time(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        later, none = a_skill(session, "Welding"), a_skill(session, "Rescue")
        activity = an_activity(session, "Drill", fire, licence)
        link_skill(session, house.operator, activity, none, outcome=LinkOutcome.NONE)
        a_result(session, anna, activity, 20)
        a_result(session, anna, activity, 100)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        link_skill(session, house.operator, activity, later)
    with house.reading() as session:
        assert [len(evidence_of(session, anna, each)) for each in (fire, licence, later, none)] == [2, 2, 0, 0]
        piece = evidence_of(session, anna, fire)[0]
        assert (piece.kind, piece.strength, piece.self_declared, piece.stands) == ("activity", "generic", False, True)


@pytest.mark.rule("acquisition/theory")
def test_theory_adds_evidence(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        lesson = an_activity(session, "Lesson", fire, modules=(a_module(session, "Theory", theory=True),))
        a_result(session, anna, lesson)
        session.flush()
    with house.reading() as session:
        assert len(evidence_of(session, anna, fire)) == 1


def test_a_qualification_is_evidence_and_self_declared_where_its_holder_put_it_on_file(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        ben = a_person(session, "Ben Dahl")
        fire = a_skill(session)
        log_qualification(session, house.as_(anna), anna, QualificationDetails(fire))
        log_qualification(session, house.operator, ben, QualificationDetails(fire))
    with house.reading() as session:
        assert [each.self_declared for each in evidence_of(session, anna, fire)] == [True]
        assert [each.self_declared for each in evidence_of(session, ben, fire)] == [False]
        assert evidence_of(session, anna, fire)[0].added_by_id == anna


@pytest.mark.rule("evidence/append-only")
def test_evidence_of_an_undone_act_stays_with_a_correction_beside_it(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        held = log_qualification(session, house.as_(anna), anna, QualificationDetails(fire))
    house.clock.forward(minutes=3)
    with house.writing() as session:
        undo_log(session, house.as_(anna), held)
    with house.reading() as session:
        assert [each.stands for each in evidence_of(session, anna, fire)] == [False]
        rows = session.scalars(sa.select(Evidence).order_by(Evidence.id)).all()
        assert [row.kind for row in rows] == ["qualification", "correction"]
        assert (rows[1].added_by_id, rows[1].note, rows[1].arrived_at) == (anna, "undone", house.clock.now)
