"""Taking qualifications off file: unverified ones are deleted, verified ones withdrawn; their history stays.

(qualifications/delete)
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.history import begin, replace, withdraw
from core.people import Actor
from core.qualifications.entering import record_fact
from core.qualifications.events import QualificationRemoved
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.papers import DELETED, WITHDRAWN, current, latest
from core.qualifications.rights import require_judging, require_writing
from core.qualifications.rules import checked_reason
from core.qualifications.versions import closed_copies, predecessor
from core.words import say


def delete_qualification(session: WorkspaceSession, actor: Actor, qualification_id: int) -> int:
    """Take an unverified qualification off file; the id of the version that says so, for `undo_removal`.

    Raises Conflict for a verified one, which only a reviewer or an admin withdraws, with a reason; Refused without
    the right to write it; NotFound when it is not on file (any more).
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    if version.verified_at is not None:
        raise Conflict(
            say("Not deleted: it is verified. A reviewer or an admin can withdraw it, with a reason."),
            verified_at=version.verified_at,
        )
    return _removed(session, actor, held, version, DELETED, None)


def withdraw_qualification(session: WorkspaceSession, actor: Actor, qualification_id: int, reason: str) -> int:
    """Take a qualification off file as a reviewer or admin, with a reason; the id of the version that says so."""
    held, version = current(session, qualification_id, lock=True)
    require_judging(session, actor, held)
    said = checked_reason(reason, say("Why is it withdrawn? Example: The issuer does not know it."))
    return _removed(session, actor, held, version, WITHDRAWN, said)


def undo_removal(session: WorkspaceSession, actor: Actor, qualification_id: int, version_id: int) -> None:
    """Bring back what one just deleted or withdrew, as it was (chat/undo)."""
    held, gone = latest(session, qualification_id, lock=True)
    if gone.state == WITHDRAWN:
        require_judging(session, actor, held)
    else:
        require_writing(session, actor, held.person_id)
    before = predecessor(session, gone)
    if gone.id != version_id or gone.state not in (DELETED, WITHDRAWN) or before is None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=gone.recorded_at))
    for each in (gone, *closed_copies(session, gone)):
        withdraw(session, each)
    session.flush()
    begin(session, before.copied())
    changes = (Change("state", held.id, gone.state, before.state, person_id=held.person_id),)
    record_fact(session, actor, QualificationRemoved, held, changes=changes, how=gone.state, undone=True)


def removed_because(session: WorkspaceSession, qualification_id: int) -> tuple[str, str | None, int | None]:
    """How a qualification was taken off file, why, and by whom; raises NotFound while it is on file."""
    _, gone = latest(session, qualification_id)
    if gone.state not in (DELETED, WITHDRAWN):
        raise NotFound(say("It is on file."))
    return gone.state, gone.reason, gone.recorded_by_id


def _removed(
    session: WorkspaceSession,
    actor: Actor,
    held: Qualification,
    version: QualificationVersion,
    state: str,
    reason: str | None,
) -> int:
    gone = replace(session, version, state=state, reason=reason, recorded_by_id=actor.person_id)
    session.flush()
    changes = (Change("state", held.id, version.state, state, person_id=held.person_id),)
    record_fact(session, actor, QualificationRemoved, held, changes=changes, how=state)
    return gone.id


def when_undone(session: WorkspaceSession, qualification_id: int) -> datetime | None:
    """When a registration was taken back as never having been; None for one that is, or was, on file."""
    versions = QualificationVersion
    query = select(sa.func.count(), sa.func.max(versions.superseded_at)).where(
        versions.qualification_id == qualification_id
    )
    standing = query.where(versions.superseded_at.is_(None))
    if session.execute(standing).one()[0]:
        return None
    found: datetime | None = session.execute(query).one()[1]
    return found
