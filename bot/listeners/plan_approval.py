"""Asking approval for one's draft, and the approver's presses: start, accept, reject, comment (plans/approve)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.blocks import plan_words as words
from bot.blocks.course_words import PAGE
from bot.blocks.plan_approval import (
    RequestCard,
    RequestRow,
    asked_card,
    reject_form,
    request_card,
    to_approve_card,
    write_form,
)
from bot.cards import Actions, Card, Form, Text, undo_button
from bot.conversation import Answer, Asker, Call, Conversations, Press, Request, Submission
from bot.listeners.plan_views import named_plan
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.frameworks import competencies, sight_of
from core.people import Actor, Capability, PersonView, holds_anywhere, people, require
from core.plans import (
    Decided,
    accept_plan,
    comment_on_plan,
    hand_back_approval,
    may_approve,
    note_undo,
    plan,
    plans,
    reject_plan,
    request,
    request_approval,
    request_steps,
    start_approval,
    undo_plan_step,
    waiting_requests,
    wanted_items,
)
from core.words import Sentence, TimeOfDay, say

UNDO_STEP = "plan.step"
HOME_ROWS = 5

Deed = Callable[[WorkspaceSession, int], None]


def register(conversations: Conversations) -> None:
    """Add the buttons and forms on both sides, the list, and how each step is undone."""
    conversations.press(words.ASK, lambda press: ask(press, int(press.payload["plan"])))
    conversations.press(words.OPEN_REQUEST, _open)
    conversations.press(words.TO_APPROVE, _more)
    conversations.press(words.START, lambda press: _stepped(press, start_approval))
    conversations.press(words.HAND_BACK, lambda press: _stepped(press, hand_back_approval))
    conversations.press(words.ACCEPT, _accept)
    conversations.press(words.REJECT, lambda press: _form(press, reject_form))
    conversations.press(words.WRITE, lambda press: _form(press, write_form))
    conversations.submission(words.REJECT_FORM, _rejected)
    conversations.submission(words.WRITE_FORM, _written)
    conversations.undo(UNDO_STEP, _undo_step)


def ask_named(call: Call) -> Answer:
    """`plan ask NAME`."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = named_plan(session, call.asker, call.words, words.ASK)
        if isinstance(found, Card):
            return Answer(card=found)
    return ask(call, found.id)


def ask(source: Request, plan_id: int) -> Answer:
    """Ask approval for one's own draft."""
    asker = source.asker
    with source.product.writing(asker.workspace_id) as session:
        done = request_approval(session, asker.actor, plan_id)
        undo_id = note_step(session, asker, done)
        session.flush()
        return Answer(card=asked_card(request_view(session, asker.person, done.request_id), undo_id))


def list_named(call: Call) -> Answer:
    """`plan approve`: the plans that wait for the asker's approval."""
    with call.product.reading(call.asker.workspace_id) as session:
        if not holds_anywhere(session, call.asker.actor, Capability.PLAN_APPROVE):
            require(session, call.asker.actor, Capability.PLAN_APPROVE)
        rows, count = rows_to_approve(session, call.asker, limit=PAGE)
        return Answer(card=to_approve_card(rows, count), where="chat")


def home(call: Call) -> Card | None:
    """'Plans to approve' of App Home, while there are any (chat/home)."""
    return _waiting(call, HOME_ROWS)


def waiting_section(call: Call) -> Card | None:
    """'Plans to approve' below the reviews that wait, while there are any (review/inbox)."""
    return _waiting(call, PAGE)


def _waiting(call: Call, most: int) -> Card | None:
    with call.product.reading(call.asker.workspace_id) as session:
        rows, count = rows_to_approve(session, call.asker, limit=most)
        return to_approve_card(rows, count) if rows else None


def rows_to_approve(
    session: WorkspaceSession, asker: Asker, *, limit: int, start: int = 0
) -> tuple[list[RequestRow], int]:
    """The requests that wait for the asker, and how many; none for those who approve nobody's plans."""
    if not holds_anywhere(session, asker.actor, Capability.PLAN_APPROVE):
        return [], 0
    found, count = waiting_requests(session, asker.actor, limit=limit, start=start)
    persons = people(session, {each.person_id for each in found})
    known = plans(session, {each.plan_id for each in found})
    items = wanted_items(session, list(known))
    rows = [
        RequestRow(
            each, persons[each.person_id], known[each.plan_id], len(items[each.plan_id]),
            each.approver_id == asker.person_id and each.state == "in_review",
        )
        for each in found
    ]
    return rows, count


