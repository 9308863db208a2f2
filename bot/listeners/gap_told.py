"""What a lead is told when a group falls below what is needed of it, or regains it (profiles/coverage)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.gap_group import coverage_card
from bot.cards import Card
from bot.conversation import Conversations
from core.db import WorkspaceSession
from core.frameworks import competencies
from core.gaps import all_coverage
from core.notifications import COVERAGE
from core.people import PersonView, group_views


def register(conversations: Conversations) -> None:
    """Add the words of the message."""
    conversations.notice(COVERAGE, told)


def told(session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """The words while it is still so; what turned back before it went out is not told."""
    groups = group_views(session, ids=[int(refs["group"])])
    skill = competencies(session, [int(refs["competency"])]).get(int(refs["competency"]))
    sent = message is not None and bool(message.rewriting or message.in_doubt)
    if not groups or skill is None or not (sent or _still(session, refs)):
        return None
    return coverage_card(
        groups[0].name, groups[0].id, skill.name, int(refs["needed"]),
        enough=bool(refs["enough"]), leads=bool(refs["leads"]),
    )  # fmt: skip


def _still(session: WorkspaceSession, refs: Mapping[str, Any]) -> bool:
    key = (int(refs["profile"]), int(refs["competency"]), int(refs["group"]))
    return any(each.key == key and each.enough == refs["enough"] for each in all_coverage(session, [key[2]]))
