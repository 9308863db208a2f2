"""Who is told of ratings: the person somebody rated, and, with their manager, who no longer meets a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.achievements import Pair, RatingGiven, RatingsChanged
from core.db import WorkspaceSession
from core.frameworks import ScaleView, scales_of
from core.notifications.outbox import Telling, refresh, tell_many, tell_soon
from core.notifications.standing import in_chunks, managers_of
from core.people import Actor
from core.targets import targets_of

RATING_GIVEN = "rating_given"
NO_LONGER_MEETS = "no_longer_meets"
JUDGEMENT = "judgement"
UNDONE = "undone"
"""Who is told of a rating reads in that same message that it was withdrawn; a second one would be noise."""

CHUNK = 900


def tell_of_rating(session: WorkspaceSession, actor: Actor, fact: RatingGiven) -> None:
    """Tell a person what somebody rated them at by hand; gradings and reviews have messages of their own."""
    if fact.rating_kind != "manual" or actor.person_id is None or actor.person_id == fact.person_id:
        return
    telling = Telling(
        fact.person_id,
        RATING_GIVEN,
        {"judgement": fact.judgement_id},
        key=f"{RATING_GIVEN}:{fact.judgement_id}",
        subjects=[(JUDGEMENT, fact.judgement_id)],
    )
    tell_soon(session, [telling])


def rewrite_told_rating(session: WorkspaceSession, judgement_id: int) -> None:
    """Have the message about a rating that was undone say so."""
    refresh(session, JUDGEMENT, [judgement_id])


@dataclass(frozen=True)
class _Fall:
    """A rating that fell: from which position to which."""

    pair: Pair
    before: int
    after: int


def tell_of_falls(session: WorkspaceSession, actor: Actor, fact: RatingsChanged) -> None:
    """Tell who stopped meeting a target by a lower rating, and their manager, once each (rating/no-longer-meets)."""
    falls = {} if fact.cause == UNDONE else {each.pair: each for each in _falls(session, fact)}
    if not falls:
        return
    targets = targets_of(session, {person for person, _ in falls})
    missed = [
        falls[pair]
        for each in targets.values()
        for target in each
        if (pair := (target.person_id, target.competency_id)) in falls
        and not target.exempt
        and falls[pair].before >= target.value.position > falls[pair].after
    ]
    managers: dict[int, int] = {}
    for chunk in in_chunks({each.pair[0] for each in missed}):
        managers |= managers_of(session, chunk)
    tell_many(session, [one for each in missed for one in _tellings(session, each, managers, fact.cause)])


def _falls(session: WorkspaceSession, fact: RatingsChanged) -> Iterable[_Fall]:
    changed = [each for each in fact.changes if each.person_id is not None and each.before is not None]
    lowered = [each for each in changed if each.after != each.before]
    scales = _scales(session, {each.subject for each in lowered if each.subject is not None})
    for each in lowered:
        if each.subject is None or each.person_id is None:
            continue
        scale = scales[each.subject]
        before, after = (_position(scale, value) for value in (each.before, each.after))
        if after < before:
            yield _Fall((each.person_id, each.subject), before, after)


def _scales(session: WorkspaceSession, competency_ids: set[int]) -> dict[int, ScaleView]:
    wanted = sorted(competency_ids)
    found: dict[int, ScaleView] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= scales_of(session, wanted[start : start + CHUNK])
    return found


def _position(scale: ScaleView, value_id: object) -> int:
    value = scale.value(value_id) if isinstance(value_id, int) else None
    return value.position if value is not None else -1


def _tellings(
    session: WorkspaceSession, fall: _Fall, managers: dict[int, int], cause: str
) -> Iterable[Telling]:
    person_id, competency_id = fall.pair
    at = session.now.isoformat()
    for recipient in dict.fromkeys([person_id, managers.get(person_id)]):
        if recipient is not None:
            yield Telling(
                recipient,
                NO_LONGER_MEETS,
                {"person": person_id, "competency": competency_id, "cause": cause, "at": at},
                key=f"{NO_LONGER_MEETS}:{recipient}:{person_id}:{competency_id}:{at}",
                subjects=[("competency", competency_id)],
            )
