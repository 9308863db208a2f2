"""Notices of what falls due: worded from the data when they go out; what is met by then is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.blocks.due_notices import DueRow, due_card
from bot.blocks.plan_notices import DuePlan, plans_due_card, with_plans
from bot.cards import Card
from bot.conversation import Conversations
from core.achievements import next_quiz
from core.clock import day_in
from core.db import WorkspaceSession
from core.gaps import is_gap, profiles_of
from core.notifications import PLAN_DUE, TARGET, NoticeKind, due_lines
from core.people import Actor, PersonView
from core.plans import plans, tallies_of


def register(conversations: Conversations) -> None:
    """Add the notice's words."""
    conversations.notice(NoticeKind.DUE, _due)


def _due(session: WorkspaceSession, recipient: PersonView, _refs: Mapping[str, Any], message: Any) -> Card | None:
    """The unmet ones that are still due on that day; None when nothing is left of them."""
    lines = due_lines(session, message.id)
    told = {(each.subject_id, each.due_on) for each in lines if each.kind == TARGET}
    plans = _plans_due(session, recipient, {(each.subject_id, each.due_on) for each in lines if each.kind == PLAN_DUE})
    profile = profiles_of(session, Actor(session.workspace_id, recipient.id), [recipient.id]).get(recipient.id)
    today = day_in(recipient.time_zone, session.now)
    rows = [
        DueRow(row, (row.due_on - today).days)
        for row in (profile.rows if profile else ())
        if row.due_on is not None and (row.competency.id, row.due_on) in told and is_gap(row) and row.due_on >= today
    ]
    if not rows:
        return plans_due_card(plans) if plans else None
    quiz = next_quiz(session, recipient.id, [e.row.competency.id for e in rows if e.row.competency.category == "skill"])
    card = due_card(rows, quiz.competency_id if quiz else None)
    return with_plans(card, plans) if plans else card


def _plans_due(
    session: WorkspaceSession, recipient: PersonView, told: Collection[tuple[int, date]]
) -> list[DuePlan]:
    """The plans told of that are still active and due on that day, with something left."""
    today = day_in(recipient.time_zone, session.now)
    found = plans(session, [each for each, _ in told]).values()
    active = [each for each in found if each.active and (each.id, each.due_on) in told]
    tallies = tallies_of(session, [each.id for each in active])
    rows = [
        DuePlan(each, tallies[each.id], (each.due_on - today).days)
        for each in active
        if each.due_on is not None and each.due_on >= today and not tallies[each.id].all_met
    ]
    return sorted(rows, key=lambda each: (each.days_left, each.plan.id))
