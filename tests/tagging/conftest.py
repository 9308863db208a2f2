"""What the tagger's tests share: a toy embedder, a small catalogue, the real model once a session."""

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tagging.embedding import LocalEmbedder, open_embedder
from tagging.shortlist import SkillIndex, SkillText
from tagging.words import content_stems

os.environ.setdefault("OMP_NUM_THREADS", "1")

CATALOGUE = (
    SkillText(
        1, "Fire safety", "Prevents fires and acts rightly when one breaks out.", ("hot work safety", "fire drill")
    ),
    SkillText(2, "Welding", "Joins metal parts by arc and gas.", ("weld metal",)),
    SkillText(3, "Forklift driving", "Drives a counterbalance truck safely.", ("truck driving",)),
    SkillText(4, "First aid", "Helps the injured until a medic arrives.", ("emergency care",)),
    SkillText(5, "Order picking", "Collects goods for an order.", ("picking by voice",)),
    SkillText(6, "Data protection", "Handles personal data by the law.", ("GDPR",)),
    SkillText(7, "Spreadsheets", "Works with tables and formulas.", ("Excel",)),
    SkillText(8, "Crane control", "Runs the overhead crane.", ("overhead crane",)),
)


class ToyEmbedder:
    """Places a text by its words alone: the same stems, the same place. Counts what it embeds."""

    model = "toy"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in content_stems(text):
                row[int(hashlib.sha256(stem.encode()).hexdigest(), 16) % 64] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)


@pytest.fixture
def toy() -> ToyEmbedder:
    return ToyEmbedder()


@pytest.fixture
def index(toy: ToyEmbedder) -> SkillIndex:
    return SkillIndex.build(CATALOGUE, toy.embed)


@lru_cache(maxsize=1)
def shipped_embedder() -> LocalEmbedder:
    """The model that comes with the product, loaded once for all tests."""
    embedder = open_embedder(None)
    assert isinstance(embedder, LocalEmbedder)
    return embedder


@pytest.fixture(scope="session")
def real_embedder() -> LocalEmbedder:
    return shipped_embedder()


@pytest.fixture(scope="session")
def real_index(real_embedder: LocalEmbedder) -> SkillIndex:
    return SkillIndex.build(CATALOGUE, real_embedder.embed)
