"""The workspace's own threshold of the tagger: a number, or 'at most 1 wrong in N' (tagging/threshold).

The number in force is always kept; with 'at most 1 wrong in N' it follows the confidences after each refit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.activities.suggestion_queries import TAGGING_THRESHOLD, tagging_threshold
from core.activities.tagger_events import TaggingThresholdSet
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.people import Actor, Capability, require, workspace_setting
from core.people.models import Workspace
from core.words import say

WRONG_IN = "tagging_wrong_in"
LEAST_WRONG_IN, MOST_WRONG_IN = 2, 20


@dataclass(frozen=True)
class Threshold:
    """The least confidence in force, 0 to 1; `own` where the workspace sets it, else the environment's.

    `wrong_in` is N where it is set as 'at most 1 wrong in N', from 2 to 20.
    """

    value: float
    own: bool = False
    wrong_in: int | None = None


def threshold_in_force(session: WorkspaceSession, default: float) -> Threshold:
    """The threshold and where it comes from; nonsense in the workspace's settings counts for nothing."""
    value = tagging_threshold(session, math.nan)
    if math.isnan(value):
        return Threshold(default)
    wrong_in = workspace_setting(session, WRONG_IN)
    known = type(wrong_in) is int and LEAST_WRONG_IN <= wrong_in <= MOST_WRONG_IN
    return Threshold(value, True, wrong_in if known and isinstance(wrong_in, int) else None)


def set_threshold(
    session: WorkspaceSession, actor: Actor, value: float | None, *, wrong_in: int | None = None
) -> None:
    """Set the threshold, with `wrong_in` as the number that keeps to it today; None leaves it to the environment.

    Raises Refused without `settings.manage`, Invalid outside 0 to 1 or 2 to 20. Repeatable.
    """
    require(session, actor, Capability.SETTINGS_MANAGE)
    if value is not None and not (math.isfinite(value) and 0 <= value <= 1):
        raise Invalid(say("The threshold is a number from 0 to 1. Example: 0.6"), field="threshold")
    if wrong_in is not None and not LEAST_WRONG_IN <= wrong_in <= MOST_WRONG_IN:
        raise Invalid(
            say("'At most 1 wrong in' takes a number from {least} to {most}. Example: 1 wrong in 10",
                least=LEAST_WRONG_IN, most=MOST_WRONG_IN),
            field="threshold",
        )  # fmt: skip
    _keep(session, actor, value, wrong_in)


def follow_threshold(session: WorkspaceSession, actor: Actor, value: float) -> None:
    """Move the number of 'at most 1 wrong in N' to what keeps to it now; nothing where a plain number is set.

    Asks no right: it follows what somebody with the right set.
    """
    now = threshold_in_force(session, math.nan)
    if now.wrong_in is not None:
        _keep(session, actor, value, now.wrong_in)


def _keep(session: WorkspaceSession, actor: Actor, value: float | None, wrong_in: int | None) -> None:
    before = threshold_in_force(session, math.nan)
    after = Threshold(math.nan) if value is None else Threshold(value, True, wrong_in)
    if _words(before) == _words(after):
        return
    row = session.get_one(Workspace, session.workspace_id)
    wanted = {TAGGING_THRESHOLD: value, WRONG_IN: wrong_in}
    others = {name: said for name, said in (row.settings or {}).items() if name not in wanted}
    row.settings = {**others, **{name: said for name, said in wanted.items() if said is not None}}
    change = Change("tagging_threshold", None, _words(before), _words(after))
    record(session, actor, TaggingThresholdSet(changes=(change,)))
    session.flush()


def _words(threshold: Threshold) -> str | None:
    """As the audit trail keeps it."""
    if not threshold.own:
        return None
    number = f"{threshold.value:g}"
    return number if threshold.wrong_in is None else f"1 wrong in {threshold.wrong_in}: {number}"
