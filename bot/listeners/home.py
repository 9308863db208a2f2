"""App Home: one's own profile below what waits for others, most urgent first (chat/home)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.blocks.charts import Chart, draw
from bot.blocks.home import held_card, settings_card, targets_card, to_do_card
from bot.blocks.profiles import chart_of
from bot.conversation import Call, Conversations, Shelf, Shelved
from bot.listeners import home_team
from bot.listeners.profiles import profile_under_way, profile_view

MOST_DRAWN = 200


def register(conversations: Conversations) -> None:
    """Add the sections of managers and of everybody."""

    def own_profile(call: Call) -> Shelved:
        verbs = list(conversations.verbs)
        view = profile_view(call, call.asker.person_id)
        chart = chart_of(view, call.asker.reader)
        if chart is not None:
            view = replace(view, png=_drawn(replace(chart, spokes=tuple(chart.spokes))))
        return (
            (Shelf.TO_DO, to_do_card(view)),
            (Shelf.TARGETS, targets_card(view)),
            (Shelf.HELD, held_card(view, verbs).plus(*profile_under_way(call, view))),
            (Shelf.SETTINGS, settings_card(verbs)),
        )

    home_team.register(conversations)
    conversations.home_section(own_profile)


@lru_cache(maxsize=MOST_DRAWN)
def _drawn(chart: Chart) -> bytes:
    """A picture is drawn once while its figures stay, however often Home is opened."""
    return draw(chart)
