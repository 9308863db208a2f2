"""Who is meant by a name, a mention, an address or a part of one."""

from __future__ import annotations

from bot.reading import read_people
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.people import PersonView, people, people_matching, person_by_email
from core.words import say

MOST_OFFERED = 10


def find_people(session: WorkspaceSession, words: str) -> list[PersonView]:
    """The people meant, active or not, at most ten; raises NotFound where nobody comes near."""
    wanted = words.strip()
    if "<@" in wanted:
        return list(people(session, read_people(session, wanted).ids).values())
    if "@" in wanted and (known := person_by_email(session, wanted)) is not None:
        return [known]
    wanted = wanted.removeprefix("@")
    found = people_matching(session, wanted, limit=MOST_OFFERED, active=None) if wanted else []
    exact = [each for each in found if wanted.casefold() in (each.name.casefold(), each.first_name.casefold())]
    if not found:
        raise NotFound(say("I don't find '{words}' in the directory of Prowess.", words=wanted[:60]), field="person")
    return exact if len(exact) == 1 else found


def one_person(session: WorkspaceSession, words: str, example: str) -> PersonView:
    """The one person meant; raises Invalid where it may be several."""
    if not words.strip():
        raise Invalid(say("Who? Example: {example}", example=example), field="person")
    found = find_people(session, words)
    if len(found) > 1:
        names = [each.name for each in found[:5]]
        raise Invalid(say("Several people may be meant: {names}. Write the whole name.", names=names), field="person")
    return found[0]
