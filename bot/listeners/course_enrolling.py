"""Enrolling others and ending it: one person at once, several after a dry run (courses/enrol, targets/dry-run)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import course_people as cards
from bot.blocks import courses
from bot.cards import Card, Form, FormField, Words, line
from bot.conversation import Answer, Call, Conversations, Press, Request, Submission
from bot.listeners.course_finding import find_course
from bot.listeners.course_joining import join
from bot.reading import MOST_PEOPLE, NamedPeople, read_people
from core.activities import course, enrol, plan_enrolment, standing, undo_enrolment, unenrol
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.notifications import COURSES, is_muted
from core.people import Actor, Capability, holds_anywhere, members_of, people, person_by_chat_id
from core.words import TimeOfDay, say, say_count

ENROL_INTO, UNENROL_FROM, FORM = "course.enrol_into", "course.unenrol_from", "course.enrol_form"
UNDO_ENROL, UNDO_UNENROL = "people_enrolled", "people_unenrolled"
EXAMPLE = "/prowess course enrol @anna Fire safety at work"


def register(conversations: Conversations) -> None:
    """Add the form, the dry run's buttons, and how each is undone."""
    conversations.press(courses.ENROL, _form_pressed)
    conversations.press(ENROL_INTO, _chosen)
    conversations.press(UNENROL_FROM, _chosen_to_leave)
    conversations.press(cards.APPLY, _apply)
    conversations.press(cards.CANCEL, _cancel)
    conversations.press(cards.UNENROL, _unenrol_pressed)
    conversations.submission(FORM, _submitted)
    conversations.undo(UNDO_ENROL, _undo_enrol)
    conversations.undo(UNDO_UNENROL, _undo_unenrol)


def enrol_named(call: Call) -> Answer:
    """`course enrol @anna, @omar Fire safety at work`, or `enrol team Warehouse NAME`; see `_whom` for no people."""
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        who = _who(named)
        if not named.rest:
            raise Invalid(say("Which course? Example: {example}", example=EXAMPLE))
        found = find_course(session, named.rest, action=ENROL_INTO, payload=who)
        if isinstance(found, Card):
            return Answer(card=found)
    return _go_on(call, found.id, who) if who else _whom(call, found.id)


def _whom(request: Request, course_id: int) -> Answer:
    """Without people: a form for those who enrol others, and everybody else joins the course themself."""
    with request.product.reading(request.asker.workspace_id) as session:
        if holds_anywhere(session, request.asker.actor, Capability.ENROL):
            return Answer(form=_form(course_id, course(session, course_id).name))
    return Answer(card=join(request, course_id))


def unenrol_named(call: Call) -> Answer:
    """`course unenrol @anna from Fire safety at work`."""
    with call.product.reading(call.asker.workspace_id) as session:
        named = read_people(session, call.words)
        who = _who(named)
        if not who or not named.rest:
            raise Invalid(say("Whom, from which course? Example: /prowess course unenrol @anna Fire safety at work"))
        found = find_course(session, named.rest, action=UNENROL_FROM, payload=who)
        if isinstance(found, Card):
            return Answer(card=found)
    return _let_go(call, found.id, who)


def _who(named: NamedPeople) -> dict[str, Any]:
    """The people named, as a button carries them."""
    who: dict[str, Any] = {"people": list(named.ids)} if named.ids else {}
    return {**who, "team": named.team[0]} if named.team else who


def _chosen(press: Press) -> Answer:
    who = {name: press.payload[name] for name in ("people", "team") if name in press.payload}
    course_id = int(press.payload["course"])
    return _go_on(press, course_id, who) if who else _whom(press, course_id)


def _chosen_to_leave(press: Press) -> Answer:
    return _let_go(press, int(press.payload["course"]), press.payload)


def _form_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, int(press.payload["course"]))
    return Answer(form=_form(place.id, place.name))


def _form(course_id: int, name: str) -> Form:
    field = FormField("people", say("Whom"), "people", hint=say("On {course}.", course=name))
    return Form(say("Enrol people"), FORM, (field,), {"course": course_id}, submit=say("Enrol"))


