"""Asking the table: may this actor do this, here? (people/capabilities, people/matrix, people/refusal)"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.errors import Refused, Stranger
from core.people.actor import Actor
from core.people.capabilities import PERMISSIONS, SKILLS_ONLY, Capability, ContextKind, Role, granting
from core.people.models import (
    Category,
    Grant,
    Group,
    Membership,
    Person,
    PersonState,
    RoleAssignment,
    RoleCapability,
    RoleDefinition,
    Workspace,
)
from core.people.supervision import supervised_by, supervises, supervises_anybody
from core.words import Sentence, say


@dataclass(frozen=True)
class Where:
    """The context asked about: a person, a category, a course in its category, a group, or (empty) the site.

    `through_courses` names the courses by which a teacher may see a person: those carrying the competency in which
    the person is enrolled; the caller, who knows courses, gives them. `competency_id` narrows a reviewer's grant.
    `skills_only` says that only competencies of category skill are concerned.
    """

    person_id: int | None = None
    category_id: int | None = None
    course_id: int | None = None
    group_id: int | None = None
    through_courses: tuple[int, ...] = ()
    competency_id: int | None = None
    skills_only: bool = False


SITE = Where()


def over(person_id: int, **narrow: Any) -> Where:
    """The context of one person."""
    return Where(person_id=person_id, **narrow)


def allows(session: WorkspaceSession, actor: Actor, capability: Capability, where: Where = SITE) -> bool:
    """Whether the actor holds the capability there, by any role, relation, line or grant."""
    if actor.trusted:
        return True
    if actor.person_id is None or not is_active(session, actor.person_id):
        return False
    return any(check(session, actor.person_id, capability, where) for check in _CHECKS)


def require(
    session: WorkspaceSession,
    actor: Actor,
    capability: Capability,
    where: Where = SITE,
    *,
    refusal: Sentence | None = None,
) -> None:
    """Raise `Refused` unless the actor holds the capability there: what is missing, why, who can (people/refusal)."""
    if not actor.trusted and (actor.person_id is None or not is_active(session, actor.person_id)):
        raise Stranger
    if not allows(session, actor, capability, where):
        raise Refused(refusal or _refusal(capability), why=reason_for(capability), capability=str(capability))


def allowed_people(session: WorkspaceSession, actor: Actor, capability: Capability) -> sa.Select[Any]:
    """Ids of all persons over whom the actor holds a person capability, as a selection for set-based work."""
    everyone = sa.select(Person.id).where(Person.workspace_id == session.workspace_id)
    if actor.trusted:
        return everyone
    person_id = actor.person_id
    if person_id is None or not is_active(session, person_id):
        return everyone.where(Person.id.in_([]))
    if _by_site_role(session, person_id, capability, SITE):
        return everyone
    found = [_given_people(session, person_id, capability)]
    if role_holds(session, Role.MANAGER, capability):
        found.append(supervised_by(session, person_id))
    if role_holds(session, Role.EMPLOYEE, capability):
        found.append(sa.select(Person.id).where(Person.id == person_id))
    return sa.select(sa.union(*found).subquery().c[0])


def is_active(session: WorkspaceSession, person_id: int) -> bool:
    """Whether the person may act at all (people/deactivated)."""
    query = sa.select(PersonState.active).where(
        PersonState.person_id == person_id, PersonState.in_force(session.now)
    )
    return bool(session.scalar(query))


def access_tier_of(session: WorkspaceSession, person_id: int) -> int | None:
    """The person's access tier, None without one."""
    query = sa.select(PersonState.access_tier).where(
        PersonState.person_id == person_id, PersonState.in_force(session.now)
    )
    return session.scalar(query)


def roles_of(session: WorkspaceSession, person_id: int) -> set[str]:
    """Names of the roles given to the person anywhere, without those that follow from the directory."""
    query = (
        sa.select(RoleDefinition.name)
        .join(RoleAssignment, RoleAssignment.role_id == RoleDefinition.id)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.in_force(session.now))
    )
    return set(session.scalars(query))


def holds_anywhere(session: WorkspaceSession, actor: Actor, capability: Capability) -> bool:
    """Whether the actor holds the capability in some context, for help and menus (chat/help)."""
    return capability in held_anywhere(session, actor, [capability])


