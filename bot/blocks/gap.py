"""A person's gaps: each with what closes it and a button that does it; all met is said in a line (gaps/person)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.blocks.activities import SHOW_ACTIVITY
from bot.blocks.as_of import day_words
from bot.blocks.course_words import page_words
from bot.blocks.courses import JOIN
from bot.blocks.courses import OPEN as OPEN_COURSE
from bot.blocks.gap_words import SYMBOLS, required_name, status_word
from bot.blocks.qualification_opening import RENEW
from bot.blocks.review_words import CHOOSE as ASK_REVIEW
from bot.blocks.targets import SET, SHOW, START_QUIZ
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words, line
from bot.target_draft import TargetDraft
from core.gaps import MEETING, ClosingKind, GapStatus, Profile, ProfileRow, is_gap
from core.words import Sentence, say, say_count

MORE, BOOK, REGISTER, GRAPH, FITTING = "gap.more", "gap.book", "gap.register", "gap.graph", "gap.fitting"
BOOK_FORM = "gap.book_form"
ENROL_INTO = "course.enrol_into"
"""As the conversation about enrolling names it: the course and the people are known already."""

PAGE = 10


@dataclass(frozen=True)
class GapView:
    """A person's gaps as the asker sees them.

    `against` names the profile they are held against; own targets without one. `quizzes` are the competencies with a
    quiz to take next, `courses` the ids of open ones, `held` qualification ids by competency. `day` is another day than
    today, `over` says that it is past: nothing is done about it from there.
    """

    profile: Profile
    own: bool
    today: date
    against: str | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    quizzes: Collection[int] = ()
    courses: Collection[int] = ()
    held: Mapping[int, int] = field(default_factory=dict)
    may_set: bool = False
    may_write: bool = False
    has_positions: bool = False
    day: date | None = None
    over: bool = False
    start: int = 0

    @property
    def name(self) -> str:
        """The name used in sentences."""
        return self.profile.person.first_name

    @property
    def listed(self) -> list[ProfileRow]:
        """What is missing, too low or over, in the order of days due, then what expires."""
        rows = self.profile.required
        return [each for each in rows if is_gap(each)] + [each for each in rows if each.status == GapStatus.EXPIRING]


def gap_card(view: GapView) -> Card:
    """'5 targets, 3 met.' and a row for each gap."""
    head = _head(view)
    shown = view.listed[view.start : view.start + PAGE]
    parts: list[Part] = [Header(view.against)] if view.against else []
    parts.append(Text(say("*{head}*", head=head)))
    parts += [Text(row_words(view, row), _button(view, row)) for row in shown]
    if len(view.listed) > PAGE:
        parts.append(Context(page_words(view.start, len(shown), len(view.listed))))
    parts += [Text(exempt_words(each)) for each in view.profile.rows if each.exempt_until and not view.start]
    if view.day is not None:
        parts.append(Context(day_words(view.day, over=view.over)))
    buttons = _buttons(view)
    summary = say("{name}: {head}", name=view.name, head=head)
    return Card(head if view.own else summary, (*parts, Actions(buttons)) if buttons else tuple(parts))


def _head(view: GapView) -> Sentence:
    total, met = len(view.profile.required), view.profile.met
    if view.against is not None:
        return _counted(view, total, met, "{n} requirement", "{n} requirements")
    if not total:
        return say("You have no targets.") if view.own else say("{name} has no targets.", name=view.name)
    return _counted(view, total, met, "{n} target", "{n} targets")


def _counted(view: GapView, total: int, met: int, one: str, many: str) -> Sentence:
    things = say_count(one, many, total)
    if total and met == total:
        said = say_count("All {things} are met.", "All {things} are met.", total, things=things)
        if total == 1:
            said = say("{things}, met.", things=things)
    else:
        said = say("{things}, {met} met.", things=things, met=met)
    return said if view.own else say("{name}: {said}", name=view.name, said=said)


def row_words(view: GapView, row: ProfileRow) -> Sentence:
    """'○ Fire safety: 1 quiz left', '▽ English: B1, needs B2', '◔ Forklift licence: met, expires in 90 days'."""
    said = say("{symbol} {name}: {what}", symbol=SYMBOLS[row.status], name=required_name(row), what=_what(view, row))
    if row.due_on is None or row.status in MEETING:
        return said
    return say("{said}. Due {due}", said=said, due=row.due_on)


def exempt_words(row: ProfileRow) -> Sentence:
    """'– Fire safety: not required until 1 June 2027' (targets/exemption)."""
    return say("{symbol} {name}: {what}", symbol=SYMBOLS[row.status], name=required_name(row), what=status_word(row))


def _what(view: GapView, row: ProfileRow) -> Words:
    expires = row.standing.expires_on
    if row.status == GapStatus.EXPIRING and expires is not None:
        left = (expires - (view.day or view.today)).days
        return say_count("met, expires in {n} day, on {day}", "met, expires in {n} days, on {day}", left, day=expires)
    if row.status == GapStatus.TOO_LOW and row.has is not None:
        known = say("{has}, needs {needs}", has=row.has.name, needs=row.needs.name)
        return say("{known}: {left}", known=known, left=_left(view, row)) if row.left is not None else known
    if row.status in (GapStatus.EXPIRED, GapStatus.REVOKED):
        return status_word(row)
    return _left(view, row)


def _left(view: GapView, row: ProfileRow) -> Words:
    closing = row.closing
    if closing is not None and closing.kind == ClosingKind.TRAIN and closing.steps and closing.competency_id in (
        view.quizzes
    ):
        return say_count("{n} quiz left", "{n} quizzes left", closing.steps)
    return row.left if row.left is not None else status_word(row)


def _button(view: GapView, row: ProfileRow) -> Button | None:
    """What closes the gap, where the asker can do it."""
    if view.day is not None or row.closing is None:
        return None
    return _own_button(view, row) if view.own else _managers_button(view, row)


def _own_button(view: GapView, row: ProfileRow) -> Button | None:
    closing = row.closing
    if closing is None:
        return None
    match closing.kind:
        case ClosingKind.TRAIN if closing.competency_id in view.quizzes:
            return Button(say("Start"), START_QUIZ, {"skill": closing.competency_id})
        case ClosingKind.ACTIVITY:
            return Button(say("Open"), SHOW_ACTIVITY, {"activity": closing.subject_id})
        case ClosingKind.COURSE:
            opens = closing.subject_id in view.courses
            label, action = (say("Join"), JOIN) if opens else (say("Open"), OPEN_COURSE)
            return Button(label, action, {"course": closing.subject_id})
        case ClosingKind.RENEW | ClosingKind.REGISTER:
            return _paper_button(view, row)
        case ClosingKind.REVIEW:
            return Button(say("Ask for a review"), ASK_REVIEW, {"competency": closing.competency_id, "below": True})
    return None


def _managers_button(view: GapView, row: ProfileRow) -> Button | None:
    closing = row.closing
    if closing is None:
        return None
    if closing.kind == ClosingKind.COURSE and view.may_set:
        payload = {"course": closing.subject_id, "people": [view.profile.person.id]}
        return Button(say("Enrol"), ENROL_INTO, payload)
    if closing.kind in (ClosingKind.RENEW, ClosingKind.REGISTER) and view.may_write:
        return _paper_button(view, row)
    if closing.kind == ClosingKind.REVIEW and view.may_set:
        payload = {"competency": closing.competency_id, "person": view.profile.person.id, "below": True}
        return Button(say("Ask for a review"), ASK_REVIEW, payload)
    return None


def _paper_button(view: GapView, row: ProfileRow) -> Button:
    qualification = view.held.get(row.competency.id)
    if row.status == GapStatus.EXPIRING and qualification is not None:
        return Button(say("Booked"), BOOK, {"qualification": qualification})
    if row.status == GapStatus.EXPIRED and qualification is not None:
        return Button(say("Renew"), RENEW, {"qualification": qualification})
    payload = {"person": view.profile.person.id, "competency": row.competency.id}
    return Button(say("Register"), REGISTER, payload)


def _buttons(view: GapView) -> list[Button]:
    found: list[Button] = []
    about = {"person": view.profile.person.id}
    if len(view.listed) > PAGE:
        following = view.start + PAGE if view.start + PAGE < len(view.listed) else 0
        label = say("Show more") if following else say("From the start")
        found.append(Button(label, MORE, {**view.asked, "from": following}))
    if view.day is not None:
        return found
    if view.against is None and view.has_positions:
        found.append(Button(say("Graph"), GRAPH, about))
    elif view.against is None and view.profile.rows:
        found.append(Button(say("Picture"), SHOW, about))
    if view.may_set:
        skills = {each.competency.id: each.needs.id for each in view.listed if is_gap(each)} if view.against else {}
        found.append(Button(say("Set targets"), SET, TargetDraft((view.profile.person.id,), skills=skills).payload()))
    found.append(Button(say("Best fit"), FITTING, about))
    return found


def book_form(qualification_id: int, name: str) -> Form:
    """For which day the renewal is booked."""
    field_ = FormField("day", say("For which day"), "date", hint=say("{name}: notices pause until then.", name=name))
    return Form(say("Booked"), BOOK_FORM, (field_,), {"qualification": qualification_id})


def fitting_card(name: str, own: bool, rows: Sequence[tuple[str, int, int, Sequence[Words]]]) -> Card:
    """Which profiles fit a person best, by share met, with what is missing: name, met, of, missing (gaps/best-fit)."""
    if not rows:
        return line(say("No role profile is open to you. An admin can make some: /prowess profile new"))
    head = say("Best fit for you") if own else say("Best fit for {name}", name=name)
    lines = [Text(fit_words(*each)) for each in rows]
    return Card(head, (Header(head), *lines))


MOST_MISSING = 5


def fit_words(name: Words, met: int, required: int, missing: Sequence[Words]) -> Sentence:
    """'Driver: 2 of 3 met. Missing: Welding.'"""
    said = say("*{name}*: {met} of {n} met.", name=name, met=met, n=required)
    if not missing:
        return said
    more = len(missing) - MOST_MISSING
    shown: list[Words] = list(missing[:MOST_MISSING])
    if more > 0:
        shown.append(say_count("{n} other", "{n} others", more))
    return say("{said} Missing: {missing}.", said=said, missing=shown)
