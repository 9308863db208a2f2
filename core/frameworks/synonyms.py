"""Other names of competencies, by language (frameworks/synonyms)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.frameworks.models import Synonym
from core.frameworks.rules import folded


def add_synonyms(
    session: WorkspaceSession, competency_id: int, names: Iterable[str], language: str = "en"
) -> None:
    """Add other names of a competency; those it has are left as they are (frameworks/synonyms)."""
    rows = [
        {"competency_id": competency_id, "language": language, "text": name, "folded": folded(name)}
        for name in (" ".join(each.split()) for each in names)
        if folded(name)
    ]
    insert_rows(session, Synonym, rows, skip_existing=True)


def synonyms_of(session: WorkspaceSession, competency_id: int) -> dict[str, list[str]]:
    """A competency's other names by language, each language's A to Z."""
    query = (
        select(Synonym.language, Synonym.text)
        .where(Synonym.competency_id == competency_id)
        .order_by(Synonym.language, Synonym.folded)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for language, text in session.execute(query):
        found[language].append(text)
    return dict(found)


def replace_synonyms(
    session: WorkspaceSession, competency_id: int, name: str, wanted: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Make a competency's other names exactly these; what they were and are, in words, None where nothing changed.

    Its own name is no synonym of it.
    """
    before = synonyms_of(session, competency_id)
    session.execute(
        sa.delete(Synonym)
        .where(Synonym.competency_id == competency_id)
        .execution_options(synchronize_session=False)
    )
    for language, names in wanted.items():
        others = [each for each in names if folded(each) != folded(name)]
        add_synonyms(session, competency_id, others, language)
    after = synonyms_of(session, competency_id)
    return None if before == after else (_in_words(before), _in_words(after))


def _in_words(names: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{language}: {', '.join(each)}" for language, each in names.items())
