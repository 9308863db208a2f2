"""What a local workspace is made of: its team, people, channels, commands and the bot it talks to."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.workspace.refusals import WorkspaceRefused

LOCAL_BOT_TOKEN = "xoxb-local-workspace"  # noqa: S105 (opens nothing but this workspace)
LOCAL_SIGNING_SECRET = "local-workspace-signing-secret"  # noqa: S105 (likewise)
USUAL_EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.im",
    "message.channels",
    "team_join",
    "user_change",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One human member; `name` is the handle people type after @."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    time_zone: str = "Europe/Oslo"
    locale: str = "en-GB"
    colour: str = ""
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A public channel; the bot is a member unless `with_bot` is false."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    purpose: str = ""
    with_bot: bool = True


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command as the app manifest declares it; `completions` are the words offered after it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    completions: tuple[str, ...] = ()
    should_escape: bool = True


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global or message shortcut as the app manifest declares it."""

    callback_id: str
    name: str
    kind: Literal["global", "message"]
    description: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceConfig:
    """Everything a local workspace starts from; times are seconds.

    `state_path` keeps conversations between runs (None: in memory only); `clock_path` is the file that the
    bot reads the demo's time from.
    """

    people: tuple[Person, ...]
    bot_url: str = ""
    channels: tuple[Channel, ...] = ()
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_events: tuple[str, ...] = USUAL_EVENTS
    team_id: str = "TLOCAL"
    team_name: str = "Local workspace"
    team_domain: str = "local"
    app_id: str = "APROWESS"
    bot_id: str = "BPROWESS"
    bot_user_id: str = "UPROWESS"
    bot_name: str = "prowess"
    bot_real_name: str = "Prowess"
    bot_token: str = LOCAL_BOT_TOKEN
    signing_secret: str = LOCAL_SIGNING_SECRET
    state_path: Path | None = None
    clock_path: Path | None = None
    host: str = "127.0.0.1"
    port: int = 3000
    answer_limit: float = 3.0
    trigger_lifetime: float = 3.0
    event_retry_waits: tuple[float, ...] = (0.0, 2.0, 10.0)
    response_url_lifetime: float = 1800.0
    upload_limit: int = 64 * 1024 * 1024


def config_from_manifest(manifest: Mapping[str, Any], **settings: Any) -> WorkspaceConfig:
    """Take commands, shortcuts and subscribed events from a Slack app manifest; `settings` fill in the rest."""
    features = manifest.get("features", {})
    commands = tuple(
        SlashCommand(
            command=each["command"],
            description=each.get("description", ""),
            usage_hint=each.get("usage_hint", ""),
            should_escape=each.get("should_escape", False),
        )
        for each in features.get("slash_commands", ())
    )
    shortcuts = tuple(
        Shortcut(each["callback_id"], each["name"], each["type"], each.get("description", ""))
        for each in features.get("shortcuts", ())
    )
    events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", USUAL_EVENTS)
    found = {"commands": commands, "shortcuts": shortcuts, "bot_events": tuple(events)}
    return WorkspaceConfig(**{**found, **settings})


def local_address(host: str, port: int) -> str:
    """Return the address of the page on a loopback host."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def refuse_public_host(host: str) -> None:
    """Raise WorkspaceRefused unless `host` is this machine only: anybody on the page may act as anybody."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise WorkspaceRefused(f"The local workspace runs on this machine only, not on {host}. Use 127.0.0.1.")


def refuse_real_tokens(environment: Mapping[str, str], local_token: str) -> None:
    """Raise WorkspaceRefused when Slack tokens of a real workspace are set, so that the two never mix."""
    bot_token = environment.get("SLACK_BOT_TOKEN", "")
    app_token = environment.get("SLACK_APP_TOKEN", "")
    named = "SLACK_BOT_TOKEN" if bot_token and bot_token != local_token else ""
    if app_token and app_token != local_token:
        named = "SLACK_APP_TOKEN"
    if named:
        raise WorkspaceRefused(
            f"{named} holds a token of a real Slack workspace. Unset it to start the local workspace, "
            "or run the bot with 'prowess serve'."
        )
