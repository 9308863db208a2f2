"""A competency's names in other languages: the card that lists them and the form for one (frameworks/translations)."""

from __future__ import annotations

from bot.blocks.competencies import OPEN
from bot.cards import Actions, Button, Card, Form, FormField, Text, Words
from core.frameworks import CompetencyRecord, TranslationView
from core.words import say

LANGUAGES = "competency.languages"
"""The search field of languages."""

EDIT_TRANSLATION, SAVE_TRANSLATION = "competency.edit_translation", "competency.save_translation"


def translations_card(record: CompetencyRecord, note: Words | None = None) -> Card:
    """What a competency is called in each language."""
    said = say("{name} in other languages", name=record.base_name)
    about = {"competency": record.id}
    rows = [
        Text(
            say("*{language}*: {name}", language=each.language, name=each.name),
            Button(say("Edit"), EDIT_TRANSLATION, {**about, "language": each.language}),
        )
        for each in record.translations
    ]
    empty = () if rows else (Text(say("None yet. Everybody sees {name}.", name=record.base_name)),)
    buttons = (Button(say("Add a language"), EDIT_TRANSLATION, about, "primary"), Button(say("Back"), OPEN, about))
    return Card(note or said, (Text(note or said), *rows, *empty, Actions(buttons)))


def translation_form(record: CompetencyRecord, language: str | None) -> Form:
    """One language's name and description; without `language` it is chosen."""
    known = next((each for each in record.translations if each.language == language), None)
    given = known or TranslationView("", "", "")
    pick = FormField("language", say("Language"), "search", lookup=LANGUAGES, hint=say("Type to search: German, de"))
    fields = (
        *(() if language else (pick,)),
        FormField("name", say("Name"), "text", given.name, optional=known is not None, max_length=150,
                  hint=say("Empty it to take this language away.") if known else None),
        FormField("description", say("Description"), "long_text", given.description, optional=True, max_length=3_000),
    )
    payload = {"competency": record.id, **({"language": language} if language else {})}
    intro = (Text(say("*{name}* in {language}", name=record.base_name, language=language)),) if language else ()
    return Form(say("Translation"), SAVE_TRANSLATION, fields, payload, intro=intro)
