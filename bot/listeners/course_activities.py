"""Activities of a course's module in chat: adding them, what is required, and what a result does for competencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.blocks import course_contents as cards
from bot.blocks import course_forms as forms
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Option, Press, Submission
from bot.listeners.course_contents import chosen_ids
from core.activities import (
    ActivityDetails,
    activities,
    activities_containing,
    course,
    create_activity,
    links_of,
    module_view,
    put_activities,
    set_completed_at,
    set_required,
    take_out_activity,
)
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, sight_of
from core.people import Actor, Capability, allows, require
from core.words import TimeOfDay, say, say_count

MOST_OPTIONS = 100


def register(conversations: Conversations) -> None:
    """Add the activities' cards, forms and search field."""
    conversations.press(cards.ADD_ACTIVITIES, _add)
    conversations.press(cards.ACTIVITY, _activity)
    conversations.press(cards.EDIT_ACTIVITY, _edit)
    conversations.press(cards.TAKE_OUT_ACTIVITY, _take_out)
    conversations.submission(forms.SAVE_ACTIVITIES, _save_activities)
    conversations.submission(forms.SAVE_ACTIVITY, _save_activity)
    conversations.lookup(forms.ACTIVITY_LOOKUP, _lookup)


def _add(press: Press) -> Answer:
    course_id, module_id = _ids(press.payload)
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.ACTIVITY_MANAGE, course(session, course_id).place)
        return Answer(form=forms.activities_form(course_id, module_view(session, module_id)))


def _save_activities(form: Submission) -> Answer:
    course_id, module_id = _ids(form.payload)
    wanted, title = chosen_ids(form.values.get("activities"), "activities"), str(form.values.get("title") or "")
    if not wanted and not title.strip():
        raise Invalid(say("Pick an activity, or name a new one. Example: Alarm drill."), field="activities")
    with form.product.writing(form.asker.workspace_id) as session:
        added = len(put_activities(session, form.asker.actor, module_id, wanted)) if wanted else 0
        if title.strip():
            create_activity(session, form.asker.actor, _details(form, module_id, title))
            added += 1
        said = say_count(
            "✓ Saved by you, {at}: {n} activity added.", "✓ Saved by you, {at}: {n} activities added.", added,
            at=TimeOfDay(session.now),
        )
        return Answer(card=cards.module_card(course_id, module_view(session, module_id), said=said))


def _details(form: Submission, module_id: int, title: str) -> ActivityDetails:
    return ActivityDetails(
        title,
        str(form.values.get("description") or ""),
        module_ids=(module_id,),
        required=bool(form.values.get("required")),
    )


def _activity(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=card_of(session, press.asker.actor, press.payload))


def card_of(
    session: WorkspaceSession, actor: Actor, payload: Mapping[str, Any], *, said: Words | None = None
) -> Card:
    """An activity as its editors see it; competencies above the actor's tier are absent."""
    (course_id, module_id), activity_id = _ids(payload), int(payload["activity"])
    place = course(session, course_id)
    require(session, actor, Capability.ACTIVITY_MANAGE, place.place)
    module = module_view(session, module_id)
    found = next((each for each in module.activities if each.id == activity_id), None)
    if found is None:
        raise NotFound(say("That activity isn't in this module (any more)."))
    links = links_of(session, [activity_id])[activity_id]
    named = competencies(session, [each.competency_id for each in links])
    sight = sight_of(session, actor)
    seen = [(each, view) for each in links if (view := named.get(each.competency_id)) and sight.covers(view)]
    may_link = allows(session, actor, Capability.SKILL_LINK, place.place)
    return cards.activity_card(cards.ActivityState(course_id, module, found, seen, may_link), said=said)


def _edit(press: Press) -> Answer:
    course_id, module_id = _ids(press.payload)
    activity_id = int(press.payload["activity"])
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.ACTIVITY_MANAGE, course(session, course_id).place)
        module = module_view(session, module_id)
    found = next((each for each in module.activities if each.id == activity_id), None)
    if found is None:
        raise NotFound(say("That activity isn't in this module (any more)."))
    return Answer(form=forms.activity_form(course_id, module_id, found))


def _save_activity(form: Submission) -> Answer:
    activity_id = int(form.payload["activity"])
    least = _score(str(form.values.get("least") or ""))
    with form.product.writing(form.asker.workspace_id) as session:
        set_completed_at(session, form.asker.actor, activity_id, least)
        set_required(session, form.asker.actor, activity_id, required=bool(form.values.get("required")))
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=card_of(session, form.asker.actor, form.payload, said=said))


def _score(text: str) -> Decimal | None:
    """A score somebody wrote in percent, as a fraction; none where the field is empty."""
    clean = text.strip().rstrip("%").strip().replace(",", ".")
    if not clean:
        return None
    try:
        score = Decimal(clean) / 100
    except InvalidOperation:
        score = Decimal(-1)
    if not score.is_finite() or not 0 <= score <= 1:
        raise Invalid(say("A score is a number from 0 to 100. Example: 80"), field="least")
    return score


def _take_out(press: Press) -> Answer:
    course_id, module_id = _ids(press.payload)
    activity_id = int(press.payload["activity"])
    with press.product.writing(press.asker.workspace_id) as session:
        title = activities(session, [activity_id])[activity_id].title
        take_out_activity(session, press.asker.actor, module_id, activity_id)
        said = say("{title} was taken out of this module; its results stay.", title=title)
        return Answer(card=cards.module_card(course_id, module_view(session, module_id), said=said))


def _lookup(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = activities_containing(session, call.words, limit=MOST_OPTIONS)
    return [(f"{each.title} ({each.idnumber})", str(each.id)) for each in found]


def _ids(payload: Mapping[str, Any]) -> tuple[int, int]:
    return int(payload["course"]), int(payload["module"])
