"""Making and editing courses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.blocks import course_forms as forms
from bot.blocks import courses as cards
from bot.cards import Form
from bot.conversation import Answer, Call, Conversations, Press, Submission
from bot.listeners.course_finding import state_of
from core.activities import CourseDetails, CourseView, course, create_course, edit_course, next_course_idnumber
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    SITE,
    Actor,
    Capability,
    ContextKind,
    RoleContext,
    Where,
    allows,
    course_teachers,
    give_role,
    holds_anywhere,
    people,
    person_by_chat_id,
    require,
    take_role,
)
from core.words import TimeOfDay, say

TEACHER = "teacher"


def register(conversations: Conversations) -> None:
    """Add the forms of courses."""
    conversations.press(cards.NEW, _new_pressed)
    conversations.press(cards.EDIT, _edit)
    conversations.submission(forms.SAVE_COURSE, _save)


def new(call: Call) -> Answer:
    """`course new NAME`: the form of a new course."""
    return Answer(form=_new_form(call, call.words))


def _new_pressed(press: Press) -> Answer:
    return Answer(form=_new_form(press, ""))


def _new_form(request: Call | Press, name: str) -> Form:
    with request.product.reading(request.asker.workspace_id) as session:
        actor = request.asker.actor
        if not holds_anywhere(session, actor, Capability.COURSE_MANAGE):
            require(session, actor, Capability.COURSE_MANAGE)
        teachers: list[str] | None = [] if allows(session, actor, Capability.ROLE_GRANT, SITE) else None
    return forms.course_form(None, name=name, teachers=teachers)


def _edit(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, int(press.payload["course"]))
        require(session, press.asker.actor, Capability.COURSE_MANAGE, place.place)
        category = None if place.category_id is None else (place.category, str(place.category_id))
        teachers = _teachers_shown(session, press.asker.actor, place)
    return Answer(form=forms.course_form(place, category=category, teachers=teachers))


def _teachers_shown(session: WorkspaceSession, actor: Actor, place: CourseView) -> list[str] | None:
    """Chat user ids of a course's teachers, for those who may change who teaches."""
    if not allows(session, actor, Capability.ROLE_GRANT, Where(category_id=place.category_id)):
        return None
    named = people(session, course_teachers(session, place.id))
    return [each.chat_user_id for each in named.values() if each.chat_user_id]


def _save(form: Submission) -> Answer:
    asker = form.asker
    with form.product.writing(asker.workspace_id) as session:
        details = _details(session, form)
        course_id = form.payload.get("course")
        if course_id is None:
            course_id = create_course(session, asker.actor, details)
        else:
            edit_course(session, asker.actor, int(course_id), details)
        if "teachers" in form.values:
            _set_teachers(session, asker.actor, int(course_id), form.values["teachers"] or [])
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        card = cards.course_card(state_of(session, asker, int(course_id)), said=said)
    return Answer(card=card)


def _details(session: WorkspaceSession, form: Submission) -> CourseDetails:
    name, idnumber = str(form.values.get("name") or ""), str(form.values.get("idnumber") or "").strip()
    if not name.strip():
        raise Invalid(say("A course needs a name. Example: Fire safety at work."), field="name")
    if not idnumber and form.payload.get("course") is None:
        idnumber = next_course_idnumber(session)
    return CourseDetails(
        idnumber,
        " ".join(name.split()),
        str(form.values.get("description") or ""),
        picked_id(form.values.get("category"), "category"),
        bool(form.values.get("open")),
    )


def _set_teachers(session: WorkspaceSession, actor: Actor, course_id: int, chat_ids: Sequence[Any]) -> None:
    """Give the role of teacher to those picked and take it from the others; who may is asked by the roles."""
    wanted = set()
    for each in chat_ids:
        found = person_by_chat_id(session, str(each))
        if found is None:
            raise Invalid(
                say("One of them is not in the directory of Prowess. An admin can add them."), field="teachers"
            )
        wanted.add(found.id)
    before, category_id = course_teachers(session, course_id), course(session, course_id).category_id
    for person_id in wanted - set(before):
        give_role(session, actor, person_id, TEACHER, RoleContext(ContextKind.COURSE, course_id, category_id))
    for person_id in set(before) - wanted:
        take_role(session, actor, before[person_id], category_id=category_id)


def picked_id(value: Any, field: str) -> int | None:
    """An id out of a search field of one value; none where it was left empty."""
    picked = value[0] if isinstance(value, list) and value else value
    if not picked:
        return None
    if not str(picked).isdecimal():
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=str(picked)[:50]), field=field)
    return int(picked)
