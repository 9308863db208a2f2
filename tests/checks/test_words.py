"""How the product talks: the field's words, nothing shouted, nothing blamed."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.checks.words import sentences

NEVER = ("user", "entity", "invalid", "failed", "overdue", "successfully", "oops", "node")
"""Words that say nothing to a person, or blame them."""

KEEPS = re.compile(r"\{[a-z_]*\}|/prowess \w+")


@cache
def _said() -> list[tuple[str, str]]:
    found = list(sentences())
    assert len(found) > 300, "the sentences are not found any more"
    return [(KEEPS.sub("", text), place) for text, place in found]


@pytest.mark.rule("chat/words")
def test_level_never_stands_alone() -> None:
    assert [each for each in _said() if re.search(r"\blevels?\b", each[0], re.IGNORECASE)] == []


@pytest.mark.rule("chat/words")
def test_hierarchy_is_told_as_parent_and_sub_competency() -> None:
    others = re.compile(r"\b(child|children|sub-?skill|ancestor|descendant|super-?competency)\b", re.IGNORECASE)
    assert [each for each in _said() if others.search(each[0])] == []


@pytest.mark.rule("chat/words")
@pytest.mark.parametrize("word", NEVER)
def test_words_that_tell_a_person_nothing_are_not_used(word: str) -> None:
    found = [each for each in _said() if re.search(rf"\b{word}s?\b", each[0], re.IGNORECASE)]
    assert [each for each in found if "time zone" not in each[0]] == []


def test_nothing_is_shouted_or_decorated() -> None:
    assert [each for each in _said() if "!" in each[0]] == []
