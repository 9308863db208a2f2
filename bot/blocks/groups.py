"""Cards of groups: which there are, who is in one, what a change did (people/groups)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.course_words import PAGE, page_words
from bot.cards import Actions, Button, Card, Confirm, Context, Form, FormField, Header, Part, Pick, Text, Words
from bot.cards import undo_button as undo
from core.people import GroupKind, GroupMember, GroupSource, GroupView, MembershipPlan, PersonView
from core.words import Sentence, TimeOfDay, say, say_count

LIST, OPEN, NEW, ADD, RENAME, ARCHIVE = (
    "group.list", "group.open", "group.new", "group.add", "group.rename", "group.archive",
)
MEMBER, APPLY, CANCEL, CHOSEN = "group.member", "group.apply", "group.cancel", "group.chosen"
COHORT_COURSES = "group.cohort_courses"
NEW_FORM, ADD_FORM, RENAME_FORM = "group.new_form", "group.add_form", "group.rename_form"
TAKE_OUT, MAKE_LEAD, NO_LEAD = "take_out", "lead", "no_lead"
MOST_NAMED = 10

KIND_WORDS: Mapping[str, Sentence] = {
    GroupKind.AUDIENCE: say("Audience"),
    GroupKind.POSITION: say("Position"),
    GroupKind.TEAM: say("Team"),
    GroupKind.LOCATION: say("Location"),
    GroupKind.COMPANY: say("Company"),
    GroupKind.COHORT: say("Cohort"),
    GroupKind.CHANNEL: say("Channel"),
}
BY_HAND = (
    GroupKind.TEAM, GroupKind.LOCATION, GroupKind.COMPANY, GroupKind.POSITION, GroupKind.COHORT, GroupKind.AUDIENCE,
)
"""Kinds made by hand; a channel follows a channel of the chat."""


@dataclass(frozen=True)
class GroupPage:
    """A page of a group's people; `follows` says what it follows, `managed` that the asker may change it."""

    group: GroupView
    members: Sequence[GroupMember]
    start: int
    managed: bool
    follows: Words | None = None


def groups_card(
    groups: Sequence[GroupView], start: int, total: int, *, managed: bool, more: Sequence[Button] = ()
) -> Card:
    """The groups there are, for those who manage them; else one's own."""
    head = say_count("{n} group", "{n} groups", total) if managed else say("Your groups")
    parts: list[Part] = [Header(say("Groups") if managed else head)]
    if not groups:
        parts.append(Text(say("There is no group yet.") if managed else say("You are in no group.")))
    parts += [Text(row_words(each), Button(say("Open"), OPEN, {"group": each.id})) for each in groups]
    if total > PAGE:
        parts.append(Context(page_words(start, len(groups), total)))
    buttons = _paging(LIST, {}, start, total)
    if managed:
        buttons += [Button(say("New group"), NEW, style=None if groups else "primary"), *more]
    return Card(head, (*parts, *([Actions(buttons)] if buttons else [])))


def row_words(group: GroupView) -> Sentence:
    """'*Warehouse*, team, 9 people'"""
    return say("*{name}*, {kind}, {people}", name=group.name, kind=kind_words(group.kind), people=_people(group))


def kind_words(kind: str) -> str:
    """A kind inside a sentence."""
    return str(KIND_WORDS[kind]).lower()


