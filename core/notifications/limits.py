"""What a workspace sets for everybody: the hours of reminders, and how many messages a week (reminders/budget)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.notifications.events import LimitsSet
from core.notifications.hours import USUAL_HOURS, Hours
from core.people import Actor, Capability, require, workspace_setting
from core.people.models import Workspace
from core.words import say

USUAL_BUDGET = 3
MOST_MESSAGES = 50
HOURS_SETTING, BUDGET_SETTING = "reminder_hours", "weekly_messages"


@dataclass(frozen=True)
class Limits:
    """The hours in which reminders go out, and the messages a week besides those that always come."""

    hours: Hours = USUAL_HOURS
    messages: int = USUAL_BUDGET


def limits_of(session: WorkspaceSession) -> Limits:
    """The workspace's own limits, else the usual ones; nonsense in its settings counts for nothing."""
    return Limits(hours_of(session), budget_of(session))


def hours_of(session: WorkspaceSession) -> Hours:
    """The hours in which reminders go out here (reminders/quiet-hours)."""
    said = workspace_setting(session, HOURS_SETTING)
    if isinstance(said, Sequence) and len(said) == 2 and all(isinstance(each, int) for each in said):
        opens, closes = said
        if 0 <= opens < closes <= 24:
            return Hours(opens, closes)
    return USUAL_HOURS


def budget_of(session: WorkspaceSession) -> int:
    """How many messages a week somebody gets here at most (reminders/budget)."""
    said = workspace_setting(session, BUDGET_SETTING)
    return said if isinstance(said, int) and 1 <= said <= MOST_MESSAGES else USUAL_BUDGET


def set_limits(session: WorkspaceSession, actor: Actor, limits: Limits) -> None:
    """Set them for everybody; what waits already keeps its time. Raises Refused without `settings.manage`, Invalid."""
    require(session, actor, Capability.SETTINGS_MANAGE)
    if not 1 <= limits.messages <= MOST_MESSAGES:
        raise Invalid(say("Choose 1 to {most} messages a week.", most=MOST_MESSAGES), field="messages")
    if not 0 <= limits.hours.opens < limits.hours.closes <= 24:
        raise Invalid(say("The hours end after they begin. Example: from 9 to 17."), field="closes")
    before = limits_of(session)
    row = session.get_one(Workspace, session.workspace_id)
    hours = [limits.hours.opens, limits.hours.closes]
    row.settings = {**(row.settings or {}), HOURS_SETTING: hours, BUDGET_SETTING: limits.messages}
    old = [before.hours.opens, before.hours.closes, before.messages]
    new = [*hours, limits.messages]
    changes = (Change("limits", None, str(old), str(new)),) if old != new else ()
    record(session, actor, LimitsSet(changes=changes))
    session.flush()
