"""Renewing, correcting and undoing: what becomes history and what never was."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.qualifications import (
    QualificationChanged,
    QualificationDetails,
    QualificationRenewed,
    QualificationUndone,
    earlier_versions,
    edit_qualification,
    log_qualification,
    qualification,
    qualifications_of,
    renew_qualification,
    standing_for,
    undo_change,
    undo_log,
    version_in_hand,
)
from core.qualifications.models import QualificationVersion
from tests.builders import a_person, a_skill
from tests.conftest import House

OLD = (date(2023, 5, 3), date(2026, 5, 3))
NEW = (date(2026, 4, 20), date(2029, 5, 3))


class Held:
    """Anna holds a first aid certificate, and it is an hour later."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.anna = a_person(session)
            self.aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
            self.id = log_qualification(session, house.as_(self.anna), self.anna, self.details(*OLD))
        house.clock.forward(hours=1)

    @property
    def actor(self) -> object:
        return self.house.as_(self.anna)

    def details(self, issued: date | None, expires: date | None, **more: object) -> QualificationDetails:
        return QualificationDetails(self.aid, issued, expires, **more)  # type: ignore[arg-type]

    def dates(self) -> tuple[date | None, date | None]:
        with self.house.reading() as session:
            view = qualification(session, self.house.as_(self.anna), self.id)
        return view.issued_on, view.expires_on

    def verify(self) -> None:
        with self.house.writing() as session:
            session.execute(
                update(QualificationVersion)
                .where(QualificationVersion.qualification_id == self.id)
                .values(verified_at=session.now, verified_by_id=self.anna)
            )


