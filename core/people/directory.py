"""Following the chat workspace's directory: who joined, who changed, who left (people/directory)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Invalid
from core.people.actor import Actor
from core.people.models import Person
from core.people.queries import PersonView, people, person_by_email
from core.people.service import PersonDetails, register_person

CHUNK = 900


@dataclass(frozen=True)
class Member:
    """A member of the chat workspace as its directory shows them.

    `email` only where the platform confirmed it; `time_zone` and `locale` None where it doesn't say; `active` False
    for those deactivated; `guest` for those who are strangers until an admin lets them in (people/strangers).
    """

    chat_user_id: str
    name: str
    email: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    active: bool = True
    guest: bool = False


@dataclass(frozen=True)
class Followed:
    """How many members were added, changed, and kept out because they were erased (privacy/erase-stays)."""

    added: int = 0
    changed: int = 0
    kept_out: int = 0

    def __add__(self, other: Followed) -> Followed:
        return Followed(
            self.added + other.added, self.changed + other.changed, self.kept_out + other.kept_out
        )


def follow_directory(
    session: WorkspaceSession, actor: Actor, members: Sequence[Member], *, admitting: bool = False
) -> Followed:
    """Bring the workspace's people up to date with these members; repeatable, and it changes only what differs.

    Name, time zone, locale and deactivation follow; e-mail, tier, lines and groups are left as they are. A member new
    to us is the person of the same confirmed e-mail, else a new one. Unknown and inactive ones are left out, and so
    are guests whom no admin let in; with `admitting` they are let in from now on.
    """
    known = _known(session, [member.chat_user_id for member in members])
    done = Followed()
    for member in members:
        done += _follow(session, actor, member, known.get(member.chat_user_id), admitting)
    return done


def _follow(
    session: WorkspaceSession, actor: Actor, member: Member, known: PersonView | None, admitting: bool
) -> Followed:
    before = known or (person_by_email(session, member.email) if member.email else None)
    admitted = member.guest and (admitting or (before is not None and before.admitted))
    if known is None and not _let_in(member, admitted):
        return Followed()
    details = _details(session, member, before, admitted)
    if before is not None and details == _as_details(before):
        return Followed()
    try:
        register_person(session, actor, details)
    except Invalid:
        return Followed(kept_out=1)
    return Followed(changed=1) if before is not None else Followed(added=1)


def _let_in(member: Member, admitted: bool) -> bool:
    return member.active and (admitted or not member.guest)


def _details(session: WorkspaceSession, member: Member, before: PersonView | None, admitted: bool) -> PersonDetails:
    return PersonDetails(
        name=member.name or (before.name if before else member.chat_user_id),
        email=_email(session, member, before),
        chat_user_id=member.chat_user_id,
        time_zone=_zone(member, before),
        locale=_locale(member, before),
        access_tier=before.access_tier if before else None,
        active=_let_in(member, admitted),
        admitted=admitted,
    )


def _email(session: WorkspaceSession, member: Member, before: PersonView | None) -> str | None:
    """The address we have; the directory's only where we have none and nobody else does."""
    if before is not None and before.email:
        return before.email
    if member.email and person_by_email(session, member.email) is None:
        return member.email
    return None


def _zone(member: Member, before: PersonView | None) -> str:
    fallback = before.time_zone if before else "UTC"
    try:
        return ZoneInfo(member.time_zone).key if member.time_zone else fallback
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return fallback


def _locale(member: Member, before: PersonView | None) -> str:
    if member.locale:
        return member.locale.replace("-", "_")
    return before.locale if before else PersonDetails.locale


def _as_details(person: PersonView) -> PersonDetails:
    return PersonDetails(
        person.name,
        person.email,
        person.chat_user_id,
        person.time_zone,
        person.locale,
        person.access_tier,
        person.active,
        person.admitted,
    )


def _known(session: WorkspaceSession, chat_user_ids: Iterable[str]) -> dict[str, PersonView]:
    """People by chat user id, two queries for each 900."""
    wanted = sorted(set(chat_user_ids))
    found: dict[str, PersonView] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        ids = session.scalars(select(Person.id).where(Person.chat_user_id.in_(chunk)))
        views = people(session, ids.all()).values()
        found |= {view.chat_user_id: view for view in views if view.chat_user_id}
    return found
