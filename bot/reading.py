"""What a command's words name: persons by mention or name, a team, competencies with values, a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyView, find_named, scale_of
from core.people import Actor, PersonView, group_named, people_named, person_by_chat_id
from core.words import Sentence, say
from tagging.dates import DateReading, read_date

MOST_PEOPLE = 50
MOST_SKILLS = 20
MOST_COMMAS = 4
LONGEST_NAME = 5
"""Words of a person's or a team's name that are tried, longest first."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_BETWEEN = re.compile(r"^(?:\s|,|;|&|\band\b|\bfor\b|\bto\b|:)+", re.IGNORECASE)
_DUE = re.compile(r"(?:^|[\s,;])(?:due(?:\s+(?:by|on))?|by|until)\s+(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(r"(?:\s|,|;|\bfor\b|\bto\b|\band\b)+$", re.IGNORECASE)
_PARTED = re.compile(r"\s*[,;\n]\s*")
_TOGETHER = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class NamedPeople:
    """Who is named: persons in their order, a team (id, name), and the words that are left."""

    ids: tuple[int, ...]
    team: tuple[int, str] | None
    rest: str


@dataclass(frozen=True)
class UnknownSkill:
    """Words that should name a competency and don't, with the value asked for."""

    words: str
    value: str | None = None


@dataclass(frozen=True)
class NamedSkills:
    """Competencies by id with a scale value's id (None: not said), and what names none."""

    found: dict[int, int | None]
    unknown: tuple[UnknownSkill, ...]


def read_people(session: WorkspaceSession, words: str) -> NamedPeople:
    """Find the persons in a command: mentions anywhere, names and `team NAME` at its start.

    Raises NotFound for a mention of somebody not in the directory, Invalid for a name several people have.
    """
    mentioned = [_mentioned(session, each) for each in _MENTION.findall(words)]
    rest = _trimmed(_MENTION.sub(" ", words))
    rest = _TRAILING.sub("", rest) if mentioned else rest
    if team := _team(session, rest):
        return NamedPeople(_distinct(mentioned), team[:2], _trimmed(team[2]))
    named: list[int] = []
    while (taken := _name(session, rest)) is not None:
        named.append(taken[0])
        between, rest = _BETWEEN.match(taken[1]), _trimmed(taken[1])
        if between is None or not between.group().strip():
            break
    return NamedPeople(_distinct([*mentioned, *named]), None, rest)


def read_skills(session: WorkspaceSession, actor: Actor, words: str) -> NamedSkills:
    """Find the competencies in 'Fire safety, English=B2': by name, synonym or id number, as the actor sees them.

    A name may itself hold a comma or 'and'. Raises Invalid for a value its scale does not have, or too many.
    """
    found: dict[int, int | None] = {}
    unknown: list[UnknownSkill] = []
    parts = [each for each in _PARTED.split(words.strip()) if each]
    if len(parts) > MOST_SKILLS:
        raise Invalid(say("That is more than {n} skills at once. Send them in parts.", n=MOST_SKILLS), field="skills")
    while parts:
        known, parts = _longest_name(session, actor, parts)
        if isinstance(known, UnknownSkill):
            unknown.append(known)
        else:
            found |= known
    return NamedSkills(found, tuple(unknown))


def read_due(words: str, *, today: date, locale: str) -> tuple[str, DateReading | None]:
    """Part 'by 1 March' from the rest; the words stay whole where no date follows the last 'by'.

    A date that can't be one ('31 February') comes back as the reading's `problem`.
    """
    matches = list(_DUE.finditer(words))
    for match in reversed(matches):
        reading = read_date(words[match.end() :].strip(" .,"), kind="due", today=today, locale=locale)
        if reading.value or reading.ambiguous or _meant_as_date(words[match.end() :]):
            return words[: match.start()].strip(" ,;"), reading
    return words, None


def value_named(session: WorkspaceSession, competency: CompetencyView, name: str) -> int:
    """The id of a value on the competency's scale; raises Invalid naming the values there are."""
    try:
        return scale_of(session, competency.id).named(name).id
    except Invalid:
        names = [value.name for value in scale_of(session, competency.id).values]
        raise Invalid(
            say("{skill} has no value {name}. Values: {values}.", skill=competency.name, name=name, values=names),
            field="value",
        ) from None


def _meant_as_date(words: str) -> bool:
    return any(each.isdigit() for each in words) and "=" not in words


def _trimmed(words: str) -> str:
    return _BETWEEN.sub("", " ".join(words.split())).strip(" ,;")


def _distinct(ids: Sequence[int]) -> tuple[int, ...]:
    found = tuple(dict.fromkeys(ids))
    if len(found) > MOST_PEOPLE:
        raise Invalid(
            say("That is {n} people; name at most {most} at once, or a team.", n=len(found), most=MOST_PEOPLE),
            field="people",
        )
    return found


def _mentioned(session: WorkspaceSession, chat_user_id: str) -> int:
    found = person_by_chat_id(session, chat_user_id)
    if found is None:
        raise NotFound(say("I don't find that person in the directory of Prowess. An admin can add them."))
    return found.id


def _prefixes(words: str) -> list[tuple[str, str]]:
    """The first words and the rest, longest first."""
    parts = words.split()
    most = min(LONGEST_NAME, len(parts))
    return [(" ".join(parts[:count]), " ".join(parts[count:])) for count in range(most, 0, -1)]


def _team(session: WorkspaceSession, words: str) -> tuple[int, str, str] | None:
    head, _, rest = words.partition(" ")
    if head.lower() != "team" or not rest.strip():
        return None
    for name, after in _prefixes(rest):
        bare = name.strip(" ,;:'\"")
        if found := group_named(session, bare, "team"):
            return found[0], found[2], after
    raise NotFound(say("I don't find a team named '{words}'. Check its name.", words=rest[:60]), field="people")


def _name(session: WorkspaceSession, words: str) -> tuple[int, str] | None:
    """A person's name at the start of the words, and what follows with its comma or 'and'."""
    for name, _ in _prefixes(words):
        bare = name.rstrip(" ,;:").removeprefix("@")
        found = people_named(session, bare) if bare else []
        if len(found) > 1:
            raise Invalid(_which_of(bare, found), field="people")
        if found:
            return found[0].id, " ".join(words.split())[len(name.rstrip(" ,;:")) :]
    if words.startswith("@"):
        name = words.split(maxsplit=1)[0].rstrip(",;:")
        raise NotFound(say("I don't find {name}. Pick the person from Slack's list as you type @.", name=name))
    return None


def _which_of(name: str, found: Sequence[PersonView]) -> Sentence:
    return say(
        "There are {n} people named {name}: {names}. Mention the one you mean, or write the whole name.",
        n=len(found),
        name=name,
        names=[each.name for each in found[:5]],
    )


Known = dict[int, int | None] | UnknownSkill


def _longest_name(session: WorkspaceSession, actor: Actor, parts: list[str]) -> tuple[Known, list[str]]:
    """The competency named by as many parts as belong to one name, else by the parts of the first joined by 'and'."""
    unvalued = next((place for place, each in enumerate(parts) if "=" in each), len(parts) - 1)
    for count in range(min(unvalued + 1, MOST_COMMAS), 0, -1):
        if (found := _one(session, actor, ", ".join(parts[:count]))) is not None:
            return found, parts[count:]
    pieces = _TOGETHER.split(parts[0])
    several = [_one(session, actor, each) for each in pieces] if len(pieces) > 1 else []
    if several and all(each is not None for each in several):
        return {key: value for each in several if each for key, value in each.items()}, parts[1:]
    name, _, value = parts[0].partition("=")
    return UnknownSkill(name.strip(), value.strip() or None), parts[1:]


def _one(session: WorkspaceSession, actor: Actor, words: str) -> dict[int, int | None] | None:
    """The one competency these words name, with its value; None where they name none or several."""
    name, equals, value = words.partition("=")
    found = _only(find_named(session, actor, name))
    if found is not None:
        return {found.id: value_named(session, found, value.strip()) if equals and value.strip() else None}
    head, _, last = name.strip().rpartition(" ")
    if equals or not head:
        return None
    before = _only(find_named(session, actor, head))
    ids = {each.name.casefold(): each.id for each in scale_of(session, before.id).values} if before else {}
    return {before.id: ids[last.casefold()]} if before and last.casefold() in ids else None


def _only(found: Sequence[CompetencyView]) -> CompetencyView | None:
    active = [each for each in found if each.active]
    if len(active) == 1:
        return active[0]
    return found[0] if len(found) == 1 else None


