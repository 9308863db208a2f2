"""Who sees what of a person's qualifications."""

from __future__ import annotations

from datetime import date

import pytest

from core.documents import FolderStore, check_file, keep_document
from core.errors import NotFound
from core.frameworks import CompetencyCategory
from core.people import Actor
from core.qualifications import (
    QualificationDetails,
    QualificationView,
    Status,
    attach_document,
    log_qualification,
    qualification,
    qualifications_of,
    set_type,
)
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.documents.files import a_pdf

CATEGORIES = ("skill", "language", "certification", "education", "experience")


class Org:
    """Dora leads Ben, Ben leads Anna; Erik is a peer; Anna holds one of each category."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.dora = a_person(session, "Dora Lie")
            self.ben = a_person(session, "Ben Dahl", manager=self.dora)
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.erik = a_person(session, "Erik Strand", manager=self.ben)
            self.admin = a_person(session, "Ada", role="competency_admin")
            self.kinds = {each: a_skill(session, f"A {each}", category=CompetencyCategory(each)) for each in CATEGORIES}
            self.ids = {
                each: log_qualification(session, house.as_(self.anna), self.anna, self._details(each))
                for each in CATEGORIES
            }

    def _details(self, category: str) -> QualificationDetails:
        note = "Seen with it"
        if category == "certification":
            return QualificationDetails(self.kinds[category], date(2026, 1, 1), date(2027, 1, 23), public_note=note,
                                        links=("https://records.example/x.pdf",))
        return QualificationDetails(self.kinds[category], public_note=note)

    def seen_by(self, viewer: int) -> list[QualificationView]:
        with self.house.reading() as session:
            return qualifications_of(session, self.house.as_(viewer), self.anna)


@pytest.mark.rule("qualifications/own-view")
def test_own_view_has_everything_by_category_with_upcoming_expiries(house: House) -> None:
    org = Org(house)
    views = org.seen_by(org.anna)
    assert [view.category for view in views] == list(CATEGORIES)
    (soon,) = [view for view in views if Status.EXPIRING in view.statuses]
    assert (soon.category, soon.left, soon.links) == ("certification", 60, ("https://records.example/x.pdf",))


@pytest.mark.rule("qualifications/own-view")
def test_managers_at_any_height_and_admins_see_details_and_a_peer_does_not(house: House) -> None:
    org = Org(house)
    for viewer in (org.ben, org.dora, org.admin):
        assert len(org.seen_by(viewer)) == 5
        assert not any(view.by_name_only for view in org.seen_by(viewer))
    peer = org.seen_by(org.erik)
    assert [view.name for view in peer] == ["A skill", "A language", "A education", "A experience"]
    for view in peer:
        assert view.by_name_only
        assert (view.issued_on, view.expires_on, view.public_note, view.statuses) == (None, None, None, frozenset())


@pytest.mark.rule("qualifications/note")
def test_a_note_goes_with_what_it_stands_on(house: House) -> None:
    org = Org(house)
    assert all(view.public_note == "Seen with it" for view in org.seen_by(org.ben))
    with house.reading() as session, pytest.raises(NotFound, match="not on file"):
        qualification(session, house.as_(org.erik), org.ids["certification"])


@pytest.mark.rule("privacy/names")
def test_a_colleague_does_not_see_what_their_tier_hides(house: House) -> None:
    org = Org(house)
    with house.writing() as session:
        high = a_skill(session, "Crane control", access_tier=3)
        log_qualification(session, house.operator, org.anna, QualificationDetails(high))
    assert "Crane control" not in [view.name for view in org.seen_by(org.erik)]
    assert "Crane control" in [view.name for view in org.seen_by(org.anna)], "one's own stay visible"


@pytest.mark.rule("privacy/names")
def test_a_name_held_twice_is_told_a_colleague_once(house: House) -> None:
    org = Org(house)
    with house.writing() as session:
        again = QualificationDetails(org.kinds["language"], date(2026, 2, 2), value="B2")
        log_qualification(session, house.as_(org.anna), org.anna, again)
    assert [view.name for view in org.seen_by(org.erik)].count("A language") == 1


@pytest.mark.rule("qualifications/documents")
def test_documents_and_links_are_shown_to_who_may_open_them_and_others_only_learn_that_they_exist(house: House) -> None:
    org = Org(house)
    store = FolderStore(house.engine.folder / "documents")
    with house.writing() as session:
        actor = house.as_(org.anna)
        set_type(session, house.operator, org.kinds["certification"], documentation_required=True)
        document = keep_document(session, actor, org.anna, check_file("aid.pdf", a_pdf()), store)
        assert attach_document(session, actor, org.ids["certification"], document)
    for viewer, names in ((org.anna, ["aid.pdf"]), (org.admin, ["aid.pdf"]), (org.ben, [])):
        (view,) = [view for view in org.seen_by(viewer) if view.category == "certification"]
        assert [each.name for each in view.documents] == names
        assert bool(view.links) == bool(names)
        assert view.has_documents and Status.MISSING_DOCUMENTATION not in view.statuses


def test_the_same_file_twice_is_one_document_on_it(house: House) -> None:
    org = Org(house)
    store = FolderStore(house.engine.folder / "documents")
    with house.writing() as session:
        actor = house.as_(org.anna)
        checked = check_file("aid.pdf", a_pdf())
        first, second = (keep_document(session, actor, org.anna, checked, store) for _ in range(2))
        assert attach_document(session, actor, org.ids["certification"], first)
        assert not attach_document(session, actor, org.ids["certification"], second)


def test_a_document_of_somebody_else_cant_be_put_on_ones_own(house: House) -> None:
    org = Org(house)
    store = FolderStore(house.engine.folder / "documents")
    with house.writing() as session:
        theirs = keep_document(session, house.as_(org.erik), org.erik, check_file("x.pdf", a_pdf()), store)
        with pytest.raises(NotFound):
            attach_document(session, house.as_(org.anna), org.ids["certification"], theirs)


def test_another_workspace_sees_nothing(house: House) -> None:
    org = Org(house)
    other = house.engine.add_workspace(f"OTHER{house.workspace_id}", "Other")
    with house.engine.reading(other) as session, pytest.raises(NotFound):
        qualification(session, Actor.operator(other), org.ids["skill"])