def group_card(page: GroupPage, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """A group with a page of its people, leads first."""
    group = page.group
    about = say("{kind}, {people}.", kind=KIND_WORDS[group.kind], people=_people(group))
    parts: list[Part] = [Header(group.name)]
    parts += [Text(said)] if said is not None else []
    parts.append(Text(about))
    parts += [Context(page.follows)] if page.follows is not None else []
    parts += [Text(_member_words(each), _member_pick(page, each)) for each in page.members]
    if group.members > PAGE:
        parts.append(Context(page_words(page.start, len(page.members), group.members)))
    buttons = _paging(OPEN, {"group": group.id}, page.start, group.members)
    buttons += [undo(undo_id)] if undo_id is not None else []
    buttons += _changing(group) if page.managed else []
    return Card(said or say("{name}. {about}", name=group.name, about=about), (*parts, *_row(buttons)))


def _changing(group: GroupView) -> list[Button]:
    about = {"group": group.id}
    count = say_count("{n} person leaves it.", "{n} people leave it.", group.members)
    archive = Confirm(
        say("Archive {name}?", name=group.name),
        say("{count} Its history stays.", count=count),
        say("Archive"),
    )
    found = [Button(say("Add people"), ADD, about)] if group.source == GroupSource.HAND else []
    if group.source == GroupSource.COURSES:
        found.append(Button(say("Choose courses"), COHORT_COURSES, about))
    if group.source != GroupSource.CHANNEL:
        found.append(Button(say("Rename"), RENAME, about))
    return [*found, Button(say("Archive"), ARCHIVE, about, "danger", archive)]


def _member_words(member: GroupMember) -> Sentence:
    return say("{name}, lead", name=member.name) if member.lead else say("{name}", name=member.name)


def _member_pick(page: GroupPage, member: GroupMember) -> Pick | None:
    """What can be done with one of its people, where it is made by hand."""
    if not page.managed or page.group.source != GroupSource.HAND:
        return None
    options: list[tuple[Words, str]] = [(say("Take out"), TAKE_OUT)]
    if page.group.kind == GroupKind.TEAM:
        lead = (say("No longer lead"), NO_LEAD) if member.lead else (say("Make lead"), MAKE_LEAD)
        options.insert(0, lead)
    return Pick(say("Change"), MEMBER, options, {"group": page.group.id, "person": member.person_id})


def which_group_card(words: str, found: Sequence[GroupView], payload: Mapping[str, Any]) -> Card:
    """Several groups may be meant."""
    said = say("Which group is '{words}'?", words=words)
    rows = [
        Text(row_words(each), Button(say("Choose"), CHOSEN, {**payload, "group": each.id})) for each in found
    ]
    return Card(said, (Text(said), *rows))


def changed_card(said: Words, group_id: int | None, undo_id: int | None) -> Card:
    """What a change did, with the way back."""
    buttons = [Button(say("Open group"), OPEN, {"group": group_id})] if group_id is not None else []
    buttons += [undo(undo_id)] if undo_id is not None else []
    return Card(said, (Text(said), *_row(buttons)))


def dry_run_card(
    group: GroupView, plan: MembershipPlan, names: Mapping[int, PersonView], payload: Mapping[str, Any], *, leave: bool
) -> Card:
    """What moving several people would do, before anything changes (targets/dry-run)."""
    said = say("{group}. {counts}", group=group.name, counts=_leaving(plan) if leave else _joining(plan))
    parts: list[Part] = [Header(say("Not applied yet")), Text(said)]
    if plan.inactive and not leave:
        left_out = [names[each].name for each in plan.inactive[:MOST_NAMED] if each in names]
        parts.append(Text(say("Left out, as they are deactivated: {names}.", names=left_out)))
    buttons = [Button(say("Cancel"), CANCEL)]
    if plan.already if leave else plan.new:
        buttons.insert(0, Button(say("Apply"), APPLY, payload, "primary"))
    return Card(said, (*parts, Actions(buttons)))


def new_form(kind: str | None, name: str) -> Form:
    """The form of a new group."""
    kinds = [(KIND_WORDS[each], str(each)) for each in BY_HAND]
    fields = (
        FormField("kind", say("Kind"), "choice", kind or GroupKind.TEAM, options=kinds),
        FormField("name", say("Name"), initial=name, max_length=120),
        FormField("people", say("Who is in it"), "people", optional=True, several=True),
        FormField("leads", say("Who leads it (a team)"), "people", optional=True, several=True),
    )
    return Form(say("New group"), NEW_FORM, fields)


def add_form(group: GroupView) -> Form:
    """Whom to put into a group."""
    field = FormField("people", say("Whom"), "people", hint=say("Into {group}.", group=group.name))
    return Form(say("Add people"), ADD_FORM, (field,), {"group": group.id}, submit=say("Add"))


def rename_form(group: GroupView) -> Form:
    """A group's new name."""
    field = FormField("name", say("Name"), initial=group.name, max_length=120)
    return Form(say("Rename group"), RENAME_FORM, (field,), {"group": group.id})


def applied_words(by: str, at: datetime, what: Words) -> Sentence:
    """'✓ Applied by Ada, 10:42: 3 people joined Warehouse.'"""
    return say("✓ Applied by {name}, {at}: {what}.", name=by, at=TimeOfDay(at), what=what)


def _joining(plan: MembershipPlan) -> Sentence:
    everybody = len(plan.new) + len(plan.already) + len(plan.inactive)
    people = say_count("{n} person", "{n} people", everybody)
    said = say("{people}: {new} new", people=people, new=len(plan.new))
    if plan.already:
        said = say("{said}, {n} in it already", said=said, n=len(plan.already))
    return say("{said}, {n} left out.", said=said, n=len(plan.inactive)) if plan.inactive else say("{said}.", said=said)


def _leaving(plan: MembershipPlan) -> Sentence:
    outside = len(plan.new) + len(plan.inactive)
    said = say_count("{n} person would leave it", "{n} people would leave it", len(plan.already))
    return say("{said}, {n} not in it.", said=said, n=outside) if outside else say("{said}.", said=said)


def _people(group: GroupView) -> Sentence:
    people = say_count("{n} person", "{n} people", group.members)
    if not group.leads:
        return people
    return say("{people}, {leads}", people=people, leads=say_count("{n} lead", "{n} leads", group.leads))


def _paging(action: str, payload: Mapping[str, Any], start: int, total: int) -> list[Button]:
    if start + PAGE < total:
        return [Button(say("Show more"), action, {**payload, "from": start + PAGE})]
    return [Button(say("From the start"), action, {**payload, "from": 0})] if start else []


def _row(buttons: Sequence[Button]) -> list[Part]:
    return [Actions(list(buttons))] if buttons else []
