"""A filled-in path form as a path; what is wrong is said at its field, so that the form stays open (chat/errors)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.blocks.path_forms import ALL, LEAST, VERIFIED
from core.achievements import AchievementPath, Criterion, CriterionKind, Item, PathOutcome, Rater, RuleSet
from core.db import WorkspaceSession
from core.errors import Invalid, ProwessError
from core.frameworks import competencies, folded, scales_of
from core.words import say

_POINTS = re.compile(r"^(?P<name>.+?)\s*[=:]\s*(?P<points>-?\d+)\s*,?\s*(?P<required>required)?\s*$", re.IGNORECASE)


def read_path(session: WorkspaceSession, rule: RuleSet, values: Mapping[str, Any]) -> AchievementPath:
    """The path that was filled in; raises Invalid naming the field."""
    value = values.get("value")
    criteria = tuple(_criteria(session, rule, values))
    outcome = PathOutcome(values.get("outcome") or PathOutcome.COMPLETE)
    return AchievementPath(criteria, int(value) if value else None, outcome)


def _criteria(session: WorkspaceSession, rule: RuleSet, values: Mapping[str, Any]) -> Iterator[Criterion]:
    if values.get("streak"):
        yield Criterion(CriterionKind.STREAK)
    for kind, field in ((CriterionKind.COURSE, "courses"), (CriterionKind.ACTIVITY, "activities")):
        yield from (Criterion(kind, int(each)) for each in values.get(field) or [])
    if values.get("qualification"):
        yield Criterion(CriterionKind.QUALIFICATION, verified=values["qualification"] == VERIFIED)
    yield from _children(values)
    yield from _points(session, rule, values)
    yield from _others(session, values)
    if values.get("raters"):
        yield Criterion(CriterionKind.MANUAL, raters=tuple(Rater(each) for each in values["raters"]))
    if values.get("review"):
        yield Criterion(CriterionKind.REVIEW)
    if values.get("assigned"):
        yield Criterion(CriterionKind.ASSIGNMENT)


def _children(values: Mapping[str, Any]) -> Iterator[Criterion]:
    least = str(values.get("least") or "").strip()
    if values.get("children") == ALL:
        yield Criterion(CriterionKind.CHILDREN)
    elif values.get("children") == LEAST or least:
        yield Criterion(CriterionKind.CHILDREN, count=_number(least, "least"))


def _points(session: WorkspaceSession, rule: RuleSet, values: Mapping[str, Any]) -> Iterator[Criterion]:
    lines = [line.strip() for line in str(values.get("points") or "").splitlines() if line.strip()]
    if not lines:
        if str(values.get("total") or "").strip():
            raise Invalid(say("Which sub-competency gives how many points? Example: Fire basics = 2"), field="points")
        return
    total = _number(str(values.get("total") or "").strip(), "total")
    by_name = {folded(each.name): each.id for each in competencies(session, rule.children).values()}
    yield Criterion(CriterionKind.POINTS, count=total, items=tuple(_item(line, by_name) for line in lines))


def _item(line: str, by_name: Mapping[str, int]) -> Item:
    found = _POINTS.match(line)
    if found is None:
        raise Invalid(say("I don't understand '{line}'. Example: Fire basics = 2, required", line=line), field="points")
    competency_id = by_name.get(folded(found["name"]))
    if competency_id is None:
        raise Invalid(say("'{name}' is no sub-competency of it.", name=found["name"]), field="points")
    return Item(competency_id, int(found["points"]), bool(found["required"]))


def _others(session: WorkspaceSession, values: Mapping[str, Any]) -> Iterator[Criterion]:
    ids = [int(each) for each in values.get("others") or []]
    wanted = str(values.get("at") or "").strip()
    if wanted and not ids:
        raise Invalid(say("Choose the other competency that this value is of."), field="others")
    scales = scales_of(session, ids) if wanted else {}
    for each in ids:
        yield Criterion(CriterionKind.OTHER, each, _value_on(scales[each], wanted) if wanted else None)


def _value_on(scale: Any, wanted: str) -> int:
    try:
        return int(scale.named(wanted).id)
    except ProwessError as error:
        raise Invalid(error.sentence, field="at") from None


def _number(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(say("A whole number is needed. Example: 2"), field=field) from None
