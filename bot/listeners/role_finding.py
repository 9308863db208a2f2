"""Which role, person, place and days a command about roles names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.blocks.roles import HeldWords, role_words
from bot.conversation import Asker
from bot.reading import read_people
from core.activities import courses, courses_containing, courses_named
from core.clock import day_in, start_of_day
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import (
    FOLLOWING,
    ContextKind,
    Role,
    RoleContext,
    RoleHeld,
    RoleView,
    category_tree,
    group_views,
    groups_led,
    people,
    role_named,
    role_views,
    supervised_by,
)
from core.words import Sentence, say, say_count
from tagging.dates import DateReading, read_date

MOST_OPTIONS = 100
_FROM = re.compile(r"(?:^|\s)from\s+(.+?)(?=\s+(?:until|till)\s|$)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:^|\s)(?:until|till)\s+(.+)$", re.IGNORECASE)
_OVER = re.compile(r"(?:^|\s)over\s+", re.IGNORECASE)
_IN = re.compile(r"(?:^|\s)in\s+", re.IGNORECASE)


@dataclass(frozen=True)
class SaidRole:
    """What a command says of a role: the people before it, its name, over whom or where, and the days."""

    people: tuple[int, ...] = ()
    role: RoleView | None = None
    over: tuple[int, ...] = ()
    place: RoleContext | None = None
    since: date | None = None
    until: date | None = None
    words: str = field(default="", compare=False)


def read_role(session: WorkspaceSession, asker: Asker, words: str) -> SaidRole:
    """Read '@anna reviewer over @ben from 1 March until 31 May' or '@mona teacher in Fire safety at work'.

    Raises Invalid for a day that can't be, an unknown role or place, NotFound for somebody unknown.
    """
    rest, since, until = _days(session, asker, words)
    before, over = _parted(rest, _OVER)
    named_over = read_people(session, over) if over else None
    if named_over is not None and (not named_over.ids or named_over.rest):
        raise Invalid(say("Over whom? Example: /prowess role give @rita reviewer over @anna"), field="over")
    before, where = (before, "") if over else _parted(before, _IN)
    named = read_people(session, before)
    role = _role(session, named.rest) if named.rest else None
    place = find_place(session, where, role.name if role else None) if where else None
    return SaidRole(named.ids, role, named_over.ids if named_over else (), place, since, until, named.rest)


def find_place(session: WorkspaceSession, words: str, role: str | None) -> RoleContext:
    """The course or category of this name; a course first for teachers, else a category."""
    wanted = words.strip()
    if wanted.casefold() in ("the whole site", "site", "the site"):
        return RoleContext()
    found = courses_named(session, wanted)
    course = RoleContext(ContextKind.COURSE, found[0].id, found[0].category_id) if found else None
    name = wanted.casefold()
    same = [each for each in category_tree(session) if name in (each.path.casefold(), each.name.casefold())]
    category = RoleContext(ContextKind.CATEGORY, same[0].id) if same else None
    chosen = (course or category) if role == Role.TEACHER else (category or course)
    if chosen is None:
        raise Invalid(
            say("I don't find a course or category named '{words}'. Example: in Safety", words=wanted), field="place"
        )
    return chosen


def places_found(session: WorkspaceSession, words: str) -> list[tuple[str, str]]:
    """Courses and categories with these letters, as a search field offers them."""
    wanted = words.strip().casefold()
    categories = [
        (f"{each.path} (category)", f"category:{each.id}")
        for each in category_tree(session)
        if wanted in each.path.casefold()
    ]
    found = [(f"{each.name} (course)", f"course:{each.id}") for each in courses_containing(session, words, limit=50)]
    return [*categories, *found][:MOST_OPTIONS]


def place_picked(session: WorkspaceSession, value: str | None) -> RoleContext:
    """The place a search field gave back; the whole site where it was left empty."""
    if not value:
        return RoleContext()
    kind, _, number = str(value).partition(":")
    if kind not in (ContextKind.COURSE, ContextKind.CATEGORY) or not number.isdecimal():
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=str(value)[:50]), field="place")
    return within(session, ContextKind(kind), int(number))


def within(session: WorkspaceSession, kind: ContextKind, context_id: int | None) -> RoleContext:
    """A place with the category a course lies in."""
    if kind != ContextKind.COURSE or context_id is None:
        return RoleContext(kind, context_id)
    found = courses(session, [context_id]).get(context_id)
    return RoleContext(kind, context_id, found.category_id if found else None)


def instants(session: WorkspaceSession, person_id: int, said: SaidRole) -> tuple[datetime | None, datetime | None]:
    """The days as instants of the one who gets the role: from a day's beginning, through the last day's end."""
    zone = people(session, [person_id])[person_id].time_zone
    today = day_in(zone, session.now)
    since = start_of_day(zone, said.since) if said.since is not None and said.since != today else None
    until = start_of_day(zone, said.until + timedelta(days=1)) if said.until is not None else None
    return since, until


def with_places(session: WorkspaceSession, asker: Asker, held: Sequence[RoleHeld]) -> list[HeldWords]:
    """Roles people have, with the names of courses put to them."""
    ids = [each.context_id for each in held if each.kind == ContextKind.COURSE and each.context_id is not None]
    named = {each.id: each.name for each in courses(session, ids).values()}
    return [HeldWords(each, _place(each, named), asker.person.time_zone) for each in held]


def following_words(session: WorkspaceSession, person_id: int) -> list[Sentence]:
    """The roles that follow from the directory: employee, manager of whom, lead of which groups."""
    below = len(session.scalars(supervised_by(session, person_id)).all())
    led = [each.name for each in group_views(session, ids=groups_led(session, person_id))]
    found = [say("*employee*: over themself")]
    if below:
        found.append(say_count("*manager*: supervises {n} person", "*manager*: supervises {n} people", below))
    if led:
        found.append(say("*lead*: of {groups}", groups=led))
    return found


def givable(session: WorkspaceSession) -> list[RoleView]:
    """The roles that are given to people."""
    return [each for each in role_views(session) if each.name not in FOLLOWING]


def _place(held: RoleHeld, names: dict[int, str]) -> str | None:
    return names.get(held.context_id or 0) if held.kind == ContextKind.COURSE else held.place


def _role(session: WorkspaceSession, words: str) -> RoleView:
    wanted = re.sub(r"^(?:the\s+)?(?:role\s+)?(?:of\s+)?(?:an?\s+)?", "", words.strip(), flags=re.IGNORECASE)
    found = role_named(session, wanted) or role_named(session, words)
    if found is None:
        raise Invalid(unknown_role(wanted, givable(session)), field="role")
    return found


def unknown_role(name: str, roles: Iterable[RoleView]) -> Sentence:
    """There is no such role; which there are, and who makes one."""
    return say(
        "There is no role '{name}'. Roles: {names}. A site admin makes others: /prowess role new {name}",
        name=name,
        names=[role_words(each.name) for each in roles],
    )


def _parted(words: str, mark: re.Pattern[str]) -> tuple[str, str]:
    found = mark.search(words)
    return (words[: found.start()].strip(), words[found.end() :].strip()) if found else (words, "")


def _days(session: WorkspaceSession, asker: Asker, words: str) -> tuple[str, date | None, date | None]:
    today = day_in(asker.person.time_zone, session.now)
    until, rest = _day(_UNTIL.search(words), words, today, asker)
    since, rest = _day(_FROM.search(rest), rest, today, asker)
    return rest, since, until


def _day(found: re.Match[str] | None, words: str, today: date, asker: Asker) -> tuple[date | None, str]:
    """The day a match names and the words without it; the words whole where it names none ('Working from heights')."""
    if found is None:
        return None, words
    said = found.group(1)
    reading = read_date(said, kind="due", today=today, locale=asker.reader.locale)
    if reading.value is None and not any(each.isdigit() for each in said):
        return None, words
    return _settled(reading, said), f"{words[: found.start()]} {words[found.end() :]}".strip()


def _settled(reading: DateReading, said: str) -> date:
    if reading.ambiguous:
        raise Invalid(
            say("Which day is {words}: {days}? Write the month as a word.", words=said, days=list(reading.ambiguous))
        )
    if reading.value is None:
        raise Invalid(say("'{words}' isn't a date. Example: from 1 March until 31 May", words=said))
    return reading.value
