"""auth.*, api.test, team.*, bots.*, users.*: who there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace.accounts import as_profile, as_user, bot_as_user
from bot.workspace.refusals import SlackError
from bot.workspace.webapi.arguments import Arguments, page_of
from bot.workspace.webapi.registry import method, person_of

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


@method("api.test")
def echo_arguments(_ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return the arguments, or the error asked for."""
    if "error" in arguments:
        raise SlackError(arguments.text("error"))
    return {"args": {key: value for key, value in arguments.values.items() if key != "token"}}


@method("auth.test")
def tell_whose_token(ws: LocalWorkspace, _arguments: Arguments) -> dict[str, Any]:
    """Return whose token this is."""
    config = ws.config
    return {
        "url": f"{ws.base_url}/",
        "team": config.team_name,
        "user": config.bot_name,
        "team_id": config.team_id,
        "user_id": config.bot_user_id,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


@method("team.info")
def show_team(ws: LocalWorkspace, _arguments: Arguments) -> dict[str, Any]:
    """Return the team."""
    config = ws.config
    team = {"id": config.team_id, "name": config.team_name, "domain": config.team_domain, "email_domain": ""}
    return {"team": team}


@method("bots.info")
def show_bot(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return the bot by its B id."""
    config = ws.config
    if arguments.text("bot", config.bot_id) != config.bot_id:
        raise SlackError("bot_not_found")
    bot = {
        "id": config.bot_id,
        "app_id": config.app_id,
        "user_id": config.bot_user_id,
        "name": config.bot_real_name,
        "deleted": False,
        "updated": 0,
    }
    return {"bot": bot}


@method("users.info")
def show_user(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return one person, or the bot's account."""
    identifier = arguments.text("user")
    if identifier == ws.config.bot_user_id:
        return {"user": bot_as_user(ws.config)}
    person = person_of(ws, identifier)
    user = as_user(person, ws.config)
    if arguments.flag("include_locale"):
        user["locale"] = person.locale
    return {"user": user}


@method("users.list")
def list_users(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return everybody, the bot last, in pages."""
    members = [as_user(each, ws.config) for each in ws.memory.people.values()]
    if arguments.flag("include_locale"):
        for member in members:
            member["locale"] = ws.memory.people[member["id"]].locale
    found, cursor = page_of([*members, bot_as_user(ws.config)], arguments)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


@method("users.lookupByEmail")
def find_user(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return the person with an e-mail address."""
    email = arguments.required("email").casefold()
    for person in ws.memory.people.values():
        if person.email.casefold() == email and not person.deleted:
            return {"user": as_user(person, ws.config)}
    raise SlackError("users_not_found")


@method("users.profile.get")
def show_profile(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return a person's profile."""
    return {"profile": as_profile(person_of(ws, arguments.text("user")), ws.config)}
