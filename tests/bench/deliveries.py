"""Signed deliveries as Slack sends them, made beforehand: of ten, nine events and one command."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.stories.signed import FORM, headers_for

JSON = "application/json"
MIX = ("message", "home", "message", "command", "user", "message", "home", "message", "user", "home")
COMMANDS = ("help", "help log", "me", "target")


def signed_requests(
    url: str, count: int, team: str, people: Sequence[str], certificates: Sequence[str], run: str
) -> list[tuple[str, bytes]]:
    """So many requests, ready to be written to a connection, each with its kind: event or command."""
    found = []
    for number in range(count):
        kind = MIX[number % len(MIX)]
        person = people[number * 37 % len(people)]
        if kind == "command":
            body = urlencode(_command(team, person, COMMANDS[number % len(COMMANDS)], f"{run}.{number}")).encode()
            found.append(("command", _request(url, body, FORM)))
        else:
            event = _EVENTS[kind](person, number, certificates[number % len(certificates)])
            found.append(("event", _request(url, _event(team, event, f"Ev{run}{number}"), JSON)))
    return found


def _event(team: str, event: dict[str, Any], event_id: str) -> bytes:
    payload = {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "APROWESS",
        "event": event,
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [{"team_id": team, "user_id": "UPROWESS", "is_bot": True}],
    }
    return json.dumps(payload).encode()


def _message(person: str, number: int, certificate: str) -> dict[str, Any]:
    """A certification in plain words, or a question for help, in the private chat."""
    text = f"I passed {certificate} on 3 May 2026, valid 3 years" if number % 4 == 0 else "help"
    stamp = f"{1_767_225_600 + number}.000100"
    return {"type": "message", "channel": f"D{person}", "channel_type": "im", "user": person, "text": text, "ts": stamp}


def _home(person: str, _number: int, _certificate: str) -> dict[str, Any]:
    return {"type": "app_home_opened", "user": person, "channel": f"D{person}", "tab": "home"}


def _user(person: str, number: int, _certificate: str) -> dict[str, Any]:
    profile = {"real_name": f"Person {number} changed"}
    return {"type": "user_change", "user": {"id": person, "tz": "UTC", "locale": "en-GB", "profile": profile}}


_EVENTS: dict[str, Callable[[str, int, str], dict[str, Any]]] = {"message": _message, "home": _home, "user": _user}


def _command(team: str, person: str, words: str, trigger: str) -> dict[str, str]:
    return {
        "command": "/prowess",
        "text": words,
        "team_id": team,
        "user_id": person,
        "channel_id": f"D{person}",
        "trigger_id": trigger,
        "response_url": "http://127.0.0.1:9/none",
    }


def _request(url: str, body: bytes, content_type: str) -> bytes:
    target = urlsplit(url)
    headers = {
        "Host": str(target.netloc),
        "Content-Length": str(len(body)),
        "User-Agent": "Slackbot 1.0",
        **headers_for(body, content_type),
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
