"""Verifying a qualification: asked for or unasked, one reviewer at a time, undone, reset, and who sees what for it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from core.documents import FolderStore, check_file, keep_document, open_document
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory
from core.notifications import VERIFICATION_ASKED, VERIFICATION_SAID
from core.notifications.models import OutboxMessage
from core.people import Person, PersonDetails, RoleContext, give_role, register_person
from core.people.capabilities import ContextKind
from core.qualifications import (
    QualificationDetails,
    QualificationView,
    attach_document,
    delete_qualification,
    edit_qualification,
    hand_back_verification,
    log_qualification,
    pass_on_verifications,
    qualification,
    qualification_to_verify,
    qualifications_of,
    reject_verification,
    renew_qualification,
    request_verification,
    start_verification,
    undo_log,
    undo_rejection,
    undo_verification,
    verification,
    verify_qualification,
    withdraw_verification,
)
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.documents.files import a_pdf


class Asking:
    """Anna, managed by Ben, holds a certificate with a document; Rita reviews Anna; Ada is an admin."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.store = FolderStore(house.engine.folder / "documents")
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.rita = a_person(session, "Rita Moe")
            self.ada = a_person(session, "Ada Vik", role="competency_admin")
            self.erik = a_person(session, "Erik Strand")
            give_role(session, house.operator, self.rita, "reviewer", RoleContext(ContextKind.PERSON, self.anna))
            self.aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
            actor = house.as_(self.anna)
            self.id = log_qualification(session, actor, self.anna, self.said())
            checked = check_file("aid.pdf", a_pdf())
            self.document = keep_document(session, actor, self.anna, checked, self.store)
            attach_document(session, actor, self.id, self.document)
        house.clock.forward(minutes=1)

    def said(self, expires: date = date(2029, 5, 3), **more: object) -> QualificationDetails:
        return QualificationDetails(self.aid, date(2026, 5, 3), expires, **more)  # type: ignore[arg-type]

    def view(self) -> QualificationView:
        with self.house.reading() as session:
            return qualification(session, self.house.as_(self.anna), self.id)

    def ask(self) -> int:
        with self.house.writing() as session:
            asked = request_verification(session, self.house.as_(self.anna), self.id)
        self.house.clock.forward(minutes=1)
        return asked.verification_id

    def told(self, person_id: int, kind: str) -> int:
        with self.house.reading() as session:
            query = select(OutboxMessage.id).where(
                OutboxMessage.recipient_id == person_id, OutboxMessage.kind == kind
            )
            return len(session.scalars(query).all())


@pytest.fixture
def asking(house: House) -> Asking:
    return Asking(house)


@pytest.mark.rule("qualifications/verified")
def test_a_request_finds_its_reviewer_tells_them_at_once_and_they_verify(house: House, asking: Asking) -> None:
    asked = asking.ask()
    assert asking.told(asking.rita, VERIFICATION_ASKED) == 1
    assert asking.told(asking.ada, VERIFICATION_ASKED) == 0
    assert not asking.view().verified
    with house.writing() as session:
        verify_qualification(session, house.as_(asking.rita), asking.id)
    assert asking.view().verified
    assert (asking.view().verified_by_id, asking.view().verified_at) == (asking.rita, house.clock.now)
    assert asking.told(asking.anna, VERIFICATION_SAID) == 1
    with house.reading() as session:
        assert not verification(session, asked).is_open


@pytest.mark.rule("qualifications/verified")
def test_a_reviewer_verifies_unasked_and_nobody_else_does(house: House, asking: Asking) -> None:
    for other in (asking.anna, asking.ben, asking.erik):
        with house.writing() as session, pytest.raises(Refused):
            verify_qualification(session, house.as_(other), asking.id)
    with house.writing() as session:
        verify_qualification(session, house.as_(asking.ada), asking.id)
    assert asking.view().verified


@pytest.mark.rule("review/self")
def test_nobody_verifies_their_own(house: House, asking: Asking) -> None:
    with house.writing() as session:
        own = log_qualification(session, house.as_(asking.ada), asking.ada, asking.said())
        with pytest.raises(Refused, match="your own"):
            verify_qualification(session, house.as_(asking.ada), own)


@pytest.mark.rule("qualifications/verified")
@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"expires": date(2029, 5, 4)}, False),
        ({"issued_on": date(2026, 5, 4)}, False),
        ({"public_note": "On the wall"}, True),
        ({"issuer": "Red Cross"}, True),
        ({"links": ("https://records.example/x",)}, True),
    ],
)
def test_a_change_of_dates_resets_it_and_another_does_not(
    house: House, asking: Asking, change: dict[str, object], stays: bool
) -> None:
    with house.writing() as session:
        verify_qualification(session, house.as_(asking.rita), asking.id)
    said = asking.view().details
    fresh = QualificationDetails(
        asking.aid,
        change.get("issued_on", said.issued_on),  # type: ignore[arg-type]
        change.get("expires", said.expires_on),  # type: ignore[arg-type]
        issuer=change.get("issuer"),  # type: ignore[arg-type]
        public_note=change.get("public_note"),  # type: ignore[arg-type]
        links=change.get("links", ()),  # type: ignore[arg-type]
    )
    with house.writing() as session:
        edit_qualification(session, house.as_(asking.anna), asking.id, fresh)
    assert asking.view().verified is stays


