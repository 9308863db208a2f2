"""`type [NAME]`, `type new`, `type edit NAME`: what qualifications ask for, said by an admin (qualifications/types)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.types import (
    ALIKE,
    ANYWAY,
    EDIT,
    EDIT_FORM,
    LIST,
    MOST_LINES,
    NEW,
    NEW_FORM,
    OPEN,
    TypeView,
    edit_form,
    new_form,
    type_card,
    types_card,
)
from bot.cards import Button, Card, Words, undo_button
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission, Verb
from bot.listeners.competency_guard import look_alikes_of
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.frameworks import (
    CompetencyCategory,
    CompetencyDetails,
    CompetencyEdits,
    competencies,
    create_competency,
    delete_competency,
    edit_competency,
    find_named,
    folded,
    visible_ids,
)
from core.people import Actor, Capability, allows, require
from core.qualifications import TypeSwitches, forget_type, set_type, types_of, types_set_up
from core.words import Sentence, TimeOfDay, say

UNDO_NEW, UNDO_EDITED = "type.created", "type.edited"
USAGE, EXAMPLE = "type [new [NAME] | edit NAME | NAME]", "/prowess type new Forklift licence"
SWITCHES = ("issued_date", "expiry_date", "documentation_required", "holders_visible")


def register(conversations: Conversations) -> None:
    """Add the verb, the forms, the buttons, and how each is undone."""
    about = say("What qualifications ask for: dates, documents, notice days")
    conversations.verb(Verb("type", about, USAGE, EXAMPLE, _type, Capability.TYPE_MANAGE, menu=62))
    conversations.press(OPEN, _open)
    conversations.press(LIST, _page)
    conversations.press(NEW, _ask_new)
    conversations.press(EDIT, _ask_edit)
    conversations.submission(NEW_FORM, _create)
    conversations.submission(EDIT_FORM, _edit)
    conversations.undo(UNDO_NEW, _undo_new)
    conversations.undo(UNDO_EDITED, _undo_edited)


def _type(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    with call.product.reading(call.asker.workspace_id) as session:
        if first.lower() == "new":
            require(session, call.asker.actor, Capability.TYPE_MANAGE)
            return Answer(form=new_form({"name": rest.strip()}))
        if first.lower() == "edit" and rest.strip():
            require(session, call.asker.actor, Capability.TYPE_MANAGE)
            return Answer(form=edit_form(_named(session, call.asker, rest.strip())))
        words = call.words.strip()
        if words and (found := find_named(session, call.asker.actor, words)):
            return Answer(card=type_card(_view(session, call.asker, found[0].id)))
        return Answer(card=_listed(session, call.asker, words))


def _listed(session: WorkspaceSession, asker: Asker, words: str, start: int = 0) -> Card:
    """The types the asker sees, by name, those with these letters."""
    seen = visible_ids(session, asker.actor)
    named = competencies(session, [each for each in types_set_up(session) if each in seen])
    wanted = folded(words)
    matching = [each for each in named.values() if wanted in folded(each.name)]
    chosen = sorted(matching, key=lambda each: (each.name.casefold(), each.id))
    page = chosen[start : start + MOST_LINES]
    switches = types_of(session, [each.id for each in page])
    manages = allows(session, asker.actor, Capability.TYPE_MANAGE)
    views = [TypeView(each, switches[each.id], manages) for each in page]
    return types_card(views, start=start, total=len(chosen), manages=manages, words=words)


def _view(session: WorkspaceSession, asker: Asker, competency_id: int, **more: Any) -> TypeView:
    found = competencies(session, [competency_id]).get(competency_id)
    if found is None:
        raise NotFound(say("I don't find that type."), field="name")
    manages = allows(session, asker.actor, Capability.TYPE_MANAGE)
    return TypeView(found, types_of(session, [competency_id])[competency_id], manages, **more)


def _named(session: WorkspaceSession, asker: Asker, words: str) -> TypeView:
    found = find_named(session, asker.actor, words)
    if len(found) != 1:
        raise NotFound(say("I don't find the type '{words}'. See: /prowess type", words=words), field="name")
    return _view(session, asker, found[0].id)


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=type_card(_view(session, press.asker, int(press.payload["competency"]))), replace=False)


def _page(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        words, start = str(press.payload.get("words") or ""), int(press.payload.get("start", 0))
        return Answer(card=_listed(session, press.asker, words, start))


def _ask_new(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.TYPE_MANAGE)
    return Answer(form=new_form({}))


def _ask_edit(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.TYPE_MANAGE)
        return Answer(form=edit_form(_view(session, press.asker, int(press.payload["competency"]))))


def _create(form: Submission) -> Answer:
    """A new type, usable at once; with 'Add another' the form stays (frameworks/duplicate-guard asks first)."""
    values = form.values
    name = " ".join(str(values.get("name") or "").split())
    if not name:
        raise Invalid(say("What is it called? Example: First aid at work."), field="name")
    switches = _switches(values)
    if (asked := _alike(form, name)) is not None:
        return asked
    with form.product.writing(form.asker.workspace_id) as session:
        require(session, form.asker.actor, Capability.TYPE_MANAGE)
        competency_id, made = _used_or_made(session, form, name)
        before = types_of(session, [competency_id])[competency_id]
        _set(session, form.asker.actor, competency_id, switches)
        undo = _undo_of(session, form.asker, competency_id, before, made=made)
        view = _view(session, form.asker, competency_id, undo=undo)
        said = say("✓ Created by you, {at}. It is usable at once.", at=TimeOfDay(session.now)) if made else say(
            "{name} is in the catalogue already; it asks for this now.", name=view.competency.name
        )
        card = type_card(replace(view, notice=said))
    if values.get("another"):
        kept = {"category": values.get("category"), "another": True}
        return Answer(card=card, form=new_form(kept, notice=say("✓ Saved: {name}. The next one:", name=name)),
                      replace=False)  # fmt: skip
    return Answer(card=card, replace=False)


def _alike(form: Submission, name: str) -> Answer | None:
    """The form again with the look-alikes of a new name; None without any, or when it was decided about them."""
    if form.values.get(ALIKE) and form.payload.get("asked") == folded(name):
        return None
    found = look_alikes_of(form.product, form.asker, name)
    return Answer(form=new_form(form.values, alike=found, payload={"asked": folded(name)})) if found else None


def _used_or_made(session: WorkspaceSession, form: Submission, name: str) -> tuple[int, bool]:
    """The competency chosen among the look-alikes, or a new one; whether it is new."""
    chosen = str(form.values.get(ALIKE) or ANYWAY)
    if chosen != ANYWAY:
        return _view(session, form.asker, int(chosen)).competency.id, False
    category = str(form.values.get("category") or "")
    if category not in set(CompetencyCategory):
        raise Invalid(say("Pick a category from the list."), field="category")
    details = CompetencyDetails(name, CompetencyCategory(category), str(form.values.get("description") or ""))
    made = create_competency(session, form.asker.actor, details)
    session.flush()
    return made, True


def _edit(form: Submission) -> Answer:
    competency_id, values = int(form.payload["competency"]), form.values
    name = " ".join(str(values.get("name") or "").split())
    with form.product.writing(form.asker.workspace_id) as session:
        require(session, form.asker.actor, Capability.TYPE_MANAGE)
        before = _view(session, form.asker, competency_id)
        said = str(values.get("description") or "")
        if (name, said) != (before.competency.name, before.competency.description):
            edit_competency(session, form.asker.actor, competency_id, CompetencyEdits(name=name, description=said))
        _set(session, form.asker.actor, competency_id, _switches(values))
        session.flush()
        undo = _undo_of(session, form.asker, competency_id, before.switches, made=False)
        notice = say("✓ Saved by you, {at}. It counts at once, also for what is on file.", at=TimeOfDay(session.now))
        card = type_card(_view(session, form.asker, competency_id, notice=notice, undo=undo))
    return Answer(card=card)


def _switches(values: Mapping[str, Any]) -> TypeSwitches:
    return TypeSwitches(
        bool(values.get("issued_date")), bool(values.get("expiry_date")), bool(values.get("documentation_required")),
        _days(str(values.get("notice_days") or "")), bool(values.get("holders_visible")),
    )  # fmt: skip


def _days(words: str) -> tuple[int, ...] | None:
    """'90, 30, 2' as days; None where nothing is said."""
    parts = words.replace(";", ",").replace(",", " ").split()
    if not all(each.isdigit() for each in parts):
        raise Invalid(say("'{words}' are no days. Example: 90, 30, 2", words=words), field="notice_days")
    return tuple(int(each) for each in parts) or None


def _set(session: WorkspaceSession, actor: Actor, competency_id: int, switches: TypeSwitches) -> None:
    said = {name: getattr(switches, name) for name in SWITCHES}
    set_type(session, actor, competency_id, notice_days=switches.notice_days, **said)


def _undo_of(
    session: WorkspaceSession, asker: Asker, competency_id: int, before: TypeSwitches, *, made: bool
) -> Button:
    session.flush()
    refs: dict[str, Any] = {"competency": competency_id, "before": _packed(before)}
    refs["after"] = _packed(types_of(session, [competency_id])[competency_id])
    return undo_button(note_undoable(session, asker.person_id, UNDO_NEW if made else UNDO_EDITED, **refs))


def _packed(switches: TypeSwitches) -> dict[str, Any]:
    days = list(switches.notice_days) if switches.notice_days is not None else None
    return {**{name: getattr(switches, name) for name in SWITCHES}, "notice_days": days}


def _undo_new(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    """As if it had never been; what somebody holds of it already keeps it."""
    competency_id = int(refs["competency"])
    forget_type(session, actor, competency_id)
    name = delete_competency(session, actor, competency_id)
    return say("Undone, {at}. {name} is not in the catalogue.", at=TimeOfDay(session.now), name=name)


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    competency_id = int(refs["competency"])
    if _packed(types_of(session, [competency_id])[competency_id]) != dict(refs["after"]):
        raise Conflict(say("Can't undo: it was changed since. Nothing changed."))
    set_type(session, actor, competency_id, **dict(refs["before"]))
    return say("Undone, {at}. It asks for what it asked before.", at=TimeOfDay(session.now))
