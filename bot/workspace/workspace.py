"""The local workspace: a stand-in for Slack that a person plays with and that tests run against."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette

from bot.workspace import snapshot
from bot.workspace.accounts import as_user
from bot.workspace.clock import DemoClock
from bot.workspace.config import Person, WorkspaceConfig, local_address, refuse_public_host, refuse_real_tokens
from bot.workspace.delivery import BotLink
from bot.workspace.driver import Driver
from bot.workspace.faults import Faults
from bot.workspace.feed import Feed
from bot.workspace.refusals import SlackError
from bot.workspace.server import create_app
from bot.workspace.serving import Serving
from bot.workspace.state import Conversation, Memory, Payload, StoredFile, public
from bot.workspace.triggers import ResponseAddresses, Triggers


class LocalWorkspace:
    """Owns all state of one workspace; everything but `running` is called on the server's own thread."""

    def __init__(self, config: WorkspaceConfig) -> None:
        refuse_public_host(config.host)
        refuse_real_tokens(os.environ, config.bot_token)
        self.config = config
        self.base_url = local_address(config.host, config.port)
        self.memory = _remembered(config)
        self.feed = Feed()
        self.clock = DemoClock(config.clock_path)
        self.faults = Faults()
        self.triggers = Triggers(config.trigger_lifetime)
        self.addresses = ResponseAddresses(config.response_url_lifetime)
        self.bot = BotLink(self)
        self.calls: deque[tuple[str, Payload]] = deque(maxlen=5000)
        self.complaints: deque[str] = deque(maxlen=500)
        self.serving: Serving | None = None
        self.app: Starlette = create_app(self)

    @classmethod
    @contextmanager
    def running(cls, config: WorkspaceConfig) -> Iterator[Driver]:
        """Serve a workspace in a thread on a free port and hand out its driver; stops at the end."""
        ws = cls(config)
        with Serving(ws, port=0):
            yield Driver(ws)

    def person_called(self, name: str) -> Person | None:
        """Return the person with this handle, or the only one with this first or whole name."""
        wanted = name.casefold()
        present = [each for each in self.memory.people.values() if not each.deleted]
        for person in present:
            if person.name.casefold() == wanted or person.id.casefold() == wanted:
                return person
        named = [
            each
            for each in present
            if wanted in {each.real_name.casefold(), each.real_name.casefold().partition(" ")[0]}
        ]
        return named[0] if len(named) == 1 else None

    def file_named(self, reference: dict[str, Any]) -> StoredFile | None:
        """Return the file that a block's `slack_file` names by id or url."""
        if "id" in reference:
            return self.memory.files.get(reference["id"])
        parts = str(reference.get("url", "")).partition("/files-pri/")[2].partition("-")[2]
        return self.memory.files.get(parts.partition("/")[0])

    def readers(self, conversation: Conversation, message: Payload) -> list[str]:
        """Return who sees a message."""
        return [message["_for"]] if "_for" in message else conversation.members

    def tell_message(self, conversation: Conversation, message: Payload) -> None:
        """Show a new or changed message on open pages."""
        streaming = "_streaming" in message
        on_page = {**public(message), "shown_at": message["_shown_at"], "streaming": streaming}
        body = {"conversation": conversation.id, "message": on_page}
        self.feed.publish("message", body, self.readers(conversation, message))

    def tell_unread(self, conversation: Conversation, message: Payload) -> None:
        """Show how much each reader but the author has not read, in the list of people too."""
        for person in self.readers(conversation, message):
            if person in self.memory.people and person != message["user"]:
                self.feed.publish("unread", {"person": person, "conversations": self.memory.unread(person)})

    def notify(self, person: str, text: str) -> None:
        """Show a short notice of the workspace's own to one person."""
        self.feed.publish("notice", {"text": text}, [person])

    def complain(self, about: str, error: SlackError) -> None:
        """Note what was wrong in an answer that Slack refuses without saying why."""
        self.complaints.append(f"{about}: {' '.join([error.code, *error.messages])}")

    def send_message_event(self, conversation: Conversation, message: Payload) -> None:
        """Tell the bot about a message; a mention in a channel comes a second time as app_mention."""
        if conversation.kind == "channel" and self.config.bot_user_id not in conversation.members:
            return
        actor = message["user"] if "bot_id" not in message else None
        placed = {**message, "channel": conversation.id, "event_ts": message["ts"]}
        self._send(f"message.{_scope(conversation)}", {**placed, "channel_type": _type(conversation)}, actor)
        mentioned = f"<@{self.config.bot_user_id}>" in message.get("text", "")
        if mentioned and conversation.kind == "channel" and actor is not None:
            self._send("app_mention", {**placed, "type": "app_mention"}, actor)

    def send_change_event(self, conversation: Conversation, subtype: str, **what: Any) -> None:
        """Tell the bot that a message was changed or deleted."""
        stamp = self.memory.next_ts()
        event = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": conversation.id,
            "channel_type": _type(conversation),
            "ts": stamp,
            "event_ts": stamp,
            **what,
        }
        self._send(f"message.{_scope(conversation)}", event, None)

    def send_home_event(self, person: str, tab: str) -> None:
        """Tell the bot that a person opened its Home or Messages tab."""
        event: Payload = {
            "type": "app_home_opened",
            "user": person,
            "channel": self.memory.private_chat(person).id,
            "tab": tab,
            "event_ts": self.memory.next_ts(),
        }
        if tab == "home" and person in self.memory.homes:
            event["view"] = self.memory.homes[person]
        self._send("app_home_opened", event, person)

    def add_person(self, person: Person) -> None:
        """Let a person join the team."""
        self.memory.people[person.id] = person
        self.memory.private_chat(person.id)
        self.feed.publish("people", {})
        stamp = self.memory.next_ts()
        user = as_user(person, self.config)
        self._send("team_join", {"type": "team_join", "user": user, "event_ts": stamp}, None)

    def join_channel(self, identifier: str, channel: str) -> None:
        """Let somebody join a channel; the bot hears of it where it is a member."""
        self._move(identifier, channel, "member_joined_channel")

    def leave_channel(self, identifier: str, channel: str) -> None:
        """Let somebody leave a channel; the bot hears of it where it is a member, and of its own leaving."""
        self._move(identifier, channel, "member_left_channel")

    def _move(self, identifier: str, channel: str, kind: str) -> None:
        conversation = self.memory.conversations[channel]
        bot_id = self.config.bot_user_id
        heard = bot_id in conversation.members or identifier == bot_id
        if kind == "member_joined_channel" and identifier not in conversation.members:
            conversation.members.append(identifier)
        elif kind == "member_left_channel" and identifier in conversation.members:
            conversation.members.remove(identifier)
        self.feed.publish("people", {})
        if heard:
            event = {"type": kind, "user": identifier, "channel": channel, "channel_type": "C"}
            stamp = self.memory.next_ts()
            self._send(kind, {**event, "team": self.config.team_id, "event_ts": stamp}, None)

    def change_person(self, identifier: str, **fields: Any) -> None:
        """Change a person's profile, or deactivate them with `deleted=True`."""
        person = replace(self.memory.people[identifier], **fields)
        self.memory.people[identifier] = person
        self.feed.publish("people", {})
        stamp = self.memory.next_ts()
        user = as_user(person, self.config)
        self._send("user_change", {"type": "user_change", "user": user, "event_ts": stamp}, None)

    def _send(self, subscription: str, event: Payload, actor: str | None) -> None:
        if subscription in self.config.bot_events:
            self.bot.send_event(event, actor)


def create_workspace(config: WorkspaceConfig) -> LocalWorkspace:
    """Make a workspace; raises WorkspaceRefused for a public host or beside real tokens."""
    return LocalWorkspace(config)


def serve(config: WorkspaceConfig) -> Serving:
    """Serve a workspace on its configured port, as a context manager; for the demo."""
    return Serving(LocalWorkspace(config), port=config.port)


def _remembered(config: WorkspaceConfig) -> Memory:
    stored = snapshot.load(config.state_path) if config.state_path else None
    memory = stored or Memory()
    memory.people.update({each.id: each for each in config.people})
    for channel in config.channels:
        members = [*channel.members, *([config.bot_user_id] if channel.with_bot else [])]
        conversation = memory.conversations.setdefault(
            channel.id, Conversation(channel.id, "channel", channel.name, members, channel.purpose)
        )
        conversation.members, conversation.name = members, channel.name
    for person in memory.people.values():
        if not person.deleted:
            memory.private_chat(person.id)
    return memory


def _scope(conversation: Conversation) -> str:
    return "im" if conversation.kind == "im" else "channels"


def _type(conversation: Conversation) -> str:
    return "im" if conversation.kind == "im" else "channel"
