"""`tagger refit`, `back` and `history`: the confidence learns from decisions made here (tagging/feedback).

One that came by itself is told to the admins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.blocks.line_charts import draw_lines
from bot.blocks.tagger_refits import back_card, history_card, refitted_card, refitted_notice, reliability_of
from bot.blocks.tagger_settings import BACK, HISTORY, REFIT
from bot.cards import Card, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press
from bot.product import Product
from bot.tagger_learning import default_of, follow, refit_now
from bot.tagger_thresholds import require_reader
from core.activities import (
    choose_adjustment,
    follow_threshold,
    go_back,
    refit_in_force,
    refit_view,
    refits,
    threshold_in_force,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.notifications import REFITTED
from core.people import Actor, Capability, PersonView, allows, require
from core.words import say

REFIT_JOB = "tagger.refit"
UNDO_BACK = "tagger.back"
MOST_SHOWN = 30
REFITTING = say("Refitting on the decisions made here…")


def register(conversations: Conversations) -> None:
    """Add the buttons, the slow part, and how going back is undone."""
    conversations.job(REFIT_JOB, _refit)
    conversations.press(REFIT, _refit_pressed)
    conversations.press(BACK, _back_pressed)
    conversations.press(HISTORY, _history_pressed)
    conversations.undo(UNDO_BACK, _undo)
    conversations.notice(REFITTED, _refitted)


def _asked(call: Call) -> Answer:
    return _begin(call.product, call.asker)


def _refit_pressed(press: Press) -> Answer:
    answer = _begin(press.product, press.asker)
    return Answer(card=answer.card, later=answer.later, where="chat", replace=False)


def _begin(product: Product, asker: Asker) -> Answer:
    with product.reading(asker.workspace_id) as session:
        require(session, asker.actor, Capability.SETTINGS_MANAGE)
    return Answer(card=line(REFITTING), later=Later(REFIT_JOB), where="chat")


def _refit(job: Job) -> Answer:
    made = refit_now(job.product, job.asker.workspace_id, job.asker.actor)
    chart = reliability_of(made.checked, job.asker.reader)
    return Answer(card=refitted_card(made, draw_lines(chart) if chart else None), where="chat")


def _back(call: Call) -> Answer:
    return _go_back(call.product, call.asker, None)


def _back_pressed(press: Press) -> Answer:
    answer = _go_back(press.product, press.asker, int(press.payload["refit"]))
    return Answer(card=answer.card, replace=False)


def _go_back(product: Product, asker: Asker, refit_id: int | None) -> Answer:
    with product.writing(asker.workspace_id) as session:
        threshold = threshold_in_force(session, default_of(product))
        was, now = go_back(session, asker.actor, refit_id)
        undo_id = note_undoable(session, asker.person_id, UNDO_BACK, was=was, now=now, threshold=threshold.value)
        follow(session, product, asker.actor)
        before = refit_view(session, now) if now is not None else None
        threshold = threshold_in_force(session, default_of(product))
    return Answer(card=back_card(before, threshold, undo_id))


def _history(call: Call) -> Answer:
    return _told(call.product, call.asker)


def _history_pressed(press: Press) -> Answer:
    answer = _told(press.product, press.asker)
    return Answer(card=answer.card, replace=False)


def _told(product: Product, asker: Asker) -> Answer:
    with product.reading(asker.workspace_id) as session:
        require_reader(session, asker.actor)
        manages = allows(session, asker.actor, Capability.SETTINGS_MANAGE)
        found = refits(session, MOST_SHOWN)
        return Answer(card=history_card(found, manages=manages, in_force=refit_in_force(session)))


def _refitted(
    session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], _message: object
) -> Card | None:
    """Nothing where another one is in force by now."""
    refit_id = int(refs["refit"])
    return refitted_notice(refit_view(session, refit_id)) if refit_in_force(session) == refit_id else None


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    """The refit that was left is in force again, unless another came since."""
    choose_adjustment(session, actor, refs["was"], instead_of=refs["now"])
    follow_threshold(session, actor, float(refs["threshold"]))
    return say("Undone: the refit is in force again.")


WORDS: Mapping[str, Callable[[Call], Answer]] = {
    "refit": _asked,
    "learn": _asked,
    "back": _back,
    "go back": _back,
    "history": _history,
    "refits": _history,
}
"""What is said after `tagger`."""
