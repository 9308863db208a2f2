"""The list of field sets and the form of one (frameworks/field-sets)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Actions, Button, Card, Context, Element, Form, FormField, Header, Part, Text, Words
from core.frameworks import FieldKind, FieldSetView, FieldView
from core.words import Sentence, say, say_count

NEW_SET, EDIT_SET, SAVE_SET, FIELDS_PAGE = "fields.new", "fields.edit", "fields.save", "fields.page"
ROWS = 10

KIND_WORDS = {
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHOICE: "choice",
    FieldKind.CHECKBOX: "checkbox",
}


def field_sets_card(
    sets: Sequence[FieldSetView], *, manages: bool, note: Words | None = None, start: int = 0
) -> Card:
    """Every field set with its fields and how many competencies carry it, ten at a time."""
    said = say_count("{n} field set", "{n} field sets", len(sets))
    shown = sets[start : start + ROWS]
    parts: list[Part] = [Text(note)] if note else []
    parts.append(Header(say("Field sets")))
    parts += [_row(each, manages=manages) for each in shown]
    if not sets:
        parts.append(Text(say("None yet. A field set adds fields to competencies: risk, hours, valid from.")))
    if len(sets) > len(shown):
        last = start + len(shown)
        parts.append(Context(say("{first} to {last} of {n}", first=start + 1, last=last, n=len(sets))))
    if buttons := _buttons(manages, start + ROWS if start + len(shown) < len(sets) else None):
        parts.append(Actions(buttons))
    return Card(note or said, parts)


def field_set_form(known: FieldSetView | None, name: str = "") -> Form:
    """A field set's name and its fields, one a line."""
    fields = "\n".join(_line(each) for each in known.fields) if known else ""
    hint = say("One a line: Risk: choice low, medium, high. Kinds: text, number, date, choice, checkbox.")
    return Form(
        say("Edit field set") if known else say("New field set"),
        SAVE_SET,
        (
            FormField("name", say("Name"), "text", known.name if known else name, max_length=75),
            FormField("fields", say("Fields"), "long_text", fields, hint=hint, max_length=3_000),
        ),
        {"set": known.id} if known else {},
    )


def _row(each: FieldSetView, *, manages: bool) -> Text:
    used = say_count("on {n} competency", "on {n} competencies", each.used_by)
    said = say("*{name}* · {fields} · {used}", name=each.name, fields=[_said(one) for one in each.fields], used=used)
    return Text(said, Button(say("Edit"), EDIT_SET, {"set": each.id}) if manages else None)


def _said(field: FieldView) -> Sentence:
    return say("{name} ({kind})", name=field.name, kind=say(KIND_WORDS[field.kind]))


def _line(field: FieldView) -> str:
    if field.kind == FieldKind.TEXT:
        return field.name
    options = f" {', '.join(field.options)}" if field.options else ""
    return f"{field.name}: {field.kind}{options}"


def _buttons(manages: bool, following: int | None) -> list[Element]:
    found: list[Element] = [Button(say("New field set"), NEW_SET, style="primary")] if manages else []
    if following is not None:
        found.append(Button(say("Show more"), FIELDS_PAGE, {"start": following}))
    return found
