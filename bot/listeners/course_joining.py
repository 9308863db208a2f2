"""Joining an open course oneself, and leaving it (courses/enrol)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import courses as cards
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Conversations, Press, Request
from bot.listeners.course_finding import state_of
from bot.product import Product
from core.activities import course, enrol, undo_enrolment, unenrol
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.people import Actor
from core.words import TimeOfDay, say

UNDO_JOIN, UNDO_LEAVE = "course_joined", "course_left"


def register(conversations: Conversations) -> None:
    """Add the buttons and how each is undone."""
    conversations.press(cards.JOIN, lambda press: Answer(card=join(press, int(press.payload["course"]))))
    conversations.press(cards.LEAVE, _leave)
    conversations.undo(UNDO_JOIN, _undo_join)
    conversations.undo(UNDO_LEAVE, _undo_leave)


def show(
    product: Product, asker: Asker, course_id: int, *, said: Words | None = None, undo_id: int | None = None
) -> Card:
    """A course's card as the asker sees it now, below what just happened."""
    with product.reading(asker.workspace_id) as session:
        return cards.course_card(state_of(session, asker, course_id), said=said, undo_id=undo_id)


def join(request: Request, course_id: int) -> Card:
    """Put the asker on a course; refused where it isn't open to them."""
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        done = enrol(session, asker.actor, course_id, [asker.person_id])
        said: Words = cards.joined_words(done.plan.course.name, session.now)
        undo_id = None
        if done.enrolment_ids:
            refs = {"course": course_id, "enrolments": list(done.enrolment_ids)}
            undo_id = note_undoable(session, asker.person_id, UNDO_JOIN, **refs)
        else:
            said = say("You are on {course} already. Nothing changed.", course=done.plan.course.name)
    return show(request.product, asker, course_id, said=said, undo_id=undo_id)


def _leave(press: Press) -> Answer:
    course_id, asker = int(press.payload["course"]), press.asker
    with press.product.writing(asker.workspace_id) as session:
        left = unenrol(session, asker.actor, course_id, [asker.person_id])
        said = cards.left_words(course(session, course_id).name, session.now)
        undo_id = note_undoable(session, asker.person_id, UNDO_LEAVE, course=course_id) if left else None
    return Answer(card=show(press.product, asker, course_id, said=said, undo_id=undo_id))


def _undo_join(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_enrolment(session, actor, int(refs["course"]), refs["enrolments"])
    return say("Undone, {at}. You aren't on the course.", at=TimeOfDay(session.now))


def _undo_leave(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    enrol(session, actor, int(refs["course"]), [actor.person_id or 0])
    return say("Undone, {at}. You are on the course.", at=TimeOfDay(session.now))
