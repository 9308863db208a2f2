"""Reading the catalogue: competencies by name, what a person may see, texts for matching, and stored vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.frameworks.models import (
    CatalogueRevision,
    Competency,
    CompetencyState,
    Synonym,
    TextVector,
    Translation,
)
from core.frameworks.names import translations_of
from core.frameworks.rules import ACTIVE, CompetencyCategory, folded
from core.people import SITE, Actor, Capability, access_tier_of, allows, roles_of
from core.people.statements import NOW
from core.prepared import OURS, ids_of, run

CHUNK = 900


@dataclass(frozen=True)
class CompetencyView:
    """A competency as others name it."""

    id: int
    name: str
    category: str
    description: str
    idnumber: str | None
    status: str
    access_tier: int | None

    @property
    def active(self) -> bool:
        """Whether it can be linked, suggested and newly targeted (skills/disabled-unusable)."""
        return self.status == ACTIVE


@dataclass(frozen=True)
class CompetencyText:
    """The words by which a competency is found."""

    id: int
    name: str
    description: str
    category: str
    synonyms: tuple[str, ...]


def competencies(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, CompetencyView]:
    """Competencies by id, with one query, whoever asks; callers hide what the asker may not see."""
    wanted = list(ids)
    rows = run(session, _by_id(), ids=wanted, now=session.now).all() if wanted else []
    return {view.id: view for view in _named(session, rows)}


def competency(session: WorkspaceSession, competency_id: int) -> CompetencyView:
    """One competency; raises KeyError when there is none."""
    return competencies(session, [competency_id])[competency_id]


def sees_all_tiers(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether tiers hide nothing from the actor: admins, and editors without tier (people/tier-see)."""
    if actor.trusted or allows(session, actor, Capability.TYPE_MANAGE, SITE):
        return True
    if actor.person_id is None:
        return False
    editor = roles_of(session, actor.person_id) & {"content_editor", "framework_admin"}
    return bool(editor) and access_tier_of(session, actor.person_id) is None


