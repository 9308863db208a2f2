"""What completes an activity: any result, or the score it sets (activities/completed)."""

from __future__ import annotations

from decimal import Decimal

from core.activities.events import ActivityChanged
from core.activities.rules import kept_score
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import require_on_activity
from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.people import Actor, Capability


def set_completion(session: WorkspaceSession, actor: Actor, activity_id: int, score: Decimal | None) -> None:
    """Set the least score (0 to 1) that completes an activity; none lets any result do. It holds for all results."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    row = locked_activity(session, activity_id)
    before, wanted = row.completed_at_score, None if score is None else kept_score(score)
    if before == wanted:
        return
    row.completed_at_score = wanted
    change = Change("completed at", activity_id, _plain(before), _plain(wanted))
    record(session, actor, ActivityChanged(activity_id=activity_id, changes=(change,)))


def _plain(score: Decimal | None) -> str | None:
    return None if score is None else str(score.normalize())
