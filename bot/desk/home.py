"""App Home, published from its sections."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.cards import Card, line
from bot.conversation import (
    Asker,
    Call,
    Place,
)
from bot.desk.desk import Desk
from bot.guarding import NOT_AVAILABLE, is_isolated
from core.words import say


def show_home(desk: Desk, asker: Asker, client: WebClient, notice: Card | None = None) -> None:
    """Publish App Home from its sections; `notice` is what a press on it just did."""
    call = Call(desk.product, asker, Place(), "home", "")
    sections = [section for handler in desk.conversations.home if (section := handler(call)) is not None]
    if is_isolated(desk.product.settings):
        sections = [line(NOT_AVAILABLE)]
    parts = [part for card in ([notice] if notice else []) + sections for part in card.parts]
    blocks = desk.voice(client, asker).rendered(Card(say("Home"), parts)).blocks
    client.views_publish(user_id=str(asker.person.chat_user_id), view={"type": "home", "blocks": blocks})
