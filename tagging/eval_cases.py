"""The product's own cases, named by the harm they guard against."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tagging.labelled import LabelledText
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger


@dataclass(frozen=True)
class Case:
    """One activity with what must, and what must not, be suggested; `nothing`: the answer must be empty."""

    name: str
    title: str
    text: str
    expect: tuple[str, ...]
    forbid: tuple[str, ...]
    nothing: bool


@dataclass(frozen=True)
class CaseResult:
    """Whether a case passed, and what was suggested."""

    passed: bool
    detail: str


def load_cases(path: Path) -> tuple[tuple[SkillText, ...], tuple[Case, ...]]:
    """Return the catalogue of the case file and its cases."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    skills = tuple(_skill(number, entry) for number, entry in enumerate(stored["catalogue"], start=1))
    return skills, tuple(_case(entry) for entry in stored["cases"])


def load_notices(path: Path) -> tuple[LabelledText, ...]:
    """Return texts that fit no skill of any catalogue."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(LabelledText("", text, frozenset()) for text in stored)


def run_cases(cases: Sequence[Case], index: SkillIndex, tagger: Tagger) -> dict[str, CaseResult]:
    """Run each case as an editor would."""
    return {case.name: _run(case, index, tagger) for case in cases}


def _run(case: Case, index: SkillIndex, tagger: Tagger) -> CaseResult:
    answer = tagger.suggest(case.title, case.text, index)
    names = [index.skill(one.skill_id).name for one in answer.suggestions]
    best = index.skill(answer.best.skill_id).name if answer.best else "none"
    told = ", ".join(names) or f"nothing (best {best}, {answer.best.confidence if answer.best else 0:.2f})"
    missing = [name for name in case.expect if name not in names]
    wrong = [name for name in case.forbid if name in names] or (names if case.nothing else [])
    return CaseResult(not missing and not wrong, f"suggested {told}")


def _skill(number: int, entry: dict[str, Any]) -> SkillText:
    return SkillText(number, entry["name"], entry.get("description", ""), tuple(entry.get("synonyms", ())))


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        entry["harm"],
        entry.get("title", ""),
        entry.get("text", ""),
        tuple(entry.get("expect", ())),
        tuple(entry.get("forbid", ())),
        bool(entry.get("nothing", False)),
    )
