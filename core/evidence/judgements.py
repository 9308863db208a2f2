"""What people judged of others and of themselves: kept as evidence, whatever becomes of it (evidence/many)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_returning, insert_rows
from core.evidence.models import Evidence, Judgement
from core.people import Actor
from core.prepared import OURS, run

CHUNK = 900
RATING, EXPLICIT = "rating", "explicit"
SELF = "self"


@dataclass(frozen=True)
class NewJudgement:
    """A value given to a person for a competency: of which kind, as what it was given, with a note, and when (UTC)."""

    person_id: int
    competency_id: int
    scale_value_id: int | None
    kind: str
    given_as: str
    happened_at: datetime
    note: str = ""
    course_id: int | None = None


@dataclass(frozen=True)
class JudgementView:
    """A judgement on file."""

    id: int
    person_id: int
    competency_id: int
    scale_value_id: int | None
    kind: str
    given_as: str
    given_by_id: int | None
    note: str
    course_id: int | None
    happened_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def self_declared(self) -> bool:
        """Whether the person gave it to themself."""
        return self.given_as == SELF


_SHOWN = tuple(
    getattr(Judgement, name)
    for name in (
        "id", "person_id", "competency_id", "scale_value_id", "kind", "given_as", "given_by_id", "note", "course_id",
        "happened_at", "withdrawn_at",
    )
)


def add_judgement(session: WorkspaceSession, actor: Actor, new: NewJudgement) -> int:
    """Keep a judgement, as evidence too; its id. The caller has checked the right to give it."""
    row = {**vars(new), "given_by_id": actor.person_id, "arrived_at": session.now}
    ((judgement_id,),) = insert_returning(session, Judgement, [row], "id")
    insert_rows(session, Evidence, [_evidence(session, actor, judgement_id, new)], skip_existing=True)
    return int(judgement_id)


def judgements_of(
    session: WorkspaceSession, person_ids: Iterable[int], competency_ids: Iterable[int]
) -> list[JudgementView]:
    """The judgements of these people in these competencies that stand, oldest first; a few queries."""
    people, skills = sorted(set(person_ids)), sorted(set(competency_ids))
    found: list[JudgementView] = []
    for some_people, some_skills in product(list(_parts(people)), list(_parts(skills))):
        query = select(*_SHOWN).where(
            Judgement.person_id.in_(some_people),
            Judgement.competency_id.in_(some_skills),
            Judgement.withdrawn_at.is_(None),
            Judgement.workspace_id == session.workspace_id,
        )
        found += [JudgementView(*row) for row in session.execute(query.order_by(Judgement.happened_at, Judgement.id))]
    return found


def judgement(session: WorkspaceSession, judgement_id: int) -> JudgementView | None:
    """One judgement by its id, also one that was withdrawn."""
    row = run(session, _one(), judgement=judgement_id).first()
    return None if row is None else JudgementView(*row)


@cache
def _one() -> sa.Select[*tuple[Any, ...]]:
    table = cast(sa.Table, Judgement.__table__)
    wanted = sa.bindparam("judgement", type_=table.c.id.type)
    return select(*(table.c[each.key] for each in _SHOWN)).where(table.c.workspace_id == OURS, table.c.id == wanted)


def withdraw_judgement(session: WorkspaceSession, judgement_id: int) -> None:
    """Let a judgement count as never having been; its evidence gets a correction from the caller."""
    session.execute(
        sa.update(Judgement)
        .where(Judgement.id == judgement_id, Judgement.withdrawn_at.is_(None))
        .values(withdrawn_at=session.now)
        .execution_options(synchronize_session=False)
    )


def _evidence(session: WorkspaceSession, actor: Actor, judgement_id: int, row: NewJudgement) -> dict[str, object]:
    return {
        "person_id": row.person_id,
        "competency_id": row.competency_id,
        "kind": RATING,
        "source_id": judgement_id,
        "strength": EXPLICIT,
        "self_declared": row.given_as == SELF,
        "added_by_id": actor.person_id,
        "happened_at": row.happened_at,
        "arrived_at": session.now,
        "note": row.note or None,
    }


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
