"""While a change for many people still runs, lists say of which competencies and how far (rating/immediate)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.blocks.paths import progress_words
from bot.cards import Context
from core.achievements import running
from core.db import WorkspaceSession
from core.frameworks import competencies
from core.words import say


def under_way(session: WorkspaceSession, competency_ids: Iterable[int]) -> tuple[Context, ...]:
    """A line for each of these competencies that everybody is being rated in anew; nothing where none is."""
    runs = running(session, competency_ids)
    named = competencies(session, {each.competency_id for each in runs}) if runs else {}
    return tuple(
        Context(say("{name}: {words}", name=named[each.competency_id].name, words=progress_words(each)))
        for each in runs
        if each.competency_id in named
    )
