"""The chain of facts: each hash covers the fact, its sealed people and the hash before it (privacy/audit)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from core.audit.keys import seal_many
from core.audit.models import FactChain, FactPerson, RecordedFact
from core.db import WorkspaceSession, insert_rows
from core.events import Fact


def append_facts(session: WorkspaceSession, facts: Sequence[tuple[Any, Fact]]) -> None:
    """Keep the transaction's facts at the end of the workspace's chain, with a few statements however many."""
    if not facts:
        return
    session.flush()
    chain = _locked_chain(session)
    sealed = iter(seal_many(session, [value for actor, fact in facts for value in _values(actor, fact)]))
    kept = [_link(session, chain, actor, fact, sealed) for actor, fact in facts]
    session.add_all([row for row, _ in kept])
    session.flush()
    insert_rows(session, FactPerson, [{"fact_id": row.id, **piece} for row, pieces in kept for piece in pieces])


def chain_head(session: WorkspaceSession) -> tuple[int, str]:
    """How many facts there are, and the hash that stands for all of them."""
    chain = session.get(FactChain, session.workspace_id)
    return (chain.length, chain.head) if chain else (0, "")


def chain_holds(session: WorkspaceSession) -> bool:
    """Whether every stored fact still gives its hash, in order, up to the head."""
    head, length = "", 0
    for fact in session.scalars(select(RecordedFact).order_by(RecordedFact.position)):
        sealed = session.scalars(
            select(FactPerson.sealed).where(FactPerson.fact_id == fact.id).order_by(FactPerson.position)
        )
        if fact.previous_hash != head or fact.hash != _hash(fact, list(sealed)):
            return False
        head, length = fact.hash, length + 1
    return (length, head) == chain_head(session)


def _locked_chain(session: WorkspaceSession) -> FactChain:
    insert_rows(session, FactChain, [{"length": 0, "head": ""}], skip_existing=True)
    query = select(FactChain).where(FactChain.workspace_id == session.workspace_id)
    return session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar_one()


def _values(actor: Any, fact: Fact) -> list[tuple[int, Any]]:
    """What of a fact is sealed, and for whom: its personal changes, then who acted."""
    values: list[tuple[int, Any]] = [
        (change.person_id, _content(change)) for change in fact.changes if change.person_id is not None
    ]
    return [*values, (actor.person_id, {"actor": actor.person_id})] if actor.person_id is not None else values


def _link(
    session: WorkspaceSession, chain: FactChain, actor: Any, fact: Fact, sealed: Iterator[bytes]
) -> tuple[RecordedFact, list[dict[str, Any]]]:
    """The fact as the chain's next row, with the rows of its people."""
    concerned = [change.person_id for change in fact.changes if change.person_id is not None]
    sealed_pieces = [next(sealed) for _ in concerned]
    pieces: list[dict[str, Any]] = [
        {"person_id": person, "position": position, "sealed": sealed_pieces[position]}
        for position, person in enumerate(concerned)
    ]
    row = RecordedFact(
        position=chain.length + 1,
        kind=fact.kind,
        actor_id=actor.person_id,
        actor_kind=actor.kind,
        recorded_at=session.now,
        plain={**fact.plain(), "changes": [_content(c) for c in fact.changes if c.person_id is None]},
        actor_sealed=next(sealed) if actor.person_id is not None else None,
        previous_hash=chain.head,
        hash="",
    )
    row.hash = _hash(row, sealed_pieces)
    chain.length, chain.head = row.position, row.hash
    return row, pieces


def _content(change: Any) -> dict[str, Any]:
    return {"what": change.what, "subject": change.subject, "before": change.before, "after": change.after}


def _hash(fact: RecordedFact, sealed: Sequence[bytes]) -> str:
    """Over everything of a fact that may never change, in one canonical form."""
    digest = hashlib.sha256(fact.previous_hash.encode())
    told = [fact.position, fact.kind, fact.actor_kind, fact.recorded_at.isoformat(), fact.plain]
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    for piece in (fact.actor_sealed or b"", *sealed):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()
