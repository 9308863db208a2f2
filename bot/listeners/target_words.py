"""What the commands around a target say: whom it is about, which competencies, until when, why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.conversation import Call
from bot.reading import read_due, read_people, read_skills
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import GROUP_KINDS, groups_called
from core.words import say

LONGEST_NAME = 6
_REASON = re.compile(
    r"^(?P<before>.*?\b(?:until|by)\b[^:]*?)(?:\s*:\s*|\s+because\s+(?:of\s+)?)(?P<reason>.+)$", re.I | re.S
)
_FOR = re.compile(r"^(?:from|for|of)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Exempting:
    """Whom to exempt from what, until when, and why; what is not said yet is empty."""

    person_id: int
    skills: tuple[int, ...] = ()
    until: date | None = None
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return bool(self.skills and self.until and self.reason)


@dataclass(frozen=True)
class NamedGroup:
    """A group that a command names, and the words after it."""

    id: int
    kind: str
    name: str
    rest: str


def read_exempting(session: WorkspaceSession, call: Call, words: str) -> Exempting:
    """Read '@anna Fire safety until 1 June: parental leave'."""
    found = _REASON.match(words)
    before, reason = (found["before"], found["reason"].strip()) if found else (words, "")
    person_id, rest = read_one_person(session, before, "/target exempt @anna Fire safety until 1 June: parental leave")
    today = day_in(call.asker.person.time_zone, session.now)
    rest, due = read_due(rest, today=today, locale=call.asker.reader.locale)
    if due is not None and due.problem is not None:
        said = say("Nothing was changed: {problem} Example: until 1 June 2027", problem=due.problem)
        raise Invalid(said, field="until")
    until = due.value if due is not None and not due.ambiguous else None
    return Exempting(person_id, read_targets(session, call, rest), until, reason)


def read_one_person(session: WorkspaceSession, words: str, example: str) -> tuple[int, str]:
    """The one person a command is about, and the words that are left."""
    named = read_people(session, words)
    if len(named.ids) != 1 or named.team is not None:
        raise Invalid(say("Whom? Name one person. Example: {example}", example=example), field="people")
    return named.ids[0], _FOR.sub("", named.rest)


def read_targets(session: WorkspaceSession, call: Call, words: str) -> tuple[int, ...]:
    """The competencies named; raises NotFound for words that name none."""
    found = read_skills(session, call.asker.actor, words) if words.strip() else None
    if found is not None and found.unknown:
        raise NotFound(
            say("Nothing was changed: I don't find '{words}'. Check its name.", words=found.unknown[0].words),
            field="skills",
        )
    return tuple(found.found) if found is not None else ()


def read_group(session: WorkspaceSession, words: str) -> NamedGroup | None:
    """The group at the start of the words, after its kind or 'group'; None where no kind stands first.

    Raises NotFound where none has that name.
    """
    kind, _, rest = " ".join(words.split()).partition(" ")
    if kind.lower() not in (*GROUP_KINDS, "group") or not rest:
        return None
    wanted = None if kind.lower() == "group" else kind.lower()
    parts = rest.split(" ")
    for count in range(min(LONGEST_NAME, len(parts)), 0, -1):
        name = " ".join(parts[:count]).strip(" ,;:'\"")
        if found := groups_called(session, name, wanted):
            after = " ".join(parts[count:]).strip(" ,;:")
            return NamedGroup(found[0].id, found[0].kind, found[0].name, _FOR.sub("", after))
    raise NotFound(
        say("I don't find a {kind} named '{words}'. Check its name.", kind=wanted or "group", words=rest[:60]),
        field="people",
    )