def held_anywhere(
    session: WorkspaceSession, actor: Actor, capabilities: Collection[Capability]
) -> frozenset[Capability]:
    """Which of these the actor holds in some context; the same few queries however many are asked about."""
    if actor.trusted:
        return frozenset(capabilities)
    if actor.person_id is None or not is_active(session, actor.person_id):
        return frozenset()
    person_id, holders = actor.person_id, _roles_holding(session, capabilities)
    roles = {str(Role.EMPLOYEE), *roles_of(session, person_id)}
    if any(Role.LEAD in names for names in holders.values()) and _leads_any(session, person_id):
        roles.add(Role.LEAD)
    if any(Role.MANAGER in names for names in holders.values()) and supervises_anybody(session, person_id):
        roles.add(Role.MANAGER)
    granted = _granted_anywhere(session, person_id)
    return frozenset(each for each, names in holders.items() if names & roles or granting(each) & granted)


def _granted_anywhere(session: WorkspaceSession, person_id: int) -> set[str]:
    """What was granted over everybody for some competency: its experts review it."""
    query = sa.select(Grant.capability).where(
        Grant.person_id == person_id, Grant.over_person_id.is_(None), Grant.in_force(session.now)
    )
    return set(session.scalars(query))


def _roles_holding(
    session: WorkspaceSession, capabilities: Collection[Capability]
) -> dict[Capability, set[str]]:
    """By capability the names of the roles that hold it, or one that implies it (people/implied)."""
    wanted = {each: granting(each) for each in capabilities}
    query = (
        sa.select(RoleCapability.capability, RoleDefinition.name)
        .join(RoleDefinition, RoleDefinition.id == RoleCapability.role_id)
        .where(
            RoleCapability.capability.in_(sorted({held for any_of in wanted.values() for held in any_of})),
            RoleCapability.in_force(session.now),
        )
    )
    rows = session.execute(query).all()
    return {each: {name for held, name in rows if held in any_of} for each, any_of in wanted.items()}


