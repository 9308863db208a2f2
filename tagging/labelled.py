"""Labelled texts to fit and to measure on: who says which skills of which catalogue."""

import ast
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tagging.shortlist import SkillText

# What a track's taxonomy says where nobody has described the concept yet.
_UNWRITTEN = "add blurb for this concept"
NO_SKILL = frozenset({"LABEL NOT PRESENT", "UNDERSPECIFIED", "UNK"})


class LabelsUnreadable(Exception):
    """A labelled file can't be used; the message names file, line and reason."""


@dataclass(frozen=True)
class LabelledText:
    """One activity or sentence, with the ids of the skills people said it is about; empty: none fits."""

    title: str
    text: str
    skills: frozenset[int]


@dataclass(frozen=True)
class LabelledSet:
    """Texts labelled with the skills of one catalogue."""

    name: str
    skills: tuple[SkillText, ...]
    texts: tuple[LabelledText, ...]

    def sample(self, count: int, seed: int) -> "LabelledSet":
        """Return the set with at most so many texts, chosen by the seed."""
        if len(self.texts) <= count:
            return self
        chosen = random.Random(seed).sample(range(len(self.texts)), count)
        return LabelledSet(self.name, self.skills, tuple(self.texts[place] for place in sorted(chosen)))

    def only(self, places: Iterable[int]) -> "LabelledSet":
        """Return the set with the texts at these places."""
        return LabelledSet(self.name, self.skills, tuple(self.texts[place] for place in places))


def esco_catalogue(data: Path) -> tuple[SkillText, ...]:
    """Return all ESCO skills the label files refer to, with descriptions and other names where known."""
    csv.field_size_limit(10_000_000)
    with (data / "esco" / "skills.csv").open(encoding="utf-8", newline="") as file:
        known = {row["preferredLabel"]: row for row in csv.DictReader(file)}
    labels = (data / "tagging" / "skills_en_label.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_esco_skill(number, label.strip(), known) for number, label in enumerate(labels) if label.strip())


def _esco_skill(number: int, label: str, known: dict[str, dict[str, str]]) -> SkillText:
    row = known.get(label, {})
    others = tuple(other for other in (row.get("altLabels") or "").split("|") if other)
    return SkillText(number, label, row.get("description") or "", others)


def span_sentences(path: Path, catalogue: Sequence[SkillText]) -> LabelledSet:
    """Read sentences of advertisements, one line per labelled span (columns sentence and label)."""
    ids = {skill.name: skill.id for skill in catalogue}
    labels: dict[str, set[str]] = defaultdict(set)
    for row in _rows(path, {"sentence", "label"}):
        labels[row["sentence"]].add(row["label"])
    texts = tuple(LabelledText("", sentence, _ids(found, ids, path)) for sentence, found in labels.items())
    return LabelledSet(path.stem.removesuffix("_validation"), tuple(catalogue), texts)


def written_sentences(path: Path, catalogue: Sequence[SkillText]) -> LabelledSet:
    """Read sentences with a list of labels each (columns sentence and skills)."""
    ids = {skill.name: skill.id for skill in catalogue}
    texts = []
    for row in _rows(path, {"sentence", "skills"}):
        names = {str(name) for name in ast.literal_eval(row["skills"])}
        texts.append(LabelledText("", row["sentence"], _ids(names, ids, path, strict=False)))
    return LabelledSet(path.stem, tuple(catalogue), tuple(texts))


def exercise_track(path: Path, track: str, kind: str | None = None) -> LabelledSet:
    """Read one track of exercises, or those of one kind, with its own concepts; unlabelled ones are left out."""
    found = json.loads(path.read_text(encoding="utf-8"))[track]
    concepts = {entry["slug"]: number for number, entry in enumerate(found["taxonomy"])}
    skills = tuple(
        SkillText(concepts[entry["slug"]], entry["name"], "" if _UNWRITTEN in entry["blurb"] else entry["blurb"])
        for entry in found["taxonomy"]
    )
    texts = tuple(
        LabelledText(entry["title"], entry["description"], frozenset(concepts[slug] for slug in entry["skills"]))
        for entry in found["activities"]
        if entry["skills"] and kind in (None, entry["kind"])
    )
    return LabelledSet(track, skills, texts)


def no_skill_texts(path: Path) -> list[LabelledText]:
    """Read texts that fit no skill: a list of texts, or of title and text."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    pairs = [("", one) if isinstance(one, str) else (one["title"], one["text"]) for one in stored]
    return [LabelledText(title, text, frozenset()) for title, text in pairs]


def _rows(path: Path, needed: set[str]) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise LabelsUnreadable(f"{path.name}: column {', '.join(sorted(missing))} is missing.")
        return list(reader)


def _ids(names: set[str], ids: dict[str, int], path: Path, *, strict: bool = True) -> frozenset[int]:
    unknown = names - ids.keys() - NO_SKILL
    if unknown and strict:
        raise LabelsUnreadable(f"{path.name}: the catalogue has no skill '{sorted(unknown)[0]}'.")
    return frozenset(ids[name] for name in names if name in ids)
