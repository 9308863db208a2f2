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
    gap,
    groups,
    help,
    home,
    importing,
    paths,
    people,
    plans,
    privacy,
    profiles,
    qualifications,
    ratings,
    reminders,
    reports,
    reviews,
    role_profiles,
    roles,
    skills,
    tagging,
    targets,
    templates,
    types,
    who,
    why,
)

MODULES = (
    help, reviews, home, plans, templates, targets, profiles, gap, who, tagging, activities, reminders, importing,
    exporting, qualifications, types, skills, frameworks, courses, groups, people, roles, role_profiles, reports, paths,
    ratings, evidence, why, ai, audit, privacy,
)


def register_all(conversations: Conversations) -> None:
    """Add every conversation."""
    for module in MODULES:
        module.register(conversations)


__all__ = ["register_all"]
