"""What the language model may cost a workspace a day in tokens, and what it did cost.

The database keeps it, so that all processes share one budget: tokens are reserved before a call by one statement that
adds them only where they fit, and settled after it. A day is a day in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.ai_use.events import AiBudgetSet
from core.ai_use.models import AiSpend
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.people import Actor, Capability, require, workspace_setting
from core.people.models import Workspace
from core.words import say

DAILY_TOKENS = 1_000_000
MOST_TOKENS = 1_000_000_000
SETTING = "ai_daily_tokens"

_SPEND: Any = AiSpend.__table__


@dataclass(frozen=True)
class AiSpent:
    """Calls of the language model and the tokens charged for them; of those the server reported, how many it read and
    wrote. A failed call is charged what was reserved for it: the server may have worked."""

    calls: int = 0
    tokens: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


def daily_tokens(session: WorkspaceSession) -> int:
    """How many tokens the workspace may spend a day; nonsense in its settings counts for nothing."""
    said = workspace_setting(session, SETTING)
    return said if type(said) is int and 0 <= said <= MOST_TOKENS else DAILY_TOKENS


def set_daily_tokens(session: WorkspaceSession, actor: Actor, tokens: int) -> None:
    """Set the day's budget; 0 stops all calls. Repeatable. Raises Refused without `settings.manage`, Invalid."""
    require(session, actor, Capability.SETTINGS_MANAGE)
    if not 0 <= tokens <= MOST_TOKENS:
        raise Invalid(say("Choose 0 to {most} tokens a day.", most=MOST_TOKENS), field="tokens")
    before = daily_tokens(session)
    if before == tokens:
        return
    row = session.get_one(Workspace, session.workspace_id)
    row.settings = {**(row.settings or {}), SETTING: tokens}
    record(session, actor, AiBudgetSet(changes=(Change(SETTING, None, str(before), str(tokens)),)))
    session.flush()


def reserve_tokens(session: WorkspaceSession, tokens: int) -> date | None:
    """Charge tokens for a call about to be made; the day they are charged to, None where they don't fit any more."""
    most, today = daily_tokens(session), session.now.date()
    if tokens > most:
        return None
    native: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    adding = native.insert(_SPEND).values(
        workspace_id=session.workspace_id, day=today.isoformat(), tokens=tokens, calls=1, tokens_in=0, tokens_out=0
    )
    charging = adding.on_conflict_do_update(
        index_elements=["workspace_id", "day"],
        set_={"tokens": _SPEND.c.tokens + tokens, "calls": _SPEND.c.calls + 1},
        where=_SPEND.c.tokens + tokens <= most,
    )
    charged = session.execute(charging.returning(_SPEND.c.day)).first()
    return today if charged else None


def settle_tokens(session: WorkspaceSession, day: date, reserved: int, *, tokens_in: int, tokens_out: int) -> None:
    """Replace what was reserved on a day by what the server says it read and wrote."""
    left = _SPEND.c.tokens - reserved + tokens_in + tokens_out
    session.execute(
        sa.update(_SPEND)
        .where(_SPEND.c.workspace_id == session.workspace_id, _SPEND.c.day == day.isoformat())
        .values(
            tokens=sa.case((left > 0, left), else_=0),
            tokens_in=_SPEND.c.tokens_in + tokens_in,
            tokens_out=_SPEND.c.tokens_out + tokens_out,
        )
    )


def ai_spent(session: WorkspaceSession, since: date | None) -> AiSpent:
    """What the language model cost from a day on (UTC), None for all days."""
    figures = [_SPEND.c.calls, _SPEND.c.tokens, _SPEND.c.tokens_in, _SPEND.c.tokens_out]
    query = sa.select(*(sa.func.coalesce(sa.func.sum(each), 0) for each in figures)).where(
        _SPEND.c.workspace_id == session.workspace_id
    )
    if since is not None:
        query = query.where(_SPEND.c.day >= since.isoformat())
    return AiSpent(*(int(number) for number in session.execute(query).one()))
