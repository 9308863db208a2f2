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
from core.people.held import Held, held_by
from core.people.models import Category, Person, RoleAssignment, RoleCapability, Workspace
from core.people.statements import GRANTED, GRANTED_OVER_ALL, HOLDING, LEADS, ROLES, STATE, ask
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
    if actor.person_id is None:
        return False
    held = held_by(session, actor.person_id, capability)
    return held.active and _holds(session, held, where)


def require(
    session: WorkspaceSession,
    actor: Actor,
    capability: Capability,
    where: Where = SITE,
    *,
    refusal: Sentence | None = None,
) -> None:
    """Raise `Refused` unless the actor holds the capability there: what is missing, why, who can (people/refusal)."""
    if actor.trusted:
        return
    held = None if actor.person_id is None else held_by(session, actor.person_id, capability)
    if held is None or not held.active:
        raise Stranger
    if not _holds(session, held, where):
        raise Refused(refusal or _refusal(capability), why=reason_for(capability), capability=str(capability))


def allowed_people(session: WorkspaceSession, actor: Actor, capability: Capability) -> sa.Select[Any]:
    """Ids of all persons over whom the actor holds a person capability, as a selection for set-based work.

    Rights are today's whatever day the session looks at (find/as-of).
    """
    if session.present is not session:
        today = session.present.scalars(allowed_people(session.present, actor, capability)).all()
        return sa.select(Person.id).where(Person.workspace_id == session.workspace_id, Person.id.in_(today))
    everyone = sa.select(Person.id).where(Person.workspace_id == session.workspace_id)
    if actor.trusted:
        return everyone
    person_id = actor.person_id
    held = None if person_id is None else held_by(session, person_id, capability)
    if person_id is None or held is None or not held.active:
        return everyone.where(Person.id.in_([]))
    if _by_given_role(session, held, SITE):
        return everyone
    found = [_given_people(session, person_id, capability)]
    if Role.MANAGER in held.holders:
        found.append(supervised_by(session, person_id))
    if Role.EMPLOYEE in held.holders:
        found.append(sa.select(Person.id).where(Person.id == person_id))
    return sa.select(sa.union(*found).subquery().c[0])


def is_active(session: WorkspaceSession, person_id: int) -> bool:
    """Whether the person may act at all (people/deactivated)."""
    state = ask(session, STATE, person=person_id).first()
    return state is not None and bool(state.active)


def access_tier_of(session: WorkspaceSession, person_id: int) -> int | None:
    """The person's access tier, None without one."""
    state = ask(session, STATE, person=person_id).first()
    return state.access_tier if state is not None else None


def roles_of(session: WorkspaceSession, person_id: int) -> set[str]:
    """Names of the roles given to the person anywhere, without those that follow from the directory."""
    return set(ask(session, ROLES, person=person_id).scalars())


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
    if any(Role.LEAD in names for names in holders.values()) and ask(session, LEADS, person=person_id).first():
        roles.add(Role.LEAD)
    if any(Role.MANAGER in names for names in holders.values()) and supervises_anybody(session, person_id):
        roles.add(Role.MANAGER)
    granted = set(ask(session, GRANTED_OVER_ALL, person=person_id).scalars())
    return frozenset(each for each, names in holders.items() if names & roles or granting(each) & granted)


def _roles_holding(
    session: WorkspaceSession, capabilities: Collection[Capability]
) -> dict[Capability, set[str]]:
    """By capability the names of the roles that hold it, or one that implies it (people/implied)."""
    wanted = {each: granting(each) for each in capabilities}
    every = sorted({held for any_of in wanted.values() for held in any_of})
    rows = ask(session, HOLDING, held=every).all()
    return {each: {name for held, name in rows if held in any_of} for each, any_of in wanted.items()}


def _holds(session: WorkspaceSession, held: Held, where: Where) -> bool:
    return any(check(session, held, where) for check in _CHECKS)


def _by_given_role(session: WorkspaceSession, held: Held, where: Where) -> bool:
    """By a role given at the site, at a category here or above, at a course, or over the person (people/roles)."""
    courses = {*([where.course_id] if where.course_id is not None else []), *where.through_courses}
    in_categories = any(each.kind == ContextKind.CATEGORY for each in held.given)
    known = where.category_id if in_categories else None
    categories = _category_and_above(session, known) if known is not None else ()
    return any(
        (each.kind == ContextKind.COURSE and each.place_id in courses)
        or (each.kind == ContextKind.PERSON and where.person_id is not None and each.over_person_id == where.person_id)
        or (
            (each.kind == ContextKind.SITE or (each.kind == ContextKind.CATEGORY and each.place_id in categories))
            and _role_reaches(held, each.role, where)
        )
        for each in held.given
    )


def _role_reaches(held: Held, role: str, where: Where) -> bool:
    """Some roles hold a capability only in part: an editor skills (people/skill-managers), a teacher, even of every
    course, people's details only through a course that they are on (privacy/details)."""
    if any(name == role and in_part == held.capability for name, in_part in SKILLS_ONLY):
        return where.skills_only and held.access_tier is None
    if role == Role.TEACHER and held.capability == Capability.DETAILS_VIEW:
        return bool(where.through_courses) or where.course_id is not None
    return True


def _by_grant(session: WorkspaceSession, held: Held, where: Where) -> bool:
    """By a grant over the person, or over all for one competency: nobody's own (review/found)."""
    if where.person_id is None:
        return False
    grants = ask(session, GRANTED, person=held.person_id, held=sorted(granting(held.capability)))
    for _, over_person_id, competency_id in grants:
        same = competency_id is not None and competency_id == where.competency_id
        if over_person_id == where.person_id and (competency_id is None or same):
            return True
        if over_person_id is None and same and held.person_id != where.person_id:
            return True
    return False


def _as_employee(_session: WorkspaceSession, held: Held, where: Where) -> bool:
    return where.person_id == held.person_id and Role.EMPLOYEE in held.holders


def _as_manager(session: WorkspaceSession, held: Held, where: Where) -> bool:
    if where.person_id is None:
        return False
    holds = Role.MANAGER in held.holders or (
        held.capability == Capability.DOCUMENT_OPEN and _managers_see_documents(session)
    )
    return holds and supervises(session, held.person_id, where.person_id)


def _as_lead(session: WorkspaceSession, held: Held, where: Where) -> bool:
    if where.group_id is None or Role.LEAD not in held.holders:
        return False
    return where.group_id in ask(session, LEADS, person=held.person_id).scalars().all()


_CHECKS = (_as_employee, _by_given_role, _as_manager, _by_grant, _as_lead)


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
    return any(name == role for _, name in ask(session, HOLDING, held=sorted(granting(capability))))


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
