"""Registering for others with the form, the list of all, an opened qualification, and types, as people press them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.cards import Attachment, Card
from bot.conversation import Call, Place
from bot.listeners import exporting, importing, profiles, qualifications, reviews, types
from core.audit.models import RecordedFact
from core.errors import Conflict, Invalid, NotFound, Refused
from core.exchange import FileExported
from core.frameworks import CompetencyCategory
from core.qualifications import Status, qualifications_of, set_type
from tests.bot.certificates import Stage
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.bot.writing import Writing
from tests.builders import a_person, a_skill, a_team
from tests.conftest import House
from tests.core.documents.files import a_pdf

MODULES = (
    qualifications.register, types.register, exporting.register, profiles.register, importing.register,
    reviews.register,
)


class Office(Stage):
    """The employee's stage with Ben, who manages Anna and Omar in Warehouse, Rita, who reviews, and Ada, an admin."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        with house.writing() as session:
            self.omar_id = a_person(session, "Omar Ali", manager=self.ben)
            self.erik_id = a_person(session, "Erik Strand")
            self.ada_id = a_person(session, "Ada Vik", role="competency_admin")
            self.team = a_team(session, "Warehouse", self.anna_id, self.omar_id)
            self.kinds["Fire safety"] = a_skill(session, "Fire safety")
            for name in ("education", "experience"):
                self.kinds[name] = a_skill(session, f"A {name}", category=CompetencyCategory(name))

    def writer(self, person_id: int) -> Writing:
        return Writing(self.house, self.product, conversations_of(*MODULES), person_id)

    def chat_id(self, person_id: int) -> str:
        return str(self.writer(person_id).asker.person.chat_user_id)

    def waiting(self, who: Writing) -> Card:
        """What waits for somebody in App Home."""
        call = Call(self.product, who.asker, Place(), "", "")
        (card,) = who.conversations.home_cards(call)
        return card

    def exported(self) -> int:
        """How many exports the audit knows of."""
        with self.house.reading() as session:
            query = select(func.count(RecordedFact.id)).where(RecordedFact.kind == FileExported.kind)
            return session.scalar(query) or 0

    def held(self, person_id: int) -> list[str]:
        with self.house.reading() as session:
            return [each.name for each in qualifications_of(session, self.house.operator, person_id)]


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def ben(office: Office) -> Writing:
    return office.writer(office.ben)


def leads(who: Writing, label: str) -> str:
    """Choose where a line or a card leads, where several pickers stand on it."""
    return Spoken.choose(who, label)


def first_step(office: Office, who: Writing, category: str, *people: int, **more: Any) -> str:
    who.command("all")
    who.press("Register")
    return who.fill(category=category, people=[office.chat_id(each) for each in people], **more)


