"""A catalogue ready to be asked which of its skills a text might be about: by meaning, by words and by name."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.word_index import WordIndex
from tagging.wording import SkillText, Stems, Wording, rarity_of, rows_by_phrase

__all__ = ["SkillIndex", "SkillText", "Stems", "Vectors", "Wording", "top"]

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]

LONGEST_PHRASE = 8


@dataclass(frozen=True)
class SkillIndex:
    """An unchanging snapshot of a catalogue, ready to be asked; make a new one when a skill changes.

    Building never embeds by itself: `vectors` is given exactly the distinct texts needed and may read
    them from a store (rule tagging/fresh). The phrases of the skill in row r, its name first, are those from
    `first_phrase[r]` up to `first_phrase[r + 1]`; `phrase_weight` is what all words of a phrase tell together.
    """

    skills: tuple[SkillText, ...]
    wordings: tuple[Wording, ...]
    names: NDArray[np.float32]
    described: NDArray[np.float32]
    ids: NDArray[np.int64]
    rows: dict[int, int]
    phrases: dict[Stems, tuple[int, ...]]
    rarity: dict[str, float]
    by_name: WordIndex
    by_phrase: WordIndex
    by_description: WordIndex
    first_phrase: NDArray[np.int64]
    phrase_weight: NDArray[np.float32]

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

    def open_rows(self, allowed: Collection[int] | None, exclude: Collection[int]) -> Sequence[int]:
        """Return the rows, in order, of the skills with an allowed id (None: all) that isn't an excluded one."""
        every = allowed is None or (len(allowed) >= len(self) and self.rows.keys() <= set(allowed))
        if every and not exclude:
            return range(len(self))
        wanted = self.rows.keys() if allowed is None else set(allowed) & self.rows.keys()
        return sorted(self.rows[skill_id] for skill_id in wanted - set(exclude))

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
        """Return a BM25 score per skill for the stems of a text, over the names."""
        return self.by_name.bm25(query)

    def phrase_scores(self, query: Iterable[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return per phrase how much its words found in the text tell, and their share of all it says."""
        matched = self.by_phrase.weighed(query, self.rarity)
        return matched, matched / self.phrase_weight

    def best_of_phrases(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the highest value of each skill's phrases."""
        return np.asarray(np.maximum.reduceat(values, self.first_phrase[:-1])) if len(self) else values

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
    rarity = rarity_of(wordings)
    phrases = [phrase for wording in wordings for phrase in wording.phrases]
    weights = [sum(rarity[word] for word in dict.fromkeys(phrase)) or 1.0 for phrase in phrases]
    return SkillIndex(
        skills=skills,
        wordings=wordings,
        names=names,
        described=described,
        ids=np.array([skill.id for skill in skills], dtype=np.int64),
        rows=rows,
        phrases=rows_by_phrase(wordings),
        rarity=rarity,
        by_name=WordIndex.build([wording.name for wording in wordings]),
        by_phrase=WordIndex.build(phrases),
        by_description=WordIndex.build([wording.description for wording in wordings]),
        first_phrase=np.cumsum([0, *(len(wording.phrases) for wording in wordings)]),
        phrase_weight=np.array(weights, dtype=np.float32),
    )
