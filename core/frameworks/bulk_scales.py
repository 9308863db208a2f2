"""Scales that come with a file: the one on file that is the same, else a new one (imports/formats)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.frameworks.framework_events import ScaleSaved
from core.frameworks.models import Scale, ScaleValue
from core.frameworks.scale_rules import NewValue
from core.people import Actor, Capability, require

LONGEST_NAME = 100


def scale_alike(session: WorkspaceSession, values: Sequence[NewValue]) -> int | None:
    """The oldest scale on file with exactly these values, default and proficient ones; None when there is none."""
    wanted = [(each.name, each.proficient, each.default) for each in values]
    alike_at_first = select(ScaleValue.scale_id).where(
        ScaleValue.position == 0,
        ScaleValue.name == wanted[0][0],
        ScaleValue.workspace_id == session.workspace_id,
    )
    query = (
        select(ScaleValue.scale_id, ScaleValue.name, ScaleValue.proficient, ScaleValue.default)
        .where(ScaleValue.scale_id.in_(alike_at_first))
        .order_by(ScaleValue.scale_id, ScaleValue.position)
    )
    found: dict[int, list[tuple[str, bool, bool]]] = {}
    for scale_id, name, proficient, default in session.execute(query):
        found.setdefault(scale_id, []).append((name, proficient, default))
    return next((scale_id for scale_id, values_of in found.items() if values_of == wanted), None)


def keep_scale(session: WorkspaceSession, actor: Actor, values: Sequence[NewValue], name: str = "") -> int:
    """The scale with these values, made when there is none like it; its id.

    It is called as the file calls it, else by its values; a number is added where another scale has that name.
    """
    require(session, actor, Capability.COMPETENCY_MANAGE)
    known = scale_alike(session, values)
    if known is not None:
        return known
    row = Scale(name=_free_name(session, name or " / ".join(each.name for each in values)), built_in=False)
    session.add(row)
    session.flush()
    rows = [
        {"scale_id": row.id, "position": place, "name": each.name, "description": each.description,
         "proficient": each.proficient, "default": each.default}
        for place, each in enumerate(values)
    ]
    insert_rows(session, ScaleValue, rows)
    record(session, actor, ScaleSaved(scale_id=row.id, changes=(Change("scale", row.id, None, row.name),)))
    return row.id


def _free_name(session: WorkspaceSession, wanted: str) -> str:
    short = wanted if len(wanted) <= LONGEST_NAME else wanted[: LONGEST_NAME - 1] + "…"
    taken = {each.lower() for each in session.scalars(select(Scale.name))}
    names = (short if number == 1 else f"{short} ({number})" for number in range(1, len(taken) + 2))
    return next(each for each in names if each.lower() not in taken)
