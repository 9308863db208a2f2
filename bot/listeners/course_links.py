"""Competencies of an activity in chat: added with what a result does for them, changed, taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import course_contents as cards
from bot.blocks import course_forms as forms
from bot.conversation import Answer, Conversations, Press, Submission
from bot.listeners.course_activities import card_of
from bot.listeners.course_contents import chosen_ids
from bot.listeners.link_previews import APPLY, proposed
from core.activities import (
    LinkOutcome,
    activities,
    course,
    link_skill,
    links_of,
    require_on_activity,
    set_link_outcome,
    unlink_skill,
)
from core.catalogue import LinkChange, take_link_change
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyCategory, competencies
from core.people import Actor, Capability, require
from core.words import Sentence, TimeOfDay, say

APPLY_LINK = "course.apply_link"
PLACE = ("course", "module", "activity")
"""What the card of an activity is found by."""


def register(conversations: Conversations) -> None:
    """Add the forms, and how a change that was shown with its effect is applied."""
    conversations.press(cards.ADD_LINKS, _add_links)
    conversations.press(cards.CHANGE_LINK, _change_link)
    conversations.press(APPLY_LINK, _apply)
    conversations.submission(forms.SAVE_LINKS, _save_links)
    conversations.submission(forms.SAVE_LINK, _save_link)


def _add_links(press: Press) -> Answer:
    course_id, module_id, activity_id = (int(press.payload[each]) for each in PLACE)
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.SKILL_LINK, course(session, course_id).place)
        title = activities(session, [activity_id])[activity_id].title
    return Answer(form=forms.links_form(course_id, module_id, activity_id, title))


def _save_links(form: Submission) -> Answer:
    """Nobody gains or falls by a new link, since it counts for results from now on; so it is just made."""
    wanted = chosen_ids(form.values.get("competencies"), "competencies")
    if not wanted:
        raise Invalid(say("Pick at least one competency. Example: Fire safety."), field="competencies")
    asked = str(form.values.get("outcome") or forms.USUAL)
    outcome = None if asked == forms.USUAL else LinkOutcome(asked)
    with form.product.writing(form.asker.workspace_id) as session:
        for each in wanted:
            link_skill(session, form.asker.actor, int(form.payload["activity"]), each, outcome=outcome)
        said = say("✓ Saved by you, {at}. Results from now on count.", at=TimeOfDay(session.now))
        return Answer(card=card_of(session, form.asker.actor, form.payload, said=said))


def _change_link(press: Press) -> Answer:
    activity_id, competency_id = int(press.payload["activity"]), int(press.payload["competency"])
    with press.product.reading(press.asker.workspace_id) as session:
        place = course(session, int(press.payload["course"])).place
        require(session, press.asker.actor, Capability.SKILL_LINK, place)
        links = {each.competency_id: each for each in links_of(session, [activity_id])[activity_id]}
        view = competencies(session, [competency_id]).get(competency_id)
    if view is None or competency_id not in links:
        raise NotFound(say("That competency isn't on this activity (any more)."))
    payload = {name: int(press.payload[name]) for name in (*PLACE, "competency")}
    skill = view.category == CompetencyCategory.SKILL
    return Answer(form=forms.link_form(payload, view.name, links[competency_id].outcome, skill=skill))


def _save_link(form: Submission) -> Answer:
    """A change that concerns somebody is shown before it applies (paths/preview); any other is just made."""
    activity_id, competency_id = int(form.payload["activity"]), int(form.payload["competency"])
    wanted = str(form.values.get("outcome") or "")
    with form.product.reading(form.asker.workspace_id) as session:
        require_on_activity(session, form.asker.actor, Capability.SKILL_LINK, activity_id)
    outcomes = {competency_id: None if wanted == forms.TAKE_OFF else str(LinkOutcome(wanted))}
    extra = {APPLY: APPLY_LINK, **{each: int(form.payload[each]) for each in PLACE}}
    change = LinkChange(outcomes, activity_id=activity_id, extra=extra)
    if (answer := proposed(form, change)) is not None:
        return answer
    with form.product.writing(form.asker.workspace_id) as session:
        said = _made(session, form.asker.actor, change)
        return Answer(card=card_of(session, form.asker.actor, form.payload, said=said))


def _apply(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        change = take_link_change(session, press.asker.actor, int(press.payload["draft"]))
        said = _made(session, press.asker.actor, change)
        place: Mapping[str, Any] = change.extra
        return Answer(card=card_of(session, press.asker.actor, place, said=said))


def _made(session: WorkspaceSession, actor: Actor, change: LinkChange) -> Sentence:
    assert change.activity_id is not None
    for competency_id, outcome in change.outcomes.items():
        if outcome is None:
            unlink_skill(session, actor, change.activity_id, competency_id)
        else:
            set_link_outcome(session, actor, change.activity_id, competency_id, LinkOutcome(outcome))
    return say("✓ Saved by you, {at}. Results from now on count so.", at=TimeOfDay(session.now))
