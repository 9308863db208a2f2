"""Reading the whole chain: whether nothing of it was changed, removed or put in between (privacy/audit)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.audit.chain import FACT, chain_head, hash_of, told_of
from core.audit.models import FactPerson
from core.db import WorkspaceSession

PART = 900
Head = tuple[int, str]
"""How long a chain is, and the hash that stands for all of it."""


@dataclass(frozen=True)
class ChainCheck:
    """How long the chain is, its head, and the position at which it breaks first, if anywhere.

    `noted` says of a head that was noted earlier whether it still stands in the chain; None where none was given.
    """

    length: int
    head: str
    broken_at: int | None = None
    noted: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or put in between."""
        return self.broken_at is None and self.noted is not False


def chain_holds(session: WorkspaceSession) -> bool:
    """Whether every stored fact still gives its hash, in order, up to the head."""
    return check_chain(session).holds


def check_chain(session: WorkspaceSession, noted: Head | None = None) -> ChainCheck:
    """Read the whole chain; `noted` is a length and head exported earlier. Two queries for each 900 facts.

    Who wrote everything anew, hashes and head included, is found out by a noted head alone: keep one elsewhere.
    """
    length, head = chain_head(session)
    before, position, stands = "", 0, None if noted is None else noted == (0, "")
    while facts := _next_facts(session, position):
        pieces = _pieces(session, [fact.id for fact in facts])
        for fact in facts:
            expected = hash_of(told_of(fact), pieces.get(fact.id, []))
            if (fact.position, fact.previous_hash, fact.hash) != (position + 1, before, expected):
                return ChainCheck(length, head, position + 1, stands)
            before, position = fact.hash, fact.position
            stands = True if noted == (position, before) else stands
    whole = (length, head) == (position, before)
    return ChainCheck(length, head, None if whole else min(position, length) + 1, stands)


def _next_facts(session: WorkspaceSession, after: int) -> Sequence[Any]:
    ours = FACT.c.workspace_id == session.workspace_id
    query = select(FACT).where(ours, FACT.c.position > after).order_by(FACT.c.position).limit(PART)
    session.flush()
    return session.connection().execute(query).all()


def _pieces(session: WorkspaceSession, fact_ids: Sequence[int]) -> dict[int, list[bytes]]:
    query = (
        select(FactPerson.fact_id, FactPerson.sealed)
        .where(FactPerson.fact_id.in_(fact_ids))
        .order_by(FactPerson.fact_id, FactPerson.position)
    )
    found: dict[int, list[bytes]] = {}
    for fact_id, sealed in session.execute(query):
        found.setdefault(fact_id, []).append(sealed)
    return found
