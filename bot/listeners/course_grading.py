"""Grading in a course: from a person's card, from the course, or by command; and what the graded person is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import course_grading as cards
from bot.blocks import courses
from bot.blocks.course_people import GRADE_ONE
from bot.cards import Card, Form, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Press, Submission
from bot.listeners.course_notices import told
from bot.listeners.course_people import show_person
from bot.reading import read_people
from core.activities import course, courses_named, courses_of_person
from core.audit import note_undoable
from core.catalogue import gradable, grade, grading_view, undo_grading
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyView, find_named
from core.notifications import COURSES
from core.people import Actor, Capability, allows, holds_anywhere, person, person_by_chat_id, require
from core.words import TimeOfDay, say

UNDO = "course_graded"
EXAMPLE = "/prowess course grade @anna Fire safety"


def register(conversations: Conversations) -> None:
    """Add the forms, how a grading is undone, and the messages about courses."""
    conversations.press(courses.GRADE, _choose)
    conversations.press(GRADE_ONE, _grade_one)
    conversations.press(cards.CHOOSE_COURSE, _grade_one)
    conversations.submission(cards.CHOOSE, _chosen)
    conversations.submission(cards.SAVE, _save)
    conversations.undo(UNDO, _undo)
    conversations.notice(COURSES, told)


def grade_named(call: Call) -> Answer:
    """`course grade @anna Fire safety`: in the course the asker teaches that has both; asked where there are two."""
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        if len(named.ids) != 1 or not named.rest:
            raise Invalid(say("Whom, in which skill? Example: {example}", example=EXAMPLE))
        person_id, (found, wanted) = named.ids[0], _meant(session, call.asker, named.rest)
        places = _taught_with(session, call.asker, person_id, found[0].id)
        if wanted is not None:
            places = [each for each in places if each == wanted]
        if not places:
            if not holds_anywhere(session, call.asker.actor, Capability.COURSE_COMPETENCY_GRADE):
                require(session, call.asker.actor, Capability.COURSE_COMPETENCY_GRADE)
            name = person(session, person_id).first_name
            raise Invalid(say("{name} is on no course with {skill}.", name=name, skill=found[0].name))
        payload = {"person": person_id, "competency": found[0].id}
        if len(places) > 1:
            views = [course(session, each) for each in places]
            asked = say("In which course?")
            return Answer(card=courses.choose_card(asked, views, action=cards.CHOOSE_COURSE, payload=payload))
        return Answer(form=_form(session, call.asker, {**payload, "course": places[0]}))


def _meant(session: WorkspaceSession, asker: Asker, words: str) -> tuple[list[CompetencyView], int | None]:
    """The skill that words name, and the course where they say in which ('Fire safety in Fire course')."""
    if found := find_named(session, asker.actor, words):
        return found, None
    skill, _, place = words.rpartition(" in ")
    if skill and (found := find_named(session, asker.actor, skill)):
        named = courses_named(session, place)
        if not named:
            raise NotFound(say("I don't find a course named '{words}'. See: /prowess course", words=place))
        return found, named[0].id
    raise NotFound(say("I don't find a skill named '{words}'. Example: {example}", words=words, example=EXAMPLE))


def _taught_with(session: WorkspaceSession, asker: Asker, person_id: int, competency_id: int) -> list[int]:
    """The courses the person is on in which the asker may grade that competency."""
    found = []
    for each in courses_of_person(session, person_id):
        on_it = each.enrolled_since is not None
        if on_it and allows(session, asker.actor, Capability.COURSE_COMPETENCY_GRADE, each.course.place):
            ids = {view.id for view in gradable(session, asker.actor, each.course.id)}
            if competency_id in ids:
                found.append(each.course.id)
    return found


def _choose(press: Press) -> Answer:
    course_id = int(press.payload["course"])
    with press.product.reading(press.asker.workspace_id) as session:
        competencies = gradable(session, press.asker.actor, course_id)
        name = course(session, course_id).name
    if not competencies:
        return Answer(card=line(cards.empty_words()), private=True)
    return Answer(form=cards.choosing_form(course_id, name, competencies))


def _chosen(form: Submission) -> Answer:
    """Whom and in what is known: the same form shows all evidence and asks for the value."""
    with form.product.reading(form.asker.workspace_id) as session:
        found = person_by_chat_id(session, str(form.values.get("person") or ""))
        if found is None:
            raise Invalid(say("That person is not in the directory of Prowess. An admin can add them."), field="person")
        chosen = {"course": form.payload["course"], "person": found.id, "competency": form.values.get("competency")}
        return Answer(form=_form(session, form.asker, chosen))


def _grade_one(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=_form(session, press.asker, press.payload))


def _form(session: WorkspaceSession, asker: Asker, chosen: Mapping[str, Any]) -> Form:
    view = grading_view(
        session,
        asker.actor,
        course_id=int(chosen["course"]),
        person_id=int(chosen["person"]),
        competency_id=int(chosen["competency"] or 0),
    )
    return cards.grading_form(view, asker.person.time_zone)


def _save(form: Submission) -> Answer:
    asker, value_id = form.asker, str(form.values.get("value") or "")
    chosen = {f"{name}_id": int(form.payload[name]) for name in ("course", "person", "competency")}
    if not value_id.isdecimal():
        raise Invalid(say("Pick a value."), field="value")
    with form.product.writing(asker.workspace_id) as session:
        view = grading_view(session, asker.actor, **chosen)
        value = view.scale.value(int(value_id))
        comment = str(form.values.get("comment") or "")
        given = grade(session, asker.actor, **chosen, scale_value_id=int(value_id), comment=comment)
        undo_id = note_undoable(session, asker.person_id, UNDO, judgement=given.judgement_id)
        said = cards.graded_words(
            view.person.first_name, view.competency.name, value.name if value else "", session.now,
            set_rating=given.set_rating,
        )
    return Answer(card=_after(form, chosen, said, undo_id), replace=False)


def _after(form: Submission, chosen: Mapping[str, int], said: Words, undo_id: int) -> Card:
    with form.product.reading(form.asker.workspace_id) as session:
        return show_person(session, form.asker, chosen["course_id"], chosen["person_id"], said, undo_id)


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_grading(session, actor, int(refs["judgement"]))
    return say("Undone, {at}. The value is as it was.", at=TimeOfDay(session.now))
