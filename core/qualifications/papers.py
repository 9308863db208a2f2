"""Rows of qualifications: reading the versions in force, and turning details into a version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.events import Change
from core.frameworks import CompetencyView, ScaleView
from core.qualifications.details import QualificationDetails
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.rules import Paper, check_dates, check_links, check_particulars
from core.words import say

CURRENT, RENEWED, DELETED, WITHDRAWN = "current", "renewed", "deleted", "withdrawn"
NOT_ON_FILE = say("That qualification is not on file.")
CHUNK = 900
Pair = tuple[int, int]


_IN_HAND_STATE: sa.ColumnElement[str] = sa.literal_column(f"'{CURRENT}'", sa.Text())
"""Written out, not sent as a value: only so does an index of what is in hand answer for it."""


def in_hand() -> sa.ColumnElement[bool]:
    """The condition for the version of a qualification that counts now: open, and neither withdrawn nor deleted."""
    return sa.and_(
        QualificationVersion.superseded_at.is_(None),
        QualificationVersion.effective_until.is_(None),
        QualificationVersion.state == _IN_HAND_STATE,
    )


def current(
    session: WorkspaceSession, qualification_id: int, *, lock: bool = False
) -> tuple[Qualification, QualificationVersion]:
    """A qualification and its version in hand; raises NotFound when it is not on file (any more)."""
    return _one(session, qualification_id, in_hand(), lock=lock)


def latest(
    session: WorkspaceSession, qualification_id: int, *, lock: bool = False
) -> tuple[Qualification, QualificationVersion]:
    """A qualification and its open version, also of one that was deleted or withdrawn; raises NotFound."""
    is_open = sa.and_(QualificationVersion.superseded_at.is_(None), QualificationVersion.effective_until.is_(None))
    return _one(session, qualification_id, is_open, lock=lock)


def _one(
    session: WorkspaceSession, qualification_id: int, condition: sa.ColumnElement[bool], *, lock: bool
) -> tuple[Qualification, QualificationVersion]:
    """Waits first for whoever has the qualification in hand, so that the version read is the one that stands."""
    if lock:
        locked = select(Qualification.id).where(Qualification.id == qualification_id)
        session.execute(locked.with_for_update())
    query = (
        select(Qualification, QualificationVersion)
        .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
        .where(Qualification.id == qualification_id, condition)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound(NOT_ON_FILE)
    return row[0], row[1]


def held_papers(session: WorkspaceSession, pairs: Collection[Pair]) -> dict[Pair, list[tuple[int, Paper]]]:
    """What each (person, competency) has in hand: qualification ids with what tells papers apart, set-based."""
    found: dict[Pair, list[tuple[int, Paper]]] = {}
    for row in rows_in_hand(session, pairs):
        found.setdefault((row.person_id, row.competency_id), []).append((row.id, paper_of(row)))
    return found


_IN_HAND = (
    Qualification.id,
    Qualification.person_id,
    Qualification.competency_id,
    Qualification.created_at,
    QualificationVersion.scale_value_id,
    QualificationVersion.issued_on,
    QualificationVersion.expires_on,
    QualificationVersion.number,
    QualificationVersion.issuer,
    QualificationVersion.details,
    QualificationVersion.verified_at,
    QualificationVersion.recorded_at,
)


def rows_in_hand(session: WorkspaceSession, pairs: Collection[Pair]) -> Iterator[Any]:
    """Qualifications in hand of these (person, competency) pairs, oldest first, as rows with the columns above."""
    wanted = set(pairs)
    people = sorted({person for person, _ in wanted})
    kinds = sorted({competency for _, competency in wanted})
    for some_people, some_kinds in product(list(_chunks(people)), list(_chunks(kinds))):
        query = (
            select(*_IN_HAND)
            .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
            .where(Qualification.person_id.in_(some_people), Qualification.competency_id.in_(some_kinds), in_hand())
        )
        # Sorted here: to have them in order SQLite would go through all of the workspace instead of these people's.
        found = sorted(session.execute(query), key=lambda row: row.id)
        yield from (row for row in found if (row.person_id, row.competency_id) in wanted)


def paper_of(version: Any) -> Paper:
    """What tells a stored version, or a row in hand, from another paper."""
    return Paper(
        version.issued_on, version.expires_on, version.number, version.scale_value_id, version.issuer,
        tuple(sorted((version.details or {}).items())),
    )


def checked_columns(
    details: QualificationDetails, competency: CompetencyView, scale: ScaleView | None
) -> dict[str, Any]:
    """The columns of a version that says this; raises Invalid naming the field at fault.

    A language takes a value of its scale and nothing else (qualifications/language); dates must be in order.
    """
    check_dates(competency.name, details)
    check_links(details)
    check_particulars(competency.category, details.particulars)
    return {
        "scale_value_id": _value_id(details.value, scale),
        "issued_on": details.issued_on,
        "expires_on": details.expires_on,
        "issuer": _words(details.issuer),
        "number": _words(details.number),
        "public_note": _words(details.public_note),
        "details": dict(details.particulars),
        "links": [link.strip() for link in details.links],
    }


def paper_from(columns: dict[str, Any]) -> Paper:
    """What tells checked columns from another paper."""
    names = ("issued_on", "expires_on", "number", "scale_value_id", "issuer")
    return Paper(**{name: columns[name] for name in names}, particulars=tuple(sorted(columns["details"].items())))


def said_in_hand(session: WorkspaceSession, pairs: Collection[Pair]) -> dict[Pair, list[tuple[int, dict[str, Any]]]]:
    """By (person, competency): ids of what is in hand with the columns that say something of it, set-based."""
    wanted, found = set(pairs), dict[Pair, list[tuple[int, dict[str, Any]]]]()
    people, kinds = sorted({person for person, _ in wanted}), sorted({competency for _, competency in wanted})
    for some_people, some_kinds in product(list(_chunks(people)), list(_chunks(kinds))):
        query = (
            select(Qualification.id, Qualification.person_id, Qualification.competency_id, QualificationVersion)
            .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
            .where(Qualification.person_id.in_(some_people), Qualification.competency_id.in_(some_kinds), in_hand())
            .order_by(Qualification.id)
        )
        for each, person_id, competency_id, version in session.execute(query):
            if (person_id, competency_id) in wanted:
                found.setdefault((person_id, competency_id), []).append((each, stated_by(version)))
    return found


STATED = ("scale_value_id", "issued_on", "expires_on", "issuer", "number", "public_note", "details", "links")


def changes_between(
    qualification_id: int, person_id: int, before: dict[str, Any], after: dict[str, Any]
) -> tuple[Change, ...]:
    """What changed of a person's qualification, field by field."""
    return tuple(
        Change(name, qualification_id, _plain(before.get(name)), _plain(after.get(name)), person_id=person_id)
        for name in STATED
        if before.get(name) != after.get(name)
    )


def stated_by(version: QualificationVersion) -> dict[str, Any]:
    """The columns of a version that say something of the qualification."""
    return {name: getattr(version, name) for name in STATED}


def _plain(value: Any) -> Any:
    if value in (None, {}, []):
        return None
    return value if isinstance(value, int | str) else str(value)


def _value_id(name: str | None, scale: ScaleView | None) -> int | None:
    if not name or not name.strip():
        return None
    if scale is None:
        raise Invalid(say("{name} is no value here.", name=name), field="value")
    return scale.named(name).id


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
