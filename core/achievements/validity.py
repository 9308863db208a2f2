"""Validity of ratings today: from the qualifications a person currently holds (rating/validity)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from core.achievements.holdings import Held, holdings_of
from core.achievements.queries import Pair, RatingView, ratings_of
from core.achievements.rules import Path, Standing, standing
from core.clock import day_in
from core.db import WorkspaceSession
from core.people import people


def validity_of(
    session: WorkspaceSession,
    pairs: Iterable[Pair],
    *,
    today_by_person: Mapping[int, date] | None = None,
    ratings: Mapping[Pair, RatingView] | None = None,
) -> dict[Pair, Standing]:
    """How each pair's rating stands on its person's day; without days given, today in each one's time zone.

    Every pair asked for is answered, rated or not. `ratings` spares asking for them again.
    """
    wanted = set(pairs)
    rated = ratings_of(session, wanted) if ratings is None else ratings
    days = today_by_person or days_of(session, {person for person, _ in wanted})
    held = holdings_of(session, wanted)
    return {pair: _standing(rated.get(pair), held.get(pair, []), days[pair[0]]) for pair in wanted}


def days_of(session: WorkspaceSession, person_ids: Iterable[int]) -> dict[int, date]:
    """Today of each person, in their own time zone."""
    return {each.id: day_in(each.time_zone, session.now) for each in people(session, person_ids).values()}


def _standing(rating: RatingView | None, held: Sequence[Held], today: date) -> Standing:
    position = rating.value.position if rating and rating.value else None
    return standing(position, held, today, source_lost=_source_lost(rating, held))


def _source_lost(rating: RatingView | None, held: Sequence[Held]) -> bool:
    """Whether the rating came from a qualification that was deleted or withdrawn since."""
    if rating is None or rating.came_from != Path.QUALIFICATION:
        return False
    return rating.source_id not in {each.qualification_id for each in held}
