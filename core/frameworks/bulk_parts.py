"""What hangs on many competencies, put on file at once: synonyms, tags, parents, related ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import CHUNK, WorkspaceSession, insert_rows
from core.frameworks.bulk_entries import CompetencyEntry, CompetencyOnFile, as_tags, synonyms_after
from core.frameworks.bulk_queries import BASE_LANGUAGE
from core.frameworks.models import ParentEdge, Related, Synonym, Tag
from core.history import end_all

PARTS = ("synonyms", "tags", "parents", "related")


@dataclass(frozen=True)
class Touched:
    """An entry that is new (`known` None) or differs from what is on file in these fields."""

    entry: CompetencyEntry
    known: CompetencyOnFile | None
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """The parts of touched entries; `ids` gives the competencies by what the file calls them."""

    session: WorkspaceSession
    ids: Mapping[str, int]
    touched: Sequence[Touched]

    def file_synonyms(self) -> None:
        """Make the synonyms of the base language what the entries say (frameworks/synonyms)."""
        fresh, gone = [], []
        for owner, each in self._with("synonyms"):
            before, after = each.known.synonyms if each.known else {}, synonyms_after(each.entry, each.known)
            gone += [{"owner": owner, "key": key} for key in before if after.get(key) != before[key]]
            fresh += [
                {"competency_id": owner, "language": BASE_LANGUAGE, "text": text, "folded": key}
                for key, text in after.items()
                if before.get(key) != text
            ]
        columns = Synonym.__table__.c
        self._delete(Synonym, gone, columns.folded, columns.language == BASE_LANGUAGE)
        insert_rows(self.session, Synonym, fresh, skip_existing=True)

    def file_tags(self) -> None:
        """Make the tags what the entries say; one known by another spelling keeps the first one (frameworks/tags)."""
        spelled = as_tags(self.session.scalars(select(Tag.name).distinct()))
        fresh, gone = [], []
        for owner, each in self._with("tags"):
            before = as_tags(each.known.tags) if each.known else {}
            after = before if each.entry.tags is None else as_tags(each.entry.tags)
            gone += [{"owner": owner, "key": name} for key, name in before.items() if key not in after]
            fresh += [
                {"competency_id": owner, "name": spelled.setdefault(key, name)}
                for key, name in after.items()
                if key not in before
            ]
        self._delete(Tag, gone, Tag.__table__.c.name)
        insert_rows(self.session, Tag, fresh, skip_existing=True)

    def file_parents(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """End the edges that are no more and begin the new ones (frameworks/hierarchy); ids of the parents that got
        a sub-competency, and of those that lost one."""
        fresh: list[dict[str, Any]] = []
        gone: list[tuple[int, int]] = []
        since = {"effective_from": self.session.now, "recorded_at": self.session.now}
        for child, each in self._with("parents"):
            before = each.known.parents if each.known else frozenset()
            after = before if each.entry.parents is None else frozenset(each.entry.parents)
            gone += [(self.ids[parent], child) for parent in sorted(before - after)]
            fresh += [
                {"parent_id": self.ids[parent], "child_id": child, **since}
                for parent in sorted(after - before)
                if parent in self.ids
            ]
        self._end_edges(gone)
        insert_rows(self.session, ParentEdge, fresh, skip_existing=True)
        got = {row["parent_id"] for row in fresh}
        return tuple(sorted(got)), tuple(sorted({parent for parent, _ in gone}))

    def file_related(self) -> None:
        """Join related ones, the lower id first; those that are not on file yet are left out (frameworks/related)."""
        pairs = {
            tuple(sorted((owner, self.ids[other])))
            for owner, each in self._with("related")
            for other in each.entry.related
            if other in self.ids and self.ids[other] != owner
        }
        rows = [{"one_id": one, "other_id": other} for one, other in sorted(pairs)]
        insert_rows(self.session, Related, rows, skip_existing=True)

    def _with(self, part: str) -> Iterator[tuple[int, Touched]]:
        """Ids and entries of those that this part of is new or differs."""
        for each in self.touched:
            if part in each.fields:
                yield self.ids[each.entry.idnumber], each

    def _end_edges(self, gone: Sequence[tuple[int, int]]) -> None:
        columns = ParentEdge.__table__.c
        for start in range(0, len(gone), CHUNK // 4):
            chosen = gone[start : start + CHUNK // 4]
            pairs = [sa.and_(columns.parent_id == parent, columns.child_id == child) for parent, child in chosen]
            end_all(self.session, ParentEdge, sa.or_(*pairs))

    def _delete(
        self,
        model: Any,
        gone: list[dict[str, Any]],
        key: sa.ColumnElement[str],
        *conditions: sa.ColumnElement[bool],
    ) -> None:
        """Delete rows by their competency and a key, one statement for all."""
        if not gone:
            return
        columns = model.__table__.c
        statement = sa.delete(model.__table__).where(
            columns.workspace_id == self.session.workspace_id,
            columns.competency_id == sa.bindparam("owner"),
            key == sa.bindparam("key"),
            *conditions,
        )
        self.session.flush()
        self.session.connection().execute(statement, gone)
