"""Everything on file about one competency, as its card and its form show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks.field_sets import FieldSetView, fields_of
from core.frameworks.hierarchy import parents_of
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.queries import CompetencyView, competencies, visible
from core.frameworks.related import related_to
from core.frameworks.rights import NO_COMPETENCY
from core.frameworks.rules import CompetencyCategory
from core.frameworks.scales import ScaleView, scale_of
from core.frameworks.synonyms import synonyms_of
from core.frameworks.tags import tags_of
from core.frameworks.translations import TranslationView, translations
from core.people import Actor, Capability, Where, allows


@dataclass(frozen=True)
class CompetencyRecord:
    """A competency with all that is on file about it, in its base language.

    `may_manage` says whether the asker may change it; `parents` and `related` are those the asker sees.
    """

    view: CompetencyView
    base_name: str
    base_description: str
    framework_id: int
    framework: str
    scale: ScaleView
    own_scale: bool
    parents: tuple[CompetencyView, ...]
    related: tuple[tuple[int, str], ...]
    hidden_parent_ids: tuple[int, ...]
    tags: tuple[str, ...]
    synonyms: dict[str, list[str]]
    translations: tuple[TranslationView, ...]
    field_set: FieldSetView | None
    field_values: dict[int, str]
    may_manage: bool

    @property
    def id(self) -> int:
        """The competency's id."""
        return self.view.id


def competency_record(session: WorkspaceSession, actor: Actor, competency_id: int) -> CompetencyRecord:
    """One competency for somebody who sees it; else it reads as missing: raises NotFound (people/tier-see)."""
    row = session.execute(
        select(Competency, Framework.id, Framework.name, Framework.category_id)
        .join(Framework, Framework.id == Competency.framework_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(Competency.id == competency_id, CompetencyState.in_force(session.now), visible(session, actor))
    ).first()
    if row is None:
        raise NotFound(NO_COMPETENCY)
    base, framework_id, framework, category_id = row
    fields, values = fields_of(session, competency_id)
    parents = parents_of(session, competency_id)
    seen_parents = _seen(session, actor, parents)
    return CompetencyRecord(
        view=competencies(session, [competency_id])[competency_id],
        base_name=base.name,
        base_description=base.description,
        framework_id=framework_id,
        framework=framework,
        scale=scale_of(session, competency_id),
        own_scale=base.scale_id is not None,
        parents=seen_parents,
        related=tuple(related_to(session, actor, competency_id)),
        hidden_parent_ids=tuple(each for each in parents if each not in {view.id for view in seen_parents}),
        tags=tuple(tags_of(session, competency_id)),
        synonyms=synonyms_of(session, competency_id),
        translations=tuple(translations(session, competency_id)),
        field_set=fields,
        field_values=values,
        may_manage=_may_manage(session, actor, base, category_id),
    )


@dataclass(frozen=True)
class FrameworkOf:
    """The framework a competency is in."""

    id: int
    name: str
    disabled: bool


def framework_of(session: WorkspaceSession, competency_id: int) -> FrameworkOf:
    """The framework of a competency; raises NotFound."""
    row = session.execute(
        select(Framework.id, Framework.name, Framework.disabled_at)
        .join(Competency, Competency.framework_id == Framework.id)
        .where(Competency.id == competency_id)
    ).first()
    if row is None:
        raise NotFound(NO_COMPETENCY)
    return FrameworkOf(row.id, row.name, row.disabled_at is not None)


def _may_manage(session: WorkspaceSession, actor: Actor, row: Competency, category_id: int | None) -> bool:
    skills_only = row.category == CompetencyCategory.SKILL
    return allows(
        session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=category_id, skills_only=skills_only)
    )


def _seen(session: WorkspaceSession, actor: Actor, ids: list[int]) -> tuple[CompetencyView, ...]:
    """Those the asker sees, by name."""
    if not ids:
        return ()
    query = (
        select(CompetencyState.competency_id)
        .where(
            CompetencyState.competency_id.in_(ids),
            CompetencyState.in_force(session.now),
            visible(session, actor),
        )
    )
    found = competencies(session, session.scalars(query))
    return tuple(sorted(found.values(), key=lambda view: view.name.casefold()))


def framework_names(session: WorkspaceSession, competency_ids: Sequence[int]) -> dict[int, str]:
    """The name of the framework each of some hundred competencies is in."""
    query = (
        select(Competency.id, Framework.name)
        .join(Framework, Framework.id == Competency.framework_id)
        .where(Competency.id.in_(competency_ids))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def competency_ids_in(session: WorkspaceSession, framework_id: int) -> set[int]:
    """Ids of the competencies of a framework."""
    return set(session.scalars(select(Competency.id).where(Competency.framework_id == framework_id)))
