"""Who supervises whom: above in the line of managers at any height, or leading a team (people/supervises)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.people.models import Group, Line, Membership, PersonState
from core.people.statements import LEADS_SOMEBODY, MANAGES, SUPERVISES, ask


def supervised_by(session: WorkspaceSession, person_id: int) -> sa.Select[Any]:
    """Ids of everyone the person supervises, as a selection; the person is never among them."""
    below = _below(session, person_id)
    led = _led(session, person_id)
    both = sa.union(sa.select(below.c.person_id), led).subquery()
    return sa.select(both.c.person_id).where(both.c.person_id != person_id)


def supervisors_of(session: WorkspaceSession, person_id: int) -> list[int]:
    """Ids of the active people who supervise the person: the line upward first, nearest first, then team leads."""
    chain = _above(session, person_id)
    line = session.scalars(sa.select(chain.c.person_id).order_by(chain.c.height)).all()
    leads = session.scalars(_leads_of(session, person_id)).all()
    ordered = [each for each in dict.fromkeys([*line, *leads]) if each != person_id]
    active = set(
        session.scalars(
            sa.select(PersonState.person_id).where(
                PersonState.person_id.in_(ordered), PersonState.in_force(session.now), PersonState.active
            )
        )
    )
    return [each for each in ordered if each in active]


def supervisors_of_each(session: WorkspaceSession, person_ids: Sequence[int]) -> dict[int, list[int]]:
    """As `supervisors_of` for many people (up to 900), active or not, with two queries."""
    chain = _above_each(session, person_ids)
    line = sa.select(chain.c.root, chain.c.person_id).order_by(chain.c.height)
    found: dict[int, list[int]] = {each: [] for each in person_ids}
    for root, each in [*session.execute(line), *session.execute(_leads_of_each(session, person_ids))]:
        if each != root and each not in found[root]:
            found[root].append(each)
    return found


def supervises(session: WorkspaceSession, person_id: int, other_id: int) -> bool:
    """Whether the one supervises the other now; nobody supervises themself."""
    return person_id != other_id and bool(ask(session, SUPERVISES, person=person_id, other=other_id).scalar())


def supervises_anybody(session: WorkspaceSession, person_id: int) -> bool:
    """Whether the person supervises at least one other: managing anybody means managing somebody directly."""
    return any(ask(session, each, person=person_id).first() for each in (MANAGES, LEADS_SOMEBODY))


def line_manager_of(session: WorkspaceSession, person_id: int) -> int | None:
    """The person's own line manager, if any."""
    return session.scalar(
        sa.select(Line.manager_id).where(Line.person_id == person_id, Line.in_force(session.now))
    )


def would_be_cycle(session: WorkspaceSession, person_id: int, manager_id: int) -> bool:
    """Whether making one the other's line manager closes a cycle, also with lines drawn a moment ago."""
    above = _line_upward(manager_id, lambda table: _lasting(session, table))
    query = sa.select(sa.literal(1)).select_from(above).where(above.c.person_id == person_id)
    return person_id == manager_id or session.scalar(query) is not None


def _below(session: WorkspaceSession, person_id: int) -> sa.CTE:
    first = sa.select(Line.person_id).where(Line.manager_id == person_id, _mine(session, Line))
    below = first.cte("below", recursive=True)
    next_line = aliased(Line)
    step = sa.select(next_line.person_id).where(
        next_line.manager_id == below.c.person_id, _mine(session, next_line)
    )
    return below.union(step)


def _above(session: WorkspaceSession, person_id: int) -> sa.CTE:
    return _line_upward(person_id, lambda table: _mine(session, table))


def _line_upward(person_id: int, counts: Callable[[Any], sa.ColumnElement[bool]]) -> sa.CTE:
    """Those above a person in the lines that count, each with how far up."""
    first = sa.select(Line.manager_id.label("person_id"), sa.literal(1).label("height")).where(
        Line.person_id == person_id, counts(Line)
    )
    above = first.cte("above", recursive=True)
    next_line = aliased(Line)
    step = sa.select(next_line.manager_id, above.c.height + 1).where(
        next_line.person_id == above.c.person_id, counts(next_line), above.c.height < MAX_HEIGHT
    )
    return above.union(step)


MAX_HEIGHT = 100
"""Cycles are refused when a line is set; this ends the walk all the same if a row was written by other means."""


def _above_each(session: WorkspaceSession, person_ids: Sequence[int]) -> sa.CTE:
    first = sa.select(Line.person_id.label("root"), Line.manager_id.label("person_id"), sa.literal(1).label("height"))
    above = first.where(Line.person_id.in_(person_ids), _mine(session, Line)).cte("above_each", recursive=True)
    next_line = aliased(Line)
    step = sa.select(above.c.root, next_line.manager_id, above.c.height + 1).where(
        next_line.person_id == above.c.person_id, _mine(session, next_line), above.c.height < MAX_HEIGHT
    )
    return above.union(step)


def _led(session: WorkspaceSession, person_id: int) -> sa.Select[Any]:
    lead, member = aliased(Membership), aliased(Membership)
    return (
        sa.select(member.person_id)
        .join(lead, lead.group_id == member.group_id)
        .join(Group, Group.id == lead.group_id)
        .where(
            lead.person_id == person_id,
            lead.lead,
            Group.kind == "team",
            Group.workspace_id == session.workspace_id,
            _mine(session, lead),
            _mine(session, member),
        )
    )


def _leads_of(session: WorkspaceSession, person_id: int) -> sa.Select[Any]:
    lead, member = aliased(Membership), aliased(Membership)
    return (
        sa.select(lead.person_id)
        .join(member, lead.group_id == member.group_id)
        .join(Group, Group.id == lead.group_id)
        .where(
            member.person_id == person_id,
            lead.lead,
            Group.kind == "team",
            _mine(session, lead),
            _mine(session, member),
        )
        .order_by(lead.person_id)
    )


def _leads_of_each(session: WorkspaceSession, person_ids: Sequence[int]) -> sa.Select[int, int]:
    lead, member = aliased(Membership), aliased(Membership)
    return (
        sa.select(member.person_id, lead.person_id)
        .join(lead, lead.group_id == member.group_id)
        .join(Group, Group.id == lead.group_id)
        .where(
            member.person_id.in_(person_ids),
            lead.lead,
            Group.kind == "team",
            Group.workspace_id == session.workspace_id,
            _mine(session, lead),
            _mine(session, member),
        )
        .order_by(lead.person_id)
    )


def _mine(session: WorkspaceSession, table: Any) -> sa.ColumnElement[bool]:
    """Versions in force now, in this workspace (named so that set-based statements carry it, too)."""
    return sa.and_(table.workspace_id == session.workspace_id, table.in_force(session.now))


def _lasting(session: WorkspaceSession, table: Any) -> sa.ColumnElement[bool]:
    """Versions that have not ended, also those that others began while this transaction waited for its turn."""
    return sa.and_(table.workspace_id == session.workspace_id, table.not_over(session.now))
