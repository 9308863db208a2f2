"""Who is told of qualifications: those they were registered for or taken from, and who is to verify them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from core.achievements import Validity, rating_of, validity_of
from core.db import WorkspaceSession
from core.notifications.outbox import Telling, refresh, tell_many
from core.notifications.ratings_told import NO_LONGER_MEETS
from core.notifications.reminders import ABOUT
from core.notifications.settings import NoticeKind
from core.notifications.standing import in_chunks, managers_of
from core.people import Actor
from core.qualifications import (
    QualificationFact,
    QualificationRegistered,
    QualificationRemoved,
    QualificationRenewed,
    QualificationRevoked,
    QualificationVerified,
    VerificationChanged,
    lacking,
    verification,
)
from core.targets import targets_of

QUALIFICATION_REGISTERED = str(NoticeKind.QUALIFICATION_REGISTERED)
QUALIFICATION_MISSING = "qualification_missing"
QUALIFICATION_SAID = "qualification_said"
VERIFICATION_ASKED = "verification_asked"
VERIFICATION_SAID = "verification_said"
VERIFICATION = "verification"

ASKED_AGAIN = timedelta(days=7)
"""So long after saving what is still missing is asked once more (qualifications/missing)."""

TO_PERSON = frozenset({"verified", "rejected"})


def tell_of_registered(session: WorkspaceSession, actor: Actor, fact: QualificationRegistered) -> None:
    """Tell each person once what somebody registered for them, where that was wanted (qualifications/notify)."""
    if not fact.notify:
        return
    tell_many(
        session,
        [
            Telling(
                person_id,
                QUALIFICATION_REGISTERED,
                {"qualification": each, "by": actor.person_id},
                key=f"{QUALIFICATION_REGISTERED}:{each}",
                subjects=[(ABOUT, each)],
            )
            for each, person_id in _theirs(actor, fact)
        ],
    )


def ask_for_missing(
    session: WorkspaceSession, actor: Actor, fact: QualificationRegistered | QualificationRenewed
) -> None:
    """Ask again in 7 days for what lacks fields or documents now; what was filled by then is not asked for.

    Asked is who was asked at once: the holder where they saved it or are told of it, else the one who registered it.
    """
    if not fact.ask or actor.person_id is None:
        return
    missing = lacking(session, fact.qualification_ids)
    to_holder = bool(getattr(fact, "notify", False))
    asked: dict[int, list[int]] = {}
    for each, person_id in zip(fact.qualification_ids, fact.person_ids, strict=True):
        if each in missing:
            asked.setdefault(person_id if to_holder else actor.person_id, []).append(each)
    at, when = int(session.now.timestamp()), session.now + ASKED_AGAIN
    tell_many(
        session,
        [
            Telling(
                recipient,
                QUALIFICATION_MISSING,
                {"qualifications": ids},
                key=f"{QUALIFICATION_MISSING}:{min(ids)}:{at}",
                subjects=[(ABOUT, each) for each in ids],
                not_before=when,
            )
            for recipient, ids in asked.items()
        ],
    )


def tell_of_verification(session: WorkspaceSession, actor: Actor, fact: VerificationChanged) -> None:
    """Tell the reviewer what is asked of them and the person what was decided; bring all copies up to date."""
    refresh(session, VERIFICATION, [fact.verification_id])
    about = [(VERIFICATION, fact.verification_id), (ABOUT, fact.qualification_id)]
    refs = {"verification": fact.verification_id}
    tellings = []
    if fact.to_id is not None:
        key = f"{VERIFICATION_ASKED}:{fact.verification_id}:{fact.to_id}"
        tellings.append(Telling(fact.to_id, VERIFICATION_ASKED, refs, key=key, subjects=about))
    if fact.step in TO_PERSON:
        at = int(session.now.timestamp())
        asked_by = verification(session, fact.verification_id).asked_by_id
        for each in dict.fromkeys([fact.person_id, asked_by]):
            if each is not None and each != actor.person_id:
                key = f"{VERIFICATION_SAID}:{fact.verification_id}:{each}:{at}"
                said = {**refs, "step": fact.step, "at": session.now.isoformat()}
                tellings.append(Telling(each, VERIFICATION_SAID, said, key=key, subjects=about[:1]))
    tell_many(session, tellings)


def tell_of_verified(session: WorkspaceSession, actor: Actor, fact: QualificationVerified) -> None:
    """Tell people what a reviewer verified unasked; a request has a message of its own."""
    if not fact.undone and not fact.asked:
        _tell(session, actor, fact, {"what": "verified"})


def tell_of_removed(session: WorkspaceSession, actor: Actor, fact: QualificationRemoved) -> None:
    """Tell people what somebody else took off their file, and who thereby no longer meets a target."""
    if not fact.undone:
        _tell(session, actor, fact, {"what": fact.how})
        _tell_of_lost_targets(session, actor, fact, "withdrawn" if fact.how == "withdrawn" else "deleted")


def tell_of_revoked(session: WorkspaceSession, actor: Actor, fact: QualificationRevoked) -> None:
    """Tell people that something of theirs is revoked, or no longer, and who thereby no longer meets a target."""
    refresh(session, ABOUT, fact.qualification_ids)
    if fact.undone:
        return
    what = "lifted" if fact.lifted else "revoked"
    _tell(session, actor, fact, {"what": what, "revocation": fact.revocation_ids[0]})
    if not fact.lifted:
        _tell_of_lost_targets(session, actor, fact, "revoked")


def _tell(session: WorkspaceSession, actor: Actor, fact: QualificationFact, refs: dict[str, object]) -> None:
    at = session.now.isoformat()
    tell_many(
        session,
        [
            Telling(
                person_id,
                QUALIFICATION_SAID,
                {**refs, "qualification": each, "by": actor.person_id, "at": at},
                key=f"{QUALIFICATION_SAID}:{refs['what']}:{each}:{at}",
                subjects=[(ABOUT, each)],
            )
            for each, person_id in _theirs(actor, fact)
        ],
    )


def _theirs(actor: Actor, fact: QualificationFact) -> Iterable[tuple[int, int]]:
    """The qualifications of a fact that are somebody else's than the actor's."""
    pairs = zip(fact.qualification_ids, fact.person_ids, strict=True)
    return ((each, person_id) for each, person_id in pairs if person_id != actor.person_id)


def _tell_of_lost_targets(session: WorkspaceSession, actor: Actor, fact: QualificationFact, cause: str) -> None:
    """Tell person and manager, once each, of a target that was met by what is gone (rating/no-longer-meets)."""
    pairs = set(zip(fact.person_ids, fact.competency_ids, strict=True))
    standing = validity_of(session, pairs)
    lost = [
        (target.person_id, target.competency_id)
        for each in targets_of(session, {person for person, _ in pairs}).values()
        for target in each
        if (target.person_id, target.competency_id) in pairs
        and not target.exempt
        and standing[target.person_id, target.competency_id].validity in (Validity.REVOKED, Validity.EXPIRED)
        and _reached(session, target.person_id, target.competency_id, target.value.position)
    ]
    managers: dict[int, int] = {}
    for chunk in in_chunks({person for person, _ in lost}):
        managers |= managers_of(session, chunk)
    at = session.now.isoformat()
    tell_many(
        session,
        [
            Telling(
                recipient,
                NO_LONGER_MEETS,
                {"person": person_id, "competency": competency_id, "cause": cause, "at": at},
                key=f"{NO_LONGER_MEETS}:{recipient}:{person_id}:{competency_id}:{at}",
                subjects=[("competency", competency_id)],
            )
            for person_id, competency_id in lost
            for recipient in dict.fromkeys([person_id, managers.get(person_id)])
            if recipient is not None and recipient != actor.person_id
        ],
    )


def _reached(session: WorkspaceSession, person_id: int, competency_id: int, position: int) -> bool:
    rating = rating_of(session, person_id, competency_id)
    return rating is not None and rating.value is not None and rating.value.position >= position
