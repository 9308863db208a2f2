"""Competencies by a part of their name, as people type it: 'forklift' is the Forklift licence (frameworks/search)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.cards import Actions, Button, Card, Text
from bot.desk import RUN_VERB
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import CompetencyView, find_named, visible_competencies
from core.people import Actor
from core.words import say

MOST_OFFERED = 5
LEAST_LETTERS = 3
_WORD = re.compile(r"\w+")


class SeveralNamed(Invalid):
    """Words that are part of several competencies' names; `found` are these, `words` what was typed."""

    def __init__(self, words: str, found: Sequence[CompetencyView]) -> None:
        names = [each.name for each in found]
        super().__init__(say("Which one is '{words}': {names}? Write more of its name.", words=words, names=names),
                         field="skill")  # fmt: skip
        self.words, self.found = words, tuple(found)


def only_named(session: WorkspaceSession, actor: Actor, words: str) -> CompetencyView | None:
    """The competency of exactly this name, else the only one with this in its name; None where there is none.

    Raises SeveralNamed where there are several.
    """
    found = find_named(session, actor, words) or partly_named(session, actor, words)
    if len(found) > 1:
        raise SeveralNamed(words, found[:MOST_OFFERED])
    return found[0] if found else None


def partly_named(session: WorkspaceSession, actor: Actor, words: str) -> list[CompetencyView]:
    """Competencies the actor sees with these words in their name or a synonym, also disabled ones, by name.

    Words that begin words of a name count before letters found anywhere.
    """
    typed = _words(words)
    if sum(map(len, typed)) < LEAST_LETTERS:
        return []
    first = max(typed, key=len)
    near = visible_competencies(session, actor, active_only=False, containing=first)
    begun = [each for each in near if _begins(typed, _words(each.name))]
    if begun:
        return begun
    return visible_competencies(session, actor, active_only=False, containing=" ".join(typed))


def which_one(verb: str, words: str, several: SeveralNamed) -> Card:
    """The question which is meant, with a button each that asks again."""
    asked = say("Which one is '{words}'?", words=several.words)
    buttons = [
        Button(each.name[:75], RUN_VERB, {"verb": verb, "words": words.replace(several.words, each.name)})
        for each in several.found
    ]
    rows = [Actions(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    return Card(asked, (Text(asked), *rows))


def _words(text: str) -> list[str]:
    """The words in lower case, plural or not."""
    return [each.removesuffix("s") if len(each) > LEAST_LETTERS else each for each in _WORD.findall(text.casefold())]


def _begins(typed: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(word.startswith(each) for word in name) for each in typed)
