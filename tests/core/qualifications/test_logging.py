"""Putting qualifications on file: fields, dates, values, rights, the same paper twice, many at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import facts_about
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.people import Capability, Role, edit_role
from core.qualifications import (
    NewQualification,
    QualificationDetails,
    QualificationRegistered,
    Status,
    log_qualification,
    log_qualifications,
    qualification,
    qualifications_of,
    set_type,
    standing_for,
)
from tests.builders import a_person, a_skill
from tests.conftest import House

CERTIFICATION = CompetencyCategory.CERTIFICATION
MAY = date(2026, 5, 3)


def _first_aid(session: Any) -> int:
    return a_skill(session, "First aid at work", category=CERTIFICATION)


@pytest.mark.rule("qualifications/fields")
@pytest.mark.rule("qualifications/details")
def test_everything_said_of_a_qualification_is_on_file(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        details = QualificationDetails(
            aid, MAY, date(2029, 5, 3), issuer="Nordic First Aid School", number="FA-7741",
            public_note="First responder on the late shift", links=("https://records.example/aid.pdf",),
        )
        made = log_qualification(session, house.as_(anna), anna, details)
    with house.reading() as session:
        (view,) = qualifications_of(session, house.as_(anna), anna)
        assert (view.id, view.name, view.category) == (made, "First aid at work", "certification")
        assert view.details == details
        assert not view.verified


@pytest.mark.rule("qualifications/details")
def test_education_and_experience_take_their_own_particulars_and_no_others(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        degree = a_skill(session, "Logistics degree", category=CompetencyCategory.EDUCATION)
        work = a_skill(session, "Warehouse work", category=CompetencyCategory.EXPERIENCE)
        studied = {"degree": "bachelor's", "field": "Logistics", "school": "OsloMet"}
        worked = {"kind": "work", "role": "Picker", "organisation": "Nordlys", "from": "2020-01-01", "to": "2022-01-01"}
        log_qualification(session, house.as_(anna), anna, QualificationDetails(degree, particulars=studied))
        log_qualification(session, house.as_(anna), anna, QualificationDetails(work, particulars=worked))
        for wrong in ({"degree": "wizard"}, {"organisation": "Nordlys"}):
            with pytest.raises(Invalid):
                log_qualification(session, house.as_(anna), anna, QualificationDetails(degree, MAY, particulars=wrong))
        with pytest.raises(Invalid, match="isn't a date"):
            since_may = QualificationDetails(work, MAY, particulars={"from": "May"})
            log_qualification(session, house.as_(anna), anna, since_may)
    with house.reading() as session:
        found = {view.category: dict(view.particulars) for view in qualifications_of(session, house.as_(anna), anna)}
    assert found == {"education": studied, "experience": worked}


@pytest.mark.rule("qualifications/language")
def test_a_language_takes_a_cefr_value_or_native_and_nothing_else(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        german = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        log_qualification(session, house.as_(anna), anna, QualificationDetails(german, value="b2"))
        with pytest.raises(Invalid, match="fluent is no value here") as wrong:
            log_qualification(session, house.as_(anna), anna, QualificationDetails(german, value="fluent"))
        assert wrong.value.field == "value"
    with house.reading() as session:
        (view,) = qualifications_of(session, house.as_(anna), anna)
    assert view.value is not None and view.value.name == "B2"


@pytest.mark.rule("qualifications/dates")
def test_an_expiry_before_issue_is_refused_naming_qualification_and_both_dates(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        sentence = "First aid at work: expiry 2 May 2026 is before issue 3 May 2026."
        with pytest.raises(Invalid, match=sentence) as wrong:
            log_qualification(session, house.as_(anna), anna, QualificationDetails(aid, MAY, date(2026, 5, 2)))
        assert wrong.value.field == "expires_on"
        assert log_qualification(session, house.as_(anna), anna, QualificationDetails(aid, MAY, MAY))


@pytest.mark.rule("qualifications/documents")
@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/a", "http://", "aid.pdf"]
)
def test_a_link_that_is_no_web_address_is_refused(house: House, link: str) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        with pytest.raises(Invalid, match="no web address"):
            log_qualification(session, house.as_(anna), anna, QualificationDetails(aid, links=(link,)))
        assert qualifications_of(session, house.as_(anna), anna) == []


def test_what_lacks_required_fields_and_documents_is_saved_and_marked(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        set_type(
            session, house.operator, aid, issued_date=True, expiry_date=True, documentation_required=True
        )
        made = log_qualification(session, house.as_(anna), anna, QualificationDetails(aid, MAY))
    with house.reading() as session:
        view = qualification(session, house.as_(anna), made)
    assert view.statuses == {Status.MISSING_FIELDS, Status.MISSING_DOCUMENTATION}
    assert view.missing == ("expires_on",)


def test_a_link_counts_as_the_required_document(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        set_type(session, house.operator, aid, documentation_required=True)
        details = QualificationDetails(aid, links=("https://records.example/aid.pdf",))
        made = log_qualification(session, house.as_(anna), anna, details)
    with house.reading() as session:
        assert qualification(session, house.as_(anna), made).statuses == {Status.OK}


def test_a_manager_writes_for_those_they_supervise_and_nobody_else(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, manager=ben)
        peer, admin = a_person(session, "Erik Strand"), a_person(session, "Ada", role="competency_admin")
        aid = _first_aid(session)
        for writer in (ben, admin):
            details = QualificationDetails(aid, number=str(writer))
            assert log_qualification(session, house.as_(writer), anna, details)
        for writer, over_whom in ((peer, anna), (ben, peer), (anna, ben)):
            with pytest.raises(Refused):
                log_qualification(session, house.as_(writer), over_whom, QualificationDetails(aid))
            with pytest.raises(Refused):
                log_qualifications(session, house.as_(writer), [NewQualification(over_whom, QualificationDetails(aid))])


@pytest.mark.rule("people/own-qualifications")
def test_where_the_site_revokes_it_own_qualifications_are_read_only(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        edit_role(session, house.operator, Role.EMPLOYEE, remove=Capability.QUALIFICATION_OWN_WRITE)
        with pytest.raises(Refused):
            log_qualification(session, house.as_(anna), anna, QualificationDetails(aid))


def test_a_competency_above_ones_tier_reads_like_an_unknown_one(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session, access_tier=1)
        secret = a_skill(session, "Crane control", access_tier=2)
        with pytest.raises(NotFound) as hidden:
            log_qualification(session, house.as_(anna), anna, QualificationDetails(secret))
        with pytest.raises(NotFound) as unknown:
            log_qualification(session, house.as_(anna), anna, QualificationDetails(10**9))
    assert str(hidden.value) == str(unknown.value)


def test_the_same_issue_date_and_number_are_already_on_file(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        actor = house.as_(anna)
        made = log_qualification(session, actor, anna, QualificationDetails(aid, MAY, number="FA-1"))
        for same in (QualificationDetails(aid, MAY, number="FA-1"), QualificationDetails(aid, MAY, date(2029, 5, 3))):
            with pytest.raises(Conflict, match="Already on file") as there:
                log_qualification(session, actor, anna, same)
            assert there.value.details["qualification_id"] == made
        for another in (
            QualificationDetails(aid, MAY, number="FA-2"),
            QualificationDetails(aid, date(2026, 5, 4), number="FA-1"),
        ):
            assert log_qualification(session, actor, anna, another) != made


def test_another_value_of_a_language_is_no_repetition(house: House) -> None:
    with house.writing() as session:
        anna, german = a_person(session), a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        first = log_qualification(session, house.as_(anna), anna, QualificationDetails(german, value="B1"))
        second = log_qualification(session, house.as_(anna), anna, QualificationDetails(german, value="B2"))
        with pytest.raises(Conflict):
            log_qualification(session, house.as_(anna), anna, QualificationDetails(german, value="B2"))
    assert first != second


def test_many_go_on_file_with_a_handful_of_statements_and_again_adds_nothing(house: House) -> None:
    with house.writing() as session:
        people = [a_person(session, f"Person {number}") for number in range(60)]
        aid, truck = _first_aid(session), a_skill(session, "Forklift licence", category=CERTIFICATION)
        rows = [NewQualification(each, QualificationDetails(kind, MAY)) for each in people for kind in (aid, truck)]
        statements: list[str] = []
        engine = house.engine.database.engine

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            ids = log_qualifications(session, house.operator, rows)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        assert len(set(ids)) == 120
        assert len(statements) < 15
        assert log_qualifications(session, house.operator, rows) == ids
    with house.reading() as session:
        found = standing_for(session, [(each, aid) for each in people])
        assert len(found) == 60


def test_a_wrong_row_refuses_all_and_is_named(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        rows = [
            NewQualification(anna, QualificationDetails(aid, MAY)),
            NewQualification(anna, QualificationDetails(aid, MAY, date(2020, 1, 1))),
        ]
        with pytest.raises(Invalid) as wrong:
            log_qualifications(session, house.operator, rows)
        assert wrong.value.details["row"] == 1
        assert qualifications_of(session, house.operator, anna) == []


def test_the_fact_names_each_qualification_and_seals_what_was_said(house: House) -> None:
    with house.writing() as session:
        anna, aid = a_person(session), _first_aid(session)
        made = log_qualification(session, house.as_(anna), anna, QualificationDetails(aid, MAY, number="FA-1"))
        (fact,) = [fact for _, fact in session.facts if isinstance(fact, QualificationRegistered)]
        assert (fact.qualification_ids, fact.person_ids, fact.competency_ids) == ((made,), (anna,), (aid,))
        assert "FA-1" not in str(fact.plain())
    with house.reading() as session:
        said = [entry.said for entry in facts_about(session, anna) if entry.kind == "qualification.registered"]
        assert {"what": "number", "subject": made, "before": None, "after": "FA-1"} in said


@pytest.mark.rule("qualifications/expiring")
def test_it_expires_the_day_after_in_the_holders_own_time_zone(house: House) -> None:
    with house.writing() as session:
        aid = _first_aid(session)
        oslo = a_person(session, "Anna Berg", time_zone="Europe/Oslo")
        auckland = a_person(session, "Kiri Moana", time_zone="Pacific/Auckland")
        for each in (oslo, auckland):
            details = QualificationDetails(aid, MAY, date(2026, 11, 24))
            log_qualification(session, house.as_(each), each, details)
    house.clock.forward(hours=3)
    with house.reading() as session:
        (here,) = qualifications_of(session, house.as_(oslo), oslo)
        (there,) = qualifications_of(session, house.as_(auckland), auckland)
    assert (here.statuses, here.left) == ({Status.EXPIRING}, 0), "it is noon of the 24th in Oslo"
    assert (there.statuses, there.left) == ({Status.EXPIRED}, -1), "it is the 25th in Auckland"
