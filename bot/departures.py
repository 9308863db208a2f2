"""Whether a message goes out now, and as what: quiet hours, what its recipient wants, their week, its words."""

from __future__ import annotations

from bot.cards import Card
from bot.conversation import Conversations
from bot.product import Product
from bot.wording import collected, is_gathered, keep_collected, message_card
from core.notifications import Departure, Medium, wants
from core.notifications.departing import admit, copy_for_mail, is_counted, quiet_until
from core.notifications.limits import hours_of
from core.notifications.sending import Outgoing, mark_dropped, put_back
from core.people import PersonView


class Departures:
    """Asked for each message in a deliverer's hands, before it is sent."""

    def __init__(self, product: Product, conversations: Conversations) -> None:
        self._product, self._conversations = product, conversations

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
