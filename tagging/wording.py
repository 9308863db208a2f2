"""The words of a skill: name, synonyms in any language, description, and how telling each word is."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tagging.words import content_stems, without_brackets

Stems = tuple[str, ...]

DESCRIPTION_LIMIT = 300


@dataclass(frozen=True)
class SkillText:
    """What a catalogue says of one skill: its id, name, description, and other names in any language."""

    id: int
    name: str
    description: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """The text embedded for the second list: name and description, or the name alone."""
        return f"{self.name}. {self.description[:DESCRIPTION_LIMIT]}" if self.description else self.name


@dataclass(frozen=True)
class Wording:
    """A skill's name, synonyms and description as stems; made once per skill."""

    name: Stems
    synonyms: tuple[Stems, ...]
    description: Stems

    @classmethod
    def of(cls, skill: SkillText) -> "Wording":
        """Return the wording of a skill; words that say nothing are left out."""
        short = content_stems(without_brackets(skill.name))
        others = dict.fromkeys(content_stems(without_brackets(other)) for other in skill.synonyms)
        others.pop(short, None)
        told = content_stems(skill.description) if skill.description else ()
        return cls(short, tuple(phrase for phrase in others if phrase), told)

    @property
    def phrases(self) -> tuple[Stems, ...]:
        """The name, then the synonyms. A name of marks alone is an empty phrase: it keeps its place."""
        return (self.name, *self.synonyms)


def rarity_of(wordings: Iterable[Wording]) -> dict[str, float]:
    """How telling each word is in this catalogue: rare words tell more, the commonest still a little."""
    documents = [{word for phrase in wording.phrases for word in phrase} for wording in wordings]
    seen = Counter(word for document in documents for word in document)
    return {word: 0.1 + math.log((len(documents) + 1) / (count + 0.5)) for word, count in seen.items()}


def rows_by_phrase(wordings: Sequence[Wording]) -> dict[Stems, tuple[int, ...]]:
    """Return for each phrase the rows of the skills that go by it."""
    found: dict[Stems, tuple[int, ...]] = {}
    for row, wording in enumerate(wordings):
        for phrase in filter(None, wording.phrases):
            found[phrase] = (*found.get(phrase, ()), row)
    return found
