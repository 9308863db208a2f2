"""Learning from the workspace's own decisions: refits, what a threshold brings here, the threshold that follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.logs import log
from bot.product import Product
from bot.tagger_adjustments import adjustment_of
from core.activities import (
    REJECTED,
    Decision,
    Measurement,
    RefitFound,
    RefitView,
    Threshold,
    adjustment_in_force,
    askings,
    decisions,
    decisions_since,
    follow_threshold,
    keep_measures,
    keep_refit,
    last_look,
    latest_shown,
    refits,
    threshold_in_force,
    unmeasured,
)
from core.db import WorkspaceSession
from core.errors import Conflict, Unavailable
from core.people import Actor, Capability, require
from tagging.adjustment import Adjustment, Decided
from tagging.basis import model_of
from tagging.curves import MOST_SHOWN, Own, Source, shipped_curve
from tagging.refitting import FRESH_DECISIONS, LEAST_ACTIVITIES, LEAST_DECISIONS, Checked, refit

MOST_PREVIEWED = 200
MEASURED_AT_ONCE = 50


@dataclass(frozen=True)
class Learned:
    """What decisions there are for the present basis, what is in force, and what the threshold brings here.

    `stale` says that the adjustment in force was learned on other coefficients or models, and counts for nothing;
    `model` is what measures now.
    """

    threshold: Threshold
    source: Source
    decisions: int
    activities: int
    in_force: RefitView | None
    stale: bool
    model: str


@dataclass(frozen=True)
class Preview:
    """What another threshold would have changed: of the latest suggestions `of` so many hidden, and of those rejected;
    and how many more shown on so many activities."""

    of: int
    hidden: int
    rejected: int
    more: int
    activities: int


@dataclass(frozen=True)
class Refitted:
    """A refit that was made: what it found, its id where it was kept, and the threshold before and after."""

    checked: Checked
    refit_id: int | None
    before: Threshold
    after: Threshold


def learned(session: WorkspaceSession, product: Product) -> Learned:
    """How things stand now."""
    basis: str = product.skills.basis
    found = decisions(session, basis)
    in_force = adjustment_in_force(session)
    stale = in_force is not None and in_force.basis != basis
    adjustment = adjustment_of(in_force) if in_force and not stale else None
    return Learned(
        threshold_in_force(session, default_of(product)),
        _source(session, basis, found, adjustment),
        len(found),
        _activities(found),
        in_force,
        stale,
        model_of(basis),
    )


def preview(session: WorkspaceSession, product: Product, threshold: float) -> Preview:
    """What this threshold would have changed of the latest suggestions."""
    basis: str = product.skills.basis
    surely = _surely(adjustment_in_force(session), basis)
    rows = latest_shown(session, basis, MOST_PREVIEWED)
    sure = [
        each.confidence if each.measured is None else surely(each.measured, each.competency_id, each.rank)
        for each in rows
    ]
    hidden = [each for each, confidence in zip(rows, sure, strict=True) if confidence < threshold]
    now = threshold_in_force(session, default_of(product)).value
    asked = _likeliest(askings(session, basis), surely)
    more = sum(threshold <= confidence < now for each in asked for confidence in each)
    return Preview(len(rows), len(hidden), sum(each.status == REJECTED for each in hidden), more, len(asked))


def refit_now(product: Product, workspace_id: int, actor: Actor) -> Refitted:
    """Fit the confidence anew on the decisions made here; taken only where it proves better. Slow work: seconds.

    Kept in the history where there was enough to check. Raises Refused without `settings.manage`.
    """
    with product.reading(workspace_id) as session:
        require(session, actor, Capability.SETTINGS_MANAGE)
        before = threshold_in_force(session, default_of(product))
    _measure_again(product, workspace_id)
    with product.reading(workspace_id) as session:
        basis: str = product.skills.basis
        found = decisions(session, basis)
        in_force = adjustment_in_force(session)
    checked = refit(_as_decided(found, in_force), basis, before.value, _counting(in_force, basis))
    if checked.before is None or checked.after is None:
        return Refitted(checked, None, before, before)
    kept = RefitFound(
        basis,
        str(checked.outcome),
        checked.decisions,
        figures_of(checked),
        checked.adjustment.to_json() if checked.adjustment else {},
        found[0].decided_at if found else None,
        in_force.id if in_force else None,
    )
    with product.writing(workspace_id) as session:
        refit_id = keep_refit(session, actor, kept)
        follow(session, product, actor)
        return Refitted(checked, refit_id, before, threshold_in_force(session, default_of(product)))


def refit_if_due(product: Product, workspace_id: int) -> Refitted | None:
    """A refit by itself once enough was decided since the last; None where it isn't due (tagging/feedback)."""
    with product.reading(workspace_id) as session:
        if not _is_due(session, product):
            return None
    try:
        made = refit_now(product, workspace_id, Actor.engine(workspace_id))
    except Conflict:
        return None
    log.info("tagger refitted", workspace=workspace_id, outcome=str(made.checked.outcome))
    return made