def request_view(session: WorkspaceSession, viewer: PersonView, request_id: int) -> RequestCard:
    """A request for a reader: its person, or somebody who may decide it or once did; else it is not found."""
    found = request(session, request_id)
    actor = Actor(session.workspace_id, viewer.id)
    steps = request_steps(session, request_id)
    decides = may_approve(session, actor, found.person_id)
    if not decides and viewer.id not in (found.person_id, found.approver_id):
        raise NotFound(say("That request is not on file."))
    known = {each.competency_id for each in wanted_items(session, [found.plan_id])[found.plan_id]}
    sight, own = sight_of(session, actor), found.person_id == viewer.id
    seen = [each for each in competencies(session, known).values() if own or sight.covers(each)]
    ids = {found.person_id, *(each.by_id for each in steps if each.by_id), found.approver_id}
    names = people(session, [each for each in ids if each is not None])
    return RequestCard(
        found, plan(session, found.plan_id), names[found.person_id], seen, steps, names, viewer, decides, session.now
    )


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = request_view(session, press.asker.person, int(press.payload["request"]))
        return Answer(card=request_card(view), replace=False)


def _more(press: Press) -> Answer:
    start = int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        rows, count = rows_to_approve(session, press.asker, limit=PAGE, start=start)
        return Answer(card=to_approve_card(rows, count, start))


def _accept(press: Press) -> Answer:
    def accept(session: WorkspaceSession, request_id: int) -> None:
        note_step(session, press.asker, accept_plan(session, press.asker.actor, request_id))

    return _done(press, accept)


def _rejected(form: Submission) -> Answer:
    reason = str(form.values.get("reason") or "")

    def reject(session: WorkspaceSession, request_id: int) -> None:
        note_step(session, form.asker, reject_plan(session, form.asker.actor, request_id, reason))

    return _done(form, reject)


def _stepped(press: Press, step: Callable[[WorkspaceSession, Actor, int], None]) -> Answer:
    return _done(press, lambda session, request_id: step(session, press.asker.actor, request_id))


def _done(source: Press | Submission, deed: Deed) -> Answer:
    """Do it, or leave it where somebody else came first; either way the card shows what stands now (review/race)."""
    asker, request_id = source.asker, int(source.payload["request"])
    settled = None
    try:
        with source.product.writing(asker.workspace_id) as session:
            deed(session, request_id)
    except Conflict as conflict:
        settled = conflict.sentence
    with source.product.reading(asker.workspace_id) as session:
        view = request_view(session, asker.person, request_id)
        card = request_card(view)
    if settled is not None and view.request.is_open and view.request.approver_id == asker.person_id:
        card = Card(settled, (Text(settled), *card.parts))
    return Answer(card=card)


def _form(press: Press, made: Callable[[RequestCard], Form]) -> Answer:
    """The form, unless the request was settled meanwhile."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = request_view(session, press.asker.person, int(press.payload["request"]))
    own = view.person.id == press.asker.person_id
    taken = view.request.state == "in_review" and view.request.approver_id != press.asker.person_id and not own
    if not view.request.is_open or taken:
        return Answer(card=request_card(view))
    return Answer(form=made(view))


def _written(form: Submission) -> Answer:
    """What was said, on its way; the card stays as it is."""
    asker, request_id = form.asker, int(form.payload["request"])
    with form.product.writing(asker.workspace_id) as session:
        done = comment_on_plan(session, asker.actor, request_id, str(form.values.get("words") or ""))
        undo_id = note_step(session, asker, done)
        view = request_view(session, asker.person, request_id)
    own = view.person.id == asker.person_id
    to = view.name(view.request.approver_id) if own else view.person.first_name
    said = say("Sent to {name}.", name=to)
    return Answer(card=Card(said, (Text(said), Actions((undo_button(undo_id),)))), replace=False)


def note_step(session: WorkspaceSession, asker: Asker, done: Decided) -> int:
    """Keep the Undo of a step, so that every copy that shows the step offers it."""
    undo_id = note_undoable(session, asker.person_id, UNDO_STEP, step=done.step_id)
    note_undo(session, done.step_id, undo_id)
    return undo_id


def _undo_step(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_plan_step(session, actor, int(refs["step"]))
    return say("Undone, {at}. The request stands as before.", at=TimeOfDay(session.now))
