"""What stands before every handler: whether features are available at all, and whether its texts may leave.

Handlers are wrapped when they are registered, so that none can be reached past it (privacy/ai,
privacy/isolation-switch).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from core.ai_use import ai_use
from core.errors import Unavailable
from core.words import say
from tagging.account import charged_to
from tagging.leaving import texts_stay

if TYPE_CHECKING:
    from bot.product import Product

A = TypeVar("A")

NOT_AVAILABLE = say(
    "Not available: competency features are off while multitenancy and tenant isolation are both on. "
    "Whoever runs Prowess can change that."
)


def is_isolated(settings: Any) -> bool:
    """Whether multitenancy and tenant isolation are both on; with one alone everything works."""
    return bool(settings is not None and settings.multitenancy and settings.tenant_isolation)


def require_available(settings: Any) -> None:
    """Raise Unavailable where competency features are off (privacy/isolation-switch)."""
    if is_isolated(settings):
        raise Unavailable(NOT_AVAILABLE)


def guarded(handler: Callable[[Any], A], *, always: bool = False) -> Callable[[Any], A]:
    """A handler of requests behind the guard; `always` ones are there for privacy and help whatever the settings."""

    @wraps(handler)
    def guarding(request: Any) -> A:
        if not always:
            require_available(request.product.settings)
        workspace_id = request.asker.workspace_id
        stay = not texts_may_leave(request.product, workspace_id, request.asker.person_id)
        with texts_stay(stay), charged_to(workspace_id):
            return handler(request)

    return guarding


def guarded_or_silent(handler: Callable[[Any], A | None]) -> Callable[[Any], A | None]:
    """As `guarded`, for what is asked unasked (readers of messages, sections of Home): it has nothing to say then."""
    behind = guarded(handler)

    @wraps(handler)
    def guarding(request: Any) -> A | None:
        return None if is_isolated(request.product.settings) else behind(request)

    return guarding


def texts_may_leave(product: Product, workspace_id: int, person_id: int | None) -> bool:
    """Whether a person's text may go to a server; asked of the database only where there is a server to send to."""
    if not sends_texts(product):
        return True
    with product.reading(workspace_id) as session:
        return ai_use(session, person_id).on


def sends_texts(product: Product) -> bool:
    """Whether a language model or an embedding server is set up."""
    model = getattr(product.settings, "embedding_model", None)
    return product.chat_model is not None or str(model or "").startswith("openai:")
