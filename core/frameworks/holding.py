"""Taking turns over competencies: whoever disables one waits for who is linking it, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.rules import DISABLED

CHUNK = 900


def hold_in_use(session: WorkspaceSession, competency_ids: Iterable[int]) -> set[int]:
    """Keep these competencies from being disabled until the transaction ends; others may link them meanwhile.

    Those of them that are disabled by now, perhaps since this transaction began (skills/disabled-unusable).
    """
    wanted, disabled = sorted(set(competency_ids)), set[int]()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        session.execute(_in_order(Competency.id.in_(part)).with_for_update(read=True)).all()
        disabled.update(session.scalars(_disabled(part)))
    return disabled


def hold_unlinked(session: WorkspaceSession, chosen: sa.ColumnElement[bool]) -> Sequence[int]:
    """Keep the competencies that meet a condition on `Competency` from being linked until the transaction ends; their
    ids. To be called before their links are counted (skills/disable)."""
    return session.scalars(_in_order(chosen).with_for_update(key_share=True)).all()


def _disabled(competency_ids: Sequence[int]) -> sa.Select[int]:
    return select(CompetencyState.competency_id).where(
        CompetencyState.competency_id.in_(competency_ids),
        CompetencyState.status == DISABLED,
        CompetencyState.superseded_at.is_(None),
        CompetencyState.effective_until.is_(None),
    )


def _in_order(chosen: sa.ColumnElement[bool]) -> sa.Select[int]:
    """Everybody holds them in the same order, so that nobody waits for somebody who waits."""
    return select(Competency.id).where(chosen).order_by(Competency.id)
