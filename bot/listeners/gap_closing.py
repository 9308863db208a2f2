"""What closes a gap at a press: the renewal booked, the certificate registered; the rest other conversations do."""

from __future__ import annotations

from datetime import date

from bot.blocks import gap as cards
from bot.cards import Actions, Card, Text, undo_button
from bot.conversation import Answer, Conversations, Press, Submission
from bot.listeners.qualification_adding import prefilled_form
from core.errors import Invalid
from core.notifications import book_renewal
from core.notifications.models import NoticeHold
from core.qualifications import QualificationDetails, qualification
from core.words import say


def register(conversations: Conversations) -> None:
    """Add the buttons and the form."""
    conversations.press(cards.BOOK, _ask_day)
    conversations.submission(cards.BOOK_FORM, _book)
    conversations.press(cards.REGISTER, _register)


def _ask_day(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        held = qualification(session, press.asker.actor, int(press.payload["qualification"]))
    return Answer(form=cards.book_form(held.id, held.name))


def _book(form: Submission) -> Answer:
    day, asker = form.values.get("day"), form.asker
    if not isinstance(day, date):
        raise Invalid(say("Choose a day."), field="day")
    with form.product.writing(asker.workspace_id) as session:
        held = qualification(session, asker.actor, int(form.payload["qualification"]))
        try:
            hold_id = book_renewal(session, asker.actor, held.id, day)
        except Invalid as error:
            raise Invalid(error.sentence, field="day") from None
        undo_id = session.get_one(NoticeHold, hold_id).undo_id
    said = say("{name} is booked for {day}. Notices pause until the day after.", name=held.name, day=day)
    buttons = [Actions((undo_button(undo_id),))] if undo_id is not None else []
    return Answer(card=Card(said, (Text(said), *buttons)), replace=False)


def _register(press: Press) -> Answer:
    """The form of a certificate of this kind, for the person the gap is of."""
    with press.product.reading(press.asker.workspace_id) as session:
        details = QualificationDetails(competency_id=int(press.payload["competency"]))
        form = prefilled_form(session, press.asker, [int(press.payload["person"])], details)
    return Answer(form=form)
