"""The Bolt app: binds what Slack sends to the desk. Requests are verified at the edge before they come here."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot.desk import (
    Desk,
    answer_command,
    answer_lookup,
    answer_mention,
    answer_message,
    answer_opening,
    answer_press,
    answer_shortcut,
    answer_submission,
    follow_channel,
    follow_person,
)
from bot.installation import Installations
from bot.logs import log

ANYTHING = re.compile(".*", re.DOTALL)
ANSWERING_THREADS = 32
IGNORED_EVENTS = ("message_changed", "message_deleted")


def build_app(desk: Desk, installations: Installations, *, for_events: bool) -> App:
    """The app for events (drained from the inbox: done when the listener is done), or for what must be answered in
    3 seconds (commands, interactions, options: done when acknowledged)."""
    app = App(
        client=WebClient(base_url=desk.product.settings.slack_api_url, timeout=10, retry_handlers=[]),
        authorize=installations.authorizer(desk.identity.workspace_of),
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=True,
        process_before_response=for_events,
        listener_executor=ThreadPoolExecutor(ANSWERING_THREADS, thread_name_prefix="answering"),
        raise_error_for_unhandled_request=False,
    )
    app.error(_told)
    if for_events:
        _bind_events(app, desk)
    else:
        _bind_interactions(app, desk)
    return app


def _bind_interactions(app: App, desk: Desk) -> None:
    @app.command(ANYTHING)
    def command(body: dict[str, Any], ack: Any, client: WebClient) -> None:
        answer_command(desk, body, ack, client)

    @app.action(ANYTHING)
    def press(body: dict[str, Any], ack: Any, client: WebClient) -> None:
        if str(body["actions"][0].get("action_id", "")).startswith("lookup:"):
            ack()
        else:
            answer_press(desk, body, ack, client)

    @app.view(ANYTHING)
    def submission(body: dict[str, Any], ack: Any, client: WebClient) -> None:
        answer_submission(desk, body, ack, client)

    @app.view_closed(ANYTHING)
    def closed(ack: Any) -> None:
        ack()

    @app.options(ANYTHING)
    def lookup(body: dict[str, Any], ack: Any) -> None:
        answer_lookup(desk, body, ack)

    @app.shortcut(ANYTHING)
    def shortcut(body: dict[str, Any], ack: Any, client: WebClient) -> None:
        answer_shortcut(desk, body, ack, client)


def _bind_events(app: App, desk: Desk) -> None:
    @app.event("message")
    def message(body: dict[str, Any], client: WebClient, request: BoltRequest) -> None:
        last = _header(request, "x-prowess-last") == "1"
        answer_message(desk, body, client, _header(request, "x-prowess-key"), last=last)

    @app.event("app_mention")
    def mention(body: dict[str, Any], client: WebClient) -> None:
        answer_mention(desk, body, client)

    @app.event("app_home_opened")
    def home(body: dict[str, Any], client: WebClient) -> None:
        answer_opening(desk, body, client)

    @app.event(re.compile("^(team_join|user_change)$"))
    def person_changed(body: dict[str, Any]) -> None:
        follow_person(desk, body)

    @app.event(re.compile("^(member_joined_channel|member_left_channel|channel_rename)$"))
    def channel_changed(body: dict[str, Any], client: WebClient) -> None:
        follow_channel(desk, body, client)

    @app.event(ANYTHING)
    def other(body: dict[str, Any]) -> None:
        log.debug("event left alone", kind=str((body.get("event") or {}).get("type")))


def _header(request: BoltRequest, name: str) -> str:
    return (request.headers.get(name) or [""])[0]


def _told(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """An error past every listener's own handling: events are tried again, anything else is answered with 200."""
    log.error("unhandled", error=error, kind=str(body.get("type") or body.get("command") or ""))
    return BoltResponse(status=500 if body.get("type") == "event_callback" else 200, body="")