@pytest.mark.rule("qualifications/add")
def test_the_form_from_the_list_registers_for_one_person_who_is_told(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", office.anna_id)
    assert ben.form is not None
    assert [each.name for each in ben.form.fields] == [
        "competency", "issued_on", "expires_on", "issuer", "number", "public_note", "links", "file", "notify",
        "another",
    ]  # fmt: skip
    assert next(each.initial for each in ben.form.fields if each.name == "notify") is True
    said = ben.fill(competency=str(office.kinds["Forklift licence"]), expires_on=date(2026, 12, 14), number="FL-1")
    assert said.splitlines() == [
        "✓ Registered for Anna: Forklift licence, not verified.",
        "◔ Expires in 20 days, on 14 December 2026.",
        "Anna is told.",
        "[Ask for verification] [Open] [Undo]",
    ]
    assert office.held(office.anna_id) == ["Forklift licence"]
    assert "Anna Berg: Forklift licence · ◔ expires 14 December 2026 · not verified" in ben.command("all")


@pytest.mark.rule("qualifications/add")
def test_several_persons_and_everybody_of_a_team_at_once_and_undone_at_once(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", groups=[str(office.team)])
    said = ben.fill(competency=str(office.kinds["Forklift licence"]), notify=False)
    assert said.splitlines()[:2] == ["✓ Registered for 2 people: Forklift licence.", "Nobody is told."]
    assert office.held(office.anna_id) == office.held(office.omar_id) == ["Forklift licence"]
    card = ben.card
    first_step(office, ben, "certification", office.anna_id, office.omar_id, office.ben)
    said = ben.fill(competency=str(office.kinds["Forklift licence"]))
    assert "On file already, unchanged: Anna Berg and Omar Ali." in said
    ben.card = card
    assert ben.press("Undo") == "Undone, 09:00. None of it is on file."
    assert office.held(office.anna_id) == []


@pytest.mark.rule("qualifications/add")
def test_add_another_keeps_the_form_for_the_same_people(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", office.anna_id)
    ben.fill(competency=str(office.kinds["Forklift licence"]), another=True)
    assert ben.form is not None and ben.form.fields[0].initial is None
    ben.fill(competency=str(office.kinds["First aid at work"]))
    assert office.held(office.anna_id) == ["First aid at work", "Forklift licence"]


@pytest.mark.rule("qualifications/add")
@pytest.mark.rule("qualifications/details")
@pytest.mark.parametrize(
    ("category", "kind", "values", "shown"),
    [
        ("language", "German", {"value": "C1"}, "Value: C1"),
        ("education", "education", {"degree": "master's", "field": "Logistics", "school": "NTNU"}, "Field: Logistics"),
        (
            "experience", "experience",
            {"kind": "project", "role": "Lead", "organisation": "Nordlys", "from": date(2020, 1, 1)},
            "From: 1 January 2020",
        ),
        ("skill", "Fire safety", {}, "Status: on file"),
    ],
)  # fmt: skip
def test_each_category_asks_its_own_details_from_the_profile(
    office: Office, ben: Writing, category: str, kind: str, values: dict[str, Any], shown: str
) -> None:
    ben.command("show", f"<@{office.chat_id(office.anna_id)}>")
    ben.press("Register")
    ben.fill(category=category)
    assert ben.form is not None and set(values) <= {each.name for each in ben.form.fields}
    ben.fill(competency=str(office.kinds[kind]), **values)
    assert shown in ben.press("Open")


@pytest.mark.rule("people/leaders")
def test_one_out_of_reach_is_refused_before_the_form_asks_more(office: Office, ben: Writing) -> None:
    with pytest.raises(Refused, match="isn't open to you"):
        first_step(office, ben, "certification", office.erik_id)
    with pytest.raises(Refused, match="Erik Strand"):
        first_step(office, ben, "certification", office.anna_id, office.erik_id)
    with pytest.raises(Invalid, match="For whom"):
        first_step(office, ben, "certification")


def test_a_wrong_entry_keeps_the_form_at_its_field(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", office.anna_id)
    form = ben.form
    with pytest.raises(Invalid) as wrong:
        ben.fill(competency="")
    assert wrong.value.field == "competency"
    ben.form = form
    chosen = str(office.kinds["Forklift licence"])
    with pytest.raises(Invalid, match="is before issue") as wrong:
        ben.fill(competency=chosen, issued_on=date(2026, 5, 3), expires_on=date(2026, 5, 2))
    assert wrong.value.field == "expires_on"
    ben.form = form
    with pytest.raises(Invalid, match="another category"):
        ben.fill(competency=str(office.kinds["German"]))


def test_log_with_a_mention_opens_the_form_with_what_was_read(office: Office, ben: Writing) -> None:
    words = f"<@{office.chat_id(office.anna_id)}> First aid at work on 3 May 2026, valid 3 years"
    ben.command("log", words)
    assert ben.form is not None
    known = {each.name: each.initial for each in ben.form.fields}
    assert (known["issued_on"], known["expires_on"]) == (date(2026, 5, 3), date(2029, 5, 3))
    assert "✓ Registered for Anna: First aid at work, not verified." in ben.fill()


@pytest.mark.rule("qualifications/prefiltered")
def test_a_line_leads_to_its_holders_the_person_and_their_team(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", groups=[str(office.team)])
    ben.fill(competency=str(office.kinds["Forklift licence"]))
    first_step(office, ben, "language", office.anna_id)
    ben.fill(competency=str(office.kinds["German"]), value="B2")
    everything = "1 to 3 of 3"
    assert everything in ben.command("all")
    listed = ben.card
    held = leads(ben, "Who has Forklift licence")
    assert "Only: Forklift licence" in held and "1 to 2 of 2" in held
    ben.card = listed
    assert "Only: Anna Berg" in leads(ben, "All of Anna Berg") and "1 to 2 of 2" in ben.says
    ben.card = listed
    assert "Only: team Warehouse" in leads(ben, "Team Warehouse") and everything in ben.says
    ben.card = listed
    assert "Anna: Forklift licence" in leads(ben, "Open")


@pytest.mark.rule("qualifications/all")
@pytest.mark.parametrize(
    ("words", "only", "names"),
    [
        ("certifications", "Only: Certification", {"Anna", "Omar"}),
        ("expiring", "Only: ◔ expiring", {"Anna"}),
        (
            "certifications in team Warehouse, expired or ok",
            "Only: Certification, team Warehouse, ✕ expired and ✓ ok",
            {"Omar"},
        ),
        ("Forklift licence, German", "Only: Forklift licence and German", {"Anna", "Omar"}),
        ("not verified languages", "Only: Language and not verified", {"Anna"}),
        ("missing", "Only: △ document missing and △ details missing", set()),
        ("anna berg", "Only: Anna Berg", {"Anna"}),
    ],
)
def test_filters_are_read_from_words(
    office: Office, ben: Writing, words: str, only: str, names: set[str]
) -> None:
    first_step(office, ben, "certification", office.omar_id)
    ben.fill(competency=str(office.kinds["Forklift licence"]))
    first_step(office, ben, "certification", office.anna_id)
    ben.fill(competency=str(office.kinds["Forklift licence"]), expires_on=date(2026, 12, 24))
    first_step(office, ben, "language", office.anna_id)
    ben.fill(competency=str(office.kinds["German"]), value="B2")
    said = ben.command("all", words)
    assert only in said
    assert {line.split()[0] for line in said.splitlines() if " · " in line} == names


def test_an_unknown_filter_is_answered_with_those_there_are(office: Office, ben: Writing) -> None:
    with pytest.raises(NotFound, match="I don't find 'frobnicate'"):
        ben.command("all", "frobnicate")
    with pytest.raises(NotFound, match="I don't find the team 'Nowhere'"):
        ben.command("all", "team Nowhere")


def test_the_filter_form_says_what_is_chosen_and_narrows(office: Office, ben: Writing) -> None:
    first_step(office, ben, "certification", groups=[str(office.team)])
    ben.fill(competency=str(office.kinds["Forklift licence"]))
    ben.command("all")
    ben.press("Filter")
    said = ben.fill(
        categories=["certification"], people=[office.chat_id(office.omar_id)], groups=[str(office.team)],
        statuses=["ok"], verified="unverified", types=[str(office.kinds["Forklift licence"])],
    )  # fmt: skip
    assert "Omar Ali: Forklift licence · ✓ ok · not verified" in said and "Anna" not in said
    ben.press("Filter")
    assert ben.form is not None
    known = {each.name: each.initial for each in ben.form.fields}
    assert (known["categories"], known["verified"]) == (["certification"], "unverified")


@pytest.mark.rule("qualifications/verified")
def test_asking_for_verification_is_one_press_from_the_saved_card(office: Office) -> None:
    anna, ada = office.anna, office.writer(office.ada_id)
    anna.write("I passed First aid at work on 3 May 2026", office.slack.drop("aid.pdf", a_pdf()))
    anna.press("Save")
    assert anna.press("Ask for verification") == "First aid at work: asked Ada to verify it. Waiting.\n[Undo]"
    ada.card = office.waiting(ada)
    assert "Anna: First aid at work" in ada.says
    listed = ada.command("reviews")
    assert "No reviews waiting." in listed
    assert "Qualifications to verify" in listed and "Anna: First aid at work, asked" in listed
    ada.press("Open")
    assert ada.says.splitlines()[0] == "Anna asks you to verify: First aid at work"
    assert labels(ada.card) == ["Open", "Verify", "Start", "Reject"]
    ada.press("Start")
    assert "In review by you since 09:00." in ada.says
    with pytest.raises(Conflict, match="Ada started its verification"):
        anna.card = anna.told[-2]
        anna.press("Undo")
    assert "✓ Verified by you" in ada.press("Verify")
    assert ada.press("Undo") == "Undone, 09:00. It is not verified."


@pytest.mark.rule("qualifications/delete")
def test_an_opened_one_is_renewed_corrected_deleted_and_brought_back(office: Office) -> None:
    anna = office.anna
    made = office.put_on_file("Forklift licence", date(2024, 2, 1), date(2027, 2, 1))
    opened = anna.command("all") and leads(anna, "Open")
    assert "Forklift licence" in opened and "Not verified." in opened
    card = anna.card
    anna.press("Renew")
    assert anna.form is not None
    assert next(each.initial for each in anna.form.fields if each.name == "expires_on") == date(2029, 11, 24)
    assert anna.fill().startswith("✓ Renewed by you, 09:00, expires 24 November 2029.")
    anna.card = card
    leads(anna, "Edit")
    anna.fill(number="FL-9")
    anna.card = card
    leads(anna, "Delete")
    assert anna.fill() == "Deleted by you, 09:00: Forklift licence. History keeps it.\n[Undo]"
    assert office.on_file() == []
    assert anna.press("Undo") == "Undone, 09:00. It is on file as before."
    assert [(each.id, each.number) for each in office.on_file()] == [(made, "FL-9")]


@pytest.mark.rule("qualifications/revoke")
def test_an_admin_revokes_withdraws_and_verifies_from_the_opened_card(office: Office) -> None:
    ada = office.writer(office.ada_id)
    office.put_on_file("Forklift licence", date(2024, 2, 1), date(2028, 2, 1))
    ada.command("all")
    leads(ada, "Open")
    leads(ada, "Revoke")
    said = ada.fill(reason="Suspended until the test", until=date(2026, 12, 1))
    assert "⊘ Revoked until 30 November 2026, 00:00" in said or "⊘ Revoked until 1 December 2026" in said
    office.house.clock.forward(seconds=1)
    assert "Anna Berg: Forklift licence · ⊘ revoked · not verified" in ada.command("all")
    leads(ada, "Open")
    leads(ada, "End the revocation")
    assert "its dates count again" in ada.says
    office.house.clock.forward(seconds=1)
    ada.command("all")
    leads(ada, "Open")
    assert "✓ Verified by you" in ada.press("Verify")
    leads(ada, "Withdraw")
    assert ada.fill(reason="Unknown to the issuer").startswith("Withdrawn by you")
    assert office.on_file() == []


def test_a_document_is_opened_by_its_owner_and_admins_and_not_by_the_manager(office: Office, ben: Writing) -> None:
    office.anna.write("I passed First aid at work on 3 May 2026", office.slack.drop("aid.pdf", a_pdf()))
    office.anna.press("Save")
    for who in (office.anna, office.writer(office.ada_id)):
        who.command("all")
        leads(who, "Open")
        who.press("Open")
        (attached,) = [each for each in who.card.parts if isinstance(each, Attachment)]
        assert (attached.name, attached.content[:5]) == ("aid.pdf", b"%PDF-")
    ben.command("all")
    leads(ben, "Open")
    assert "A document is on file; its owner or an admin can open it." in ben.says
    assert "Open" not in labels(ben.card)


@pytest.mark.rule("qualifications/types")
def test_an_admin_adds_a_type_usable_at_once_and_add_another_keeps_the_form(office: Office) -> None:
    ada = office.writer(office.ada_id)
    ada.command("type", "new Scaffold pass")
    assert ada.form is not None
    assert [each.name for each in ada.form.fields] == [
        "category", "name", "description", "issued_date", "expiry_date", "documentation_required", "holders_visible",
        "notice_days", "another",
    ]  # fmt: skip
    said = ada.fill(expiry_date=True, documentation_required=True, notice_days="60, 10", another=True)
    assert "Asks for expiry date and documentation." in said and "Notices before expiry: 60, 10 days." in said
    assert ada.form is not None and ada.form.fields[0].initial == "certification"
    ada.fill(name="Rope access pass", another=False)
    anna = office.anna
    anna.write("I passed Scaffold pass on 3 May 2026")
    assert "Document: missing" in anna.says and "Expires: missing" in anna.says
    anna.press("Save")
    assert office.on_file()[0].statuses == {Status.MISSING_DOCUMENTATION, Status.MISSING_FIELDS}


@pytest.mark.rule("qualifications/types")
def test_a_types_switches_are_edited_and_undone_and_only_an_admin_may(office: Office, ben: Writing) -> None:
    ada = office.writer(office.ada_id)
    office.put_on_file("Forklift licence", date(2024, 2, 1), date(2028, 2, 1))
    ada.command("type", "edit Forklift licence")
    ada.fill(documentation_required=True)
    assert office.on_file()[0].statuses == {Status.MISSING_DOCUMENTATION}
    assert ada.press("Undo") == "Undone, 09:00. It asks for what it asked before."
    assert office.on_file()[0].statuses == {Status.OK}
    ada.command("type", "edit Forklift licence")
    with pytest.raises(Invalid, match="are no days") as wrong:
        ada.fill(notice_days="soon")
    assert wrong.value.field == "notice_days"
    for words in ("new Crane pass", "edit Forklift licence"):
        with pytest.raises(Refused):
            ben.command("type", words)


def test_a_new_type_like_one_there_is_is_asked_about_first(office: Office) -> None:
    ada = office.writer(office.ada_id)
    ada.command("type", "new Forklift license")
    ada.fill()
    assert ada.form is not None and ada.form.fields[0].name == "alike"
    said = ada.fill(alike=str(office.kinds["Forklift licence"]), expiry_date=True)
    assert "Forklift licence is in the catalogue already; it asks for this now." in said


@pytest.mark.rule("qualifications/export")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_holds_only_what_the_viewer_may_see_of_what_was_chosen_and_is_logged(
    office: Office, ben: Writing, format: str
) -> None:
    with office.house.writing() as session:
        set_type(session, office.house.operator, office.kinds["Forklift licence"], documentation_required=True)
    office.put_on_file("Forklift licence", date(2024, 2, 1), date(2028, 2, 1), links=("https://records.example/a",))
    office.put_on_file("First aid at work", date(2024, 2, 1), None, public_note="=1+1")
    admin = office.writer(office.ada_id)
    first_step(office, admin, "certification", office.erik_id)
    admin.fill(competency=str(office.kinds["Forklift licence"]))
    ben.command("export", f"qualifications certifications as {format}")
    assert {row["name"] for row in _rows(ben.card, format)} == {"Anna Berg"}
    assert {row["links"] for row in _rows(ben.card, format)} == {""}, "a manager doesn't open documents"
    admin.command("all", "Forklift licence")
    admin.press("File")
    assert "2 qualifications." in str(admin.form.intro[0].words) if admin.form else False  # type: ignore[union-attr]
    admin.fill(format=format)
    rows = _rows(admin.card, format)
    assert {(row["name"], row["links"]) for row in rows} == {
        ("Anna Berg", "https://records.example/a"), ("Erik Strand", ""),
    }  # fmt: skip
    ben.command("export", f"qualifications First aid at work as {format}")
    assert [row["public_note"] for row in _rows(ben.card, format)] == ["'=1+1"]
    assert office.exported() == 3


def _rows(card: Card, format: str) -> list[dict[str, str]]:
    (file,) = [each for each in card.parts if isinstance(each, Attachment)]
    if format == "csv":
        return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    rows = [[cell or "" for cell in row] for row in load_workbook(io.BytesIO(file.content)).worksheets[0].values]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]  # type: ignore[arg-type]
