"""People's addresses without blanks around them, which early directories and files had: with them nobody is found."""

from __future__ import annotations

from sqlalchemy import select

from core.conversions.running import Conversion, Part
from core.db import WorkspaceSession
from core.people.models import Person


def convert(session: WorkspaceSession, after: int, limit: int) -> Part:
    """The next people; one whose trimmed address another person has keeps theirs as it is, for an admin to see."""
    rows = session.scalars(select(Person).where(Person.id > after).order_by(Person.id).limit(limit)).all()
    if not rows:
        return Part(None)
    loose = {row.id: row.email.strip() for row in rows if row.email is not None and row.email != row.email.strip()}
    taken = set(session.scalars(select(Person.email).where(Person.email.in_(list(loose.values())))))
    changed = 0
    for row in rows:
        trimmed = loose.get(row.id)
        if trimmed is not None and trimmed not in taken:
            row.email = trimmed or None
            taken.add(trimmed)
            changed += 1
    return Part(rows[-1].id, len(rows), changed)


TRIMMED_ADDRESSES = Conversion("trimmed_addresses", convert)
