"""'Who knows X in Y?': holders by name, best first to those who may see ratings (find/experts).

Who may see others' ratings sees how they stand and has them first, the highest value before the rest; everybody else
sees names, A to Z. Certifications are shown to those who may see them, unless the type lets colleagues know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.achievements import Standing, days_of
from core.db import WorkspaceSession
from core.errors import NotFound
from core.find.holding import Holders, holders_of
from core.find.naming import FEW, Named, active_among, count_active, following, named, walked
from core.frameworks import CompetencyCategory, CompetencyView, ScaleValueView, competencies, sight_of
from core.people import Actor
from core.people.models import Membership
from core.qualifications import types_of
from core.qualifications.sight import Reached, people_in_part, reached_people
from core.visibility import details_sight
from core.words import say

PAGE = 10
MOST_SHARED = 50


@dataclass(frozen=True)
class Question:
    """Who holds this competency, in any of these groups (none: everywhere), rated at this position or above."""

    competency_id: int
    groups: tuple[int, ...] = ()
    least: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this person of this part of the list."""

    part: int
    person_id: int


@dataclass(frozen=True)
class Expert:
    """Somebody who holds it. `seen` says that the asker may see how; else there is a name and nothing more.

    `value` is the rating; without one it is self-declared.
    """

    person_id: int
    name: str
    seen: bool = False
    value: ScaleValueView | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Experts:
    """A page of those who hold it; `more` is where the next one begins, `count` how many there are in all.

    `count` is None where they are too many to be counted while somebody waits. `closed` says that only those are here
    whose certifications, or ratings where a value was asked for, the asker may see; `best_first` that those whose
    ratings they see come first.
    """

    competency: CompetencyView
    lines: tuple[Expert, ...]
    more: Place | None
    count: int | None
    closed: bool = False
    best_first: bool = False


def experts(
    session: WorkspaceSession, actor: Actor, question: Question, *, after: Place | None = None, size: int = PAGE
) -> Experts:
    """Who holds a competency as far as the asker may know, a page of them. Raises NotFound above the asker's tier.

    Asked for a value, only those count whose ratings the asker sees: the answer would tell them (privacy/details).
    On a session as of another day it is who held it, or will by what is known; rights are today's (find/as-of).
    """
    competency = _visible(session, actor, question.competency_id)
    closed = question.least is not None or not names_open(session, competency)
    reached = reached_people(session.present, actor)
    known = _known(session.present, actor, reached) if closed else None
    holders = holders_of(session, question.competency_id, least=question.least, among=known)
    ranks = _in_place(session, holders.ranks, question.groups)
    seen = _seen(session.present, actor, reached, ranks.keys(), competency.id)
    parts = _parts(actor, ranks, seen, closed=closed)
    found = _page(session, parts, after, size + 1)
    shown = found[:size]
    more = Place(shown[-1][0], shown[-1][1].person_id) if len(found) > size else None
    lines = _lines(session, holders, [each for _, each in shown], seen)
    count = count_active(session, set().union(*parts))
    hidden = closed and reached is not None
    return Experts(competency, lines, more, count, closed=hidden, best_first=_sees_others(actor, seen))


def may_share(session: WorkspaceSession, question: Question) -> bool:
    """Whether the names alone may be read by anybody here (privacy/channel-safe).

    Not of a certification whose holders are not visible, of a competency with a tier, or where a value was asked for.
    """
    competency = competencies(session, [question.competency_id]).get(question.competency_id)
    if competency is None or question.least is not None:
        return False
    return not competency.access_tier and names_open(session, competency)


def names_to_share(session: WorkspaceSession, question: Question) -> tuple[list[str], int] | None:
    """Names alone, A to Z, at most fifty, and how many there are; None where they may not be shared."""
    if not may_share(session, question):
        return None
    found = _in_place(session, holders_of(session, question.competency_id).ranks, question.groups).keys()
    count = count_active(session, found)
    names = [each.name for _, each in _page(session, [set(found)], None, MOST_SHARED)]
    return names, len(found) if count is None else count


def names_open(session: WorkspaceSession, competency: CompetencyView) -> bool:
    """Whether colleagues may know who holds it: everything but certifications, and those whose type says so."""
    if competency.category != CompetencyCategory.CERTIFICATION:
        return True
    return types_of(session.present, [competency.id])[competency.id].holders_visible


def _visible(session: WorkspaceSession, actor: Actor, competency_id: int) -> CompetencyView:
    found = competencies(session, [competency_id]).get(competency_id)
    if found is None or not sight_of(session, actor).covers(found):
        raise NotFound(say("I don't find that competency."), field="skill")
    return found


def _in_place(session: WorkspaceSession, ranks: Mapping[int, int], groups: Sequence[int]) -> Mapping[int, int]:
    """Those in any of the groups on the session's day; without groups all."""
    if not groups:
        return ranks
    query = select(Membership.person_id).where(Membership.group_id.in_(list(groups)), Membership.in_force(session.now))
    inside = set(session.scalars(query))
    return {person_id: rank for person_id, rank in ranks.items() if person_id in inside}


def _known(present: WorkspaceSession, actor: Actor, reached: Reached) -> set[int] | None:
    """Everybody of whom the actor sees any details; None for all people, or where they aren't listed."""
    return {*reached, *people_in_part(present, actor)} if isinstance(reached, list) else None


def _seen(
    present: WorkspaceSession, actor: Actor, reached: Reached, person_ids: Collection[int], competency_id: int
) -> set[int]:
    """Of whom the asker sees the rating of this competency, today."""
    if reached is None:
        return set(person_ids)
    whole = set(reached if isinstance(reached, list) else present.scalars(reached)).intersection(person_ids)
    in_part = set(people_in_part(present, actor)).intersection(person_ids) - whole
    sights = details_sight(present, actor, in_part) if in_part else {}
    return whole | {each for each, sight in sights.items() if sight.covers(competency_id)}


def _sees_others(actor: Actor, seen: Collection[int]) -> bool:
    return bool(set(seen) - {actor.person_id})


def _parts(actor: Actor, ranks: Mapping[int, int], seen: set[int], *, closed: bool) -> list[set[int]]:
    """The list in parts, each A to Z: by rating for those whose ratings are seen, then the others."""
    others = set() if closed else ranks.keys() - seen
    if not _sees_others(actor, seen):
        return [seen | others]
    by_rank: dict[int, set[int]] = {}
    for person_id in seen:
        by_rank.setdefault(ranks[person_id], set()).add(person_id)
    return [*(by_rank[rank] for rank in sorted(by_rank, reverse=True)), others]


def _page(
    session: WorkspaceSession, parts: Sequence[set[int]], after: Place | None, limit: int
) -> list[tuple[int, Named]]:
    """People from a place on, each with its part's number."""
    found: list[tuple[int, Named]] = []
    for number in range(after.part if after else 0, len(parts)):
        from_here = named(session, after.person_id) if after is not None and number == after.part else None
        part, left = parts[number], limit - len(found)
        if len(part) > FEW:
            people = walked(session, part, from_here, left)
        else:
            people = following(active_among(session, part), from_here, left)
        found += [(number, each) for each in people]
        if len(found) >= limit:
            break
    return found


def _lines(
    session: WorkspaceSession, holders: Holders, people: Sequence[Named], seen: Collection[int]
) -> tuple[Expert, ...]:
    days = days_of(session, [each.person_id for each in people if each.person_id in seen])
    stands = holders.standings(days)
    return tuple(
        Expert(each.person_id, each.name, True, holders.value_of(each.person_id), stands[each.person_id])
        if each.person_id in stands
        else Expert(each.person_id, each.name)
        for each in people
    )
