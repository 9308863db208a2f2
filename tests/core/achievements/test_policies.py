"""Policies in values: what an automatic event does to a rating, against a plain reading of the rule book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.achievements.policies import Current, Policy, changes, deciding
from tests.conftest import START


@dataclass(frozen=True)
class Happening:
    """An event as policies see it."""

    position: int
    happened_at: datetime
    order: int = 0


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def _after(policy: Policy, current: Current | None, *events: Happening) -> int | None:
    """The position rated afterwards."""
    event = deciding(policy, current, events)
    if event is not None and changes(policy, current, event):
        return event.position
    return current.position if current else None


@pytest.mark.rule("rating/policy")
@pytest.mark.parametrize(
    ("policy", "had", "given_position", "when", "expected"),
    [
        (Policy.HIGHEST, 1, 0, 9, 1),
        (Policy.HIGHEST, 1, 1, 9, 1),
        (Policy.HIGHEST, 1, 2, -9, 2),
        (Policy.HIGHEST, None, 0, -9, 0),
        (Policy.FIRST, 1, 2, 9, 1),
        (Policy.FIRST, None, 0, 9, 0),
        (Policy.LATEST, 1, 0, 9, 0),
        (Policy.LATEST, 1, 2, -9, 1),
        (Policy.LATEST, 1, 2, 0, 2),
        (Policy.PRIORITISED, 1, 0, -9, 0),
    ],
)
def test_an_event_against_a_standing_rating(
    policy: Policy, had: int | None, given_position: int, when: int, expected: int
) -> None:
    current = Current(had, at(0))
    assert _after(policy, current, Happening(given_position, at(when))) == expected


@pytest.mark.rule("rating/policy")
@pytest.mark.parametrize("policy", list(Policy))
def test_an_event_that_gives_what_stands_already_changes_nothing(policy: Policy) -> None:
    assert not changes(policy, Current(1, at(0), order=0), Happening(1, at(9)))
    assert changes(policy, None, Happening(1, at(9)))


@pytest.mark.rule("rating/policy")
def test_of_several_events_each_policy_takes_its_own() -> None:
    events = (Happening(1, at(3), 2), Happening(2, at(2), 1), Happening(0, at(4), 0), Happening(1, at(1), 3))
    expected = {Policy.HIGHEST: 2, Policy.FIRST: 1, Policy.LATEST: 0, Policy.PRIORITISED: 0}
    assert {policy: _after(policy, None, *events) for policy in Policy} == expected


@pytest.mark.rule("rating/policy")
def test_what_a_better_path_gave_stays_when_only_a_later_one_is_still_met() -> None:
    current = Current(1, at(0), order=0)
    assert _after(Policy.PRIORITISED, current, Happening(2, at(5), 1)) == 1
    assert _after(Policy.PRIORITISED, Current(1, at(0), order=2), Happening(2, at(5), 1)) == 2


@pytest.mark.rule("rating/human-stands")
@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("when", [-1, 0])
def test_no_policy_lets_an_earlier_event_change_what_somebody_gave(policy: Policy, when: int) -> None:
    for had in (None, 0, 1):
        current = Current(had, at(0), human=True)
        assert _after(policy, current, Happening(2, at(when))) == had


@pytest.mark.rule("rating/human-stands")
@pytest.mark.parametrize(("policy", "expected"), [("highest", 2), ("first", 1), ("latest", 2), ("prioritised", 2)])
def test_a_later_event_changes_it_only_as_the_policy_allows(policy: str, expected: int) -> None:
    current = Current(1, at(0), human=True)
    assert _after(Policy(policy), current, Happening(2, at(1))) == expected
    assert _after(Policy(policy), Current(None, at(0), human=True), Happening(0, at(1))) == 0


happenings = st.lists(
    st.builds(Happening, st.integers(0, 3), st.integers(-5, 5).map(at), st.integers(0, 3)), min_size=1, max_size=6
)
currents = st.one_of(
    st.none(), st.builds(Current, st.one_of(st.none(), st.integers(0, 3)), st.integers(-5, 5).map(at), st.booleans())
)


def _plain(policy: Policy, current: Current | None, events: list[Happening]) -> int | None:
    """The rule book's words, one policy after the other."""
    counting = [e for e in events if current is None or not current.human or e.happened_at > current.since]
    standing = current.position if current is not None else None
    if not counting:
        return standing
    if policy == Policy.HIGHEST:
        highest = max(e.position for e in counting)
        return highest if standing is None or highest > standing else standing
    if policy == Policy.FIRST:
        first = sorted(counting, key=lambda e: (e.happened_at, e.order, -e.position))[0]
        return first.position if standing is None else standing
    if policy == Policy.LATEST:
        last = max(e.happened_at for e in counting)
        latest = sorted((e for e in counting if e.happened_at == last), key=lambda e: (-e.position, e.order))[0]
        return latest.position if current is None or standing is None or last >= current.since else standing
    order = min(e.order for e in counting)
    return max(e.position for e in counting if e.order == order)


@pytest.mark.rule("rating/policy")
@given(policy=st.sampled_from(list(Policy)), current=currents, events=happenings)
def test_policies_agree_with_a_plain_reading(
    policy: Policy, current: Current | None, events: list[Happening]
) -> None:
    assert _after(policy, current, *events) == _plain(policy, current, events)


@given(policy=st.sampled_from(list(Policy)), events=happenings)
def test_an_event_that_decided_once_changes_nothing_when_it_is_looked_at_again(
    policy: Policy, events: list[Happening]
) -> None:
    event = deciding(policy, None, events)
    assert event is not None
    after = Current(event.position, event.happened_at, order=event.order)
    again = deciding(policy, after, events)
    assert again is not None and not changes(policy, after, again)
