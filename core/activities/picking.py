"""Picking an activity's skills by hand: the whole set at once, as an editor sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.activities.choices import choice_for
from core.activities.rules import MAX_SKILLS
from core.activities.service.contexts import require_on_activity
from core.activities.service.links import link_skill, undo_link, unlink_skill
from core.activities.suggestion_queries import linked_skills
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import hold_in_use
from core.people import Actor, Capability
from core.words import say


@dataclass(frozen=True)
class Picked:
    """What picking changed: ids of the new links, and of the skills taken off."""

    link_ids: tuple[int, ...]
    removed_ids: tuple[int, ...]


def pick_skills(session: WorkspaceSession, actor: Actor, activity_id: int, wanted: Sequence[int]) -> Picked:
    """Make these the skills of an activity, by hand; those above the editor's tier stay untouched.

    Raises Invalid for more than three, for one that is no active skill of the catalogue the editor may select
    (skills/not-from-activity, people/tier-select), and when hidden ones leave no room.
    """
    require_on_activity(session, actor, Capability.SKILL_LINK, activity_id)
    hold_in_use(session, wanted)
    fresh, removed = check_pick(session, actor, activity_id, wanted)
    for competency_id in removed:
        unlink_skill(session, actor, activity_id, competency_id)
    return Picked(tuple(link_skill(session, actor, activity_id, each) for each in fresh), tuple(removed))


def check_pick(
    session: WorkspaceSession, actor: Actor, activity_id: int, wanted: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The skills that picking these would link, and those it would take off; raises as `pick_skills`."""
    require_on_activity(session, actor, Capability.SKILL_LINK, activity_id)
    ids = list(dict.fromkeys(wanted))
    linked = {skill.id for skill in linked_skills(session, activity_id)}
    choice = choice_for(session, actor, activity_id, among=linked | set(ids))
    if len(ids) > MAX_SKILLS:
        raise Invalid(
            say("An activity carries at most {most} skills; {n} are picked.", most=MAX_SKILLS, n=len(ids)),
            field="skills",
        )
    if any(each not in choice.selectable for each in ids):
        raise Invalid(
            say("Only skills of the catalogue can be put on an activity. Pick them from the list."), field="skills"
        )
    removed = sorted((choice.linked & choice.selectable) - set(ids))
    return [each for each in ids if each not in choice.linked], removed


def undo_pick(
    session: WorkspaceSession, actor: Actor, activity_id: int, link_ids: Sequence[int], removed_ids: Sequence[int]
) -> None:
    """Take a picking back: its links are as if never made, and what it took off is linked again (chat/undo).

    Raises Conflict once a result counted for one of the links.
    """
    for link_id in link_ids:
        undo_link(session, actor, link_id)
    for competency_id in removed_ids:
        link_skill(session, actor, activity_id, competency_id)
