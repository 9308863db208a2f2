"""Types of qualifications: what each asks for, and the forms in which an admin says so (qualifications/types)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.qualification_words import CATEGORY_WORDS
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words
from core.frameworks import CompetencyView
from core.qualifications import TypeSwitches
from core.words import Sentence, say

OPEN, EDIT, NEW, LIST = "type.open", "type.edit", "type.new", "type.list"
NEW_FORM, EDIT_FORM = "type.new_form", "type.edit_form"
TYPES = "type.types"
ALIKE, ANYWAY = "alike", "new"
USUAL_DAYS = "90, 30, 2"
LONGEST_NAME, LONGEST_TEXT = 150, 3_000
MOST_LINES = 10


@dataclass(frozen=True)
class TypeView:
    """A competency as a type: what it asks for."""

    competency: CompetencyView
    switches: TypeSwitches
    manages: bool = False
    notice: Words | None = None
    undo: Button | None = None


def type_card(view: TypeView) -> Card:
    """What the type asks for, in a line each."""
    competency = view.competency
    parts: list[Part] = [Header(competency.name)]
    if view.notice is not None:
        parts.append(Text(view.notice))
    if competency.description:
        parts.append(Text(competency.description[:LONGEST_TEXT]))
    parts.append(Text(say("{category}. {asks}", category=CATEGORY_WORDS[competency.category], asks=asks_words(view))))
    parts.append(Text(days_words(view.switches)))
    if view.switches.holders_visible:
        parts.append(Text(say("Colleagues who ask who knows it see its holders' names.")))
    buttons = [Button(say("Edit"), EDIT, {"competency": competency.id})] if view.manages else []
    if view.undo is not None:
        buttons.append(view.undo)
    return Card(competency.name, (*parts, Actions(buttons)) if buttons else tuple(parts))


def asks_words(view: TypeView) -> Sentence:
    """'Asks for issued date, expiry date and documentation.'"""
    switches = view.switches
    asked = [
        words
        for words, on in (
            (say("issued date"), switches.issued_date),
            (say("expiry date"), switches.expiry_date),
            (say("documentation"), switches.documentation_required),
        )
        if on
    ]
    return say("Asks for {what}.", what=asked) if asked else say("Asks for nothing besides person and type.")


def days_words(switches: TypeSwitches) -> Sentence:
    """On which days before expiry notices go out."""
    days = ", ".join(str(each) for each in switches.notice_days) if switches.notice_days else USUAL_DAYS
    return say("Notices before expiry: {days} days.", days=days)


def types_card(
    views: Sequence[TypeView], *, start: int, total: int, manages: bool, words: str = ""
) -> Card:
    """The types, ten a page."""
    title = say("Types of qualifications")
    new = [Button(say("New type"), NEW, {}, "primary")] if manages else []
    if not views:
        said = say("No type has that name.") if words else say("No types are set up yet.")
        return Card(said, (Text(said), *([Actions(new)] if new else [])))
    lines: list[Part] = [
        Text(
            say("*{name}* · {category} · {asks}", name=each.competency.name,
                category=CATEGORY_WORDS[each.competency.category], asks=asks_words(each)),
            Button(say("Open"), OPEN, {"competency": each.competency.id}),
        )
        for each in views
    ]  # fmt: skip
    shown = Context(say("{first} to {last} of {n}", first=start + 1, last=start + len(views), n=total))
    if start + len(views) < total:
        new.insert(0, Button(say("Show more"), LIST, {"start": start + len(views), "words": words}))
    return Card(title, (Header(title), *lines, shown, *([Actions(new)] if new else [])))


def new_form(
    values: Mapping[str, Any],
    *,
    alike: Sequence[CompetencyView] = (),
    payload: Mapping[str, Any] | None = None,
    notice: Words | None = None,
) -> Form:
    """Category, name, description, switches, days; look-alikes of the name are asked about first."""
    categories = [(words, category) for category, words in CATEGORY_WORDS.items()]
    fields = [
        *_alike(alike),
        FormField("category", say("Category"), "choice", values.get("category") or "certification", options=categories),
        FormField("name", say("Name"), initial=values.get("name"), max_length=LONGEST_NAME,
                  hint=say("As on the paper: First aid at work")),
        *_fields(values),
        FormField("another", say("Add another"), "check", bool(values.get("another")),
                  hint=say("Keep the form for another one")),
    ]  # fmt: skip
    intro: list[Part] = [Text(notice)] if notice is not None else []
    if alike:
        intro.append(Text(say("Nothing is saved yet. *{name}* is like what is in the catalogue already.",
                              name=str(values.get("name") or ""))))  # fmt: skip
    return Form(say("New type"), NEW_FORM, tuple(fields), payload or {}, intro=intro)


def edit_form(view: TypeView) -> Form:
    """Name, description, switches and days of a type on file; its category stays."""
    competency, switches = view.competency, view.switches
    days = ", ".join(str(each) for each in switches.notice_days) if switches.notice_days else ""
    values = {
        "description": competency.description, "issued_date": switches.issued_date, "notice_days": days,
        "expiry_date": switches.expiry_date, "documentation_required": switches.documentation_required,
        "holders_visible": switches.holders_visible,
    }  # fmt: skip
    name = FormField("name", say("Name"), initial=competency.name, max_length=LONGEST_NAME)
    return Form(say("Edit type"), EDIT_FORM, (name, *_fields(values)), {"competency": competency.id})


def _fields(values: Mapping[str, Any]) -> list[FormField]:
    hint = say("Days before expiry, separated by commas. Left empty: {days}.", days=USUAL_DAYS)
    description = values.get("description") or None
    switches = (
        ("issued_date", say("Issued date"), say("Asks for the issued date")),
        ("expiry_date", say("Expiry date"), say("Asks for the expiry date")),
        ("documentation_required", say("Documentation required"), say("Asks for a document or a link")),
        ("holders_visible", say("Holders visible"), say("Colleagues may see who holds it")),
    )
    return [
        FormField("description", say("Description"), "long_text", description, True, max_length=LONGEST_TEXT),
        *(FormField(name, label, "check", bool(values.get(name)), hint=what) for name, label, what in switches),
        FormField("notice_days", say("Notices"), initial=values.get("notice_days") or None, optional=True, hint=hint,
                  max_length=100),
    ]  # fmt: skip


def _alike(alike: Sequence[CompetencyView]) -> list[FormField]:
    if not alike:
        return []
    options: list[tuple[Words, str]] = [(say("Create anyway"), ANYWAY)]
    options += [(say("Use {name}", name=each.name), str(each.id)) for each in alike]
    return [FormField(ALIKE, say("Use one of these, or create anyway?"), "choice", options=options)]
