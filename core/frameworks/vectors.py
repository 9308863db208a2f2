"""The stored vectors against fresh ones: what was missing, wrong or left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.frameworks.models import TextVector
from core.frameworks.queries import text_hash

CHUNK = 900
NEAR = 1e-4
"""Models give the same text the same vector but for rounding; what differs by more was made otherwise."""


@dataclass(frozen=True)
class VectorDifferences:
    """How many vectors of a model were missing, not what the model says, or of texts the catalogue no longer has."""

    missing: int = 0
    wrong: int = 0
    left_over: int = 0


def rebuild_vectors(session: WorkspaceSession, model: str, fresh: Mapping[str, bytes]) -> VectorDifferences:
    """Make the stored vectors of a model those of `fresh` (by text, little-endian float32); what differed.

    Repeatable: a second time nothing differs. Vectors of other models stay.
    """
    wanted = {text_hash(text): vector for text, vector in fresh.items()}
    stored = dict(_stored(session, model))
    wrong = [each for each in wanted.keys() & stored.keys() if not _alike(wanted[each], stored[each])]
    left_over = stored.keys() - wanted.keys()
    missing = wanted.keys() - stored.keys()
    _drop(session, model, [*wrong, *left_over])
    rows = [{"model": model, "text_hash": each, "vector": wanted[each]} for each in sorted({*wrong, *missing})]
    insert_rows(session, TextVector, rows)
    return VectorDifferences(len(missing), len(wrong), len(left_over))


def _stored(session: WorkspaceSession, model: str) -> list[tuple[str, bytes]]:
    query = select(TextVector.text_hash, TextVector.vector).where(TextVector.model == model)
    return [(row[0], row[1]) for row in session.execute(query)]


def _drop(session: WorkspaceSession, model: str, hashes: list[str]) -> None:
    for start in range(0, len(hashes), CHUNK):
        gone = TextVector.text_hash.in_(hashes[start : start + CHUNK])
        session.execute(
            sa.delete(TextVector)
            .where(TextVector.model == model, gone)
            .execution_options(synchronize_session=False)
        )


def _alike(one: bytes, other: bytes) -> bool:
    first, second = np.frombuffer(one, dtype="<f4"), np.frombuffer(other, dtype="<f4")
    return first.shape == second.shape and bool(np.allclose(first, second, atol=NEAR))