def visible(session: WorkspaceSession, actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on `CompetencyState` under which the actor sees a competency (people/tier-see)."""
    if sees_all_tiers(session, actor):
        return sa.true()
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return sa.or_(CompetencyState.access_tier.is_(None), CompetencyState.access_tier <= (tier or 0))


def find_named(
    session: WorkspaceSession,
    actor: Actor,
    name: str,
    *,
    category: CompetencyCategory | None = None,
) -> list[CompetencyView]:
    """Competencies of exactly this name, translation, synonym or id number (case, spaces, punctuation aside), as the
    actor sees."""
    wanted = folded(name)
    if not wanted:
        return []
    by_synonym = select(Synonym.competency_id).where(Synonym.folded == wanted)
    by_translation = select(Translation.competency_id).where(Translation.folded == wanted)
    named = sa.or_(
        Competency.folded_name == wanted,
        Competency.id.in_(by_synonym),
        Competency.id.in_(by_translation),
        sa.func.lower(Competency.idnumber) == name.strip().lower(),
    )
    conditions = [named, visible(session, actor)]
    if category is not None:
        conditions.append(Competency.category == str(category))
    return _views(session, sa.and_(*conditions))


def visible_competencies(
    session: WorkspaceSession,
    actor: Actor,
    *,
    category: CompetencyCategory | None = None,
    active_only: bool = True,
    containing: str | None = None,
    limit: int | None = None,
) -> list[CompetencyView]:
    """Competencies the actor sees, by name; `containing` keeps those whose folded name has these letters."""
    conditions = [visible(session, actor)]
    if category is not None:
        conditions.append(Competency.category == str(category))
    if active_only:
        conditions.append(CompetencyState.status == ACTIVE)
    if containing and folded(containing):
        wanted = folded(containing)
        by_synonym = select(Synonym.competency_id).where(Synonym.folded.contains(wanted))
        by_translation = select(Translation.competency_id).where(Translation.folded.contains(wanted))
        conditions.append(
            sa.or_(
                Competency.folded_name.contains(wanted),
                Competency.id.in_(by_synonym),
                Competency.id.in_(by_translation),
            )
        )
    return _views(session, sa.and_(*conditions), limit)


def competency_texts(
    session: WorkspaceSession, *, category: CompetencyCategory | None = None
) -> list[CompetencyText]:
    """Names, descriptions and synonyms (translations, too) of all active competencies, for matching; tiers are applied
    by id later."""
    conditions = [CompetencyState.status == ACTIVE, CompetencyState.in_force(session.now)]
    if category is not None:
        conditions.append(Competency.category == str(category))
    synonyms: dict[int, list[str]] = {}
    others = (
        select(Synonym.competency_id, Synonym.text).order_by(Synonym.id),
        select(Translation.competency_id, Translation.name).order_by(Translation.id),
    )
    for competency_id, text in (row for query in others for row in session.execute(query)):
        synonyms.setdefault(competency_id, []).append(text)
    rows = session.execute(
        select(Competency.id, Competency.name, Competency.description, Competency.category)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(*conditions)
        .order_by(Competency.id)
    )
    return [CompetencyText(*row, synonyms=tuple(synonyms.get(row[0], ()))) for row in rows]


def visible_ids(
    session: WorkspaceSession, actor: Actor, *, category: CompetencyCategory | None = None
) -> set[int]:
    """Ids of the active competencies the actor sees."""
    query = (
        select(Competency.id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(
            CompetencyState.in_force(session.now), CompetencyState.status == ACTIVE, visible(session, actor)
        )
    )
    if category is not None:
        query = query.where(Competency.category == str(category))
    return set(session.scalars(query))


def catalogue_revision(session: WorkspaceSession) -> int:
    """The number that moves whenever a text or status of the catalogue changes (tagging/fresh)."""
    query = select(CatalogueRevision.revision).where(CatalogueRevision.workspace_id == session.workspace_id)
    return session.scalar(query) or 0


def text_hash(text: str) -> str:
    """The key under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def stored_vectors(session: WorkspaceSession, model: str, texts: Iterable[str]) -> dict[str, bytes]:
    """The kept vectors of those texts that have one, by text."""
    by_hash = {text_hash(text): text for text in texts}
    wanted, found = list(by_hash), dict[str, bytes]()
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(TextVector.text_hash, TextVector.vector).where(
                TextVector.model == model, TextVector.text_hash.in_(wanted[start : start + CHUNK])
            )
        )
        found |= {by_hash[each]: vector for each, vector in rows}
    return found


def keep_vectors(session: WorkspaceSession, model: str, vectors: Mapping[str, bytes]) -> None:
    """Keep the vectors of texts by a model; those kept already stay."""
    rows = [{"model": model, "text_hash": text_hash(text), "vector": vector} for text, vector in vectors.items()]
    insert_rows(session, TextVector, rows, skip_existing=True)


def _views(
    session: WorkspaceSession, condition: sa.ColumnElement[bool], limit: int | None = None
) -> list[CompetencyView]:
    query = _chosen().where(CompetencyState.in_force(session.now), condition)
    return _named(session, session.execute(query if limit is None else query.limit(limit)).all())


def _chosen() -> Any:
    return (
        select(
            Competency.id,
            Competency.name,
            Competency.category,
            Competency.description,
            Competency.idnumber,
            CompetencyState.status,
            CompetencyState.access_tier,
        )
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .order_by(sa.func.lower(Competency.name), Competency.id)
    )


@cache
def _by_id() -> Any:
    """Built once: hardly a card is made without the names of competencies."""
    return _chosen().where(
        Competency.workspace_id == OURS,
        CompetencyState.workspace_id == OURS,
        CompetencyState.in_force(cast(Any, NOW)),
        Competency.id.in_(ids_of("ids")),
    )


def _named(session: WorkspaceSession, rows: Sequence[Any]) -> list[CompetencyView]:
    """The competencies in the reader's language where there is a translation."""
    texts = translations_of(session, [row[0] for row in rows])
    return [
        CompetencyView(row[0], texts.name(row[0], row[1]), row[2], texts.description(row[0], row[3]), *row[4:])
        for row in rows
    ]
