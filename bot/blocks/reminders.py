"""Cards of expiry notices: one line with its buttons for each qualification, and how it stands since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.blocks.reminder_words import WAITING, announcement, asked, kept, settled, title, why_and_mute
from bot.cards import Actions, Button, Card, Context, Element, Form, FormField, Part, PickDay, Text, undo_button
from core.audit import UNDO_FOR
from core.notifications import NoticeLine, NoticeState
from core.words import Sentence, say, say_count

BOOK = "reminders.book"
NOT_NEEDED = "reminders.not_needed"
SNOOZE = "reminders.snooze"
SNOOZE_TO = "reminders.snooze_to"
OPEN_RENEWAL = "reminders.renewed"
RENEW = "reminders.renew"
MORE = "reminders.more"
PAGE = 10


def notice_card(lines: Sequence[NoticeLine], now: datetime, *, message_id: int, start: int = 0) -> Card:
    """A notice of one or several expiries, ten lines at a time; settled ones say what became of them."""
    shown = lines[start : start + PAGE]
    parts = [part for each in shown for part in _line_parts(each, now)]
    parts.append(Context(why_and_mute(shown)))
    if len(lines) > start + PAGE:
        parts.append(_more(len(lines), start + PAGE, message_id))
    return Card(_summary(lines), parts)


def renewal_form(line: NoticeLine, issued_on: date, expires_on: date | None) -> Form:
    """The form of a renewal: both dates, prefilled as far as they can be told."""
    about = say("{what} expires on {on}. The old dates stay as history.", what=title(line), on=line.expires_on)
    return Form(
        say("Renewed"),
        RENEW,
        (
            FormField("issued_on", say("Issued"), "date", initial=issued_on),
            FormField("expires_on", say("Expires"), "date", initial=expires_on),
        ),
        payload={"notice": line.reminder_id},
        intro=(Text(about),),
    )


def too_late_card(last: date, reminder_id: int) -> Card:
    """A snooze past the last possible day is refused and that day offered (reminders/snooze)."""
    said = say("That is too late. Last possible: {last}.", last=last)
    payload = {"notice": reminder_id, "until": last.isoformat()}
    return Card(said, (Text(said), Actions((Button(say("Snooze to then"), SNOOZE_TO, payload, "primary"),))))


def _line_parts(line: NoticeLine, now: datetime) -> list[Part]:
    """An open line with its buttons; a held one keeps its announcement; of others the announcement no longer holds."""
    if line.state in WAITING:
        said = asked(line) if line.state == NoticeState.ASKED else kept(line)
        beside = [Text(said)] if said is not None else []
        return [Text(announcement(line)), *beside, Actions(_buttons(line, now))]
    held = line.state in (NoticeState.BOOKED, NoticeState.SNOOZED)
    parts: list[Part] = [Text(announcement(line) if held else say("*{what}*", what=title(line))), Text(settled(line))]
    if undo := _undo(line, now):
        parts.append(Actions((undo,)))
    return parts


def _buttons(line: NoticeLine, now: datetime) -> list[Element]:
    about = {"notice": line.reminder_id}
    found: list[Element] = [] if line.has_expired else [PickDay(say("Booked"), BOOK, about)]
    found.append(Button(say("Renewed"), OPEN_RENEWAL, about))
    if line.last_snooze is not None:
        found.append(PickDay(say("Snooze"), SNOOZE, about))
    if line.question is None:
        found.append(Button(say("Not needed"), NOT_NEEDED, about))
    elif undo := _undo(line, now):
        found.append(undo)
    return found


def _undo(line: NoticeLine, now: datetime) -> Button | None:
    """The Undo of a hold, a question or its answer, on the copy of whoever did it, for ten minutes (chat/undo)."""
    if line.hold is not None:
        return _undo_for(line, now, line.hold.undo_id, line.hold.made_by_id, line.hold.made_at)
    asked_it = line.question
    if asked_it is None:
        return None
    if asked_it.answered_at is not None:
        own = asked_it.answered_by_id if asked_it.asked_by_id == asked_it.answered_by_id else None
        return _undo_for(line, now, asked_it.undo_id, own, asked_it.answered_at)
    return _undo_for(line, now, asked_it.undo_id, asked_it.asked_by_id, asked_it.asked_at)


def _undo_for(
    line: NoticeLine, now: datetime, undo_id: int | None, by_id: int | None, at: datetime
) -> Button | None:
    if undo_id is None or by_id != line.recipient_id:
        return None
    return undo_button(undo_id) if now <= at + UNDO_FOR else None


def _summary(lines: Sequence[NoticeLine]) -> Sentence:
    """The whole in one sentence: what is open, else what became of it."""
    waiting = [each for each in lines if each.state in WAITING]
    if not waiting:
        return settled(lines[0]) if len(lines) == 1 else say("Nothing to do about these expiries any more.")
    if len(waiting) == 1:
        return announcement(waiting[0])
    return say_count("{first} And 1 more.", "{first} And {n} more.", len(waiting) - 1, first=announcement(waiting[0]))


def _more(total: int, start: int, message_id: int) -> Actions:
    last = min(start + PAGE, total)
    label = say("Show more ({first} to {last} of {total})", first=start + 1, last=last, total=total)
    return Actions((Button(label, MORE, {"message": message_id, "start": start}),))
