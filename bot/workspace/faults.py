"""Trouble on demand: what the Web API and the delivery do wrong next, for tests of the bot's patience."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal, get_args

CallFaultKind = Literal["rate_limited", "error_before", "error_after", "hang", "hang_after", "reset", "refuse"]
DeliveryFaultKind = Literal["duplicate", "delay", "drop"]
Delivered = Literal["event", "command", "interaction"]


@dataclass(frozen=True, slots=True)
class CallFault:
    """One wrong answer of the Web API.

    rate_limited: 429 with Retry-After; error_before and error_after: 500 without or with the call carried
    out; hang and hang_after: no answer for `seconds`, the call not carried out or carried out; reset: the
    connection breaks before the call is carried out; refuse: `ok: false` with `error`.
    """

    kind: CallFaultKind
    error: str = "internal_error"
    retry_after: int = 1
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class DeliveryFault:
    """One wrong delivery: sent `copies` more times, `seconds` late, or never."""

    kind: DeliveryFaultKind
    copies: int = 1
    seconds: float = 0.5


class Faults:
    """The queue of troubles to come, by Web API method (`*`: any) and for deliveries."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[CallFault]] = {}
        self._deliveries: dict[str, deque[DeliveryFault]] = {}

    def on_call(
        self,
        method: str,
        kind: CallFaultKind,
        times: int = 1,
        *,
        error: str = "internal_error",
        retry_after: int = 1,
        seconds: float = 60.0,
    ) -> None:
        """Let the next `times` calls of `method` go wrong."""
        if kind not in get_args(CallFaultKind):
            raise ValueError(f"{kind} is no fault of a call. Choose from {', '.join(get_args(CallFaultKind))}.")
        fault = CallFault(kind, error, retry_after, seconds)
        self._calls.setdefault(method, deque()).extend([fault] * times)

    def on_delivery(
        self,
        kind: DeliveryFaultKind,
        times: int = 1,
        *,
        of: Delivered = "event",
        copies: int = 1,
        seconds: float = 0.5,
    ) -> None:
        """Let the next `times` deliveries of events, commands or interactions go wrong."""
        if kind not in get_args(DeliveryFaultKind):
            known = ", ".join(get_args(DeliveryFaultKind))
            raise ValueError(f"{kind} is no fault of a delivery. Choose from {known}.")
        self._deliveries.setdefault(of, deque()).extend([DeliveryFault(kind, copies, seconds)] * times)

    def next_call(self, method: str) -> CallFault | None:
        """Take the fault that the coming call of `method` suffers."""
        for name in (method, "*"):
            if self._calls.get(name):
                return self._calls[name].popleft()
        return None

    def next_delivery(self, of: Delivered) -> DeliveryFault | None:
        """Take the fault that the coming delivery of this kind suffers."""
        waiting = self._deliveries.get(of)
        return waiting.popleft() if waiting else None

    def clear(self) -> None:
        """Forget every trouble not yet met."""
        self._calls.clear()
        self._deliveries.clear()

    def waiting(self) -> dict[str, int]:
        """Count the troubles to come, by method or kind of delivery."""
        calls = {name: len(queue) for name, queue in self._calls.items() if queue}
        deliveries = {f"{of} deliveries": len(queue) for of, queue in self._deliveries.items() if queue}
        return {**calls, **deliveries}
