"""`tagger`: how sure a suggestion must be, and what the tagger learned from decisions (tagging/threshold)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.line_charts import draw_lines
from bot.blocks.tagger_settings import (
    CHOOSE,
    SET,
    TaggerView,
    curve_of,
    preview_card,
    set_card,
    threshold_card,
    unchanged_card,
)
from bot.cards import Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Verb
from bot.listeners import tagger_refits
from bot.product import Product
from bot.tagger_learning import default_of, learned, preview
from bot.tagger_thresholds import intended, require_reader
from bot.threshold_words import Wanted, read_threshold
from core.activities import Threshold, set_threshold, threshold_in_force
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict
from core.people import Actor, Capability, allows, require
from core.words import say

SHOW_JOB = "tagger.show"
UNDO_THRESHOLD = "tagger.threshold"
USAGE = "tagger [0.6 | 1 wrong in 10 | environment | refit | back | history]"
DRAWING = say("Drawing the curve…")


def register(conversations: Conversations) -> None:
    """Add the verb, its slow part, and what its cards do."""
    about = say("How sure a suggested skill must be, and what was learned from decisions")
    conversations.verb(
        Verb(
            "tagger", about, USAGE, "/prowess tagger", _tagger, Capability.SETTINGS_MANAGE,
            also=(Capability.TAGGING_USE,), menu=91,
        )
    )  # fmt: skip
    conversations.job(SHOW_JOB, _show)
    conversations.press(CHOOSE, _choose)
    conversations.press(SET, _set_pressed)
    conversations.undo(UNDO_THRESHOLD, _undo)
    tagger_refits.register(conversations)


def _tagger(call: Call) -> Answer:
    words = call.words.strip()
    if not words or words.lower() in ("threshold", "show"):
        with call.product.reading(call.asker.workspace_id) as session:
            require_reader(session, call.asker.actor)
        return Answer(card=line(DRAWING), later=Later(SHOW_JOB), where="chat")
    if (handler := tagger_refits.WORDS.get(words.lower())) is not None:
        return handler(call)
    with call.product.writing(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.SETTINGS_MANAGE)
        return _set(session, call.product, call.asker, read_threshold(words))


def _show(job: Job) -> Answer:
    view = tagger_view(job.product, job.asker)
    drawn = draw_lines(curve_of(view, job.asker.reader))
    return Answer(card=threshold_card(replace(view, png=drawn)), where="chat")


def tagger_view(product: Product, asker: Asker) -> TaggerView:
    """How things stand, for whoever uses the tagger or sets it."""
    with product.reading(asker.workspace_id) as session:
        require_reader(session, asker.actor)
        manages = allows(session, asker.actor, Capability.SETTINGS_MANAGE)
        return TaggerView(learned(session, product), default_of(product), manages)


def _choose(press: Press) -> Answer:
    """What the chosen threshold would have changed; nothing is set yet."""
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SETTINGS_MANAGE)
        wanted = intended(session, press.product, read_threshold(str(press.chosen)))
        now = threshold_in_force(session, default_of(press.product))
        found = preview(session, press.product, wanted.value)
    return Answer(card=preview_card(wanted, found, now), replace=False)


def _set_pressed(press: Press) -> Answer:
    value, wrong_in = press.payload.get("threshold"), press.payload.get("wrong_in")
    wanted = Wanted(None if value is None or wrong_in is not None else float(value), wrong_in)
    with press.product.writing(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SETTINGS_MANAGE)
        return _set(session, press.product, press.asker, wanted)


def _set(session: WorkspaceSession, product: Product, asker: Asker, wanted: Wanted) -> Answer:
    """Set it, with ten minutes to take it back."""
    before = threshold_in_force(session, default_of(product))
    after = intended(session, product, wanted)
    if after == before:
        return Answer(card=unchanged_card(before))
    changed = preview(session, product, after.value)
    set_threshold(session, asker.actor, after.value if after.own else None, wrong_in=after.wrong_in)
    undo_id = note_undoable(session, asker.person_id, UNDO_THRESHOLD, before=_kept(before), after=_kept(after))
    return Answer(card=set_card(after, changed, undo_id))


def _kept(threshold: Threshold) -> list[float | int | None]:
    return [threshold.value if threshold.own else None, threshold.wrong_in]


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    """As it was before, unless somebody set another since."""
    now = threshold_in_force(session, -1.0)
    same = [now.value if now.own else None, now.wrong_in] == refs["after"]
    followed = now.wrong_in is not None and now.wrong_in == refs["after"][1]
    if not same and not followed:
        raise Conflict(say("Not undone: another threshold was set since."))
    value, wrong_in = refs["before"]
    set_threshold(session, actor, value, wrong_in=wrong_in)
    return say("Undone: the threshold is what it was before.")
