"""People in a file, by e-mail address: an empty cell leaves what is on file, a filled one is the whole of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.cells import Cells
from core.exchange.directory.new_people import add_people
from core.exchange.directory.on_file import (
    PersonOnFile,
    fill,
    followers_on_file,
    lines_on_file,
    people_by_chat,
    people_by_email,
    roles_on_file,
)
from core.exchange.directory.said_person import SaidPerson, details_of, differs, set_groups, wanted_groups
from core.exchange.frameworks.shape import circles, depths, parents_first
from core.exchange.outcomes import Outcome, Trouble
from core.exchange.rowwise import Asking, Judgement, Right, Row, judged, refuse
from core.exchange.together import TogetherBatch
from core.people import (
    FOLLOWING,
    Actor,
    Capability,
    ContextKind,
    allows,
    follows_words,
    give_role,
    places_of,
    register_person,
    set_line_manager,
)
from core.words import Sentence, say

REQUIRED = ("email", "name")
OPTIONAL = (
    "manager_email", "teams", "teams_led", "location", "company", "positions", "cohorts", "roles", "access_tier",
    "time_zone", "locale", "slack_user_id", "active",
)
GROUPS = (("location", "location"), ("company", "company"), ("position", "positions"), ("cohort", "cohorts"))
"""Kinds of groups besides teams, and the column of each."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class KnownPeople:
    """What is on file of the people a file names."""

    people: dict[str, PersonOnFile]
    by_chat: dict[str, PersonOnFile]
    roles: dict[str, list[str]]
    grants_all: bool
    rings: dict[str, tuple[str, ...]]
    followers: dict[tuple[str, str], str]


class PeopleBatch(TogetherBatch[SaidPerson]):
    """People, managers before those they manage."""

    required = REQUIRED
    optional = OPTIONAL

    def read(self, cells: Cells) -> tuple[str, SaidPerson]:
        """A person of the file."""
        email, manager = _address(cells, "email"), cells.text("manager_email")
        if not email:
            cells.needed("email")
        if manager:
            manager = _address(cells, "manager_email")
        groups = {
            kind: dict.fromkeys(cells.listed(column), False) for kind, column in GROUPS if cells.listed(column)
        }
        leads = cells.listed("teams_led")
        roles = [each for each in cells.listed("roles") if each not in FOLLOWING]
        if cells.listed("teams"):
            groups["team"] = {**dict.fromkeys(cells.listed("teams"), False), **dict.fromkeys(leads, True)}
        return email, SaidPerson(
            email=cells.text("email"),
            name=" ".join(cells.needed("name").split()),
            manager=manager or None,
            groups=groups,
            leads=leads,
            roles=tuple(each for each in roles if ContextKind.SITE in places_of(each)),
            roles_elsewhere=tuple(each for each in roles if ContextKind.SITE not in places_of(each)),
            access_tier=cells.whole("access_tier"),
            time_zone=_zone(cells),
            locale=_locale(cells),
            chat_user_id=cells.text("slack_user_id") or None,
            active=cells.yes("active"),
        )

    def ordered(self, rows: list[Row[SaidPerson]]) -> list[Row[SaidPerson]]:
        """Managers first, so that each is there when somebody's line to them is drawn."""
        by_key = {row.key: row for row in rows}
        managers = {row.key: (row.said.manager,) for row in rows if row.said.manager}
        return [by_key[key] for key in parents_first(list(by_key), managers)]

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidPerson]]) -> KnownPeople:
        """The people of these rows, their managers, and whoever has their chat ids."""
        emails = {row.key for row in rows} | {row.said.manager for row in rows if row.said.manager}
        found = people_by_email(session, emails)
        by_id = {each.id: each for each in found.values()}
        chat_ids = [row.said.chat_user_id for row in rows if row.said.chat_user_id]
        by_chat = {
            name: by_id.setdefault(each.id, each) for name, each in people_by_chat(session, chat_ids).items()
        }
        fill(session, by_id.values())
        grants_all = allows(session, actor, Capability.SITE_MANAGE)
        followers = followers_on_file(session)
        return KnownPeople(found, by_chat, roles_on_file(session), grants_all, self._rings(session), followers)

    def judge(self, known: KnownPeople, row: Row[SaidPerson]) -> Judgement:
        """Whether a person is new, differs, or can't be so."""
        said, before = row.said, _before(known, row)
        other = known.by_chat.get(said.chat_user_id or "")
        if other is not None and before is not other and (before is None or before.id != other.id):
            reason = say("{id} belongs to {name}, who has another address", id=said.chat_user_id, name=other.name)
            return refuse(row, "slack_user_id", reason)
        if unknown := [each for each in said.roles if each not in known.roles]:
            reason = say("there is no role {unknown}; there are {roles}", unknown=unknown, roles=sorted(known.roles))
            return refuse(row, "roles", reason)
        if said.manager and said.manager not in self._coming and said.manager not in known.people:
            return refuse(row, "manager_email", say("'{email}' is neither in the file nor known", email=said.manager))
        if said.manager in self._lost and said.manager not in known.people:
            return refuse(row, "manager_email", say("the row of '{email}' is refused", email=said.manager))
        if (ring := known.rings.get(row.key)) and said.manager:
            at = ring.index(row.key)
            way = [*ring[at:], *ring[:at], row.key]
            return refuse(row, "manager_email", say("that would be a circle: {way}", way=" → ".join(way[:6])))
        if (followed := _followed(known, said, before)) is not None:
            return refuse(row, *followed)
        found = judged(before, before is not None and differs(said, before))
        return replace(found, remarks=tuple(_elsewhere(row, before)))

    def rights(self, known: KnownPeople, row: Row[SaidPerson]) -> Iterable[Right]:
        """Nobody but a site admin gives a role that holds more than they do (people/roles)."""
        before = _before(known, row)
        for role in row.said.roles:
            if not known.grants_all and (before is None or role not in before.roles):
                yield Right(Capability.ROLE_GRANT, "site", (None,))
                for held in known.roles[role]:
                    yield Right(Capability(held), "site", (None,))

    def do_all(
        self, session: WorkspaceSession, actor: Actor, known: KnownPeople, rows: Sequence[Row[SaidPerson]]
    ) -> None:
        """Register new people, managers before those they manage."""
        add_people(session, actor, [row.said for row in rows], known.people)

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownPeople, row: Row[SaidPerson]) -> None:
        """Register the person, then draw their line and set their groups and roles."""
        said, before = row.said, _before(known, row)
        person_id = register_person(session, actor, details_of(said, before))
        if said.manager and (before is None or before.manager != said.manager):
            manager = people_by_email(session, [said.manager]).get(said.manager)
            if manager is None:
                raise Invalid(say("the row of '{email}' is refused", email=said.manager), field="manager_email")
            set_line_manager(session, actor, person_id, manager.id)
        groups = before.groups if before is not None else {}
        for kind, wanted in wanted_groups(said, groups).items():
            set_groups(session, actor, person_id, kind, groups.get(kind, {}), wanted)
        for role in said.roles:
            if before is None or role not in before.roles:
                give_role(session, actor, person_id, role)

    def _judged(self, asking: Asking, known: KnownPeople, row: Row[SaidPerson]) -> Judgement:
        """As for any row; who manages others and is refused is remembered, for managers come first."""
        found = super()._judged(asking, known, row)
        if found.outcome == Outcome.REFUSED:
            self._lost.add(row.key)
        return found

    def _rings(self, session: WorkspaceSession) -> dict[str, tuple[str, ...]]:
        """Circles that the file would close: looked for once, for doing rows draws no other lines than the file's."""
        if self._found_rings is None:
            managers = {name: {manager} for name, manager in lines_on_file(session).items()}
            managers |= {row.key: {row.said.manager} for row in self.rows if row.said.manager}
            self._found_rings = _rings(managers)
        return self._found_rings

    _found_rings: dict[str, tuple[str, ...]] | None = None

    @cached_property
    def _lost(self) -> set[str]:
        return set()

    @cached_property
    def _coming(self) -> set[str]:
        return {row.key for row in self.rows}


