"""Which skills of a catalogue might a text be about: candidates by meaning, by words and by name."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.words import content_stems, without_brackets

Stems = tuple[str, ...]
Vectors = Callable[[Sequence[str]], NDArray[np.float32]]

LONGEST_PHRASE = 8
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
    """A skill's name and synonyms as stems; made once per skill."""

    name: Stems
    synonyms: tuple[Stems, ...]

    @classmethod
    def of(cls, skill: SkillText) -> "Wording":
        short = content_stems(without_brackets(skill.name))
        others = dict.fromkeys(content_stems(without_brackets(other)) for other in skill.synonyms)
        others.pop(short, None)
        return cls(short, tuple(phrase for phrase in others if phrase))

    @property
    def phrases(self) -> tuple[Stems, ...]:
        return (self.name, *self.synonyms) if self.name else self.synonyms


@dataclass(frozen=True)
class SkillIndex:
    """An unchanging snapshot of a catalogue, ready to be asked; make a new one when a skill changes.

    Building never embeds by itself: `vectors` is given exactly the distinct texts needed and may read
    them from a store (rule tagging/fresh).
    """

    skills: tuple[SkillText, ...]
    wordings: tuple[Wording, ...]
    names: NDArray[np.float32]
    described: NDArray[np.float32]
    ids: NDArray[np.int64]
    rows: dict[int, int]
    phrases: dict[Stems, tuple[int, ...]]
    rarity: dict[str, float]
    bm25: Any

    @classmethod
    def build(cls, skills: Sequence[SkillText], vectors: Vectors) -> "SkillIndex":
        """Return an index over the skills; ids are distinct (ValueError otherwise)."""
        names, described = _embedded(skills, vectors)
        return _assembled(tuple(skills), tuple(Wording.of(skill) for skill in skills), names, described)

    def updated(self, changed: Sequence[SkillText], removed: Collection[int], vectors: Vectors) -> "SkillIndex":
        """Return an index with some skills new, reworded or gone; only the changed ones are embedded."""
        gone = set(removed) | {skill.id for skill in changed}
        kept = [row for row, skill in enumerate(self.skills) if skill.id not in gone]
        names, described = _embedded(changed, vectors)
        return _assembled(
            (*(self.skills[row] for row in kept), *changed),
            (*(self.wordings[row] for row in kept), *(Wording.of(skill) for skill in changed)),
            _stacked(self.names[kept], names),
            _stacked(self.described[kept], described),
        )

    def __len__(self) -> int:
        return len(self.skills)

    def skill(self, skill_id: int) -> SkillText:
        """Return one skill by id; KeyError when it isn't in this snapshot."""
        return self.skills[self.rows[skill_id]]

    def nearest(self, text: str, k: int, embedder: Embedder) -> list[tuple[int, float]]:
        """Return up to k look-alikes of a text, nearest in meaning first, as (skill id, cosine -1 to 1)."""
        if not len(self) or not text.strip():
            return []
        return self.nearest_to(embedder.embed([text])[0], k)

    def nearest_to(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Return up to k skills nearest to a vector of the index's own model, as `nearest` does."""
        if not len(self):
            return []
        cosines = np.maximum(self.names @ vector, self.described @ vector)
        return [(int(self.ids[row]), float(cosines[row])) for row in top(cosines, k)]

    def word_scores(self, query: Iterable[str]) -> NDArray[np.float32]:
        """Return a BM25 score per skill for the stems of a text."""
        known = [word for word in dict.fromkeys(query) if word in self.rarity]
        if not known or self.bm25 is None:
            return np.zeros(len(self), dtype=np.float32)
        return np.asarray(self.bm25.get_scores(known), dtype=np.float32)

    def named_in(self, query: Sequence[str]) -> dict[int, int]:
        """Return rows whose name or a synonym stands in the text word for word, with its length in words."""
        found: dict[int, int] = {}
        for start in range(len(query)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(query)) + 1):
                for row in self.phrases.get(tuple(query[start:end]), ()):
                    found[row] = max(found.get(row, 0), end - start)
        return found


def top(scores: NDArray[np.float32], k: int) -> list[int]:
    """Return the positions of the k highest scores, highest first, ties by position."""
    k = min(k, len(scores))
    if k <= 0:
        return []
    best = np.argpartition(-scores, k - 1)[:k]
    return sorted((int(row) for row in best), key=lambda row: (-float(scores[row]), row))


def _embedded(skills: Sequence[SkillText], vectors: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    texts = list(dict.fromkeys(text for skill in skills for text in (skill.name, skill.described)))
    if not texts:
        return np.zeros((0, 0), dtype=np.float32), np.zeros((0, 0), dtype=np.float32)
    place = {text: row for row, text in enumerate(texts)}
    every = np.asarray(vectors(texts), dtype=np.float32)
    return every[[place[skill.name] for skill in skills]], every[[place[skill.described] for skill in skills]]


def _stacked(kept: NDArray[np.float32], added: NDArray[np.float32]) -> NDArray[np.float32]:
    filled = [part for part in (kept, added) if len(part)]
    return np.concatenate(filled) if filled else added


def _assembled(
    skills: tuple[SkillText, ...],
    wordings: tuple[Wording, ...],
    names: NDArray[np.float32],
    described: NDArray[np.float32],
) -> SkillIndex:
    rows = {skill.id: row for row, skill in enumerate(skills)}
    if len(rows) != len(skills):
        raise ValueError("Two skills of the catalogue carry the same id.")
    documents = [sorted({word for phrase in wording.phrases for word in phrase}) for wording in wordings]
    return SkillIndex(
        skills=skills,
        wordings=wordings,
        names=names,
        described=described,
        ids=np.array([skill.id for skill in skills], dtype=np.int64),
        rows=rows,
        phrases=_phrases(wordings),
        rarity=_rarity(documents),
        bm25=_word_index([wording.name for wording in wordings]),
    )


def _phrases(wordings: Sequence[Wording]) -> dict[Stems, tuple[int, ...]]:
    found: dict[Stems, tuple[int, ...]] = {}
    for row, wording in enumerate(wordings):
        for phrase in wording.phrases:
            found[phrase] = (*found.get(phrase, ()), row)
    return found


def _rarity(documents: Sequence[Sequence[str]]) -> dict[str, float]:
    """How telling each word is in this catalogue: rare words tell more, the commonest still a little."""
    seen = Counter(word for document in documents for word in document)
    return {word: 0.1 + math.log((len(documents) + 1) / (count + 0.5)) for word, count in seen.items()}


def _word_index(documents: Sequence[Sequence[str]]) -> Any:
    if not any(documents):
        return None
    index = bm25s.BM25()
    index.index([list(document) or [""] for document in documents], show_progress=False)
    return index
