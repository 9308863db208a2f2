"""Targets into a table: what each person should have, by when, from where, and what is not required for now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

from sqlalchemy import select

from core.db import WorkspaceSession
from core.exchange.out.tables import Table
from core.frameworks import CompetencyView, competencies, may_see_tier, sees_all_tiers
from core.people import Actor, Capability, Person, PersonView, access_tier_of, allowed_people, group_views, people
from core.plans import plans
from core.profiles import profile_names
from core.targets import GROUP, PLAN, PROFILE, EffectiveTarget, TargetSource, targets_of

TARGET_COLUMNS = ("person", "name", "competency", "competency_name", "value", "due_on", "sources", "not_required_until")

Names = Mapping[tuple[str, int], str]


def targets_table(session: WorkspaceSession, actor: Actor) -> Table:
    """The targets of the people whose details the actor may see and export, one a row, within the actor's tier.

    A role profile that is not the actor's to see by name stands there without it (profiles/public).
    """
    details, export = (
        set(session.scalars(select(Person.id).where(Person.id.in_(allowed_people(session, actor, each)))))
        for each in (Capability.DETAILS_VIEW, Capability.EXPORT)
    )
    ids = sorted(details & export)
    targets = [each for found in targets_of(session, ids).values() for each in found]
    known = competencies(session, {each.competency_id for each in targets})
    persons = {each: view for each, view in people(session, {one.person_id for one in targets}).items() if view.active}
    seen = _seen(session, actor, known)
    own = actor.person_id
    shown = [
        each for each in targets
        if each.person_id in persons and (each.competency_id in seen or each.person_id == own)
    ]  # fmt: skip
    names = _names(session, actor, [source for each in shown for source in each.sources])
    ordered = sorted(shown, key=lambda each: (persons[each.person_id].name.casefold(), each.person_id))
    rows = [_row(each, persons[each.person_id], known[each.competency_id], names) for each in ordered]
    return Table(TARGET_COLUMNS, rows)


def _seen(session: WorkspaceSession, actor: Actor, known: Mapping[int, CompetencyView]) -> set[int]:
    """What of these is within the actor's tier (people/tier-see)."""
    all_tiers = sees_all_tiers(session, actor)
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return {each for each, view in known.items() if may_see_tier(view.access_tier, tier, sees_all=all_tiers)}


def _names(session: WorkspaceSession, actor: Actor, sources: Iterable[TargetSource]) -> Names:
    """Names of the groups, profiles and plans, as far as the actor may know them."""
    keys: dict[str, set[int]] = {}
    for source in sources:
        keys.setdefault(source.kind, set()).add(source.key)
    groups = {each.id: f"{each.kind} {each.name}" for each in group_views(session, ids=keys.get(GROUP, ()))}
    profiles = profile_names(session, actor, keys.get(PROFILE, ()))
    named = {each: view.name or "" for each, view in plans(session, keys.get(PLAN, ())).items()}
    by_kind = {GROUP: groups, PROFILE: profiles, PLAN: named}
    return {(kind, key): name for kind, found in by_kind.items() for key, name in found.items()}


def _row(target: EffectiveTarget, person: PersonView, skill: CompetencyView, names: Names) -> tuple[str, ...]:
    sources = [_said(each, names) for each in sorted(target.sources, key=attrgetter("kind", "key"))]
    return (
        person.email or "",
        person.name,
        skill.idnumber or "",
        str(skill.name),
        target.value.name,
        target.due_on.isoformat() if target.due_on else "",
        "|".join(dict.fromkeys(sources)),
        target.exempt_until.isoformat() if target.exempt_until else "",
    )


def _said(source: TargetSource, names: Names) -> str:
    """'direct', 'group: team Warehouse', 'profile' where its name is not to be known."""
    name = names.get((source.kind, source.key))
    return f"{source.kind}: {name}" if name else source.kind
