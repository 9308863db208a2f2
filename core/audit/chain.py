"""The chain of facts: each hash covers the fact, its sealed people and the hash before it (privacy/audit)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.audit.keys import seal_many
from core.audit.models import FactChain, FactPerson, PersonKey, RecordedFact
from core.db import WorkspaceSession, insert_returning, insert_rows
from core.events import Fact
from core.prepared import OURS, ids_of, run


def append_facts(session: WorkspaceSession, facts: Sequence[tuple[Any, Fact]]) -> None:
    """Keep the transaction's facts at the end of the workspace's chain, with a few statements however many."""
    if not facts:
        return
    values = [value for actor, fact in facts for value in _values(actor, fact)]
    length, head, keys = _locked_chain(session, sorted({person_id for person_id, _ in values}))
    sealed = iter(seal_many(session, values, keys))
    rows: list[dict[str, Any]] = []
    pieces: dict[int, list[dict[str, Any]]] = {}
    for position, (actor, fact) in enumerate(facts, length + 1):
        row, pieces[position] = _link(session, (position, head), actor, fact, sealed)
        rows.append(row)
        head = row["hash"]
    ids = dict(insert_returning(session, RecordedFact, rows, "position", "id"))
    run(session, _moving_head(), new_length=length + len(rows), new_head=head)
    insert_rows(session, FactPerson, [{"fact_id": ids[at], **each} for at, some in pieces.items() for each in some])


def chain_head(session: WorkspaceSession) -> tuple[int, str]:
    """How many facts there are, and the hash that stands for all of them."""
    chain = session.get(FactChain, session.workspace_id)
    return (chain.length, chain.head) if chain else (0, "")


CHAIN, FACT = cast(sa.Table, FactChain.__table__), cast(sa.Table, RecordedFact.__table__)
KEY = cast(sa.Table, PersonKey.__table__)


MOST_AT_ONCE = 900
"""The keys of more people than these are asked for by themselves."""


def _locked_chain(session: WorkspaceSession, people: Sequence[int]) -> tuple[int, str, dict[int, bytes] | None]:
    """The chain's length and head, held until the transaction ends, and the stored keys of these people.

    The keys are None where the people are too many to come along.
    """
    asked = people if len(people) <= MOST_AT_ONCE else ()
    found = run(session, _locking(), people=asked).all()
    if not found:
        insert_rows(session, FactChain, [{"length": 0, "head": ""}], skip_existing=True)
        found = run(session, _locking(), people=asked).all()
    keys = {person: wrapped for *_, person, wrapped in found if person is not None}
    return found[0].length, found[0].head, keys if len(people) <= MOST_AT_ONCE else None


@cache
def _locking() -> sa.Select[int, str, int, bytes]:
    theirs = sa.and_(KEY.c.workspace_id == CHAIN.c.workspace_id, KEY.c.person_id.in_(ids_of("people")))
    return (
        select(CHAIN.c.length, CHAIN.c.head, KEY.c.person_id, KEY.c.wrapped)
        .select_from(CHAIN.outerjoin(KEY, theirs))
        .where(CHAIN.c.workspace_id == OURS)
        .with_for_update(of=CHAIN)
    )


@cache
def _moving_head() -> sa.Update:
    moved = {"length": sa.bindparam("new_length", type_=CHAIN.c.length.type), "head": sa.bindparam("new_head")}
    return sa.update(CHAIN).where(CHAIN.c.workspace_id == OURS).values(moved)


def _values(actor: Any, fact: Fact) -> list[tuple[int, Any]]:
    """What of a fact is sealed, and for whom: its personal changes, then who acted."""
    values: list[tuple[int, Any]] = [
        (change.person_id, _content(change)) for change in fact.changes if change.person_id is not None
    ]
    return [*values, (actor.person_id, {"actor": actor.person_id})] if actor.person_id is not None else values


def _link(
    session: WorkspaceSession, place: tuple[int, str], actor: Any, fact: Fact, sealed: Iterator[bytes]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fact as the chain's next row, at this position after this hash, with the rows of its people."""
    concerned = [change.person_id for change in fact.changes if change.person_id is not None]
    sealed_pieces = [next(sealed) for _ in concerned]
    pieces: list[dict[str, Any]] = [
        {"person_id": person, "position": position, "sealed": sealed_pieces[position]}
        for position, person in enumerate(concerned)
    ]
    told: dict[str, Any] = {
        "position": place[0],
        "kind": fact.kind,
        "actor_kind": actor.kind,
        "recorded_at": session.now,
        "plain": {**fact.plain(), "changes": [_content(c) for c in fact.changes if c.person_id is None]},
        "actor_sealed": next(sealed) if actor.person_id is not None else None,
        "previous_hash": place[1],
    }
    return {**told, "actor_id": actor.person_id, "hash": hash_of(told, sealed_pieces)}, pieces


def _content(change: Any) -> dict[str, Any]:
    return {"what": change.what, "subject": change.subject, "before": change.before, "after": change.after}


def told_of(fact: Any) -> dict[str, Any]:
    """Of a stored fact what its hash covers besides its people."""
    names = ("position", "kind", "actor_kind", "recorded_at", "plain", "actor_sealed", "previous_hash")
    return {name: getattr(fact, name) for name in names}


_as_json = json.JSONEncoder(sort_keys=True, default=str).encode


def hash_of(fact: Mapping[str, Any], sealed: Sequence[bytes]) -> str:
    """Over everything of a fact that may never change, in one canonical form."""
    digest = hashlib.sha256(fact["previous_hash"].encode())
    told = [fact["position"], fact["kind"], fact["actor_kind"], fact["recorded_at"].isoformat(), fact["plain"]]
    digest.update(_as_json(told).encode())
    for piece in (fact["actor_sealed"] or b"", *sealed):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()
