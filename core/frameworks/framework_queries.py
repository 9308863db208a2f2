"""Reading frameworks: which there are for somebody, and where their competencies are available (frameworks/scope)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.framework_rules import depth_name
from core.frameworks.models import Competency, CompetencyState, Framework, Scale
from core.frameworks.queries import visible
from core.frameworks.rules import folded
from core.people import SITE, Actor, Capability, Where, allows, categories_above, categories_around

CHUNK = 900


@dataclass(frozen=True)
class FrameworkView:
    """A framework as others name it; `category_id` none for the whole site, `competencies` those the reader sees."""

    id: int
    idnumber: str
    name: str
    description: str
    scale_id: int
    scale: str
    category_id: int | None
    depth_names: tuple[str, ...]
    built_in: bool
    disabled: bool
    competencies: int

    def depth_name(self, depth: int) -> str:
        """What a competency at this depth (1 to 4) is called here."""
        return depth_name(self.depth_names, depth)


def framework_views(
    session: WorkspaceSession, actor: Actor, *, ids: Iterable[int] | None = None
) -> list[FrameworkView]:
    """The frameworks listed for the actor, by name, those disabled last: site-wide ones, and those of categories
    where they have a role, above and below; who manages the site's competencies sees all.
    """
    conditions = [_listed(session, actor)]
    if ids is not None:
        conditions.append(Framework.id.in_(list(ids)))
    rows = session.execute(
        select(Framework, Scale.name, _counted(session, actor))
        .join(Scale, Scale.id == Framework.scale_id)
        .where(*conditions)
        .order_by(Framework.disabled_at.is_not(None), sa.func.lower(Framework.name), Framework.id)
    )
    return [_view(row, scale, count) for row, scale, count in rows]


def framework_view(session: WorkspaceSession, actor: Actor, framework_id: int) -> FrameworkView | None:
    """One framework, if it is listed for the actor."""
    return next(iter(framework_views(session, actor, ids=[framework_id])), None)


def frameworks_named(session: WorkspaceSession, actor: Actor, words: str) -> list[FrameworkView]:
    """Frameworks of this name or id number (case, spaces, punctuation aside); else those whose name has the words."""
    wanted, listed = folded(words), framework_views(session, actor)
    exact = [each for each in listed if wanted in (folded(each.name), folded(each.idnumber))]
    return exact or [each for each in listed if wanted and wanted in folded(each.name)]


def manages_framework(session: WorkspaceSession, actor: Actor, category_id: int | None) -> bool:
    """Whether the actor may change frameworks of this scope (people/matrix)."""
    return allows(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=category_id))


def available(session: WorkspaceSession, category_ids: Iterable[int | None]) -> sa.ColumnElement[bool]:
    """The condition on `Framework` under which it is available in one of these places; None stands for the site.

    A framework of the site is available everywhere, one of a category there and below (frameworks/scope).
    """
    above = categories_above(session, [each for each in category_ids if each is not None])
    scope = sa.or_(Framework.category_id.is_(None), Framework.category_id.in_(sorted(above)))
    return sa.and_(scope, Framework.disabled_at.is_(None))


def available_in(
    session: WorkspaceSession, competency_ids: Sequence[int], category_ids: Iterable[int | None]
) -> set[int]:
    """Those of the competencies whose framework is available in one of these places (frameworks/scope)."""
    condition, found = available(session, category_ids), set[int]()
    for start in range(0, len(competency_ids), CHUNK):
        query = (
            select(Competency.id)
            .join(Framework, Framework.id == Competency.framework_id)
            .where(Competency.id.in_(competency_ids[start : start + CHUNK]), condition)
        )
        found |= set(session.scalars(query))
    return found


def out_of_scope(session: WorkspaceSession, category_ids: Iterable[int | None]) -> set[int]:
    """Ids of the competencies whose framework belongs to other categories, so that it is not listed in these places.

    Mostly none: only frameworks of a category are asked about.
    """
    above = categories_above(session, [each for each in category_ids if each is not None])
    query = (
        select(Competency.id)
        .join(Framework, Framework.id == Competency.framework_id)
        .where(Framework.category_id.is_not(None), Framework.category_id.not_in(sorted(above)))
    )
    return set(session.scalars(query))


def _listed(session: WorkspaceSession, actor: Actor) -> sa.ColumnElement[bool]:
    if allows(session, actor, Capability.COMPETENCY_MANAGE, SITE):
        return sa.true()
    around = categories_around(session, actor.person_id) if actor.person_id is not None else set()
    return sa.or_(Framework.category_id.is_(None), Framework.category_id.in_(sorted(around)))


def _counted(session: WorkspaceSession, actor: Actor) -> sa.ScalarSelect[int]:
    ours = session.workspace_id
    return (
        select(sa.func.count(Competency.id))
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(
            Competency.framework_id == Framework.id,
            Competency.workspace_id == ours,
            CompetencyState.workspace_id == ours,
            CompetencyState.in_force(session.now),
            visible(session, actor),
        )
        .correlate(Framework)
        .scalar_subquery()
    )


def _view(row: Framework, scale: str, count: int) -> FrameworkView:
    return FrameworkView(
        row.id,
        row.idnumber,
        row.name,
        row.description,
        row.scale_id,
        scale,
        row.category_id,
        tuple(row.depth_names),
        row.built_in,
        row.disabled_at is not None,
        count,
    )
