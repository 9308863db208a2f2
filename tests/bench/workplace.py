"""A fresh workspace for figures of single acts: who does them, and short words for doing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count

import sqlalchemy as sa
from sqlalchemy import event

from core.activities import NewResult, record_results
from core.db import WorkspaceSession, insert_rows
from core.people import Actor
from core.people.models import Person, PersonState
from core.transaction import Engine
from tests.bench.ground import Ground

_numbers = count(1)


@dataclass(frozen=True)
class Workplace:
    """An engine with a workspace that has nothing but what comes built in."""

    engine: Engine
    workspace_id: int
    kind: str

    @classmethod
    def new(cls, ground: Ground, kind: str) -> Workplace:
        """A workspace of its own in a database of this kind."""
        engine = ground.engine(kind, ground.folder())
        return cls(engine, engine.add_workspace("TBENCH", "Bench"), kind)

    @property
    def operator(self) -> Actor:
        """Whoever may do all of it."""
        return Actor.operator(self.workspace_id)

    def writing(self) -> AbstractContextManager[WorkspaceSession]:
        """A transaction."""
        return self.engine.transaction(self.workspace_id)

    def reading(self) -> AbstractContextManager[WorkspaceSession]:
        """A consistent state."""
        return self.engine.reading(self.workspace_id)

    def people(self, number: int) -> list[int]:
        """So many people, put in set-based."""
        with self.writing() as session:
            known = {"time_zone": "UTC", "locale": "en_GB", "created_at": session.now}
            names = [f"{next(_numbers)}" for _ in range(number)]
            rows = [{"name": f"P{each}", "email": f"p{each}@b.example", "chat_user_id": f"B{each}"} for each in names]
            insert_rows(session, Person, [row | known for row in rows])
            query = sa.select(Person.id).order_by(Person.id.desc()).limit(number)
            ids = sorted(session.scalars(query))
            begun = {"active": True, "effective_from": session.now, "recorded_at": session.now}
            insert_rows(session, PersonState, [{"person_id": each, **begun} for each in ids])
        return ids

    def result(self, person_id: int, activity_id: int, *, passed: bool = True, days_ago: int = 0) -> NewResult:
        """A result as another system sends it."""
        at = self.engine.clock() - timedelta(days=days_ago)
        score = Decimal("0.9") if passed else Decimal("0.3")
        return NewResult(person_id, activity_id, score, at, f"R{next(_numbers)}")

    def record(self, results: Sequence[NewResult], *, quiet: bool = False) -> None:
        """Record results in a transaction of their own."""
        with self.writing() as session:
            record_results(session, self.operator, results, source="lms", quiet=quiet)

    def statements_of(self, work: Callable[[], object]) -> int:
        """How many statements a reading piece of work sends."""
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        event.listen(self.engine.database.reader, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(self.engine.database.reader, "before_cursor_execute", note)
        return len(sent)


def in_parts(values: Sequence[NewResult], size: int) -> Iterator[Sequence[NewResult]]:
    """Results in batches of this size."""
    return (values[start : start + size] for start in range(0, len(values), size))
