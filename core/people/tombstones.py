"""Tombstones: keyed hashes of erased people's identifiers, so that nothing brings them back (privacy/erase-stays)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.people.models import Tombstone

CHUNK = 900


def identifier_hash(session: WorkspaceSession, identifier: str) -> str:
    """The keyed hash of an e-mail address, whatever its case, or of a chat user id."""
    plain = identifier.strip()
    return str(session.vault.keyed_hash(session.workspace_id, plain.lower() if "@" in plain else plain))


def erased_hashes(session: WorkspaceSession, hashes: Collection[str]) -> set[str]:
    """Those of these hashes that are of somebody who was erased; a query for each 900."""
    found = set[str]()
    for part in _parts(hashes):
        standing = Tombstone.identifier_hash.in_(part), Tombstone.lifted_at.is_(None)
        found |= set(session.scalars(select(Tombstone.identifier_hash).where(*standing)))
    return found


def erased_among(session: WorkspaceSession, identifiers: Iterable[str]) -> set[str]:
    """Those of these addresses and chat user ids that are of somebody who was erased."""
    by_hash = {identifier_hash(session, each): each for each in identifiers}
    return {by_hash[each] for each in erased_hashes(session, by_hash)}


def bury(session: WorkspaceSession, hashes: Iterable[str]) -> list[str]:
    """Put up tombstones of one erasure; the hashes. Repeatable; one that was lifted stands again."""
    wanted, erasure = sorted(set(hashes)), uuid4().hex
    rows = [{"identifier_hash": each, "erasure": erasure, "recorded_at": session.now} for each in wanted]
    insert_rows(session, Tombstone, rows, skip_existing=True)
    for part in _parts(wanted):
        _set(session, part, lifted_at=None, erasure=erasure)
    return wanted


def lift(session: WorkspaceSession, hashes: Collection[str]) -> list[str]:
    """Lift the tombstones of the erasures that these hashes belong to; all hashes lifted, none where none stood."""
    standing = Tombstone.lifted_at.is_(None)
    named = sa.and_(Tombstone.identifier_hash.in_(sorted(hashes)), standing)
    erasures = [each for each in session.scalars(select(Tombstone.erasure).where(named).distinct()) if each]
    together = sa.or_(named, sa.and_(Tombstone.erasure.in_(erasures), standing))
    found = sorted(session.scalars(select(Tombstone.identifier_hash).where(together)))
    for part in _parts(found):
        _set(session, part, lifted_at=session.now)
    return found


def known_hashes(session: WorkspaceSession) -> dict[str, bool]:
    """Every hash that was ever put up here, and whether it stands."""
    rows = session.execute(select(Tombstone.identifier_hash, Tombstone.lifted_at))
    return {hashed: lifted_at is None for hashed, lifted_at in rows}


def _set(session: WorkspaceSession, hashes: Collection[str], **values: Any) -> None:
    session.execute(
        sa.update(Tombstone)
        .where(Tombstone.workspace_id == session.workspace_id, Tombstone.identifier_hash.in_(hashes))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _parts(hashes: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(hashes))
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
