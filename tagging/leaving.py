"""Whether text may leave the machine just now: within `texts_stay` nothing does, whoever asks for it (privacy/ai).

The one door to servers, `tagging.llm`, asks here before each call: a caller that forgets to look still sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_STAY: ContextVar[bool] = ContextVar("texts_stay", default=False)

SWITCHED_OFF = "switched_off"
"""Why a model was not asked: the AI is off for whoever's text it is."""


@contextmanager
def texts_stay(stay: bool = True) -> Iterator[None]:
    """Until the end of the block no text leaves; a block within a block can only forbid more."""
    before = _STAY.get()
    token = _STAY.set(before or stay)
    try:
        yield
    finally:
        _STAY.reset(token)


def may_leave() -> bool:
    """Whether text may go to a server now."""
    return not _STAY.get()
