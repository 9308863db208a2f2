"""Names and descriptions of competencies in other languages (frameworks/translations)."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.frameworks.events import CompetencyChanged
from core.frameworks.models import Translation
from core.frameworks.revision import touch
from core.frameworks.rights import managed_competency
from core.frameworks.rules import folded
from core.people import Actor
from core.words import say


@dataclass(frozen=True)
class TranslationView:
    """A competency's name and description in a language."""

    language: str
    name: str
    description: str


def language_code(said: str) -> str:
    """The code of a language a person named by its code ('de', 'pt-BR'); raises Invalid."""
    try:
        return str(Locale.parse(said.strip().replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        raise Invalid(
            say("'{said}' is no language code. Examples: de, nb, pt_BR.", said=said.strip()), field="language"
        ) from None


def translations(session: WorkspaceSession, competency_id: int) -> list[TranslationView]:
    """A competency's translations, by language code."""
    query = (
        select(Translation.language, Translation.name, Translation.description)
        .where(Translation.competency_id == competency_id)
        .order_by(Translation.language)
    )
    return [TranslationView(*row) for row in session.execute(query)]


def translate_competency(
    session: WorkspaceSession, actor: Actor, competency_id: int, *, language: str, name: str, description: str = ""
) -> None:
    """Say what a competency is called in a language; without a name that language's translation goes.

    Repeatable. Raises Invalid for an unknown language, and for a description without a name.
    """
    managed_competency(session, actor, competency_id)
    code, clean = language_code(language), " ".join(name.split())
    if description.strip() and not folded(clean):
        raise Invalid(say("A translation needs the name, too."), field="name")
    row = session.scalar(
        select(Translation).where(Translation.competency_id == competency_id, Translation.language == code)
    )
    before = row.name if row else None
    _keep(session, row, competency_id, TranslationView(code, clean, description.strip()))
    touch(session)
    changes = (Change(f"name in {code}", competency_id, before, clean or None),)
    record(session, actor, CompetencyChanged(competency_id=competency_id, changes=changes))


def _keep(
    session: WorkspaceSession, row: Translation | None, competency_id: int, wanted: TranslationView
) -> None:
    if not folded(wanted.name):
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = Translation(competency_id=competency_id, language=wanted.language)
        session.add(row)
    row.name, row.folded, row.description = wanted.name, folded(wanted.name), wanted.description
    session.flush()
