"""Deleting, withdrawing and revoking: who may, what history keeps, what is told, and how it is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.achievements import Validity, validity_of
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.notifications import NO_LONGER_MEETS, QUALIFICATION_SAID
from core.people import RoleContext, give_role
from core.people.capabilities import ContextKind
from core.qualifications import (
    QualificationDetails,
    delete_qualification,
    edit_qualification,
    lift_revocation,
    log_qualification,
    qualification,
    qualifications_of,
    register_for_all,
    removed_because,
    revoke_qualification,
    undo_logs,
    undo_removal,
    undo_revocation,
    verify_qualification,
    withdraw_qualification,
)
from core.qualifications.models import QualificationVersion
from core.targets import assign_targets
from tests.bot.asking import messages_to
from tests.builders import a_person, a_skill
from tests.conftest import House


class Org:
    """Dora over Ben over Anna; Rita reviews Anna, Ada is an admin, Erik a peer; Anna holds a certificate."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.dora = a_person(session, "Dora Lie")
            self.ben = a_person(session, "Ben Dahl", manager=self.dora)
            self.anna = a_person(session, "Anna Berg", manager=self.ben, time_zone="Europe/Oslo")
            self.erik = a_person(session, "Erik Strand")
            self.rita = a_person(session, "Rita Moe")
            self.ada = a_person(session, "Ada Vik", role="competency_admin")
            give_role(session, house.operator, self.rita, "reviewer", RoleContext(ContextKind.PERSON, self.anna))
            self.aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
            self.id = log_qualification(session, house.as_(self.anna), self.anna, self.said())
        house.clock.forward(minutes=1)

    def said(self) -> QualificationDetails:
        return QualificationDetails(self.aid, date(2026, 5, 3), date(2029, 5, 3))

    def verify(self) -> None:
        with self.house.writing() as session:
            verify_qualification(session, self.house.as_(self.rita), self.id)
        self.house.clock.forward(minutes=1)

    def on_file(self) -> bool:
        with self.house.reading() as session:
            return bool(qualifications_of(session, self.house.as_(self.anna), self.anna))

    def validity(self) -> Validity:
        pair = (self.anna, self.aid)
        with self.house.reading() as session:
            return validity_of(session, [pair])[pair].validity

    def told(self, person_id: int, kind: str) -> list[dict[str, object]]:
        return [dict(each.refs) for each in messages_to(self.house, person_id) if each.kind == kind]


@pytest.fixture
def org(house: House) -> Org:
    return Org(house)


@pytest.mark.rule("qualifications/delete")
@pytest.mark.rule("people/leaders")
@pytest.mark.parametrize("who", ["anna", "ben", "dora", "ada"])
def test_an_unverified_one_is_deleted_by_its_owner_managers_and_admins_and_kept_in_history(
    house: House, org: Org, who: str
) -> None:
    with house.writing() as session:
        delete_qualification(session, house.as_(getattr(org, who)), org.id)
    assert not org.on_file()
    with house.reading() as session:
        before = QualificationVersion.as_of(house.clock.now.replace(minute=0), house.clock.now)
        (version,) = session.scalars(
            select(QualificationVersion).where(QualificationVersion.qualification_id == org.id, before)
        )
        assert (version.state, version.expires_on) == ("current", date(2029, 5, 3))
        assert removed_because(session, org.id)[0] == "deleted"
    assert bool(org.told(org.anna, QUALIFICATION_SAID)) is (who != "anna")


@pytest.mark.rule("qualifications/delete")
@pytest.mark.rule("people/leaders")
@pytest.mark.parametrize("who", ["erik", "rita"])
def test_nobody_else_deletes_or_edits_it(house: House, org: Org, who: str) -> None:
    actor = house.as_(getattr(org, who))
    with house.writing() as session, pytest.raises(Refused):
        delete_qualification(session, actor, org.id)
    with house.writing() as session, pytest.raises(Refused):
        edit_qualification(session, actor, org.id, QualificationDetails(org.aid, date(2026, 5, 4)))
    assert org.on_file()


@pytest.mark.rule("qualifications/delete")
def test_a_verified_one_is_withdrawn_only_by_reviewer_or_admin_with_a_reason(house: House, org: Org) -> None:
    org.verify()
    for who in (org.anna, org.ben, org.ada):
        with house.writing() as session, pytest.raises(Conflict, match="it is verified"):
            delete_qualification(session, house.as_(who), org.id)
    for who in (org.anna, org.ben):
        with house.writing() as session, pytest.raises(Refused):
            withdraw_qualification(session, house.as_(who), org.id, "A reason")
    with house.writing() as session, pytest.raises(Invalid, match="Why is it withdrawn"):
        withdraw_qualification(session, house.as_(org.rita), org.id, " ")
    assert org.on_file()
    with house.writing() as session:
        withdraw_qualification(session, house.as_(org.rita), org.id, "Unknown to the issuer")
    assert not org.on_file()
    with house.reading() as session:
        assert removed_because(session, org.id) == ("withdrawn", "Unknown to the issuer", org.rita)
    assert org.validity() == Validity.REVOKED


