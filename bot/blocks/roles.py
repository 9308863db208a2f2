"""Cards of roles: which there are, what one holds, who has them where (people/roles, people/relations)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.blocks.course_words import PAGE, page_words
from bot.cards import Actions, Button, Card, Confirm, Context, Divider, Header, Part, Text, Words
from bot.cards import undo_button as undo
from core.clock import day_in
from core.people import PERMISSIONS, Capability, ContextKind, RoleHeld, RoleView
from core.words import Sentence, say, say_count

OPEN, GIVE, TAKE = "role.open", "role.give", "role.take"
EDIT, NEW, REMOVE, OF_PERSON = "role.edit", "role.new", "role.remove", "role.of_person"


@dataclass(frozen=True)
class HeldWords:
    """A role somebody has, with its place as people read it (None: the whole site)."""

    held: RoleHeld
    place: str | None
    zone: str


@dataclass(frozen=True)
class RolePage:
    """A role with a page of those who have it; `edits` where the asker edits roles, `gives` where they give some."""

    role: RoleView
    held: Sequence[HeldWords]
    start: int
    total: int
    edits: bool
    gives: bool


def role_words(name: str) -> str:
    """'content editor'"""
    return name.replace("_", " ")


def roles_card(roles: Sequence[RoleView], own: Sequence[Words], *, edits: bool) -> Card:
    """All roles with how many people have each."""
    head = say_count("{n} role", "{n} roles", len(roles))
    rows = [
        Text(
            say("*{role}*, {people}", role=role_words(each.name), people=_people(each)),
            Button(say("Open"), OPEN, {"role": each.name}),
        )
        for each in roles
    ]
    buttons = [Button(say("Give a role"), GIVE, style="primary")]
    if edits:
        buttons.append(Button(say("New role"), NEW))
    mine: list[Part] = [Divider(), *(Text(each) for each in own)]
    return Card(head, (Header(say("Roles")), *rows, *mine, Actions(buttons)))


def own_card(own: Sequence[Words]) -> Card:
    """One's own roles."""
    return Card(say("Your roles"), (Header(say("Your roles")), *(Text(each) for each in own)))


def role_card(page: RolePage, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """A role: what it holds and who has it."""
    role = page.role
    about = say("{kind}, {people}.", kind=_kind(role), people=_people(role))
    parts: list[Part] = [Header(role_words(role.name))]
    parts += [Text(said)] if said is not None else []
    parts += [Text(about), Text(holds_words(role.capabilities))]
    parts += [
        Text(say("*{name}*: {where}", name=each.held.person, where=_where(each)), _take(each) if page.gives else None)
        for each in page.held
    ]
    if page.total > PAGE:
        parts.append(Context(page_words(page.start, len(page.held), page.total)))
    buttons = _role_buttons(page) + ([undo(undo_id)] if undo_id is not None else [])
    return Card(said or say("{role}. {about}", role=role_words(role.name), about=about), (*parts, *_row(buttons)))


def holds_words(capabilities: Sequence[Capability]) -> Sentence:
    """'Holds: grading in this course; editing activities.'"""
    if not capabilities:
        return say("Holds nothing.")
    return say("Holds: {what}.", what=[say(PERMISSIONS[each].doing) for each in capabilities])


def _role_buttons(page: RolePage) -> list[Button]:
    about = {"role": page.role.name}
    buttons: list[Button] = []
    if page.start + PAGE < page.total:
        buttons.append(Button(say("Show more"), OPEN, {**about, "from": page.start + PAGE}))
    elif page.start:
        buttons.append(Button(say("From the start"), OPEN, {**about, "from": 0}))
    if page.gives and page.role.name not in ("employee", "manager", "lead"):
        buttons.append(Button(say("Give"), GIVE, about))
    if page.edits:
        buttons.append(Button(say("Edit"), EDIT, about))
    if page.edits and not page.role.shipped:
        remove = Confirm(
            say("Remove {role}?", role=page.role.name), say("Nobody can be given it any more."), say("Remove")
        )
        buttons.append(Button(say("Remove"), REMOVE, about, "danger", remove))
    return buttons


def person_card(name: str, own: Sequence[Words], held: Sequence[HeldWords], *, gives: bool, person_id: int) -> Card:
    """Somebody's roles: those that follow from the directory, then those given, each to be taken."""
    head = say("{name}'s roles", name=name)
    rows = [
        Text(
            held_words(each),
            _take(each) if gives else None,
        )
        for each in held
    ]
    give = [Actions([Button(say("Give a role"), GIVE, {"person": person_id})])] if gives else []
    return Card(head, (Header(head), *(Text(each) for each in own), *rows, *give))


def given_card(said: Words, person_id: int, undo_id: int | None, why: Words | None = None) -> Card:
    """What giving or taking did."""
    buttons = [Button(say("All roles"), OF_PERSON, {"person": person_id})]
    buttons += [undo(undo_id)] if undo_id is not None else []
    return Card(said, (Text(said), *([Context(why)] if why is not None else []), Actions(buttons)))


def which_card(words: Words, held: Sequence[HeldWords]) -> Card:
    """Which of several is to be taken."""
    rows = [
        Text(held_words(each), _take(each))
        for each in held[:PAGE]
    ]
    return Card(words, (Text(words), *rows))


def held_words(each: HeldWords) -> Sentence:
    """'*reviewer*: over Anna Berg, since 24 November 2026'"""
    return say("*{role}*: {where}", role=role_words(each.held.role), where=_where(each))


def plain_card(said: Words, undo_id: int | None = None) -> Card:
    """A sentence, with the way back."""
    return Card(said, (Text(said), *_row([undo(undo_id)] if undo_id is not None else [])))


def where_words(kind: str, place: str | None) -> Sentence:
    """'over Anna Berg', 'in Fire safety at work', 'on the whole site'"""
    if kind == ContextKind.PERSON:
        return say("over {place}", place=place or say("somebody"))
    return say("on the whole site") if kind == ContextKind.SITE else say("in {place}", place=place or say("a place"))


def day_words(since: date | None, until: date | None) -> Sentence:
    """', from 1 March 2027 until 31 May 2027'"""
    if since is not None and until is not None:
        return say(", from {since} until {until}", since=since, until=until)
    if since is not None:
        return say(", from {since}", since=since)
    return say(", until {until}", until=until) if until is not None else say("")


def _where(each: HeldWords) -> Sentence:
    held = each.held
    since = day_in(each.zone, held.since)
    until = day_in(each.zone, held.until - timedelta(microseconds=1)) if held.until is not None else None
    where = where_words(held.kind, each.place)
    if until is not None:
        return say("{where}, from {since} until {until}", where=where, since=since, until=until)
    return say("{where}, since {since}", where=where, since=since)


def _take(each: HeldWords) -> Button:
    held = each.held
    effect = say("{name} holds it no longer, {where}.", name=held.person, where=where_words(held.kind, each.place))
    asked = Confirm(say("Take {role}?", role=role_words(held.role)), effect, say("Take"))
    return Button(say("Take"), TAKE, {"assignment": held.id}, confirm=asked)


def _people(role: RoleView) -> Sentence:
    follows: Mapping[str, Sentence] = {
        "employee": say("everybody, over themself"),
        "manager": say("whoever supervises somebody"),
        "lead": say("whoever leads a group"),
    }
    return follows.get(role.name) or say_count("{n} person", "{n} people", role.people)


def _kind(role: RoleView) -> Sentence:
    return say("Shipped role") if role.shipped else say("Role of your own")


def _row(buttons: Sequence[Any]) -> list[Part]:
    return [Actions(list(buttons))] if buttons else []
