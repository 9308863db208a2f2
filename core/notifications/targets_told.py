"""Who is told of targets and exemptions: each person once for one command, in words that follow what becomes of it."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.notifications.outbox import Telling, refresh, tell, tell_many
from core.people import Actor
from core.targets import (
    DIRECT,
    ExemptionEnded,
    ExemptionGranted,
    TargetsAssigned,
    TargetsChanged,
    TargetsEnded,
    TargetsWithdrawn,
    exemptions_of,
)

TARGETS_SET = "targets_set"
TARGET = "target"
EXEMPTION = "exemption"


def tell_of_targets(session: WorkspaceSession, actor: Actor, fact: TargetsAssigned | TargetsChanged) -> None:
    """Tell everyone whose targets somebody set, with all of them in one message (targets/assign).

    Nobody is told of what they did themselves, of what the operator brought in from a file, nor of what is not required
    of them for now. What the engine finds out itself, such as somebody joining a channel, is told.
    """
    if not fact.told or (actor.person_id is None and (actor.kind == "operator" or fact.source == DIRECT)):
        return
    by_person = _to_tell(session, actor, fact)
    refs = {"by": actor.person_id, "source": fact.source}
    tell_many(
        session,
        [
            Telling(
                person_id,
                TARGETS_SET,
                {"targets": ids, **refs},
                key=f"{TARGETS_SET}:{min(ids)}",
                subjects=[(TARGET, each) for each in ids],
            )
            for person_id, ids in by_person.items()
        ],
    )


def _to_tell(
    session: WorkspaceSession, actor: Actor, fact: TargetsAssigned | TargetsChanged
) -> dict[int, list[int]]:
    """Ids of the targets to tell of, by person."""
    exempt = exemptions_of(session, fact.person_ids) if fact.source != DIRECT else {}
    found: dict[int, list[int]] = {}
    lines = zip(fact.person_ids, fact.competency_ids, fact.target_ids, strict=True)
    for person_id, competency_id, target_id in lines:
        if person_id != actor.person_id and (person_id, competency_id) not in exempt:
            found.setdefault(person_id, []).append(target_id)
    return found


def tell_of_exemptions(session: WorkspaceSession, actor: Actor, fact: ExemptionGranted) -> None:
    """Tell a person what is not required of them for now, with the reason, once for one command."""
    if actor.person_id is None:
        return
    by_person: dict[int, list[int]] = {}
    for person_id, exemption_id in zip(fact.person_ids, fact.exemption_ids, strict=True):
        if person_id != actor.person_id:
            by_person.setdefault(person_id, []).append(exemption_id)
    for person_id, ids in by_person.items():
        tell(
            session,
            person_id,
            TARGETS_SET,
            {"exemptions": ids, "by": actor.person_id},
            key=f"{TARGETS_SET}:exemption:{min(ids)}",
            subjects=[(EXEMPTION, each) for each in ids],
        )


def rewrite_told_exemptions(session: WorkspaceSession, _actor: Actor, fact: ExemptionEnded) -> None:
    """Have the messages about exemptions that ended or were taken back rewritten."""
    refresh(session, EXEMPTION, fact.exemption_ids)


def rewrite_told_targets(session: WorkspaceSession, _actor: Actor, fact: TargetsWithdrawn | TargetsEnded) -> None:
    """Have the messages about targets that were taken back, or hold no longer, rewritten (chat/undo)."""
    refresh(session, TARGET, fact.target_ids)
