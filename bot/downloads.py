"""Fetches a file that a person dropped: only from Slack's own hosts, without redirects, under a size cap."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from bot.conversation import SharedFile
from bot.installation import Installations
from core.errors import Invalid, Unavailable
from core.words import say

MAX_BYTES = 20 * 1024 * 1024
SLACK_HOSTS = ("files.slack.com",)
TIMEOUT = 20.0


def fetch_file(installations: Installations, api_url: str, workspace_id: int, file: SharedFile) -> bytes:
    """The bytes of a shared file; raises Invalid when it is too large, Unavailable when Slack doesn't give it.

    The size Slack names is a claim; what really comes is counted.
    """
    if file.size > MAX_BYTES:
        raise _too_large(file)
    if not allowed(file.url, api_url):
        raise Unavailable(say("I can't fetch {name} from there. Drop it here again.", name=file.name))
    token = installations.client(workspace_id).token
    chunks, size = [], 0
    try:
        with httpx.stream(
            "GET", file.url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT, follow_redirects=False
        ) as response:
            if response.status_code != 200:
                raise Unavailable(say("Slack didn't give me {name}. Drop it here again.", name=file.name))
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > MAX_BYTES:
                    raise _too_large(file)
                chunks.append(chunk)
    except httpx.HTTPError:
        raise Unavailable(say("Slack didn't give me {name}. Drop it here again.", name=file.name)) from None
    return b"".join(chunks)


def allowed(url: str, api_url: str) -> bool:
    """Whether a file may be fetched from there: Slack's file host over https, or the local workspace itself."""
    asked, own = urlsplit(url), urlsplit(api_url)
    if asked.scheme == "https" and asked.hostname in SLACK_HOSTS:
        return True
    local = own.hostname in ("127.0.0.1", "localhost", "::1")
    return local and (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def _too_large(file: SharedFile) -> Invalid:
    return Invalid(
        say("I keep files up to 20 MB; {name} is larger. Drop a smaller one; your card waits.", name=file.name)
    )
