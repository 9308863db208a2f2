"""All of ESCO as one workspace's catalogue, its vectors stored; made once and kept, for embedding takes minutes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from bot.skills import Skills
from core.db import WorkspaceSession, insert_rows
from core.embedding import Embedder
from core.frameworks import CompetencyCategory, CompetencyDetails, create_competency, folded
from core.frameworks.models import Competency, CompetencyState, Framework, Synonym
from core.people import Actor
from core.transaction import Engine
from tagging.tagger import Tagger
from tagging.vector_store import FileVectors
from tests.bench.ground import KEPT, SHARED, SQLITE, Ground

FILE = SHARED / "esco" / "skills.csv"
ABSENT = "../shared/data/esco/skills.csv is not there"


@dataclass
class Counting:
    """The embedder of the catalogue, which remembers what it was given; questions are embedded by another."""

    embedder: Embedder
    given: list[str] = field(default_factory=list)

    @property
    def model(self) -> str:
        """The model's name."""
        return self.embedder.model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts."""
        self.given += texts
        return self.embedder.embed(texts)


@dataclass(frozen=True)
class Threshold:
    """The one setting that suggesting reads."""

    tagging_threshold: float = 0.5


@dataclass(frozen=True)
class Esco:
    """The workspace with all of ESCO, and the matching of words with it as a fresh process has it."""

    engine: Engine
    workspace_id: int
    count: int
    catalogue: Counting
    skills: Skills

    @property
    def actor(self) -> Actor:
        """Whoever sees all of it."""
        return Actor.operator(self.workspace_id)

    def add_skill(self, name: str, description: str) -> int:
        """Add a skill as an editor does; its id."""
        details = CompetencyDetails(name, CompetencyCategory.SKILL, description)
        with self.engine.transaction(self.workspace_id) as session:
            return create_competency(session, self.actor, details)


def esco(ground: Ground) -> Esco | None:
    """The workspace, its index not yet built; None without the file."""
    if not FILE.is_file():
        return None
    rows = _rows(ground.size.skills_from_esco)
    engine = ground.engine(SQLITE, ground.folder())
    workspace_id = engine.add_workspace("TESCO", "ESCO")
    with engine.transaction(workspace_id) as session:
        _store(session, rows)
    kept = FileVectors(ground.embedder, KEPT / f"esco-{ground.embedder.model}.npz")
    ground.say(f"the vectors of {len(rows):,} skills: read where kept from an earlier run, else embedded (minutes)")
    _skills(engine, kept, ground.embedder).warm().join()
    kept.save()
    catalogue = Counting(ground.embedder)
    return Esco(engine, workspace_id, len(rows), catalogue, _skills(engine, catalogue, ground.embedder))


def _skills(engine: Engine, catalogue: Embedder, questions: Embedder) -> Skills:
    return Skills(engine, Tagger(questions, None), catalogue, Threshold())


def _rows(most: int | None) -> list[dict[str, str]]:
    with Path(FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:most]


def _store(session: WorkspaceSession, rows: Sequence[dict[str, str]]) -> None:
    """The rows as the import writes them, set-based."""
    framework = session.scalars(select(Framework)).one()
    insert_rows(session, Competency, [_competency(session, framework.id, row) for row in rows])
    ids = list(session.scalars(select(Competency.id).order_by(Competency.id)))
    begun = {"effective_from": session.now, "recorded_at": session.now, "status": "active"}
    insert_rows(session, CompetencyState, [{"competency_id": each, **begun} for each in ids])
    names = [
        {"competency_id": each, "language": "en", "text": other, "folded": folded(other)}
        for each, row in zip(ids, rows, strict=True)
        for other in row["altLabels"].split("|")
        if folded(other)
    ]
    insert_rows(session, Synonym, names, skip_existing=True)


def _competency(session: WorkspaceSession, framework_id: int, row: dict[str, str]) -> dict[str, object]:
    return {
        "framework_id": framework_id,
        "idnumber": row["uri"],
        "name": row["preferredLabel"],
        "folded_name": folded(row["preferredLabel"]),
        "description": row["description"],
        "category": str(CompetencyCategory.SKILL),
        "created_at": session.now,
    }
