"""A competency in its framework's tree: added under, moved, related, deleted (frameworks/tree, hierarchy, related)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.competencies import DISABLE as DISABLE_COMPETENCY
from bot.blocks.competencies import EDIT as EDIT_COMPETENCY
from bot.blocks.competencies import ENABLE as ENABLE_COMPETENCY
from bot.blocks.competencies import OPEN as OPEN_COMPETENCY
from bot.blocks.framework_asking import delete_competency_card, kept_card
from bot.blocks.framework_forms import (
    SAVE_PARENTS,
    SAVE_PARTED,
    SAVE_RELATED,
    SHOW_FOUND,
    find_form,
    move_form,
    parted_form,
    related_form,
)
from bot.blocks.framework_words import ADD, DELETE_COMPETENCY, FIND, MOVE, PAGE, PLACE, PLACE_MORE
from bot.blocks.paths import RULE
from bot.cards import Words
from bot.conversation import Answer, Conversations, Press, Submission
from bot.listeners.competency_form import competency_form
from bot.listeners.framework_entries import chosen_id, chosen_ids
from bot.listeners.framework_views import competency_place_card, framework_tree_card
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.frameworks import (
    competency_record,
    competency_references,
    delete_competency,
    managed_competency,
    parents_of,
    relate,
    set_parents,
    tree_of,
    unrelate,
)
from core.people import Actor
from core.words import Sentence, TimeOfDay, say

UNDO_MOVED, UNDO_RELATED, UNDO_PARTED = "framework_moved", "framework_related", "framework_parted"
PASSED_ON = {
    "edit": EDIT_COMPETENCY,
    "rule": RULE,
    "disable": DISABLE_COMPETENCY,
    "enable": ENABLE_COMPETENCY,
    "details": OPEN_COMPETENCY,
}
"""What 'More' hands to the handlers of these buttons."""


def register(conversations: Conversations) -> None:
    """Add what the buttons of the tree and of a competency's place do."""

    def place(press: Press) -> Answer:
        return _place(press, rule=RULE in conversations.presses)

    def more(press: Press) -> Answer:
        passed = PASSED_ON.get(str(press.chosen))
        return conversations.presses[passed](press) if passed else _more(press)

    conversations.press(PLACE, place)
    conversations.press(PLACE_MORE, more)
    conversations.press(ADD, _add)
    conversations.press(FIND, _find)
    conversations.press(MOVE, _move)
    conversations.press(DELETE_COMPETENCY, _delete)
    conversations.submission(SHOW_FOUND, lambda form: _found(form, rule=RULE in conversations.presses))
    conversations.submission(SAVE_PARENTS, _save_parents)
    conversations.submission(SAVE_RELATED, _save_related)
    conversations.submission(SAVE_PARTED, _save_parted)
    conversations.undo(UNDO_MOVED, _undo_moved)
    conversations.undo(UNDO_RELATED, _undo_related)
    conversations.undo(UNDO_PARTED, _undo_parted)


def _place(press: Press, *, rule: bool) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        competency_id, start = int(press.payload["competency"]), int(press.payload.get("start") or 0)
        return Answer(
            card=competency_place_card(session, press.asker.actor, competency_id, start=start, rule=rule)
        )


def _add(press: Press) -> Answer:
    """The form of a competency under the chosen one, or at the top of the framework."""
    parent, framework = press.payload.get("parent"), press.payload.get("framework")
    return Answer(
        form=competency_form(
            press.product,
            press.asker,
            framework_id=int(framework) if framework is not None else None,
            parent_id=int(parent) if parent is not None else None,
        )
    )


def _find(press: Press) -> Answer:
    return Answer(form=find_form(int(press.payload["framework"])))


def _found(form: Submission, *, rule: bool) -> Answer:
    chosen = chosen_id(form.values, "competency")
    if chosen is None:
        raise Invalid(say("Pick a competency from the list."), field="competency")
    with form.product.reading(form.asker.workspace_id) as session:
        return Answer(card=competency_place_card(session, form.asker.actor, chosen, rule=rule))


def _more(press: Press) -> Answer:
    competency_id, actor = int(press.payload["competency"]), press.asker.actor
    with press.product.reading(press.asker.workspace_id) as session:
        record = competency_record(session, actor, competency_id)
        if press.chosen == "tree":
            return Answer(card=_tree_at(session, actor, record.framework_id, competency_id))
        managed_competency(session, actor, competency_id)
        if press.chosen == "relate":
            return Answer(form=related_form(competency_id, record.framework_id, record.view.name))
        if press.chosen == "unrelate":
            return Answer(form=parted_form(competency_id, record.view.name, record.related))
        counts = competency_references(session, competency_id)
    if counts:
        return Answer(card=kept_card(record.view.name, counts, competency_id, active=record.view.active))
    return Answer(card=delete_competency_card(record.view.name, competency_id))


