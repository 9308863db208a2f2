"""A guard over everything the bot sends: each message, view and lookup answer passes the block check."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, TypeVar

from bot.workspace.blockcheck import (
    check_blocks,
    check_command_answer,
    check_message,
    check_options,
    check_view,
)

Payload = Mapping[str, Any]
Answer = TypeVar("Answer")

_MESSAGES = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "chat.scheduleMessage"})
_STREAMS = frozenset({"chat.startStream", "chat.appendStream", "chat.stopStream"})
_VIEWS = frozenset({"views.open", "views.push", "views.update", "views.publish"})


class BlockGuard:
    """Collects what the bot sends and fails with one sentence for each fault.

    Methods are Slack's names; three more stand for answers in HTTP bodies: `command` (also
    `response_url`), `block_suggestion` and `view_submission`. Other methods carry no blocks.

    As a context manager it fails on leaving, unless the test has failed already.
    """

    def __init__(self) -> None:
        self.checked = 0
        self.sentences: list[str] = []

    def record(self, method: str, payload: Payload) -> None:
        """Check one payload and keep its faults; never raises, so that the bot isn't disturbed."""
        found = _faults(method, payload)
        if found is not None:
            self.checked += 1
            self.sentences += [f"{method}: {sentence}" for sentence in found]

    def around(self, call: Callable[[str, Payload], Answer]) -> Callable[[str, Payload], Answer]:
        """Wrap a callable that sends, so that all it sends is recorded first."""

        def recorded(method: str, payload: Payload) -> Answer:
            self.record(method, payload)
            return call(method, payload)

        return recorded

    def verify(self) -> None:
        """Fail with every fault collected so far."""
        assert not self.sentences, "\n".join(dict.fromkeys(self.sentences))

    def __enter__(self) -> "BlockGuard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.verify()


def _faults(method: str, payload: Payload) -> list[str] | None:
    """Return the faults of one payload, or None for a method that carries no blocks."""
    if method in _MESSAGES:
        return check_message(payload)
    if method in _STREAMS:
        return check_blocks(payload["blocks"], "message") if payload.get("blocks") else []
    if method in _VIEWS:
        return check_view(payload.get("view"))
    if method in ("command", "response_url"):
        return check_command_answer(payload)
    if method == "block_suggestion":
        return check_options(payload)
    if method == "view_submission":
        return check_view(payload["view"]) if "view" in payload else []
    return None
