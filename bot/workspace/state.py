"""What the local workspace remembers: conversations, files, views and who has read what."""

from __future__ import annotations

import copy
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.workspace.config import Person

Payload = dict[str, Any]


@dataclass(slots=True)
class Conversation:
    """A private chat with the bot or a channel; `messages` lie in the order of their ts."""

    id: str
    kind: Literal["im", "channel"]
    name: str
    members: list[str]
    purpose: str = ""
    created: int = field(default_factory=lambda: int(time.time()))
    messages: list[Payload] = field(default_factory=list)
    whispers: list[Payload] = field(default_factory=list)

    def find(self, ts: str) -> Payload | None:
        """Return the message everybody sees with this ts."""
        return next((each for each in self.messages if each["ts"] == ts), None)

    def find_whisper(self, ts: str, person: str) -> Payload | None:
        """Return the message only `person` sees with this ts."""
        return next((each for each in self.whispers if each["ts"] == ts and each["_for"] == person), None)

    def replies(self, ts: str) -> list[Payload]:
        """Return the answers in the thread under `ts`, without its root."""
        return [each for each in self.messages if each.get("thread_ts") == ts and each["ts"] != ts]

    def seen_by(self, person: str) -> list[Payload]:
        """Return every message `person` sees here, own whispers among them, in order."""
        own = [each for each in self.whispers if each["_for"] == person]
        return sorted([*self.messages, *own], key=lambda each: str(each["ts"]))

    def unread_after(self, person: str, read_mark: str) -> int:
        """Count what others wrote here after `read_mark`."""
        seen = self.seen_by(person)
        return sum(each["ts"] > read_mark and each["user"] != person for each in seen)


@dataclass(slots=True)
class StoredFile:
    """An uploaded file; `ready` once its upload is complete, `conversations` where it was shared."""

    id: str
    name: str
    title: str
    mimetype: str
    owner: str
    size: int
    created: int
    alt_text: str = ""
    content: bytes = b""
    ready: bool = False
    conversations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Memory:
    """All that changes while the workspace runs."""

    people: dict[str, Person] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    homes: dict[str, Payload] = field(default_factory=dict)
    modals: dict[str, list[Payload]] = field(default_factory=dict)
    inputs: dict[tuple[str, str], dict[str, Payload]] = field(default_factory=dict)
    statuses: dict[tuple[str, str], Payload] = field(default_factory=dict)
    prompts: dict[str, Payload] = field(default_factory=dict)
    read_marks: dict[tuple[str, str], str] = field(default_factory=dict)
    last_stamp: int = 0

    def next_ts(self) -> str:
        """Return a message ts: real time in microseconds, always later than the one before."""
        self.last_stamp = max(int(time.time() * 1_000_000), self.last_stamp + 1)
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def joined_by(self, person: str) -> list[Conversation]:
        """Return the conversations a person is in."""
        return [each for each in self.conversations.values() if person in each.members]

    def unread(self, person: str) -> dict[str, int]:
        """Count what a person has not read, by conversation."""
        return {
            each.id: each.unread_after(person, self.read_marks.get((person, each.id), "0"))
            for each in self.joined_by(person)
        }

    def private_chat(self, person: str) -> Conversation:
        """Return the private chat between `person` and the bot, made on first use."""
        identifier = f"D{person[1:]}"
        if identifier not in self.conversations:
            self.conversations[identifier] = Conversation(identifier, "im", person, [person])
        return self.conversations[identifier]


def new_id(prefix: str) -> str:
    """Return an id such as Slack's: a letter and ten others."""
    return prefix + secrets.token_hex(5).upper()


def public(message: Payload, *, with_metadata: bool = False) -> Payload:
    """Return a message as the Web API shows it: without the workspace's own notes on it."""
    shown = {key: value for key, value in message.items() if not key.startswith("_")}
    if not with_metadata:
        shown.pop("metadata", None)
    return copy.deepcopy(shown)
