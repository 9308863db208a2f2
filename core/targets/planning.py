"""Working out what setting targets would do: all the reading for the rule, a fixed number of queries for any crowd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from core.achievements import ratings_of, validity_of
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyView, ScaleValueView, competencies, may_see_tier, sees_all_tiers
from core.people import Actor, Capability, Person, PersonView, access_tier_of, allowed_people, people
from core.targets.plan import PlannedTarget, TargetPlan
from core.targets.queries import direct_targets, exemptions_of, in_chunks, scales_of_many
from core.targets.rules import Circumstances, TargetSource, Wish, is_met, outcome_of
from core.words import say

Pair = tuple[int, int]
Found = TypeVar("Found")


@dataclass(frozen=True)
class _Situation:
    """Everything the rule looks at, read once for all persons and competencies."""

    persons: Mapping[int, PersonView]
    competencies: Mapping[int, CompetencyView]
    supervised: frozenset[int]
    existing: Mapping[Pair, TargetSource]
    exempt: frozenset[Pair]
    met: frozenset[Pair]


def work_out(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    wanted: Mapping[int, int | None],
    due_on: date | None,
) -> TargetPlan:
    """The plan for these persons and competencies; `wanted` gives a scale value's id, None for the lowest proficient.

    Raises Invalid for a date that is past, a disabled competency or a value of another scale, NotFound for a person
    or competency that is not there or that the actor may not see.
    """
    check_due(session, actor, due_on)
    persons = _all_of(people_by_id(session, person_ids), person_ids, "I don't find that person.")
    skills = wanted_competencies(session, actor, wanted)
    wishes = wishes_for(session, skills, wanted, due_on)
    situation = _situation(session, actor, persons, skills, wishes)
    lines = [_line(situation, each, wish) for each in dict.fromkeys(person_ids) for wish in wishes]
    return TargetPlan(tuple(lines), due_on)


def check_due(session: WorkspaceSession, actor: Actor, due_on: date | None) -> None:
    """Raise Invalid for a day that is past where the actor is; today is still to come."""
    if due_on is not None and due_on < today_of(session, actor):
        raise Invalid(say("{day} is past. Choose today or a later day.", day=due_on), field="due")


def today_of(session: WorkspaceSession, actor: Actor) -> date:
    """The actor's today; the operator's and the engine's is that of UTC."""
    if actor.person_id is None:
        return day_in("UTC", session.now)
    return day_in(people(session, [actor.person_id])[actor.person_id].time_zone, session.now)


def people_by_id(session: WorkspaceSession, person_ids: Sequence[int]) -> dict[int, PersonView]:
    """Persons by id, asked for in parts."""
    found: dict[int, PersonView] = {}
    for part in in_chunks(list(dict.fromkeys(person_ids))):
        found |= people(session, part)
    return found


def supervised_among(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> frozenset[int]:
    """Which of these persons the actor may set targets for (targets/who)."""
    allowed = allowed_people(session, actor, Capability.TARGET_ASSIGN)
    found: set[int] = set()
    for part in in_chunks(person_ids):
        query = sa.select(Person.id).where(Person.id.in_(part), Person.id.in_(allowed))
        found |= set(session.scalars(query))
    return frozenset(found)


def _all_of(found: dict[int, Found], ids: Sequence[int] | Mapping[int, object], missing: str) -> dict[int, Found]:
    if any(each not in found for each in ids):
        raise NotFound(say(missing))
    return found


def wanted_competencies(
    session: WorkspaceSession, actor: Actor, wanted: Mapping[int, int | None]
) -> dict[int, CompetencyView]:
    """The competencies asked for; raises NotFound for one the actor does not see, Invalid for a disabled one."""
    found = _all_of(competencies(session, wanted), wanted, "I don't find that skill.")
    sees_all = sees_all_tiers(session, actor)
    own = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    for each in found.values():
        if not may_see_tier(each.access_tier, own, sees_all=sees_all):
            raise NotFound(say("I don't find that skill."))
        if not each.active:
            raise Invalid(
                say("{skill} is disabled and takes no new targets. Choose another.", skill=each.name),
                field="skills",
            )
    return found


def wishes_for(
    session: WorkspaceSession,
    skills: Mapping[int, CompetencyView],
    wanted: Mapping[int, int | None],
    due_on: date | None,
) -> list[Wish]:
    """What is asked for, each with its value; raises Invalid for a value of another scale."""
    scales, wishes = scales_of_many(session, skills), []
    for competency_id, value_id in wanted.items():
        scale = scales[competency_id]
        value = scale.lowest_proficient if value_id is None else scale.value(value_id)
        if value is None:
            raise Invalid(
                say(
                    "{skill} has other values. Choose one of: {values}.",
                    skill=skills[competency_id].name,
                    values=[each.name for each in scale.values],
                ),
                field="value",
            )
        wishes.append(Wish(competency_id, value, value_id is not None, due_on))
    return wishes


def _situation(
    session: WorkspaceSession,
    actor: Actor,
    persons: Mapping[int, PersonView],
    skills: Mapping[int, CompetencyView],
    wishes: Sequence[Wish],
) -> _Situation:
    ids = list(persons)
    return _Situation(
        persons,
        skills,
        supervised_among(session, actor, ids),
        direct_targets(session, ids, list(skills)),
        frozenset(exemptions_of(session, ids)),
        met_pairs(session, persons, wishes),
    )


def met_pairs(
    session: WorkspaceSession, persons: Mapping[int, PersonView], wishes: Sequence[Wish]
) -> frozenset[Pair]:
    """Which of these people meet which of the wishes already (gaps/met)."""
    required = {wish.competency_id: wish.value.position for wish in wishes}
    pairs = [(person_id, wish.competency_id) for person_id in persons for wish in wishes]
    ratings = ratings_of(session, pairs)
    today = {each.id: day_in(each.time_zone, session.now) for each in persons.values()}
    standings = validity_of(session, list(ratings), today_by_person=today)
    return frozenset(
        pair
        for pair, rating in ratings.items()
        if rating.value is not None
        and is_met(required[pair[1]], rating.value.position, standings[pair].validity)
    )


def _line(situation: _Situation, person_id: int, wish: Wish) -> PlannedTarget:
    pair = (person_id, wish.competency_id)
    person = situation.persons[person_id]
    existing = situation.existing.get(pair)
    found = Circumstances(
        supervised=person_id in situation.supervised,
        active=person.active,
        tier_allows=may_see_tier(situation.competencies[wish.competency_id].access_tier, person.access_tier),
        exempt=pair in situation.exempt,
        existing=existing,
        met=pair in situation.met,
    )
    outcome = outcome_of(wish, found)
    value = wish.value if existing is None or wish.named else _higher(existing, wish)
    due_on = wish.due_on or (existing.due_on if existing else None)
    return PlannedTarget(person_id, wish.competency_id, value, due_on, outcome, existing)


def _higher(existing: TargetSource, wish: Wish) -> ScaleValueView:
    return max(existing.value, wish.value, key=lambda each: each.position)

