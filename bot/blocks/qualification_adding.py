"""The form that registers a qualification for one or several persons, and what is said once it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.qualification_fields import detail_fields, file_field, links_field
from bot.blocks.qualification_words import CATEGORY_WORDS, verified_word
from bot.blocks.qualifications import OPEN, OPEN_FORM, ask_button, standing_lines
from bot.cards import Actions, Button, Card, Form, FormField, Part, Text, Words, undo_button
from core.qualifications import QualificationDetails, QualificationView
from core.words import Sentence, say, say_count

ADD, KIND_FORM, ADD_FORM = "qualification.add", "qualification.add_kind", "qualification.add_form"
TYPES, GROUPS = "qualification.types", "qualification.groups"
LIST = "qualification.list"
MOST_NAMED = 5


def kind_form(chat_ids: Sequence[str], payload: Mapping[str, Any]) -> Form:
    """Of which category it is, and for whom (qualifications/add)."""
    options = [(words, category) for category, words in CATEGORY_WORDS.items()]
    chosen = payload.get("category", "certification")
    fields = [FormField("category", say("Category"), "choice", chosen, options=options)]
    if "people" not in payload:
        fields.append(FormField("people", say("For whom"), "people", list(chat_ids), optional=True))
        fields.append(
            FormField("groups", say("Or everybody in"), "search", optional=True, lookup=GROUPS, several=True,
                      hint=say("Teams, locations, companies, positions."))
        )  # fmt: skip
    return Form(say("Register"), KIND_FORM, fields, payload, say("Next"))


@dataclass(frozen=True)
class AddView:
    """What the second step asks: of a category, for so many people, the one person's name where it is one."""

    category: str
    count: int
    name: str | None
    own: bool
    payload: Mapping[str, Any]
    competency: tuple[str, str] | None = None
    details: QualificationDetails | None = None
    notify: bool = True
    notice: Words | None = None


def add_form(view: AddView) -> Form:
    """Type, details of the category, whether to tell, whether to go on with another."""
    intro: list[Part] = [Text(view.notice)] if view.notice is not None else []
    intro.append(Text(_for_whom(view)))
    fields = [
        FormField("competency", say("Type"), "search", view.competency, lookup=TYPES),
        *detail_fields(view.category, view.details),
        links_field(view.details.links if view.details else ()),
    ]
    if view.count == 1:
        fields.append(file_field())
    if not view.own:
        hint = say("Tell them that it is registered")
        fields.append(FormField("notify", say("Send notification"), "check", view.notify, hint=hint))
    fields.append(FormField("another", say("Add another"), "check", False, hint=say("Keep the form for another one")))
    return Form(say("Register"), ADD_FORM, fields, view.payload, say("Save"), intro)


def _for_whom(view: AddView) -> Sentence:
    category = CATEGORY_WORDS[view.category]
    if view.own:
        return say("*{category}*, for you", category=category)
    if view.name is not None:
        return say("*{category}*, for {name}", category=category, name=view.name)
    return say("*{category}*, for {n} people", category=category, n=view.count)


@dataclass(frozen=True)
class RegisteredView:
    """What was registered: for one, the qualification; for several, how many; who had it already; who is told."""

    name: str
    names: Sequence[str]
    count: int
    already: Sequence[str]
    told: bool
    undo_id: int | None
    held: QualificationView | None = None
    other: QualificationView | None = None
    own: bool = False
    lacking: int = 0
    competency_id: int = 0


def registered_card(view: RegisteredView) -> Card:
    """'✓ Registered for Anna: Forklift licence, not verified. Anna is told.'"""
    if not view.count:
        said = say_count(
            "{name}: already on file. Nothing changed.", "{name}: all {n} have it on file already. Nothing changed.",
            len(view.already), name=view.name,
        )  # fmt: skip
        return Card(said, (Text(said),))
    if view.held is not None:
        return _one(view, view.held)
    said = say("*✓ Registered* for {n} people: {name}.", n=view.count, name=view.name)
    lines: list[Words] = [said, *_already(view)]
    if view.lacking:
        lines.append(say("△ Something is missing of {n} of them.", n=view.lacking))
    lines.append(say("Each is told.") if view.told else say("Nobody is told."))
    show = Button(say("Show"), LIST, {"t": [view.competency_id]})
    return Card(said, (*(Text(each) for each in lines), Actions((show, *_undo(view)))))


def _one(view: RegisteredView, held: QualificationView) -> Card:
    what = say("{name}, {verified}", name=view.name, verified=verified_word(held))
    if view.own:
        said = say("*✓ Registered* for you: {what}.", what=what)
    else:
        said = say("*✓ Registered* for {who}: {what}.", who=view.names[0], what=what)
    told = say("{who} is told." if view.told else "{who} is not told.", who=view.names[0])
    lines: list[Words] = [said, *standing_lines(held)]
    if view.other is not None:
        lines.append(_other(view.other))
    if not view.own:
        lines.append(told)
    buttons = [Button(say("Open"), OPEN, {"qualification": held.id}), *_undo(view)]
    if not held.verified:
        buttons.insert(0, ask_button(held.id))
    if held.missing:
        buttons.insert(0, Button(say("Fill in"), OPEN_FORM, {"qualification": held.id}))
    return Card(said, (*(Text(each) for each in lines), Actions(buttons)))


def _other(other: QualificationView) -> Sentence:
    if other.expires_on is None:
        return say("Another one is on file, too. Renewing that instead keeps one.")
    return say("Another one is on file, too, expires {day}. Renewing that instead keeps one.", day=other.expires_on)


def _already(view: RegisteredView) -> list[Sentence]:
    if not view.already:
        return []
    names: list[Words] = [*view.already[:MOST_NAMED]]
    if len(view.already) > MOST_NAMED:
        names.append(say("{n} more", n=len(view.already) - MOST_NAMED))
    return [say("On file already, unchanged: {names}.", names=names)]


def _undo(view: RegisteredView) -> list[Button]:
    return [undo_button(view.undo_id)] if view.undo_id is not None else []
