"""What the tagger can't read, said beside its answer: a text in a language that its model doesn't know."""

from __future__ import annotations

from core.words import Sentence, say
from tagging.languages import unread_language

NAMES = {
    "ar": say("Arabic"),
    "de": say("German"),
    "el": say("Greek"),
    "es": say("Spanish"),
    "fr": say("French"),
    "it": say("Italian"),
    "ja": say("Japanese"),
    "ko": say("Korean"),
    "nb": say("Norwegian"),
    "nl": say("Dutch"),
    "pl": say("Polish"),
    "pt": say("Portuguese"),
    "ru": say("Russian"),
    "zh": say("Chinese"),
}


def language_note(text: str, model: str) -> Sentence | None:
    """'This text looks German. The model reads English: …', None where the model reads the text."""
    found = unread_language(text, model)
    if found not in NAMES:
        return None
    return say(
        "This text looks {language}. The model reads English: skills are found by names, synonyms and translations in "
        "{language}, not by meaning.",
        language=NAMES[found],
    )
