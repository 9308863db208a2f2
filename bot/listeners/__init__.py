"""One module per conversation, each ending in `register(conversations)`; who stands first hears a message first."""

from bot.conversation import Conversations
from bot.listeners import activities, help, home, profiles, qualifications, reminders, tagging, targets

MODULES = (help, home, targets, profiles, tagging, activities, reminders, qualifications)


def register_all(conversations: Conversations) -> None:
    """Add every conversation."""
    for module in MODULES:
        module.register(conversations)


__all__ = ["register_all"]
