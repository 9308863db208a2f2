"""Whether a message goes out now, and as what: quiet hours, what its recipient wants, their week, its words.

Most messages of a great many are plain: nothing has to be written before they go. These are made `ready` together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.cards import Card
from bot.conversation import Conversations
from bot.logs import log
from bot.product import Product
from bot.wording import are_worded_together, cards_together, collected, is_gathered, keep_collected, message_card
from core.db import WorkspaceSession
from core.notifications import Departure, Medium, in_chat_alone, wants
from core.notifications.departing import admit, copy_for_mail, is_counted, quiet_until
from core.notifications.limits import hours_of
from core.notifications.sending import Outgoing
from core.notifications.settling import mark_dropped, put_back
from core.people import PersonView, people


@dataclass(frozen=True)
class Ready:
    """A message that may go as it is: to whom, what it says, and when that was so."""

    recipient: PersonView
    card: Card
    at: datetime


class Departures:
    """Asked for each message in a deliverer's hands, before it is sent."""

    def __init__(self, product: Product, conversations: Conversations) -> None:
        self._product, self._conversations = product, conversations

    def ready(self, messages: Iterable[Outgoing]) -> dict[int, Ready]:
        """Those that may go as they are, by id, read together; every other one has to be asked about by itself."""
        found: dict[int, Ready] = {}
        by_workspace = attrgetter("workspace_id")
        plain = sorted((each for each in messages if self._is_plain(each)), key=by_workspace)
        for workspace_id, some in groupby(plain, key=by_workspace):
            try:
                with self._product.reading(workspace_id) as session:
                    found |= self._ready(session, list(some))
            except Exception as error:  # noqa: BLE001 (each is asked about by itself then, and found at fault)
                log.warning("messages not read together", error=error)
        return found

    def _is_plain(self, message: Outgoing) -> bool:
        """Whether nothing but its words and its recipient decides on it."""
        undecided = message.in_doubt or message.rewriting or message.by_mail or is_counted(message.kind)
        return not undecided and are_worded_together(self._conversations, message)

    def _ready(self, session: WorkspaceSession, messages: Sequence[Outgoing]) -> dict[int, Ready]:
        going = _going_now(session, messages)
        cards = cards_together(session, self._conversations, [message for message, _ in going])
        return {
            message.id: Ready(recipient, card, session.now)
            for message, recipient in going
            if (card := cards[message.id]) is not None
        }

    def is_kept(self, message: Outgoing, recipient: PersonView) -> bool:
        """Whether it waits for its recipient's day, or is not wanted that way; its copy by mail goes its own way."""
        with self._product.reading(message.workspace_id) as session:
            quiet = quiet_until(message, recipient.time_zone, self._product.engine.clock(), hours_of(session))
            wanted = wants(session, recipient.id, message.kind, Medium(message.medium)) or message.held
            by_mail = not message.by_mail and wants(session, recipient.id, message.kind, Medium.MAIL)
        if quiet is not None:
            put_back(self._product.engine.database, message, quiet, in_doubt=False)
            return True
        if by_mail:
            with self._product.writing(message.workspace_id) as session:
                copy_for_mail(session, message)
        if not wanted:
            self.drop(message)
        return not wanted

    def goes(self, message: Outgoing, recipient: PersonView) -> bool:
        """Whether it found a place in the recipient's week, with what it is made of kept."""
        if not is_counted(message.kind):
            return True
        with self._product.writing(message.workspace_id) as session:
            if admit(session, message, recipient.time_zone) != Departure.GOES:
                return False
        if is_gathered(self._conversations, message):
            with self._product.reading(message.workspace_id) as session:
                found = collected(session, self._conversations, recipient, message)
            with self._product.writing(message.workspace_id) as session:
                keep_collected(session, message, found)
        return True

    def card(self, message: Outgoing, recipient: PersonView) -> Card | None:
        """The message as it reads now; None when nothing is left to say."""
        with self._product.reading(message.workspace_id) as session:
            return message_card(session, self._conversations, recipient, message)

    def drop(self, message: Outgoing) -> None:
        """Note that there is nothing to send."""
        mark_dropped(self._product.engine.database, message, self._product.engine.clock())


def _going_now(session: WorkspaceSession, messages: Sequence[Outgoing]) -> list[tuple[Outgoing, PersonView]]:
    """Those whose recipients can be reached in chat, want them there and nowhere else, and are up."""
    who = people(session, {each.recipient_id for each in messages})
    reached = {each.id: each for each in who.values() if each.active and not each.erased and each.chat_user_id}
    hearing = {kind: in_chat_alone(session, reached, kind) for kind in {each.kind for each in messages}}
    hours = hours_of(session)
    return [
        (each, recipient)
        for each in messages
        if (recipient := reached.get(each.recipient_id)) is not None
        and recipient.id in hearing[each.kind]
        and quiet_until(each, recipient.time_zone, session.now, hours) is None
    ]
