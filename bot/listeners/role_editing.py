"""What roles hold, and roles of the site's own: for a site admin alone (people/roles)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import role_forms as forms
from bot.blocks import roles as cards
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Press, Submission
from bot.listeners.role_finding import givable, unknown_role
from bot.listeners.role_showing import show_role
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.people import (
    Actor,
    Capability,
    RoleView,
    add_role,
    remove_role,
    require,
    role_named,
    set_capabilities,
)
from core.words import TimeOfDay, say

UNDO_EDITED, UNDO_MADE, UNDO_REMOVED = "role_edited", "role_made", "role_removed"


def register(conversations: Conversations) -> None:
    """Add the forms and their undos."""
    conversations.press(cards.NEW, _new_pressed)
    conversations.press(cards.EDIT, _edit_pressed)
    conversations.press(cards.REMOVE, _remove_pressed)
    conversations.submission(forms.NEW_FORM, _made)
    conversations.submission(forms.EDIT_FORM, _edited)
    conversations.undo(UNDO_EDITED, _undo_edited)
    conversations.undo(UNDO_MADE, _undo_made)
    conversations.undo(UNDO_REMOVED, _undo_removed)


def new(call: Call, words: str) -> Answer:
    """`role new mentor`: the form of a role of the site's own."""
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.SITE_MANAGE)
    return Answer(form=forms.new_form(words))


def edit(call: Call, words: str) -> Answer:
    """`role edit reviewer`: the form of what it holds."""
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.SITE_MANAGE)
        if not words:
            raise Invalid(say("Which role? Example: /prowess role edit reviewer"), field="role")
        role = role_named(session, words)
        if role is None:
            raise Invalid(unknown_role(words, givable(session)), field="role")
    return Answer(form=forms.edit_form(role))


def _new_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SITE_MANAGE)
    return Answer(form=forms.new_form(""))


def _edit_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SITE_MANAGE)
        return Answer(form=forms.edit_form(_role(session, str(press.payload["role"]))))


def _made(form: Submission) -> Answer:
    asker, wanted = form.asker, forms.read_capabilities(form.values)
    with form.product.writing(asker.workspace_id) as session:
        name = add_role(session, asker.actor, str(form.values.get("name") or ""), wanted)
        undo_id = note_undoable(session, asker.person_id, UNDO_MADE, role=name)
        session.flush()
        said = say("✓ Made by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=show_role(session, asker, name, said=said, undo_id=undo_id), replace=False)


def _edited(form: Submission) -> Answer:
    asker, name = form.asker, str(form.payload["role"])
    with form.product.writing(asker.workspace_id) as session:
        before = set_capabilities(session, asker.actor, name, forms.read_capabilities(form.values))
        after = frozenset(_role(session, name).capabilities)
        if before == after:
            return Answer(card=_unchanged(name), replace=False)
        undo_id = note_undoable(session, asker.person_id, UNDO_EDITED, role=name, before=sorted(before))
        said = say("✓ Edited by you, {at}. {what}", at=TimeOfDay(session.now), what=_difference(before, after))
        return Answer(card=show_role(session, asker, name, said=said, undo_id=undo_id), replace=False)


def _unchanged(name: str) -> Card:
    return cards.plain_card(say("{role} holds just that already. Nothing changed.", role=cards.role_words(name)))


def _difference(before: frozenset[Capability], after: frozenset[Capability]) -> Words:
    came, gone = sorted(after - before), sorted(before - after)
    if came and gone:
        return say("Added: {came}. Taken away: {gone}.", came=came, gone=gone)
    return say("Added: {came}.", came=came) if came else say("Taken away: {gone}.", gone=gone)


def _remove_pressed(press: Press) -> Answer:
    asker, name = press.asker, str(press.payload["role"])
    with press.product.writing(asker.workspace_id) as session:
        held = [str(each) for each in _role(session, name).capabilities]
        remove_role(session, asker.actor, name)
        undo_id = note_undoable(session, asker.person_id, UNDO_REMOVED, role=name, before=held)
        said = say("✓ {role} removed by you, {at}.", role=name, at=TimeOfDay(session.now))
    return Answer(card=cards.plain_card(said, undo_id))


def _role(session: WorkspaceSession, name: str) -> RoleView:
    found = role_named(session, name)
    if found is None:
        raise Conflict(say("There is no such role any more. See: /prowess role"))
    return found


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    set_capabilities(session, actor, str(refs["role"]), [Capability(each) for each in refs["before"]])
    return say("Undone, {at}. {role} holds what it held before.", at=TimeOfDay(session.now),
               role=cards.role_words(str(refs["role"])))  # fmt: skip


def _undo_made(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    remove_role(session, actor, str(refs["role"]))
    return say("Undone, {at}. There is no role {role}.", at=TimeOfDay(session.now), role=str(refs["role"]))


def _undo_removed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    name = add_role(session, actor, str(refs["role"]), [Capability(each) for each in refs["before"]])
    return say("Undone, {at}. The role {role} is there again.", at=TimeOfDay(session.now), role=name)
