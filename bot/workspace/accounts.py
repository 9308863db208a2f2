"""How people and the bot look in the Web API's answers, and how what they type becomes Slack's text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from bot.workspace.config import Person, WorkspaceConfig
    from bot.workspace.workspace import LocalWorkspace

_COLOURS = ("#3f6f8f", "#8f5f3f", "#4d7d55", "#7a5c8e", "#9a5161", "#4a7a86", "#8a7434", "#5a668f")
STRANGERS_TEAM = "TELSEWHERE"
_TYPED = re.compile(
    r"(?P<token><(?:@[UW]\w+|#C\w+|!\w+)(?:\|[^<>]*)?>)"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\w)@(?P<handle>[A-Za-z][\w.-]*)"
    r"|(?P<sign>[&<>])"
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def team_of(person: Person, config: WorkspaceConfig) -> str:
    """Return the team a person belongs to; strangers have another one."""
    return STRANGERS_TEAM if person.stranger else config.team_id


def colour_of(person: Person) -> str:
    """Return the colour behind a person's initials: their own, or one that their id always gives."""
    return person.colour or _COLOURS[sum(person.id.encode()) % len(_COLOURS)]


def as_user(person: Person, config: WorkspaceConfig) -> dict[str, Any]:
    """Return a person as users.info shows them."""
    offset = datetime.now(ZoneInfo(person.time_zone)).utcoffset()
    user: dict[str, Any] = {
        "id": person.id,
        "team_id": team_of(person, config),
        "name": person.name,
        "deleted": person.deleted,
        "color": colour_of(person).lstrip("#"),
        "real_name": person.real_name,
        "profile": as_profile(person, config),
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    }
    if person.stranger:
        user["is_stranger"] = True
    if person.deleted:
        return user
    return {
        **user,
        "tz": person.time_zone,
        "tz_label": person.time_zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def as_profile(person: Person, config: WorkspaceConfig) -> dict[str, Any]:
    """Return a person's profile as users.profile.get shows it."""
    first, _, last = person.real_name.partition(" ")
    return {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "email": person.email,
        "status_text": "",
        "status_emoji": "",
        "team": team_of(person, config),
    }


def bot_as_user(config: WorkspaceConfig) -> dict[str, Any]:
    """Return the bot's own account."""
    return {
        "id": config.bot_user_id,
        "team_id": config.team_id,
        "name": config.bot_name,
        "deleted": False,
        "real_name": config.bot_real_name,
        "tz": "UTC",
        "tz_label": "UTC",
        "tz_offset": 0,
        "profile": {
            "real_name": config.bot_real_name,
            "display_name": config.bot_real_name,
            "bot_id": config.bot_id,
            "api_app_id": config.app_id,
            "team": config.team_id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": True,
        "is_app_user": False,
        "updated": 0,
    }


def typed_text(ws: LocalWorkspace, text: str, *, links: bool = True, with_names: bool = False) -> str:
    """Return what a person typed as Slack passes it on.

    Mentions become `<@U…>` (`<@U…|name>` in commands), `&`, `<` and `>` become entities, and in messages
    addresses become links.
    """

    def slack_form(found: re.Match[str]) -> str:
        if found["sign"]:
            return _ENTITIES[found["sign"]]
        if found["token"] or found["handle"]:
            return _mention(ws, found, with_names=with_names)
        if not links:
            return found[0].replace("&", "&amp;")
        address = (found["url"] or found["mail"]).rstrip(".,;:!?)")
        rest = found[0][len(address) :]
        safe = address.replace("&", "&amp;")
        return (f"<{safe}>" if found["url"] else f"<mailto:{safe}|{safe}>") + rest

    return _TYPED.sub(slack_form, _whole_names_as_handles(ws, text))


def _whole_names_as_handles(ws: LocalWorkspace, text: str) -> str:
    """'@Anna Berg' is Anna: where a whole name follows the sign, its handle stands for it."""
    present = [each for each in ws.memory.people.values() if not each.deleted]
    known = Counter(each.real_name.casefold() for each in present)
    handles = {name: each.name for each in present if known[name := each.real_name.casefold()] == 1}
    names = "|".join(re.escape(name) for name in sorted(handles, key=len, reverse=True))
    if "@" not in text or not names:
        return text
    return re.sub(
        rf"(?<!\w)@({names})(?!\w)", lambda found: f"@{handles[found[1].casefold()]}", text, flags=re.IGNORECASE
    )


def _mention(ws: LocalWorkspace, found: re.Match[str], *, with_names: bool) -> str:
    if found["token"]:
        identifier = found["token"].strip("<>").partition("|")[0].lstrip("@")
        person, rest = ws.memory.people.get(identifier), ""
        if person is None:
            return found["token"]
    else:
        handle = found["handle"].rstrip(".-")
        person, rest = ws.person_called(handle), found["handle"][len(handle) :]
        if person is None:
            if handle.lower() != ws.config.bot_name:
                return found[0]
            return f"<@{ws.config.bot_user_id}>{rest}"
    return f"<@{person.id}|{person.name}>{rest}" if with_names else f"<@{person.id}>{rest}"
