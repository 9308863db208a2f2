"""Scales: the built-in ones, and reading the one a competency uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid
from core.frameworks.models import Competency, Framework, Scale, ScaleValue
from core.frameworks.rules import BUILT_IN_SCALES
from core.prepared import OURS, ids_of, run
from core.words import say


@dataclass(frozen=True)
class ScaleValueView:
    """An entry of a scale: `position` from 0, the lowest."""

    id: int
    name: str
    position: int
    proficient: bool
    default: bool
    description: str = ""


@dataclass(frozen=True)
class ScaleView:
    """A scale with its values from the lowest to the highest."""

    id: int
    name: str
    values: tuple[ScaleValueView, ...]
    built_in: bool = False

    @property
    def lowest_proficient(self) -> ScaleValueView:
        """The value a target requires unless another is named (targets/target)."""
        return next(value for value in self.values if value.proficient)

    @property
    def default(self) -> ScaleValueView:
        """The value that automatic events give."""
        return next(value for value in self.values if value.default)

    def value(self, value_id: int | None) -> ScaleValueView | None:
        """The value of this id, None for no rating."""
        return next((value for value in self.values if value.id == value_id), None)

    def named(self, name: str) -> ScaleValueView:
        """The value of this name whatever its case; raises Invalid naming the values there are."""
        for value in self.values:
            if value.name.casefold() == name.strip().casefold():
                return value
        names = [value.name for value in self.values]
        raise Invalid(say("{name} is no value here. Values: {names}.", name=name, names=names), field="value")


def seed_scales(session: WorkspaceSession) -> None:
    """Give the workspace the built-in scales it does not have yet (frameworks/scale-builtin)."""
    existing = set(session.scalars(select(Scale.name)))
    for name, values in BUILT_IN_SCALES.items():
        if name in existing:
            continue
        scale = Scale(name=name, built_in=True)
        session.add(scale)
        session.flush()
        rows = [
            {"scale_id": scale.id, "position": position, "name": value.name, "description": "",
             "proficient": value.proficient, "default": value.default}
            for position, value in enumerate(values)
        ]
        insert_rows(session, ScaleValue, rows)


def scale_named(session: WorkspaceSession, name: str) -> int:
    """The id of the scale of this name; raises KeyError when there is none."""
    found = session.scalar(select(Scale.id).where(Scale.name == name))
    if found is None:
        raise KeyError(name)
    return found


def scales_of(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, ScaleView]:
    """The scale each competency uses, its own or its framework's, with two queries (frameworks/scale-own)."""
    rows = run(session, _used(), ids=list(competency_ids)).all()
    scales = _scales(session, {scale_id for _, scale_id in rows})
    return {competency_id: scales[scale_id] for competency_id, scale_id in rows}


@cache
def _used() -> sa.Select[int, int]:
    competency, framework = cast(sa.Table, Competency.__table__).c, cast(sa.Table, Framework.__table__).c
    used = sa.func.coalesce(competency.scale_id, framework.scale_id)
    whose = sa.and_(framework.id == competency.framework_id, framework.workspace_id == OURS)
    query = select(competency.id, used).join(Framework.__table__, whose)
    return query.where(competency.workspace_id == OURS, competency.id.in_(ids_of("ids")))


def scale_of(session: WorkspaceSession, competency_id: int) -> ScaleView:
    """The scale one competency uses."""
    return scales_of(session, [competency_id])[competency_id]


def all_scales(session: WorkspaceSession) -> list[ScaleView]:
    """Every scale of the workspace, the built-in ones first, then by name."""
    found = _views(run(session, _with_values(of_these=False)))
    return sorted(
        found.values(), key=lambda each: (0, each.id, "") if each.built_in else (1, 0, each.name.casefold())
    )


def scale(session: WorkspaceSession, scale_id: int) -> ScaleView:
    """One scale; raises KeyError when there is none."""
    return _scales(session, [scale_id])[scale_id]


def _scales(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, ScaleView]:
    return _views(run(session, _with_values(of_these=True), ids=sorted(set(ids))))


@cache
def _with_values(*, of_these: bool) -> sa.Select[*tuple[Any, ...]]:
    """A row for each value of each scale, or of those in `ids`."""
    head, value = cast(sa.Table, Scale.__table__).c, cast(sa.Table, ScaleValue.__table__).c
    query = (
        select(
            head.id, head.name, head.built_in, value.id, value.name, value.position, value.proficient, value.default,
            value.description,
        )
        .join(ScaleValue.__table__, sa.and_(value.scale_id == head.id, value.workspace_id == OURS))
        .where(head.workspace_id == OURS)
        .order_by(head.id, value.position)
    )
    return query.where(head.id.in_(ids_of("ids"))) if of_these else query


def _views(rows: Iterable[Any]) -> dict[int, ScaleView]:
    heads: dict[int, tuple[str, bool]] = {}
    values: dict[int, list[ScaleValueView]] = {}
    for scale_id, name, built_in, *value in rows:
        heads[scale_id] = (name, built_in)
        values.setdefault(scale_id, []).append(ScaleValueView(*value))
    return {each: ScaleView(each, name, tuple(values[each]), built_in) for each, (name, built_in) in heads.items()}
