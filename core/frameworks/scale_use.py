"""Who uses a scale: ratings that lock it, and what holds one of its values (frameworks/scale-locked)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from core.db import Base, WorkspaceSession
from core.errors import Conflict
from core.frameworks.models import Competency, ScaleValue
from core.frameworks.reference_words import reference_words
from core.frameworks.references import count_references
from core.words import say, say_count


def ratings_on(session: WorkspaceSession, scale_id: int) -> int:
    """How many ratings use a value of the scale, earlier ones included (frameworks/scale-locked)."""
    return count_references(session, "scale_value", value_ids(session, scale_id)).get("rating", 0)


def rated_scales(session: WorkspaceSession) -> dict[int, int]:
    """How many ratings use each scale, as known at present; scales without are left out."""
    rating, values = Base.metadata.tables["rating"], ScaleValue.__table__
    query = (
        sa.select(values.c.scale_id, sa.func.count())
        .join(rating, sa.and_(rating.c.scale_value_id == values.c.id, rating.c.workspace_id == session.workspace_id))
        .where(values.c.workspace_id == session.workspace_id, rating.c.superseded_at.is_(None))
        .group_by(values.c.scale_id)
    )
    session.flush()
    return {row[0]: row[1] for row in session.connection().execute(query)}


def check_swappable(session: WorkspaceSession, competency_ids: sa.Select[int], name: str) -> None:
    """Raise Conflict where a rating, a target or anything else holds a value of these competencies' scale.

    `competency_ids` selects from `Competency` within the session's workspace; `name` is what the refusal calls them.
    """
    ids = competency_ids.where(Competency.workspace_id == session.workspace_id)
    counts = _values_held(session, ids)
    if rated := counts.pop("rating", 0):
        raise Conflict(
            say_count(
                "The scale of {name} stays: {n} rating uses it.",
                "The scale of {name} stays: {n} ratings use it.",
                rated, name=name,
            ),
            field="scale",
        )
    if counts:
        held = reference_words(counts)
        raise Conflict(
            say("The scale of {name} stays: a value of it is named by {held}.", name=name, held=held), field="scale"
        )


def value_ids(session: WorkspaceSession, scale_id: int) -> sa.Select[int]:
    """The ids of a scale's values, as a selection."""
    return select(ScaleValue.id).where(
        ScaleValue.workspace_id == session.workspace_id, ScaleValue.scale_id == scale_id
    )


def _values_held(session: WorkspaceSession, ids: sa.Select[int]) -> dict[str, int]:
    """How many rows of each table name both one of these competencies and a value of a scale."""
    session.flush()
    found: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        competency = [column for column in table.c if column.info.get("ref") == "competency"]
        value = [column for column in table.c if column.info.get("ref") == "scale_value"]
        if not competency or not value:
            continue
        held = sa.and_(
            table.c.workspace_id == session.workspace_id,
            sa.or_(*(column.in_(ids) for column in competency)),
            sa.or_(*(column.is_not(None) for column in value)),
        )
        if "superseded_at" in table.c:
            held = sa.and_(held, table.c.superseded_at.is_(None))
        counted = sa.select(sa.func.count()).select_from(table).where(held)
        found[table.name] = session.connection().scalar(counted) or 0
    return {name: n for name, n in found.items() if n}
