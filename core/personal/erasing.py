"""Erasing a person: their data go everywhere, what reports count stays under a pseudonym, nothing brings them back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities import reference_hash, references_to
from core.activities.models import Result
from core.activities.result_models import PersonAlias, UnmatchedResult
from core.audit import record
from core.db import WorkspaceSession
from core.documents.models import Document
from core.errors import Invalid, NotFound, Refused
from core.people import Actor, Capability, Role, holders_of_role, require
from core.people.models import Person, PersonState, Workspace
from core.people.tombstones import bury, identifier_hash, lift
from core.personal.events import PersonErased, PersonReadmitted
from core.personal.kept_content import forget_kept
from core.personal.messages import forget_told
from core.personal.moving import end_ties, move_to
from core.personal.traces import overwrite_deleted
from core.qualifications.models import Qualification
from core.words import say

CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class ErasureEffect:
    """What erasing a person would do: what goes, and how many records stay without a name, for reports."""

    person_id: int
    name: str
    documents: int
    qualifications: int
    results: int


@dataclass(frozen=True)
class Erased:
    """What an erasure did: the hashes that keep the person away, for the register beside the database."""

    person_id: int
    hashes: tuple[str, ...]


def erasure_effect(session: WorkspaceSession, actor: Actor, person_id: int) -> ErasureEffect:
    """What `erase_person` would do, to be shown before it is confirmed; site admins only. Changes nothing."""
    person = _erasable(session, actor, person_id)
    counts = {
        model: session.scalar(select(sa.func.count(model.id)).where(model.person_id == person_id)) or 0
        for model in (Document, Qualification, Result)
    }
    return ErasureEffect(person_id, person.name, counts[Document], counts[Qualification], counts[Result])


def erase_person(session: WorkspaceSession, actor: Actor, person_id: int) -> Erased:
    """Erase a person for good (privacy/erase); site admins only, never oneself nor the last site admin.

    Rows that reports count move to a random pseudonym, the key of the person's values in the audit trail is destroyed,
    tombstones keep them away (privacy/erase-stays). Stored documents are only marked: `forget_removed` deletes their
    contents after the commit. Raises Conflict while a file that names the person is being imported.
    """
    person = _erasable(session, actor, person_id, locked=True)
    session.flush()
    overwrite_deleted(session)
    forget_kept(session, person)
    hashes = bury(session, _hashes_of(session, person))
    end_ties(session, person_id)
    pseudonym = _pseudonym(session, person)
    forget_told(session, person_id, pseudonym.id)
    _forget_unmatched(session, hashes)
    _remove_documents(session, person_id)
    move_to(session, person_id, pseudonym.id)
    session.execute(sa.delete(Person).where(Person.workspace_id == session.workspace_id, Person.id == person_id))
    session.expire_all()
    record(session, actor, PersonErased(person_id=person_id))
    return Erased(person_id, tuple(hashes))


def readmit(session: WorkspaceSession, actor: Actor, identifier: str) -> tuple[str, ...]:
    """Let somebody who was erased be added again, by their e-mail address or chat user id; the hashes lifted.

    Nothing of their old data comes back. Raises NotFound where nobody of this address was erased.
    """
    require(session, actor, Capability.SITE_MANAGE)
    lifted = lift(session, [identifier_hash(session, identifier)])
    if not lifted:
        raise NotFound(say("Nobody with {who} was erased here. Nothing was changed.", who=identifier))
    record(session, actor, PersonReadmitted())
    return tuple(lifted)


def _erasable(session: WorkspaceSession, actor: Actor, person_id: int, *, locked: bool = False) -> Person:
    require(session, actor, Capability.SITE_MANAGE)
    query = select(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    person = session.scalar(query.with_for_update() if locked else query)
    if person is None:
        raise NotFound(say("I don't find that person. Nothing was changed."), field="person")
    if actor.kind == "engine":
        return person
    if actor.person_id == person_id:
        raise Refused(say("Not erased: nobody erases themself. Another site admin can."))
    if holders_of_role(session, Role.ADMIN) == [person_id]:
        raise Invalid(say("Not erased: {name} is the only site admin. Make somebody else one first.", name=person.name))
    return person


def _hashes_of(session: WorkspaceSession, person: Person) -> set[str]:
    """Everything by which the person could come back: addresses, chat user id, and what other systems call them."""
    known = [each for each in (person.email, person.chat_user_id) if each]
    aliases = session.scalars(select(PersonAlias.alias_hash).where(PersonAlias.person_id == person.id))
    references = references_to(person.email, person.chat_user_id)
    return {
        *(identifier_hash(session, each) for each in known),
        *(reference_hash(session, each) for each in references),
        *aliases,
    }


def _pseudonym(session: WorkspaceSession, person: Person) -> Person:
    """Whom the rows that reports count are of from now on; nothing of it tells who it was."""
    place = session.get_one(Workspace, session.workspace_id)
    code = "".join(secrets.choice(CODE) for _ in range(6))
    row = Person(
        name=f"Erased {code}",
        email=None,
        chat_user_id=None,
        time_zone=place.time_zone,
        locale=place.locale,
        created_at=session.now,
        greeted_at=None,
        erased_at=session.now,
    )
    session.add(row)
    session.flush()
    _blunt(session, person.id)
    return row


def _blunt(session: WorkspaceSession, person_id: int) -> None:
    """A tier says little of a person but is no report's business."""
    session.execute(
        sa.update(PersonState)
        .where(PersonState.workspace_id == session.workspace_id, PersonState.person_id == person_id)
        .values(access_tier=None)
        .execution_options(synchronize_session=False)
    )


def _forget_unmatched(session: WorkspaceSession, hashes: list[str]) -> None:
    """Results kept for whoever is called so (activities/unmatched)."""
    session.execute(
        sa.delete(UnmatchedResult).where(
            UnmatchedResult.workspace_id == session.workspace_id, UnmatchedResult.person_hash.in_(hashes)
        )
    )


def _remove_documents(session: WorkspaceSession, person_id: int) -> None:
    session.execute(
        sa.update(Document)
        .where(
            Document.workspace_id == session.workspace_id,
            Document.person_id == person_id,
            Document.removed_at.is_(None),
        )
        .values(removed_at=session.now)
        .execution_options(synchronize_session=False)
    )
