"""App Home: the asker's own profile, most urgent first."""

from __future__ import annotations

from bot.blocks.home import home_card
from bot.cards import Card
from bot.conversation import Call, Conversations
from bot.listeners.profiles import profile_under_way, profile_view


def register(conversations: Conversations) -> None:
    """Add the employee's sections."""

    def own_profile(call: Call) -> Card:
        view = profile_view(call, call.asker.person_id)
        return home_card(view, list(conversations.verbs)).plus(*profile_under_way(call, view))

    conversations.home_section(own_profile)
