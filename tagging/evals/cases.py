"""The product's own cases, named by what they guard against, and its texts that fit no skill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from tagging.labelled import LabelledText
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger

Harm = Literal["wrong", "missed"]
# An editor who trusts a wrong tag passes it on to everybody's record; a missed one is added by hand.
COST: Mapping[Harm, int] = {"wrong": 3, "missed": 1}


@dataclass(frozen=True)
class Case:
    """One activity with what must, and what must not, be suggested; `nothing`: the answer must be empty.

    `harm` says what it guards against: a wrong tag or a missed one.
    """

    name: str
    harm: Harm
    title: str
    text: str
    expect: tuple[str, ...]
    forbid: tuple[str, ...]
    nothing: bool


@dataclass(frozen=True)
class CaseResult:
    """Whether a case passed, what was suggested, and the harm: what a failed one did, what a passed one guards against.

    A case against a wrong tag may also fail by a missed one.
    """

    passed: bool
    detail: str
    harm: Harm = "wrong"

    @property
    def cost(self) -> int:
        """Three points for a wrong tag, one for a missed one, none where the case passed."""
        return 0 if self.passed else COST[self.harm]


def cost_of(results: Mapping[str, CaseResult]) -> int:
    """Return the points that the failed cases cost together."""
    return sum(one.cost for one in results.values())


def load_cases(path: Path) -> tuple[tuple[SkillText, ...], tuple[Case, ...]]:
    """Return the catalogue of the case file and its cases."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    skills = tuple(_skill(number, entry) for number, entry in enumerate(stored["catalogue"], start=1))
    return skills, tuple(_case(entry) for entry in stored["cases"])


def load_notices(path: Path) -> tuple[LabelledText, ...]:
    """Return texts that fit no skill of any catalogue, from a list or from lists by kind."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = [text for kind in stored.values() for text in kind] if isinstance(stored, dict) else stored
    return tuple(LabelledText("", text, frozenset()) for text in texts)


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
    did: Harm = "wrong" if wrong else "missed" if missing else case.harm
    return CaseResult(not missing and not wrong, f"suggested {told}", did)


def _skill(number: int, entry: dict[str, Any]) -> SkillText:
    return SkillText(number, entry["name"], entry.get("description", ""), tuple(entry.get("synonyms", ())))


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        entry["name"],
        entry["harm"],
        entry.get("title", ""),
        entry.get("text", ""),
        tuple(entry.get("expect", ())),
        tuple(entry.get("forbid", ())),
        bool(entry.get("nothing", False)),
    )
