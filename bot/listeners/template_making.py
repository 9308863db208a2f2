"""Making templates and changing what is on them, by command and by form; a change reaches their plans at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks import templates as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Request, Submission
from bot.listeners.competency_lookups import competency_options
from bot.listeners.course_editing import picked_id
from bot.listeners.plan_making import due_in, known_skills, picked
from bot.listeners.plan_views import parted
from bot.listeners.template_finding import begins_with_template, find_template, seen_template
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.frameworks import competencies
from core.people import Actor, Capability, category_tree, holds_anywhere, require
from core.plans import (
    TemplateDetails,
    TemplateView,
    add_to_template,
    competencies_of,
    create_template,
    edit_template,
    linked_ids,
    remove_template,
    require_template,
    restore_template,
    take_off_template,
    template,
)
from core.words import Sentence, TimeOfDay, say, say_count

EXAMPLE = "/prowess template new Safety basics: Fire safety, First aid at work by 1 March"
UNDO_ITEMS, UNDO_REMOVED, UNDO_MADE, UNDO_EDITED = (
    "template.items", "template.removed", "template.made", "template.edited",
)


def register(conversations: Conversations) -> None:
    """Add the forms, their search fields, and how what they did is undone."""
    conversations.press(cards.NEW, _new_pressed)
    conversations.press(cards.REMOVE, _removed)
    conversations.submission(cards.EDIT_FORM, _saved)
    conversations.submission(cards.ADD_FORM, lambda form: _by_form(form, added=True))
    conversations.submission(cards.TAKE_OFF_FORM, lambda form: _by_form(form, added=False))
    conversations.lookup(cards.SKILLS, competency_options)
    conversations.lookup(cards.CATEGORIES, _categories)
    conversations.undo(UNDO_ITEMS, _undo_items)
    conversations.undo(UNDO_REMOVED, _undo_removed)
    conversations.undo(UNDO_MADE, _undo_made)
    conversations.undo(UNDO_EDITED, _undo_edited)


def new(call: Call) -> Answer:
    """`template new NAME: SKILL, … [by DATE]`; without competencies a form."""
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        _require_some(session, asker)
        text, due = due_in(session, asker, call.words)
        name, _, listed = text.partition(":")
        if not listed.strip():
            return Answer(form=cards.template_form(None, name=name.strip(), due=due))
        skills = known_skills(session, asker, listed)
    with call.product.writing(asker.workspace_id) as session:
        template_id = create_template(session, asker.actor, TemplateDetails(name, due), skills)
        return Answer(card=_made(session, asker, template_id), where="chat")


def add_named(call: Call) -> Answer:
    """`template add NAME: SKILL, …`."""
    return _by_command(call, "/prowess template add Safety basics: Fire safety", added=True)


def remove_named(call: Call) -> Answer:
    """`template remove NAME: SKILL, …`."""
    return _by_command(call, "/prowess template remove Safety basics: Fire safety", added=False)


def due_named(call: Call) -> Answer:
    """`template due NAME 1 March`, or `none`: the due date of all plans that follow it."""
    asker, example = call.asker, "/prowess template due Safety basics 1 March"
    with call.product.reading(asker.workspace_id) as session:
        found = begins_with_template(session, call.words)
        if found is None:
            raise Invalid(say("Which template, by when? Example: {example}", example=example), field="template")
        view, rest = found
        day = None
        if rest.lower() not in ("none", "no due date"):
            _, day = due_in(session, asker, rest if rest.lower().startswith("by ") else f"by {rest}")
            if day is None:
                raise Invalid(say("By when? Example: {example}", example=example), field="due")
    return Answer(card=_edit(call, view, TemplateDetails(view.name, day, view.category_id)))


def rename_named(call: Call) -> Answer:
    """`template rename NAME to OTHER`."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = begins_with_template(session, call.words)
    name = found[1].removeprefix("to ").strip() if found else ""
    if found is None or not name:
        raise Invalid(say("Which template, to which name? Example: /prowess template rename Safety basics to Safety"))
    view = found[0]
    return Answer(card=_edit(call, view, TemplateDetails(name, view.due_on, view.category_id)))


def delete_named(call: Call) -> Answer:
    """`template delete NAME`: asks first."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = find_template(session, call.words)
        if isinstance(found, Card):
            return Answer(card=found)
        require_template(session, call.asker.actor, found)
        return Answer(card=cards.remove_card(seen_template(session, call.asker, found.id)))


def open_add(press: Press, template_id: int) -> Answer:
    """The form to put competencies on a template."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = _mine(session, press.asker, template_id)
        return Answer(form=cards.add_form(view, len(linked_ids(session, template_id))))


def open_take_off(press: Press, template_id: int) -> Answer:
    """The form to take competencies off a template."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = _mine(session, press.asker, template_id)
        seen = seen_template(session, press.asker, template_id)
        if not seen.competencies:
            raise Invalid(say("No competency is on it yet."))
        return Answer(form=cards.take_off_form(view, seen.competencies, seen.plans))


def open_edit(press: Press, template_id: int) -> Answer:
    """The form of name, due date and category."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = _mine(session, press.asker, template_id)
    category = (view.category or "", str(view.category_id)) if view.category_id is not None else None
    return Answer(form=cards.template_form(view, category=category))


def open_remove(press: Press, template_id: int) -> Answer:
    """Asks before a template goes."""
    with press.product.reading(press.asker.workspace_id) as session:
        _mine(session, press.asker, template_id)
        return Answer(card=cards.remove_card(seen_template(session, press.asker, template_id)), replace=False)


