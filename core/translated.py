"""Text that carries its translations, so that each reader gets their own language wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping


class Translated(str):
    """Text with its translations by language ('de', 'pt_BR'); as a plain string it is the base text.

    The reader's language counts, else the workspace's, else the base (frameworks/translations).
    """

    by_language: Mapping[str, str]
    workspace_locale: str

    def __new__(cls, base: str, by_language: Mapping[str, str], workspace_locale: str = "") -> Translated:
        """The text with what it is called in other languages."""
        made = super().__new__(cls, base)
        made.by_language = {_key(language): text for language, text in by_language.items() if text}
        made.workspace_locale = workspace_locale
        return made

    def in_language(self, locale: str) -> str:
        """The text for a reader of this locale ('de', 'de_DE', 'de-DE')."""
        for wanted in (locale, self.workspace_locale):
            key = _key(wanted)
            found = self.by_language.get(key) or self.by_language.get(key.partition("_")[0])
            if found:
                return found
        return str(self)


def _key(language: str) -> str:
    return language.replace("-", "_").casefold()
