"""The sentences of expiry notices."""

from __future__ import annotations

from collections.abc import Sequence

from core.notifications import NoticeLine, NoticeState
from core.words import Sentence, say, say_count

WAITING = (NoticeState.OPEN, NoticeState.ASKED)
"""States in which something is left to do."""


def title(line: NoticeLine) -> Sentence:
    """Whose and what: 'Your Forklift licence', 'Anna's Forklift licence'."""
    if line.is_own:
        return say("Your {name}", name=line.name)
    return say("{who}'s {name}", who=line.holder.first_name, name=line.name)


def announcement(line: NoticeLine) -> Sentence:
    """What expires when, in the words of the days left today (reminders/days, reminders/expired)."""
    what, on, left = title(line), line.expires_on, line.days_left
    if line.has_expired:
        return _expired(line)
    if left == 0:
        return say("◔ {what} expires today, on {on}, and is valid through today.", what=what, on=on)
    if left <= 2:
        return say_count(
            "◔ {what} expires in {n} day, on {on}, and is valid through that day.",
            "◔ {what} expires in {n} days, on {on}, and is valid through that day.",
            left,
            what=what,
            on=on,
        )
    expires = say_count("◔ {what} expires in {n} day, on {on}.", "◔ {what} expires in {n} days, on {on}.",
                        left, what=what, on=on)
    if line.is_own and line.manager is not None:
        return say("{expires} {manager} is told too.", expires=expires, manager=line.manager.first_name)
    return expires


def settled(line: NoticeLine) -> Sentence:
    """What became of an expiry: booked, snoozed, renewed, changed, or no longer on file (reminders/buttons)."""
    return _SETTLED[line.state](line)


def why_and_mute(lines: Sequence[NoticeLine]) -> Sentence:
    """Why the notice came, when the next one comes, and where to mute it."""
    next_on = min((each.next_on for each in lines if each.next_on and each.state in WAITING), default=None)
    why = _why(lines)
    if next_on is None:
        return say("{why} Mute: /prowess settings", why=why)
    return say("{why} Next notice: {next}. Mute: /prowess settings", why=why, next=next_on)


def _why(lines: Sequence[NoticeLine]) -> Sentence:
    own = [each for each in lines if each.is_own]
    names = sorted({each.holder.first_name for each in lines if not each.is_own})
    if own and names:
        return say("Because you hold it, or manage {names}.", names=names)
    if names:
        return say("Because you manage {names}.", names=names)
    return say("Because you hold it.") if len(own) == 1 else say("Because you hold them.")


def _expired(line: NoticeLine) -> Sentence:
    what, on = title(line), line.expires_on
    if line.days_left == -1:
        return say("✕ {what} expired yesterday, on {on}.", what=what, on=on)
    return say_count(
        "✕ {what} expired {n} day ago, on {on}.", "✕ {what} expired {n} days ago, on {on}.",
        -line.days_left, what=what, on=on,
    )


def _booked(line: NoticeLine) -> Sentence:
    hold = line.hold
    if hold is None:
        return announcement(line)
    by = _somebody_else(line)
    day = hold.booked_for
    booked = say("Booked for {day} by {who}.", day=day, who=by) if by else say("Booked for {day}.", day=day)
    after = (day - line.expires_on).days
    if after <= 0:
        return say("{booked} Notices pause until {until}.", booked=booked, until=hold.until)
    late = say_count(
        "{booked} {day} is {n} day after it expires.", "{booked} {day} is {n} days after it expires.",
        after, booked=booked, day=day,
    )
    if line.next_on is not None and line.next_on <= line.expires_on:
        return say("{late} I still write on {next}.", late=late, next=line.next_on)
    return late


def _snoozed(line: NoticeLine) -> Sentence:
    if line.hold is None:
        return announcement(line)
    by = _somebody_else(line)
    if by:
        return say("Snoozed to {day} by {who}.", day=line.hold.until, who=by)
    return say("Snoozed to {day}.", day=line.hold.until)


def _renewed(line: NoticeLine) -> Sentence:
    if line.changed_by is None:
        return say("✓ Renewed, expires {on}. Nothing to do.", on=line.now_expires_on)
    if line.changed_by.id == line.recipient_id:
        return say("✓ Renewed, expires {on}.", on=line.now_expires_on)
    return say(
        "Renewed by {who}. Nothing to do. Expires {on}.", who=line.changed_by.first_name, on=line.now_expires_on
    )


def _changed(line: NoticeLine) -> Sentence:
    if line.now_expires_on is None:
        return say("It has no expiry date any more. Nothing to do.")
    return say("The expiry date is now {on}. Nothing to do.", on=line.now_expires_on)


def _gone(_line: NoticeLine) -> Sentence:
    return say("No longer on file. Nothing to do.")


def _somebody_else(line: NoticeLine) -> str | None:
    """The name of whoever held the notices, when that is not the reader."""
    if line.held_by is None or line.held_by.id == line.recipient_id:
        return None
    return line.held_by.first_name


def asked(line: NoticeLine) -> Sentence:
    """That it was asked whether it is still needed, and of whom (reminders/not-needed)."""
    whom = line.asked.first_name if line.asked else say("an admin")
    if line.asked_by is not None and line.asked_by.id == line.recipient_id:
        return say("Asked {whom} whether it is needed; notices go on until there is an answer.", whom=whom)
    who = line.asked_by.first_name if line.asked_by else say("Somebody")
    return say("{who} says it is not needed. Notices go on until there is an answer.", who=who)


def kept(line: NoticeLine) -> Sentence | None:
    """That it was answered that the notices go on, None where it was not asked."""
    if line.question is None or line.question.stops is not False or line.answered_by is None:
        return None
    if line.answered_by.id == line.recipient_id:
        return say("You keep the notices.")
    return say("{who} keeps the notices.", who=line.answered_by.first_name)


def _stopped(line: NoticeLine) -> Sentence:
    reason = line.question.reason if line.question else ""
    if line.answered_by is None:
        return say("Not needed: '{reason}'. Notices stopped.", reason=reason)
    if line.answered_by.id == line.recipient_id:
        return say("Not needed: '{reason}'. You stopped the notices.", reason=reason)
    return say("Not needed: '{reason}'. {who} stopped the notices.", reason=reason, who=line.answered_by.first_name)


_SETTLED = {
    NoticeState.OPEN: announcement,
    NoticeState.ASKED: asked,
    NoticeState.STOPPED: _stopped,
    NoticeState.BOOKED: _booked,
    NoticeState.SNOOZED: _snoozed,
    NoticeState.RENEWED: _renewed,
    NoticeState.CHANGED: _changed,
    NoticeState.GONE: _gone,
}
