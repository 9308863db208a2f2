"""'All competencies': every qualification the viewer may see, by person's name, page after page (qualifications/all).

Pages are found without going through all rows: where few are chosen those are sorted, else people are walked by name
until a page is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.people import Actor, Capability
from core.people.models import Person
from core.qualifications.choosing import Choice
from core.qualifications.models import Qualification
from core.qualifications.selection import Selection
from core.qualifications.views import QualificationView, SeenRow, views_of

PAGE = 10
STRIDES = (100, 1_000, 5_000)
"""People looked at in the first steps of a walk, then in each further one."""

BATCH = 1_000


@dataclass(frozen=True)
class ListedQualification:
    """A line of the list: whose, by name, and the qualification as the viewer may see it."""

    person_name: str
    view: QualificationView


@dataclass(frozen=True)
class Page:
    """Lines in the order of people's names; `more` says that others follow, `count` how many there are in all.

    `count` is None where they are too many to be counted while somebody waits.
    """

    lines: tuple[ListedQualification, ...]
    more: bool
    count: int | None


@dataclass(frozen=True)
class _Place:
    """Where a page begins: after this person and qualification."""

    name: str
    person_id: int
    qualification_id: int


def qualifications_listed(
    session: WorkspaceSession, actor: Actor, choice: Choice, *, after: int | None = None, size: int = PAGE
) -> Page:
    """A page of what the viewer may see of a choice, those after the qualification `after`.

    What is open to them in full, and of others' skills, languages, education and experience the names; a choice by
    status or verification holds only what is open in full. Deactivated people are left out unless chosen.
    """
    place = _place(session, after) if after is not None else None
    wanted = Selection(session, actor, choice)
    count: int | None = None
    if wanted.is_few:
        everything = _sorted_few(wanted)
        found, count = _following(wanted, everything, place)[: size + 1], len(everything)
    else:
        found = _walked(wanted, place, size + 1)
    return Page(tuple(_lines(session, wanted.rows(found[:size]))), len(found) > size, count)


def all_listed(session: WorkspaceSession, actor: Actor, choice: Choice) -> Iterator[list[ListedQualification]]:
    """Everything of a choice whose details the actor may export, in parts by qualification, never all at once.

    Of what is not in hand only the ids are in memory, eight bytes each.
    """
    wanted = Selection(session, actor, choice, Capability.EXPORT)
    ids = wanted.candidates()
    for start in range(0, len(ids), BATCH):
        some = Qualification.id.in_(list(ids[start : start + BATCH]))
        rows = session.execute(wanted.query().where(some, wanted.details).order_by(Qualification.id)).all()
        if rows:
            yield _lines(session, rows)


def count_listed(session: WorkspaceSession, actor: Actor, choice: Choice) -> int:
    """How many `all_listed` gives."""
    wanted = Selection(session, actor, choice, Capability.EXPORT)
    query = wanted.narrowed(select(sa.func.count(Qualification.id))).where(wanted.details)
    return session.scalar(query) or 0


def _sorted_few(wanted: Selection) -> list[int]:
    return list(wanted.session.scalars(_in_order(wanted.narrowed(select(Qualification.id)))))


def _following(wanted: Selection, everything: list[int], place: _Place | None) -> list[int]:
    """What comes after a place, also where what stood there has gone since."""
    if place is None:
        return everything
    if place.qualification_id in everything:
        return everything[everything.index(place.qualification_id) + 1 :]
    rest = wanted.narrowed(select(Qualification.id)).where(_after(place))
    return list(wanted.session.scalars(_in_order(rest)))


def _walked(wanted: Selection, place: _Place | None, limit: int) -> list[int]:
    """Go through people by name, some at a time, until there are enough."""
    found: list[int] = []
    name, person_id, step = (place.name, place.person_id, 0) if place else ("", 0, 0)
    while len(found) < limit:
        here = place is not None and step == 0
        people = _people_from(wanted, name, person_id, STRIDES[min(step, len(STRIDES) - 1)], including=here)
        if not people:
            break
        query = wanted.narrowed(select(Qualification.id))
        query = query.where(Qualification.person_id.in_([each for each, _ in people]))
        if place is not None and here:
            query = query.where(_after(place))
        found += wanted.session.scalars(_in_order(query).limit(limit - len(found)))
        (person_id, name), step = people[-1], step + 1
    return found


def _people_from(
    wanted: Selection, name: str, person_id: int, limit: int, *, including: bool
) -> list[tuple[int, str]]:
    """The next people by name of whom anything may be listed, from this one on."""
    beyond = Person.id >= person_id if including else Person.id > person_id
    query = select(Person.id, Person.name).where(
        Person.workspace_id == wanted.session.workspace_id, Person.name >= name, sa.or_(Person.name > name, beyond)
    )
    if wanted.people is not None:
        query = query.where(wanted.people)
    rows = wanted.session.execute(query.order_by(Person.name, Person.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def _in_order(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.order_by(Person.name, Person.id, Qualification.id)


def _after(place: _Place) -> sa.ColumnElement[bool]:
    same_person = sa.and_(Person.id == place.person_id, Qualification.id > place.qualification_id)
    return sa.and_(
        Person.name >= place.name,
        sa.or_(Person.name > place.name, Person.id > place.person_id, same_person),
    )


def _place(session: WorkspaceSession, qualification_id: int) -> _Place | None:
    query = (
        select(Person.name, Person.id)
        .join(Qualification, Qualification.person_id == Person.id)
        .where(Qualification.id == qualification_id)
    )
    row = session.execute(query).first()
    return _Place(row[0], row[1], qualification_id) if row is not None else None


def _lines(session: WorkspaceSession, rows: Sequence[Any]) -> list[ListedQualification]:
    seen = [SeenRow(held, version, bool(opens), bool(files)) for held, version, _, opens, files in rows]
    views = views_of(session, seen)
    return [ListedQualification(row[2], view) for row, view in zip(rows, views, strict=True)]
