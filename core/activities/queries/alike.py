"""Activities whose title is nearly what somebody wrote."""

from __future__ import annotations

from rapidfuzz import fuzz, process
from sqlalchemy import select

from core.activities.models import Activity
from core.db import WorkspaceSession
from core.frameworks import folded

LONGEST_TITLE = 150
"""Longer words are a description, not a title to be looked for."""

ALIKE = 70


def activities_alike(session: WorkspaceSession, words: str, limit: int = 3) -> list[tuple[int, str]]:
    """Ids and titles of activities in use spelled like the words, likeliest first; none for a long description."""
    wanted = " ".join(words.split()).lower()
    if not folded(wanted) or len(wanted) > LONGEST_TITLE:
        return []
    rows = session.execute(select(Activity.id, Activity.title).where(Activity.deleted_at.is_(None)))
    titles = {row[0]: row[1] for row in rows}
    found = process.extract(
        wanted, titles, scorer=fuzz.token_sort_ratio, processor=str.lower, score_cutoff=ALIKE, limit=limit
    )
    return [(key, title) for title, _, key in found]
