"""A group falls below, or regains, what is needed of it: its leads are told, once each time (profiles/coverage).

A certificate that runs out changes no row, so this is asked of the data at every sweep.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.db import WorkspaceSession
from core.gaps import GroupCoverage, note_turned, turned
from core.notifications.digest_round import ADMINS
from core.notifications.outbox import Telling, tell_many
from core.notifications.settings import NoticeKind
from core.people import holders_of_role
from core.people.models import Membership, PersonState

COVERAGE = str(NoticeKind.COVERAGE)


def coverage_is_due(session: WorkspaceSession) -> bool:
    """Whether a group turned since it was last looked at; nothing is changed."""
    return bool(turned(session))


def tell_of_coverage(session: WorkspaceSession) -> int:
    """Tell who leads a group that turned, without anybody's values; how many were looked at anew. Repeatable.

    Of a group that nobody leads the admins are told.
    """
    found = turned(session)
    changed = note_turned(session, found)
    leads = _leads(session, {each.group.id for each in changed})
    tell_many(session, [one for each in changed for one in _tellings(session, each, leads.get(each.group.id, []))])
    return len(found)


def _tellings(session: WorkspaceSession, found: GroupCoverage, leads: list[int]) -> Iterable[Telling]:
    refs = {
        "profile": found.profile_id,
        "group": found.group.id,
        "competency": found.requirement.competency_id,
        "needed": found.needed,
        "enough": found.enough,
        "leads": bool(leads),
    }
    about = ":".join(str(each) for each in found.key)
    for recipient in leads or _admins(session):
        key = f"{COVERAGE}:{recipient}:{about}:{session.now.isoformat()}"
        yield Telling(recipient, COVERAGE, refs, key=key)


def _leads(session: WorkspaceSession, group_ids: Iterable[int]) -> dict[int, list[int]]:
    """The active people who lead each group."""
    query = (
        select(Membership.group_id, Membership.person_id)
        .join(PersonState, PersonState.person_id == Membership.person_id)
        .where(
            Membership.group_id.in_(list(group_ids)),
            Membership.lead,
            Membership.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(Membership.person_id)
    )
    found: dict[int, list[int]] = {}
    for group_id, person_id in session.execute(query):
        found.setdefault(group_id, []).append(person_id)
    return found


def _admins(session: WorkspaceSession) -> list[int]:
    return list(dict.fromkeys(each for role in ADMINS for each in holders_of_role(session, role)))