@pytest.mark.rule("chat/undo")
def test_what_was_deleted_comes_back_whole(house: House, org: Org) -> None:
    anna = house.as_(org.anna)
    with house.writing() as session:
        gone = delete_qualification(session, anna, org.id)
    with house.writing() as session, pytest.raises(NotFound):
        qualification(session, anna, org.id)
    house.clock.forward(minutes=5)
    with house.writing() as session:
        undo_removal(session, anna, org.id, gone)
        assert qualification(session, anna, org.id).expires_on == date(2029, 5, 3)
    with house.writing() as session, pytest.raises(Conflict):
        undo_removal(session, anna, org.id, gone)


@pytest.mark.rule("qualifications/revoke")
def test_it_is_revoked_until_the_day_given_and_then_counts_by_its_dates_again(house: House, org: Org) -> None:
    with house.writing() as session:
        revoke_qualification(session, house.as_(org.rita), org.id, "Test to be repeated", date(2026, 12, 1))
    house.clock.forward(seconds=1)
    assert org.validity() == Validity.REVOKED
    with house.reading() as session:
        held = qualification(session, house.as_(org.anna), org.id)
        assert held.revoked is not None
        assert held.revoked.reason == "Test to be repeated"
        assert held.revoked.until == datetime(2026, 11, 30, 23, tzinfo=UTC)
    house.clock.now = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    assert org.validity() == Validity.REVOKED, "the last second of 30 November in Oslo"
    house.clock.now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert org.validity() == Validity.VALID, "1 December in Oslo"
    house.clock.now = datetime(2029, 5, 4, 9, tzinfo=UTC)
    assert org.validity() == Validity.EXPIRED


@pytest.mark.rule("qualifications/revoke")
def test_without_end_it_stays_revoked_until_somebody_ends_it(house: House, org: Org) -> None:
    with house.writing() as session:
        revoke_qualification(session, house.as_(org.ada), org.id, "Suspended")
    house.clock.forward(days=810)
    assert org.validity() == Validity.REVOKED
    with house.writing() as session:
        lift_revocation(session, house.as_(org.rita), org.id)
    house.clock.forward(seconds=1)
    assert org.validity() == Validity.EXPIRING
    with house.writing() as session, pytest.raises(NotFound, match="not revoked"):
        lift_revocation(session, house.as_(org.rita), org.id)


@pytest.mark.rule("qualifications/revoke")
def test_only_a_reviewer_or_an_admin_revokes_with_a_reason_and_a_day_ahead(house: House, org: Org) -> None:
    for who in (org.anna, org.ben, org.dora, org.erik):
        with house.writing() as session, pytest.raises(Refused):
            revoke_qualification(session, house.as_(who), org.id, "A reason")
    rita = house.as_(org.rita)
    with house.writing() as session, pytest.raises(Invalid, match="Why is it revoked"):
        revoke_qualification(session, rita, org.id, "")
    with house.writing() as session, pytest.raises(Invalid, match="isn't ahead"):
        revoke_qualification(session, rita, org.id, "A reason", date(2026, 11, 24))
    with house.writing() as session:
        made = revoke_qualification(session, rita, org.id, "A reason", date(2026, 11, 25))
    with house.writing() as session, pytest.raises(Conflict, match="revoked already"):
        revoke_qualification(session, rita, org.id, "Another")
    with house.writing() as session:
        undo_revocation(session, rita, org.id, made)
    house.clock.forward(seconds=1)
    assert org.validity() == Validity.VALID


@pytest.mark.rule("rating/no-longer-meets")
def test_who_no_longer_meets_a_target_by_it_is_told_with_their_manager(house: House, org: Org) -> None:
    with house.writing() as session:
        assign_targets(session, house.as_(org.ben), [org.anna], {org.aid: None})
    with house.writing() as session:
        revoke_qualification(session, house.as_(org.rita), org.id, "Suspended")
    for person_id in (org.anna, org.ben):
        assert [each["cause"] for each in org.told(person_id, NO_LONGER_MEETS)] == ["revoked"]
    assert [each["what"] for each in org.told(org.anna, QUALIFICATION_SAID)] == ["revoked"]


def test_many_registrations_are_taken_back_at_once_unless_one_was_changed(house: House, org: Org) -> None:
    with house.writing() as session:
        ids, _ = register_for_all(session, house.as_(org.ada), [org.anna, org.ben, org.erik], _other(org))
    house.clock.forward(minutes=1)
    with house.writing() as session:
        edit_qualification(session, house.as_(org.ada), ids[0], _other(org, date(2030, 1, 1)))
    with house.writing() as session, pytest.raises(Conflict, match="1 of them was changed"):
        undo_logs(session, house.as_(org.ada), ids)
    with house.writing() as session:
        undo_logs(session, house.as_(org.ada), ids[1:])
    with house.reading() as session:
        assert qualifications_of(session, house.as_(org.erik), org.erik) == []


def _other(org: Org, expires: date = date(2030, 5, 3)) -> QualificationDetails:
    return QualificationDetails(org.aid, date(2026, 6, 1), expires, number="X-1")
