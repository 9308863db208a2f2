"""A framework as a whole: copied, disabled, enabled, deleted, its links moved to another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.blocks.framework_asking import (
    delete_framework_card,
    kept_framework_card,
    migrated_card,
    migration_card,
)
from bot.blocks.framework_forms import ASK_MIGRATION, OTHERS, SAVE_COPY, copy_form, migrate_form
from bot.blocks.framework_words import DELETE, DISABLE, ENABLE, MIGRATE, MORE, count_words
from bot.cards import Card, Text
from bot.conversation import Answer, Call, Conversations, Option, Press, Submission
from bot.listeners.framework_asking import edit_framework_form
from bot.listeners.framework_entries import chosen_id, text_of
from bot.listeners.framework_views import framework_tree_card, list_card, listed_framework
from core.audit import note_undoable
from core.catalogue import disable_framework, enable_framework, migrate_links, plan_migration
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import (
    FrameworkView,
    delete_framework,
    duplicate_framework,
    framework_references,
    framework_views,
    managed_framework,
    manages_framework,
    proposed_copy,
)
from core.people import Actor
from core.words import Sentence, TimeOfDay, say

UNDO_COPIED, UNDO_DISABLED, UNDO_ENABLED = "framework_copied", "framework_disabled", "framework_enabled"


def register(conversations: Conversations) -> None:
    """Add 'More' of a framework and what it leads to."""
    conversations.press(MORE, _more)
    conversations.press(DISABLE, _disable)
    conversations.press(ENABLE, _enable)
    conversations.press(DELETE, _delete)
    conversations.press(MIGRATE, _migrate)
    conversations.submission(SAVE_COPY, _save_copy)
    conversations.submission(ASK_MIGRATION, _ask_migration)
    conversations.lookup(OTHERS, _others)
    conversations.undo(UNDO_COPIED, _undo_copied)
    conversations.undo(UNDO_DISABLED, _undo_disabled)
    conversations.undo(UNDO_ENABLED, _undo_enabled)


def _more(press: Press) -> Answer:
    handlers: dict[str, Callable[[Press], Answer]] = {
        "edit": lambda each: Answer(form=edit_framework_form(each, int(each.payload["framework"]))),
        "duplicate": _duplicate,
        "migrate": _choose_target,
        "disable": _disable,
        "enable": _enable,
        "delete": _ask_delete,
    }
    handler = handlers.get(str(press.chosen), _list)
    return handler(press)


def _list(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=list_card(session, press.asker.actor))


def _managed(session: WorkspaceSession, actor: Actor, payload: Mapping[str, Any]) -> FrameworkView:
    """The framework of a press, for somebody who may change it."""
    framework_id = int(payload["framework"])
    view = listed_framework(session, actor, framework_id)
    managed_framework(session, actor, framework_id)
    return view


# -- copies -----------------------------------------------------------------------------------------------------


def _duplicate(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = _managed(session, press.asker.actor, press.payload)
        return Answer(form=copy_form(view, *proposed_copy(session, press.asker.actor, view.id)))


def _save_copy(form: Submission) -> Answer:
    actor = form.asker.actor
    name, idnumber = text_of(form.values, "name"), text_of(form.values, "idnumber")
    with form.product.writing(form.asker.workspace_id) as session:
        copy_id = duplicate_framework(session, actor, int(form.payload["framework"]), name=name, idnumber=idnumber)
        undo_id = note_undoable(session, form.asker.person_id, UNDO_COPIED, framework=copy_id)
        copied = listed_framework(session, actor, copy_id).competencies
        note = say("✓ Duplicated by you, {at}: {n}.", at=TimeOfDay(session.now), n=count_words(copied))
        return Answer(card=framework_tree_card(session, actor, copy_id, note=note, undo_id=undo_id))


def _undo_copied(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    name = delete_framework(session, actor, int(refs["framework"]))
    return say("Undone, {at}. {name} is no longer there.", at=TimeOfDay(session.now), name=name)


# -- disabling and deleting -------------------------------------------------------------------------------------


def _disable(press: Press) -> Answer:
    return _switch(press, disable_framework, UNDO_DISABLED, "✓ Disabled by you, {at}, with {n}.")


def _enable(press: Press) -> Answer:
    return _switch(press, enable_framework, UNDO_ENABLED, "✓ Enabled by you, {at}, with {n}.")


def _switch(press: Press, act: Callable[[WorkspaceSession, Actor, int], int], undo: str, words: str) -> Answer:
    framework_id, actor = int(press.payload["framework"]), press.asker.actor
    with press.product.writing(press.asker.workspace_id) as session:
        count = act(session, actor, framework_id)
        undo_id = note_undoable(session, press.asker.person_id, undo, framework=framework_id)
        note = say(words, at=TimeOfDay(session.now), n=count_words(count))
        return Answer(card=framework_tree_card(session, actor, framework_id, note=note, undo_id=undo_id))


def _undo_disabled(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    enable_framework(session, actor, int(refs["framework"]))
    return say("Undone, {at}. It is in use again.", at=TimeOfDay(session.now))


def _undo_enabled(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    disable_framework(session, actor, int(refs["framework"]))
    return say("Undone, {at}. It is disabled again.", at=TimeOfDay(session.now))


def _ask_delete(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = _managed(session, press.asker.actor, press.payload)
        counts = framework_references(session, view.id)
    return Answer(card=kept_framework_card(view, counts) if counts else delete_framework_card(view))


def _delete(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        name = delete_framework(session, press.asker.actor, int(press.payload["framework"]))
        card = list_card(session, press.asker.actor)
        said = say("{name} was deleted by you, {at}.", name=name, at=TimeOfDay(session.now))
    return Answer(card=_noted(card, said))


def _noted(card: Card, said: Sentence) -> Card:
    return Card(said, (Text(said), *card.parts))


# -- links to another framework ---------------------------------------------------------------------------------


def _choose_target(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = _managed(session, press.asker.actor, press.payload)
        others = _targets(session, press.asker.actor, view.id)
    if not others:
        raise Invalid(say("There is no other framework that you may change. Make one first."))
    return Answer(form=migrate_form(view, others))


def _targets(session: WorkspaceSession, actor: Actor, own_id: int) -> list[FrameworkView]:
    return [
        each
        for each in framework_views(session, actor)
        if each.id != own_id and not each.disabled and manages_framework(session, actor, each.category_id)
    ]


def _others(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = _targets(session, call.asker.actor, int(call.about.get("framework") or 0))
    return [(each.name, str(each.id)) for each in found if call.words.casefold() in each.name.casefold()][:100]


def _ask_migration(form: Submission) -> Answer:
    from_id, to_id = int(form.payload["framework"]), chosen_id(form.values, "target")
    if to_id is None:
        raise Invalid(say("Choose the framework the links go to."), field="target")
    with form.product.reading(form.asker.workspace_id) as session:
        return Answer(card=migration_card(plan_migration(session, form.asker.actor, from_id, to_id), from_id, to_id))


def _migrate(press: Press) -> Answer:
    """Move the links, worked out anew from the data as they are now."""
    from_id, asker = int(press.payload["framework"]), press.asker
    with press.product.writing(asker.workspace_id) as session:
        plan = migrate_links(session, asker.actor, from_id, int(press.payload["target"]))
        at = say("{at}", at=session.now)
    return Answer(card=migrated_card(plan, asker.person.first_name, at, from_id))