def _tree_at(session: WorkspaceSession, actor: Actor, framework_id: int, competency_id: int) -> Any:
    """The tree at the page where the competency stands."""
    ids = [row.id for row in tree_of(session, actor, framework_id)]
    start = ids.index(competency_id) // PAGE * PAGE if competency_id in ids else 0
    return framework_tree_card(session, actor, framework_id, start=start)


# -- moving -----------------------------------------------------------------------------------------------------


def _move(press: Press) -> Answer:
    competency_id, actor = int(press.payload["competency"]), press.asker.actor
    with press.product.reading(press.asker.workspace_id) as session:
        managed_competency(session, actor, competency_id)
        record = competency_record(session, actor, competency_id)
    parents: list[tuple[Words, str]] = [(each.name, str(each.id)) for each in record.parents]
    return Answer(form=move_form(competency_id, record.framework_id, record.view.name, parents))


def _save_parents(form: Submission) -> Answer:
    """Put the competency under the chosen parents; parents the asker doesn't see stay."""
    competency_id, actor = int(form.payload["competency"]), form.asker.actor
    with form.product.writing(form.asker.workspace_id) as session:
        record = competency_record(session, actor, competency_id)
        wanted = [*chosen_ids(form.values, "parents"), *record.hidden_parent_ids]
        before = set_parents(session, actor, competency_id, wanted)
        if set(before) == set(wanted):
            return Answer(card=competency_place_card(session, actor, competency_id, note=say("Nothing changed.")))
        refs = {"competency": competency_id, "before": list(before), "after": wanted}
        undo_id = note_undoable(session, form.asker.person_id, UNDO_MOVED, **refs)
        note = say("✓ Moved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=competency_place_card(session, actor, competency_id, note=note, undo_id=undo_id))


def _undo_moved(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    competency_id = int(refs["competency"])
    if set(parents_of(session, competency_id)) != set(refs["after"]):
        raise Conflict(say("Can't undo: it was moved again since. Move puts it where you want it."))
    set_parents(session, actor, competency_id, refs["before"])
    return say("Undone, {at}. It stands where it was.", at=TimeOfDay(session.now))


# -- related ----------------------------------------------------------------------------------------------------


def _save_related(form: Submission) -> Answer:
    chosen = chosen_ids(form.values, "related")
    if not chosen:
        raise Invalid(say("Pick at least one competency from the list."), field="related")
    return _join(form, chosen, related=True)


def _save_parted(form: Submission) -> Answer:
    chosen = chosen_ids(form.values, "related")
    if not chosen:
        raise Invalid(say("Pick at least one of them."), field="related")
    return _join(form, chosen, related=False)


def _join(form: Submission, chosen: Sequence[int], *, related: bool) -> Answer:
    competency_id, actor = int(form.payload["competency"]), form.asker.actor
    act, undo = (relate, UNDO_RELATED) if related else (unrelate, UNDO_PARTED)
    with form.product.writing(form.asker.workspace_id) as session:
        done = [each for each in chosen if act(session, actor, competency_id, each)]
        if not done:
            return Answer(card=competency_place_card(session, actor, competency_id, note=say("Nothing changed.")))
        undo_id = note_undoable(session, form.asker.person_id, undo, competency=competency_id, others=done)
        note = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=competency_place_card(session, actor, competency_id, note=note, undo_id=undo_id))


def _undo_related(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    for each in refs["others"]:
        unrelate(session, actor, int(refs["competency"]), int(each))
    return say("Undone, {at}. They are not related.", at=TimeOfDay(session.now))


def _undo_parted(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    for each in refs["others"]:
        relate(session, actor, int(refs["competency"]), int(each))
    return say("Undone, {at}. They are related again.", at=TimeOfDay(session.now))


# -- deleting ---------------------------------------------------------------------------------------------------


def _delete(press: Press) -> Answer:
    """Delete the competency; the framework's tree follows."""
    competency_id, actor = int(press.payload["competency"]), press.asker.actor
    with press.product.writing(press.asker.workspace_id) as session:
        framework_id = competency_record(session, actor, competency_id).framework_id
        name = delete_competency(session, actor, competency_id)
        note = say("{name} was deleted by you, {at}.", name=name, at=TimeOfDay(session.now))
        return Answer(card=framework_tree_card(session, actor, framework_id, note=note))
