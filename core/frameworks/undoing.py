"""A competency as it was before an edit, so that the edit can be taken back (chat/undo)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict
from core.frameworks.competencies import CompetencyEdits, edit_competency
from core.frameworks.field_rules import shown_value
from core.frameworks.field_sets import fields_of
from core.frameworks.hierarchy import parents_of
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.own_scale import set_own_scale
from core.frameworks.synonyms import synonyms_of
from core.frameworks.tags import tags_of
from core.people import Actor
from core.words import say


def competency_snapshot(session: WorkspaceSession, competency_id: int) -> dict[str, Any]:
    """All that an edit can change of a competency, as plain values."""
    session.flush()
    row, tier = session.execute(
        select(Competency, CompetencyState.access_tier)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(Competency.id == competency_id, CompetencyState.in_force(session.now))
    ).one()
    fields, values = fields_of(session, competency_id)
    return {
        "name": row.name,
        "description": row.description,
        "idnumber": row.idnumber,
        "access_tier": tier,
        "scale_id": row.scale_id,
        "synonyms": synonyms_of(session, competency_id),
        "tags": tags_of(session, competency_id),
        "parent_ids": sorted(parents_of(session, competency_id)),
        "field_set_id": fields.id if fields else None,
        "field_values": {str(each): value for each, value in values.items()},
    }


def restore_competency(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Take an edit back. Raises Conflict when somebody changed the competency since."""
    if competency_snapshot(session, competency_id) != dict(after):
        raise Conflict(say("Can't undo: it was changed again since. Edit it instead."))
    edits = CompetencyEdits(
        name=before["name"],
        description=before["description"],
        idnumber=before["idnumber"],
        access_tier=before["access_tier"],
        synonyms=before["synonyms"],
        tags=before["tags"],
        parent_ids=before["parent_ids"],
        field_set_id=before["field_set_id"],
        field_values={},
    )
    edit_competency(session, actor, competency_id, edits)
    _refill(session, actor, competency_id, before)
    set_own_scale(session, actor, competency_id, before["scale_id"])


def _refill(session: WorkspaceSession, actor: Actor, competency_id: int, before: Mapping[str, Any]) -> None:
    """Put the field set's values back, an empty one too."""
    fields, _ = fields_of(session, competency_id)
    kept = before["field_values"]
    values = {each.id: shown_value(each, kept.get(str(each.id), "")) for each in (fields.fields if fields else ())}
    edits = CompetencyEdits(field_set_id=before["field_set_id"], field_values=values)
    edit_competency(session, actor, competency_id, edits)
