"""Competencies of a course in chat: several at once, each with its outcome, and where else each is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import course_contents as cards
from bot.blocks import course_forms as forms
from bot.blocks import courses
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from bot.listeners.competency_lookups import competency_options
from bot.listeners.course_contents import chosen_ids
from bot.listeners.course_finding import seen_on
from bot.listeners.link_previews import APPLY, proposed
from core.activities import (
    check_competencies,
    course,
    outcomes_on,
    put_competencies,
    take_off_competencies,
)
from core.audit import note_undoable
from core.catalogue import LinkChange, take_link_change
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, out_of_scope
from core.people import Actor, Capability, require
from core.words import TimeOfDay, say, say_count

UNDO, APPLY_OUTCOMES = "course_competencies", "course.apply_outcomes"
MOST_OPTIONS = 100


def register(conversations: Conversations) -> None:
    """Add the card, its forms, search field and undo."""
    conversations.press(courses.COMPETENCIES, _show)
    conversations.press(cards.ADD_COMPETENCIES, _add)
    conversations.press(cards.CHANGE_OUTCOME, _change)
    conversations.press(APPLY_OUTCOMES, _apply)
    conversations.submission(forms.SAVE_COMPETENCIES, _save)
    conversations.submission(forms.SAVE_OUTCOME, _save_outcome)
    conversations.lookup(forms.COMPETENCY_LOOKUP, _lookup)
    conversations.undo(UNDO, _undo)


def _show(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        start = int(press.payload.get("from") or 0)
        return Answer(card=_card(session, press.asker, int(press.payload["course"]), start=start))


def _card(
    session: WorkspaceSession,
    asker: Asker,
    course_id: int,
    *,
    start: int = 0,
    said: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    place = course(session, course_id)
    require(session, asker.actor, Capability.COURSE_COMPETENCY_MANAGE, place.place)
    return cards.competencies_card(place, seen_on(session, asker, course_id), start, said=said, undo_id=undo_id)


def _add(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, int(press.payload["course"]))
        require(session, press.asker.actor, Capability.COURSE_COMPETENCY_MANAGE, place.place)
    return Answer(form=forms.competencies_form(place))


def _save(form: Submission) -> Answer:
    outcomes = _chosen(form)
    if not outcomes:
        raise Invalid(say("Pick at least one competency. Example: Fire safety."), field="complete")
    return _change_outcomes(form, int(form.payload["course"]), outcomes)


def _chosen(form: Submission) -> dict[int, str]:
    """The competencies under each outcome; one picked twice is refused at its second place."""
    found: dict[int, str] = {}
    for outcome in forms.COURSE_OUTCOMES:
        for each in chosen_ids(form.values.get(str(outcome)), str(outcome)):
            if each in found:
                raise Invalid(say("One of them is picked above already. Pick each once."), field=str(outcome))
            found[each] = str(outcome)
    return found


def _change_outcomes(form: Submission, course_id: int, outcomes: Mapping[int, str | None]) -> Answer:
    """A change that concerns somebody is shown before it applies (paths/preview); any other is just made."""
    asker = form.asker
    with form.product.reading(asker.workspace_id) as session:
        check_competencies(session, asker.actor, course_id, _wanted(outcomes))
    change = LinkChange(outcomes, course_id=course_id, extra={APPLY: APPLY_OUTCOMES})
    if (answer := proposed(form, change)) is not None:
        return answer
    with form.product.writing(asker.workspace_id) as session:
        return Answer(card=_made(session, asker, change, undoable=True))


def _apply(press: Press) -> Answer:
    asker = press.asker
    with press.product.writing(asker.workspace_id) as session:
        change = take_link_change(session, asker.actor, int(press.payload["draft"]))
        return Answer(card=_made(session, asker, change, undoable=False))


def _made(session: WorkspaceSession, asker: Asker, change: LinkChange, *, undoable: bool) -> Card:
    """The course's card after the change; what people gained by it can't be undone (rating/acquired-at)."""
    assert change.course_id is not None
    course_id, gone = change.course_id, [each for each, outcome in change.outcomes.items() if outcome is None]
    before = outcomes_on(session, course_id)
    said, changed = _take_off(session, asker, course_id, gone) if gone else _put(session, asker, change)
    undo_id = _note(session, asker, course_id, before, changed) if undoable else None
    return _card(session, asker, course_id, said=said, undo_id=undo_id)


def _put(session: WorkspaceSession, asker: Asker, change: LinkChange) -> tuple[Words, list[int]]:
    assert change.course_id is not None
    done = put_competencies(session, asker.actor, change.course_id, _wanted(change.outcomes))
    added = say_count("{n} competency added", "{n} competencies added", len(done.new))
    values = {"at": TimeOfDay(session.now), "added": added, "changed": len(done.changed)}
    return say("✓ Saved by you, {at}: {added}, {changed} changed.", **values), [*done.new, *done.changed]


def _take_off(
    session: WorkspaceSession, asker: Asker, course_id: int, gone: Sequence[int]
) -> tuple[Words, list[int]]:
    taken = take_off_competencies(session, asker.actor, course_id, gone)
    said = say("✓ Taken off by you, {at}. Evidence and ratings stay.", at=TimeOfDay(session.now))
    return said, list(taken)


def _wanted(outcomes: Mapping[int, str | None]) -> dict[int, str]:
    return {each: outcome for each, outcome in outcomes.items() if outcome is not None}


def _change(press: Press) -> Answer:
    course_id, competency_id = int(press.payload["course"]), int(press.payload["competency"])
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, course_id)
        require(session, press.asker.actor, Capability.COURSE_COMPETENCY_MANAGE, place.place)
        outcome = outcomes_on(session, course_id).get(competency_id)
        view = competencies(session, [competency_id]).get(competency_id)
    if outcome is None or view is None:
        raise NotFound(say("That competency isn't on this course (any more)."))
    return Answer(form=forms.outcome_form(place, competency_id, view.name, outcome))


def _save_outcome(form: Submission) -> Answer:
    course_id, competency_id = int(form.payload["course"]), int(form.payload["competency"])
    wanted = str(form.values.get("outcome") or "")
    return _change_outcomes(form, course_id, {competency_id: None if wanted == forms.TAKE_OFF else wanted})


def _note(
    session: WorkspaceSession, asker: Asker, course_id: int, before: Mapping[int, str], changed: Sequence[int]
) -> int | None:
    """Remember what each had before: its outcome, or that it wasn't there."""
    if not changed:
        return None
    earlier = {str(each): before.get(each) for each in changed}
    return note_undoable(session, asker.person_id, UNDO, course=course_id, before=earlier)


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    course_id = int(refs["course"])
    before = {int(each): outcome for each, outcome in refs["before"].items()}
    if restored := {each: outcome for each, outcome in before.items() if outcome is not None}:
        put_competencies(session, actor, course_id, restored)
    now = outcomes_on(session, course_id)
    if fresh := [each for each, outcome in before.items() if outcome is None and each in now]:
        take_off_competencies(session, actor, course_id, fresh)
    return say("Undone, {at}. The course's competencies are as they were.", at=TimeOfDay(session.now))


def _lookup(call: Call) -> Sequence[Option]:
    """Active competencies the asker sees that fit what they typed, available where the course is."""
    found = competency_options(call)
    if "course" not in call.about:
        return found
    with call.product.reading(call.asker.workspace_id) as session:
        elsewhere = out_of_scope(session, [course(session, int(call.about["course"])).category_id])
    return [each for each in found if int(each[1]) not in elsewhere]
