"""Texts that somebody changed brought new suggestions: told the next working morning, once a day (tagging/re-tag)."""

from __future__ import annotations

from datetime import timedelta

from core.activities import ActivitiesAskedAgain
from core.db import WorkspaceSession
from core.notifications.hours import next_opening
from core.notifications.limits import hours_of
from core.notifications.outbox import tell
from core.notifications.settings import NoticeKind
from core.people import Actor, person

SUGGESTIONS = str(NoticeKind.SUGGESTIONS)
LATER = timedelta(hours=12)
"""Who changes texts goes on changing them; what came of it is told when they begin anew."""


def tell_of_suggestions(session: WorkspaceSession, actor: Actor, _fact: ActivitiesAskedAgain) -> None:
    """Tell who changed the texts that suggestions wait, however many activities it was. Repeatable."""
    if actor.person_id is None:
        return
    zone = person(session, actor.person_id).time_zone
    opens = next_opening(zone, session.now + LATER, hours_of(session), working_days=True)
    key = f"{SUGGESTIONS}:{actor.person_id}:{opens.date()}"
    tell(session, actor.person_id, SUGGESTIONS, {}, key=key, not_before=opens)
