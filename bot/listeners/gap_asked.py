"""What a question about gaps is about: whose, against what, on which day; as words and as a button carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cards import Actions, Button, Card, Text
from bot.conversation import Asker
from bot.listeners.group_finding import sees
from bot.reading import read_people
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.gaps import Among
from core.people import GroupKind, GroupView, group_view, groups_called, groups_led
from core.profiles import ProfileView, profile_view, profiles_named
from core.words import Sentence, say

RUN_PROFILE = "gap.profile"
MOST_OFFERED = 4
OPEN_KINDS = (GroupKind.TEAM, GroupKind.LOCATION, GroupKind.POSITION, GroupKind.COMPANY)
"""Groups that everybody may name; of others those one is in or manages."""

_PROFILE = re.compile(r"(?:^|[\s,;])(?:(?:against|as|for)\s+)?(?:the\s+)?(?:role\s+)?profile\s+(?=\S)", re.IGNORECASE)
_KIND = re.compile(rf"^(?:in\s+|of\s+)?(?P<kind>{'|'.join(GroupKind)})\s+(?P<name>.+)$", re.IGNORECASE)
_OWN_TEAM = re.compile(r"^(?:(?:my|our|the)\s+)?team$", re.IGNORECASE)
_ALL = re.compile(r"^(?:all|everybody|everyone|(?:the\s+)?(?:whole\s+)?company)$", re.IGNORECASE)


@dataclass(frozen=True)
class GapAsked:
    """Whose gaps: a person, a group, or all; against a profile where one is named; on a day where one is."""

    person_id: int | None = None
    group_id: int | None = None
    profile_id: int | None = None
    day: date | None = None

    def payload(self) -> dict[str, Any]:
        """As plain values."""
        found = {
            "person": self.person_id, "group": self.group_id, "profile": self.profile_id,
            "day": self.day.isoformat() if self.day else None,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> GapAsked:
        """From its plain values."""
        said = payload.get("day")
        day = date.fromisoformat(said) if said else None
        return cls(payload.get("person"), payload.get("group"), payload.get("profile"), day)


def read_asked(session: WorkspaceSession, asker: Asker, words: str, day: date | None) -> GapAsked | Card:
    """What the words ask; a card to choose from where a profile's name may mean several."""
    who, profile_id = words.strip(), None
    if (found := _last(words)) is not None:
        who, named = words[: found.start()].strip(" ,;"), words[found.end() :].strip()
        profile = chosen_profile(session, asker, named, {"who": who, "day": day.isoformat() if day else None})
        if isinstance(profile, Card):
            return profile
        profile_id = profile.id
    if not who:
        return GapAsked(asker.person_id, None, profile_id, day)
    if _OWN_TEAM.match(who):
        return GapAsked(None, _own_team(session, asker), profile_id, day)
    if _ALL.match(who) and not groups_called(session, who):
        return GapAsked(None, None, profile_id, day)
    if (group := _group(session, asker, who)) is not None:
        return GapAsked(None, group.id, profile_id, day)
    return GapAsked(_person(session, who), None, profile_id, day)


def _own_team(session: WorkspaceSession, asker: Asker) -> int | None:
    """The one team that somebody leads; None for all whom they may see, where they lead none or several."""
    led = groups_led(session, asker.person_id)
    teams = [each for each in led if group_view(session, each).kind == GroupKind.TEAM]
    return teams[0] if len(teams) == 1 else None


def among_of(session: WorkspaceSession, asker: Asker, asked: GapAsked) -> Among:
    """The people and the requirements asked about; of a profile alone its holders."""
    profile = profile_view(session, asker.actor, asked.profile_id) if asked.profile_id is not None else None
    return Among((asked.group_id,) if asked.group_id is not None else None, profile)


def name_of(session: WorkspaceSession, asker: Asker, asked: GapAsked) -> Sentence:
    """'Warehouse', 'Everybody', 'Warehouse, Driver'."""
    who = say("Everybody")
    if asked.group_id is not None:
        who = say("{name}", name=group_view(session.present, asked.group_id).name)
    if asked.profile_id is None:
        return who
    return say("{who}, {profile}", who=who, profile=profile_view(session, asker.actor, asked.profile_id).name)


def chosen_profile(
    session: WorkspaceSession, asker: Asker, words: str, payload: Mapping[str, Any], action: str = RUN_PROFILE
) -> ProfileView | Card:
    """The role profile named, or a card with those it may be; hidden and missing read alike."""
    named = words.strip(" .?\"'")
    if not named:
        raise Invalid(say("Which role profile? Example: /prowess gap profile Driver"), field="profile")
    found = profiles_named(session, asker.actor, named)
    if not found:
        raise NotFound(say("I don't find a role profile '{words}'. See: /prowess profile", words=named))
    if len(found) == 1:
        return found[0]
    said = say("Which role profile is '{words}'?", words=named)
    buttons = [Button(each.name, action, {**payload, "profile": each.id}) for each in found[:MOST_OFFERED]]
    return Card(said, (Text(said), Actions(buttons)))


def _last(words: str) -> re.Match[str] | None:
    """Where 'profile NAME' begins."""
    return next(reversed(list(_PROFILE.finditer(words))), None)


def _group(session: WorkspaceSession, asker: Asker, words: str) -> GroupView | None:
    """The group of the kind and name said; None where no kind is said. Raises NotFound where none is so called."""
    if (said := _KIND.match(words)) is None:
        return None
    kind, name = said["kind"].lower(), said["name"].strip(" .?\"'")
    found = [each for each in groups_called(session, name, kind) if kind in OPEN_KINDS or sees(session, asker, each)]
    if not found:
        raise NotFound(say("I don't find a {kind} named '{name}'. Check its name.", kind=kind, name=name))
    return found[0]


def _person(session: WorkspaceSession, words: str) -> int:
    named = read_people(session, words)
    if named.rest or not named.ids:
        missing = named.rest or words
        raise NotFound(
            say("I don't find '{words}'. Example: /prowess gap @anna, or: gap team Warehouse", words=missing)
        )
    if len(named.ids) > 1:
        raise Invalid(say("Name one person, or a team. Example: /prowess gap team Warehouse"), field="person")
    return named.ids[0]
