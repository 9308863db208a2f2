"""`prowess tagger`: how sure a suggestion must be, and what the tagger learned from decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from bot.blocks.tagger_refits import outcome_words
from bot.blocks.tagger_settings import SHOWN, learned_words, source_words, threshold_words
from bot.blocks.tagging import bar
from bot.product import Product
from bot.program.engine import product_of
from bot.program.opening import (
    actor_of,
    as_json,
    as_person,
    features_of,
    in_workspace,
    print_json,
    tell,
    workspace_of,
)
from bot.tagger_learning import Learned, follow, learned, refit_now
from bot.tagger_thresholds import intended, require_reader
from bot.threshold_words import read_threshold
from core.activities import (
    RefitView,
    Threshold,
    go_back,
    refit_view,
    refits,
    set_threshold,
)
from core.people import Actor
from core.words import say
from tagging.curves import Own, Point
from tagging.refitting import Checked

MOST_SHOWN = 30


@click.group("tagger")
def command() -> None:
    """How sure a suggested skill must be, and what the tagger learned from decisions."""


def _opened(ctx: click.Context, workspace: str | None, who: str | None) -> tuple[Product, int, Actor]:
    product = product_of(ctx, features_of(ctx))
    workspace_id = workspace_of(product.engine, workspace)
    with product.reading(workspace_id) as session:
        return product, workspace_id, actor_of(session, who)


def _common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options all of them take."""
    return in_workspace(as_person(as_json(click.pass_context(function))))


@command.command("show")
@_common
def show(ctx: click.Context, workspace: str | None, who: str | None, as_json: bool) -> None:
    """The threshold in force, what others would bring, and what was learned."""
    product, workspace_id, actor = _opened(ctx, workspace, who)
    with product.reading(workspace_id) as session:
        require_reader(session, actor)
        found = learned(session, product)
    points = [found.source.point(each) for each in SHOWN]
    if as_json:
        print_json(_plain(found, points))
        return
    tell(threshold_words(found.threshold))
    click.echo("threshold  right  left empty")
    for each in points:
        click.echo(f"{bar(each.threshold):>9}  {_share(each):>5}  {100 * each.empty:>8.0f} %")
    tell(source_words(found))
    tell(learned_words(found))


@command.command("threshold")
@click.argument("value", nargs=-1, required=True)
@_common
def threshold(
    ctx: click.Context, value: tuple[str, ...], workspace: str | None, who: str | None, as_json: bool
) -> None:
    """Set it: a number from 0 to 1, '1 wrong in 10', or 'environment'."""
    product, workspace_id, actor = _opened(ctx, workspace, who)
    wanted = read_threshold(" ".join(value))
    with product.writing(workspace_id) as session:
        after = intended(session, product, wanted)
        set_threshold(session, actor, after.value if after.own else None, wrong_in=after.wrong_in)
    _tell_threshold(after, as_json)


@command.command("refit")
@_common
def refit(ctx: click.Context, workspace: str | None, who: str | None, as_json: bool) -> None:
    """Fit the confidence on the decisions made here; taken only where it proves better."""
    product, workspace_id, actor = _opened(ctx, workspace, who)
    made = refit_now(product, workspace_id, actor)
    if as_json:
        print_json({"refit": made.refit_id, "threshold": made.after.value, **_checked(made.checked)})
        return
    tell(outcome_words(made.checked))
    before, after = made.checked.before, made.checked.after
    if before is not None and after is not None:
        click.echo(f"Calibration error {before.calibration_error:.3f} → {after.calibration_error:.3f}")
        click.echo(f"Log loss          {before.log_loss:.3f} → {after.log_loss:.3f}")
    if made.after != made.before:
        tell(threshold_words(made.after))


@command.command("back")
@_common
def back(ctx: click.Context, workspace: str | None, who: str | None, as_json: bool) -> None:
    """Take the adjustment in force back: the one before it, or the confidence as shipped, counts again."""
    product, workspace_id, actor = _opened(ctx, workspace, who)
    with product.writing(workspace_id) as session:
        was, now = go_back(session, actor)
        follow(session, product, actor)
        before = refit_view(session, now) if now is not None else None
    if as_json:
        print_json({"was": was, "now": now})
    elif before is None:
        tell(say("The confidence is as shipped again. Counts from the next asking on."))
    else:
        tell(say("The refit of {at} is in force again. Counts from the next asking on.", at=before.made_at))


@command.command("history")
@_common
def history(ctx: click.Context, workspace: str | None, who: str | None, as_json: bool) -> None:
    """All refits, the newest first."""
    product, workspace_id, actor = _opened(ctx, workspace, who)
    with product.reading(workspace_id) as session:
        require_reader(session, actor)
        found = refits(session, MOST_SHOWN)
    if as_json:
        print_json([_refit(each) for each in found])
        return
    if not found:
        tell(say("No refit was made yet: the confidence is as shipped."))
    for each in found:
        spans = ", ".join(f"{one.since:%Y-%m-%d %H:%M} to {one.until or 'now'}" for one in each.periods)
        made = f"{each.made_at:%Y-%m-%d %H:%M}  {each.made_by or 'by itself'}"
        click.echo(f"{each.id}  {made}  {each.outcome}  {each.decisions}  {spans}".rstrip())


def _tell_threshold(found: Threshold, as_json: bool) -> None:
    if as_json:
        print_json({"threshold": found.value, "own": found.own, "wrong_in": found.wrong_in})
    else:
        tell(threshold_words(found))


def _share(point: Point) -> str:
    if point.right is None:
        return "-"
    return f"{'~' if point.expected else ''}{100 * point.right:.0f} %"


def _plain(found: Learned, points: list[Point]) -> dict[str, Any]:
    return {
        "threshold": found.threshold.value,
        "own": found.threshold.own,
        "wrong_in": found.threshold.wrong_in,
        "from_own_decisions": isinstance(found.source, Own),
        "decisions": found.decisions,
        "activities": found.activities,
        "refit": found.in_force.id if found.in_force else None,
        "stale": found.stale,
        "curve": [
            {"threshold": each.threshold, "right": each.right, "expected": each.expected, "empty": each.empty}
            for each in points
        ],
    }


def _checked(checked: Checked) -> dict[str, Any]:
    told = {"before": checked.before, "after": checked.after}
    counts = {"outcome": str(checked.outcome), "decisions": checked.decisions, "held_out": checked.held_out}
    return {**counts, **{name: each.to_json() if each else None for name, each in told.items()}}


def _refit(each: RefitView) -> dict[str, Any]:
    return {
        "id": each.id,
        "made_at": each.made_at.isoformat(),
        "made_by": each.made_by,
        "outcome": each.outcome,
        "decisions": each.decisions,
        "figures": dict(each.figures),
        "adjustment": dict(each.adjustment),
        "in_force": [{"from": one.since, "until": one.until} for one in each.periods],
    }
