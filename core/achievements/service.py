"""What results and qualifications lead to: reactions, set-based and safe to repeat (acquisition/automatic)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.achievements.holdings import Held, holdings_of
from core.achievements.queries import Pair, chunks, scales_of_all
from core.achievements.ratings import Earned, apply_earned, given_since, hold_people
from core.achievements.rules import Attempt, Path, Streak, Validity, default_path
from core.achievements.streaks import streaks
from core.achievements.taking_back import take_back
from core.activities import QUIZ, Result, ResultsRecorded, SkillLink, SkillsLinked, counted_results
from core.clock import day_in
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView, competencies
from core.people import Actor, PersonView, people
from core.qualifications import QualificationChanged, QualificationFact, QualificationUndone


def rate_from_results(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Find out which skills the results acquire. A quiz's own card tells its taker, so no message has to."""
    hold_people(session, fact.person_ids)
    pairs = {
        (each.person_id, each.competency_id)
        for part in chunks(fact.result_ids)
        for each in counted_results(session, Result.id.in_(part))
    }
    evaluate_streaks(session, pairs, shown=fact.quiet or fact.source == QUIZ)


def rate_from_links(session: WorkspaceSession, _actor: Actor, fact: SkillsLinked) -> None:
    """Count the results that fall into a link dated back; a link from now on has none yet."""
    pairs = {
        (each.person_id, each.competency_id)
        for part in chunks(fact.link_ids)
        for each in counted_results(session, SkillLink.id.in_(part))
    }
    hold_people(session, {person for person, _ in pairs})
    evaluate_streaks(session, pairs, shown=False)


def evaluate_streaks(session: WorkspaceSession, pairs: Iterable[Pair], *, shown: bool) -> None:
    """Recompute the streaks of these people and skills from all their results, and rate who completed one."""
    wanted = set(pairs)
    scales = scales_of_all(session, {competency for _, competency in wanted})
    human = given_since(session, wanted)
    earned = [
        Earned(
            *pair,
            value=_acquired_value(scales[pair[1]]),
            cause=Path.STREAK,
            source_id=row[-1].result_id,
            happened_at=row[-1].happened_at,
        )
        for pair, found in streaks(session, wanted).items()
        for row in _counting_rows(found, human.get(pair))
    ]
    apply_earned(session, earned, shown=shown)


def rate_from_qualifications(session: WorkspaceSession, _actor: Actor, fact: QualificationFact) -> None:
    """Rate by valid qualifications where that is the competency's path (paths/qualification, paths/defaults).

    An undone one counts as never having been; one corrected to a lower value lowers the rating it gave.
    """
    hold_people(session, fact.person_ids)
    if isinstance(fact, QualificationUndone):
        take_back(session, Path.QUALIFICATION, fact.qualification_ids)
    pairs = _by_qualification(session, set(zip(fact.person_ids, fact.competency_ids, strict=True)))
    held = holdings_of(session, pairs)
    holders = _holders(session, {person for person, _ in held})
    corrected = set(fact.qualification_ids) if isinstance(fact, QualificationChanged) else set[int]()
    earned = [
        event
        for pair, several in held.items()
        if (event := _best(session, holders[pair[0]], pair[1], several, corrected)) is not None
    ]
    apply_earned(session, earned, shown=True)


def _counting_rows(found: Streak, given_at: datetime | None) -> tuple[tuple[Attempt, ...], ...]:
    """The first row that was enough; where somebody rated since, the first one later than that."""
    later = tuple(row for row in found.completions if given_at is None or row[-1].happened_at > given_at)
    return (later or found.completions)[:1]


def _acquired_value(scale: ScaleView) -> ScaleValueView:
    """What a streak gives: the scale's default, or its lowest proficient value where the default is none."""
    return scale.default if scale.default.proficient else scale.lowest_proficient


def _holders(session: WorkspaceSession, person_ids: set[int]) -> dict[int, PersonView]:
    found: dict[int, PersonView] = {}
    for part in chunks(sorted(person_ids)):
        found |= people(session, part)
    return found


def _by_qualification(session: WorkspaceSession, pairs: set[Pair]) -> set[Pair]:
    views = {
        each: view
        for part in chunks(sorted({competency for _, competency in pairs}))
        for each, view in competencies(session, part).items()
    }
    return {pair for pair in pairs if default_path(views[pair[1]].category) == Path.QUALIFICATION}


def _best(
    session: WorkspaceSession, holder: PersonView, competency_id: int, held: list[Held], corrected: set[int]
) -> Earned | None:
    """The highest value of the person's valid qualifications, the earliest issued among equals."""
    today = day_in(holder.time_zone, session.now)
    valid = [each for each in held if each.validity(today) in (Validity.VALID, Validity.EXPIRING)]
    if not valid:
        return None
    best = min(valid, key=lambda each: (-each.position, each.issued_on or date.max, each.qualification_id))
    return Earned(
        holder.id,
        competency_id,
        value=best.value,
        cause=Path.QUALIFICATION,
        source_id=best.qualification_id,
        happened_at=_obtained_at(session, holder, best),
        corrects=best.qualification_id in corrected,
    )


def _obtained_at(session: WorkspaceSession, holder: PersonView, held: Held) -> datetime:
    """The start of the day of issue where the holder is, never in the future; without one, when it was registered."""
    if held.issued_on is None:
        return min(held.registered_at, session.now)
    start = datetime.combine(held.issued_on, time(), ZoneInfo(holder.time_zone)).astimezone(UTC)
    return min(start, session.now)
