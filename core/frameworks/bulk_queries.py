"""Reading many competencies of one framework as files know them, with a few queries however many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.frameworks.bulk_entries import CompetencyOnFile
from core.frameworks.models import Competency, CompetencyState, Framework, ParentEdge, Related, Synonym, Tag
from core.id_lists import texts

Each = TypeVar("Each")
CHUNK = 900
BASE_LANGUAGE = "en"
"""Files without a language column carry synonyms of this one."""


def file_key(competency: Any = Competency) -> sa.ColumnElement[str]:
    """What a file calls a competency: its id number, or its name where it has none."""
    return sa.func.coalesce(competency.idnumber, competency.name)


def competencies_on_file(
    session: WorkspaceSession, framework_id: int, idnumbers: Collection[str] | None = None
) -> dict[str, CompetencyOnFile]:
    """Competencies of a framework by id number (by name where they have none); all of them without `idnumbers`."""
    found: dict[str, CompetencyOnFile] = {}
    for wanted in _chunks(idnumbers):
        found |= _chunk_on_file(session, framework_id, wanted)
    return found


def competency_ids(session: WorkspaceSession, framework_id: int, idnumbers: Iterable[str]) -> dict[str, int]:
    """Ids by id number, or by name where a competency has none."""
    wanted, found = sorted(set(idnumbers)), dict[str, int]()
    for start in range(0, len(wanted), CHUNK):
        query = select(file_key(), Competency.id).where(Competency.framework_id == framework_id)
        for named in _named(wanted[start : start + CHUNK]):
            rows = session.execute(query.where(named).order_by(Competency.id.desc()))
            found |= {row[0]: row[1] for row in rows.all()}
    return found


def edges_on_file(session: WorkspaceSession, framework_id: int) -> dict[str, set[str]]:
    """The parents of every competency of a framework, all by id number; those without parents too."""
    ours = select(file_key()).where(Competency.framework_id == framework_id)
    found: dict[str, set[str]] = {each: set() for each in session.scalars(ours)}
    parent = aliased(Competency)
    edges = (
        select(file_key(), file_key(parent))
        .select_from(ParentEdge)
        .join(Competency, Competency.id == ParentEdge.child_id)
        .join(parent, parent.id == ParentEdge.parent_id)
        .where(Competency.framework_id == framework_id, ParentEdge.in_force(session.now))
    )
    for child, above in session.execute(edges):
        found[child].add(above)
    return found


def _chunks(idnumbers: Collection[str] | None) -> Iterator[Sequence[str] | None]:
    if idnumbers is None:
        yield None
        return
    wanted = sorted(set(idnumbers))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def _chunk_on_file(
    session: WorkspaceSession, framework_id: int, wanted: Sequence[str] | None
) -> dict[str, CompetencyOnFile]:
    query = _plain(session, framework_id)
    some = [query] if wanted is None else [query.where(named) for named in _named(wanted)]
    plain = {row[1]: CompetencyOnFile(*row) for each in some for row in session.execute(each).all()}
    parts = _Parts(session, [each.id for each in plain.values()])
    parents, related, tags, synonyms = parts.parents(), parts.related(), parts.tags(), parts.synonyms()
    return {
        key: replace(
            each,
            parents=frozenset(parents.get(each.id, ())),
            related=frozenset(related.get(each.id, ())),
            tags=frozenset(tags.get(each.id, ())),
            synonyms=synonyms.get(each.id, {}),
        )
        for key, each in plain.items()
    }


def _plain(session: WorkspaceSession, framework_id: int) -> sa.Select[*tuple[Any, ...]]:
    """What `CompetencyOnFile` begins with; those without id number first."""
    return (
        select(
            Competency.id,
            file_key(),
            Competency.name,
            Competency.description,
            Competency.category,
            sa.func.coalesce(Competency.scale_id, Framework.scale_id),
            Competency.scale_id.is_not(None),
            CompetencyState.status,
            CompetencyState.access_tier,
        )
        .join(Framework, Framework.id == Competency.framework_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(Competency.framework_id == framework_id, CompetencyState.in_force(session.now))
        .order_by(Competency.idnumber.is_not(None), Competency.id.desc())
    )


def _named(wanted: Sequence[str]) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Conditions for two questions, each by an index; who is found by id number counts before who is by name."""
    by_name = sa.and_(Competency.idnumber.is_(None), Competency.name.in_(texts(wanted)))
    return by_name, Competency.idnumber.in_(texts(wanted))


class _Parts:
    """What hangs on these competencies, by competency id, one query each."""

    def __init__(self, session: WorkspaceSession, ids: Sequence[int]) -> None:
        self._session, self._ids = session, ids

    def parents(self) -> dict[int, set[str]]:
        parent = aliased(Competency)
        return self._sets(
            select(ParentEdge.child_id, file_key(parent))
            .join(parent, parent.id == ParentEdge.parent_id)
            .where(ParentEdge.child_id.in_(self._ids), ParentEdge.in_force(self._session.now))
        )

    def related(self) -> dict[int, set[str]]:
        other = aliased(Competency)
        found: dict[int, set[str]] = {}
        for here, there in ((Related.one_id, Related.other_id), (Related.other_id, Related.one_id)):
            query = select(here, file_key(other)).join(other, other.id == there).where(here.in_(self._ids))
            for key, values in self._sets(query).items():
                found.setdefault(key, set()).update(values)
        return found

    def tags(self) -> dict[int, set[str]]:
        return self._sets(select(Tag.competency_id, Tag.name).where(Tag.competency_id.in_(self._ids)))

    def synonyms(self) -> dict[int, dict[str, str]]:
        query = select(Synonym.competency_id, Synonym.folded, Synonym.text).where(
            Synonym.competency_id.in_(self._ids), Synonym.language == BASE_LANGUAGE
        )
        found: dict[int, dict[str, str]] = {}
        for competency_id, key, text in self._session.execute(query):
            found.setdefault(competency_id, {})[key] = text
        return found

    def _sets(self, query: sa.Select[*tuple[Any, ...]]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for competency_id, value in self._session.execute(query):
            found.setdefault(competency_id, set()).add(value)
        return found
