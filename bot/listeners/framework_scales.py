"""Scales in chat: listed, made and edited in a form (frameworks/scale, scale-required, scale-locked)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.framework_scales import SAVE_SCALE, scale_form, scales_card
from bot.blocks.framework_words import EDIT_SCALE, NEW_SCALE, SCALES
from bot.cards import Card, Words
from bot.conversation import Answer, Conversations, Press, Request, Submission
from bot.listeners.framework_entries import read_scale
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.frameworks import (
    NewValue,
    ScaleDetails,
    ScaleView,
    all_scales,
    create_scale,
    delete_scale,
    edit_scale,
    manages_framework,
    rated_scales,
    ratings_on,
)
from core.people import Actor, Capability, require
from core.words import Sentence, TimeOfDay, say

UNDO_MADE, UNDO_EDITED = "scale_made", "scale_edited"


def register(conversations: Conversations) -> None:
    """Add the list of scales and their form."""
    conversations.press(SCALES, scales_answer)
    conversations.press(NEW_SCALE, _new)
    conversations.press(EDIT_SCALE, _edit)
    conversations.submission(SAVE_SCALE, _save)
    conversations.undo(UNDO_MADE, _undo_made)
    conversations.undo(UNDO_EDITED, _undo_edited)


def scales_answer(request: Request) -> Answer:
    """All scales there are."""
    start = int(request.payload.get("start") or 0) if isinstance(request, Press) else 0
    with request.product.reading(request.asker.workspace_id) as session:
        return Answer(card=_card(session, request.asker.actor, start=start))


def scale_of_id(session: WorkspaceSession, scale_id: int) -> ScaleView:
    """One scale; raises NotFound."""
    found = next((each for each in all_scales(session) if each.id == scale_id), None)
    if found is None:
        raise NotFound(say("I don't find that scale."))
    return found


def save_scale(session: WorkspaceSession, actor: Actor, form: Submission) -> int:
    """Make or change the scale a form describes; its id."""
    details = read_scale(form.values)
    if (scale_id := form.payload.get("scale")) is None:
        return create_scale(session, actor, details)
    edit_scale(session, actor, int(scale_id), details)
    return int(scale_id)


def _card(
    session: WorkspaceSession, actor: Actor, *, start: int = 0, note: Words | None = None, undo_id: int | None = None
) -> Card:
    manages = manages_framework(session, actor, None)
    return scales_card(all_scales(session), rated_scales(session), manages=manages, start=start, note=note,
                       undo_id=undo_id)


def _new(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.COMPETENCY_MANAGE)
    return Answer(form=scale_form())


def _edit(press: Press) -> Answer:
    scale_id = int(press.payload["scale"])
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.COMPETENCY_MANAGE)
        return Answer(form=scale_form(scale_of_id(session, scale_id), ratings_on(session, scale_id)))


def _save(form: Submission) -> Answer:
    actor, known = form.asker.actor, form.payload.get("scale")
    with form.product.writing(form.asker.workspace_id) as session:
        before = _kept(session, int(known)) if known is not None else None
        scale_id = save_scale(session, actor, form)
        session.flush()
        after = _kept(session, scale_id)
        if before == after:
            return Answer(card=_card(session, actor, note=say("Nothing changed.")))
        kind = UNDO_MADE if before is None else UNDO_EDITED
        undo_id = note_undoable(session, form.asker.person_id, kind, scale=scale_id, before=before, after=after)
        said = "✓ {name} created by you, {at}." if before is None else "✓ {name} saved by you, {at}."
        note = say(said, name=after["name"], at=TimeOfDay(session.now))
        return Answer(card=_card(session, actor, note=note, undo_id=undo_id))


def _kept(session: WorkspaceSession, scale_id: int) -> dict[str, Any]:
    """A scale as plain values, for undoing."""
    found = scale_of_id(session, scale_id)
    rows = [[each.name, each.description, each.proficient, each.default] for each in found.values]
    return {"name": found.name, "values": rows}


def _undo_made(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    name = delete_scale(session, actor, int(refs["scale"]))
    return say("Undone, {at}. The scale {name} is no longer there.", at=TimeOfDay(session.now), name=name)


def _undo_edited(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    scale_id, before = int(refs["scale"]), refs["before"]
    if _kept(session, scale_id) != refs["after"]:
        raise Conflict(say("Can't undo: it was changed again since. Edit shows how it is now."))
    edit_scale(
        session, actor, scale_id, ScaleDetails(before["name"], tuple(NewValue(*row) for row in before["values"]))
    )
    return say("Undone, {at}. It is as it was.", at=TimeOfDay(session.now))
