"""The guided set-up: its steps, and how far a person came (frameworks/guide).

It is kept per person and can be left and resumed at any step; steps can be done again and, where optional, skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks.models import Competency, Framework, FrameworkGuide
from core.people import Actor
from core.words import say


class GuideStep(StrEnum):
    """The steps in their order."""

    FRAMEWORK = "framework"
    SCALE = "scale"
    FIELD_SET = "field_set"
    COMPETENCY = "competency"
    PATHS = "paths"
    ASSIGNMENT = "assignment"


OPTIONAL = frozenset({GuideStep.FIELD_SET, GuideStep.PATHS, GuideStep.ASSIGNMENT})
"""Steps that can be skipped: every competency starts with a path, and may be assigned later."""

_SKIPPED = ":skipped"
"""How a step is marked on file that was passed over."""


@dataclass(frozen=True)
class GuideState:
    """How far a person came: what they made, which steps are done, and which of those were skipped."""

    framework_id: int | None = None
    competency_id: int | None = None
    done: frozenset[GuideStep] = frozenset()
    skipped: frozenset[GuideStep] = frozenset()

    @property
    def current(self) -> GuideStep | None:
        """The first step not done, None when all are."""
        return next((step for step in GuideStep if step not in self.done), None)

    def open_to(self, step: GuideStep) -> bool:
        """Whether a step can be taken now: all but the first need the framework, the last two a competency."""
        if step == GuideStep.FRAMEWORK:
            return True
        if self.framework_id is None:
            return False
        return self.competency_id is not None or step not in (GuideStep.PATHS, GuideStep.ASSIGNMENT)


def guide_state(session: WorkspaceSession, actor: Actor) -> GuideState:
    """How far the actor came; what was deleted in the meantime is to be made again."""
    row = _row(session, actor)
    if row is None:
        return GuideState()
    kept = [each.partition(_SKIPPED) for each in row.steps_done]
    done = frozenset(GuideStep(step) for step, _, _ in kept)
    skipped = frozenset(GuideStep(step) for step, mark, _ in kept if mark)
    return _still_there(session, GuideState(row.framework_id, row.competency_id, done, skipped))


def finish_step(
    session: WorkspaceSession,
    actor: Actor,
    step: GuideStep,
    *,
    framework_id: int | None = None,
    competency_id: int | None = None,
) -> GuideState:
    """Note a step as done, with what was made in it; repeating changes nothing. How far the actor is then."""
    before = guide_state(session, actor)
    other = framework_id is not None and before.framework_id not in (None, framework_id)
    state = GuideState() if other else before
    state = replace(
        state,
        framework_id=framework_id or state.framework_id,
        competency_id=competency_id or state.competency_id,
        done=state.done | {step},
        skipped=state.skipped - {step},
    )
    _keep(session, actor, state)
    return state


def skip_step(session: WorkspaceSession, actor: Actor, step: GuideStep) -> GuideState:
    """Pass over an optional step; raises Invalid for one that is needed."""
    if step not in OPTIONAL:
        raise Invalid(say("This step is needed; the next ones build on it."))
    before = guide_state(session, actor)
    if step in before.done:
        return before
    state = replace(before, done=before.done | {step}, skipped=before.skipped | {step})
    _keep(session, actor, state)
    return state


def newest_competency(session: WorkspaceSession, framework_id: int) -> int | None:
    """The id of the competency made last in a framework."""
    return session.scalar(select(sa.func.max(Competency.id)).where(Competency.framework_id == framework_id))


def leave_guide(session: WorkspaceSession, actor: Actor) -> None:
    """Forget how far the actor came, to start anew; what was made stays."""
    row = _row(session, actor)
    if row is not None:
        session.delete(row)
        session.flush()


def _still_there(session: WorkspaceSession, state: GuideState) -> GuideState:
    if state.framework_id is None or session.get(Framework, state.framework_id) is None:
        return GuideState()
    competency = session.get(Competency, state.competency_id) if state.competency_id is not None else None
    if competency is None or competency.framework_id != state.framework_id:
        made_there = state.done & {GuideStep.FRAMEWORK, GuideStep.SCALE, GuideStep.FIELD_SET}
        return GuideState(state.framework_id, None, made_there, state.skipped & made_there)
    return state


def _row(session: WorkspaceSession, actor: Actor) -> FrameworkGuide | None:
    return session.scalar(select(FrameworkGuide).where(FrameworkGuide.person_id == actor.person_id))


def _keep(session: WorkspaceSession, actor: Actor, state: GuideState) -> None:
    if actor.person_id is None:
        return
    row = _row(session, actor)
    if row is None:
        row = FrameworkGuide(person_id=actor.person_id, changed_at=session.now)
        session.add(row)
    row.framework_id, row.competency_id = state.framework_id, state.competency_id
    row.steps_done = [step + (_SKIPPED if step in state.skipped else "") for step in GuideStep if step in state.done]
    row.changed_at = session.now
    session.flush()
