"""The sets an evaluation measures on, each against its own catalogue and by coefficients that never saw it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.embedding import Embedder
from tagging.evals.cases import load_cases, load_notices
from tagging.evals.folds import Folds
from tagging.evals.judging import judge_texts
from tagging.evals.report import Found
from tagging.fitting_sources import PEOPLE, TEACHING, read_sources
from tagging.label_files import read_taxonomy
from tagging.labelled import LabelledSet, exercise_track, span_sentences, written_sentences
from tagging.metrics import Judged
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "evals" / "cases.yaml"
NOTICES = ROOT / "tests" / "evals" / "notices.yaml"
NO_SKILL = ROOT / "tests" / "evals" / "no_skill.yaml"
SAMPLE_CATALOGUE = ROOT / "bot" / "sample" / "framework.csv"
SAMPLE = 300
TRACKS = ("python", "javascript")
TOGETHER = "house_and_tech"

ABOUT = {
    "notices": "80 office notices against the catalogue of the product's own cases",
    "no_skill_cases": "200 texts that fit no skill, against the catalogue of the product's own cases",
    "no_skill_sample": "200 texts that fit no skill, against the sample organisation's skills",
    "house": "sentences of advertisements of all trades, each by coefficients fitted without its fifth",
    "tech": "sentences of advertisements for technical jobs, each by coefficients fitted without its fifth",
    TOGETHER: "both together: each alone is too small to tell a calibration error of 0.05 from chance",
    "skillskape_dev": "300 sentences written by a language model; no fit saw this set",
    "notices_esco": "80 office notices against all of ESCO",
    "no_skill_esco": "200 texts that fit no skill, against all of ESCO",
    "no_skill_exercises": "200 texts that fit no skill, against the concepts of two tracks of exercises in turn",
    "python": "exercises with their own concepts, by coefficients fitted without this track; most are for practice, "
    "and people labelled what a solution may use, not what the text says",
    "python_concepts": "of these, the exercises that introduce a concept",
    "javascript": "exercises with their own concepts, by coefficients fitted without this track; nearly all introduce "
    "one",
}


@dataclass(frozen=True)
class Asking:
    """A tagger to measure, the embedder that places catalogues, and the threshold an editor would see."""

    tagger: Tagger
    embedder: Embedder
    threshold: float

    def found(self, name: str, labelled: LabelledSet, index: SkillIndex | None = None) -> Found:
        """Measure the tagger on a labelled set."""
        against = index or SkillIndex.build(labelled.skills, self.embedder.embed)
        return self.told(name, judge_texts(labelled.texts, self.tagger, against), against.skills)

    def told(self, name: str, judged: Sequence[Judged], skills: Sequence[SkillText]) -> Found:
        """Put figures to texts that were judged."""
        return Found.of(judged, skills, ABOUT.get(name, ""), self.threshold)


def own_sets(asking: Asking) -> Iterator[tuple[str, Found]]:
    """Measure on what the product brings itself: notices, and texts that fit no skill."""
    skills, _ = load_cases(CASES)
    index = SkillIndex.build(skills, asking.embedder.embed)
    texts = load_notices(NO_SKILL)
    yield "notices", asking.found("notices", LabelledSet("notices", skills, load_notices(NOTICES)), index)
    yield "no_skill_cases", asking.found("no_skill_cases", LabelledSet("no_skill", skills, texts), index)
    if SAMPLE_CATALOGUE.is_file():
        sample = LabelledSet("no_skill", read_taxonomy(SAMPLE_CATALOGUE), texts)
        yield "no_skill_sample", asking.found("no_skill_sample", sample)


def esco_sets(data: Path, catalogue: Sequence[SkillText]) -> dict[str, LabelledSet]:
    """Return the texts that are measured against all of ESCO, by name."""
    folder = data / "tagging"
    unseen = written_sentences(folder / "skillskape_dev.csv", catalogue).sample(SAMPLE, seed=1)
    return {
        **{name: span_sentences(folder / f"{name}_validation.csv", catalogue) for name in PEOPLE},
        "skillskape_dev": unseen,
        "notices_esco": LabelledSet("notices", tuple(catalogue), load_notices(NOTICES)),
        "no_skill_esco": LabelledSet("no_skill", tuple(catalogue), load_notices(NO_SKILL)),
    }


def labelled_sets(data: Path, asking: Asking) -> Iterator[tuple[str, Found]]:
    """Measure on the labelled sets of a data folder, with all of ESCO or with the exercises' own concepts."""
    sources = read_sources(data, asking.embedder, TRACKS)
    index = sources.index
    sets, kinds = esco_sets(data, index.skills), _kinds(data / "tagging" / "exercises.json")
    folds = Folds(sources, [sets.pop(name) for name in PEOPLE], asking.embedder)
    sentences = folds.sentences()
    for name, judged in sentences.items():
        yield name, asking.told(name, judged, index.skills)
    together = [one for judged in sentences.values() for one in judged]
    yield TOGETHER, asking.told(TOGETHER, together, index.skills)
    for name, labelled in sets.items():
        yield name, asking.found(name, labelled, index)
    tracks = [exercise_track(data / "tagging" / "exercises.json", name) for name in TRACKS]
    for track in tracks:
        judged = folds.exercises(track)
        yield track.name, asking.told(track.name, judged, track.skills)
        teaching = [one for one, kind in zip(judged, kinds[track.name], strict=True) if kind == TEACHING]
        if 2 * len(teaching) <= len(judged):
            yield f"{track.name}_concepts", asking.told(f"{track.name}_concepts", teaching, track.skills)
    yield "no_skill_exercises", _without_skill(asking, tracks)


def _kinds(path: Path) -> dict[str, list[str]]:
    """Whether each labelled exercise of a track introduces a concept or is for practice, in their order."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return {track: [one["kind"] for one in found[track]["activities"] if one["skills"]] for track in TRACKS}


def _without_skill(asking: Asking, tracks: Iterable[LabelledSet]) -> Found:
    texts = load_notices(NO_SKILL)
    judged: list[Judged] = []
    skills: list[SkillText] = []
    for track in tracks:
        concepts = [replace(skill, id=len(skills) + place) for place, skill in enumerate(track.skills)]
        judged += judge_texts(texts, asking.tagger, SkillIndex.build(concepts, asking.embedder.embed))
        skills += concepts
    return asking.told("no_skill_exercises", judged, skills)
