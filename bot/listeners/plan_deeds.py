"""What is done with a plan: completed, activated, unlinked, thrown away; each can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.blocks import plan_words as words
from bot.blocks.plans import PlanSeen
from bot.blocks.review_asking import ask_form
from bot.cards import Actions, Button, Card, Text, undo_button
from bot.conversation import Answer, Call, Conversations, Press, Request
from bot.listeners.plan_making import open_add, open_edit, open_take_off
from bot.listeners.plan_views import named_plan, seen_plan, shown_plan
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.people import Actor
from core.plans import (
    activate_plan,
    complete_plan,
    discard_plan,
    link_again,
    may_complete,
    plan,
    restore_plan,
    undo_activation,
    undo_completion,
    unlink_plan,
)
from core.words import Sentence, TimeOfDay, say

UNDO_COMPLETED, UNDO_ACTIVATED = "plan.completed", "plan.activated"
MOST_OPTIONS = 100
UNDO_UNLINKED, UNDO_DISCARDED = "plan.unlinked", "plan.discarded"


def register(conversations: Conversations) -> None:
    """Add the buttons, and how what they did is undone."""
    conversations.press(words.COMPLETE, lambda press: complete(press, int(press.payload["plan"])))
    conversations.press(words.ACTIVATE, lambda press: activate(press, int(press.payload["plan"])))
    conversations.press(words.UNLINK, lambda press: unlink(press, int(press.payload["plan"])))
    conversations.press(words.DO, _do)
    conversations.undo(UNDO_COMPLETED, _undoing(undo_completion, say("It is active again.")))
    conversations.undo(UNDO_ACTIVATED, _undoing(undo_activation, say("It is a draft again.")))
    conversations.undo(UNDO_UNLINKED, _undoing(link_again, say("It follows its template again.")))
    conversations.undo(UNDO_DISCARDED, _undoing(restore_plan, say("The plan is back.")))


def complete_named(call: Call) -> Answer:
    """`plan complete [@anna] NAME`; with items that are not met it asks first."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = named_plan(session, call.asker, call.words)
        if isinstance(found, Card):
            return Answer(card=found)
        seen = seen_plan(session, call.asker, found.id)
        allowed = may_complete(session, call.asker.actor, found)
    if found.active and allowed and (seen.tally is None or not seen.tally.all_met):
        return Answer(card=_asking(seen))
    return complete(call, found.id)


def activate_named(call: Call) -> Answer:
    """`plan activate [@anna] NAME`."""
    return _named(call, words.ACTIVATE, activate)


def unlink_named(call: Call) -> Answer:
    """`plan unlink @anna NAME`."""
    return _named(call, words.UNLINK, unlink)


def complete(request: Request, plan_id: int) -> Answer:
    """Complete it; late presses read how it stands."""

    def deed(session: WorkspaceSession) -> Sentence:
        view = complete_plan(session, request.asker.actor, plan_id)
        outcome = words.OUTCOMES[view.outcome] if view.outcome else say("closed")
        return say("✓ Completed by you, {at}: {outcome}.", at=TimeOfDay(session.now), outcome=outcome)

    return _done(request, plan_id, deed, UNDO_COMPLETED)


def activate(request: Request, plan_id: int) -> Answer:
    """Make a draft active at once, for those who manage plans."""

    def deed(session: WorkspaceSession) -> Sentence:
        activate_plan(session, request.asker.actor, plan_id)
        return say("✓ Activated by you, {at}.", at=TimeOfDay(session.now))

    return _done(request, plan_id, deed, UNDO_ACTIVATED)


def unlink(request: Request, plan_id: int) -> Answer:
    """Let it follow its template no longer."""

    def deed(session: WorkspaceSession) -> Sentence:
        unlink_plan(session, request.asker.actor, plan_id)
        return say("✓ Unlinked by you, {at}. It keeps what it has and can be edited freely.", at=TimeOfDay(session.now))

    return _done(request, plan_id, deed, UNDO_UNLINKED)


def _discard(press: Press, plan_id: int) -> Answer:
    asker = press.asker
    with press.product.writing(asker.workspace_id) as session:
        name = words.name_of(plan(session, plan_id))
        discard_plan(session, asker.actor, plan_id)
        undo_id = note_undoable(session, asker.person_id, UNDO_DISCARDED, plan=plan_id)
        said = say("{name} was thrown away by you, {at}. What you can do stays on file.", name=name,
                   at=TimeOfDay(session.now))
    return Answer(card=Card(said, (Text(said), Actions((undo_button(undo_id),)))))


def _review(request: Request, plan_id: int) -> Answer:
    """Of which competency of the plan: it goes on as from the competency itself (review/request)."""
    with request.product.reading(request.asker.workspace_id) as session:
        seen = seen_plan(session, request.asker, plan_id)
    among = [(each.competency.name, str(each.competency.id)) for each in seen.reviewable[:MOST_OPTIONS]]
    if not among:
        raise Conflict(say("Nothing of it is left to be reviewed."))
    return Answer(form=ask_form(among))


_MENU: Mapping[str, Callable[[Press, int], Answer]] = {
    "review": _review,
    "add": open_add,
    "take_off": open_take_off,
    "edit": open_edit,
    "unlink": unlink,
    "discard": _discard,
}


def _do(press: Press) -> Answer:
    """What was chosen from a plan's menu."""
    chosen = _MENU.get(str(press.chosen))
    if chosen is None:
        raise Invalid(say("Choose from the list."))
    return chosen(press, int(press.payload["plan"]))


def _named(call: Call, action: str, deed: Callable[[Request, int], Answer]) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        found = named_plan(session, call.asker, call.words, action)
        if isinstance(found, Card):
            return Answer(card=found)
    return deed(call, found.id)


def _done(
    request: Request, plan_id: int, deed: Callable[[WorkspaceSession], Sentence], undo: str
) -> Answer:
    """Do it and show the plan as it stands then, with the way back; where somebody came first, who and when."""
    asker = request.asker
    try:
        with request.product.writing(asker.workspace_id) as session:
            said = deed(session)
            undo_id = note_undoable(session, asker.person_id, undo, plan=plan_id)
            session.flush()
            return Answer(card=shown_plan(session, asker, plan_id, said=said, undo_id=undo_id))
    except Conflict as conflict:
        if isinstance(request, Call):
            raise
        with request.product.reading(asker.workspace_id) as session:
            return Answer(card=shown_plan(session, asker, plan_id, said=conflict.sentence))


def _asking(seen: PlanSeen) -> Card:
    """Asks before a plan is completed of which something is not met."""
    name, tally = words.name_of(seen.plan), seen.tally
    said = say("Complete {name}? What is not met stays a gap.", name=name)
    if tally is not None:
        said = say("Complete {name}? {met} of {n} met; what is not met stays a gap.", name=name, met=tally.met,
                   n=tally.items)
    payload = {"plan": seen.plan.id}
    buttons = (
        Button(say("Complete"), words.COMPLETE, payload, "primary"),
        Button(say("Keep"), words.OPEN, payload),
    )
    return Card(said, (Text(said), Actions(buttons)))


def _undoing(
    undo: Callable[[WorkspaceSession, Actor, int], None], done: Sentence
) -> Callable[[Any, Actor, Mapping[str, Any]], Sentence]:
    def handler(session: Any, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
        undo(session, actor, int(refs["plan"]))
        return say("Undone, {at}. {done}", at=TimeOfDay(session.now), done=done)

    return handler
