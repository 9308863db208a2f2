"""The ways in which the local workspace says no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class WorkspaceRefused(Exception):
    """The local workspace would not start; the text says why and what to do."""


class CannotDo(Exception):
    """A person tried what isn't possible on the page; the text says why."""


class SlackError(Exception):
    """An answer `ok: false`: Slack's error code, its sentences, and further keys of the answer."""

    def __init__(self, code: str, messages: Iterable[str] = (), **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """Return the body that Slack would send."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
