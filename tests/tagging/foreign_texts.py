"""Texts in other languages with the skills they are about, the catalogues they are asked against, and the figures."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tagging.metrics import Judged, calibration_error
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import THRESHOLD, Tagger

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ESCO = ROOT.parent / "shared" / "data" / "esco" / "skills.csv"
FEW, MANY = 200, 2_000
"""ESCO names beside the sample's skills."""

KNOWN, UNSEEN, NOTHING = "other_languages.yaml", "other_languages_unseen.yaml", "other_languages_nothing.yaml"


@dataclass(frozen=True)
class Activity:
    """A short text and the names of the skills it is about; none: it fits nothing."""

    language: str
    text: str
    skills: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """What editors would see of some texts: shares 0 to 1.

    `recall`: texts with a right skill suggested, of those about a skill. `silent`: texts with no suggestion, of those
    that fit nothing. `hit`: a right skill among the first three, shown or not.
    """

    suggested: int
    precision: float
    recall: float
    hit: float
    silent: float
    calibration_error: float


def activities(file: str) -> list[Activity]:
    """The texts of a file, with their language."""
    written = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return [_activity(language, each) for language, texts in written.items() for each in texts]


def _activity(language: str, each: str | dict[str, object]) -> Activity:
    if isinstance(each, str):
        return Activity(language, each, frozenset())
    skills = each["skills"]
    assert isinstance(skills, list)
    return Activity(language, str(each["text"]), frozenset(skills))


def catalogue(esco_names: int = FEW) -> list[SkillText]:
    """The sample's skills and some of ESCO, names and descriptions alone, so that only the meaning can find them."""
    with (ROOT / "bot" / "sample" / "framework.csv").open(encoding="utf-8", newline="") as file:
        own = [(row["name"], row["description"]) for row in csv.DictReader(file) if row["category"] == "skill"]
    known = {name for name, _ in own}
    if ESCO.exists():
        with ESCO.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        others = [(row["preferredLabel"], row["description"]) for row in rows[:: len(rows) // esco_names]]
        own += [each for each in others if each[0] not in known]
    return [SkillText(number, name, description) for number, (name, description) in enumerate(own)]


def asked(tagger: Tagger, index: SkillIndex, texts: Sequence[Activity]) -> list[Judged]:
    """What `suggest` considered for each text, as it would be shown."""
    ids = {skill.name: skill.id for skill in index.skills}
    found = []
    for each in texts:
        answer = tagger.suggest("", each.text, index)
        one = Judged(answer.considered, frozenset(ids[name] for name in each.skills), text=each.text)
        assert [suggestion.skill_id for suggestion in answer.suggestions] == one.suggested(THRESHOLD)
        found.append(one)
    return found


def shown(about: Sequence[Judged], nothing: Sequence[Judged]) -> Shown:
    """The figures of texts about a skill and of texts about none."""
    given = [one.suggested(THRESHOLD) for one in about]
    rights = [one.skills & set(seen) for one, seen in zip(about, given, strict=True)]
    suggested = sum(map(len, given))
    return Shown(
        suggested,
        sum(map(len, rights)) / max(suggested, 1),
        sum(map(bool, rights)) / len(about),
        sum(any(skill in one.skills for skill, _ in one.ranking[:3]) for one in about) / len(about),
        sum(not one.suggested(THRESHOLD) for one in nothing) / len(nothing),
        calibration_error([*about, *nothing]),
    )
