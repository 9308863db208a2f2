"""Frameworks in chat: the list, a framework's tree, made and edited in a form (frameworks/create, frameworks/tree)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from bot.blocks.framework_forms import CATEGORY_LOOKUP, SAVE, SCALE_LOOKUP, scale_words
from bot.blocks.framework_words import EDIT, LIST, NEW, OPEN
from bot.cards import Card, Text
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Request, Submission, Verb
from bot.listeners import (
    framework_branch,
    framework_guide,
    framework_moving,
    framework_scales,
)
from bot.listeners.framework_asking import edit_framework_form, new_framework_form
from bot.listeners.framework_entries import read_framework
from bot.listeners.framework_views import (
    category_names,
    framework_tree_card,
    list_card,
    some_card,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.frameworks import (
    FrameworkDetails,
    all_scales,
    create_framework,
    delete_framework,
    edit_framework,
    framework_view,
    framework_views,
    frameworks_named,
)
from core.people import Actor, Capability
from core.words import Sentence, TimeOfDay, say

UNDO_CREATED, UNDO_EDITED = "framework_created", "framework_edited"
NEAR = 60


def register(conversations: Conversations) -> None:
    """Add the verb `framework`, its cards and forms, and what belongs to them."""

    def framework(call: Call) -> Answer:
        return _framework(call, conversations)

    about = say("Frameworks: their trees of competencies, scales and scope")
    conversations.verb(
        Verb("framework", about, "framework [NAME | new NAME | scales | guide]", "/prowess framework Company skills",
             framework, Capability.COMPETENCY_MANAGE, menu=62)
    )
    conversations.press(LIST, _list)
    conversations.press(OPEN, _open)
    conversations.press(NEW, _new)
    conversations.press(EDIT, _edit)
    conversations.submission(SAVE, _save)
    conversations.lookup(SCALE_LOOKUP, _scale_options)
    conversations.lookup(CATEGORY_LOOKUP, _category_options)
    conversations.undo(UNDO_CREATED, _undo_created)
    conversations.undo(UNDO_EDITED, _undo_edited)
    for module in (framework_branch, framework_moving, framework_scales, framework_guide):
        module.register(conversations)


def _framework(call: Call, conversations: Conversations) -> Answer:
    words = call.words.strip()
    match words.lower():
        case "":
            return _list_from(call, 0)
        case "new":
            return Answer(form=new_framework_form(call))
        case "scales":
            return framework_scales.scales_answer(call)
        case "guide":
            return framework_guide.guide_answer(call, conversations)
    first, _, rest = words.partition(" ")
    if first.lower() == "new" and not _is_named(call, words):
        return Answer(form=new_framework_form(call, name=rest.strip()))
    return _named(call, words)


def _is_named(call: Call, words: str) -> bool:
    with call.product.reading(call.asker.workspace_id) as session:
        return bool(frameworks_named(session, call.asker.actor, words))


def _named(call: Call, words: str) -> Answer:
    """The tree of the framework of this name; several to choose from, or what comes near (chat/errors)."""
    actor = call.asker.actor
    with call.product.reading(call.asker.workspace_id) as session:
        found = frameworks_named(session, actor, words)
        if len(found) == 1:
            return Answer(card=framework_tree_card(session, actor, found[0].id))
        if found:
            return Answer(card=some_card(session, actor, found))
        everything = framework_views(session, actor)
        alike = process.extract(words, {each.id: each.name for each in everything}, scorer=fuzz.WRatio,
                                score_cutoff=NEAR, limit=3)
        near = [each for each in everything if each.id in {key for _, _, key in alike}]
        if not near:
            raise NotFound(say("I don't find a framework '{words}'. See: /prowess framework",
                               words=words))
        said = say("I don't find a framework '{words}'. Is it one of these?", words=words)
        card = some_card(session, actor, near)
        return Answer(card=Card(said, (Text(said), *card.parts[1:])))


def _list(press: Press) -> Answer:
    return _list_from(press, int(press.payload.get("start") or 0))


def _list_from(request: Request, start: int) -> Answer:
    with request.product.reading(request.asker.workspace_id) as session:
        return Answer(card=list_card(session, request.asker.actor, start=start))


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        framework_id, start = int(press.payload["framework"]), int(press.payload.get("start") or 0)
        return Answer(card=framework_tree_card(session, press.asker.actor, framework_id, start=start))


# -- making and editing -----------------------------------------------------------------------------------------


def _new(press: Press) -> Answer:
    return Answer(form=new_framework_form(press))


def _edit(press: Press) -> Answer:
    return Answer(form=edit_framework_form(press, int(press.payload["framework"])))


def _save(form: Submission) -> Answer:
    details = read_framework(form.values)
    with form.product.writing(form.asker.workspace_id) as session:
        if (framework_id := form.payload.get("framework")) is not None:
            return _changed(session, form.asker, int(framework_id), details)
        made = create_framework(session, form.asker.actor, details)
        undo_id = note_undoable(session, form.asker.person_id, UNDO_CREATED, framework=made)
        note = say("✓ Created by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=framework_tree_card(session, form.asker.actor, made, note=note, undo_id=undo_id))


def _changed(session: WorkspaceSession, asker: Asker, framework_id: int, details: FrameworkDetails) -> Answer:
    before = _as_details(session, asker.actor, framework_id)
    edit_framework(session, asker.actor, framework_id, details)
    session.flush()
    after = _as_details(session, asker.actor, framework_id)
    if before == after:
        return Answer(card=framework_tree_card(session, asker.actor, framework_id, note=say("Nothing changed.")))
    refs = {"framework": framework_id, "before": before, "after": after}
    undo_id = note_undoable(session, asker.person_id, UNDO_EDITED, **refs)
    note = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
    return Answer(card=framework_tree_card(session, asker.actor, framework_id, note=note, undo_id=undo_id))


def _as_details(session: WorkspaceSession, actor: Actor, framework_id: int) -> dict[str, Any]:
    view = framework_view(session, actor, framework_id)
    if view is None:
        return {}
    names = ("name", "idnumber", "scale_id", "category_id", "description")
    return {name: getattr(view, name) for name in names} | {"depth_names": list(view.depth_names)}


def _scale_options(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = [each for each in all_scales(session) if call.words.casefold() in each.name.casefold()]
    return [(call.asker.reader.render(scale_words(each)), str(each.id)) for each in found[:100]]


def _category_options(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        named = category_names(session)
    return [(path, str(each)) for each, path in named.items() if call.words.casefold() in path.casefold()][:100]


# -- undoing ----------------------------------------------------------------------------------------------------


def _undo_created(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    name = delete_framework(session, actor, int(refs["framework"]))
    return say("Undone, {at}. {name} is no longer there.", at=TimeOfDay(session.now), name=name)


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    framework_id = int(refs["framework"])
    if _as_details(session, actor, framework_id) != refs["after"]:
        raise Conflict(say("Can't undo: it was changed again since. Edit shows how it is now."))
    before = dict(refs["before"])
    edit_framework(
        session, actor, framework_id, FrameworkDetails(**{**before, "depth_names": tuple(before["depth_names"])})
    )
    return say("Undone, {at}. It is as it was.", at=TimeOfDay(session.now))
