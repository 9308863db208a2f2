"""Scales of one's own: made, edited while no rating uses them, deleted while nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, NotFound
from core.events import Change
from core.frameworks.framework_events import ScaleSaved
from core.frameworks.models import Scale, ScaleValue
from core.frameworks.reference_words import reference_words
from core.frameworks.references import count_references
from core.frameworks.scale_rules import NewValue, ScaleDetails, checked_scale
from core.frameworks.scale_use import ratings_on, value_ids
from core.people import Actor, Capability, require
from core.words import Sentence, say, say_count

NO_SCALE = say("I don't find that scale.")
ASIDE = 10_000
"""Added to positions while values change places, so that no two meet on the way."""


def create_scale(session: WorkspaceSession, actor: Actor, details: ScaleDetails) -> int:
    """Add a scale; its id. Raises Invalid at the field that is wrong, Conflict when the name is taken."""
    require(session, actor, Capability.COMPETENCY_MANAGE)
    wanted = checked_scale(details)
    _check_name(session, wanted.name)
    row = Scale(name=wanted.name, built_in=False)
    session.add(row)
    session.flush()
    insert_rows(session, ScaleValue, _rows(row.id, enumerate(wanted.values)))
    record(session, actor, ScaleSaved(scale_id=row.id, changes=(Change("scale", row.id, None, wanted.name),)))
    return row.id


def edit_scale(session: WorkspaceSession, actor: Actor, scale_id: int, details: ScaleDetails) -> None:
    """Change a scale. Name and descriptions can change always; values, order, default and proficient set only while
    no rating uses it (frameworks/scale-locked). A built-in scale stays as it is.
    """
    require(session, actor, Capability.COMPETENCY_MANAGE)
    row = session.scalar(select(Scale).where(Scale.id == scale_id).with_for_update())
    if row is None:
        raise NotFound(NO_SCALE)
    if row.built_in:
        raise Conflict(_built_in(row.name))
    wanted = checked_scale(details)
    _check_name(session, wanted.name, scale_id)
    present = _values(session, scale_id)
    before = ScaleDetails(row.name, tuple(_as_new(each) for each in present))
    if before.structure != wanted.structure:
        _check_unused(session, row)
        _restructure(session, row, present, wanted.values)
    for each in present:
        fresh = next((value for value in wanted.values if value.name == each.name), None)
        each.description = fresh.description if fresh else each.description
    row.name = wanted.name
    changes = (Change("scale", scale_id, _said(before), _said(wanted)),)
    record(session, actor, ScaleSaved(scale_id=scale_id, changes=changes))


def delete_scale(session: WorkspaceSession, actor: Actor, scale_id: int) -> str:
    """Delete a scale that nothing uses; its name. Raises Conflict counting what does."""
    require(session, actor, Capability.COMPETENCY_MANAGE)
    row = session.scalar(select(Scale).where(Scale.id == scale_id).with_for_update())
    if row is None:
        raise NotFound(NO_SCALE)
    if row.built_in:
        raise Conflict(_built_in(row.name))
    own = select(Scale.id).where(Scale.workspace_id == session.workspace_id, Scale.id == scale_id)
    counts = count_references(session, "scale", own)
    for name, n in count_references(session, "scale_value", value_ids(session, scale_id)).items():
        counts[name] = counts.get(name, 0) + n
    if counts:
        held = reference_words(counts)
        raise Conflict(say("{name} was not deleted: it is used by {held}.", name=row.name, held=held))
    for value in _values(session, scale_id):
        session.delete(value)
    session.flush()
    session.delete(row)
    session.flush()
    record(session, actor, ScaleSaved(scale_id=scale_id, changes=(Change("scale", scale_id, row.name, None),)))
    return row.name


def _check_unused(session: WorkspaceSession, scale: Scale) -> None:
    if rated := ratings_on(session, scale.id):
        raise Conflict(
            say_count(
                "{name} is locked: {n} rating uses it. Its values, order, default and proficient values stay; "
                "make a new scale instead.",
                "{name} is locked: {n} ratings use it. Its values, order, default and proficient values stay; "
                "make a new scale instead.",
                rated, name=scale.name,
            ),
            field="values",
        )


def _restructure(
    session: WorkspaceSession, scale: Scale, present: list[ScaleValue], wanted: tuple[NewValue, ...]
) -> None:
    """Make these the values; one of the same name stays itself, and so does one renamed in its place."""
    kept = _kept(present, wanted)
    _drop(session, scale, [each for each in present if each not in kept.values()])
    for place, each in enumerate(present):
        each.position, each.name = ASIDE + place, f"{ASIDE}:{each.id}"
    session.flush()
    for place, row in kept.items():
        value = wanted[place]
        row.position, row.name = place, value.name
        row.proficient, row.default = value.proficient, value.default
    session.flush()
    insert_rows(
        session, ScaleValue, _rows(scale.id, ((n, each) for n, each in enumerate(wanted) if n not in kept))
    )


def _kept(present: list[ScaleValue], wanted: tuple[NewValue, ...]) -> Mapping[int, ScaleValue]:
    """Which present value becomes the wanted one at each place."""
    by_name = {each.name: each for each in present}
    kept = {place: by_name[value.name] for place, value in enumerate(wanted) if value.name in by_name}
    for place, row in enumerate(present):
        if place < len(wanted) and place not in kept and row not in kept.values():
            kept[place] = row
    return kept


def _drop(session: WorkspaceSession, scale: Scale, gone: list[ScaleValue]) -> None:
    for each in gone:
        ids = sa.select(sa.literal(each.id))
        if counts := count_references(session, "scale_value", ids):
            raise Conflict(
                say(
                    "{value} stays in {name}: it is named by {held}.", value=each.name, name=scale.name,
                    held=reference_words(counts),
                ),
                field="values",
            )
        session.delete(each)
    session.flush()


def _built_in(name: str) -> Sentence:
    return say("{name} is built in and stays as it is. Make a scale of your own instead.", name=name)


def _check_name(session: WorkspaceSession, name: str, own_id: int | None = None) -> None:
    query = select(Scale.name).where(sa.func.lower(Scale.name) == name.lower())
    if own_id is not None:
        query = query.where(Scale.id != own_id)
    if (taken := session.scalar(query)) is not None:
        raise Conflict(say("There is a scale {name} already. Choose another name.", name=taken), field="name")


def _values(session: WorkspaceSession, scale_id: int) -> list[ScaleValue]:
    query = select(ScaleValue).where(ScaleValue.scale_id == scale_id).order_by(ScaleValue.position)
    return list(session.scalars(query))


def _rows(scale_id: int, values: Iterable[tuple[int, NewValue]]) -> list[dict[str, object]]:
    return [
        {"scale_id": scale_id, "position": place, "name": value.name, "description": value.description,
         "proficient": value.proficient, "default": value.default}
        for place, value in values
    ]


def _as_new(row: ScaleValue) -> NewValue:
    return NewValue(row.name, row.description, row.proficient, row.default)


def _said(scale: ScaleDetails) -> str:
    values = ", ".join(f"{each.name}{'*' if each.proficient else ''}" for each in scale.values)
    return f"{scale.name}: {values}"
