"""Putting many competencies of one framework on file at once: set-based, and one fact for all of them.

Designed for a framework of 14,000 competencies in parts of some hundreds. The caller has judged the entries: names
and parents are there, nothing stands above itself or deeper than four (frameworks/hierarchy, frameworks/depth).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.frameworks.bulk_entries import (
    CompetencyEntry,
    CompetencyOnFile,
    differences,
)
from core.frameworks.bulk_events import CompetenciesFiled
from core.frameworks.bulk_parts import PARTS, Parts, Touched
from core.frameworks.bulk_queries import competencies_on_file, competency_ids
from core.frameworks.competencies import Keep
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.revision import touch
from core.frameworks.rules import (
    ACQUIRED_SCALE,
    ACTIVE,
    BUILT_IN_SCALES,
    CompetencyCategory,
    built_in_scale_for,
    folded,
)
from core.frameworks.scales import scale_named
from core.history import end_all
from core.people import Actor, Capability, Where, require


@dataclass(frozen=True)
class Filed:
    """What putting entries on file did: id numbers created and changed; the others were as they are already."""

    created: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


def file_competencies(
    session: WorkspaceSession, actor: Actor, framework_id: int, entries: Sequence[CompetencyEntry]
) -> Filed:
    """Create or bring up to date the competencies of these id numbers; the same entries again change nothing.

    Related ones and parents that are not on file (yet) are left out: file them first, or file the entry again.
    """
    framework = session.scalars(select(Framework).where(Framework.id == framework_id)).one()
    known = competencies_on_file(session, framework_id, [each.idnumber for each in entries])
    categories = {str(each.category or CompetencyCategory.SKILL) for each in entries}
    categories |= {each.category for each in known.values()}
    where = Where(category_id=framework.category_id, skills_only=categories <= {CompetencyCategory.SKILL})
    require(session, actor, Capability.COMPETENCY_MANAGE, where)
    filing = _Filing(session, framework, entries, known)
    filing.run()
    if filing.created or filing.changes:
        touch(session)
        fact = CompetenciesFiled(
            framework_id=framework_id,
            created=tuple(filing.created.values()),
            changed=tuple(sorted({each.id for each, _ in filing.changes.values()})),
            parent_ids=filing.parents[0],
            left_parent_ids=filing.parents[1],
            changes=tuple(filing.notes),
        )
        record(session, actor, fact)
    return Filed(frozenset(filing.created), frozenset(filing.changes))


@dataclass
class _Filing:
    """One call's work: what is created, what is changed, and the notes for the audit."""

    session: WorkspaceSession
    framework: Framework
    entries: Sequence[CompetencyEntry]
    known: dict[str, CompetencyOnFile]
    created: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[CompetencyOnFile, tuple[str, ...]]] = field(default_factory=dict)
    notes: list[Change] = field(default_factory=list)
    parents: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def run(self) -> None:
        """Compare, write, and leave alone what is so already."""
        for entry in self.entries:
            if (known := self.known.get(entry.idnumber)) and (fields := differences(entry, known)):
                self.changes[entry.idnumber] = (known, fields)
                self.notes += _notes(entry, known, fields)
        self._create([each for each in self.entries if each.idnumber not in self.known])
        self._change()
        parts = Parts(self.session, self._ids(), tuple(self._touched()))
        parts.file_synonyms()
        parts.file_tags()
        self.parents = parts.file_parents()
        parts.file_related()

    def _touched(self) -> Iterator[Touched]:
        """What is new or changed, with the fields that differ."""
        for entry in self.entries:
            if entry.idnumber in self.created:
                yield Touched(entry, None, PARTS)
            elif entry.idnumber in self.changes:
                yield Touched(entry, *self.changes[entry.idnumber])

    def _create(self, new: Sequence[CompetencyEntry]) -> None:
        insert_rows(self.session, Competency, [self._row(each) for each in new])
        self.created = competency_ids(self.session, self.framework.id, [each.idnumber for each in new])
        since = {"effective_from": self.session.now, "recorded_at": self.session.now}
        states = [
            {
                "competency_id": self.created[each.idnumber],
                "status": each.status or ACTIVE,
                "access_tier": None if isinstance(each.access_tier, Keep) else each.access_tier,
                **since,
            }
            for each in new
        ]
        insert_rows(self.session, CompetencyState, states)
        self.notes += [Change("competency", self.created[each.idnumber], None, each.name) for each in new]

    def _row(self, entry: CompetencyEntry) -> dict[str, Any]:
        category = entry.category or CompetencyCategory.SKILL
        return {
            "framework_id": self.framework.id,
            "idnumber": entry.idnumber,
            "name": entry.name,
            "folded_name": folded(entry.name),
            "description": entry.description or "",
            "category": str(category),
            "scale_id": self._own(entry.scale_id) if entry.scale_id else self._usual_scale(category),
            "created_at": self.session.now,
        }

    def _own(self, scale_id: int | None) -> int | None:
        """A scale of its own only where it is another one than the framework's."""
        return None if scale_id == self.framework.scale_id else scale_id

    def _usual_scale(self, category: CompetencyCategory) -> int | None:
        """In a built-in framework a language starts on CEFR (frameworks/scale-builtin)."""
        if not self.framework.built_in or built_in_scale_for(category) == ACQUIRED_SCALE:
            return None
        assert built_in_scale_for(category) in BUILT_IN_SCALES
        return self._own(scale_named(self.session, built_in_scale_for(category)))

    def _change(self) -> None:
        rows, states = [], []
        for entry in self.entries:
            if entry.idnumber not in self.changes:
                continue
            known, fields = self.changes[entry.idnumber]
            if {"name", "description", "scale"} & set(fields):
                rows.append(self._changed_row(entry, known, fields))
            if {"status", "access_tier"} & set(fields):
                states.append((known, _state(entry, known)))
        _update(self.session, rows)
        _replace_states(self.session, states)

    def _changed_row(
        self, entry: CompetencyEntry, known: CompetencyOnFile, fields: Sequence[str]
    ) -> dict[str, Any]:
        kept = known.scale_id if known.own_scale else None
        return {
            "row": known.id,
            "new_name": entry.name,
            "new_folded": folded(entry.name),
            "new_description": known.description if entry.description is None else entry.description,
            "new_scale": self._own(entry.scale_id) if "scale" in fields else kept,
        }

    def _ids(self) -> dict[str, int]:
        """Ids of every competency the entries name: themselves, parents and related ones, as far as on file."""
        ids = {**{key: each.id for key, each in self.known.items()}, **self.created}
        named = {name for each in self.entries for name in (*(each.parents or ()), *each.related)}
        others = named.union(*(each.parents for each in self.known.values())) - ids.keys()
        return {**competency_ids(self.session, self.framework.id, others), **ids}


