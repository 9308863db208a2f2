"""A change of links that was shown with its effect, kept until it is applied (paths/preview)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.catalogue.models import LinkDraft
from core.db import WorkspaceSession
from core.kept_drafts import own_draft
from core.people import Actor


@dataclass(frozen=True)
class LinkChange:
    """Which competencies get which outcome on one course or one activity; None takes one off.

    `extra` is what the caller needs to show the place again: short plain values.
    """

    outcomes: Mapping[int, str | None]
    course_id: int | None = None
    activity_id: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def keep_link_change(session: WorkspaceSession, actor: Actor, change: LinkChange) -> int:
    """Keep a change that is to be confirmed; its id. Rights are asked when it is applied."""
    body = {
        "course": change.course_id,
        "activity": change.activity_id,
        "outcomes": {str(each): outcome for each, outcome in change.outcomes.items()},
        "extra": dict(change.extra),
    }
    row = LinkDraft(made_by_id=actor.person_id, body=body, made_at=session.now)
    session.add(row)
    session.flush()
    return row.id


def link_change(session: WorkspaceSession, actor: Actor, draft_id: int) -> LinkChange:
    """The actor's own change; raises NotFound for anybody else's, Conflict once it was applied."""
    return _view(own_draft(session, LinkDraft, actor.person_id, draft_id, taken=False))


def take_link_change(session: WorkspaceSession, actor: Actor, draft_id: int) -> LinkChange:
    """The change, for the caller to apply in this transaction; it can't be taken twice."""
    return _view(own_draft(session, LinkDraft, actor.person_id, draft_id, taken=True))


def _view(row: LinkDraft) -> LinkChange:
    body = row.body
    outcomes = {int(each): outcome for each, outcome in body["outcomes"].items()}
    return LinkChange(outcomes, body["course"], body["activity"], body["extra"])
