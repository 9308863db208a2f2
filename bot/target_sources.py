"""Where targets come from, in words: the group, role profile or plan by its name, as far as the asker may know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from core.db import WorkspaceSession
from core.people import Actor, group_views
from core.plans import plans
from core.profiles import profile_names
from core.targets import DIRECT, GROUP, PLAN, PROFILE, TargetSource
from core.words import Sentence, say

SourceWords = Mapping[tuple[str, int], Sentence]
"""Words by kind and key of a source."""

Names = Callable[[WorkspaceSession, Actor, list[int]], Mapping[int, str]]

NAMELESS = {
    DIRECT: say("set on the person"),
    GROUP: say("a group"),
    PROFILE: say("a position"),
    PLAN: say("a learning plan"),
}
"""What is said where the name is not the asker's to know, or gone."""

NAMED = {GROUP: "{name}", PROFILE: "role profile {name}", PLAN: "plan {name}"}


def source_words(session: WorkspaceSession, actor: Actor, sources: Iterable[TargetSource]) -> SourceWords:
    """Words for each of these sources; one query for each kind."""
    keys: dict[str, set[int]] = {}
    for source in sources:
        keys.setdefault(source.kind, set()).add(source.key)
    found: dict[tuple[str, int], Sentence] = {}
    for kind, of_it in keys.items():
        names = NAMES[kind](session, actor, sorted(of_it)) if kind in NAMES else {}
        for key in of_it:
            name = names.get(key)
            found[kind, key] = say(NAMED[kind], name=name) if name is not None else NAMELESS[kind]
    return found


def _group_names(session: WorkspaceSession, _actor: Actor, keys: list[int]) -> Mapping[int, str]:
    """As in 'team Warehouse'."""
    return {each.id: f"{each.kind} {each.name}" for each in group_views(session, ids=keys)}


def _plan_names(session: WorkspaceSession, _actor: Actor, keys: list[int]) -> Mapping[int, str]:
    return {each: view.name for each, view in plans(session, keys).items() if view.name is not None}


NAMES: dict[str, Names] = {GROUP: _group_names, PROFILE: profile_names, PLAN: _plan_names}
