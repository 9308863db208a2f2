"""The fields of a qualification in forms, by its category (qualifications/fields, details, language)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks.qualification_words import DEGREE_WORDS, FIELD_WORDS, KIND_WORDS, PARTICULAR_WORDS
from bot.cards import FormField
from core.qualifications import QualificationDetails
from core.words import say

PARTICULARS = {
    "education": ("degree", "field", "school"),
    "experience": ("kind", "role", "organisation", "from", "to"),
}
DATES = ("from", "to")
CHOICES = {"degree": DEGREE_WORDS, "kind": KIND_WORDS}
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "Native")
LONGEST_NOTE = 500


def detail_fields(
    category: str, said: QualificationDetails | None = None, *, any_category: bool = False
) -> tuple[FormField, ...]:
    """What is asked of a qualification of a category; with `any_category` also what only some have."""
    known = said or QualificationDetails(0)
    found = [
        FormField("issued_on", FIELD_WORDS["issued_on"], "date", initial=known.issued_on, optional=True),
        FormField("expires_on", FIELD_WORDS["expires_on"], "date", initial=known.expires_on, optional=True),
    ]
    if any_category:
        hint = say("For a language: A1, A2, B1, B2, C1, C2 or Native.")
        found.append(FormField("value", FIELD_WORDS["value"], initial=known.value, optional=True, hint=hint))
    elif category == "language":
        found.insert(0, _level(known.value))
    found += [_particular(name, known.particulars.get(name)) for name in PARTICULARS.get(category, ())]
    if category not in PARTICULARS:
        found.append(FormField("issuer", FIELD_WORDS["issuer"], initial=known.issuer, optional=True, max_length=200))
        found.append(FormField("number", FIELD_WORDS["number"], initial=known.number, optional=True, max_length=100))
    return (*found, note_field(known.public_note))


def note_field(note: str | None) -> FormField:
    """The note that everybody reads who sees the qualification (qualifications/note)."""
    hint = say("Seen by everyone who sees this qualification.")
    return FormField("public_note", say("Public note"), initial=note, optional=True, hint=hint, max_length=LONGEST_NOTE)


def links_field(links: tuple[str, ...] = ()) -> FormField:
    """Addresses of documents kept elsewhere, one a line."""
    hint = say("One a line. Example: https://records.example/aid.pdf")
    return FormField(
        "links", say("Links to documents"), "long_text", "\n".join(links) or None, optional=True, hint=hint,
        max_length=2_000,
    )


def file_field(*, kept: bool = False) -> FormField:
    """A document to go with it."""
    hint = say("PDF, PNG or JPEG. A document dropped before stays.") if kept else say("PDF, PNG or JPEG.")
    return FormField("file", FIELD_WORDS["document"], "file", optional=True, hint=hint)


def details_from(before: QualificationDetails, values: Mapping[str, Any]) -> QualificationDetails:
    """The details with what a form says; what it doesn't ask stays."""
    given: dict[str, Any] = {name: values[name] for name in ("issued_on", "expires_on") if name in values}
    words: dict[str, Any] = {
        name: str(values[name] or "") or None
        for name in ("value", "issuer", "number", "public_note")
        if name in values
    }
    if "links" in values:
        given["links"] = tuple(str(values["links"] or "").split())
    return replace(before, **given, **words, particulars=particulars_from(before.particulars, values))


def particulars_from(before: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """The particulars with what a form says; what it leaves empty is empty."""
    asked = {name: values[name] for name in PARTICULAR_WORDS if name in values}
    said = {name: str(value) for name, value in asked.items() if value}
    return {**{name: value for name, value in before.items() if name not in asked}, **said}


def _level(value: str | None) -> FormField:
    options = [(each, each) for each in LEVELS]
    return FormField("value", FIELD_WORDS["value"], "choice", value, optional=True, options=options)


def _particular(name: str, value: str | None) -> FormField:
    label = PARTICULAR_WORDS[name]
    if name in CHOICES:
        options = [(words, key) for key, words in CHOICES[name].items()]
        return FormField(name, label, "choice", value, optional=True, options=options)
    if name in DATES:
        return FormField(name, label, "date", date.fromisoformat(value) if value else None, optional=True)
    return FormField(name, label, initial=value, optional=True, max_length=200)
