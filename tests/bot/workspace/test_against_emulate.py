"""Our Web API beside an independent one (npm's emulate): the same calls, the same outcome, the keys we rely on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.workspace import LocalWorkspace
from tests.bot.workspace.conftest import a_config
from tests.bot.workspace.tiny_bot import PICTURE, heading, plain

PACKAGE = "emulate@0.12.2"
CACHE = Path(os.environ.get("PROWESS_EMULATE_DIR", Path(tempfile.gettempdir()) / "prowess-emulate"))
TOKEN = a_config().bot_token
SEED = {
    "slack": {
        "team": {"name": "Local workspace", "domain": "local"},
        "users": [
            {"name": "anna", "real_name": "Anna Berg", "email": "anna@nordlys.example"},
            {"name": "ben", "real_name": "Ben Olsen", "email": "ben@nordlys.example"},
            {"name": "prowess", "real_name": "Prowess", "email": "prowess@nordlys.example"},
        ],
        "channels": [{"name": "general"}, {"name": "quiet"}],
        "tokens": [{"token": TOKEN, "user": "prowess", "scopes": []}],
    }
}
SCRIPT = """
const [entry, port, seed] = process.argv.slice(1);
const { createEmulator } = await import(entry);
await createEmulator({ service: "slack", port: Number(port), seed: JSON.parse(seed) });
console.log("ready");
"""
MODAL = {"type": "modal", "title": plain("Log"), "blocks": [heading("Log")]}
HOME = {"type": "home", "blocks": [heading("Home")]}
METADATA = {"event_type": "reminder", "event_payload": {"key": "a1"}}


@dataclass
class Side:
    """One of the two servers, with the ids it gave to the same people and channel."""

    client: WebClient
    anna: str
    channel: str
    trigger: Callable[[], str]

    def posted(self, **more: Any) -> dict[str, Any]:
        """Post to the channel; return where."""
        answer = self.client.chat_postMessage(channel=self.channel, text="Hello", **more)
        return {"channel": self.channel, "ts": answer["ts"]}

    def uploaded(self) -> Any:
        """Upload a picture and share it in the channel."""
        return self.client.files_upload_v2(channel=self.channel, filename="a.png", content=PICTURE, alt_txt="A")

    def reacts_twice(self) -> Any:
        """Put the same reaction on a message twice."""
        place = {"channel": self.channel, "timestamp": self.posted()["ts"], "name": "eyes"}
        self.client.reactions_add(**place)
        return self.client.reactions_add(**place)

    def opens_twice(self) -> Any:
        """Use one trigger twice."""
        trigger = self.trigger()
        self.client.views_open(trigger_id=trigger, view=MODAL)
        return self.client.views_open(trigger_id=trigger, view=MODAL)

    def publishes_stale(self) -> Any:
        """Publish a Home over one that has changed since."""
        self.client.views_publish(user_id=self.anna, view=HOME)
        return self.client.views_publish(user_id=self.anna, view=HOME, hash="1.old")


def emulate_entry() -> Path | None:
    """Return the installed package's module, installing it in the cache folder; None where that can't be."""
    entry = CACHE / "node_modules" / "emulate" / "dist" / "api.js"
    npm = shutil.which("npm")
    if not entry.exists() and npm and shutil.which("node"):
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(CACHE), PACKAGE]
        subprocess.run(install, check=False, capture_output=True, timeout=120)
    return entry if entry.exists() and shutil.which("node") else None


@pytest.fixture(scope="module")
def theirs() -> Iterator[Side]:
    """The independent server."""
    entry = emulate_entry()
    if entry is None:
        pytest.skip("the comparison with emulate needs Node and the npm registry")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(shutil.which("node")), "--input-type=module", "-e", SCRIPT, str(entry), str(port), json.dumps(SEED)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        yield side_of(f"http://127.0.0.1:{port}/api/")
        process.terminate()


@pytest.fixture(scope="module")
def ours() -> Iterator[Side]:
    """The local workspace."""
    with LocalWorkspace.running(a_config(trigger_lifetime=3.0)) as workspace:
        side = side_of(workspace.api_url)
        side.trigger = lambda: workspace.run(lambda: workspace.ws.triggers.issue("UANNA"))
        yield side


def side_of(api_url: str) -> Side:
    """Look up the ids of the people and the channel, and let the bot join it."""
    client = WebClient(token=TOKEN, base_url=api_url)
    anna = next(each["id"] for each in client.users_list()["members"] if each["name"] == "anna")
    channels = client.conversations_list()["channels"]
    channel = next(each["id"] for each in channels if each["name"] == "general")
    client.conversations_join(channel=channel)

    def trigger() -> str:
        answer = client.api_call("views.generateTriggerId", params={"user_id": anna})
        return str(answer["trigger_id"])

    return Side(client, anna, channel, trigger)


Call = Callable[[Side], Any]
TAKEN: dict[str, tuple[Call, set[str]]] = {
    "auth.test": (lambda s: s.client.auth_test(), {"url", "team", "user", "team_id", "user_id"}),
    "team.info": (lambda s: s.client.team_info()["team"], {"id", "name", "domain"}),
    "users.info": (
        lambda s: s.client.users_info(user=s.anna)["user"],
        {"id", "team_id", "name", "real_name", "deleted", "is_bot", "is_admin", "profile"},
    ),
    "users.list": (lambda s: s.client.users_list(limit=1), {"members", "response_metadata"}),
    "users.lookupByEmail": (
        lambda s: s.client.users_lookupByEmail(email="ben@nordlys.example")["user"]["profile"],
        {"email", "real_name", "display_name", "title"},
    ),
    "users.profile.get": (lambda s: s.client.users_profile_get(user=s.anna)["profile"], {"email", "real_name"}),
    "conversations.open": (lambda s: s.client.conversations_open(users=s.anna)["channel"], {"id"}),
    "conversations.list": (
        lambda s: s.client.conversations_list()["channels"][0],
        {"id", "name", "is_channel", "is_im", "is_member", "is_archived", "num_members"},
    ),
    "conversations.info": (
        lambda s: s.client.conversations_info(channel=s.channel)["channel"],
        {"id", "name", "is_private", "is_member", "purpose", "topic"},
    ),
    "conversations.members": (lambda s: s.client.conversations_members(channel=s.channel), {"members"}),
    "chat.postMessage": (
        lambda s: s.client.chat_postMessage(channel=s.channel, text="Hello"),
        {"channel", "ts", "message"},
    ),
    "chat.postMessage to a person": (
        lambda s: s.client.chat_postMessage(channel=s.anna, text="Hello"),
        {"channel", "ts", "message"},
    ),
    "chat.postMessage in a thread": (
        lambda s: s.client.chat_postMessage(channel=s.channel, text="x", thread_ts=s.posted()["ts"])["message"],
        {"thread_ts", "ts", "text", "user", "type"},
    ),
    "chat.postEphemeral": (
        lambda s: s.client.chat_postEphemeral(
            channel=s.client.conversations_open(users=s.anna)["channel"]["id"], user=s.anna, text="x"
        ),
        {"message_ts"},
    ),
    "chat.update": (lambda s: s.client.chat_update(**s.posted(), text="New"), {"channel", "ts", "text"}),
    "chat.delete": (lambda s: s.client.chat_delete(**s.posted()), {"channel", "ts"}),
    "chat.getPermalink": (
        lambda s: s.client.chat_getPermalink(channel=s.channel, message_ts=s.posted()["ts"]),
        {"channel", "permalink"},
    ),
    "conversations.history": (
        lambda s: s.client.conversations_history(channel=s.posted()["channel"], limit=1),
        {"messages", "has_more"},
    ),
    "conversations.history with metadata": (
        lambda s: s.client.conversations_history(
            channel=s.posted(metadata=METADATA)["channel"], limit=1, include_all_metadata=True
        )["messages"][0],
        {"text", "ts", "user", "metadata"},
    ),
    "conversations.replies": (lambda s: s.client.conversations_replies(**s.posted()), {"messages", "has_more"}),
    "reactions.add": (
        lambda s: s.client.reactions_add(channel=s.channel, timestamp=s.posted()["ts"], name="eyes"),
        {"ok"},
    ),
    "views.publish": (
        lambda s: s.client.views_publish(user_id=s.anna, view=HOME)["view"],
        {"id", "type", "blocks", "hash", "callback_id", "private_metadata", "state", "root_view_id"},
    ),
    "views.open": (
        lambda s: s.client.views_open(trigger_id=s.trigger(), view=MODAL)["view"],
        {"id", "type", "title", "blocks", "hash", "root_view_id", "previous_view_id", "external_id"},
    ),
    "views.update": (
        lambda s: s.client.views_update(
            view_id=s.client.views_open(trigger_id=s.trigger(), view=MODAL)["view"]["id"], view=MODAL
        )["view"],
        {"id", "hash"},
    ),
    "files.getUploadURLExternal": (
        lambda s: s.client.files_getUploadURLExternal(filename="a.png", length=3),
        {"upload_url", "file_id"},
    ),
    "files.completeUploadExternal": (lambda s: s.uploaded(), {"files"}),
    "files.info": (
        lambda s: s.client.files_info(file=s.uploaded()["files"][0]["id"])["file"],
        {"id", "name", "title", "mimetype", "filetype", "size", "user", "url_private", "url_private_download"},
    ),
    "files.delete": (lambda s: s.client.files_delete(file=s.uploaded()["files"][0]["id"]), {"ok"}),
}
REFUSED: dict[str, Call] = {
    "users.info of nobody": lambda s: s.client.users_info(user="UNOBODY"),
    "users.lookupByEmail of nobody": lambda s: s.client.users_lookupByEmail(email="x@x.example"),
    "bots.info of nothing": lambda s: s.client.bots_info(bot="BNONE"),
    "conversations.open of nobody": lambda s: s.client.conversations_open(users="UNOBODY"),
    "conversations.info of nowhere": lambda s: s.client.conversations_info(channel="CNOWHERE"),
    "conversations.history of nowhere": lambda s: s.client.conversations_history(channel="CNOWHERE"),
    "chat.postMessage to nowhere": lambda s: s.client.chat_postMessage(channel="CNOWHERE", text="x"),
    "chat.postMessage of nothing": lambda s: s.client.api_call(
        "chat.postMessage", params={"channel": s.channel, "text": ""}
    ),
    "chat.update of nothing": lambda s: s.client.chat_update(channel=s.channel, ts="1.000001", text="x"),
    "chat.delete of nothing": lambda s: s.client.chat_delete(channel=s.channel, ts="1.000001"),
    "chat.getPermalink of nothing": lambda s: s.client.chat_getPermalink(channel=s.channel, message_ts="1.000001"),
    "chat.postEphemeral to nobody": lambda s: s.client.chat_postEphemeral(channel=s.channel, user="UNOBODY", text="x"),
    "reactions.add twice": lambda s: s.reacts_twice(),
    "views.open by an invented trigger": lambda s: s.client.views_open(trigger_id="1.2.3", view=MODAL),
    "views.open twice by one trigger": lambda s: s.opens_twice(),
    "views.update of nothing": lambda s: s.client.views_update(view_id="VNOWHERE", view=MODAL),
    "views.publish with an old hash": lambda s: s.publishes_stale(),
    "files.info of nothing": lambda s: s.client.files_info(file="FNOWHERE"),
    "files.delete of nothing": lambda s: s.client.files_delete(file="FNOWHERE"),
}


def code_of(call: Call, side: Side) -> str:
    """Return the error code of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        call(side)
    return str(refused.value.response["error"])


@pytest.mark.parametrize("name", TAKEN)
def test_both_take_the_call_and_answer_with_the_keys_we_rely_on(ours: Side, theirs: Side, name: str) -> None:
    call, keys = TAKEN[name]
    answers = {"ours": call(ours), "theirs": call(theirs)}
    missing = {side: {key for key in keys if key not in body_of(answer)} for side, answer in answers.items()}
    assert missing == {"ours": set(), "theirs": set()}


@pytest.mark.parametrize("name", REFUSED)
def test_both_refuse_the_call_with_the_same_code(ours: Side, theirs: Side, name: str) -> None:
    assert code_of(REFUSED[name], ours) == code_of(REFUSED[name], theirs)


def test_both_refuse_a_call_without_a_token(ours: Side, theirs: Side) -> None:
    errors = {httpx.post(f"{side.client.base_url}auth.test").json()["error"] for side in (ours, theirs)}
    assert errors == {"not_authed"}


def body_of(answer: Any) -> dict[str, Any]:
    """Return the keys and values of an answer or a part of one."""
    body: dict[str, Any] = answer if isinstance(answer, dict) else answer.data
    return body
