"""When a target is met, what several sources come to, and what setting one does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.achievements import Validity
from core.frameworks import ScaleValueView
from core.targets import Outcome, TargetSource, is_met
from core.targets.rules import Circumstances, Wish, effective, outcome_of

NAMES = ("A1", "A2", "B1", "B2", "C1")
VALUES = [ScaleValueView(place + 1, name, place, place >= 2, place == 2) for place, name in enumerate(NAMES)]
A2, B1, B2, C1 = VALUES[1:]
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


def source(value: ScaleValueView = B1, due_on: date | None = None, kind: str = "direct") -> TargetSource:
    return TargetSource(1, kind, 0, value, due_on, None, datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.rule("gaps/met")
def test_a_target_is_met_from_exactly_the_required_value_upward() -> None:
    below, exact, above = (is_met(B1.position, each.position, Validity.VALID) for each in (A2, B1, B2))
    assert (below, exact, above) == (False, True, True)
    assert not is_met(0, None, Validity.VALID), "no rating meets nothing, not even the lowest value"


@pytest.mark.rule("gaps/met")
@pytest.mark.parametrize(
    ("validity", "met"),
    [(Validity.VALID, True), (Validity.EXPIRING, True), (Validity.EXPIRED, False), (Validity.REVOKED, False)],
)
def test_a_target_is_met_while_valid_or_expiring(validity: Validity, met: bool) -> None:
    assert is_met(B1.position, C1.position, validity) is met


@pytest.mark.rule("targets/effective")
def test_the_highest_value_and_the_earliest_date_count() -> None:
    assert effective([source(B1, MARCH), source(B2, MAY, "plan"), source(A2, None, "profile")]) == (B2, MARCH)
    assert effective([source(B1, None), source(A2, None)]) == (B1, None)
    assert effective([source(B1, None), source(B1, MAY)]) == (B1, MAY)


@pytest.mark.rule("targets/duplicate")
@pytest.mark.parametrize(
    ("value", "named", "due_on", "outcome"),
    [
        (B1, True, MARCH, Outcome.ALREADY_THERE),
        (B1, False, None, Outcome.ALREADY_THERE),
        (B1, True, None, Outcome.ALREADY_THERE),
        (A2, False, MARCH, Outcome.ALREADY_THERE),
        (A2, True, MARCH, Outcome.CHANGED),
        (B2, True, MARCH, Outcome.CHANGED),
        (B2, False, None, Outcome.CHANGED),
        (B1, True, MAY, Outcome.CHANGED),
    ],
)
def test_a_target_is_there_already_unless_value_or_date_differ(
    value: ScaleValueView, named: bool, due_on: date | None, outcome: Outcome
) -> None:
    wish = Wish(7, value, named, due_on)
    assert outcome_of(wish, Circumstances(existing=source(B1, MARCH))) == outcome


@pytest.mark.rule("targets/who")
def test_who_may_not_be_targeted_comes_before_what_they_have() -> None:
    wish = Wish(7, B1, False, None)
    cases = {
        Outcome.NOT_SUPERVISED: Circumstances(supervised=False, active=False, met=True),
        Outcome.INACTIVE: Circumstances(active=False, existing=source()),
        Outcome.ABOVE_TIER: Circumstances(tier_allows=False, existing=source()),
        Outcome.EXEMPT: Circumstances(exempt=True, existing=source()),
        Outcome.ALREADY_MET: Circumstances(met=True),
        Outcome.NEW: Circumstances(),
    }
    assert {outcome: outcome_of(wish, found) for outcome, found in cases.items()} == {each: each for each in cases}
