"""What a competency is called in other languages: listed, added, edited, taken away (frameworks/translations)."""

from __future__ import annotations

from bot.blocks.competency_languages import (
    EDIT_TRANSLATION,
    SAVE_TRANSLATION,
    translation_form,
    translations_card,
)
from bot.cards import Card
from bot.conversation import Answer, Asker, Conversations, Press, Submission
from bot.product import Product
from core.errors import Invalid
from core.frameworks import competency_record, managed_competency, translate_competency
from core.words import TimeOfDay, say


def register(conversations: Conversations) -> None:
    """Add the buttons and the form of translations."""
    conversations.press(EDIT_TRANSLATION, _edit)
    conversations.submission(SAVE_TRANSLATION, _save)


def languages_card(product: Product, asker: Asker, competency_id: int) -> Card:
    """The competency's names by language, for who manages it."""
    with product.reading(asker.workspace_id) as session:
        managed_competency(session, asker.actor, competency_id)
        return translations_card(competency_record(session, asker.actor, competency_id))


def _edit(press: Press) -> Answer:
    competency_id, language = int(press.payload["competency"]), press.payload.get("language")
    with press.product.reading(press.asker.workspace_id) as session:
        managed_competency(session, press.asker.actor, competency_id)
        record = competency_record(session, press.asker.actor, competency_id)
    return Answer(form=translation_form(record, str(language) if language else None))


def _save(form: Submission) -> Answer:
    competency_id, actor, values = int(form.payload["competency"]), form.asker.actor, form.values
    language, name = str(form.payload.get("language") or values.get("language") or ""), str(values.get("name") or "")
    if "language" not in form.payload and not name.strip():
        raise Invalid(say("What is it called there? Example: Brandschutz."), field="name")
    with form.product.writing(form.asker.workspace_id) as session:
        translate_competency(
            session,
            actor,
            competency_id,
            language=language,
            name=name,
            description=str(values.get("description") or ""),
        )
        note = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=translations_card(competency_record(session, actor, competency_id), note))
