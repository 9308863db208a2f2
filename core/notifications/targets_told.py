"""Who is told of targets: each person once for one command, and that message rewritten when it is undone."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.notifications.outbox import Telling, refresh, tell_many
from core.people import Actor
from core.targets import TargetsAssigned, TargetsWithdrawn

TARGETS_SET = "targets_set"
TARGET = "target"


def tell_of_targets(session: WorkspaceSession, actor: Actor, fact: TargetsAssigned) -> None:
    """Tell everyone whose targets somebody set, with all of them in one message (targets/assign).

    Nobody is told of what they did themselves, nor of what the operator brought in from a file.
    """
    if actor.person_id is None:
        return
    by_person: dict[int, list[int]] = {}
    for person_id, target_id in zip(fact.person_ids, fact.target_ids, strict=True):
        if person_id != actor.person_id:
            by_person.setdefault(person_id, []).append(target_id)
    tell_many(
        session,
        [
            Telling(
                person_id,
                TARGETS_SET,
                {"targets": ids, "by": actor.person_id},
                key=f"{TARGETS_SET}:{min(ids)}",
                subjects=[(TARGET, each) for each in ids],
            )
            for person_id, ids in by_person.items()
        ],
    )


def rewrite_told_targets(session: WorkspaceSession, _actor: Actor, fact: TargetsWithdrawn) -> None:
    """Have the messages about targets that were taken back rewritten (chat/undo)."""
    refresh(session, TARGET, fact.target_ids)
