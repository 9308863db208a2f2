"""The guided set-up in chat: framework, scale, field set, competency, paths, assignment (frameworks/guide).

Each step opens the form that is used elsewhere, too; what came of it is noted, so that the guide goes on there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.competency_forms import SAVE as SAVE_COMPETENCY
from bot.blocks.field_sets import NEW_SET
from bot.blocks.framework_forms import SAVE, scale_words
from bot.blocks.framework_guide import pick_form
from bot.blocks.framework_scales import SAVE_SCALE, scale_form
from bot.blocks.framework_words import GUIDE, GUIDE_ANEW, GUIDE_SKIP, GUIDE_STEP
from bot.blocks.paths import RULE
from bot.cards import Actions, Button, Card, Form, Words
from bot.conversation import Answer, Conversations, Press, Request, Submission
from bot.listeners.competency_form import competency_form
from bot.listeners.framework_asking import edit_framework_form, new_framework_form
from bot.listeners.framework_entries import read_framework
from bot.listeners.framework_guide_cards import GUIDED, INNER, STEP, guide_card_of, guided_form
from bot.listeners.framework_scales import save_scale, scale_of_id
from bot.listeners.framework_views import listed_framework
from bot.listeners.target_form import target_form
from bot.target_draft import TargetDraft
from core.errors import Invalid
from core.frameworks import (
    FrameworkDetails,
    GuideState,
    GuideStep,
    all_scales,
    create_framework,
    edit_framework,
    finish_step,
    guide_state,
    leave_guide,
    newest_competency,
    skip_step,
)
from core.words import say

PICK_SCALE = "framework.guide_scale"


def register(conversations: Conversations) -> None:
    """Add the guide's buttons and forms."""
    conversations.press(GUIDE, lambda press: guide_answer(press, conversations))
    conversations.press(GUIDE_STEP, lambda press: _take_step(press, conversations))
    conversations.press(GUIDE_SKIP, lambda press: _skip(press, conversations))
    conversations.press(GUIDE_ANEW, lambda press: _anew(press, conversations))
    conversations.submission(GUIDED, lambda form: _guided(form, conversations))
    conversations.submission(PICK_SCALE, lambda form: _pick_scale(form, conversations))


def guide_answer(request: Request, conversations: Conversations, *, note: Words | None = None) -> Answer:
    """The guide where the asker left it; raises Refused for who may make no framework."""
    with request.product.reading(request.asker.workspace_id) as session:
        return Answer(card=guide_card_of(session, request.asker.actor, conversations, note))


# -- taking a step ----------------------------------------------------------------------------------------------


def _take_step(press: Press, conversations: Conversations) -> Answer:
    step = GuideStep(str(press.payload["step"]))
    with press.product.reading(press.asker.workspace_id) as session:
        state = guide_state(session, press.asker.actor)
    if not state.open_to(step):
        return guide_answer(press, conversations, note=say("The steps before it come first."))
    match step:
        case GuideStep.FRAMEWORK:
            return Answer(form=_framework_form(press, state))
        case GuideStep.SCALE:
            return Answer(form=_scale_form(press, state))
        case GuideStep.FIELD_SET:
            return _passed_on(press, conversations, NEW_SET, {}, step)
        case GuideStep.COMPETENCY:
            return Answer(form=_competency_form(press, state))
        case GuideStep.PATHS:
            return _paths(press, conversations, state)
        case GuideStep.ASSIGNMENT:
            return Answer(form=_target_form(press, state))


def _framework_form(press: Press, state: GuideState) -> Form:
    if state.framework_id is None:
        return guided_form(new_framework_form(press), GuideStep.FRAMEWORK)
    return guided_form(edit_framework_form(press, state.framework_id), GuideStep.FRAMEWORK)


def _scale_form(press: Press, state: GuideState) -> Form:
    with press.product.reading(press.asker.workspace_id) as session:
        view = listed_framework(session, press.asker.actor, state.framework_id or 0)
        options: list[tuple[Words, str]] = [(scale_words(each), str(each.id)) for each in all_scales(session)]
    return pick_form(say("Scale"), say("People are rated with"), options, str(view.scale_id), PICK_SCALE,
                     say("A scale of my own"))


def _competency_form(press: Press, state: GuideState) -> Form:
    form = competency_form(press.product, press.asker, framework_id=state.framework_id)
    return guided_form(form, GuideStep.COMPETENCY)


def _target_form(press: Press, state: GuideState) -> Form:
    draft = TargetDraft(skills={state.competency_id or 0: None})
    with press.product.reading(press.asker.workspace_id) as session:
        return guided_form(target_form(session, draft), GuideStep.ASSIGNMENT)


