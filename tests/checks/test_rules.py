"""The rule book and its markers agree."""

from __future__ import annotations

from tests.checks.rules import marked, proven, rules


def test_every_marker_names_a_rule_of_the_book() -> None:
    assert sorted(set(marked()) - rules()) == []


def test_no_rule_has_lost_its_test() -> None:
    assert sorted(proven() - set(marked())) == []


def test_every_rule_that_has_a_test_is_listed_so_that_losing_it_is_seen() -> None:
    assert sorted((set(marked()) & rules()) - proven()) == [], "run: python -m tests.checks.rules --update"
