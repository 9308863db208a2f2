"""What Slack says: the tokens, their scopes, and the time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doctor.finding import Finding
from bot.manifest import SCOPES
from bot.settings import Settings, secret
from core.clock import system_clock
from core.database import Database
from core.migrations import current_revision, latest_revision
from core.people import WorkspaceRef, bot_token, list_workspaces
from core.vault import Vault
from core.words import say

TIMEOUT = 5
CLOCK_MAY_DIFFER = timedelta(seconds=60)
"""Slack refuses and is refused at five minutes; a minute says that nobody keeps the clock."""

BUILT = 2026
KEY_FILE = "encryption.key"


def look_at_tokens(settings: Settings) -> Iterable[Finding]:
    if token := secret(settings.slack_bot_token):
        yield _bot_token(settings, "SLACK_BOT_TOKEN", token)
    try:
        for each, token in _installed(settings):
            yield _bot_token(settings, each.name, token)
    except ValueError:
        yield _other_key()
    if token := secret(settings.slack_app_token):
        yield _app_token(settings, token)


def _bot_token(settings: Settings, name: str, token: str) -> Finding:
    cure = say("Install the app again, from /slack/install or the app's settings, and copy its bot token.")
    try:
        told = _client(settings, token).auth_test()
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        return Finding("tokens", say("Slack refuses {name}: {reason}.", name=name, reason=reason), cure)
    except OSError:
        return _no_slack()
    granted = str(told.headers.get("x-oauth-scopes") or "")
    missing = sorted(SCOPES.keys() - set(granted.split(","))) if granted else []
    if missing:
        again = say("Update the app from 'prowess manifest' and install it again.")
        return Finding("tokens", say("{name} lacks the scopes {missing}.", name=name, missing=missing), again)
    return Finding("tokens", say("{name} works in {team}.", name=name, team=str(told["team"])))


def _app_token(settings: Settings, token: str) -> Finding:
    try:
        _client(settings, "").apps_connections_open(app_token=token)
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        cure = say("Make an app token with the scope connections:write in the app's Basic Information.")
        return Finding("tokens", say("Slack refuses SLACK_APP_TOKEN: {reason}.", reason=reason), cure)
    except OSError:
        return _no_slack()
    return Finding("tokens", say("SLACK_APP_TOKEN opens connections."))


def _no_slack() -> Finding:
    return Finding("tokens", say("Slack doesn't answer."), say("Check this machine's network and SLACK_API_URL."))


def _installed(settings: Settings) -> list[tuple[WorkspaceRef, str]]:
    """Workspaces with the token kept for each, besides the setting's own; ValueError where they can't be unsealed."""
    if current_revision(settings.database) != latest_revision():
        return []
    database = Database(settings.database)
    try:
        with database.looking() as connection:
            workspaces = list_workspaces(connection)
        tokens = [(each, _kept(database, settings, each.id)) for each in workspaces]
    finally:
        database.close()
    return [(each, token) for each, token in tokens if token and token != secret(settings.slack_bot_token)]


def _kept(database: Database, settings: Settings, workspace_id: int) -> str | None:
    if not settings.encryption_key and not (settings.data_dir / KEY_FILE).exists():
        raise ValueError("no key")
    vault = Vault.from_setting(secret(settings.encryption_key), settings.data_dir)
    with database.reading(workspace_id, system_clock(), vault) as session:
        return bot_token(session)


def _other_key() -> Finding:
    said = say("What the database keeps sealed doesn't open: the key is another one, or missing.")
    cure = say("Restore PROWESS_ENCRYPTION_KEY, or {file} in the data directory, as they were.", file=KEY_FILE)
    return Finding("tokens", said, cure)


def look_at_clock(settings: Settings) -> Iterable[Finding]:
    cure = say("Keep this machine's clock by NTP; Slack's requests are refused when it is five minutes off.")
    try:
        told = httpx.post(f"{settings.slack_api_url}api.test", timeout=TIMEOUT).headers["date"]
        off = abs(system_clock() - parsedate_to_datetime(told).astimezone(UTC))
    except (httpx.HTTPError, KeyError, ValueError):
        if system_clock().year < BUILT:
            yield Finding("clock", say("It is {now} here, before this program was built.", now=system_clock()), cure)
        else:
            yield Finding("clock", say("{now} here; Slack wasn't there to compare with.", now=system_clock()))
        return
    seconds = int(off.total_seconds())
    if off > CLOCK_MAY_DIFFER:
        yield Finding("clock", say("{seconds} seconds off Slack's.", seconds=seconds), cure)
    else:
        yield Finding("clock", say("As Slack's."))


def _client(settings: Settings, token: str) -> WebClient:
    return WebClient(token, base_url=settings.slack_api_url, timeout=int(TIMEOUT), retry_handlers=[])
