"""What a person's state and roles say of one capability, asked at once: most checks of a right need no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.db import WorkspaceSession
from core.people.capabilities import Capability, granting
from core.people.statements import HELD_BY, ask


@dataclass(frozen=True)
class Given:
    """A role that was given to the person and holds the capability, and where."""

    role: str
    kind: str
    place_id: int | None
    over_person_id: int | None


@dataclass(frozen=True)
class Held:
    """What is known of a person and a capability: whether they may act at all, their access tier, the roles given to
    them that hold it, and the names of all roles that do."""

    person_id: int
    capability: Capability
    active: bool
    access_tier: int | None
    given: Collection[Given]
    holders: frozenset[str]


def held_by(session: WorkspaceSession, person_id: int, capability: Capability) -> Held:
    """What the person's state and roles say of a capability, or one that implies it, today; one query."""
    rows = ask(session, HELD_BY, person=person_id, held=sorted(granting(capability))).all()
    state = next((row for row in rows if row.what == "state"), None)
    return Held(
        person_id,
        capability,
        active=state is not None and bool(state.active),
        access_tier=state.place if state is not None else None,
        given=[Given(row.name, row.kind, row.place, row.other) for row in rows if row.what == "given"],
        holders=frozenset(row.name for row in rows if row.what == "holds"),
    )
