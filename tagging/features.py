"""What is measured about a text and a candidate skill, before anything is called a confidence."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.reading import Reading
from tagging.shortlist import SkillIndex, top
from tagging.words import STOPWORDS

BY_MEANING = 20
BY_PASSAGE = 15
BY_DESCRIPTION = 10
BY_WORDS = 10

FEATURES = (
    "cosine",
    "passage_cosine",
    "description_cosine",
    "best_passage_gap",
    "gap_to_best",
    "log_rank",
    "z_score",
    "passage_z_score",
    "word_score",
    "word_gap",
    "share_of_words",
    "share_of_rare_words",
    "share_of_synonym_words",
    "all_words_present",
    "name_in_text",
    "synonym_in_text",
    "log_name_words",
    "log_text_words",
    "log_catalogue",
)


@dataclass(frozen=True)
class Measured:
    """Candidates for one text: their rows in the index, one line of features each, their own words found."""

    rows: tuple[int, ...]
    features: NDArray[np.float64]
    matched: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class _Scores:
    """Similarity of the text to every skill of the catalogue, by list."""

    cosine: NDArray[np.float32]
    passage: NDArray[np.float32]
    described: NDArray[np.float32]
    words: NDArray[np.float32]
    named: dict[int, int]


def measure(reading: Reading, index: SkillIndex, eligible: Collection[int] | None = None) -> Measured:
    """Find the candidates for a text and measure them; `eligible` holds the rows that may be named."""
    scores = _score(reading, index)
    mask = None if eligible is None else _mask(eligible, len(index))
    rows = _candidates(scores, mask)
    order = np.argsort(-scores.cosine, kind="stable")
    rank = {int(row): place for place, row in enumerate(order[: max(400, len(rows))])}
    lines, matched = [], []
    words = frozenset(reading.stems)
    for row in rows:
        hits = _own_words(index, row) & words
        matched.append(hits)
        lines.append(_line(reading, index, scores, row, rank.get(row, len(rank))))
    features = np.array(lines, dtype=np.float64).reshape(len(rows), len(FEATURES))
    return Measured(tuple(rows), features, tuple(matched))


def _score(reading: Reading, index: SkillIndex) -> _Scores:
    by_passage = index.names @ reading.passages.T
    named = index.named_in([stem for stem in reading.stems if stem not in STOPWORDS])
    return _Scores(
        cosine=by_passage[:, 0],
        passage=by_passage.max(axis=1),
        described=index.described @ reading.whole,
        words=index.word_scores(reading.stems),
        named=named,
    )


def _mask(eligible: Collection[int], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    mask[list(eligible)] = True
    return mask


def _candidates(scores: _Scores, mask: NDArray[np.bool_] | None) -> list[int]:
    lists = (
        (scores.cosine, BY_MEANING),
        (scores.passage, BY_PASSAGE),
        (scores.described, BY_DESCRIPTION),
        (scores.words, BY_WORDS),
    )
    found: dict[int, None] = {}
    for values, count in lists:
        open_values = values if mask is None else np.where(mask, values, -np.inf)
        found.update(dict.fromkeys(row for row in top(open_values, count) if np.isfinite(open_values[row])))
    found.update(dict.fromkeys(row for row in scores.named if mask is None or mask[row]))
    return list(found)


def _own_words(index: SkillIndex, row: int) -> frozenset[str]:
    wording = index.wordings[row]
    return frozenset(word for phrase in wording.phrases for word in phrase)


def _share(phrase: tuple[str, ...], words: frozenset[str], rarity: dict[str, float]) -> float:
    whole = sum(rarity.get(word, 1.0) for word in phrase)
    return sum(rarity.get(word, 1.0) for word in phrase if word in words) / whole if whole else 0.0


def _z(values: NDArray[np.float32], row: int) -> float:
    return float((values[row] - values.mean()) / (values.std() + 0.02))


def _line(reading: Reading, index: SkillIndex, scores: _Scores, row: int, rank: int) -> list[float]:
    wording, words = index.wordings[row], frozenset(reading.stems)
    share = sum(word in words for word in wording.name) / max(len(wording.name), 1)
    synonym = max((_share(phrase, words, index.rarity) for phrase in wording.synonyms), default=0.0)
    named = row in scores.named
    by_name = named and _stands(wording.name, reading)
    return [
        float(scores.cosine[row]),
        float(scores.passage[row]),
        float(scores.described[row]),
        float(scores.passage[row] - scores.passage.max()),
        float(scores.cosine[row] - scores.cosine.max()),
        math.log1p(rank),
        _z(scores.cosine, row),
        _z(scores.passage, row),
        math.log1p(float(scores.words[row])),
        float((scores.words[row] - scores.words.max()) / (scores.words.max() + 1)),
        share,
        _share(wording.name, words, index.rarity),
        synonym,
        float(share == 1.0),
        float(by_name),
        float(named and not by_name),
        math.log(max(len(wording.name), 1)),
        math.log(max(len(words), 1)),
        math.log(len(index)),
    ]


def _stands(phrase: tuple[str, ...], reading: Reading) -> bool:
    stems = tuple(stem for stem in reading.stems if stem not in STOPWORDS)
    return any(stems[at : at + len(phrase)] == phrase for at in range(len(stems) - len(phrase) + 1))