def learn_all(product: Product) -> int:
    """What a tick does: refit wherever it is due; in how many workspaces that was."""
    return sum(refit_if_due(product, each.id) is not None for each in product.engine.workspaces())


def _is_due(session: WorkspaceSession, product: Product) -> bool:
    """Enough new decisions; or the last refit was made on other coefficients or models."""
    if decisions_since(session, None) < LEAST_DECISIONS:
        return False
    last = refits(session, 1)
    if last and last[0].basis != product.skills.basis:
        return True
    return decisions_since(session, last_look(session)) >= FRESH_DECISIONS


def follow(session: WorkspaceSession, product: Product, actor: Actor) -> None:
    """Where the threshold is 'at most 1 wrong in N', move it to what keeps to that by the confidences now."""
    now = learned(session, product)
    if now.threshold.wrong_in is not None:
        follow_threshold(session, actor, now.source.threshold_for(now.threshold.wrong_in))


def default_of(product: Product) -> float:
    """The environment's threshold."""
    return float(product.settings.tagging_threshold)


def figures_of(checked: Checked) -> dict[str, object]:
    """A check's figures as plain values."""
    told = {"before": checked.before, "after": checked.after}
    counts = {"activities": checked.activities, "accepted": checked.accepted, "held_out": checked.held_out}
    return {**counts, **{name: each.to_json() for name, each in told.items() if each is not None}}


def _measure_again(product: Product, workspace_id: int) -> None:
    """What was decided about under other coefficients is measured by the present ones, so that it counts again."""
    skills = product.skills
    if skills.basis != skills.basis_alone:
        return
    with product.reading(workspace_id) as session:
        waiting = unmeasured(session, skills.basis)
    for start in range(0, len(waiting), MEASURED_AT_ONCE):
        part = waiting[start : start + MEASURED_AT_ONCE]
        try:
            basis, found = skills.measure_again(workspace_id, [(each.title, each.text) for each in part])
        except Unavailable:
            return
        measured = {each.run_id: Measurement(basis, said) for each, said in zip(part, found, strict=True)}
        with product.writing(workspace_id) as session:
            keep_measures(session, measured)


def _as_decided(found: Sequence[Decision], in_force: RefitView | None) -> list[Decided]:
    until: datetime | None = in_force.learned_until if in_force else None
    return [
        Decided(
            each.activity_id,
            each.competency_id,
            each.measured,
            each.accepted,
            each.rank,
            learned=until is not None and each.decided_at <= until,
        )
        for each in found
    ]


def _counting(in_force: RefitView | None, basis: str) -> Adjustment | None:
    """The adjustment in force, where it was learned on this basis."""
    return adjustment_of(in_force) if in_force is not None and in_force.basis == basis else None


def _source(
    session: WorkspaceSession, basis: str, found: Sequence[Decision], adjustment: Adjustment | None
) -> Source:
    """What the curve is drawn from: own decisions where there are enough, else the evaluation that is shipped."""
    if len(found) < LEAST_DECISIONS or _activities(found) < LEAST_ACTIVITIES:
        return shipped_curve()
    surely = _by(adjustment)
    decided = [(surely(each.measured, each.competency_id, each.rank), each.accepted) for each in found]
    return Own(_likeliest(askings(session, basis), surely), decided, calibrated=adjustment is not None)


def _activities(found: Sequence[Decision]) -> int:
    return len({each.activity_id for each in found})


Surely = Callable[[float, int, int], float]
"""From what was measured of a skill, and its place among the candidates, to its confidence now."""


def _surely(in_force: RefitView | None, basis: str) -> Surely:
    return _by(_counting(in_force, basis))


def _by(adjustment: Adjustment | None) -> Surely:
    return adjustment.confidence if adjustment is not None else lambda measured, _skill, _rank: measured


def _likeliest(asked: Sequence[dict[int, float]], surely: Surely) -> list[list[float]]:
    """The confidences of each activity's three likeliest skills, highest first."""
    found = []
    for each in asked:
        sure = [surely(measured, skill, rank) for rank, (skill, measured) in enumerate(each.items())]
        found.append(sorted(sure, reverse=True)[:MOST_SHOWN])
    return found
