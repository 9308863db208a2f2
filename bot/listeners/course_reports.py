"""Reports on a course: `report breakdown COURSE`, `report mapping COURSE`, and their buttons."""

from __future__ import annotations

from bot.blocks.course_reports import breakdown_card, mapping_card
from bot.blocks.courses import BREAKDOWN, MAPPING, choose_card
from bot.cards import Card
from bot.conversation import Answer, Call, Conversations, Press, Report
from bot.listeners.course_finding import find_course
from bot.under_way import under_way
from core.activities import CourseView, courses_containing, courses_taught
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Capability
from core.reports import breakdown, mapping
from core.words import say

MOST_OFFERED = 10

def register(conversations: Conversations) -> None:
    """Add both reports and their buttons."""
    conversations.report(
        Report(
            "breakdown",
            say("Per competency of a course: who has reached it and who has not"),
            "report breakdown COURSE",
            "/prowess report breakdown Fire safety at work",
            _breakdown_named,
            Capability.REPORT_BREAKDOWN,
        )
    )
    conversations.report(
        Report(
            "mapping",
            say("A course's activities with their competencies, and what has none"),
            "report mapping COURSE",
            "/prowess report mapping Fire safety at work",
            _mapping_named,
            Capability.REPORT_BREAKDOWN,
        )
    )
    conversations.press(BREAKDOWN, _breakdown)
    conversations.press(MAPPING, _mapping)


def _breakdown_named(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        found = _which(session, call, BREAKDOWN)
        card = found if isinstance(found, Card) else _breakdown_of(session, call, found.id)
    return Answer(card=card, where="chat")


def _mapping_named(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        found = _which(session, call, MAPPING)
        card = found if isinstance(found, Card) else mapping_card(mapping(session, call.asker.actor, found.id))
    return Answer(card=card, where="chat")


def _which(session: WorkspaceSession, call: Call, action: str) -> CourseView | Card:
    """The course named; without words those the asker teaches, or the first of all, to choose from."""
    if call.words.strip():
        return find_course(session, call.words, action=action)
    found = courses_taught(session, call.asker.actor) or courses_containing(session, limit=MOST_OFFERED)
    if not found:
        raise NotFound(say("There is no course yet."))
    return choose_card(say("Of which course?"), found[:MOST_OFFERED], action=action, payload={})


def _breakdown(press: Press) -> Answer:
    start = int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        card = _breakdown_of(session, press, int(press.payload["course"]), start)
    return Answer(card=card, replace="from" in press.payload)


def _breakdown_of(session: WorkspaceSession, request: Call | Press, course_id: int, start: int = 0) -> Card:
    found = breakdown(session, request.asker.actor, course_id)
    return breakdown_card(found, start).plus(*under_way(session, [each.competency.id for each in found.lines]))


def _mapping(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        found = mapping(session, press.asker.actor, int(press.payload["course"]))
    return Answer(card=mapping_card(found, int(press.payload.get("from") or 0)), replace="from" in press.payload)