def _mine(session: WorkspaceSession, asker: Asker, template_id: int) -> TemplateView:
    """The template, for those who edit it."""
    view = template(session, template_id)
    require_template(session, asker.actor, view)
    return view


def _require_some(session: WorkspaceSession, asker: Asker) -> None:
    if not holds_anywhere(session, asker.actor, Capability.TEMPLATE_MANAGE):
        require(session, asker.actor, Capability.TEMPLATE_MANAGE)


def _new_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        _require_some(session, press.asker)
    return Answer(form=cards.template_form(None))


def _saved(form: Submission) -> Answer:
    """A new template, or other terms of one."""
    category_id = picked_id(form.values.get("category"), "category")
    details = TemplateDetails(str(form.values.get("name") or ""), form.values.get("due"), category_id)
    if "template" in form.payload:
        with form.product.reading(form.asker.workspace_id) as session:
            view = _mine(session, form.asker, int(form.payload["template"]))
        return Answer(card=_edit(form, view, details))
    skills = [int(each) for each in form.values.get("skills") or [] if str(each).isdecimal()]
    with form.product.writing(form.asker.workspace_id) as session:
        template_id = create_template(session, form.asker.actor, details, skills)
        return Answer(card=_made(session, form.asker, template_id), replace=False)


def _made(session: WorkspaceSession, asker: Asker, template_id: int) -> Card:
    undo_id = note_undoable(session, asker.person_id, UNDO_MADE, template=template_id)
    said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
    return cards.template_card(seen_template(session, asker, template_id), said=said, undo_id=undo_id)


def _edit(request: Request, view: TemplateView, details: TemplateDetails) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        before = template(session, view.id)
        edit_template(session, asker.actor, view.id, details)
        session.flush()
        due = before.due_on.isoformat() if before.due_on else None
        refs = {"template": view.id, "name": before.name, "due": due, "category": before.category_id}
        undo_id = note_undoable(session, asker.person_id, UNDO_EDITED, **refs)
        said = say("✓ Saved by you, {at}. {reach}", at=TimeOfDay(session.now), reach=_reached(session, view.id))
        return cards.template_card(seen_template(session, asker, view.id), said=said, undo_id=undo_id)


def _reached(session: WorkspaceSession, template_id: int) -> Sentence:
    count = len(linked_ids(session, template_id))
    return say_count("{n} plan follows.", "{n} plans follow.", count)


def _by_command(call: Call, example: str, *, added: bool) -> Answer:
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        name, listed = parted(call.words, example)
        found = find_template(session, name)
        if isinstance(found, Card):
            return Answer(card=found)
        require_template(session, asker.actor, found)
        skills = known_skills(session, asker, listed)
    return Answer(card=_change(call, found.id, skills, added=added))


def _by_form(form: Submission, *, added: bool) -> Answer:
    return Answer(card=_change(form, int(form.payload["template"]), picked(form), added=added))


def _change(request: Request, template_id: int, skills: Collection[int], *, added: bool) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        change = add_to_template if added else take_off_template
        done = change(session, asker.actor, template_id, skills)
        session.flush()
        if not done.competency_ids:
            said, undo_id = say("Nothing changed: it is so already."), None
        else:
            names = [each.name for each in competencies(session, done.competency_ids).values()]
            words = "✓ Added by you, {at}: {names}. {reach}" if added else "✓ Taken off by you, {at}: {names}. {reach}"
            reach = say_count("It reached {n} plan.", "It reached {n} plans.", len(done.plan_ids))
            said = say(words, at=TimeOfDay(session.now), names=names, reach=reach)
            refs: Mapping[str, Any] = {"template": template_id, "skills": list(done.competency_ids), "added": added}
            undo_id = note_undoable(session, asker.person_id, UNDO_ITEMS, **refs)
        return cards.template_card(seen_template(session, asker, template_id), said=said, undo_id=undo_id)


def _removed(press: Press) -> Answer:
    asker, template_id = press.asker, int(press.payload["template"])
    with press.product.writing(asker.workspace_id) as session:
        name = template(session, template_id).name
        remove_template(session, asker.actor, template_id)
        undo_id = note_undoable(session, asker.person_id, UNDO_REMOVED, template=template_id)
    return Answer(card=cards.removed_card(name, undo_id))


def _categories(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        branches = category_tree(session)
    words = call.words.strip().casefold()
    return [(each.path[:75], str(each.id)) for each in branches if words in each.path.casefold()][:100]


def _undo_items(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    change = take_off_template if refs["added"] else add_to_template
    change(session, actor, int(refs["template"]), refs["skills"])
    return say("Undone, {at}. The template and its plans are as they were.", at=TimeOfDay(session.now))


def _undo_removed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    restore_template(session, actor, int(refs["template"]))
    return say("Undone, {at}. The template is back.", at=TimeOfDay(session.now))


def _undo_made(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    """One that plans follow already stays: they would be left without it."""
    template_id = int(refs["template"])
    if linked_ids(session, template_id):
        raise Conflict(say("Can't undo: plans follow it already. Remove the template instead."))
    take_off_template(session, actor, template_id, competencies_of(session, [template_id])[template_id])
    remove_template(session, actor, template_id)
    return say("Undone, {at}. The template is gone.", at=TimeOfDay(session.now))


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    due = date.fromisoformat(refs["due"]) if refs.get("due") else None
    details = TemplateDetails(str(refs["name"]), due, refs.get("category"))
    edit_template(session, actor, int(refs["template"]), details)
    return say("Undone, {at}. The template is as it was.", at=TimeOfDay(session.now))
