"""The forms of a qualification: edit a draft, log one without a message, fill in what is missing on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks.qualification_fields import (
    detail_fields,
    details_from,
    file_field,
    links_field,
    particulars_from,
)
from bot.cards import Form, FormField
from bot.conversation import Answer, Call, Option, Press, Submission
from bot.draft_cards import draft_from, named
from bot.drafts import CertificateDraft, details_of, stored
from bot.listeners.qualification_saving import Wanted, correct, save
from core.documents import check_claims, largest_file, looks_keepable, other_type
from core.errors import Conflict, Invalid, NotFound
from core.frameworks import visible_competencies
from core.qualifications import (
    QualificationDetails,
    QualificationView,
    check_dates,
    draft,
    keep_draft,
    qualification,
)
from core.words import say
from tagging.dates import NO_DATE, DateReading
from tagging.draft import QualificationDraft

DRAFT_FORM, CORRECT_FORM, LOOKUP = "qualification.form", "qualification.correct", "qualification.competencies"
MOST_OPTIONS = 100


def blank_form() -> Form:
    """Log a qualification without a message."""
    fields = (_competency_field(None), *detail_fields("", any_category=True), file_field())
    return Form(say("Log a qualification"), DRAFT_FORM, fields)


def press_edit(press: Press) -> Answer:
    """Open a draft's form, prefilled with what was read."""
    with press.product.reading(press.asker.workspace_id) as session:
        kept = draft(session, press.asker.actor, int(press.payload["draft"]))
        waiting = draft_from(kept)
        if waiting is None:
            raise Conflict(say("Already saved. Nothing changed."))
        chosen = waiting.reading.competency
        competency = named(session, chosen) if chosen is not None else None
    category = competency.category if competency else ""
    known = (competency.name, str(competency.id)) if competency else None
    details = details_of(waiting, category) if competency else _dates_only(waiting)
    shown = detail_fields(category, details, any_category=competency is None)
    fields = (_competency_field(known), *shown, file_field(kept=True))
    return Answer(form=Form(say("Check and save"), DRAFT_FORM, fields, {"draft": kept.id}))


def press_fill_in(press: Press) -> Answer:
    """Open the form of a qualification on file, to fill in or correct it."""
    with press.product.reading(press.asker.workspace_id) as session:
        held = qualification(session, press.asker.actor, int(press.payload["qualification"]))
    return Answer(form=correct_form(held))


def correct_form(held: QualificationView) -> Form:
    """The form of a qualification on file; links only for who may open them."""
    fields = detail_fields(held.category, held.details)
    if held.links or not held.has_documents:
        fields = (*fields, links_field(held.links))
    return Form(held.name, CORRECT_FORM, fields, {"qualification": held.id})


def submit_draft(form: Submission) -> Answer:
    """Save what the form says; what it doesn't ask stays as it was read."""
    before = _draft_of(form)
    filled = _filled(before, form.values)
    with form.product.reading(form.asker.workspace_id) as session:
        competency = named(session, filled.reading.competency or 0)
        most = largest_file(session)
    check_dates(competency.name, details_of(filled, competency.category))
    filled = _with_files(filled, form.values, most)
    with form.product.writing(form.asker.workspace_id) as session:
        draft_id = keep_draft(
            session, form.asker.actor, form.place.thread or "", stored(filled), draft_id=form.payload.get("draft")
        )
    return save(form.product, form.asker, Wanted(draft_id))


def submit_correction(form: Submission) -> Answer:
    """Correct a qualification on file."""
    qualification_id = int(form.payload["qualification"])
    with form.product.reading(form.asker.workspace_id) as session:
        held = qualification(session, form.asker.actor, qualification_id)
    details = details_from(held.details, form.values)
    return Answer(card=correct(form.product, form.asker, qualification_id, details))


def find_competencies(call: Call) -> Sequence[Option]:
    """The active competencies the asker sees, by what was typed."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = visible_competencies(session, call.asker.actor, containing=call.words, limit=MOST_OPTIONS)
    return [(each.name, str(each.id)) for each in found]


def _draft_of(form: Submission) -> CertificateDraft:
    draft_id = form.payload.get("draft")
    if draft_id is None:
        return CertificateDraft(QualificationDraft(text="", is_qualification=True))
    with form.product.reading(form.asker.workspace_id) as session:
        waiting = draft_from(draft(session, form.asker.actor, int(draft_id)))
    if waiting is None:
        raise Conflict(say("Already saved. Nothing changed."))
    return waiting


def _filled(before: CertificateDraft, values: Mapping[str, Any]) -> CertificateDraft:
    """The draft as the form says it; a date left as read keeps its words, any other is certain now."""
    chosen = values.get("competency")
    if not chosen:
        raise Invalid(say("Which competency? Example: First aid at work."), field="competency")
    if not str(chosen).isdigit():
        raise NotFound(say("I don't find that competency."), field="competency")
    reading = before.reading
    issued, expires = values.get("issued_on"), values.get("expires_on")
    told: dict[str, Any] = {
        name: str(values[name] or "") for name in ("issuer", "number", "value") if name in values
    }
    reading = replace(
        reading,
        competency=int(chosen),
        candidates=(),
        issued_on=_certain(reading.issued_on, issued),
        expires_on=_certain(reading.expires_on, expires),
        validity=None if expires != reading.expires_on.value else reading.validity,
        never_expires=reading.never_expires and expires is None,
        **told,
    )
    particulars = particulars_from(before.particulars, values)
    note = values.get("public_note", before.public_note) or ""
    return replace(before, reading=reading, particulars=particulars, public_note=note)


def _certain(read: DateReading, day: date | None) -> DateReading:
    if day is None:
        return NO_DATE
    return DateReading(day, words=read.words)


def _with_files(filled: CertificateDraft, values: Mapping[str, Any], most: int) -> CertificateDraft:
    files = values.get("file") or []
    for file in files:
        if not looks_keepable(file.name, file.media_type):
            raise Invalid(other_type(file.name, most), field="file")
        check_claims(file.name, file.size, megabytes=most)
    return filled.with_files(files)


def _dates_only(waiting: CertificateDraft) -> QualificationDetails:
    reading = waiting.reading
    return QualificationDetails(
        0, reading.issued_on.value, reading.expires_on.value, reading.value or None, reading.issuer or None,
        reading.number or None, waiting.public_note or None,
    )  # fmt: skip


def _competency_field(known: tuple[str, str] | None) -> FormField:
    return FormField("competency", say("Competency"), "search", initial=known, lookup=LOOKUP)
