"""How our own column types are written in a revision: as the plain types underneath, so that old revisions keep
working when the types change."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from core.db import Instant, Score

_PLAIN = {Instant: "sa.DateTime(timezone=True)", Score: "sa.Integer()", sa.BigInteger: "big"}


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """What is written for a column type of ours (`big` is defined in each revision); False leaves it to Alembic."""
    return _PLAIN.get(type(item), False) if kind == "type" else False
