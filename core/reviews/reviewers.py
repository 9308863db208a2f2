"""Who is asked for a review, what the current reviewer may see for it, and who are a competency's named experts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.audit import record
from core.clock import after_working_days
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.frameworks import competencies, managed_competency, may_see_tier, sees_all_tiers
from core.people import (
    Actor,
    Capability,
    Grader,
    NewGrant,
    access_tier_of,
    end_grants,
    experts_of,
    graders_of,
    grant_all,
    is_active,
    people,
    require,
    set_experts,
)
from core.reviews.events import ExpertsNamed
from core.reviews.models import Review
from core.reviews.rules import UNTOUCHED_DAYS
from core.words import say

CHUNK = 900
MOST_EXPERTS = 20
SEES = (Capability.DETAILS_VIEW, Capability.DOCUMENT_OPEN)
"""What the current reviewer may for the review's time (review/current-reviewer)."""

Pair = tuple[int, int]


def eligible_reviewers(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, list[Grader]]:
    """By person and competency: who may review it, first asked first; not those whose access tier hides it."""
    found = graders_of(session, pairs)
    tiers = _tiers(session, {competency for _, competency in found})
    sees: dict[tuple[int, int], bool] = {}

    def may_see(person_id: int, tier: int) -> bool:
        if (person_id, tier) not in sees:
            actor = Actor(session.workspace_id, person_id)
            all_tiers = sees_all_tiers(session, actor)
            sees[(person_id, tier)] = may_see_tier(tier, access_tier_of(session, person_id), sees_all=all_tiers)
        return sees[(person_id, tier)]

    return {
        pair: [each for each in several if (tier := tiers.get(pair[1])) is None or may_see(each.person_id, tier)]
        for pair, several in found.items()
    }


def reviewers_of(session: WorkspaceSession, person_id: int, competency_id: int) -> list[int]:
    """Ids of those who may review one competency of a person, in the order of asking."""
    found = eligible_reviewers(session, [(person_id, competency_id)])
    return [each.person_id for each in found[(person_id, competency_id)]]


def turn_to(session: WorkspaceSession, reviews: Mapping[int, int | None], rows: Sequence[Review]) -> None:
    """Make these people the current reviewers (by review id), and end what the ones before might see for it."""
    for row in rows:
        row.reviewer_id = reviews[row.id]
    end_sight(session, [row.id for row in rows])
    grant_all(
        session,
        [
            NewGrant(row.reviewer_id, capability, row.person_id, row.competency_id, sight_reason(row.id))
            for row in rows
            if row.reviewer_id is not None
            for capability in SEES
        ],
    )


def end_sight(session: WorkspaceSession, review_ids: Sequence[int]) -> None:
    """End what current reviewers may see for these reviews."""
    end_grants(session, [sight_reason(each) for each in review_ids])


def start_waiting(session: WorkspaceSession, rows: Sequence[Review]) -> None:
    """Note when these reviews go on if nobody touches them, by their reviewers' calendars (reminders/due)."""
    zones: dict[int, str] = {}
    wanted = sorted({row.reviewer_id for row in rows if row.reviewer_id is not None})
    for start in range(0, len(wanted), CHUNK):
        zones |= {each.id: each.time_zone for each in people(session, wanted[start : start + CHUNK]).values()}
    for row in rows:
        row.goes_on_at = after_working_days(session.now, UNTOUCHED_DAYS, zones.get(row.reviewer_id or 0, "UTC"))


def sight_reason(review_id: int) -> str:
    """Under which reason a review's grants are found again."""
    return f"review:{review_id}"


def name_experts(session: WorkspaceSession, actor: Actor, competency_id: int, person_ids: Sequence[int]) -> None:
    """Let exactly these people be the competency's experts: they are asked first for reviews of it (review/eligible).

    Needs the right to change the competency and to rate everybody, for that is what an expert may in it
    (people/roles). Raises Invalid for somebody who is not active, and for more than 20.
    """
    managed_competency(session, actor, competency_id)
    refusal = say("Not named: an expert may rate everybody in this, which you may not. An admin can name them.")
    require(session, actor, Capability.COMPETENCY_GRADE, refusal=refusal)
    wanted = list(dict.fromkeys(person_ids))
    if len(wanted) > MOST_EXPERTS:
        raise Invalid(say("At most {n} experts for one competency.", n=MOST_EXPERTS), field="experts")
    if not all(is_active(session, each) for each in wanted):
        raise Invalid(say("Only people who are active here can be experts."), field="experts")
    before = experts_of(session, [competency_id]).get(competency_id, [])
    if set(before) == set(wanted):
        return
    set_experts(session, competency_id, wanted)
    changes = tuple(
        Change("expert", competency_id, each in before, each in wanted, person_id=each)
        for each in sorted(set(before) ^ set(wanted))
    )
    record(session, actor, ExpertsNamed(competency_id=competency_id, changes=changes))


def _tiers(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, int | None]:
    wanted = sorted(set(competency_ids))
    found: dict[int, int | None] = {}
    for start in range(0, len(wanted), CHUNK):
        named = competencies(session, wanted[start : start + CHUNK])
        found |= {each.id: each.access_tier for each in named.values()}
    return found

