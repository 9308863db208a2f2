"""The chat workspace's members become the workspace's people; bots, other teams' and guests nobody let in stay out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.logs import log
from bot.product import Product
from core.db import WorkspaceSession
from core.people import (
    Actor,
    Followed,
    Member,
    Role,
    follow_directory,
    give_role,
    holders_of_role,
    person_by_chat_id,
)

PAGE = 500
ASKED_TO_WAIT = 5
LONGEST_WAIT = 120
SLACKBOT = "USLACKBOT"


def synchronise(product: Product, client: WebClient, workspace_id: int) -> Followed:
    """Read the whole directory, page by page, each in its own transaction; who joined, changed, was kept out.

    The primary owner becomes site admin where there is none. Slow work: never on the path of an acknowledgement.
    """
    team_id, actor, done = team_of_workspace(product, workspace_id), Actor.engine(workspace_id), Followed()
    for page in _pages(client):
        with product.writing(workspace_id) as session:
            done += follow_directory(session, actor, members_of_team(page, team_id))
            for owner in (user for user in page if user.get("is_primary_owner")):
                make_first_admin(session, str(owner["id"]))
    log.info("directory read", workspace=workspace_id, added=done.added, changed=done.changed)
    return done


def update_from_event(product: Product, workspace_id: int, event: Mapping[str, Any]) -> Followed:
    """Follow one `team_join` or `user_change` event."""
    user = event.get("user")
    return take_in(product, workspace_id, [user] if isinstance(user, Mapping) else [])


def take_in(product: Product, workspace_id: int, users: Sequence[Mapping[str, Any]]) -> Followed:
    """Bring these of Slack's users up to date."""
    members = members_of_team(users, team_of_workspace(product, workspace_id))
    with product.writing(workspace_id) as session:
        return follow_directory(session, Actor.engine(workspace_id), members)


def admit_installer(product: Product, client: WebClient, workspace_id: int, chat_user_id: str) -> None:
    """Take in who installed the app, and make them site admin where there is none. The rest of the directory follows.

    Where Slack doesn't say who that is, the primary owner becomes admin when the directory is read.
    """
    try:
        user: Any = client.users_info(user=chat_user_id, include_locale=True)["user"]
    except (SlackApiError, OSError) as error:
        log.warning("installer not known", error=error, workspace=workspace_id)
        return
    take_in(product, workspace_id, [user])
    with product.writing(workspace_id) as session:
        make_first_admin(session, chat_user_id)


def make_first_admin(session: WorkspaceSession, chat_user_id: str) -> bool:
    """Make somebody site admin where the workspace has none yet; whether that was done."""
    person = person_by_chat_id(session, chat_user_id)
    if person is None or not person.active or holders_of_role(session, str(Role.ADMIN)):
        return False
    give_role(session, Actor.engine(session.workspace_id), person.id, str(Role.ADMIN))
    return True


def members_of_team(users: Sequence[Mapping[str, Any]], team_id: str) -> list[Member]:
    """The people of this team among Slack's users: no bots, nobody of another team (people/strangers)."""
    return [_member(user) for user in users if _belongs(user, team_id)]


def _belongs(user: Mapping[str, Any], team_id: str) -> bool:
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") in (SLACKBOT, None):
        return False
    return not user.get("is_stranger") and user.get("team_id", team_id) == team_id


def _member(user: Mapping[str, Any]) -> Member:
    profile = user.get("profile") or {}
    confirmed = user.get("is_email_confirmed", True)
    guest = user.get("is_restricted") or user.get("is_ultra_restricted")
    return Member(
        chat_user_id=str(user["id"]),
        name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or "").strip(),
        email=(profile.get("email") or None) if confirmed else None,
        time_zone=user.get("tz") or None,
        locale=user.get("locale") or None,
        active=not user.get("deleted"),
        guest=bool(guest),
    )


def team_of_workspace(product: Product, workspace_id: int) -> str:
    """The chat team's id of a workspace."""
    return next(each.chat_team_id for each in product.engine.workspaces() if each.id == workspace_id)


def _pages(client: WebClient) -> Iterator[Sequence[Mapping[str, Any]]]:
    cursor = ""
    while True:
        answer = _asked(client, cursor)
        yield answer["members"]
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _asked(client: WebClient, cursor: str) -> Any:
    return patiently(lambda: client.users_list(cursor=cursor or None, limit=PAGE, include_locale=True))


def patiently(call: Callable[[], Any]) -> Any:
    """What a call of Slack's answers; when Slack asks to wait, it is waited for, a few times."""
    for attempt in range(ASKED_TO_WAIT + 1):
        try:
            return call()
        except SlackApiError as error:
            response: Any = error.response
            if response.status_code != 429 or attempt == ASKED_TO_WAIT:
                raise
            time.sleep(min(float(response.headers.get("Retry-After", 1)), LONGEST_WAIT))
    raise AssertionError("the last attempt returns or raises")
