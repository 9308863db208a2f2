"""The words of outbox messages: made by their handlers from the data, several merged ones as one card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks.merged import merged_card
from bot.cards import Card
from bot.conversation import Conversations, Gathered
from core.db import WorkspaceSession
from core.notifications import Medium, Outgoing, wants
from core.notifications.departing import MessagePart, keep_refs, parts_of
from core.notifications.outbox import add_subjects
from core.people import PersonView


def message_card(
    session: WorkspaceSession, conversations: Conversations, recipient: PersonView, message: Outgoing
) -> Card | None:
    """The message as it reads now, with what was merged into it; None when nothing is left to say."""
    parts = _parts(session, conversations, message)
    if len(parts) > 1 and not message.rewriting:
        parts = [each for each in parts if wants(session, recipient.id, each.kind, Medium(message.medium))]
    cards = [_card(session, conversations, recipient, message, part) for part in parts]
    said = [card for card in cards if card is not None]
    return merged_card(said) if said else None


def cards_together(
    session: WorkspaceSession, conversations: Conversations, messages: Sequence[Outgoing]
) -> dict[int, Card | None]:
    """The messages, of kinds that are worded together, as they read now, by id; each as `message_card` gives it."""
    found: dict[int, Card | None] = {}
    for kind in {each.kind for each in messages}:
        together = conversations.notices_together[kind]
        found |= together(session, [each for each in messages if each.kind == kind])
    return {each: merged_card([card]) if card is not None else None for each, card in found.items()}


def are_worded_together(conversations: Conversations, message: Outgoing) -> bool:
    """Whether a message is one of a kind of which many are worded at once, and stands for itself alone."""
    return message.kind in conversations.notices_together and not is_gathered(conversations, message)


Collected = Sequence[tuple[MessagePart, Gathered]]


def collected(
    session: WorkspaceSession, conversations: Conversations, recipient: PersonView, message: Outgoing
) -> Collected:
    """What a message, and what was merged into it, is made of now; asked for once, before it first goes out."""
    handlers = conversations.gatherings
    found = [
        (part, handlers[part.kind](session, recipient, part.refs))
        for part in _parts(session, conversations, message)
        if part.kind in handlers
    ]
    return [(part, each) for part, each in found if each is not None]


def keep_collected(session: WorkspaceSession, message: Outgoing, found: Collected) -> None:
    """Keep with a message what it is made of, so that it reads alike when it is worded again."""
    for part, each in found:
        keep_refs(session, part, each.refs)
        add_subjects(session, [(message.id, about) for about in each.subjects])


def is_gathered(conversations: Conversations, message: Outgoing) -> bool:
    """Whether anything has to be gathered for a message, or may have to for what was merged into it."""
    return message.kind in conversations.gatherings or message.held


def _parts(
    session: WorkspaceSession, conversations: Conversations, message: Outgoing
) -> Sequence[MessagePart]:
    if message.held or message.kind in conversations.gatherings:
        return parts_of(session, message.id)
    return [MessagePart(message.id, message.kind, message.refs, message.copy_of)]


def _card(
    session: WorkspaceSession,
    conversations: Conversations,
    recipient: PersonView,
    message: Outgoing,
    part: MessagePart,
) -> Card | None:
    about = replace(message, id=part.copy_of or part.id, kind=part.kind, refs=part.refs)
    return conversations.notices[part.kind](session, recipient, part.refs, about)