def _before(known: KnownPeople, row: Row[SaidPerson]) -> PersonOnFile | None:
    """The person of this address; else whoever has the chat id and no address yet."""
    found = known.people.get(row.key)
    other = known.by_chat.get(row.said.chat_user_id or "")
    return other if found is None and other is not None and not other.email else found


def _elsewhere(row: Row[SaidPerson], before: PersonOnFile | None) -> Iterator[Trouble]:
    """Roles that are given in a course or over a person are left out: a file doesn't say where."""
    for role in row.said.roles_elsewhere:
        if before is None or role not in before.roles:
            said = say("'{role}' is given in a course or over a person, by /prowess role give; left out", role=role)
            yield row.cells.trouble("roles", said)


def _followed(known: KnownPeople, said: SaidPerson, before: PersonOnFile | None) -> tuple[str, Sentence] | None:
    """The column and the reason where the row would change a group that follows courses or a channel."""
    groups = before.groups if before is not None else {}
    for kind, wanted in wanted_groups(said, groups).items():
        for name in {*wanted.items()} ^ {*groups.get(kind, {}).items()}:
            if (source := known.followers.get((kind, name[0]))) and (words := follows_words(source, name[0])):
                return dict(GROUPS).get(kind, "teams"), words
    return None


def _rings(managers: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    everybody = {*managers, *(each for above in managers.values() for each in above)}
    return circles(managers, managers, depths(everybody, managers).keys())


def _address(cells: Cells, column: str) -> str:
    found = cells.text(column)
    if found and not _ADDRESS.fullmatch(found):
        cells.wrong(column, say("'{cell}' is no e-mail address", cell=found))
    return found.lower()


def _zone(cells: Cells) -> str | None:
    found = cells.text("time_zone")
    try:
        return ZoneInfo(found).key if found else None
    except (KeyError, ValueError, OSError):
        cells.wrong("time_zone", say("'{cell}' is no time zone; an example is Europe/Oslo", cell=found))
        return None


def _locale(cells: Cells) -> str | None:
    found = cells.text("locale")
    if found and not _LOCALE.fullmatch(found):
        cells.wrong("locale", say("'{cell}' is no locale; an example is nb-NO", cell=found))
    return found.replace("-", "_") or None
