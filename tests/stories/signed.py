"""Signed requests as Slack sends them, for what no person at the page would send."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.workspace.config import LOCAL_SIGNING_SECRET

FORM = "application/x-www-form-urlencoded"


def headers_for(
    body: bytes, content_type: str, *, secret: str = LOCAL_SIGNING_SECRET, at: float | None = None
) -> dict[str, str]:
    """Slack's headers for a body signed at a time (default: now)."""
    stamp = str(int(at if at is not None else time.time()))
    signature = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signature}",
    }


def post_event(
    url: str, event: dict[str, Any], *, event_id: str, team: str = "TNORDLYS", **headers: str
) -> httpx.Response:
    """Deliver an event."""
    payload = {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "APROWESS",
        "event": event,
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [{"team_id": team, "user_id": "UPROWESS", "is_bot": True}],
    }
    body = json.dumps(payload).encode()
    return httpx.post(url, content=body, headers={**headers_for(body, "application/json"), **headers}, timeout=10)


def post_form(url: str, fields: dict[str, Any], **signing: Any) -> httpx.Response:
    """Deliver a command."""
    body = urlencode(fields).encode()
    return httpx.post(url, content=body, headers=headers_for(body, FORM, **signing), timeout=10)


def post_interaction(url: str, payload: dict[str, Any], **signing: Any) -> httpx.Response:
    """Deliver an interaction."""
    return post_form(url, {"payload": json.dumps(payload)}, **signing)
