"""Targets on a group itself, for later members too: proposed, applied, listed, removed, taken back (targets/group)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import target_groups as cards
from bot.blocks.targets import MOST_NAMED, Named, no_way
from bot.cards import Card, line
from bot.conversation import Answer, Asker, Conversations, Job, Later, Press, Request
from bot.listeners.group_finding import sees
from bot.target_draft import TargetDraft
from core.achievements import without_way
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.people import Actor, Capability, Where, group_view, members_of, people, require
from core.targets import (
    GROUP,
    TargetPlan,
    group_targets,
    may_target_group,
    plan_group_targets,
    remove_group_targets,
    restore_group_targets,
    set_group_targets,
    sources_of,
    supervised_among,
    undo_group_targets,
)
from core.words import Sentence, TimeOfDay, say

UNDO_SET, UNDO_REMOVED = "group_targets", "group_targets_removed"
APPLY_JOB, REMOVE_JOB = "targets.apply_group", "targets.remove_group"
AT_ONCE = 1_000
"""On more people it takes longer than a press may."""


def register(conversations: Conversations) -> None:
    """Add the buttons that remove a group's targets, and the undos."""
    conversations.press(cards.REMOVE, _remove_pressed)
    conversations.press(cards.REMOVE_APPLY, _remove)
    conversations.job(APPLY_JOB, _apply_job)
    conversations.job(REMOVE_JOB, _remove_job)
    conversations.undo(UNDO_SET, _undo_set)
    conversations.undo(UNDO_REMOVED, _undo_removed)


def check_rights(session: WorkspaceSession, asker: Asker, draft: TargetDraft) -> None:
    """Refuse who may target neither the group nor anybody in it; a group they don't see reads as missing."""
    group_id, name = draft.team or (0, "")
    if draft.whole or _supervised(session, asker.actor, group_id):
        return
    group = group_view(session, group_id)
    if group.kind in ("audience", "cohort") and not sees(session, asker, group):
        raise NotFound(say("I don't find a group named '{words}'. Check its name.", words=name), field="people")
    require_group_right(session, asker.actor, group_id, name)


def require_group_right(session: WorkspaceSession, actor: Actor, group_id: int, name: str) -> None:
    """Refuse in the words of people/refusal."""
    words = say(
        "Nothing was set: a target on {group} needs its lead or an admin, and you supervise nobody in it.", group=name
    )
    require(session, actor, Capability.TARGET_ASSIGN_GROUP, Where(group_id=group_id), refusal=words)


def listed(session: WorkspaceSession, asker: Asker, draft: TargetDraft) -> Card | None:
    """What is required of everybody in the group; None where that is nothing yet."""
    group_id = draft.team[0] if draft.team else 0
    found = group_targets(session, [group_id])[group_id]
    if not found:
        return None
    skills = competencies(session, {each.competency_id for each in found})
    setters = people(session, {each.set_by_id for each in found if each.set_by_id is not None})
    return cards.listed_card(draft, found, skills, setters, len(members_of(session, group_id)))


def proposed(request: Request, draft: TargetDraft) -> Card:
    """The dry run of a target on the group, or the offer to set it for those the asker supervises there."""
    asker, group_id = request.asker, draft.team[0] if draft.team else 0
    with request.product.reading(asker.workspace_id) as session:
        if not may_target_group(session, asker.actor, group_id):
            check_rights(session, asker, draft)
            return cards.offer_card(draft, len(_supervised(session, asker.actor, group_id)))
        plan = plan_group_targets(session, asker.actor, group_id, draft.skills, draft.due)
        named = _named(session, plan, draft)
        lost = without_way(session, draft.skills)
    return cards.dry_run_card(draft, plan, named).plus(*no_way(lost, named))


def apply(press: Press, draft: TargetDraft) -> Answer:
    """Apply what the dry run showed, worked out anew from the data as they are now; on many people beside the chat."""
    group_id = draft.team[0] if draft.team else 0
    with press.product.reading(press.asker.workspace_id) as session:
        require_group_right(session, press.asker.actor, group_id, draft.team[1] if draft.team else "")
        count = len(members_of(session, group_id))
    if count > AT_ONCE:
        said = say("Applying to {n} people…", n=count)
        return Answer(card=line(said), later=Later(APPLY_JOB, draft.payload()))
    return Answer(card=_applied(press, draft))


