"""The commands around a target: `target exempt`, `unexempt` and `remove` (targets/exemption, targets/locked)."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import Answer, Call
from bot.listeners import target_card, target_groups
from bot.listeners.target_words import read_exempting, read_group, read_one_person, read_targets
from core.errors import Invalid
from core.words import say

UNEXEMPT_EXAMPLE = "/target unexempt @anna Fire safety"
REMOVE_EXAMPLE = "/target remove @anna Fire safety"


def _exempt(call: Call, words: str) -> Answer:
    """`target exempt @anna Fire safety until 1 June: parental leave`."""
    with call.product.reading(call.asker.workspace_id) as session:
        wanted = read_exempting(session, call, words)
    return target_card.exempt(call, wanted)


def _unexempt(call: Call, words: str) -> Answer:
    """`target unexempt @anna Fire safety`: it is required again at once."""
    with call.product.reading(call.asker.workspace_id) as session:
        person_id, rest = read_one_person(session, words, UNEXEMPT_EXAMPLE)
        skills = read_targets(session, call, rest)
    if not skills:
        raise Invalid(say("Which skill? Example: {example}", example=UNEXEMPT_EXAMPLE), field="skills")
    return target_card.require_again(call, person_id, skills)


def _remove(call: Call, words: str) -> Answer:
    """`target remove @anna Fire safety`, or `target remove team Warehouse Fire safety`."""
    with call.product.reading(call.asker.workspace_id) as session:
        group = read_group(session, words)
        person_id, rest = (0, group.rest) if group else read_one_person(session, words, REMOVE_EXAMPLE)
        skills = read_targets(session, call, rest)
    if not skills:
        raise Invalid(say("Which skill? Example: {example}", example=REMOVE_EXAMPLE), field="skills")
    return target_groups.removal(call, group.id, skills) if group else target_card.remove(call, person_id, skills)


ACTS: dict[str, Callable[[Call, str], Answer]] = {"exempt": _exempt, "unexempt": _unexempt, "remove": _remove}
