"""What a plan asks for, and how each item of it stands: worked out, never stored (plans/follow, plans/colours)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from core.achievements import RatingView, ratings_of, validity_of
from core.db import WorkspaceSession
from core.frameworks import CompetencyView, ScaleValueView, competencies, scales_of
from core.plans.covering import CourseRef, Pair, evident, running
from core.plans.models import FrozenItem
from core.plans.queries import PlanView, in_chunks
from core.plans.rules import Colour, Tallied, colour_of, tallied
from core.plans.statements import EXEMPT, ITEMS, look
from core.targets import is_met


@dataclass(frozen=True)
class Wanted:
    """An item of a plan: whose, what, and whether it is the plan's own or its template's."""

    plan_id: int
    person_id: int
    competency_id: int
    own: bool

    @property
    def pair(self) -> Pair:
        """The person and the competency."""
        return self.person_id, self.competency_id


@dataclass(frozen=True)
class ItemStanding:
    """How an item stands: its colour, the value the person has, what covers it while it is not met."""

    wanted: Wanted
    colour: Colour
    value: ScaleValueView | None = None
    evident: bool = False
    running: tuple[CourseRef, ...] = ()


@dataclass(frozen=True)
class PlanItem:
    """An item with its competency, as it is shown."""

    competency: CompetencyView
    own: bool
    colour: Colour
    value: ScaleValueView | None = None
    evident: bool = False
    running: tuple[CourseRef, ...] = ()


def wanted_items(session: WorkspaceSession, plan_ids: Collection[int]) -> dict[int, list[Wanted]]:
    """What each of these drafts and active plans asks for, its template's items first; one query however many.

    A competency above the person's access tier is left out, as of targets (targets/who).
    """
    found: dict[int, dict[int, Wanted]] = {each: {} for each in plan_ids}
    rows = look(session, ITEMS, plans=list(found)).all() if found else []
    for plan_id, person_id, skill, own, _ in sorted(rows, key=lambda row: (row[3], row[4])):
        found[plan_id].setdefault(skill, Wanted(plan_id, person_id, skill, bool(own)))
    return {plan_id: list(items.values()) for plan_id, items in found.items()}


def items_of(session: WorkspaceSession, views: Iterable[PlanView]) -> dict[int, list[PlanItem]]:
    """The items of plans as they stand now, of completed ones as they stood then (plans/snapshot)."""
    every = list(views)
    done = [each for each in every if not each.live]
    found = _frozen_items(session, done) if done else {}
    now = standings_of(session, [each.id for each in every if each.live])
    known = _views(session, {each.wanted.competency_id for items in now.values() for each in items})
    live = {plan_id: [_item(each, known) for each in items] for plan_id, items in now.items()}
    return {each.id: [] for each in every} | found | live


def tallies_of(session: WorkspaceSession, plan_ids: Collection[int]) -> dict[int, Tallied]:
    """How many items of each of these drafts and active plans are met, of how many that are required."""
    wanted = wanted_items(session, plan_ids)
    met, exempt = _met(session, wanted, _ratings(session, wanted))
    return {
        plan_id: tallied(
            colour_of(met=each.pair in met, covered=False, exempt=each.pair in exempt) for each in items
        )
        for plan_id, items in wanted.items()
    }


def standings_of(session: WorkspaceSession, plan_ids: Collection[int]) -> dict[int, list[ItemStanding]]:
    """How each item of these drafts and active plans stands now; a few queries however many plans."""
    wanted = wanted_items(session, plan_ids)
    ratings = _ratings(session, wanted)
    met, exempt = _met(session, wanted, ratings)
    left = {each.pair for items in wanted.values() for each in items} - met - exempt
    on_file, courses = evident(session, left), running(session, left)

    def standing(each: Wanted) -> ItemStanding:
        pair, rating = each.pair, ratings.get(each.pair)
        colour = colour_of(met=pair in met, covered=pair in on_file or pair in courses, exempt=pair in exempt)
        value = rating.value if rating else None
        return ItemStanding(each, colour, value, pair in on_file, tuple(courses.get(pair, ())))

    return {plan_id: [standing(each) for each in items] for plan_id, items in wanted.items()}


def _item(each: ItemStanding, known: Mapping[int, CompetencyView]) -> PlanItem:
    wanted = each.wanted
    return PlanItem(
        known[wanted.competency_id], wanted.own, each.colour, each.value, each.evident, each.running
    )


def _ratings(session: WorkspaceSession, wanted: Mapping[int, list[Wanted]]) -> dict[Pair, RatingView]:
    """The ratings that have a value, of everything these plans ask for."""
    pairs = {each.pair for items in wanted.values() for each in items}
    found = ratings_of(session, pairs) if pairs else {}
    return {pair: each for pair, each in found.items() if each.value is not None}


def _met(
    session: WorkspaceSession, wanted: Mapping[int, list[Wanted]], rated: Mapping[Pair, RatingView]
) -> tuple[set[Pair], set[Pair]]:
    """Which persons meet which of these, at the lowest proficient value and valid (gaps/met); and who is exempt."""
    pairs = {each.pair for items in wanted.values() for each in items}
    if not pairs:
        return set(), set()
    standings = validity_of(session, rated, ratings=rated) if rated else {}
    lowest = _lowest(session, {skill for _, skill in rated})
    met = {
        pair
        for pair, each in rated.items()
        if each.value is not None and is_met(lowest[pair[1]], each.value.position, standings[pair].validity)
    }
    exempt = look(session, EXEMPT, people=sorted({person for person, _ in pairs}))
    return met, {(row[0], row[1]) for row in exempt} & pairs


def _lowest(session: WorkspaceSession, skills: Collection[int]) -> dict[int, int]:
    """The position of the lowest proficient value of each competency's scale."""
    scales = scales_of(session, sorted(skills)) if skills else {}
    return {each: scale.lowest_proficient.position for each, scale in scales.items()}


def _views(session: WorkspaceSession, skills: Collection[int]) -> dict[int, CompetencyView]:
    return competencies(session, sorted(skills)) if skills else {}


def _frozen_items(session: WorkspaceSession, views: Collection[PlanView]) -> dict[int, list[PlanItem]]:
    rows = [
        row
        for part in in_chunks([each.standing_id for each in views])
        for row in session.scalars(
            select(FrozenItem).where(FrozenItem.standing_id.in_(part)).order_by(FrozenItem.id)
        )
    ]
    skills = {row.competency_id for row in rows}
    known, scales = _views(session, skills), scales_of(session, sorted(skills)) if skills else {}
    found: dict[int, list[PlanItem]] = {each.id: [] for each in views}
    for row in rows:
        value = scales[row.competency_id].value(row.scale_value_id) if row.scale_value_id else None
        found[row.plan_id].append(PlanItem(known[row.competency_id], row.own, Colour(row.colour), value))
    return found
