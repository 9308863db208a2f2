"""The chain of facts: each hash covers the fact, its sealed people and the hash before it (privacy/audit)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.audit.keys import seal_many
from core.audit.models import FactChain, FactPerson, RecordedFact
from core.db import WorkspaceSession, insert_rows
from core.events import Fact


def append_facts(session: WorkspaceSession, facts: Sequence[tuple[Any, Fact]]) -> None:
    """Keep the transaction's facts at the end of the workspace's chain."""
    if not facts:
        return
    session.flush()
    chain = _locked_chain(session)
    for actor, fact in facts:
        _append(session, chain, actor, fact)
    session.flush()


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


def _append(session: WorkspaceSession, chain: FactChain, actor: Any, fact: Fact) -> None:
    personal = [change for change in fact.changes if change.person_id is not None]
    values: list[tuple[int, Any]] = [(int(c.person_id or 0), _content(c)) for c in personal]
    if actor.person_id is not None:
        values.append((actor.person_id, {"actor": actor.person_id}))
    sealed = seal_many(session, values)
    actor_sealed = sealed.pop() if actor.person_id is not None else None
    row = RecordedFact(
        position=chain.length + 1,
        kind=fact.kind,
        actor_id=actor.person_id,
        actor_kind=actor.kind,
        recorded_at=session.now,
        plain={**fact.plain(), "changes": [_content(c) for c in fact.changes if c.person_id is None]},
        actor_sealed=actor_sealed,
        previous_hash=chain.head,
        hash="",
    )
    row.hash = _hash(row, sealed)
    chain.length, chain.head = row.position, row.hash
    session.add(row)
    session.flush()
    insert_rows(
        session,
        FactPerson,
        [
            {"fact_id": row.id, "person_id": person, "position": position, "sealed": piece}
            for position, ((person, _), piece) in enumerate(zip(values, sealed, strict=False))
        ],
    )


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
