"""Making, renaming and archiving groups (people/groups)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import groups as cards
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission
from bot.listeners.group_finding import find_group
from bot.listeners.group_members import picked_people
from bot.listeners.group_showing import show_group
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    GROUP_KINDS,
    Actor,
    Capability,
    GroupKind,
    archive_group,
    create_group,
    group_row,
    group_view,
    put_into_group,
    rename_group,
    require,
    restore_group,
)
from core.words import TimeOfDay, say, say_count

UNDO_MADE, UNDO_RENAMED, UNDO_ARCHIVED = "group_made", "group_renamed", "group_archived"
RENAME_EXAMPLE = "/prowess group rename Warehouse to Stores"


def register(conversations: Conversations) -> None:
    """Add the forms and their undos."""
    conversations.press(cards.NEW, _new_pressed)
    conversations.press(cards.RENAME, _rename_pressed)
    conversations.press(cards.ARCHIVE, _archive_pressed)
    conversations.submission(cards.NEW_FORM, _made)
    conversations.submission(cards.RENAME_FORM, _renamed)
    conversations.undo(UNDO_MADE, _undo_made)
    conversations.undo(UNDO_RENAMED, _undo_renamed)
    conversations.undo(UNDO_ARCHIVED, _undo_archived)


def new(call: Call, words: str) -> Answer:
    """`group new team Warehouse`: made at once; without kind or name a form."""
    kind, _, name = words.partition(" ")
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.GROUP_MANAGE)
    if kind.lower() == GroupKind.CHANNEL:
        raise Invalid(say("A channel's group follows it. Example: /prowess group channel #warehouse"), field="kind")
    if kind.lower() in GROUP_KINDS and name.strip():
        return Answer(card=_make(call, kind.lower(), name, {}))
    return Answer(form=cards.new_form(kind.lower() if kind.lower() in GROUP_KINDS else None, "" if name else words))


def rename(call: Call, words: str) -> Answer:
    """`group rename Warehouse to Stores`; without a new name a form."""
    before, _, name = words.partition(" to ")
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.GROUP_MANAGE)
        found = find_group(session, call.asker, before or words, {"then": "rename", "name": name.strip()})
    if isinstance(found, Card):
        return Answer(card=found)
    return _rename(call, found.id, name) if name.strip() else Answer(form=cards.rename_form(found))


def archive(call: Call, words: str) -> Answer:
    """`group archive Warehouse`: its card, whose button asks before it does."""
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.GROUP_MANAGE)
        found = find_group(session, call.asker, words, {"then": "archive"})
        if isinstance(found, Card):
            return Answer(card=found)
    return archive_chosen(call, found.id)


def rename_chosen(press: Press, group_id: int) -> Answer:
    """The group to rename was picked among several."""
    name = str(press.payload.get("name") or "")
    if name:
        return _rename(press, group_id, name)
    with press.product.reading(press.asker.workspace_id) as session:
        group_row(session, press.asker.actor, group_id)
        return Answer(form=cards.rename_form(group_view(session, group_id)))


def archive_chosen(request: Request, group_id: int) -> Answer:
    """Show the group with what archiving it means."""
    with request.product.reading(request.asker.workspace_id) as session:
        group_row(session, request.asker.actor, group_id)
        said = say("Archive it? Everybody leaves it; its history stays.")
        return Answer(card=show_group(session, request.asker, group_id, said=said))


def _new_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.GROUP_MANAGE)
    return Answer(form=cards.new_form(None, ""))


def _made(form: Submission) -> Answer:
    kind, name = str(form.values.get("kind") or ""), str(form.values.get("name") or "")
    if form.values.get("leads") and kind != GroupKind.TEAM:
        raise Invalid(say("Only teams have leads. Leave this empty, or choose Team."), field="leads")
    return Answer(card=_make(form, kind, name, form.values), replace=False)


def _make(request: Request, kind: str, name: str, values: Mapping[str, Any]) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        group_id = create_group(session, asker.actor, kind, name)
        for field, lead in (("people", False), ("leads", True)):
            chosen = picked_people(session, values.get(field) or [], field)
            put_into_group(session, asker.actor, group_id, chosen, lead=lead)
        undo_id = note_undoable(session, asker.person_id, UNDO_MADE, group=group_id)
        session.flush()
        said = say("✓ Made by you, {at}.", at=TimeOfDay(session.now))
        return show_group(session, asker, group_id, said=said, undo_id=undo_id)


def _rename_pressed(press: Press) -> Answer:
    group_id = int(press.payload["group"])
    with press.product.reading(press.asker.workspace_id) as session:
        group_row(session, press.asker.actor, group_id)
        return Answer(form=cards.rename_form(group_view(session, group_id)))


def _renamed(form: Submission) -> Answer:
    return _rename(form, int(form.payload["group"]), str(form.values.get("name") or ""))


def _rename(request: Request, group_id: int, name: str) -> Answer:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        before = rename_group(session, asker.actor, group_id, name)
        now = group_row(session, asker.actor, group_id).name
        if before == now:
            return Answer(card=cards.changed_card(say("It is called {name} already.", name=now), group_id, None))
        undo_id = note_undoable(session, asker.person_id, UNDO_RENAMED, group=group_id, before=before)
        said = say("✓ {before} is called {name} now, {at}.", before=before, name=now, at=TimeOfDay(session.now))
    return Answer(card=cards.changed_card(said, group_id, undo_id))


def _archive_pressed(press: Press) -> Answer:
    asker, group_id = press.asker, int(press.payload["group"])
    with press.product.writing(asker.workspace_id) as session:
        name = group_row(session, asker.actor, group_id).name
        left = archive_group(session, asker.actor, group_id)
        undo_id = note_undoable(session, asker.person_id, UNDO_ARCHIVED, group=group_id)
        said = say_count(
            "✓ {name} archived by you, {at}. {n} person left it.",
            "✓ {name} archived by you, {at}. {n} people left it.",
            len(left),
            name=name,
            at=TimeOfDay(session.now),
        )
    return Answer(card=cards.changed_card(said, None, undo_id))


def _undo_made(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    name = group_row(session, actor, int(refs["group"])).name
    archive_group(session, actor, int(refs["group"]))
    return say("Undone, {at}. There is no group {name}.", at=TimeOfDay(session.now), name=name)


def _undo_renamed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    rename_group(session, actor, int(refs["group"]), str(refs["before"]))
    return say("Undone, {at}. It is called {name} again.", at=TimeOfDay(session.now), name=str(refs["before"]))


def _undo_archived(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    restore_group(session, actor, int(refs["group"]))
    group = group_view(session, int(refs["group"]))
    return say_count(
        "Undone, {at}. {name} is in use again, with {n} person.",
        "Undone, {at}. {name} is in use again, with {n} people.",
        group.members,
        at=TimeOfDay(session.now),
        name=group.name,
    )
