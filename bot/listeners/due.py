"""Notices of what falls due: worded from the data when they go out; what is met by then is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.due_notices import DueRow, due_card
from bot.cards import Card
from bot.conversation import Conversations
from core.achievements import next_quiz
from core.clock import day_in
from core.db import WorkspaceSession
from core.gaps import is_gap, profiles_of
from core.notifications import NoticeKind, due_lines
from core.people import Actor, PersonView


def register(conversations: Conversations) -> None:
    """Add the notice's words."""
    conversations.notice(NoticeKind.DUE, _due)


def _due(session: WorkspaceSession, recipient: PersonView, _refs: Mapping[str, Any], message: Any) -> Card | None:
    """The unmet ones that are still due on that day; None when nothing is left of them."""
    told = {(each.subject_id, each.due_on) for each in due_lines(session, message.id)}
    profile = profiles_of(session, Actor(session.workspace_id, recipient.id), [recipient.id]).get(recipient.id)
    today = day_in(recipient.time_zone, session.now)
    rows = [
        DueRow(row, (row.due_on - today).days)
        for row in (profile.rows if profile else ())
        if row.due_on is not None and (row.competency.id, row.due_on) in told and is_gap(row) and row.due_on >= today
    ]
    if not rows:
        return None
    quiz = next_quiz(session, recipient.id, [e.row.competency.id for e in rows if e.row.competency.category == "skill"])
    return due_card(rows, quiz.competency_id if quiz else None)
