"""What a list of qualifications is narrowed to: read from words, from a form, from a button; and told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.qualification_list import UNVERIFIED, VERIFIED, FilterNames, chosen_words
from bot.cards import Words
from bot.partly_named import only_named
from bot.reading import read_people, read_skills
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, find_named
from core.people import Actor, group_views, groups_called, people, people_by_chat_ids
from core.qualifications import Choice, Status
from core.words import say

MOST_OF_A_KIND = 20
EXAMPLE = "/prowess all certifications expiring in Oslo"

_CATEGORIES = {
    "skill": "skill", "skills": "skill", "language": "language", "languages": "language",
    "certification": "certification", "certifications": "certification", "certificates": "certification",
    "education": "education", "degrees": "education", "experience": "experience",
}  # fmt: skip
_STATUSES = {
    "expired": (Status.EXPIRED,),
    "expiring": (Status.EXPIRING,),
    "missing": (Status.MISSING_DOCUMENTATION, Status.MISSING_FIELDS),
    "ok": (Status.OK,),
}
_PHRASES = {
    "missing documents": (Status.MISSING_DOCUMENTATION,),
    "missing document": (Status.MISSING_DOCUMENTATION,),
    "missing documentation": (Status.MISSING_DOCUMENTATION,),
    "missing_documentation": (Status.MISSING_DOCUMENTATION,),
    "missing details": (Status.MISSING_FIELDS,),
    "missing fields": (Status.MISSING_FIELDS,),
    "missing_fields": (Status.MISSING_FIELDS,),
}
_GROUP_KINDS = ("team", "location", "company", "position", "audience", "cohort", "channel")
_KIND = "|".join(_GROUP_KINDS)
_GROUP = re.compile(
    rf"\b(?:in\s+)?(?P<kind>{_KIND}|in(?!\s+(?:{_KIND})\b))\s+"
    r"(?P<name>\"[^\"]+\"|[^\s,]+(?:\s+[^\s,]+){0,4})",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\b(?:and|or|of|for|the|with|who|are|all|competencies|qualifications)\b", re.IGNORECASE)


def read_choice(session: WorkspaceSession, actor: Actor, words: str) -> Choice:
    """What 'certifications expiring in Oslo, team Warehouse, @anna' narrows to; raises naming what it doesn't know."""
    if words.strip().lower() not in {*_CATEGORIES, *_STATUSES} and (exact := find_named(session, actor, words)):
        return Choice(competencies=tuple(each.id for each in exact))
    choice, rest = read_groups(session, words)
    choice, rest = _read_words(choice, rest)
    named = read_people(session, rest) if rest.strip() else None
    if named is not None:
        groups = (*choice.groups, ("team", (named.team[0],))) if named.team else choice.groups
        choice, rest = replace(choice, people=named.ids, groups=groups), named.rest
    rest = " ".join(_NOISE.sub(" ", rest).split()).strip(" ,;")
    return _read_types(session, actor, choice, rest) if rest else choice


def read_groups(session: WorkspaceSession, words: str) -> tuple[Choice, str]:
    """Groups by kind and name, the longest name that is one; 'in Oslo' may be a group of any kind."""
    found: dict[str, tuple[int, ...]] = {}
    rest, at = words, 0
    while (match := _GROUP.search(rest, at)) is not None:
        kind, parts = match["kind"].lower(), match["name"].strip('"').split()
        for count in range(len(parts), 0, -1):
            named = groups_called(session, " ".join(parts[:count]), None if kind == "in" else kind)
            if named:
                found[named[0].kind] = (*found.get(named[0].kind, ()), *(each.id for each in named))
                rest = f"{rest[: match.start()]} {' '.join(parts[count:])} {rest[match.end() :]}"
                break
        else:
            if kind in ("team", "location", "company", "in"):
                what = say("place") if kind == "in" else kind
                raise NotFound(say("I don't find the {kind} '{name}'. Check its name.", kind=what, name=parts[0]))
            at = match.end()
    return Choice(groups=tuple(found.items())), rest