def _by_site_role(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    roles = session.scalars(
        _assignments(session, person_id, capability).where(
            RoleAssignment.context_kind == ContextKind.SITE
        )
    )
    return any(_role_reaches(session, person_id, role, capability, where) for role in roles)


def _role_reaches(
    session: WorkspaceSession, person_id: int, role: str, capability: Capability, where: Where
) -> bool:
    """Some roles hold a capability only in part: an editor skills, a teacher their courses (people/skill-managers)."""
    if any(name == role and held == capability for name, held in SKILLS_ONLY):
        return where.skills_only and access_tier_of(session, person_id) is None
    return True


def _by_category(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    if where.category_id is None:
        return False
    roles = session.scalars(
        _assignments(session, person_id, capability).where(
            RoleAssignment.context_kind == ContextKind.CATEGORY,
            RoleAssignment.context_id.in_(_category_and_above(session, where.category_id)),
        )
    )
    return any(_role_reaches(session, person_id, role, capability, where) for role in roles)


def _by_course(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    courses = [*([where.course_id] if where.course_id is not None else []), *where.through_courses]
    if not courses:
        return False
    query = _assignments(session, person_id, capability).where(
        RoleAssignment.context_kind == ContextKind.COURSE, RoleAssignment.context_id.in_(courses)
    )
    return session.scalar(query.limit(1)) is not None


def _by_relation(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    if where.person_id is None:
        return False
    query = _assignments(session, person_id, capability).where(
        RoleAssignment.context_kind == ContextKind.PERSON, RoleAssignment.over_person_id == where.person_id
    )
    return session.scalar(query.limit(1)) is not None


def _by_grant(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    if where.person_id is None:
        return False
    same = Grant.competency_id == where.competency_id
    over_them = sa.and_(Grant.over_person_id == where.person_id, sa.or_(Grant.competency_id.is_(None), same))
    over_all = sa.and_(Grant.over_person_id.is_(None), same, Grant.person_id != where.person_id)
    query = sa.select(Grant.id).where(
        Grant.person_id == person_id,
        sa.or_(over_them, over_all),
        Grant.capability.in_([*granting(capability)]),
        Grant.in_force(session.now),
    )
    return session.scalar(query.limit(1)) is not None


def _as_employee(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    return where.person_id == person_id and role_holds(session, Role.EMPLOYEE, capability)


def _as_manager(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    if where.person_id is None:
        return False
    holds = role_holds(session, Role.MANAGER, capability) or (
        capability == Capability.DOCUMENT_OPEN and _managers_see_documents(session)
    )
    return holds and supervises(session, person_id, where.person_id)


def _as_lead(session: WorkspaceSession, person_id: int, capability: Capability, where: Where) -> bool:
    if where.group_id is None or not role_holds(session, Role.LEAD, capability):
        return False
    query = sa.select(Membership.id).where(
        Membership.group_id == where.group_id,
        Membership.person_id == person_id,
        Membership.lead,
        Membership.in_force(session.now),
    )
    return session.scalar(query) is not None


_CHECKS = (
    _as_employee, _by_site_role, _as_manager, _by_category, _by_course, _by_relation, _by_grant, _as_lead
)


def _assignments(session: WorkspaceSession, person_id: int, capability: Capability) -> sa.Select[Any]:
    """The names of the person's given roles, in force, that hold the capability."""
    return (
        sa.select(RoleDefinition.name)
        .join(RoleAssignment, RoleAssignment.role_id == RoleDefinition.id)
        .join(RoleCapability, RoleCapability.role_id == RoleDefinition.id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.in_force(session.now),
            RoleCapability.in_force(session.now),
            RoleCapability.capability.in_([*granting(capability)]),
        )
    )


def _given_people(session: WorkspaceSession, person_id: int, capability: Capability) -> sa.Select[Any]:
    return (
        sa.select(RoleAssignment.over_person_id)
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.context_kind == ContextKind.PERSON,
            RoleAssignment.in_force(session.now),
            RoleAssignment.workspace_id == session.workspace_id,
            RoleCapability.in_force(session.now),
            RoleCapability.workspace_id == session.workspace_id,
            RoleCapability.capability.in_([*granting(capability)]),
        )
    )


def role_holds(session: WorkspaceSession, role: Role, capability: Capability) -> bool:
    """Whether a shipped role holds the capability, or one that implies it, today."""
    query = (
        sa.select(RoleCapability.id)
        .join(RoleDefinition, RoleDefinition.id == RoleCapability.role_id)
        .where(
            RoleDefinition.name == role,
            RoleCapability.capability.in_([*granting(capability)]),
            RoleCapability.in_force(session.now),
        )
    )
    return session.scalar(query.limit(1)) is not None


def _leads_any(session: WorkspaceSession, person_id: int) -> bool:
    query = (
        sa.select(Membership.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id == person_id, Membership.lead, Membership.in_force(session.now))
    )
    return session.scalar(query.limit(1)) is not None


def _managers_see_documents(session: WorkspaceSession) -> bool:
    settings = session.scalar(sa.select(Workspace.settings).where(Workspace.id == session.workspace_id))
    return bool((settings or {}).get("managers_see_documents"))


def _category_and_above(session: WorkspaceSession, category_id: int) -> Collection[int]:
    found = sa.select(Category.id, Category.parent_id).where(Category.id == category_id).cte(
        "category_and_above", recursive=True
    )
    upper = aliased(Category)
    step = sa.select(upper.id, upper.parent_id).where(
        upper.id == found.c.parent_id, upper.workspace_id == session.workspace_id
    )
    return session.scalars(sa.select(found.union(step).c.id)).all()


def _refusal(capability: Capability) -> Sentence:
    line = PERMISSIONS[capability]
    return say("Not done: {doing} isn't open to you here. {who}", doing=say(line.doing), who=say(line.who_can))


def reason_for(capability: Capability) -> Sentence:
    """Why an action is refused: which capability it takes and which roles hold it (people/refusal)."""
    roles = sorted(role.value.replace("_", " ") for role in PERMISSIONS[capability].roles)
    if not roles:
        return say("The capability {name} is held by nobody until an admin gives it.", name=str(capability))
    return say("The capability {name} is held by: {roles}.", name=str(capability), roles=roles)