@pytest.mark.rule("qualifications/renew")
def test_renewing_adds_a_version_and_keeps_the_old_as_history(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        assert renew_qualification(session, house.as_(held.anna), held.id, held.details(*NEW)) == held.id
        (fact,) = [fact for _, fact in session.facts if isinstance(fact, QualificationRenewed)]
        assert (fact.qualification_ids, fact.person_ids, fact.competency_ids) == ((held.id,), (held.anna,), (held.aid,))
    assert held.dates() == NEW
    with house.reading() as session:
        assert earlier_versions(session, house.as_(held.anna), held.id) == [OLD]
        assert len(qualifications_of(session, house.as_(held.anna), held.anna)) == 1


@pytest.mark.rule("qualifications/renew")
def test_a_past_date_still_reads_the_version_of_then(house: House) -> None:
    held, before = Held(house), house.clock.now
    house.clock.forward(hours=1)
    with house.writing() as session:
        renew_qualification(session, house.as_(held.anna), held.id, held.details(*NEW))
    house.clock.forward(days=1)
    with house.reading() as session:
        query = select(QualificationVersion.expires_on).where(QualificationVersion.qualification_id == held.id)
        then = session.scalars(query.where(QualificationVersion.as_of(before, session.now))).all()
        now = session.scalars(query.where(QualificationVersion.in_force(session.now))).all()
    assert (then, now) == ([OLD[1]], [NEW[1]])


@pytest.mark.rule("qualifications/renew")
def test_the_rating_stands_on_the_new_dates_alone(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        renew_qualification(session, house.as_(held.anna), held.id, held.details(*NEW))
    with house.reading() as session:
        (version,) = standing_for(session, [(held.anna, held.aid)])[(held.anna, held.aid)]
    assert (version.expires_on, version.verified, version.revoked) == (NEW[1], False, False)


def test_renewing_with_the_same_dates_is_already_on_file(house: House) -> None:
    held = Held(house)
    with pytest.raises(Conflict, match="Already on file"), house.writing() as session:
        renew_qualification(session, house.as_(held.anna), held.id, held.details(*OLD))


def test_a_renewal_out_of_order_or_of_another_competency_is_refused(house: House) -> None:
    held = Held(house)
    with pytest.raises(Invalid, match="is before issue"), house.writing() as session:
        renew_qualification(session, house.as_(held.anna), held.id, held.details(NEW[1], NEW[0]))
    with house.writing() as session:
        other = a_skill(session, "Welding")
        with pytest.raises(Invalid, match="stays with its competency"):
            renew_qualification(session, house.as_(held.anna), held.id, QualificationDetails(other, *NEW))
    assert held.dates() == OLD


def test_a_stranger_to_the_holder_renews_edits_and_undoes_nothing(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        peer = house.as_(a_person(session, "Erik Strand"))
        with pytest.raises(Refused):
            renew_qualification(session, peer, held.id, held.details(*NEW))
        with pytest.raises(Refused):
            edit_qualification(session, peer, held.id, held.details(*NEW))
        with pytest.raises(Refused):
            undo_log(session, peer, held.id)
    assert held.dates() == OLD


def test_a_correction_counts_as_having_been_so_from_the_start(house: House) -> None:
    held, before = Held(house), house.clock.now
    house.clock.forward(hours=1)
    with house.writing() as session:
        edit_qualification(session, house.as_(held.anna), held.id, held.details(OLD[0], NEW[1]))
        assert [fact.kind for _, fact in session.facts if isinstance(fact, QualificationChanged)]
    house.clock.forward(days=1)
    with house.reading() as session:
        query = select(QualificationVersion.expires_on).where(QualificationVersion.qualification_id == held.id)
        assert session.scalars(query.where(QualificationVersion.as_of(before, session.now))).all() == [NEW[1]]
        assert session.scalars(query.where(QualificationVersion.as_of(before, before))).all() == [OLD[1]]
        assert earlier_versions(session, house.as_(held.anna), held.id) == []


def test_correcting_with_nothing_new_records_nothing(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        edit_qualification(session, house.as_(held.anna), held.id, held.details(*OLD))
        assert session.facts == []


def test_new_dates_undo_a_verification_and_a_note_does_not(house: House) -> None:
    held = Held(house)
    held.verify()
    with house.writing() as session:
        edit_qualification(session, house.as_(held.anna), held.id, held.details(*OLD, public_note="Late shift"))
    with house.reading() as session:
        assert qualification(session, house.as_(held.anna), held.id).verified
    with house.writing() as session:
        edit_qualification(session, house.as_(held.anna), held.id, held.details(OLD[0], NEW[1]))
    with house.reading() as session:
        assert not qualification(session, house.as_(held.anna), held.id).verified


@pytest.mark.rule("chat/undo")
def test_an_undone_registration_was_never_there(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        undo_log(session, house.as_(held.anna), held.id)
        (fact,) = [fact for _, fact in session.facts if isinstance(fact, QualificationUndone)]
        assert fact.qualification_ids == (held.id,)
    with house.reading() as session:
        assert qualifications_of(session, house.as_(held.anna), held.anna) == []
        assert standing_for(session, [(held.anna, held.aid)]) == {}
    with pytest.raises(NotFound), house.writing() as session:
        undo_log(session, house.as_(held.anna), held.id)


@pytest.mark.rule("chat/undo")
def test_a_registration_is_not_undone_under_a_renewal_or_a_verification(house: House) -> None:
    held = Held(house)
    with house.writing() as session:
        renew_qualification(session, house.as_(held.anna), held.id, held.details(*NEW))
    with pytest.raises(Conflict, match="it was changed"), house.writing() as session:
        undo_log(session, house.as_(held.anna), held.id)
    held.verify()
    with pytest.raises(Conflict, match="it was verified"), house.writing() as session:
        undo_log(session, house.as_(held.anna), held.id)
    assert held.dates() == NEW


@pytest.mark.rule("chat/undo")
@pytest.mark.parametrize("change", [renew_qualification, edit_qualification])
def test_undoing_a_change_brings_back_what_stood_before_with_its_history(house: House, change: object) -> None:
    held = Held(house)
    with house.writing() as session:
        change(session, house.as_(held.anna), held.id, held.details(*NEW))  # type: ignore[operator]
        session.flush()
        version = version_in_hand(session, held.id)
    with house.writing() as session:
        undo_change(session, house.as_(held.anna), held.id, version)
    assert held.dates() == OLD
    with house.reading() as session:
        assert earlier_versions(session, house.as_(held.anna), held.id) == []
    with pytest.raises(Conflict), house.writing() as session:
        undo_change(session, house.as_(held.anna), held.id, version)
    assert held.dates() == OLD


@pytest.mark.rule("chat/undo")
def test_a_renewal_can_be_made_again_after_its_undo(house: House) -> None:
    held = Held(house)
    for _ in range(2):
        with house.writing() as session:
            renew_qualification(session, house.as_(held.anna), held.id, held.details(*NEW))
            session.flush()
            version = version_in_hand(session, held.id)
        with house.writing() as session:
            undo_change(session, house.as_(held.anna), held.id, version)
    assert held.dates() == OLD
