"""What the shipped coefficients and the query map are fitted on, read from a data folder."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.embedding import Embedder
from tagging.labelled import (
    LabelledSet,
    LabelledText,
    esco_catalogue,
    exercise_track,
    no_skill_texts,
    span_sentences,
    written_sentences,
)
from tagging.shortlist import SkillIndex, SkillText

PEOPLE = ("house", "tech")
FIT_TRACK = "python"
# Exercises that introduce a concept speak of it; people labelled those for practice by what a solution may use.
TEACHING = "concept"
# Of the sentences a model wrote so many are kept from the map, for the coefficients to be fitted on.
KEPT_FROM_MAP = 1_850
SENTENCES_FOR_PARTS = 450
PART_SIZES = (40, 150, 600, 3_000)
TEXTS_PER_PART = 50
KEPT_IN_PART = 0.7
DESCRIBED_SIZES = (12, 40, 150, 600)
DESCRIBED_PARTS = 12
TEXTS_DESCRIBED = 12
LEAST_DESCRIPTION = 60
BARE = 0.5
SYNONYMS_PER_SKILL = 2
NO_SKILL_TEXTS = Path(__file__).with_name("fitting_notices.yaml")


@dataclass(frozen=True)
class Sources:
    """Labelled texts by source, and the catalogue most of them speak of.

    `people`: sentences people labelled. `for_map` and `written`: sentences a model wrote, the first for the map, the
    second unseen by it. `tracks`: exercises with their own concepts. `no_skill`: texts that fit no skill.
    """

    index: SkillIndex
    people: Sequence[LabelledText]
    for_map: Sequence[LabelledText]
    written: Sequence[LabelledText]
    tracks: Sequence[LabelledSet]
    no_skill: Sequence[LabelledText]

    def parts(self) -> Iterator[tuple[Sequence[LabelledText], list[SkillText]]]:
        """Yield texts with catalogues of a company's size that hold most, not all, of what they are about."""
        chance = random.Random(5)
        pool = self.written[:SENTENCES_FOR_PARTS]
        for size in PART_SIZES:
            for start in range(0, len(pool), TEXTS_PER_PART):
                texts = pool[start : start + TEXTS_PER_PART]
                yield texts, part_of_catalogue(texts, self.index.skills, size, chance)

    def described(self) -> Iterator[tuple[Sequence[LabelledText], list[SkillText]]]:
        """Yield descriptions of skills as texts, with catalogues that name most of these skills without describing.

        Every second text is titled by a synonym of its skill, which half of the catalogues know. Half of each
        catalogue is of one trade: the look-alikes of some of the skills.
        """
        chance, skills = random.Random(11), self.index.skills
        told = [row for row, one in enumerate(skills) if len(one.description) > LEAST_DESCRIPTION]
        for size in DESCRIBED_SIZES:
            for _ in range(DESCRIBED_PARTS):
                seeds = [chance.choice(told) for _ in range(TEXTS_DESCRIBED)]
                rows = set(chance.sample(range(len(skills)), size - size // 2)) | set(self._alike(seeds, size))
                rows = (rows - set(seeds)) | {seed for seed in seeds if chance.random() < KEPT_IN_PART}
                titles = {row: _title(skills[row], place, chance) for place, row in enumerate(seeds)}
                texts = [_described(skills[row], titles[row]) for row in seeds]
                yield texts, [_in_part(skills[row], titles.get(row), chance) for row in sorted(rows)]

    def _alike(self, seeds: Sequence[int], size: int) -> list[int]:
        """The rows nearest to some of the seeds: few in a small catalogue, so that it keeps to a trade."""
        few = seeds[:3] if size < max(DESCRIBED_SIZES) else seeds
        near = (self.index.names @ self.index.names[list(few)].T).max(axis=1)
        return [int(row) for row in np.argsort(-near, kind="stable")[: size // 2]]

    def parts_alone(self) -> Iterator[list[SkillText]]:
        """Yield catalogues of a company's size, chosen without a text in mind."""
        chance = random.Random(6)
        for size in PART_SIZES:
            yield part_of_catalogue((), self.index.skills, size, chance)

    def synonyms(self) -> Iterator[tuple[str, int]]:
        """Yield a few synonyms of each skill with its row."""
        chance = random.Random(3)
        for row, skill in enumerate(self.index.skills):
            others = [other for other in skill.synonyms if other.casefold() != skill.name.casefold()]
            yield from ((other, row) for other in chance.sample(others, min(SYNONYMS_PER_SKILL, len(others))))


def read_sources(data: Path, embedder: Embedder, tracks: Sequence[str] = (FIT_TRACK,)) -> Sources:
    """Read all sources from a folder with esco/ and tagging/, and make the index of the whole catalogue."""
    folder = data / "tagging"
    catalogue = esco_catalogue(data)
    people = [span_sentences(folder / f"{name}_validation.csv", catalogue) for name in PEOPLE]
    for_map, written = apart(written_sentences(folder / "skillskape_train.csv", catalogue).texts)
    return Sources(
        SkillIndex.build(catalogue, embedder.embed),
        [text for one in people for text in one.texts],
        for_map,
        written,
        [exercise_track(folder / "exercises.json", track, kind=TEACHING) for track in tracks],
        no_skill_texts(NO_SKILL_TEXTS),
    )


def apart(written: Sequence[LabelledText]) -> tuple[list[LabelledText], list[LabelledText]]:
    """Return the sentences the map is fitted on, and those it never sees; always the same ones."""
    order = random.Random(7).sample(range(len(written)), len(written))
    kept = set(order[:KEPT_FROM_MAP])
    for_map = [text for place, text in enumerate(written) if place not in kept and text.skills]
    return for_map, [written[place] for place in sorted(kept)]


def part_of_catalogue(
    texts: Sequence[LabelledText], catalogue: Sequence[SkillText], size: int, chance: random.Random
) -> list[SkillText]:
    """Return so many skills chosen by chance, and of those the texts are about most, not all."""
    chosen = {skill.id for skill in chance.sample(list(catalogue), min(size, len(catalogue)))}
    wanted = sorted({skill for text in texts for skill in text.skills})
    chosen |= {skill for skill in wanted if chance.random() < KEPT_IN_PART}
    return [skill for skill in catalogue if skill.id in chosen]


def _title(skill: SkillText, place: int, chance: random.Random) -> str:
    return chance.choice(skill.synonyms) if place % 2 and skill.synonyms else ""


def _described(skill: SkillText, title: str) -> LabelledText:
    return LabelledText(title, skill.description, frozenset({skill.id}))


def _in_part(skill: SkillText, title: str | None, chance: random.Random) -> SkillText:
    """A skill as the catalogue knows it: those the texts are about go without what the text says of them."""
    if title is not None:
        known = skill.synonyms if chance.random() < BARE else tuple(one for one in skill.synonyms if one != title)
        return replace(skill, description="", synonyms=known)
    return replace(skill, description="") if chance.random() < BARE else skill
