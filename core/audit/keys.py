"""A key per person: what is sealed with it is readable until the key is destroyed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select

from core.audit.models import PersonKey
from core.db import WorkspaceSession, insert_rows
from core.prepared import OURS, ids_of, run
from core.vault import seal, unseal

CHUNK = 900


def seal_for(session: WorkspaceSession, person_id: int, value: Any) -> bytes:
    """A value sealed under the person's key, which is made when there is none."""
    return seal_many(session, [(person_id, value)])[0]


def seal_many(
    session: WorkspaceSession, values: Iterable[tuple[int, Any]], stored: Mapping[int, bytes] | None = None
) -> list[bytes]:
    """Values sealed each under its person's key, in their order, with two queries however many there are.

    `stored` are keys as they are stored, where they are known already; those that are not among them are made.
    """
    pairs = list(values)
    keys = _keys(session, {person_id for person_id, _ in pairs}, stored)
    return [seal(keys[person_id], _as_json(value).encode()) for person_id, value in pairs]


def open_for(session: WorkspaceSession, person_id: int, sealed: bytes) -> Any | None:
    """What was sealed for a person; None when their key was destroyed."""
    wrapped = session.scalar(select(PersonKey.wrapped).where(PersonKey.person_id == person_id))
    if wrapped is None:
        return None
    try:
        return json.loads(unseal(session.vault.unwrap(session.workspace_id, wrapped), sealed))
    except ValueError:
        return None


def open_many(session: WorkspaceSession, pairs: Sequence[tuple[int, bytes]]) -> list[Any | None]:
    """What was sealed for people, in its order; None where their key was destroyed. A query for each 900 people."""
    keys = _stored(session, {person_id for person_id, _ in pairs})
    return [_opened(keys.get(person_id), sealed) for person_id, sealed in pairs]


def _opened(key: bytes | None, sealed: bytes) -> Any | None:
    try:
        return None if key is None else json.loads(unseal(key, sealed))
    except ValueError:
        return None


_as_json = json.JSONEncoder(default=str).encode


def _keys(session: WorkspaceSession, people: set[int], stored: Mapping[int, bytes] | None) -> dict[int, bytes]:
    found = _stored(session, people) if stored is None else _unwrapped(session, stored.items())
    if missing := people - found.keys():
        wrap = session.vault.wrap
        rows = [{"person_id": each, "wrapped": wrap(session.workspace_id, os.urandom(32))} for each in missing]
        insert_rows(session, PersonKey, rows, skip_existing=True)
        found |= _stored(session, missing)
    return found


def _stored(session: WorkspaceSession, people: set[int]) -> dict[int, bytes]:
    wanted = sorted(people)
    found: dict[int, bytes] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = run(session, _wrapped(), people=wanted[start : start + CHUNK])
        found |= _unwrapped(session, rows)
    return found


def _unwrapped(session: WorkspaceSession, rows: Iterable[Any]) -> dict[int, bytes]:
    return {person: session.vault.unwrap(session.workspace_id, wrapped) for person, wrapped in rows}


@cache
def _wrapped() -> Any:
    columns = PersonKey.__table__.c
    return select(columns.person_id, columns.wrapped).where(
        columns.workspace_id == OURS, columns.person_id.in_(ids_of("people"))
    )
