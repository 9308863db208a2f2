"""Competencies' names and descriptions with their translations: the one place every list takes them from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import Translation
from core.people import workspace_locale
from core.prepared import OURS, ids_of, run
from core.translated import Translated

CHUNK = 900


@dataclass(frozen=True)
class _Texts:
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Translations:
    """The translations of some competencies, ready to be put on their texts."""

    locale: str
    texts: dict[int, _Texts]

    def name(self, competency_id: int, base: str) -> str:
        """The name as each reader gets it (frameworks/translations)."""
        found = self.texts.get(competency_id)
        return Translated(base, found.names, self.locale) if found else base

    def description(self, competency_id: int, base: str) -> str:
        """The description as each reader gets it."""
        found = self.texts.get(competency_id)
        return Translated(base, found.descriptions, self.locale) if found else base


_ALL = select(Translation.competency_id, Translation.language, Translation.name, Translation.description)
_SOME = _ALL.where(Translation.workspace_id == OURS, Translation.competency_id.in_(ids_of("ids")))


def translations_of(session: WorkspaceSession, ids: Collection[int]) -> Translations:
    """Translations of these competencies: one query, and one more where there are any."""
    if not ids:
        return Translations("", {})
    rows = session.execute(_ALL) if len(ids) > CHUNK else run(session, _SOME, ids=list(ids))
    found: defaultdict[int, _Texts] = defaultdict(_Texts)
    for competency_id, language, name, description in rows:
        found[competency_id].names[language] = name
        found[competency_id].descriptions[language] = description
    return Translations(workspace_locale(session) if found else "", dict(found))
