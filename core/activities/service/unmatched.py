"""Results whose person or activity is unknown: kept sealed, counted once these are known (activities/unmatched)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.events import ActivityChanged, ResultsKept, ResultsMatched
from core.activities.models import Activity
from core.activities.queries.naming import activities_meant, reference_hash
from core.activities.references import CHAT, MAIL, key_of, references_to
from core.activities.result_models import ActivityAlias, PersonAlias, UnmatchedResult
from core.activities.service.completing import NewCompletion, keep_completions
from core.activities.service.results import NewResult, insert_results, parts
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import NotFound
from core.people import Actor, Capability, Person, PersonChanged, require
from core.people.tombstones import erased_hashes, identifier_hash
from core.prepared import OURS, run
from core.vault import seal, unseal
from core.words import say

PURPOSE = "unmatched"


@dataclass(frozen=True)
class Unknown:
    """An incoming result as its source names it; `known` holds what of it is known, 0 for what is not.

    With `course_id` it is a completion of that course, without score and activity.
    """

    source_id: str
    person: str
    activity: str
    score: Decimal | None
    happened_at: datetime
    known: NewResult | None = None
    course_id: int | None = None


def keep_unmatched(session: WorkspaceSession, actor: Actor, unknown: Sequence[Unknown], *, source: str) -> None:
    """Keep results until their person and activity are known; who they are of is sealed. Repeatable."""
    if not unknown:
        return
    keys = [each.source_id for each in unknown]
    forget_unmatched(session, source, keys)
    insert_rows(session, UnmatchedResult, [_row(session, each, source) for each in unknown], skip_existing=True)
    ids: list[int] = []
    for part in parts(keys):
        query = select(UnmatchedResult.id)
        ids += session.scalars(query.where(UnmatchedResult.source == source, UnmatchedResult.source_id.in_(part)))
    record(session, actor, ResultsKept(unmatched_ids=tuple(ids), source=source))


def match_person(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Count what was kept for somebody who is known from now on. Repeatable."""
    if not any(each.what in KNOWN_BY for each in fact.changes) or not _anybody_is_waited_for(session):
        return
    query = select(Person.email, Person.chat_user_id).where(Person.id == fact.person_id)
    email, chat_user_id = session.execute(query).one()
    hashes = [reference_hash(session, each) for each in references_to(email, chat_user_id)]
    _found_person(session, fact.person_id, hashes)


KNOWN_BY = frozenset({"person", "email", "chat_user_id"})
"""Changes by which somebody may be known who was not before."""


def _anybody_is_waited_for(session: WorkspaceSession) -> bool:
    return bool(run(session, _waited_for()).first())


@cache
def _waited_for() -> sa.Select[Any]:
    waiting = UnmatchedResult.__table__.c
    return sa.select(waiting.id).where(waiting.workspace_id == OURS, waiting.person_hash.is_not(None)).limit(1)


def match_activity(session: WorkspaceSession, _actor: Actor, fact: ActivityChanged) -> None:
    """Count what was kept for an activity that is known from now on. Repeatable."""
    query = select(UnmatchedResult.activity_key).where(UnmatchedResult.activity_key.is_not(None)).distinct()
    waiting = [each for each in session.scalars(query) if each is not None]
    meant = activities_meant(session, waiting) if waiting else {}
    _found_activity(session, fact.activity_id, [each for each, found in meant.items() if found == fact.activity_id])


def match_to_person(session: WorkspaceSession, actor: Actor, unmatched_id: int, person_id: int) -> int:
    """Say whose result this is: all of the same name are theirs, also later ones; how many count now."""
    row = _waiting(session, actor, unmatched_id)
    if row.person_hash is None:
        return 0
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound(say("I don't find that person."), field="person")
    alias = {"person_id": person_id, "alias_hash": row.person_hash}
    insert_rows(session, PersonAlias, [alias], skip_existing=True)
    return _found_person(session, person_id, [row.person_hash])


def match_to_activity(session: WorkspaceSession, actor: Actor, unmatched_id: int, activity_id: int) -> int:
    """Say which activity this result is of: all called the same are, also later ones; how many count now."""
    row = _waiting(session, actor, unmatched_id)
    if row.activity_key is None:
        return 0
    if session.scalar(select(Activity.id).where(Activity.id == activity_id)) is None:
        raise NotFound(say("I don't find that activity."), field="activity")
    alias = {"activity_id": activity_id, "alias": row.activity_key}
    insert_rows(session, ActivityAlias, [alias], skip_existing=True)
    return _found_activity(session, activity_id, [row.activity_key])


def drop_unmatched(session: WorkspaceSession, actor: Actor, unmatched_id: int) -> None:
    """Forget a kept result for good; its source may deliver it again."""
    row = _waiting(session, actor, unmatched_id)
    record(session, actor, ResultsMatched(unmatched_ids=(row.id,), source=row.source, dropped=True))
    session.delete(row)
    session.flush()