def _notes(entry: CompetencyEntry, known: CompetencyOnFile, fields: Iterable[str]) -> list[Change]:
    told = {"name": (known.name, entry.name), "status": (known.status, entry.status)}
    return [Change(each, known.id, *told.get(each, (None, None))) for each in fields]


def _state(entry: CompetencyEntry, known: CompetencyOnFile) -> dict[str, Any]:
    tier = known.access_tier if isinstance(entry.access_tier, Keep) else entry.access_tier
    return {"competency_id": known.id, "status": entry.status or known.status, "access_tier": tier}


def _update(session: WorkspaceSession, rows: list[dict[str, Any]]) -> None:
    """Change names, descriptions and own scales, one statement for all."""
    if not rows:
        return
    table = cast(sa.Table, Competency.__table__)
    statement = (
        sa.update(table)
        .where(table.c.workspace_id == session.workspace_id, table.c.id == sa.bindparam("row"))
        .values(
            name=sa.bindparam("new_name"),
            folded_name=sa.bindparam("new_folded"),
            description=sa.bindparam("new_description"),
            scale_id=sa.bindparam("new_scale"),
        )
    )
    session.flush()
    session.connection().execute(statement, rows)


def _replace_states(session: WorkspaceSession, states: Sequence[tuple[CompetencyOnFile, dict[str, Any]]]) -> None:
    """End the states that change and begin the next ones."""
    if not states:
        return
    table = cast(sa.Table, CompetencyState.__table__)
    for start in range(0, len(states), 900):
        ids = [known.id for known, _ in states[start : start + 900]]
        end_all(session, CompetencyState, table.c.competency_id.in_(ids))
    since = {"effective_from": session.now, "recorded_at": session.now}
    insert_rows(session, CompetencyState, [{**state, **since} for _, state in states])