def _submitted(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        ids = [_person_id(session, str(each)) for each in form.values.get("people") or []]
    if not ids:
        raise Invalid(say("Pick at least one person."), field="people")
    if len(ids) > MOST_PEOPLE:
        raise Invalid(say("Name at most {n} people at once, or a team.", n=MOST_PEOPLE), field="people")
    return _go_on(form, int(form.payload["course"]), {"people": ids}, replace=False)


def _person_id(session: WorkspaceSession, chat_user_id: str) -> int:
    found = person_by_chat_id(session, chat_user_id)
    if found is None:
        raise Invalid(say("One of them is not in the directory of Prowess. An admin can add them."), field="people")
    return found.id


def _go_on(request: Request, course_id: int, who: Mapping[str, Any], *, replace: bool = True) -> Answer:
    """Enrol one person at once; show the dry run of several."""
    if list(who) == ["people"] and len(who["people"]) == 1:
        return Answer(card=_enrol_one(request, course_id, int(who["people"][0])), replace=replace)
    with request.product.reading(request.asker.workspace_id) as session:
        plan = plan_enrolment(session, request.asker.actor, course_id, _ids(session, who))
        names = people(session, [*plan.refused, *plan.inactive][: cards.MOST_NAMED * 2])
    return Answer(card=cards.enrolment_dry_run(plan, names, {**who, "course": course_id}), replace=replace)


def _enrol_one(request: Request, course_id: int, person_id: int) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        done = enrol(session, asker.actor, course_id, [person_id])
        undo_id = _note(session, asker.person_id, course_id, done.enrolment_ids)
        told = bool(done.enrolment_ids) and person_id != asker.person_id and not is_muted(session, person_id, COURSES)
        person, at = people(session, [person_id])[person_id], session.now
    with request.product.reading(asker.workspace_id) as session:
        completed = bool(done.enrolment_ids) and standing(session, course_id, person_id).completed_at is not None
    return cards.enrolled_card(done.plan, person, at, undo_id, told=told, completed=completed)


def _apply(press: Press) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now."""
    asker, course_id = press.asker, int(press.payload["course"])
    if press.payload.get("leave"):
        return Answer(card=_unenrol(press, course_id, press.payload))
    with press.product.writing(asker.workspace_id) as session:
        done = enrol(session, asker.actor, course_id, _ids(session, press.payload))
        undo_id = _note(session, asker.person_id, course_id, done.enrolment_ids)
        at = session.now
    return Answer(card=cards.applied_card(asker.person.first_name, at, cards.enrolled_counts(done.plan), undo_id))


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was changed.")))


def _unenrol_pressed(press: Press) -> Answer:
    return Answer(card=_unenrol(press, int(press.payload["course"]), {"people": [press.payload["person"]]}))


def _let_go(request: Request, course_id: int, who: Mapping[str, Any]) -> Answer:
    """End one person's enrolment at once; show the dry run of several."""
    with request.product.reading(request.asker.workspace_id) as session:
        ids = _ids(session, who)
        plan = plan_enrolment(session, request.asker.actor, course_id, ids)
    if len(ids) == 1:
        return Answer(card=_unenrol(request, course_id, who))
    payload = {**{name: who[name] for name in ("people", "team") if name in who}, "course": course_id, "leave": 1}
    return Answer(card=cards.unenrolment_dry_run(plan.course, len(plan.already), payload))


def _unenrol(request: Request, course_id: int, who: Mapping[str, Any]) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        left = unenrol(session, asker.actor, course_id, _ids(session, who))
        name, at = course(session, course_id).name, session.now
        if not left:
            return line(say("Nobody of them was on {course}. Nothing changed.", course=name))
        undo_id = note_undoable(session, asker.person_id, UNDO_UNENROL, course=course_id, people=list(left))
    what = say_count("{n} person left {course}", "{n} people left {course}", len(left), course=name)
    return cards.applied_card(asker.person.first_name, at, what, undo_id)


def _ids(session: WorkspaceSession, who: Mapping[str, Any]) -> Sequence[int]:
    members = members_of(session, int(who["team"])) if "team" in who else []
    found = list(dict.fromkeys([*(int(each) for each in who.get("people", [])), *members]))
    if not found:
        raise Invalid(say("Nobody was named: nobody is in that team now."))
    return found


def _note(session: WorkspaceSession, person_id: int, course_id: int, enrolments: Sequence[int]) -> int | None:
    if not enrolments:
        return None
    return note_undoable(session, person_id, UNDO_ENROL, course=course_id, enrolments=list(enrolments))


def _undo_enrol(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    count = undo_enrolment(session, actor, int(refs["course"]), refs["enrolments"])
    return say_count(
        "Undone, {at}: {n} enrolment taken back.", "Undone, {at}: {n} enrolments taken back.", count,
        at=TimeOfDay(session.now),
    )


def _undo_unenrol(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    enrol(session, actor, int(refs["course"]), refs["people"])
    return say("Undone, {at}. They are on the course.", at=TimeOfDay(session.now))
