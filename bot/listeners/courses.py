"""Courses in chat: one's own, those one teaches or may join, one with all that is in it, joining and leaving."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import courses as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import course_activities as activities
from bot.listeners import course_categories as categories
from bot.listeners import course_competencies as competencies
from bot.listeners import course_contents as contents
from bot.listeners import course_editing as editing
from bot.listeners import course_enrolling as enrolling
from bot.listeners import course_grading as grading
from bot.listeners import course_joining as joining
from bot.listeners import course_links as links
from bot.listeners import course_people as persons
from bot.listeners import course_providing as providing
from bot.listeners import course_reports as reports
from bot.listeners import link_previews
from bot.listeners.course_finding import find_course, state_of
from bot.listeners.course_joining import show
from bot.product import Product
from core.activities import (
    counts_of,
    courses_containing,
    courses_named,
    courses_of_person,
    courses_taught,
    open_courses,
)
from core.db import WorkspaceSession
from core.people import Capability, holds_anywhere
from core.words import say

USAGE = "course [NAME] | enrol @person… NAME | grade @person SKILL | new NAME | for SKILL | categories"
EXAMPLE = "/prowess course Fire safety at work"
PARTS = (
    joining, editing, categories, contents, activities, links, link_previews, competencies, enrolling, persons, grading,
    providing, reports,
)

SUBCOMMANDS: dict[str, Callable[[Call], Answer]] = {
    "new": editing.new,
    "categories": categories.show_categories,
    "category": categories.show_categories,
    "enrol": enrolling.enrol_named,
    "enroll": enrolling.enrol_named,
    "unenrol": enrolling.unenrol_named,
    "complete": persons.complete_named,
    "grade": grading.grade_named,
    "for": providing.provide_named,
}


def register(conversations: Conversations) -> None:
    """Add the verb, its cards' buttons, and all parts of the conversation."""
    about = say("Your courses, those you may join, and all that is in one")
    conversations.verb(Verb("course", about, USAGE, EXAMPLE, _course, menu=35))
    conversations.press(cards.LIST, _list_pressed)
    conversations.press(cards.OPEN, _open)
    for part in PARTS:
        part.register(conversations)


def _course(call: Call) -> Answer:
    words = call.words.strip()
    if not words:
        return Answer(card=_list(call.product, call.asker, cards.MINE, 0), where="chat")
    with call.product.reading(call.asker.workspace_id) as session:
        first, _, rest = words.partition(" ")
        handler = SUBCOMMANDS.get(first.lower())
        if handler is None or courses_named(session, words):
            found = find_course(session, words)
            card = found if isinstance(found, Card) else cards.course_card(state_of(session, call.asker, found.id))
            return Answer(card=card, where="chat")
    return handler(_with_words(call, rest.strip()))


def _with_words(call: Call, words: str) -> Call:
    return Call(call.product, call.asker, call.place, call.verb, words, call.key)


def _list_pressed(press: Press) -> Answer:
    card = _list(press.product, press.asker, str(press.payload.get("of") or cards.MINE), int(press.payload["from"]))
    return Answer(card=card)


def _list(product: Product, asker: Asker, of: str, start: int) -> Card:
    with product.reading(asker.workspace_id) as session:
        may_add = holds_anywhere(session, asker.actor, Capability.COURSE_MANAGE)
        rows = _every(session) if of == cards.ALL and may_add else _mine(session, asker)
    return cards.list_card(rows, start, asker.person.time_zone, may_add=may_add, of=of)


def _mine(session: WorkspaceSession, asker: Asker) -> list[cards.CourseRow]:
    """Running courses first, then those taught, those open to join, and at the end those completed."""
    own = courses_of_person(session, asker.person_id)
    taught = courses_taught(session, asker.actor)
    counts = counts_of(session, [each.id for each in taught])
    running = [cards.CourseRow(each.course, cards.MINE, each) for each in own if each.running]
    done = [cards.CourseRow(each.course, cards.MINE, each) for each in own if not each.running]
    teaching = [cards.CourseRow(each, cards.TEACHING, counts=counts[each.id]) for each in taught]
    joinable = [cards.CourseRow(each, cards.JOINABLE) for each in open_courses(session, asker.person_id)]
    return [*running, *teaching, *joinable, *done]


def _every(session: WorkspaceSession) -> list[cards.CourseRow]:
    found = courses_containing(session, limit=5_000)
    counts = counts_of(session, [each.id for each in found])
    return [cards.CourseRow(each, cards.ALL, counts=counts[each.id]) for each in found]


def _open(press: Press) -> Answer:
    return Answer(card=show(press.product, press.asker, int(press.payload["course"])), replace=False)
