"""App Home, published from its sections, its pictures uploaded once (chat/home)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from hashlib import sha256
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.answering import Voice
from bot.blocks import MAX_HOME_BLOCKS, Rendered, render
from bot.cards import Card, Context, Divider, Part, Picture, line
from bot.conversation import (
    Asker,
    Call,
    Place,
)
from bot.desk.desk import Desk
from bot.guarding import NOT_AVAILABLE, is_isolated
from core.words import say

TOO_MUCH = say("Not everything fits here. `/prowess me` and `/prowess reviews` show the rest.")
MOST_PICTURES = 500
_uploaded: OrderedDict[tuple[int, str], str] = OrderedDict()
"""File ids of pictures that Home showed lately, by workspace and content: opening it again uploads nothing."""


def show_home(desk: Desk, asker: Asker, client: WebClient, notice: Card | None = None) -> None:
    """Publish App Home from its sections; `notice` is what a press on it just did."""
    call = Call(desk.product, asker, Place(), "home", "")
    sections = [line(NOT_AVAILABLE)] if is_isolated(desk.product.settings) else desk.conversations.home_cards(call)
    voice = desk.voice(client, asker)
    card = Card(say("Home"), home_parts([*([notice] if notice else []), *sections]))
    rendered = _fitting(voice, card)
    try:
        _publish(voice, rendered)
    except SlackApiError:
        if not rendered.pictures:
            raise
        _forget(asker.workspace_id)
        _publish(voice, rendered)


def home_parts(cards: list[Card]) -> list[Part]:
    """The sections below each other, a line between them."""
    parts: list[Part] = []
    for card in cards:
        parts += [Divider(), *card.parts] if parts else card.parts
    return parts


def _fitting(voice: Voice, card: Card) -> Rendered:
    """Within Slack's limit, however much there is: the last sections give way, and a line says so."""
    whole = render(card, voice.asker.reader, voice.seal, most=10 * MAX_HOME_BLOCKS)
    if len(whole.blocks) <= MAX_HOME_BLOCKS:
        return whole
    more = render(Card(TOO_MUCH, (Context(TOO_MUCH),)), voice.asker.reader, voice.seal).blocks
    blocks = [*whole.blocks[: MAX_HOME_BLOCKS - len(more)], *more]
    pictures = whole.pictures[: sum(each["type"] == "image" for each in blocks)]
    return replace(whole, blocks=blocks, pictures=pictures)


def _publish(voice: Voice, rendered: Rendered) -> None:
    blocks: list[dict[str, Any]] = rendered.blocks
    if rendered.pictures:
        blocks = rendered.with_files([_file_of(voice, each) for each in rendered.pictures])
    user_id = str(voice.asker.person.chat_user_id)
    voice.client.views_publish(user_id=user_id, view={"type": "home", "blocks": blocks})


def _file_of(voice: Voice, picture: Picture) -> str:
    key = voice.asker.workspace_id, sha256(picture.png).hexdigest()
    if key not in _uploaded:
        _uploaded[key] = voice.upload(picture)
        if len(_uploaded) > MOST_PICTURES:
            _uploaded.popitem(last=False)
    _uploaded.move_to_end(key)
    return _uploaded[key]


def _forget(workspace_id: int) -> None:
    """Files that were uploaded before may be gone there."""
    for key in [each for each in _uploaded if each[0] == workspace_id]:
        del _uploaded[key]
