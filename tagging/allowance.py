"""What a language model may cost: a daily budget of tokens, a breaker, and answers remembered."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, Protocol, TypeVar

DAILY_TOKENS = 1_000_000
FAILURES_BEFORE_REST = 3
REST_SECONDS = 60.0
REMEMBERED = 1_000

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Used:
    """Tokens of one call, as the server counted them: what it read and what it wrote."""

    tokens_in: int
    tokens_out: int

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class Reserved:
    """Tokens set aside for one call, on which day and for which workspace (None: the process as a whole)."""

    tokens: int
    day: date
    workspace_id: int | None = None


class TokenBudget(Protocol):
    """Tokens that may be spent; reserved before a call, settled after it."""

    def reserve(self, tokens: int) -> Reserved | None:
        """Set tokens aside; None, and nothing set aside, when they aren't there."""
        ...

    def settle(self, reserved: Reserved, used: Used) -> None:
        """Replace what was set aside by what was used."""
        ...


@dataclass(frozen=True)
class Spent:
    """What a model cost since the program began: calls made, and tokens the server said it read and wrote."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, *, calls: int = 0, used: Used | None = None) -> "Spent":
        """With another call, or with what one used."""
        read, written = (used.tokens_in, used.tokens_out) if used else (0, 0)
        return Spent(self.calls + calls, self.tokens_in + read, self.tokens_out + written)


def _today() -> date:
    return datetime.now(UTC).date()


class DailyBudget:
    """A token budget of one process, filled again at midnight UTC.

    What a failed call had set aside stays spent: the server may have worked for it.
    """

    def __init__(self, tokens: int = DAILY_TOKENS, today: Callable[[], date] = _today) -> None:
        self._tokens = tokens
        self._today = today
        self._day = today()
        self._spent = 0
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """Tokens that may still be spent today."""
        with self._lock:
            self._turn()
            return max(0, self._tokens - self._spent)

    def reserve(self, tokens: int) -> Reserved | None:
        with self._lock:
            self._turn()
            if self._spent + tokens > self._tokens:
                return None
            self._spent += tokens
            return Reserved(tokens, self._day)

    def settle(self, reserved: Reserved, used: Used) -> None:
        with self._lock:
            self._turn()
            if reserved.day == self._day:
                self._spent = max(0, self._spent - reserved.tokens + used.tokens)

    def _turn(self) -> None:
        if self._today() != self._day:
            self._day, self._spent = self._today(), 0


class Breaker:
    """Leaves a failing server alone: after three failures in a row no call for a minute, then one to try."""

    def __init__(
        self,
        failures: int = FAILURES_BEFORE_REST,
        rest: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._until: float | None = None
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """May a call be made now? After a rest only the first asker may."""
        with self._lock:
            if self._until is None:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest
            return True

    def failed(self) -> None:
        """Count a failure; the third in a row starts a rest."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._until = self._clock() + self._rest

    def succeeded(self) -> None:
        """Forget earlier failures."""
        with self._lock:
            self._failures, self._until = 0, None


class Cache(Generic[Answer]):
    """The latest answers by question, the oldest unused dropped first."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Answer | None:
        """Return a remembered answer, or None."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def clear(self) -> None:
        """Forget all answers: somebody's words may stand in one (privacy/erase)."""
        with self._lock:
            self._answers.clear()

    def put(self, key: str, answer: Answer) -> None:
        """Remember an answer."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
