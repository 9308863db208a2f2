"""Modules of a course in chat: which there are, adding and taking out, and the activities in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.blocks import course_contents as cards
from bot.blocks import course_forms as forms
from bot.blocks import courses
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from core.activities import (
    add_modules,
    course,
    edit_module,
    module_view,
    modules_containing,
    modules_of,
    new_module,
    take_out_module,
)
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Capability, require
from core.words import TimeOfDay, say, say_count

MOST_OPTIONS = 100


def register(conversations: Conversations) -> None:
    """Add the modules' cards, their forms and search field."""
    conversations.press(courses.MODULES, _modules)
    conversations.press(cards.ADD_MODULES, _add)
    conversations.press(cards.MODULE, _module)
    conversations.press(cards.EDIT_MODULE, _edit)
    conversations.press(cards.TAKE_OUT_MODULE, _take_out)
    conversations.submission(forms.SAVE_MODULES, _save_modules)
    conversations.submission(forms.SAVE_MODULE, _save_module)
    conversations.lookup(forms.MODULE_LOOKUP, _lookup)


def _modules(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        start = int(press.payload.get("from") or 0)
        return Answer(card=_card(session, press.asker, int(press.payload["course"]), start=start))


def _card(
    session: WorkspaceSession, asker: Asker, course_id: int, *, start: int = 0, said: Words | None = None
) -> Card:
    place = course(session, course_id)
    require(session, asker.actor, Capability.COURSE_MANAGE, place.place)
    return cards.modules_card(place, modules_of(session, course_id), start, said=said)


def _add(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, int(press.payload["course"]))
        require(session, press.asker.actor, Capability.COURSE_MANAGE, place.place)
    return Answer(form=forms.modules_form(place))


def _save_modules(form: Submission) -> Answer:
    asker, course_id = form.asker, int(form.payload["course"])
    wanted, name = chosen_ids(form.values.get("modules"), "modules"), str(form.values.get("name") or "")
    if not wanted and not name.strip():
        raise Invalid(say("Pick a module, or name a new one. Example: Fire basics."), field="modules")
    with form.product.writing(asker.workspace_id) as session:
        added = len(add_modules(session, asker.actor, course_id, wanted)) if wanted else 0
        if name.strip():
            new_module(session, asker.actor, course_id, " ".join(name.split()), theory=bool(form.values.get("theory")))
            added += 1
        said = say_count(
            "✓ Saved by you, {at}: {n} module added.", "✓ Saved by you, {at}: {n} modules added.", added,
            at=TimeOfDay(session.now),
        )
        return Answer(card=_card(session, asker, course_id, said=said))


def _module(press: Press) -> Answer:
    course_id, start = int(press.payload["course"]), int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.COURSE_MANAGE, course(session, course_id).place)
        return Answer(card=cards.module_card(course_id, module_view(session, int(press.payload["module"])), start))


def _edit(press: Press) -> Answer:
    course_id = int(press.payload["course"])
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.COURSE_MANAGE, course(session, course_id).place)
        module = module_view(session, int(press.payload["module"]))
    return Answer(form=forms.module_form(course_id, module))


def _save_module(form: Submission) -> Answer:
    course_id, module_id = int(form.payload["course"]), int(form.payload["module"])
    name = str(form.values.get("name") or "")
    if not name.strip():
        raise Invalid(say("A module needs a name. Example: Fire basics."), field="name")
    with form.product.writing(form.asker.workspace_id) as session:
        theory = bool(form.values.get("theory"))
        edit_module(session, form.asker.actor, module_id, name=name, theory=theory)
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=cards.module_card(course_id, module_view(session, module_id), said=said))


def _take_out(press: Press) -> Answer:
    course_id, module_id = int(press.payload["course"]), int(press.payload["module"])
    with press.product.writing(press.asker.workspace_id) as session:
        name = module_view(session, module_id).name
        take_out_module(session, press.asker.actor, course_id, module_id)
        said = say("{name} was taken out of the course. Add it again to undo that.", name=name)
        return Answer(card=_card(session, press.asker, course_id, said=said))


def _lookup(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = modules_containing(session, call.words, limit=MOST_OPTIONS)
    return [(f"{name} ({idnumber})", str(each)) for each, name, idnumber in found]


def chosen_ids(values: Any, field: str) -> list[int]:
    """Ids out of a search field of several values; anything else never came from its list."""
    picked = [str(each) for each in values or []]
    if wrong := next((each for each in picked if not each.isdecimal()), None):
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=wrong[:50]), field=field)
    return [int(each) for each in picked]
