"""Who may judge whom in what, in the order in which they are asked (review/eligible)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.people.capabilities import Capability, ContextKind, Role, granting
from core.people.grants import CHUNK, EXPERT, experts_of
from core.people.models import Grant, PersonState, RoleAssignment, RoleCapability, RoleDefinition
from core.people.queries import holders_of_role
from core.people.rights import role_holds
from core.people.supervision import supervisors_of_each

Pair = tuple[int, int]


class GraderKind(StrEnum):
    """As what somebody may judge, in the order of asking."""

    EXPERT = "expert"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True)
class Grader:
    """Somebody who may judge a person in a competency, and as what."""

    person_id: int
    kind: GraderKind


def graders_of(
    session: WorkspaceSession, pairs: Iterable[Pair], capability: Capability = Capability.COMPETENCY_GRADE
) -> dict[Pair, list[Grader]]:
    """By person and competency: the active people who may judge them, first asked first; never the person themself.

    Named experts, given reviewers, managers from the nearest upward, then those who may on the whole site; where
    nobody may, site admins. A few queries for each 900 pairs. Another `capability` asks who may do that: verify,
    say.
    """
    wanted = sorted(set(pairs))
    held = sorted(granting(capability))
    everywhere = [Grader(each, GraderKind.ADMIN) for each in _on_site(session, held)]
    if not everywhere:
        everywhere = [Grader(each, GraderKind.ADMIN) for each in holders_of_role(session, Role.ADMIN)]
    found: dict[Pair, list[Grader]] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= _graders(session, wanted[start : start + CHUNK], everywhere, capability, held)
    return found


def _graders(
    session: WorkspaceSession,
    pairs: Sequence[Pair],
    everywhere: Sequence[Grader],
    capability: Capability,
    held: Sequence[str],
) -> dict[Pair, list[Grader]]:
    persons, skills = sorted({each for each, _ in pairs}), sorted({each for _, each in pairs})
    experts = experts_of(session, skills) if capability == Capability.COMPETENCY_GRADE else {}
    given, granted = _given(session, persons, held), _granted(session, persons, held)
    manages = role_holds(session, Role.MANAGER, capability)
    above = supervisors_of_each(session, persons) if manages else {}
    named = {
        pair: [
            *(Grader(each, GraderKind.EXPERT) for each in experts.get(pair[1], ())),
            *(Grader(each, GraderKind.REVIEWER) for each in given.get(pair[0], ())),
            *(Grader(each, GraderKind.REVIEWER) for each, of in granted.get(pair[0], ()) if of in (None, pair[1])),
            *(Grader(each, GraderKind.MANAGER) for each in above.get(pair[0], ())),
            *everywhere,
        ]
        for pair in pairs
    }
    active = _active(session, {each.person_id for several in named.values() for each in several})
    return {pair: list(_once(several, pair[0], active)) for pair, several in named.items()}


def _once(graders: Iterable[Grader], own: int, active: set[int]) -> Iterator[Grader]:
    """Each once, as what they are asked first."""
    seen = {own}
    for each in graders:
        if each.person_id in active and each.person_id not in seen:
            seen.add(each.person_id)
            yield each


def _given(session: WorkspaceSession, person_ids: Sequence[int], held: Sequence[str]) -> dict[int, list[int]]:
    """By person: those given a role over them that holds any of these, longest first."""
    query = (
        sa.select(RoleAssignment.over_person_id, RoleAssignment.person_id)
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .where(
            RoleAssignment.context_kind == ContextKind.PERSON,
            RoleAssignment.over_person_id.in_(person_ids),
            RoleAssignment.in_force(session.now),
            RoleCapability.in_force(session.now),
            RoleCapability.capability.in_(held),
        )
        .order_by(RoleAssignment.effective_from, RoleAssignment.id)
    )
    found: dict[int, list[int]] = {}
    for over_id, person_id in session.execute(query):
        if over_id is not None:
            found.setdefault(over_id, []).append(person_id)
    return found


def _granted(
    session: WorkspaceSession, person_ids: Sequence[int], held: Sequence[str]
) -> dict[int, list[tuple[int, int | None]]]:
    query = sa.select(Grant.over_person_id, Grant.person_id, Grant.competency_id).where(
        Grant.over_person_id.in_(person_ids),
        Grant.capability.in_(held),
        Grant.reason != EXPERT,
        Grant.in_force(session.now),
    )
    found: dict[int, list[tuple[int, int | None]]] = {}
    for over_id, person_id, competency_id in session.execute(query.order_by(Grant.id)):
        if over_id is not None:
            found.setdefault(over_id, []).append((person_id, competency_id))
    return found


def _on_site(session: WorkspaceSession, held: Sequence[str]) -> list[int]:
    """Those who may judge everybody, competency admins before site admins, by the time they were given it."""
    query = (
        sa.select(RoleAssignment.person_id)
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .where(
            RoleAssignment.context_kind == ContextKind.SITE,
            RoleAssignment.in_force(session.now),
            RoleCapability.in_force(session.now),
            RoleCapability.capability.in_(held),
        )
        .order_by(RoleDefinition.name == Role.ADMIN, RoleAssignment.effective_from, RoleAssignment.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def _active(session: WorkspaceSession, ids: Iterable[int]) -> set[int]:
    wanted = sorted(set(ids))
    found: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        query = sa.select(PersonState.person_id).where(
            PersonState.person_id.in_(wanted[start : start + CHUNK]),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        found |= set(session.scalars(query))
    return found
