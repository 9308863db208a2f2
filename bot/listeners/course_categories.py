"""The categories that courses and frameworks stand in: listed, opened, made, renamed, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from bot.blocks import course_forms as forms
from bot.blocks.categories import EDIT, LIST, NEW, OPEN, categories_card, category_card
from bot.cards import Actions, Card, Words, undo_button
from bot.conversation import Answer, Call, Conversations, Option, Press, Submission
from bot.listeners.course_editing import picked_id
from core.audit import note_undoable
from core.catalogue import category_view, edit_category
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import framework_views
from core.people import Actor, Capability, Where, add_category, allows, category_tree, holds_anywhere, require
from core.words import TimeOfDay, say

MOST_OPTIONS = 100
NEAR = 60
UNDO = "category_edited"


def register(conversations: Conversations) -> None:
    """Add the cards, the form, its search field and its undo."""
    conversations.press(LIST, _list)
    conversations.press(OPEN, _open)
    conversations.press(NEW, _new)
    conversations.press(EDIT, _edit)
    conversations.submission(forms.SAVE_CATEGORY, _save)
    conversations.lookup(forms.CATEGORY_LOOKUP, _options)
    conversations.undo(UNDO, _undo)


def show_categories(call: Call) -> Answer:
    """`course categories [NAME]`: the tree of categories, or one of them."""
    with call.product.reading(call.asker.workspace_id) as session:
        if wanted := call.words.strip():
            return Answer(card=_card(session, call.asker.actor, _named(session, wanted)))
        return Answer(card=_tree_card(session, call.asker.actor, 0))


def _named(session: WorkspaceSession, wanted: str) -> int:
    """The category of this name, or the one that comes nearest; raises NotFound."""
    names = {each.id: each.name.casefold() for each in category_tree(session)}
    near = process.extractOne(wanted.casefold(), names, scorer=fuzz.WRatio, score_cutoff=NEAR)
    if near is None:
        raise NotFound(say("I don't find a category '{words}'. See: /prowess course categories", words=wanted))
    return int(near[2])


def _tree_card(session: WorkspaceSession, actor: Actor, start: int) -> Card:
    may_add = holds_anywhere(session, actor, Capability.COURSE_MANAGE)
    return categories_card(category_tree(session), may_add=may_add, start=start)


def _card(
    session: WorkspaceSession, actor: Actor, category_id: int, start: int = 0, *, said: Words | None = None
) -> Card:
    view = category_view(session, category_id)
    named = [each.name for each in framework_views(session, actor) if each.category_id == category_id]
    may_edit = allows(session, actor, Capability.COURSE_MANAGE, Where(category_id=category_id))
    return category_card(view, named, may_edit=may_edit, start=start, said=said)


def _list(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_tree_card(session, press.asker.actor, int(press.payload.get("from") or 0)))


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        start = int(press.payload.get("from") or 0)
        return Answer(card=_card(session, press.asker.actor, int(press.payload["category"]), start))


def _new(press: Press) -> Answer:
    if (inside := press.payload.get("category")) is None:
        return Answer(form=forms.category_form())
    with press.product.reading(press.asker.workspace_id) as session:
        view = category_view(session, int(inside))
    return Answer(form=forms.category_form(parent=(view.branch.path, str(view.branch.id))))


def _edit(press: Press) -> Answer:
    category_id = int(press.payload["category"])
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.COURSE_MANAGE, Where(category_id=category_id))
        branch = category_view(session, category_id).branch
        above = None if branch.parent_id is None else category_view(session, branch.parent_id).branch
    parent = None if above is None else (above.path, str(above.id))
    return Answer(form=forms.category_form(branch.name, parent=parent, category_id=category_id))


def _save(form: Submission) -> Answer:
    name, parent = str(form.values.get("name") or ""), picked_id(form.values.get("parent"), "parent")
    if form.payload.get("category") is not None:
        return _edited(form, int(form.payload["category"]), name, parent)
    clean = " ".join(name.split())
    if not clean:
        raise Invalid(say("A category needs a name. Example: Safety."), field="name")
    with form.product.writing(form.asker.workspace_id) as session:
        if any(each.name == clean for each in category_tree(session)):
            raise Invalid(say("There is a category {name} already. Choose another name.", name=clean), field="name")
        category_id = add_category(session, form.asker.actor, clean, parent)
        said = say("✓ Added by you, {at}: {name}.", at=TimeOfDay(session.now), name=clean)
        return Answer(card=_card(session, form.asker.actor, category_id, said=said))


def _edited(form: Submission, category_id: int, name: str, parent: int | None) -> Answer:
    asker = form.asker
    with form.product.writing(asker.workspace_id) as session:
        before = category_view(session, category_id).branch
        changed = edit_category(session, asker.actor, category_id, name=name, parent_id=parent)
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now)) if changed else say("Nothing to change.")
        if changed:
            refs = {"category": category_id, "name": before.name, "parent": before.parent_id}
            undo = undo_button(note_undoable(session, asker.person_id, UNDO, **refs))
        card = _card(session, asker.actor, category_id, said=said)
    return Answer(card=card.plus(Actions([undo])) if changed else card)


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    edit_category(session, actor, int(refs["category"]), name=str(refs["name"]), parent_id=refs["parent"])
    return say("Undone, {at}. The category is as it was.", at=TimeOfDay(session.now))


def _options(call: Call) -> Sequence[Option]:
    wanted = call.words.strip().lower()
    with call.product.reading(call.asker.workspace_id) as session:
        found = [each for each in category_tree(session) if wanted in each.path.lower()]
    return [(each.path, str(each.id)) for each in found[:MOST_OPTIONS]]
