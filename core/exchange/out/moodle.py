"""A framework as Moodle's CSV, with its scales and the completion rules that format can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from core.achievements import AchievementPath, CriterionKind
from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.frameworks.draft import ReadScale
from core.exchange.frameworks.moodle import COLUMNS, related_out
from core.exchange.frameworks.moodle_rules import ALL, OUTCOMES, POINTS
from core.exchange.frameworks.moodle_scales import written_scale
from core.exchange.frameworks.rules_filing import rules_on_file
from core.exchange.out.frameworks import Whole, lost
from core.exchange.out.tables import Table
from core.frameworks import NewValue
from core.frameworks.models import ScaleValue
from core.words import Sentence, say, say_count

PLAIN = "2"
"""Moodle's number of the description format without markup."""

NO_RULE = ("", "0", "null")
_NUMBERS = {name: number for number, name in OUTCOMES.items()}


def as_moodle(session: WorkspaceSession, whole: Whole) -> Table:
    """Moodle's 14 columns: the framework's row, then its competencies. Raises Invalid for a scale with commas."""
    rules = rules_on_file(session, [each.id for each in whole.rows])
    scales = _scales(session, {whole.framework.scale_id, *(each.scale_id for each in whole.rows)})
    taxonomy = ",".join(name.lower() for name in whole.framework.depth_names)
    own = whole.framework
    own_scale = _scale(scales, own.scale_id)
    rows = [("", own.idnumber, own.name, own.description, PLAIN, *own_scale, *[""] * 5, "1", taxonomy)]
    for each in whole.rows:
        scale = _scale(scales, each.scale_id) if each.own_scale else ("", "")
        parent = min(each.parents, default="")
        related = related_out(sorted(each.related))
        rule = _rule(rules.get(each.id))
        rows.append((
            parent, each.idnumber, each.name, each.description, PLAIN, *scale, *rule, related, str(each.id), "", "",
        ))  # fmt: skip
    return Table(COLUMNS, rows, (*lost(whole, several=True, words=True), *_lost_rules(rules)))


def _rule(path: AchievementPath | None) -> tuple[str, str, str]:
    """A rule as Moodle's three columns have it: type, outcome, configuration."""
    if path is None:
        return NO_RULE
    (criterion,) = path.criteria
    outcome = _NUMBERS[str(path.outcome)]
    if criterion.kind == CriterionKind.CHILDREN:
        return f"core_competency\\{ALL}", outcome, "null"
    config = {
        "base": {"points": str(criterion.count)},
        "competencies": [
            {"id": str(item.competency_id), "points": str(item.points), "required": str(int(item.required))}
            for item in criterion.items
        ],
    }
    return f"core_competency\\{POINTS}", outcome, json.dumps(config, separators=(",", ":"))


def _lost_rules(rules: Mapping[int, AchievementPath | None]) -> tuple[Sentence, ...]:
    count = sum(path is None for path in rules.values())
    if not count:
        return ()
    return (say_count("Left out: the rule of {n} competency.", "Left out: the rules of {n} competencies.", count),)


def _scales(session: WorkspaceSession, ids: set[int]) -> dict[int, ReadScale]:
    query = select(ScaleValue).where(ScaleValue.scale_id.in_(sorted(ids)))
    found: dict[int, list[NewValue]] = {}
    for value in session.scalars(query.order_by(ScaleValue.scale_id, ScaleValue.position)):
        found.setdefault(value.scale_id, []).append(
            NewValue(value.name, value.description, value.proficient, value.default)
        )
    return {scale_id: ReadScale(tuple(values)) for scale_id, values in found.items()}


def _scale(scales: dict[int, ReadScale], scale_id: int) -> tuple[str, str]:
    for value in scales[scale_id].values:
        if "," in value.name:
            raise Invalid(
                say("The scale value '{value}' has a comma, by which Moodle parts values. Rename it first.",
                    value=value.name)
            )
    return written_scale(scales[scale_id], scale_id)
