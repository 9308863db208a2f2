"""Activities as others name them: by id, by title, with their modules and questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, ActivityModule, Module, Question
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import folded
from core.words import say


@dataclass(frozen=True)
class ActivityView:
    """An activity: `questions` is how many its quiz has, `theory` whether it stands in theory modules only.

    `completed_at` is the least score (0 to 1) that completes it; where it is None any result does.
    """

    id: int
    idnumber: str
    title: str
    description: str
    required: bool
    in_use: bool
    questions: int
    modules: tuple[str, ...]
    theory: bool
    completed_at: Decimal | None = None


def activities(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, ActivityView]:
    """Activities by id, deleted ones too, with three queries."""
    wanted = list(ids)
    return {view.id: view for view in _views(session, Activity.id.in_(wanted))} if wanted else {}


def activity(session: WorkspaceSession, activity_id: int) -> ActivityView:
    """One activity in use or taken out of use; raises NotFound when there is none."""
    found = activities(session, [activity_id]).get(activity_id)
    if found is None:
        raise NotFound(say("I don't find that activity."))
    return found


def activities_named(session: WorkspaceSession, title: str) -> list[ActivityView]:
    """Activities in use of exactly this title (case, spaces, punctuation aside) or id number."""
    named = sa.or_(
        Activity.folded_title == folded(title), sa.func.lower(Activity.idnumber) == title.strip().lower()
    )
    return _views(session, sa.and_(Activity.deleted_at.is_(None), named)) if folded(title) else []


def activities_containing(session: WorkspaceSession, words: str = "", *, limit: int = 100) -> list[ActivityView]:
    """Activities in use whose title has these letters in it, by title."""
    condition = sa.and_(Activity.deleted_at.is_(None), Activity.folded_title.contains(folded(words)))
    return _views(session, condition, limit)


def _views(
    session: WorkspaceSession, condition: sa.ColumnElement[bool], limit: int | None = None
) -> list[ActivityView]:
    query = select(Activity).where(condition).order_by(sa.func.lower(Activity.title), Activity.id).limit(limit)
    rows = session.scalars(query).all()
    ids = [row.id for row in rows]
    modules, questions = _modules(session, ids), _questions(session, ids)
    return [_view(row, modules.get(row.id, []), questions.get(row.id, 0)) for row in rows]


def _view(row: Activity, modules: list[tuple[str, bool]], questions: int) -> ActivityView:
    return ActivityView(
        row.id,
        row.idnumber,
        row.title,
        row.description,
        row.required,
        row.deleted_at is None,
        questions,
        tuple(name for name, _ in modules),
        bool(modules) and all(theory for _, theory in modules),
        row.completed_at_score,
    )


def _modules(session: WorkspaceSession, ids: list[int]) -> dict[int, list[tuple[str, bool]]]:
    query = (
        select(ActivityModule.activity_id, Module.name, Module.theory)
        .join(Module, Module.id == ActivityModule.module_id)
        .where(ActivityModule.activity_id.in_(ids))
        .order_by(Module.theory, Module.id)
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for activity_id, name, theory in session.execute(query):
        found.setdefault(activity_id, []).append((name, theory))
    return found


def _questions(session: WorkspaceSession, ids: list[int]) -> dict[int, int]:
    query = (
        select(Question.activity_id, sa.func.count(Question.id))
        .where(Question.activity_id.in_(ids), Question.retired_at.is_(None))
        .group_by(Question.activity_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
