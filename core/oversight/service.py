"""Reading, checking and taking out the audit trail: site admins only (privacy/audit, site.manage)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.audit import (
    ChainCheck,
    Head,
    TrailEntry,
    Wanted,
    check_chain,
    latest_entries,
    record,
)
from core.db import WorkspaceSession
from core.frameworks import competencies, scales_of
from core.oversight.events import AuditExported, ChainChecked
from core.people import Actor, Capability, people, require
from core.words import say

PAGE = 10
CHUNK = 900
OF_A_COMPETENCY = frozenset(
    {"acquired", "entered in error", "exemption", "group target", "judgement", "rating", "target"}
)
"""What changes whose subject is a competency are called."""
RATING, COMPETENCY = "rating", "competency"
"""Changes from and to a scale's value, and from and to a competency, by id."""
REFUSAL = say("Not shown: the audit trail is for site admins. A site admin can help.")


@dataclass(frozen=True)
class AuditPage:
    """Some entries, the newest first; `names` of everybody in them, `more` where older ones follow.

    `competencies` and `values` (of scales) are named by id, too, as far as they still stand in the catalogue.
    """

    entries: Sequence[TrailEntry]
    names: Mapping[int, str]
    more: bool
    competencies: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[int, str] = field(default_factory=dict)


def audit_page(
    session: WorkspaceSession, actor: Actor, wanted: Wanted, *, before: int | None = None, limit: int = PAGE
) -> AuditPage:
    """A page of the audit trail, those before a position where one is given; a few queries."""
    require_oversight(session, actor)
    found = latest_entries(session, wanted, before=before, limit=limit + 1)
    shown = found[:limit]
    ids = _competencies(shown)
    named = {each.id: each.name for each in competencies(session, ids).values()}
    scales = scales_of(session, ids).values() if ids else ()
    values = {value.id: value.name for scale in scales for value in scale.values}
    return AuditPage(shown, names_in(session, shown), len(found) > limit, named, values)


def check_audit(session: WorkspaceSession, actor: Actor, noted: Head | None = None) -> ChainCheck:
    """Check the whole chain, and whether a head that was noted earlier still stands in it."""
    require_oversight(session, actor)
    return check_chain(session, noted)


def note_checked(session: WorkspaceSession, actor: Actor, found: ChainCheck) -> None:
    """Record that the chain was checked: after the long reading, in a short transaction."""
    require_oversight(session, actor)
    record(session, actor, ChainChecked(holds=found.holds, length=found.length))


def note_taken_out(session: WorkspaceSession, actor: Actor, format: str, facts: int, wanted: Wanted) -> None:
    """Record that the audit trail was taken out: after the long reading, in a short transaction."""
    require_oversight(session, actor)
    record(session, actor, AuditExported(format=format, facts=facts, about_id=wanted.person_id))


def require_oversight(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused for anybody but a site admin."""
    require(session, actor, Capability.SITE_MANAGE, refusal=REFUSAL)


def names_in(session: WorkspaceSession, entries: Iterable[TrailEntry]) -> dict[int, str]:
    """Names of who acted and whom it concerned, by id; of those erased their random ones."""
    ids = sorted({each for entry in entries for each in _people(entry)})
    found: dict[int, str] = {}
    for start in range(0, len(ids), CHUNK):
        found |= {each.id: each.name for each in people(session, ids[start : start + CHUNK]).values()}
    return found


def _competencies(entries: Iterable[TrailEntry]) -> list[int]:
    """The competencies that changes are of, or went from and to."""
    changes = [change for entry in entries for change in entry.changes]
    subjects = {change.subject for change in changes if change.what in OF_A_COMPETENCY}
    said = {each for change in changes if change.what == COMPETENCY for each in (change.before, change.after)}
    return sorted(each for each in subjects | said if isinstance(each, int))


def _people(entry: TrailEntry) -> set[int]:
    concerned = {change.person_id for change in entry.changes if change.person_id is not None}
    return concerned | ({entry.actor_id} if entry.actor_id is not None else set())