def named_in(session: WorkspaceSession, row: UnmatchedResult) -> str | None:
    """The reference by which the source names the person, None where the person is known."""
    if row.sealed is None:
        return None
    return str(json.loads(unseal(session.vault.key_for(session.workspace_id, PURPOSE), row.sealed)))


def erased_references(session: WorkspaceSession, references: Iterable[str]) -> set[str]:
    """Those of these that name somebody who was erased: nothing of theirs is taken in again (privacy/erase-stays)."""
    hashes = {hashed: each for each in references for hashed in _hashes(session, each)}
    return {hashes[each] for each in erased_hashes(session, hashes)}


def _hashes(session: WorkspaceSession, reference: str) -> list[str]:
    """As what a tombstone may know a reference: itself, and the address or chat user id in it."""
    kind = next((each for each in (MAIL, CHAT) if reference.startswith(each)), None)
    plain = [identifier_hash(session, reference.removeprefix(kind))] if kind else []
    return [reference_hash(session, reference), *plain]


def _waiting(session: WorkspaceSession, actor: Actor, unmatched_id: int) -> UnmatchedResult:
    require(session, actor, Capability.SETTINGS_MANAGE)
    row = session.scalar(select(UnmatchedResult).where(UnmatchedResult.id == unmatched_id).with_for_update())
    if row is None:
        raise NotFound(say("That result doesn't wait any more: it was matched or dropped."))
    return row


def _found_person(session: WorkspaceSession, person_id: int, hashes: Collection[str]) -> int:
    if not hashes:
        return 0
    condition = UnmatchedResult.person_hash.in_(hashes)
    return _found(session, condition, person_id=person_id, person_hash=None, sealed=None)


def _found_activity(session: WorkspaceSession, activity_id: int, keys: Sequence[str]) -> int:
    return sum(
        _found(session, UnmatchedResult.activity_key.in_(part), activity_id=activity_id, activity_key=None)
        for part in parts(keys)
    )


def _found(session: WorkspaceSession, condition: sa.ColumnElement[bool], **known: Any) -> int:
    """Note what is known of kept results now, and count those of which everything is."""
    rows = session.scalars(select(UnmatchedResult).where(condition).with_for_update()).all()
    for row in rows:
        for name, value in known.items():
            setattr(row, name, value)
    complete = [row for row in rows if row.person_id is not None and (row.activity_id or row.course_id) is not None]
    for source in sorted({row.source for row in complete}):
        _count(session, source, [row for row in complete if row.source == source])
    session.flush()
    return len(complete)


def _count(session: WorkspaceSession, source: str, rows: Sequence[UnmatchedResult]) -> None:
    """Make results of them: each is placed by its own time (acquisition/order)."""
    engine = Actor.engine(session.workspace_id)
    record(session, engine, ResultsMatched(unmatched_ids=tuple(row.id for row in rows), source=source))
    insert_results(session, engine, [_result(row) for row in rows if row.course_id is None], source=source)
    keep_completions(session, engine, [_completion(row) for row in rows if row.course_id is not None], source=source)
    for row in rows:
        session.delete(row)


def _result(row: UnmatchedResult) -> NewResult:
    score = row.score or Decimal(0)
    return NewResult(
        row.person_id or 0, row.activity_id or 0, score, row.happened_at, row.source_id, row.module_id
    )


def _completion(row: UnmatchedResult) -> NewCompletion:
    return NewCompletion(row.course_id or 0, row.person_id or 0, row.happened_at)


def _row(session: WorkspaceSession, unknown: Unknown, source: str) -> dict[str, Any]:
    person_id = unknown.known.person_id if unknown.known else 0
    activity_id = unknown.known.activity_id if unknown.known else 0
    key = session.vault.key_for(session.workspace_id, PURPOSE)
    return {
        "source": source,
        "source_id": unknown.source_id,
        "person_id": person_id or None,
        "person_hash": None if person_id else reference_hash(session, unknown.person),
        "sealed": None if person_id else seal(key, json.dumps(unknown.person).encode()),
        "activity_id": activity_id or None,
        "activity_key": None if activity_id or unknown.course_id else key_of(unknown.activity),
        "course_id": unknown.course_id,
        "module_id": unknown.known.module_id if unknown.known else None,
        "score": unknown.score if unknown.known is None else unknown.known.score,
        "happened_at": unknown.happened_at,
        "arrived_at": session.now,
    }


def forget_unmatched(session: WorkspaceSession, source: str, source_ids: Sequence[str]) -> None:
    """What was kept of these ids before makes room for what they say now. Repeatable."""
    for part in parts(source_ids):
        session.execute(
            sa.delete(UnmatchedResult).where(
                UnmatchedResult.workspace_id == session.workspace_id,
                UnmatchedResult.source == source,
                UnmatchedResult.source_id.in_(part),
            )
        )
