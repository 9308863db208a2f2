"""A person's card as an admin sees it, and the forms that change it (people/directory)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.cards import Actions, Button, Card, Confirm, Context, Fields, Form, FormField, Header, Part, Text, Words
from bot.cards import undo_button as undo
from core.people import GroupKind, GroupView, PersonView
from core.words import Sentence, say, say_count

OPEN, EDIT, END_ADMISSION = "person.open", "person.edit", "person.end_admission"
NEW, EDIT_FORM, NEW_FORM = "person.new", "person.edit_form", "person.new_form"
PEOPLE_LOOKUP = "person.people"
GROUP_FIELDS: tuple[tuple[str, GroupKind, Sentence], ...] = (
    ("teams", GroupKind.TEAM, say("Teams")),
    ("location", GroupKind.LOCATION, say("Location")),
    ("company", GroupKind.COMPANY, say("Company")),
    ("positions", GroupKind.POSITION, say("Positions")),
)
"""The form's fields of groups: name, kind, label. Each kind has a search field of its own."""

GUEST_EXAMPLE = "/prowess person admit @guest"


@dataclass(frozen=True)
class PersonPage:
    """A person with what is on file of them; `led` are ids of the teams they lead."""

    person: PersonView
    manager: PersonView | None
    below: int
    groups: Sequence[GroupView]
    led: frozenset[int]
    roles: Sequence[Words]


@dataclass(frozen=True)
class PersonDraft:
    """What the form of a person starts with: options of search fields are (label, value)."""

    person: PersonView | None = None
    name: str = ""
    manager: tuple[str, str] | None = None
    groups: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def group_lookup(kind: str) -> str:
    """The name of the search field of a kind of groups."""
    return f"person.{kind}s"


def person_card(page: PersonPage, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """'Ben Olsen: manager, teams, location, roles, tier, active', with what can be changed."""
    person = page.person
    state = _state(person)
    parts: list[Part] = [Header(person.name)]
    parts += [Text(said)] if said is not None else []
    parts += [Fields(_fields(page)), Context(state)]
    buttons = [Button(say("Edit"), EDIT, {"person": person.id}, "primary" if said is None else None)]
    if person.admitted:
        asked = Confirm(
            say("Let {name} in no longer?", name=person.name),
            say("{name} is a stranger then. What is on file stays.", name=person.first_name),
            say("End it"),
        )
        buttons.append(Button(say("End admission"), END_ADMISSION, {"person": person.id}, "danger", asked))
    buttons += [undo(undo_id)] if undo_id is not None else []
    return Card(said or say("{name}. {state}", name=person.name, state=state), (*parts, Actions(buttons)))


def which_card(words: str, found: Sequence[PersonView]) -> Card:
    """Several people may be meant."""
    said = say("Who is '{words}'?", words=words)
    rows = [
        Text(say("*{name}*, {email}", name=each.name, email=each.email or say("no e-mail address")),
             Button(say("Open"), OPEN, {"person": each.id}))
        for each in found
    ]  # fmt: skip
    return Card(said, (Text(said), *rows))


def summary_card(active: int, inactive: int, guests: int) -> Card:
    """How many people there are, and the way to one of them."""
    said = say(
        "{people}, {inactive} deactivated, {guests}.",
        people=say_count("{n} person is active", "{n} people are active", active),
        inactive=inactive,
        guests=say_count("{n} guest let in", "{n} guests let in", guests),
    )
    how = say("Open one: /prowess person @ben · Let a guest in: {example}", example=GUEST_EXAMPLE)
    return Card(said, (Header(say("People")), Text(said), Context(how), Actions([Button(say("Add somebody"), NEW)])))


def person_form(draft: PersonDraft) -> Form:
    """The form of a person; what follows the chat workspace is told and not asked."""
    person = draft.person
    followed = person is not None and person.chat_user_id is not None
    fields: list[FormField] = []
    if not followed:
        fields.append(FormField("name", say("Name"), initial=person.name if person else draft.name, max_length=200))
    fields.append(
        FormField("email", say("E-mail"), initial=person.email if person else None, optional=followed, max_length=200)
    )
    fields.append(
        FormField("manager", say("Line manager"), "search", draft.manager, optional=True, lookup=PEOPLE_LOOKUP)
    )
    tier = None if person is None or person.access_tier is None else str(person.access_tier)
    fields.append(
        FormField("access_tier", say("Access tier"), initial=tier, optional=True, max_length=4,
                  hint=say("A whole number; empty counts as 0 when seeing skills."))
    )  # fmt: skip
    fields += [_group_field(name, kind, label, draft) for name, kind, label in GROUP_FIELDS]
    if not followed:
        zone = person.time_zone if person else None
        fields.append(FormField("time_zone", say("Time zone"), initial=zone, optional=True, hint=say("Europe/Oslo")))
    if person is not None and not followed:
        fields.append(FormField("active", say("Active"), "check", person.active, hint=say("May act and is reminded")))
    payload = {"person": person.id} if person is not None else {}
    note = say("Name, time zone and deactivation follow Slack.") if followed else say(
        "For those who are not in Slack. Adding somebody can't be undone; deactivate them instead."
    )
    intro = () if person is not None and not followed else (Text(note),)
    title = say("Edit person") if person is not None else say("Add somebody")
    return Form(title, EDIT_FORM if person is not None else NEW_FORM, fields, payload, intro=intro)


def _group_field(name: str, kind: GroupKind, label: Sentence, draft: PersonDraft) -> FormField:
    chosen = draft.groups.get(kind, ())
    return FormField(
        name, label, "search", list(chosen), optional=True, lookup=group_lookup(kind), several=True
    )


def _fields(page: PersonPage) -> list[tuple[Words, Words]]:
    """What is on file, at most 8 pairs; what is empty is left out."""
    person = page.person
    pairs: list[tuple[Words, Words | None]] = [
        (say("E-mail"), person.email),
        (say("Line manager"), page.manager.name if page.manager else say("none")),
        (say("Teams"), _teams(page)),
        (say("Location"), _names(page, GroupKind.LOCATION)),
        (say("Positions"), _names(page, GroupKind.POSITION)),
        (say("Other groups"), _others(page)),
        (say("Roles"), say("{roles}", roles=list(page.roles)) if page.roles else None),
        (say("Access tier"), say("none") if person.access_tier is None else str(person.access_tier)),
    ]
    return [(label, value) for label, value in pairs if value is not None]


def _teams(page: PersonPage) -> Words | None:
    named = [
        say("{name} (lead)", name=each.name) if each.id in page.led else each.name
        for each in page.groups
        if each.kind == GroupKind.TEAM
    ]
    return say("{names}", names=named) if named else None


def _names(page: PersonPage, kind: GroupKind) -> Words | None:
    named = [each.name for each in page.groups if each.kind == kind]
    return say("{names}", names=named) if named else None


def _others(page: PersonPage) -> Words | None:
    shown = (GroupKind.TEAM, GroupKind.LOCATION, GroupKind.POSITION)
    named = [each.name for each in page.groups if each.kind not in shown]
    return say("{names}", names=named) if named else None


def _state(person: PersonView) -> Sentence:
    if not person.active:
        return say("Deactivated: gets no messages and can't act. What is on file stays.")
    if person.admitted:
        return say("Active, a guest let in by an admin.")
    if person.chat_user_id is None:
        return say("Active, not in Slack.")
    return say("Active. Name, time zone and deactivation follow Slack.")
