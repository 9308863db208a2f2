"""One module per conversation, each ending in `register(conversations)`; who stands first hears a message first."""

from bot.conversation import Conversations
from bot.listeners import (
    activities,
    courses,
    evidence,
    exporting,
    frameworks,
    help,
    home,
    importing,
    paths,
    profiles,
    qualifications,
    ratings,
    reminders,
    reports,
    reviews,
    skills,
    tagging,
    targets,
    why,
)

MODULES = (
    help, reviews, home, targets, profiles, tagging, activities, reminders, importing, exporting, qualifications,
    skills, frameworks, courses, reports, paths, ratings, evidence, why,
)


def register_all(conversations: Conversations) -> None:
    """Add every conversation."""
    for module in MODULES:
        module.register(conversations)


__all__ = ["register_all"]
