"""What every check of a right asks, as statements built once: most of a check's time was putting them together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.db import BigId, Instant, WorkspaceSession
from core.people.models import (
    Grant,
    Group,
    Line,
    Membership,
    Person,
    PersonState,
    RoleAssignment,
    RoleCapability,
    RoleDefinition,
)
from core.prepared import OURS, Rows, ids_of, run

NOW: sa.BindParameter[Any] = sa.bindparam("now", type_=Instant)
PERSON: sa.BindParameter[int] = sa.bindparam("person", type_=BigId)
OTHER: sa.BindParameter[int] = sa.bindparam("other", type_=BigId)
HELD: sa.BindParameter[Any] = sa.bindparam("held", type_=sa.String(), expanding=True)
ROLE: sa.BindParameter[Any] = sa.bindparam("role", type_=sa.String())

FEW = 50
"""Lists of more are not kept: they are seldom asked for twice."""


def ask(session: WorkspaceSession, statement: Any, **values: Any) -> Rows:
    """Run one of these statements in the session's workspace, as of today whatever day the session looks at.

    A session that only reads asks the same thing once: one page asks for the same right many times.
    """
    present = session.present
    if present.answers is None or any(isinstance(each, list) and len(each) > FEW for each in values.values()):
        return run(present, statement, now=present.now, **values)
    asked = statement, *(tuple(each) if isinstance(each, list) else each for each in values.values())
    if asked not in present.answers:
        present.answers[asked] = run(present, statement, now=present.now, **values).freeze()
    answer: Rows = present.answers[asked]()
    return answer


def _mine(table: Any) -> sa.ColumnElement[bool]:
    """Versions in force now, in this workspace."""
    return sa.and_(table.workspace_id == OURS, table.in_force(NOW))


def _role_of(table: Any) -> sa.ColumnElement[bool]:
    return sa.and_(RoleDefinition.id == table.role_id, RoleDefinition.workspace_id == OURS)


STATE = sa.select(PersonState.active, PersonState.access_tier).where(
    _mine(PersonState), PersonState.person_id == PERSON
)

SEEN: tuple[Any, ...] = (
    *(Person.id, Person.name, Person.email, Person.chat_user_id, Person.time_zone, Person.locale),
    *(PersonState.active, PersonState.access_tier, PersonState.admitted, Person.erased_at.is_not(None)),
)
"""What is read of a person as others name them, in the order of `PersonView`."""

PEOPLE = (
    sa.select(*SEEN)
    .join(PersonState, PersonState.person_id == Person.id)
    .where(Person.workspace_id == OURS, _mine(PersonState), Person.id.in_(ids_of("people")))
    .order_by(Person.name, Person.id)
)
"""Persons as others name them."""

ROLES = (
    sa.select(RoleDefinition.name)
    .join(RoleAssignment, _role_of(RoleAssignment))
    .where(_mine(RoleAssignment), RoleAssignment.person_id == PERSON)
)

HOLDING = (
    sa.select(RoleCapability.capability, RoleDefinition.name)
    .join(RoleDefinition, _role_of(RoleCapability))
    .where(_mine(RoleCapability), RoleCapability.capability.in_(HELD))
)
"""Which roles hold any of these capabilities."""


def _held_by() -> sa.CompoundSelect[Any]:
    """The person's state, with the tier as `place`; their given roles that hold any of these capabilities, with their
    contexts; and the names of all roles that hold any."""
    kind, place, other = (sa.cast(sa.null(), each) for each in (sa.Text(), BigId, BigId))
    state = sa.select(
        sa.literal("state").label("what"), kind.label("name"), kind.label("kind"),
        PersonState.access_tier.label("place"), other.label("other"), PersonState.active,
    ).where(_mine(PersonState), PersonState.person_id == PERSON)
    holding = sa.exists().where(
        _mine(RoleCapability), RoleCapability.role_id == RoleDefinition.id, RoleCapability.capability.in_(HELD)
    )
    given = (
        sa.select(
            sa.literal("given"), RoleDefinition.name, RoleAssignment.context_kind, RoleAssignment.context_id,
            RoleAssignment.over_person_id, sa.true(),
        )
        .join(RoleAssignment, _role_of(RoleAssignment))
        .where(_mine(RoleAssignment), RoleAssignment.person_id == PERSON, holding)
    )
    every = sa.select(sa.literal("holds"), RoleDefinition.name, kind, place, other, sa.true())
    return sa.union_all(state, given, every.where(RoleDefinition.workspace_id == OURS, holding))


HELD_BY = _held_by()

GRANTED = sa.select(Grant.capability, Grant.over_person_id, Grant.competency_id).where(
    _mine(Grant), Grant.person_id == PERSON, Grant.capability.in_(HELD)
)

GRANTED_OVER_ALL = sa.select(Grant.capability).where(
    _mine(Grant), Grant.person_id == PERSON, Grant.over_person_id.is_(None)
)

LEADS = sa.select(Membership.group_id).where(_mine(Membership), Membership.person_id == PERSON, Membership.lead)


def _led() -> sa.Select[Any]:
    lead, member = aliased(Membership), aliased(Membership)
    return (
        sa.select(member.person_id)
        .join(lead, lead.group_id == member.group_id)
        .join(Group, sa.and_(Group.id == lead.group_id, Group.workspace_id == OURS))
        .where(_mine(lead), _mine(member), lead.person_id == PERSON, lead.lead, Group.kind == "team")
    )


def _upward() -> sa.CTE:
    """The line of managers above the other: it is short, however many people the one has below."""
    first = sa.select(Line.manager_id.label("person_id")).where(_mine(Line), Line.person_id == OTHER)
    above = first.cte("above", recursive=True)
    upper = aliased(Line)
    return above.union(sa.select(upper.manager_id).where(_mine(upper), upper.person_id == above.c.person_id))


def _supervises() -> sa.Select[Any]:
    above, led = _upward(), _led().subquery()
    return sa.select(
        sa.or_(
            sa.exists().where(above.c.person_id == PERSON),
            sa.exists().where(led.c.person_id == OTHER),
        )
    )


SUPERVISES = _supervises()

MANAGES = sa.select(Line.person_id).where(_mine(Line), Line.manager_id == PERSON, Line.person_id != PERSON).limit(1)


def _leads_somebody() -> sa.Select[Any]:
    led = _led().subquery()
    return sa.select(led.c.person_id).where(led.c.person_id != PERSON).limit(1)


LEADS_SOMEBODY = _leads_somebody()
