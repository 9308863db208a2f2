"""Cards of the question whether a qualification is still needed: asked, answered, taken back (reminders/not-needed)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.blocks.reminder_words import title
from bot.cards import Actions, Button, Card, Context, Form, FormField, Part, Text, undo_button
from core.audit import UNDO_FOR
from core.notifications import LONGEST_REASON, NoticeLine, NoticeState, Question
from core.people import PersonView
from core.words import Sentence, TimeOfDay, say

REASON_FORM = "reminders.reason"
STOP, KEEP = "reminders.stop", "reminders.keep"

SETTLED_OTHERWISE = {
    NoticeState.RENEWED: say("It was renewed since. Nothing to do."),
    NoticeState.CHANGED: say("Its expiry date changed since. Nothing to do."),
    NoticeState.GONE: say("It is no longer on file. Nothing to do."),
}


@dataclass(frozen=True)
class QuestionView:
    """A question as one person reads it: the question, how the qualification stands, who they are, when."""

    question: Question
    line: NoticeLine
    reader: PersonView
    now: datetime
    manages: bool


def reason_form(line: NoticeLine, *, stops_at_once: bool) -> Form:
    """Why it is not needed; who may answer that themself stops the notices by it."""
    what = title(line)
    if stops_at_once:
        intro = say("{what} expires on {on}. Its notices stop, and the reason is kept.", what=what, on=line.expires_on)
    else:
        asked = say("Your manager is asked, or an admin where you have none; until then notices go on.")
        intro = say("{what} expires on {on}. {asked}", what=what, on=line.expires_on, asked=asked)
    field = FormField("reason", say("Why is it not needed?"), max_length=LONGEST_REASON)
    submit = say("Stop notices") if stops_at_once else say("Ask")
    return Form(say("Not needed"), REASON_FORM, (field,), {"notice": line.reminder_id}, submit, (Text(intro),))


def question_card(view: QuestionView) -> Card:
    """What the one asked reads, with what became of it."""
    head = asked_words(view.question, view.line)
    settled = settled_words(view)
    if settled is not None:
        return Card(settled, (Text(head), Text(settled), *_undo(view)))
    payload = {"question": view.question.id}
    buttons = (Button(say("Stop notices"), STOP, payload, "primary"), Button(say("Keep notices"), KEEP, payload))
    name = view.line.holder.first_name
    why = say("Because you manage {name}.", name=name) if view.manages else say("Because you are an admin.")
    always = say("{why} Such questions always come. Notices go on until there is an answer.", why=why)
    return Card(head, (Text(head), Actions(buttons), Context(always)))


def answered_card(view: QuestionView) -> Card:
    """What the one who asked is told of the answer."""
    name = view.line.answered_by.first_name if view.line.answered_by else say("An admin")
    what = view.line.name
    if view.question.stops is None:
        said = say("{what}: the answer was taken back. Notices go on until there is another.", what=what)
    elif view.question.stops:
        said = say("{name} agrees: {what} is not needed. Its notices stop.", name=name, what=what)
    else:
        said = say("{name} keeps the notices of {what}: they go on.", name=name, what=what)
    return Card(said, (Text(said), Context(say("Because you said that it is not needed."))))


def asked_words(question: Question, line: NoticeLine) -> Sentence:
    """Whose what is not needed, and why."""
    return say(
        "{who} says that {name}, which expires on {on}, is not needed: '{reason}'.",
        who=line.asked_by.first_name if line.asked_by else line.holder.first_name,
        name=line.name,
        on=question.expires_on,
        reason=question.reason,
    )


def settled_words(view: QuestionView) -> Sentence | None:
    """How a question was settled, None while it waits."""
    question, line = view.question, view.line
    if question.undone_at is not None:
        return say("Taken back, {at}. Nothing to do.", at=TimeOfDay(question.undone_at))
    if question.stops is None:
        return SETTLED_OTHERWISE.get(line.state)
    by = line.answered_by.first_name if line.answered_by else say("an admin")
    if question.stops:
        return say("✓ Notices stopped by {by}, {at}.", by=by, at=question.answered_at)
    return say("Notices kept by {by}, {at}.", by=by, at=question.answered_at)


def _undo(view: QuestionView) -> list[Part]:
    """The Undo of an answer, on the copy of who gave it, for ten minutes (chat/undo)."""
    question = view.question
    mine = question.answered_by_id == view.reader.id and question.answered_at is not None
    if not mine or question.undo_id is None or question.undone_at is not None:
        return []
    assert question.answered_at is not None
    return [Actions((undo_button(question.undo_id),))] if view.now <= question.answered_at + UNDO_FOR else []
