"""App Home of an employee: what needs doing, targets with chart, what they hold, and where to go on (chat/home)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks.gap_words import SYMBOLS, has_word, required_name, status_words
from bot.blocks.help import WHO_SEES, start_button
from bot.blocks.profiles import ProfileView, alt_text, on_file_words
from bot.blocks.qualifications import OPEN, OPEN_FORM
from bot.cards import Actions, Button, Card, Context, Header, Part, Picture, Text, Words
from core.gaps import ProfileRow
from core.qualifications import QualificationView, Status
from core.words import Sentence, say, say_count

MOST_TO_DO = 5
MOST_TARGETS = 10
NOTHING_TO_DO = say("Nothing to do.")
NO_TARGETS = say("No targets set.")
NOTHING_ON_FILE = say("Nothing on file yet.")


@dataclass(frozen=True)
class _Task:
    """One thing to do: by when (the last day of the calendar where there is none), said how, begun by which press."""

    by: date
    words: Words
    button: Button


def to_do_card(view: ProfileView) -> Card:
    """What needs doing, the earliest day first, each begun by a press."""
    tasks = sorted([*_renewals(view), *_gaps(view), *_missing(view)], key=lambda each: each.by)
    parts: list[Part] = [Header(say("To do"))]
    parts += [Text(each.words, each.button) for each in tasks[:MOST_TO_DO]] or [Text(NOTHING_TO_DO)]
    if len(tasks) > MOST_TO_DO:
        parts.append(Context(say("1 to {shown} of {n}; `/prowess me` shows all.", shown=MOST_TO_DO, n=len(tasks))))
    return Card(say("To do"), tuple(parts))


def targets_card(view: ProfileView) -> Card:
    """Targets with their chart, and the same figures in words."""
    rows = view.profile.rows
    parts: list[Part] = [Header(say("Targets"))]
    if view.png is not None:
        parts.append(Picture(view.png, alt_text(view), "targets.png"))
    parts += [Text(_target(row)) for row in rows[:MOST_TARGETS]] or [Text(NO_TARGETS)]
    if len(rows) > MOST_TARGETS:
        shown = say("1 to {shown} of {n}; `/prowess me` shows all.", shown=MOST_TARGETS, n=len(rows))
        parts.append(Context(shown))
    return Card(say("Targets"), tuple(parts))


def held_card(view: ProfileView, verbs: Sequence[str]) -> Card:
    """What they hold, by category."""
    parts: list[Part] = [Header(say("My competencies"))]
    if view.qualifications or view.profile.held:
        parts += [Text(words) for words in on_file_words(view)]
    else:
        log = start_button("log", say("Log a certification"), primary=True) if "log" in verbs else None
        parts.append(Text(NOTHING_ON_FILE, log))
    return Card(say("My competencies"), tuple(parts))


def settings_card(verbs: Sequence[str]) -> Card:
    """Where to go on, and who sees what stands here."""
    labels = (
        ("log", say("Log a certification")),
        ("gap", say("My gaps")),
        ("quiz", say("Take a quiz")),
        ("settings", say("Settings")),
    )
    buttons = [start_button(verb, label, primary=verb == "log") for verb, label in labels if verb in verbs]
    return Card(say("Settings"), (Actions(buttons), Context(WHO_SEES)))


def _renewals(view: ProfileView) -> list[_Task]:
    found = []
    for held in view.qualifications:
        if held.expires_on is not None and {Status.EXPIRED, Status.EXPIRING} & held.statuses:
            words = _expired(held) if Status.EXPIRED in held.statuses else _expiring(held)
            found.append(_Task(held.expires_on, words, Button(say("Open"), OPEN, {"qualification": held.id})))
    return found


def _expiring(held: QualificationView) -> Sentence:
    return say_count(
        "◔ *{name}* expires in {n} day, on {day}", "◔ *{name}* expires in {n} days, on {day}", held.left or 0,
        name=held.name, day=held.expires_on,
    )


def _expired(held: QualificationView) -> Sentence:
    return say("✕ *{name}* expired {day}", name=held.name, day=held.expires_on)


def _missing(view: ProfileView) -> list[_Task]:
    found = []
    for held in view.qualifications:
        what = (
            say("document") if Status.MISSING_DOCUMENTATION in held.statuses
            else say("details") if Status.MISSING_FIELDS in held.statuses
            else None
        )  # fmt: skip
        if what is not None:
            button = Button(say("Fill in"), OPEN_FORM, {"qualification": held.id})
            found.append(_Task(date.max, say("△ *{name}*: {what} missing", name=held.name, what=what), button))
    return found


def _gaps(view: ProfileView) -> list[_Task]:
    """Targets with something left, but for those whose qualification is to be renewed: that closes them."""
    renewing = {each.competency_id for each in view.qualifications if {Status.EXPIRED, Status.EXPIRING} & each.statuses}
    rows = [row for row in view.profile.rows if row.left is not None and row.competency.id not in renewing]
    return [_Task(row.due_on or date.max, _gap(row), _next_step(row)) for row in rows]


def _gap(row: ProfileRow) -> Sentence:
    said = say("{symbol} *{name}*: {left}", symbol=SYMBOLS[row.status], name=required_name(row), left=row.left)
    return say("{said}. Due {due}.", said=said, due=row.due_on) if row.due_on else said


def _next_step(row: ProfileRow) -> Button:
    return start_button("path", say("What is left"), words=row.competency.name)


def _target(row: ProfileRow) -> Sentence:
    said = say("*{name}*: {has}, {status}", name=required_name(row), has=has_word(row), status=status_words(row))
    return say("{said}, by {due}", said=said, due=row.due_on) if row.due_on else said