@pytest.mark.rule("qualifications/verified")
def test_a_languages_value_resets_it_and_a_renewal_does(house: House, asking: Asking) -> None:
    anna, rita = house.as_(asking.anna), house.as_(asking.rita)
    with house.writing() as session:
        german = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
        held = log_qualification(session, anna, asking.anna, QualificationDetails(german, value="B1"))
        verify_qualification(session, rita, held)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        edit_qualification(session, anna, held, QualificationDetails(german, value="B2"))
        assert not qualification(session, anna, held).verified
        verify_qualification(session, rita, asking.id)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        renew_qualification(session, anna, asking.id, asking.said(date(2030, 1, 1)))
    assert not asking.view().verified


@pytest.mark.rule("qualifications/verified")
def test_adding_a_document_does_not_reset_it(house: House, asking: Asking) -> None:
    with house.writing() as session:
        verify_qualification(session, house.as_(asking.rita), asking.id)
    with house.writing() as session:
        actor = house.as_(asking.anna)
        checked = check_file("b.pdf", a_pdf(lambda pdf: pdf.add_blank_page()))
        more = keep_document(session, actor, asking.anna, checked, asking.store)
        assert attach_document(session, actor, asking.id, more)
    assert asking.view().verified and len(asking.view().documents) == 2


def test_what_was_verified_already_is_not_asked_again(house: House, asking: Asking) -> None:
    first = asking.ask()
    with house.writing() as session:
        again = request_verification(session, house.as_(asking.anna), asking.id)
        assert (again.verification_id, again.again, again.reviewer_id) == (first, True, asking.rita)
        verify_qualification(session, house.as_(asking.rita), asking.id)
    with house.writing() as session, pytest.raises(Conflict, match="verified already"):
        request_verification(session, house.as_(asking.anna), asking.id)


def test_the_manager_may_ask_and_a_colleague_may_not(house: House, asking: Asking) -> None:
    with house.writing() as session, pytest.raises(Refused):
        request_verification(session, house.as_(asking.erik), asking.id)
    with house.writing() as session:
        asked = request_verification(session, house.as_(asking.ben), asking.id)
        reject_verification(session, house.as_(asking.rita), asked.verification_id, "It can't be read.")
    assert (asking.told(asking.ben, VERIFICATION_SAID), asking.told(asking.anna, VERIFICATION_SAID)) == (1, 1)


@pytest.mark.rule("review/race")
def test_of_two_reviewers_one_has_it_and_the_other_reads_who(house: House, asking: Asking) -> None:
    asked = asking.ask()
    rita, ada = house.as_(asking.rita), house.as_(asking.ada)
    with house.writing() as session:
        start_verification(session, rita, asked)
        start_verification(session, rita, asked)
    for late in (
        lambda session: start_verification(session, ada, asked),
        lambda session: verify_qualification(session, ada, asking.id),
        lambda session: reject_verification(session, ada, asked, "No."),
    ):
        with house.writing() as session, pytest.raises(Conflict, match="In review by Rita since 09:02"):
            late(session)
    with house.writing() as session:
        hand_back_verification(session, rita, asked)
    with house.reading() as session:
        assert verification(session, asked).reviewer_id == asking.ada
    assert asking.told(asking.ada, VERIFICATION_ASKED) == 1


def test_what_changed_since_it_was_looked_at_is_looked_at_again(house: House, asking: Asking) -> None:
    asking.ask()
    seen = asking.view().version_id
    with house.writing() as session:
        edit_qualification(session, house.as_(asking.anna), asking.id, asking.said(date(2028, 5, 3)))
    with house.writing() as session, pytest.raises(Conflict, match="Look at it again"):
        verify_qualification(session, house.as_(asking.rita), asking.id, seen)


def test_a_rejection_needs_a_reason_and_leaves_it_on_file(house: House, asking: Asking) -> None:
    asked, rita = asking.ask(), house.as_(asking.rita)
    with house.writing() as session, pytest.raises(Invalid, match="Why"):
        reject_verification(session, rita, asked, "  ")
    with house.writing() as session:
        reject_verification(session, rita, asked, "It can't be read.")
    assert not asking.view().verified
    house.clock.forward(minutes=1)
    with house.writing() as session:
        undo_rejection(session, rita, asked)
    with house.reading() as session:
        assert (verification(session, asked).is_open, verification(session, asked).words) == (True, "")


