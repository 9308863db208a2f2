"""Whose budget a call of the language model is charged to: the workspace whose request is being worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ACCOUNT: ContextVar[int | None] = ContextVar("charged_to", default=None)


@contextmanager
def charged_to(workspace_id: int) -> Iterator[None]:
    """Until the end of the block, in this thread, calls are charged to the workspace."""
    token = _ACCOUNT.set(workspace_id)
    try:
        yield
    finally:
        _ACCOUNT.reset(token)


def account() -> int | None:
    """The workspace that pays for a call made now; None where nobody said."""
    return _ACCOUNT.get()
