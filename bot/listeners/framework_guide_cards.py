"""The card of the guided set-up from the data as they are now, and forms as its steps."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.field_sets import NEW_SET
from bot.blocks.framework_guide import GuideView, guide_card
from bot.blocks.framework_words import NO_WAY
from bot.blocks.paths import RULE
from bot.blocks.targets import SET as SET_TARGETS
from bot.cards import Card, Form, Words
from bot.conversation import Conversations
from bot.listeners.framework_views import listed_framework, manages_any
from core.achievements import without_way
from core.db import WorkspaceSession
from core.frameworks import GuideState, GuideStep, competencies, competency_references, guide_state
from core.people import Actor, Capability, require

GUIDED = "framework.guided"
STEP, INNER = "guide_step", "guide_inner"
"""What a guided form carries besides its own payload: the step, and whose submission it is."""


def guide_card_of(
    session: WorkspaceSession, actor: Actor, conversations: Conversations, note: Words | None = None
) -> Card:
    """The guide as far as the actor came; raises Refused for who may make no framework."""
    if not manages_any(session, actor):
        require(session, actor, Capability.COMPETENCY_MANAGE)
    state = _with_targets(session, guide_state(session, actor))
    unmet = state.competency_id is not None and bool(without_way(session, [state.competency_id]))
    view = GuideView(state, _made(session, actor, state), _offered(conversations), NO_WAY if unmet else None)
    return guide_card(view, note=note)


def _offered(conversations: Conversations) -> frozenset[GuideStep]:
    needed = {GuideStep.FIELD_SET: NEW_SET, GuideStep.PATHS: RULE, GuideStep.ASSIGNMENT: SET_TARGETS}
    return frozenset(step for step in GuideStep if step not in needed or needed[step] in conversations.presses)


def _with_targets(session: WorkspaceSession, state: GuideState) -> GuideState:
    """The assignment is done once somebody has the competency as a target."""
    if state.competency_id is None or "target" not in competency_references(session, state.competency_id):
        return state
    assigned = frozenset({GuideStep.ASSIGNMENT})
    return replace(state, done=state.done | assigned, skipped=state.skipped - assigned)


def _made(session: WorkspaceSession, actor: Actor, state: GuideState) -> dict[GuideStep, Words]:
    if state.framework_id is None:
        return {}
    view = listed_framework(session, actor, state.framework_id)
    made: dict[GuideStep, Words] = {GuideStep.FRAMEWORK: view.name, GuideStep.SCALE: view.scale}
    if state.competency_id is not None:
        made[GuideStep.COMPETENCY] = competencies(session, [state.competency_id])[state.competency_id].name
    return made


def guided_form(form: Form, step: GuideStep) -> Form:
    """The form as a step of the guide: its submission comes to the guide first."""
    if INNER in form.payload:
        return replace(form, callback=GUIDED)
    return replace(form, callback=GUIDED, payload={**form.payload, STEP: str(step), INNER: form.callback})
