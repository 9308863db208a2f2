"""A competency's own scale, chosen while nobody is rated in it (frameworks/scale-own)."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import NotFound
from core.events import Change
from core.frameworks.framework_events import ScaleSwapped
from core.frameworks.models import Competency, Scale
from core.frameworks.rights import framework_row, managed_competency
from core.frameworks.scale_editing import NO_SCALE
from core.frameworks.scale_use import check_swappable
from core.people import Actor


def set_own_scale(session: WorkspaceSession, actor: Actor, competency_id: int, scale_id: int | None) -> None:
    """Give a competency a scale of its own, or its framework's again with None, while nobody is rated in it."""
    row = managed_competency(session, actor, competency_id)
    shared = framework_row(session, row.framework_id).scale_id
    if scale_id is not None and session.scalar(select(Scale.id).where(Scale.id == scale_id)) is None:
        raise NotFound(NO_SCALE, field="scale")
    if row.scale_id == scale_id:
        return
    if (row.scale_id or shared) != (scale_id or shared):
        check_swappable(session, select(Competency.id).where(Competency.id == competency_id), row.name)
    before, row.scale_id = row.scale_id, scale_id
    changes = (Change("scale", competency_id, before, scale_id),)
    record(session, actor, ScaleSwapped(competency_id=competency_id, scale_id=scale_id, changes=changes))
