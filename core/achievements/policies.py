"""Which of several events decides a rating: the policy of a competency (rating/policy, rating/human-stands)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar


class Policy(StrEnum):
    """When an automatic event changes a rating."""

    HIGHEST = "highest"
    FIRST = "first"
    LATEST = "latest"
    PRIORITISED = "prioritised"


class Event(Protocol):
    """An automatic event: the position of the value it gives, when it happened, and its path's place in the order."""

    @property
    def position(self) -> int: ...

    @property
    def happened_at(self) -> datetime: ...

    @property
    def order(self) -> int: ...


E = TypeVar("E", bound=Event)
Rank = tuple[float, float, float]
"""What events are ordered by; the least decides."""


@dataclass(frozen=True)
class Current:
    """The rating that stands: its position (None for no value), since when, whether somebody gave it.

    `order` is the place of the path it came from among the paths of today, None where that is none of them.
    """

    position: int | None
    since: datetime
    human: bool = False
    order: int | None = None


def deciding(policy: Policy, current: Current | None, events: Iterable[E]) -> E | None:
    """The event that decides under the policy, whether or not it changes the rating; None where none counts.

    A rating that somebody gave stands against events up to then, under every policy.
    """
    counting = [each for each in events if not _stands_against(current, each)]
    return min(counting, key=_ORDER[policy]) if counting else None


def changes(policy: Policy, current: Current | None, event: Event) -> bool:
    """Whether the deciding event sets the rating."""
    if _stands_against(current, event):
        return False
    if current is None or current.position is None:
        return True
    return _REPLACES[policy](current, event)


def _stands_against(current: Current | None, event: Event) -> bool:
    return current is not None and current.human and event.happened_at <= current.since


def _highest(event: Event) -> Rank:
    """The highest value; among equals what happened first."""
    return -event.position, event.happened_at.timestamp(), event.order


def _first(event: Event) -> Rank:
    return event.happened_at.timestamp(), event.order, -event.position


def _latest(event: Event) -> Rank:
    return -event.happened_at.timestamp(), -event.position, event.order


def _prioritised(event: Event) -> Rank:
    return event.order, -event.position, event.happened_at.timestamp()


_ORDER: dict[Policy, Callable[[Event], Rank]] = {
    Policy.HIGHEST: _highest,
    Policy.FIRST: _first,
    Policy.LATEST: _latest,
    Policy.PRIORITISED: _prioritised,
}


def _higher(current: Current, event: Event) -> bool:
    return event.position > (current.position or 0)


def _never(_current: Current, _event: Event) -> bool:
    return False


def _later(current: Current, event: Event) -> bool:
    return event.happened_at >= current.since and event.position != current.position


def _before_in_order(current: Current, event: Event) -> bool:
    """The first met path gives its value, be it lower; one that is no longer met keeps what it gave."""
    if current.order is not None and current.order < event.order:
        return False
    return event.position != current.position


_REPLACES: dict[Policy, Callable[[Current, Event], bool]] = {
    Policy.HIGHEST: _higher,
    Policy.FIRST: _never,
    Policy.LATEST: _later,
    Policy.PRIORITISED: _before_in_order,
}
