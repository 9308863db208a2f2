"""What setting targets on a group would do for those in it now (targets/dry-run)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.db import WorkspaceSession
from core.frameworks import CompetencyView, may_see_tier
from core.people import PersonView, members_of
from core.targets.plan import PlannedTarget, TargetPlan
from core.targets.planning import Pair, met_pairs, people_by_id
from core.targets.queries import exemptions_of, sources_of
from core.targets.rules import GROUP, Circumstances, TargetSource, Wish, effective, outcome_of


def work_out_group(
    session: WorkspaceSession,
    group_id: int,
    skills: Mapping[int, CompetencyView],
    wishes: Sequence[Wish],
    due_on: date | None,
) -> TargetPlan:
    """The plan for the group's active people: what each has already, whatever the source, counts as already there."""
    persons = people_by_id(session, members_of(session, group_id))
    there = sources_of(session, list(persons), skills)
    exempt, met = frozenset(exemptions_of(session, persons)), met_pairs(session, persons, wishes)
    lines = []
    for person in persons.values():
        for wish in wishes:
            pair = (person.id, wish.competency_id)
            found = Circumstances(
                active=person.active,
                tier_allows=_sees(skills[wish.competency_id], person),
                exempt=pair in exempt,
                existing=_existing(there.get(pair, []), wish, group_id),
                met=pair in met,
            )
            lines.append(_line(pair, wish, found))
    return TargetPlan(tuple(lines), due_on)


def _sees(skill: CompetencyView, person: PersonView) -> bool:
    return may_see_tier(skill.access_tier, person.access_tier)


def _existing(sources: Sequence[TargetSource], wish: Wish, group_id: int) -> TargetSource | None:
    """What says the wish already, or what the group said before."""
    if not sources:
        return None
    value, due_on = effective(sources)
    in_time = wish.due_on is None or (due_on is not None and due_on <= wish.due_on)
    if value.position >= wish.value.position and in_time:
        return replace(sources[0], value=wish.value, due_on=wish.due_on)
    return next((each for each in sources if (each.kind, each.key) == (GROUP, group_id)), None)


def _line(pair: Pair, wish: Wish, found: Circumstances) -> PlannedTarget:
    return PlannedTarget(*pair, wish.value, wish.due_on, outcome_of(wish, found), found.existing)