def _read_words(choice: Choice, words: str) -> tuple[Choice, str]:
    """Categories, statuses and the like by their words."""
    rest, statuses, categories = f" {words} ", list[Status](), list[str]()
    for phrase, meant in _PHRASES.items():
        if phrase in rest.lower():
            rest = re.sub(re.escape(phrase), " ", rest, flags=re.IGNORECASE)
            statuses += meant
    verified: bool | None = None
    if re.search(r"\b(?:not verified|unverified)\b", rest, re.IGNORECASE):
        verified, rest = False, re.sub(r"\b(?:not verified|unverified)\b", " ", rest, flags=re.IGNORECASE)
    kept, inactive = [], False
    for token in rest.split():
        word = token.strip(",;").lower()
        if word in _STATUSES:
            statuses += _STATUSES[word]
        elif word in _CATEGORIES:
            categories.append(_CATEGORIES[word])
        elif word == "verified":
            verified = True
        elif word == "deactivated":
            inactive = True
        else:
            kept.append(token)
    chosen = replace(
        choice, statuses=tuple(dict.fromkeys(statuses)), categories=tuple(dict.fromkeys(categories)), verified=verified,
        inactive=inactive,
    )  # fmt: skip
    return chosen, " ".join(kept)


def _read_types(session: WorkspaceSession, actor: Actor, choice: Choice, words: str) -> Choice:
    """Types by name, else by the part of it that was typed (frameworks/search)."""
    skills = read_skills(session, actor, words)
    found = list(skills.found)
    for each in skills.unknown:
        if (partly := only_named(session, actor, each.words)) is None:
            raise NotFound(
                say("I don't find '{words}'. Filters: categories, types, people, team, location, company, expired, "
                    "expiring, missing, ok, not verified. Example: {example}", words=each.words, example=EXAMPLE)
            )  # fmt: skip
        found.append(partly.id)
    return replace(choice, competencies=tuple(dict.fromkeys(found)))


def choice_from(values: Mapping[str, Any], session: WorkspaceSession) -> Choice:
    """What a submitted filter says."""
    chat_ids = list(values.get("people") or [])
    by_kind: dict[str, tuple[int, ...]] = {}
    for each in group_views(session, ids=[int(group) for group in values.get("groups") or []] or [0]):
        by_kind[each.kind] = (*by_kind.get(each.kind, ()), each.id)
    said = values.get("verified")
    choice = Choice(
        tuple(values.get("categories") or ()),
        tuple(int(each) for each in values.get("types") or ()),
        tuple(people_by_chat_ids(session, chat_ids).values()),
        tuple(by_kind.items()),
        tuple(Status(each) for each in values.get("statuses") or ()),
        {VERIFIED: True, UNVERIFIED: False}.get(str(said)),
        bool(values.get("inactive")),
    )
    several = [*choice.competencies, *choice.people, *(each for _, ids in choice.groups for each in ids)]
    if len(several) > MOST_OF_A_KIND:
        raise Invalid(say("Choose at most {n} types, people and groups together.", n=MOST_OF_A_KIND), field="types")
    return choice


def packed_choice(choice: Choice) -> dict[str, Any]:
    """A choice as buttons carry it."""
    packed = {
        "c": list(choice.categories), "t": list(choice.competencies), "p": list(choice.people),
        "g": [[kind, list(ids)] for kind, ids in choice.groups], "s": [str(each) for each in choice.statuses],
        "v": choice.verified, "i": choice.inactive or None,
    }  # fmt: skip
    return {name: value for name, value in packed.items() if value not in ([], None)}


def unpacked_choice(payload: Mapping[str, Any]) -> Choice:
    """The choice that a button carried."""
    return Choice(
        tuple(payload.get("c", ())),
        tuple(int(each) for each in payload.get("t", ())),
        tuple(int(each) for each in payload.get("p", ())),
        tuple((str(kind), tuple(int(each) for each in ids)) for kind, ids in payload.get("g", ())),
        tuple(Status(each) for each in payload.get("s", ())),
        payload.get("v"),
        bool(payload.get("i")),
    )


def words_of(session: WorkspaceSession, choice: Choice) -> list[Words]:
    """What a choice narrows to, in words."""
    types = competencies(session, choice.competencies)
    groups = group_views(session, ids=[each for _, ids in choice.groups for each in ids] or [0])
    return chosen_words(
        choice,
        [types[each].name for each in choice.competencies if each in types],
        [each.name for each in people(session, choice.people).values()],
        [(each.kind, each.name) for each in groups],
    )


def names_in(session: WorkspaceSession, choice: Choice) -> FilterNames:
    """What stands in the filter's fields already."""
    types = competencies(session, choice.competencies)
    groups = group_views(session, ids=[each for _, ids in choice.groups for each in ids] or [0])
    return FilterNames(
        [(types[each].name, str(each)) for each in choice.competencies if each in types],
        [(f"{each.name} ({each.kind})", str(each.id)) for each in groups],
        [each.chat_user_id for each in people(session, choice.people).values() if each.chat_user_id],
    )
