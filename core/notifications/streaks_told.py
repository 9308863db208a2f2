"""Who is told how far a streak came by results from elsewhere, and when it cannot be completed any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from core.achievements import Unreachable, acquisitions_of, followed_by, states_of, unreachable_streaks
from core.activities import QUIZ, ActivityChanged, ResultsRecorded, SkillLink, SkillsUnlinked
from core.db import WorkspaceSession
from core.notifications.outbox import Telling, tell_many
from core.notifications.settings import muted_people
from core.people import Actor

STREAK_PROGRESS = "streak_progress"
STREAK_UNREACHABLE = "streak_unreachable"
CHUNK = 900
MOST_RESULTS = 20
"""So many results one message speaks of; of more it tells the latest."""


def tell_of_progress(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Tell people what results from elsewhere did for their streaks: a quiz's own card says it (acquisition/progress).

    One message for all results of a person; nobody is told of a history brought in at set-up.
    """
    if fact.quiet or fact.source == QUIZ:
        return
    touched = followed_by(session, fact.result_ids).touched
    acquired = acquisitions_of(session, touched)
    open_ones = {person_id for person_id, competency_id in touched if (person_id, competency_id) not in acquired}
    results: dict[int, list[int]] = {}
    for result_id, person_id in zip(fact.result_ids, fact.person_ids, strict=True):
        if person_id in open_ones:
            results.setdefault(person_id, []).append(result_id)
    tell_many(session, [_telling(person_id, ids) for person_id, ids in results.items()])


def tell_of_unreachable_by_results(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Tell those whose streak these results left without a way on (acquisition/unreachable).

    A quiz's own card says it, and so does the message of progress: this is for those who switched that off. A passed
    one brings nobody further from the end, so it is asked at the beginning of a row alone.
    """
    if fact.quiet or fact.source == QUIZ:
        return
    people = sorted(set(fact.person_ids))
    deaf = {each for part in _parts(people) for each in muted_people(session, part, STREAK_PROGRESS)}
    if not deaf:
        return
    touched = {pair for pair in followed_by(session, fact.result_ids).touched if pair[0] in deaf}
    begun = {pair for pair, state in states_of(session, touched).items() if state.length <= 1}
    skills = {competency_id for _, competency_id in begun}
    found = unreachable_streaks(session, competency_ids=skills, person_ids=deaf) if begun else []
    _tell(session, [each for each in found if (each.person_id, each.competency_id) in begun])


def tell_of_unreachable_by_unlinking(session: WorkspaceSession, _actor: Actor, fact: SkillsUnlinked) -> None:
    """Tell those who cannot complete a streak since an activity no longer carries the skill."""
    _tell(session, unreachable_streaks(session, competency_ids=set(fact.competency_ids)))


def tell_of_unreachable_by_deletion(session: WorkspaceSession, _actor: Actor, fact: ActivityChanged) -> None:
    """Tell those who cannot complete a streak since an activity was taken out of use."""
    if any(change.what == "activity" and change.after is None for change in fact.changes):
        query = select(SkillLink.competency_id).where(
            SkillLink.activity_id == fact.activity_id,
            SkillLink.superseded_at.is_(None),
            SkillLink.effective_until == session.now,
        )
        _tell(session, unreachable_streaks(session, competency_ids=set(session.scalars(query))))


def _telling(person_id: int, result_ids: Sequence[int]) -> Telling:
    latest = list(result_ids)[-MOST_RESULTS:]
    return Telling(person_id, STREAK_PROGRESS, {"results": latest}, key=f"{STREAK_PROGRESS}:{person_id}:{max(latest)}")


def _tell(session: WorkspaceSession, found: Iterable[Unreachable]) -> None:
    """Told once for each number of activities left, so that nobody hears the same twice."""
    tellings = [
        Telling(
            each.person_id,
            STREAK_UNREACHABLE,
            {"skill": each.competency_id},
            key=f"{STREAK_UNREACHABLE}:{each.person_id}:{each.competency_id}:{each.left}",
            subjects=[("competency", each.competency_id)],
        )
        for each in found
    ]
    tell_many(session, tellings)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
