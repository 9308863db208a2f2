"""Active people by name, some at a time: few are sorted at once, of many people are walked by name until there are
enough."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.db import BigId, WorkspaceSession
from core.people.models import Person, PersonState
from core.prepared import OURS, ids_of, run

FEW, COUNTED = 500, 2_500
"""Up to so many are sorted at once; up to so many are counted."""

STRIDES = (100, 1_000, 5_000)
"""People looked at in the first steps of a walk, then in each further one."""


@dataclass(frozen=True)
class Named:
    """Somebody by id and name."""

    person_id: int
    name: str


Key = tuple[str, int]

_PERSON = cast(sa.Table, Person.__table__).c
_STATE = cast(sa.Table, PersonState.__table__).c
_NAME: Any = sa.bindparam("name", type_=sa.Text())
_AFTER: Any = sa.bindparam("person", type_=BigId)

_ACTIVE = select(_STATE.person_id).where(
    _STATE.workspace_id == OURS,
    _STATE.person_id.in_(ids_of("people")),
    _STATE.superseded_at.is_(None),
    _STATE.effective_until.is_(None),
    _STATE.active.is_(True),
)

_KNOWN = select(_PERSON.id, _PERSON.name).where(_PERSON.workspace_id == OURS, _PERSON.erased_at.is_(None))

_NAMES = _KNOWN.where(_PERSON.id.in_(ids_of("people")))

_FROM_HERE = (
    _KNOWN.where(_PERSON.name >= _NAME, sa.or_(_PERSON.name > _NAME, _PERSON.id > _AFTER))
    .order_by(_PERSON.name, _PERSON.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)
"""Each table by itself, so that no database takes a way round."""


def active_among(session: WorkspaceSession, person_ids: Collection[int]) -> list[Named]:
    """Those of a few who are active on the session's day, A to Z."""
    if not person_ids:
        return []
    active = run(session, _ACTIVE, people=sorted(person_ids)).scalars().all()
    return sorted((Named(*row) for row in run(session, _NAMES, people=active)), key=_key)


def count_active(session: WorkspaceSession, person_ids: Collection[int]) -> int | None:
    """How many of these are active on the session's day; None where they are too many to be counted."""
    if len(person_ids) > COUNTED:
        return None
    return len(run(session, _ACTIVE, people=sorted(person_ids)).all()) if person_ids else 0


def following(everybody: list[Named], after: Named | None, limit: int) -> list[Named]:
    """The next of a sorted few, also where the one they follow has gone since."""
    rest = everybody if after is None else [each for each in everybody if _key(each) > _key(after)]
    return rest[:limit]


def walked(session: WorkspaceSession, person_ids: Collection[int], after: Named | None, limit: int) -> list[Named]:
    """The next active ones of many, by name: everybody is gone through in that order until there are enough."""
    found: list[Named] = []
    here, step = after or Named(0, ""), 0
    while len(found) < limit:
        stride = STRIDES[min(step, len(STRIDES) - 1)]
        people = [Named(*row) for row in run(session, _FROM_HERE, name=here.name, person=here.person_id, most=stride)]
        wanted = [each for each in people if each.person_id in person_ids]
        active = set(run(session, _ACTIVE, people=[each.person_id for each in wanted]).scalars()) if wanted else set()
        found += [each for each in wanted if each.person_id in active]
        if len(people) < stride:
            break
        here, step = people[-1], step + 1
    return found[:limit]


def named(session: WorkspaceSession, person_id: int) -> Named | None:
    """Somebody by id, None where they are gone."""
    row = session.execute(select(Person.id, Person.name).where(Person.id == person_id)).first()
    return Named(*row) if row is not None else None


def _key(each: Named) -> Key:
    return each.name.casefold(), each.person_id