@pytest.mark.rule("chat/undo")
def test_a_verification_is_undone_and_its_request_is_open_again(house: House, asking: Asking) -> None:
    asked, rita = asking.ask(), house.as_(asking.rita)
    with house.writing() as session:
        version = verify_qualification(session, rita, asking.id)
    house.clock.forward(minutes=5)
    with house.writing() as session:
        undo_verification(session, rita, asking.id, version)
    assert not asking.view().verified
    with house.reading() as session:
        assert verification(session, asked).is_open
    with house.writing() as session, pytest.raises(Conflict):
        undo_verification(session, rita, asking.id, version)


@pytest.mark.rule("chat/undo")
def test_a_request_is_taken_back_until_it_is_started_and_so_is_the_registration(house: House, asking: Asking) -> None:
    asked, anna = asking.ask(), house.as_(asking.anna)
    with house.writing() as session:
        start_verification(session, house.as_(asking.rita), asked)
    with house.writing() as session, pytest.raises(Conflict, match="Rita started its verification at 09:02"):
        undo_log(session, anna, asking.id)
    with house.writing() as session, pytest.raises(Conflict, match="In review by Rita"):
        withdraw_verification(session, anna, asked)
    with house.writing() as session:
        hand_back_verification(session, house.as_(asking.rita), asked)
        withdraw_verification(session, anna, asked)
    with house.reading() as session:
        assert not verification(session, asked).is_open


def test_a_request_lapses_with_what_it_is_about(house: House, asking: Asking) -> None:
    asked = asking.ask()
    with house.writing() as session:
        delete_qualification(session, house.as_(asking.anna), asking.id)
    with house.reading() as session:
        assert str(verification(session, asked).state) == "lapsed"
        with pytest.raises(NotFound):
            qualification_to_verify(session, house.as_(asking.rita), asked)


@pytest.mark.rule("review/current-reviewer")
def test_the_one_asked_opens_the_document_until_it_is_decided(house: House, asking: Asking) -> None:
    rita = house.as_(asking.rita)
    assert not _opens(asking, asking.rita), "not before anybody asks"
    asked = asking.ask()
    assert _opens(asking, asking.rita) and not _opens(asking, asking.ben)
    with house.reading() as session:
        (seen,) = qualifications_of(session, rita, asking.anna)
        assert [each.name for each in seen.documents] == ["aid.pdf"]
        assert [each.name for each in qualification_to_verify(session, rita, asked).documents] == ["aid.pdf"]
    with house.writing() as session:
        verify_qualification(session, rita, asking.id)
    house.clock.forward(seconds=1)
    assert not _opens(asking, asking.rita)
    with house.reading() as session:
        assert qualifications_of(session, rita, asking.anna) == [], "a certification is not seen any more"


@pytest.mark.rule("review/current-reviewer")
def test_one_it_is_passed_on_to_opens_documents_only_once_they_start_it(house: House, asking: Asking) -> None:
    with house.writing() as session:
        olga = a_person(session, "Olga Holm")
        give_role(session, house.operator, olga, "reviewer", RoleContext(ContextKind.PERSON, asking.anna))
    asked = asking.ask()
    house.clock.forward(days=2, hours=23)
    with house.writing() as session:
        assert pass_on_verifications(session) == 0, "not before 3 working days"
    house.clock.forward(hours=1)
    with house.writing() as session:
        assert pass_on_verifications(session) == 1
        assert pass_on_verifications(session) == 0
    assert asking.told(olga, VERIFICATION_ASKED) == 1
    with house.reading() as session:
        assert verification(session, asked).reviewer_id == asking.rita, "the one asked first stays the current one"
        assert qualification_to_verify(session, house.as_(olga), asked).documents == ()
    assert _opens(asking, asking.rita) and not _opens(asking, olga)
    with house.writing() as session:
        start_verification(session, house.as_(olga), asked)
    house.clock.forward(seconds=1)
    assert _opens(asking, olga) and not _opens(asking, asking.rita)


@pytest.mark.rule("people/deactivated")
def test_a_request_held_by_somebody_deactivated_waits_again_at_the_next(house: House, asking: Asking) -> None:
    asked = asking.ask()
    with house.writing() as session:
        start_verification(session, house.as_(asking.rita), asked)
        rita = session.get_one(Person, asking.rita)
        register_person(session, house.operator, PersonDetails("Rita Moe", rita.email, rita.chat_user_id, active=False))
    with house.reading() as session:
        found = verification(session, asked)
    assert (str(found.state), found.reviewer_id) == ("waiting", asking.ada)


def _opens(asking: Asking, person_id: int) -> bool:
    with asking.house.reading() as session:
        try:
            open_document(
                session, asking.house.as_(person_id), asking.document, asking.store, competency_id=asking.aid
            )
        except Refused:
            return False
    return True