def _apply_job(job: Job) -> Answer:
    return Answer(card=_applied(job, TargetDraft.of(job.payload)))


def _applied(request: Request, draft: TargetDraft) -> Card:
    asker, (group_id, name) = request.asker, draft.team or (0, "")
    with request.product.writing(asker.workspace_id) as session:
        done = set_group_targets(session, asker.actor, group_id, draft.skills, draft.due)
        refs = {"group": group_id, "ids": list(done.ids)}
        undo_id = note_undoable(session, asker.person_id, UNDO_SET, **refs) if done.ids else None
        at = session.now
    return cards.applied_card(done.plan, name, asker.person.first_name, at, undo_id)


def removal(request: Request, group_id: int, skills: Sequence[int]) -> Answer:
    """What removing a group's targets would do, before anything changes."""
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        group = group_view(session, group_id)
        require_group_right(session, asker.actor, group_id, group.name)
        there = {each.competency_id for each in group_targets(session, [group_id])[group_id]}
        named = competencies(session, skills)
        if missing := [named[each].name for each in skills if each in named and each not in there]:
            words = say("Nothing was removed: {group} doesn't ask for {skills}.", group=group.name, skills=missing)
            raise NotFound(words, field="skills")
        losing, keeping = _losing(session, group_id, skills)
    card = cards.removal_card(group_id, group.name, [named[each] for each in skills], losing, keeping)
    return Answer(card=card, replace=False)


def _remove_pressed(press: Press) -> Answer:
    return removal(press, int(press.payload["group"]), [int(each) for each in press.payload["skills"]])


def _remove(press: Press) -> Answer:
    group_id, skills = int(press.payload["group"]), [int(each) for each in press.payload["skills"]]
    with press.product.reading(press.asker.workspace_id) as session:
        require_group_right(session, press.asker.actor, group_id, group_view(session, group_id).name)
        count = len(members_of(session, group_id))
    if count > AT_ONCE:
        payload = {"group": group_id, "skills": skills}
        return Answer(card=line(say("Applying to {n} people…", n=count)), later=Later(REMOVE_JOB, payload))
    return Answer(card=_removed(press, group_id, skills))


def _remove_job(job: Job) -> Answer:
    return Answer(card=_removed(job, int(job.payload["group"]), [int(each) for each in job.payload["skills"]]))


def _removed(request: Request, group_id: int, skills: Sequence[int]) -> Card:
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        ids = remove_group_targets(session, asker.actor, group_id, skills)
        refs = {"group": group_id, "ids": list(ids)}
        undo_id = note_undoable(session, asker.person_id, UNDO_REMOVED, **refs) if ids else None
        names = [each.name for each in competencies(session, skills).values()]
        group, at = group_view(session, group_id).name, session.now
    return cards.removed_card(group, names, asker.person.first_name, at, undo_id)


def _losing(session: WorkspaceSession, group_id: int, skills: Sequence[int]) -> tuple[int, int]:
    """How many people have no such target any more without the group's, and how many keep one."""
    there = sources_of(session, members_of(session, group_id), skills)
    by_person: dict[int, bool] = {}
    for (person_id, _), sources in there.items():
        if any((each.kind, each.key) == (GROUP, group_id) for each in sources):
            by_person[person_id] = by_person.get(person_id, True) and len(sources) > 1
    keeping = sum(by_person.values())
    return len(by_person) - keeping, keeping


def _supervised(session: WorkspaceSession, actor: Actor, group_id: int) -> frozenset[int]:
    return supervised_among(session, actor, members_of(session, group_id))


def _named(session: WorkspaceSession, plan: TargetPlan, draft: TargetDraft) -> Named:
    shown = {each.person_id for each in plan.left_out[:200]}
    return Named(people(session, {*shown, *plan.people()[:MOST_NAMED]}), competencies(session, draft.skills))


def _undo_set(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    taken = undo_group_targets(session, actor, int(refs["group"]), refs["ids"])
    name = group_view(session, int(refs["group"])).name
    return say(
        "Undone, {at}. {group} asks for it as before; {n} targets were taken back.",
        at=TimeOfDay(session.now), group=name, n=taken,
    )


def _undo_removed(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    restore_group_targets(session, actor, int(refs["group"]), refs["ids"])
    name = group_view(session, int(refs["group"])).name
    return say("Undone, {at}. {group} asks for it as before.", at=TimeOfDay(session.now), group=name)
