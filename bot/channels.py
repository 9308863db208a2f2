"""Groups that follow a channel of the chat: who is in the channel is in the group (people/groups)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.directory import members_of_team, patiently, take_in, team_of_workspace
from bot.installation import Installations
from bot.logs import log
from bot.product import Product
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Unavailable
from core.people import (
    Actor,
    Member,
    align_group,
    bot_user,
    followed_channels,
    people_by_chat_ids,
    rename_group,
    stop_following,
)
from core.words import say

PAGE = 200
MEMBERS_PAGE = 1_000
GONE = ("channel_not_found", "not_in_channel", "is_archived", "method_not_supported_for_channel_type")


@dataclass(frozen=True)
class Channel:
    """A channel the bot is in."""

    id: str
    name: str


class SlackDirectory:
    """The chat workspace's people and channels, asked one by one; for work that was handed on, never for an answer."""

    def __init__(self, product: Product, installations: Installations) -> None:
        self._product, self._installations = product, installations

    def member(self, workspace_id: int, chat_user_id: str) -> Member | None:
        """A member by id, None for bots, other teams' people and unknown ids; raises Unavailable."""
        client = self._installations.client(workspace_id)
        try:
            user: Any = patiently(lambda: client.users_info(user=chat_user_id, include_locale=True))["user"]
        except SlackApiError as error:
            if error.response.get("error") in ("user_not_found", "user_not_visible"):
                return None
            raise _no_answer() from error
        except OSError as error:
            raise _no_answer() from error
        return next(iter(members_of_team([user], team_of_workspace(self._product, workspace_id))), None)

    def channel(self, workspace_id: int, reference: str) -> Channel:
        """The channel of this id or name, where the bot is; raises NotFound where it is not in it."""
        wanted = reference.strip().lstrip("#").casefold()
        try:
            for each in _own_channels(self._installations.client(workspace_id)):
                if wanted in (each.id.casefold(), each.name.casefold()):
                    return each
        except (SlackApiError, OSError) as error:
            raise _no_answer() from error
        raise NotFound(
            say("I'm not in #{name}. Write there: /invite @Prowess, and then the same again.", name=wanted),
            field="channel",
        )

    def follow(self, workspace_id: int, channel_id: str) -> None:
        """Let the group of a channel hold exactly its people."""
        try:
            follow_channel(self._product, self._installations.client(workspace_id), workspace_id, channel_id)
        except (SlackApiError, OSError) as error:
            raise _no_answer() from error


def follow_channels(product: Product, client: WebClient, workspace_id: int) -> None:
    """Bring every group that follows a channel up to date; after the directory was read."""
    with product.reading(workspace_id) as session:
        channels = list(followed_channels(session))
    for each in channels:
        follow_channel(product, client, workspace_id, each)


def follow_event(product: Product, client: WebClient, workspace_id: int, event: Mapping[str, Any]) -> None:
    """Follow somebody's joining or leaving a channel, or its new name; channels nobody follows are left alone.

    The channel is read anew: deliveries may arrive in another order than they happened.
    """
    about = event.get("channel")
    channel_id = str(about.get("id") if isinstance(about, Mapping) else about)
    with product.reading(workspace_id) as session:
        group_id = followed_channels(session).get(channel_id)
    if group_id is None:
        return
    if event.get("type") == "channel_rename" and isinstance(about, Mapping):
        _rename(product, workspace_id, group_id, str(about.get("name") or ""))
        return
    if event.get("type") == "member_joined_channel":
        _take_in_unknown(product, client, workspace_id, str(event.get("user") or ""))
    follow_channel(product, client, workspace_id, channel_id)


def follow_channel(product: Product, client: WebClient, workspace_id: int, channel_id: str) -> None:
    """Read who is in a channel and let its group hold exactly them; where the bot is no longer in it, it follows no
    more and keeps who was in it."""
    try:
        chat_ids = list(_members(client, channel_id))
    except SlackApiError as error:
        if error.response.get("error") not in GONE:
            raise
        chat_ids = None
    with product.writing(workspace_id) as session:
        _align(session, channel_id, chat_ids)


def _align(session: WorkspaceSession, channel_id: str, chat_ids: list[str] | None) -> None:
    group_id, actor = followed_channels(session).get(channel_id), Actor.engine(session.workspace_id)
    if group_id is None:
        return
    if chat_ids is None or bot_user(session) not in chat_ids:
        stop_following(session, actor, group_id)
        log.info("channel no longer followed", workspace=session.workspace_id, group=group_id)
        return
    known = people_by_chat_ids(session, chat_ids)
    align_group(session, actor, group_id, dict.fromkeys(known.values(), session.now))


def _take_in_unknown(product: Product, client: WebClient, workspace_id: int, chat_user_id: str) -> None:
    """Somebody may join a channel before their joining the team was worked off."""
    with product.reading(workspace_id) as session:
        if not chat_user_id or people_by_chat_ids(session, [chat_user_id]):
            return
    user: Any = client.users_info(user=chat_user_id, include_locale=True)["user"]
    take_in(product, workspace_id, [user])


def _rename(product: Product, workspace_id: int, group_id: int, name: str) -> None:
    try:
        with product.writing(workspace_id) as session:
            rename_group(session, Actor.engine(workspace_id), group_id, name)
    except Conflict:
        log.info("channel's new name is taken", workspace=workspace_id, group=group_id)


def _members(client: WebClient, channel_id: str) -> Iterator[str]:
    cursor = ""
    while True:
        answer = patiently(partial(_members_page, client, channel_id, cursor))
        yield from answer["members"]
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _members_page(client: WebClient, channel_id: str, cursor: str) -> Any:
    return client.conversations_members(channel=channel_id, cursor=cursor or None, limit=MEMBERS_PAGE)


def _channels_page(client: WebClient, cursor: str) -> Any:
    kinds = "public_channel,private_channel"
    return client.users_conversations(types=kinds, exclude_archived=True, cursor=cursor or None, limit=PAGE)


def _own_channels(client: WebClient) -> Iterator[Channel]:
    cursor = ""
    while True:
        answer = patiently(partial(_channels_page, client, cursor))
        yield from (Channel(str(each["id"]), str(each.get("name") or each["id"])) for each in answer["channels"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _no_answer() -> Unavailable:
    return Unavailable(say("Slack doesn't answer me about that now. Try again in a moment."))
