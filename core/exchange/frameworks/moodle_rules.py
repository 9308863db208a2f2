"""Moodle's completion rules: all sub-competencies, or points; points name competencies by exported id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.exchange.frameworks.draft import ReadRule
from core.words import Sentence, say

OUTCOMES = {"0": "none", "1": "evidence", "2": "complete", "3": "recommend"}
"""Moodle's numbers of what meeting a rule gives."""

ALL, POINTS = "competency_rule_all", "competency_rule_points"
TYPE, OUTCOME, CONFIG = "Rule type", "Rule outcome", "Rule config"


class RuleUnread(Exception):
    """A rule that can't be read: which column is wrong, and why."""

    def __init__(self, column: str, reason: Sentence) -> None:
        self.column, self.reason = column, reason
        super().__init__(str(reason))


def read_rule(
    idnumber: str, kind: str, outcome: str, config: str, exported: Mapping[str, str]
) -> ReadRule | None:
    """The rule of a row, None where it has none; `exported` gives id numbers by exported id. Raises RuleUnread."""
    if not kind.strip() or kind.strip() == "null":
        return None
    name = kind.replace("/", "\\").rsplit("\\", 1)[-1].strip()
    if name not in (ALL, POINTS):
        raise RuleUnread(TYPE, say("I don't know the rule '{rule}'; {all} and {points} I know", rule=kind, all=ALL,
                                   points=POINTS))
    if outcome.strip() not in OUTCOMES:
        raise RuleUnread(OUTCOME, say("'{outcome}' is no outcome; 0 none, 1 evidence, 2 complete, 3 recommend",
                                      outcome=outcome))
    given = OUTCOMES[outcome.strip()]
    if name == ALL:
        return ReadRule(idnumber, "all", given)
    total, points = _points(config, exported)
    return ReadRule(idnumber, "points", given, total, points)


def _points(config: str, exported: Mapping[str, str]) -> tuple[int, tuple[tuple[str, int, bool], ...]]:
    try:
        read: dict[str, Any] = json.loads(config)
        total = int(read["base"]["points"])
        entries = [(str(each["id"]), int(each["points"]), bool(int(each["required"]))) for each in read["competencies"]]
    except (ValueError, TypeError, KeyError):
        raise RuleUnread(CONFIG, say("this isn't a points rule; see Moodle's export for one")) from None
    for exported_id, _, _ in entries:
        if exported_id not in exported:
            raise RuleUnread(CONFIG, say("the rule names exported id {number}, which no row has", number=exported_id))
    return total, tuple((exported[exported_id], points, required) for exported_id, points, required in entries)
