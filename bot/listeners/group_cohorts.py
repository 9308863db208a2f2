"""Cohorts made from courses: chosen, applied after a dry run, changed later (people/course-cohort)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import group_sources as cards
from bot.blocks.groups import COHORT_COURSES
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Option, Press, Submission
from bot.listeners.group_making import UNDO_MADE
from bot.listeners.group_showing import show_group
from core.activities import (
    CohortChange,
    cohort_courses,
    courses,
    courses_containing,
    courses_named,
    enrolled_on_any,
    make_course_cohort,
    set_cohort_courses,
)
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    Actor,
    Capability,
    GroupKind,
    GroupSource,
    GroupView,
    group_row,
    group_view,
    groups_called,
    require,
)
from core.words import TimeOfDay, say

UNDO = "cohort_courses"
EXAMPLE = "/prowess group courses Fire crew: Fire safety at work, First aid at work"
MOST_OPTIONS = 100


def register(conversations: Conversations) -> None:
    """Add the form, its search field, the dry run's button, and the undo."""
    conversations.press(cards.COHORT_NEW, _new_pressed)
    conversations.press(COHORT_COURSES, _courses_pressed)
    conversations.press(cards.COHORT_APPLY, _apply)
    conversations.submission(cards.COHORT_FORM, _submitted)
    conversations.lookup(cards.COURSES_LOOKUP, _found)
    conversations.undo(UNDO, _undo)


def choose(call: Call, words: str) -> Answer:
    """`group courses Fire crew: Fire safety at work, First aid at work`; without courses a form."""
    name, _, listed = words.partition(":")
    actor = call.asker.actor
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, actor, Capability.GROUP_MANAGE)
        known = _cohort(session, name)
        group_id = known.id if known is not None else None
        if not listed.strip():
            chosen = cohort_courses(session, group_id) if group_id is not None else []
            return Answer(form=cards.cohort_form(name.strip(), group_id, chosen))
        ids = [_course_id(session, each) for each in listed.split(",") if each.strip()]
        return Answer(card=_dry_run(session, actor, name.strip(), group_id, ids))


def _cohort(session: WorkspaceSession, name: str) -> GroupView | None:
    """The cohort of that name made from courses; raises Invalid where it is made by hand."""
    found = groups_called(session, name, GroupKind.COHORT) if name.strip() else []
    if found and found[0].source != GroupSource.COURSES:
        said = say("The cohort {name} is made by hand. Choose another name.", name=found[0].name)
        raise Invalid(said, field="name")
    return found[0] if found else None


def _course_id(session: WorkspaceSession, words: str) -> int:
    found = courses_named(session, words.strip())
    if len(found) != 1:
        raise Invalid(
            say("I don't find a course named '{words}'. Example: {example}", words=words.strip(), example=EXAMPLE),
            field="courses",
        )
    return found[0].id


def _new_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.GROUP_MANAGE)
    return Answer(form=cards.cohort_form("", None, ()))


def _courses_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        row = group_row(session, press.asker.actor, int(press.payload["group"]))
        return Answer(form=cards.cohort_form(row.name, row.id, cohort_courses(session, row.id)))


def _submitted(form: Submission) -> Answer:
    ids = [int(each) for each in form.values.get("courses") or [] if str(each).isdecimal()]
    group_id = form.payload.get("group")
    with form.product.reading(form.asker.workspace_id) as session:
        name = str(form.values.get("name") or "").strip()
        if group_id is None and not name:
            raise Invalid(say("A cohort needs a name. Example: Fire crew."), field="name")
        card = _dry_run(session, form.asker.actor, name, group_id and int(group_id), ids)
    return Answer(card=card, replace=False)


def _dry_run(session: WorkspaceSession, actor: Actor, name: str, group_id: int | None, ids: Sequence[int]) -> Card:
    people = enrolled_on_any(session, actor, ids)
    if group_id is not None:
        name = group_row(session, actor, group_id).name
    elif groups_called(session, name, GroupKind.COHORT):
        raise Invalid(say("There is a cohort {name} already. Choose another name.", name=name), field="name")
    chosen = sorted(courses(session, ids).values(), key=lambda each: each.name.lower())
    payload = {"courses": sorted(set(ids)), **({"group": group_id} if group_id is not None else {"name": name})}
    return cards.cohort_dry_run(name, chosen, people, payload)


def _apply(press: Press) -> Answer:
    """Make the cohort, or change its courses, from the data as they are now."""
    asker, ids = press.asker, [int(each) for each in press.payload["courses"]]
    with press.product.writing(asker.workspace_id) as session:
        if "group" in press.payload:
            done = set_cohort_courses(session, asker.actor, int(press.payload["group"]), ids)
            undo_id = note_undoable(session, asker.person_id, UNDO, group=done.group_id, before=list(done.before))
        else:
            done = make_course_cohort(session, asker.actor, str(press.payload["name"]), ids)
            undo_id = note_undoable(session, asker.person_id, UNDO_MADE, group=done.group_id)
        session.flush()
        said = _done_words(session, asker.person.first_name, done)
        return Answer(card=show_group(session, asker, done.group_id, said=said, undo_id=undo_id))


def _done_words(session: WorkspaceSession, by: str, done: CohortChange) -> Words:
    return say(
        "✓ Applied by {name}, {at}: {joined} joined, {left} left.",
        name=by, at=TimeOfDay(session.now), joined=done.joined, left=done.left,
    )  # fmt: skip


def _found(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        return [(each.name, str(each.id)) for each in courses_containing(session, call.words, limit=MOST_OPTIONS)]


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    set_cohort_courses(session, actor, int(refs["group"]), refs["before"])
    name = group_view(session, int(refs["group"])).name
    return say("Undone, {at}. {name} follows the courses it did before.", at=TimeOfDay(session.now), name=name)