def _paths(press: Press, conversations: Conversations, state: GuideState) -> Answer:
    """Open the competency's paths beside the guide. It has its category's paths already, so the step counts as done."""
    answer = conversations.presses[RULE](replace(press, payload={"competency": state.competency_id}))
    with press.product.writing(press.asker.workspace_id) as session:
        finish_step(session, press.asker.actor, GuideStep.PATHS)
    return replace(answer, card=_going_on(answer.card)) if answer.card is not None else answer


def _passed_on(
    press: Press, conversations: Conversations, action: str, payload: Mapping[str, Any], step: GuideStep
) -> Answer:
    """What another button opens, as a step of the guide."""
    answer = conversations.presses[action](replace(press, payload=payload))
    return replace(answer, form=guided_form(answer.form, step)) if answer.form is not None else answer


# -- what a step brought ----------------------------------------------------------------------------------------


def _guided(form: Submission, conversations: Conversations) -> Answer:
    """Submit the form as it is elsewhere, note the step, and offer to go on."""
    step, inner = GuideStep(str(form.payload[STEP])), str(form.payload[INNER])
    if inner == SAVE:
        return _save_framework(form, conversations)
    if inner == SAVE_SCALE:
        return _save_scale(form, conversations)
    answer = conversations.submissions[inner](form)
    if answer.form is not None:
        return replace(answer, form=guided_form(answer.form, step))
    _note(form, step, inner)
    return replace(answer, card=_going_on(answer.card)) if answer.card is not None else answer


def _note(form: Submission, step: GuideStep, inner: str) -> None:
    actor = form.asker.actor
    if step == GuideStep.ASSIGNMENT:
        return
    with form.product.writing(form.asker.workspace_id) as session:
        made = None
        if inner == SAVE_COMPETENCY:
            made = newest_competency(session, guide_state(session, actor).framework_id or 0)
            if made is None:
                return
        finish_step(session, actor, step, competency_id=made)


def _going_on(card: Card) -> Card:
    return card.plus(Actions((Button(say("Go on with the set-up"), GUIDE, {}, "primary"),)))


def _save_framework(form: Submission, conversations: Conversations) -> Answer:
    details, actor = read_framework(form.values), form.asker.actor
    with form.product.writing(form.asker.workspace_id) as session:
        made = guide_state(session, actor).framework_id
        if made is None:
            made = create_framework(session, actor, details)
        else:
            edit_framework(session, actor, made, details)
        finish_step(session, actor, GuideStep.FRAMEWORK, framework_id=made)
        session.flush()
        return Answer(card=guide_card_of(session, actor, conversations))


def _pick_scale(form: Submission, conversations: Conversations) -> Answer:
    chosen = str(form.values.get("chosen") or "")
    if chosen == "new":
        return Answer(form=guided_form(scale_form(), GuideStep.SCALE))
    if not chosen.isdecimal():
        raise Invalid(say("Choose a scale, or make one of your own."), field="chosen")
    return _use_scale(form, conversations, int(chosen))


def _save_scale(form: Submission, conversations: Conversations) -> Answer:
    return _use_scale(form, conversations, None)


def _use_scale(form: Submission, conversations: Conversations, scale_id: int | None) -> Answer:
    """Give the framework the scale, made first where it is a new one."""
    actor = form.asker.actor
    with form.product.writing(form.asker.workspace_id) as session:
        state = guide_state(session, actor)
        view = listed_framework(session, actor, state.framework_id or 0)
        scale = scale_of_id(session, scale_id if scale_id is not None else save_scale(session, actor, form))
        details = FrameworkDetails(
            view.name, view.idnumber, scale.id, view.category_id, view.depth_names, view.description
        )
        edit_framework(session, actor, view.id, details)
        finish_step(session, actor, GuideStep.SCALE)
        session.flush()
        return Answer(card=guide_card_of(session, actor, conversations))


# -- leaving out and starting anew ------------------------------------------------------------------------------


def _skip(press: Press, conversations: Conversations) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        skip_step(session, press.asker.actor, GuideStep(str(press.payload["step"])))
        session.flush()
        return Answer(card=guide_card_of(session, press.asker.actor, conversations))


def _anew(press: Press, conversations: Conversations) -> Answer:
    """Begin with another framework; what was made stays."""
    with press.product.writing(press.asker.workspace_id) as session:
        leave_guide(session, press.asker.actor)
        return Answer(card=guide_card_of(session, press.asker.actor, conversations))
