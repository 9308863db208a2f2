"""Which group is meant, and who may see or change it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz, process

from bot.blocks.groups import which_group_card
from bot.cards import Card
from bot.conversation import Asker
from core.activities import cohort_courses
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import (
    GROUP_KINDS,
    SITE,
    Actor,
    Capability,
    GroupSource,
    GroupView,
    allows,
    group_view,
    group_views,
    groups_called,
    groups_led,
)
from core.words import Sentence, say

NEAR = 70
MOST_OFFERED = 5
EXAMPLE = "/prowess group Warehouse"
_TO = re.compile(r"^(?:(?:on|in|into|at|to|for|from|of|the|group)\s+)+", re.IGNORECASE)


def manages(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether the actor manages groups."""
    return allows(session, actor, Capability.GROUP_MANAGE, SITE)


def find_group(
    session: WorkspaceSession, asker: Asker, words: str, payload: Mapping[str, Any] | None = None
) -> GroupView | Card:
    """The group named among those the asker sees, else a card with those that may be meant.

    Its kind may stand first ('team Oslo'). Raises Invalid where nothing is named, NotFound where nothing comes near.
    """
    wanted = words.strip() if groups_called(session, words.strip()) else _TO.sub("", words.strip())
    if not wanted:
        raise Invalid(say("Which group? Example: {example}", example=EXAMPLE), field="group")
    kind, name = _with_kind(wanted)
    same = groups_called(session, wanted) or (groups_called(session, name, kind) if kind else [])
    found = [each for each in same if sees(session, asker, each)]
    if len(found) == 1:
        return found[0]
    near = found or _near(session, asker, name)
    if not near:
        raise NotFound(say("I don't find a group named '{words}'. See: /prowess group", words=wanted), field="group")
    return which_group_card(wanted, near, payload or {})


def seen_group(session: WorkspaceSession, asker: Asker, group_id: int) -> GroupView:
    """A group by its id, where the asker sees it; hidden and missing read alike."""
    found = group_view(session, group_id)
    if not sees(session, asker, found):
        raise NotFound(say("I don't find that group."), field="group")
    return found


def sees(session: WorkspaceSession, asker: Asker, group: GroupView) -> bool:
    """Those who manage groups see all; others the groups they are in or lead."""
    if manages(session, asker.actor) or group.id in groups_led(session, asker.person_id):
        return True
    return bool(group_views(session, ids=[group.id], of_person=asker.person_id))


def lists_members(session: WorkspaceSession, asker: Asker, group: GroupView) -> bool:
    """Who is in an audience or a cohort is for those who manage or lead it; other groups show it to their people."""
    private = group.kind in ("audience", "cohort")
    return not private or manages(session, asker.actor) or group.id in groups_led(session, asker.person_id)


def what_it_follows(session: WorkspaceSession, group: GroupView) -> Sentence | None:
    """'Follows the courses Fire safety at work and First aid: who is enrolled is in it.'"""
    if group.source == GroupSource.COURSES:
        names = [each.name for each in cohort_courses(session, group.id)]
        return say("Made from courses: {names}. Who is enrolled in one of them is in it.", names=names)
    if group.source == GroupSource.CHANNEL:
        return say("Follows its channel: who is in the channel is in it.")
    return None


def _with_kind(words: str) -> tuple[str | None, str]:
    first, _, rest = words.partition(" ")
    return (first.lower(), rest.strip()) if first.lower() in GROUP_KINDS and rest.strip() else (None, words)


def _near(session: WorkspaceSession, asker: Asker, words: str) -> list[GroupView]:
    own = None if manages(session, asker.actor) else asker.person_id
    everything = group_views(session, of_person=own)
    names = {place: each.name.lower() for place, each in enumerate(everything)}
    close = process.extract(words.lower(), names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=MOST_OFFERED)
    return [everything[place] for _, _, place in close]
