"""The people of a course: who is on it, how each stands, and the teacher's mark (courses/complete)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import course_people as cards
from bot.blocks import courses
from bot.blocks.course_words import PAGE
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Press, Request
from bot.listeners.course_finding import find_course, rights_in, seen_on
from bot.reading import read_people
from bot.under_way import under_way
from core.achievements import ratings_of
from core.activities import (
    complete_course,
    counts_of,
    course,
    people_on,
    standing,
    standings,
    undo_completion,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import Actor, Capability, allows, over, require
from core.words import Sentence, TimeOfDay, say

UNDO_MARK = "course_marked"
MARK_NAMED = "course.mark_named"


def register(conversations: Conversations) -> None:
    """Add the list of people, a person's card, and the mark."""
    conversations.press(courses.PEOPLE, _people)
    conversations.press(cards.PERSON, _person)
    conversations.press(cards.MARK, _mark)
    conversations.press(MARK_NAMED, _mark)
    conversations.undo(UNDO_MARK, _undo_mark)


def complete_named(call: Call) -> Answer:
    """`course complete @anna Fire safety at work`: the teacher's mark by command."""
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        if len(named.ids) != 1 or not named.rest:
            raise Invalid(say("Who, and which course? Example: /prowess course complete @anna Fire safety at work"))
        found = find_course(session, named.rest, action=MARK_NAMED, payload={"person": named.ids[0]})
    if isinstance(found, Card):
        return Answer(card=found)
    return Answer(card=_marked(call, found.id, named.ids[0]))


def _people(press: Press) -> Answer:
    asker, course_id, start = press.asker, int(press.payload["course"]), int(press.payload.get("from") or 0)
    with press.product.reading(asker.workspace_id) as session:
        place = course(session, course_id)
        rights = rights_in(session, asker.actor, place)
        if not rights.grade:
            require(session, asker.actor, Capability.REPORT_BREAKDOWN, place.place)
        total = len(people_on(session, course_id))
        ids = people_on(session, course_id, limit=PAGE, offset=start)
        found = standings(session, [(course_id, each) for each in ids])
        rows = [found[(course_id, each)] for each in ids]
        counts = counts_of(session, [course_id])[course_id]
    card = cards.people_card(place, counts, rows, start, total, asker.person.time_zone, may_enrol=rights.enrol)
    return Answer(card=card, replace="from" in press.payload)


def _person(press: Press) -> Answer:
    course_id, person_id = int(press.payload["course"]), int(press.payload["person"])
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_shown(session, press.asker, course_id, person_id), replace=False)


def show_person(
    session: WorkspaceSession, asker: Asker, course_id: int, person_id: int, said: Words, undo_id: int | None
) -> Card:
    """A person on a course as they stand now, below what just happened."""
    return _shown(session, asker, course_id, person_id, said, undo_id)


def _shown(
    session: WorkspaceSession,
    asker: Asker,
    course_id: int,
    person_id: int,
    said: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    found = standing(session, course_id, person_id)
    rights = rights_in(session, asker.actor, found.course)
    if not rights.grade:
        require(session, asker.actor, Capability.REPORT_BREAKDOWN, found.course.place)
    enrol = rights.enrol or allows(session, asker.actor, Capability.ENROL, over(person_id))
    on_it = found.enrolled_since is not None or found.completed_at is not None
    rated = _rated(session, asker, course_id, person_id) if on_it else []
    view = cards.PersonInCourse(
        found, rated, may_grade=rights.grade and on_it, may_enrol=enrol, zone=asker.person.time_zone
    )
    going_on = under_way(session, [competency_id for competency_id, *_ in rated])
    return cards.person_card(view, said=said, undo_id=undo_id).plus(*going_on)


def _rated(
    session: WorkspaceSession, asker: Asker, course_id: int, person_id: int
) -> list[tuple[int, str, Words]]:
    """The course's competencies that the asker sees, each with the person's value: open to its teachers."""
    seen = [each.competency for each in seen_on(session, asker, course_id)]
    ratings = ratings_of(session, [(person_id, each.id) for each in seen])
    return [(each.id, each.name, _value(ratings.get((person_id, each.id)))) for each in seen]


def _value(rating: Any) -> Words:
    if rating is None or rating.value is None:
        return say("no value yet")
    return str(rating.value.name)


def _mark(press: Press) -> Answer:
    return Answer(card=_marked(press, int(press.payload["course"]), int(press.payload["person"])))


def _marked(request: Request, course_id: int, person_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        before = standing(session, course_id, person_id)
        require(session, asker.actor, Capability.COURSE_COMPETENCY_GRADE, before.course.place)
        if before.enrolled_since is None and before.completed_at is None:
            raise Invalid(_not_on_it(before.person.first_name, before.course.name))
        done = complete_course(session, asker.actor, course_id, person_id)
        undo_id = None
        said = say("{name} completed it before. Nothing changed.", name=before.person.first_name)
        if done.completion_ids:
            undo_id = note_undoable(session, asker.person_id, UNDO_MARK, completion=done.completion_ids[0])
            said = say("✓ Marked as completed by you, {at}.", at=TimeOfDay(session.now))
    with request.product.reading(asker.workspace_id) as session:
        return _shown(session, asker, course_id, person_id, said, undo_id)


def _not_on_it(name: str, course_name: str) -> Sentence:
    return say("{name} isn't on {course}. Enrol {name} first, then mark it completed.", name=name, course=course_name)


def _undo_mark(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_completion(session, actor, int(refs["completion"]))
    return say("Undone, {at}. The course isn't completed.", at=TimeOfDay(session.now))
