"""One module per conversation, each ending in `register(conversations)`; who stands first hears a message first."""

from bot.conversation import Conversations
from bot.listeners import (
    activities,
    ai,
    audit,
    courses,
    evidence,
    exporting,
    frameworks,
    groups,
    help,
    home,
    importing,
    paths,
    people,
    privacy,
    profiles,
    qualifications,
    ratings,
    reminders,
    reports,
    reviews,
    roles,
    skills,
    tagging,
    targets,
    types,
    why,
)

MODULES = (
    help, reviews, home, targets, profiles, tagging, activities, reminders, importing, exporting, qualifications, types,
    skills, frameworks, courses, groups, people, roles, reports, paths, ratings, evidence, why,
    ai, audit, privacy,
)


def register_all(conversations: Conversations) -> None:
    """Add every conversation."""
    for module in MODULES:
        module.register(conversations)


__all__ = ["register_all"]
