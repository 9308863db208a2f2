"""The weekly digest: decide, renew, grow, each item with what can be done about it in place (reminders/digest)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.blocks.merged import beside
from bot.blocks.not_needed import QuestionView, asked_words, settled_words
from bot.blocks.plan_approval import RequestCard
from bot.blocks.plan_approval import settled as settled_plan
from bot.blocks.plan_words import OPEN_REQUEST, name_of
from bot.blocks.reminder_words import WAITING, announcement, asked, settled, title
from bot.blocks.review_words import OPEN_REVIEW, ReviewCard, decided_words, standing_words
from bot.blocks.settings import UNDELIVERED, undelivered_words
from bot.blocks.targets import SET
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, PickDay, Text, undo_button
from bot.target_draft import TargetDraft
from core.audit import UNDO_FOR
from core.frameworks import CompetencyView
from core.notifications import Lacking, NoticeLine, Undelivered
from core.people import PersonView
from core.reviews import ReviewState, StepView
from core.words import Sentence, say, say_count

ACCEPT, STOP, KEEP = "digest.accept", "digest.stop", "digest.keep"
APPROVE = "digest.approve"
BOOK, OPEN_RENEWAL, RENEW = "digest.book", "digest.renewed", "digest.renew"
MORE = "digest.more"
BELOW = "section"

DECIDE, RENEWING, GROW, LOST = "decide", "renew", "grow", "lost"
MOST_ROWS = 4
"""Rows of a section in the message; the rest comes at a press, below it."""

MOST_BELOW = 12
MOST_SET = 50
SHORT_SCALE = 2
"""A scale of so many values needs no asking which: accepting gives the one claimed."""


@dataclass(frozen=True)
class DigestView:
    """A digest as its reader reads it now; what was settled since stands there as settled. `id` is its message's."""

    id: int
    reader: PersonView
    now: datetime
    questions: Sequence[QuestionView] = ()
    reviews: Sequence[ReviewCard] = ()
    expiries: Sequence[NoticeLine] = ()
    lacking: Sequence[tuple[Lacking, CompetencyView]] = ()
    undelivered: Sequence[tuple[Undelivered, PersonView]] = ()
    everybody: bool = False
    may_set: bool = True
    plans: Sequence[RequestCard] = ()
    sections: dict[str, Sequence[Sequence[Part]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        decide = [*(_question(self, each) for each in self.questions), *(_review(self, each) for each in self.reviews)]
        self.sections[DECIDE] = [*decide, *(_plan(self, each) for each in self.plans)]
        self.sections[RENEWING] = [_expiry(self, each) for each in self.expiries]
        self.sections[GROW] = [_lacking(self, *each) for each in self.lacking]
        self.sections[LOST] = [[Text(undelivered_words(*each))] for each in self.undelivered]

    @property
    def count(self) -> int:
        """How many items it has."""
        return sum(len(rows) for rows in self.sections.values())


HEADS = {DECIDE: say("Decide"), RENEWING: say("Renew"), GROW: say("Grow"), LOST: say("Not delivered")}


def digest_card(view: DigestView) -> Card:
    """The week in one message: each section's first rows, the rest at a press."""
    said = say_count(
        "{name}, your week: {n} item.", "{name}, your week: {n} items.", view.count, name=view.reader.first_name
    )
    parts = [part for section in HEADS for part in _section(view, section)]
    return Card(said, (Text(say("*{said}*", said=said)), *parts, Context(_why(view))))


def rest_card(view: DigestView, section: str) -> Card:
    """The rows of a section that the message has no room for."""
    rows = view.sections.get(section, [])[MOST_ROWS:]
    shown = rows[:MOST_BELOW]
    parts: list[Part] = [Header(HEADS[section]), *(_below(part, section) for row in shown for part in row)]
    if len(rows) > len(shown):
        parts.append(Context(say("{shown} of {n} shown.", shown=len(shown), n=len(rows))))
    return Card(HEADS[section], tuple(parts))


def _below(part: Part, section: str) -> Part:
    """A row that stands below the message: acting on it shows these rows again, not the whole message."""
    if not isinstance(part, Actions):
        return part
    return Actions([replace(each, payload={**each.payload, BELOW: section}) for each in part.elements])


def _section(view: DigestView, section: str) -> Iterable[Part]:
    rows = view.sections[section]
    if not rows:
        return
    yield Header(HEADS[section])
    for row in rows[:MOST_ROWS]:
        yield from row
    more = len(rows) - MOST_ROWS
    if section == LOST:
        yield Actions((beside(Button(say("Show all"), UNDELIVERED)),))
    elif more > 0:
        label = say("Show more ({first} to {last} of {total})", first=MOST_ROWS + 1, last=len(rows), total=len(rows))
        yield Actions((beside(Button(label, MORE, {"digest": view.id, "section": section})),))


def _why(view: DigestView) -> Sentence:
    if view.everybody:
        return say("Weekly, because you are an admin. Mute: /prowess settings")
    return say("Weekly, because you manage people. Mute: /prowess settings")


def _question(view: DigestView, found: QuestionView) -> list[Part]:
    words = asked_words(found.question, found.line)
    if (done := settled_words(found)) is not None:
        answered = found.question.answered_at if found.question.answered_by_id == view.reader.id else None
        return [Text(words), Text(done), *_undo(view, found.question.undo_id, answered)]
    payload = {"digest": view.id, "question": found.question.id}
    buttons = (Button(say("Stop notices"), STOP, payload, "primary"), Button(say("Keep notices"), KEEP, payload))
    return [Text(words), Actions(buttons)]


def _review(view: DigestView, card: ReviewCard) -> list[Part]:
    words = say("{name}: {skill}, {claim}", name=card.person.first_name, skill=card.competency.name, claim=card.claim)
    look = beside(Button(say("Evidence"), OPEN_REVIEW, {"review": card.review.id}))
    if card.withdrawn_at is not None:
        return [Text(words), Text(say("{name} took it back. Nothing to do.", name=card.person.first_name))]
    if card.decision is not None:
        return [Text(words), Text(decided_words(card, card.decision)), *_undo_of(view, card.decision)]
    if card.review.state == ReviewState.IN_REVIEW and card.review.reviewer_id != view.reader.id:
        return [Text(words), Text(standing_words(card))]
    buttons = [look]
    if len(card.scale.values) <= SHORT_SCALE and card.review.claim_value_id is not None:
        payload = {"digest": view.id, "review": card.review.id, "value": card.review.claim_value_id}
        buttons.insert(0, Button(say("Accept: {value}", value=card.claim), ACCEPT, payload, "primary"))
    return [Text(words), Actions(buttons)]


def _plan(view: DigestView, card: RequestCard) -> list[Part]:
    words = say_count(
        "{name}: plan {plan}, {n} competency", "{name}: plan {plan}, {n} competencies", len(card.competencies),
        name=card.person.first_name, plan=name_of(card.plan),
    )  # fmt: skip
    if (settled := settled_plan(card)) is not None:
        mine = card.decision if card.decision and card.decision.by_id == view.reader.id else None
        return [Text(words), Text(settled), *(_undo(view, mine.undo_id, mine.at) if mine else [])]
    payload = {"digest": view.id, "request": card.request.id}
    accept = Button(say("Accept"), APPROVE, payload, "primary")
    return [Text(words), Actions((accept, beside(Button(say("Open request"), OPEN_REQUEST, payload))))]


def _expiry(view: DigestView, line: NoticeLine) -> list[Part]:
    if line.state not in WAITING:
        return [Text(say("*{what}*", what=title(line))), Text(settled(line)), *_undo_of_hold(view, line)]
    payload = {"digest": view.id, "qualification": line.qualification_id, "on": line.expires_on.isoformat()}
    renewed = Button(say("Renewed"), OPEN_RENEWAL, payload)
    elements: list[Element] = [renewed] if line.has_expired else [PickDay(say("Booked"), BOOK, payload), renewed]
    said = [Text(asked(line))] if line.question is not None and line.question.is_open else []
    return [Text(announcement(line)), *said, Actions(elements)]


def _lacking(view: DigestView, found: Lacking, competency: CompetencyView) -> list[Part]:
    missing, required = len(found.person_ids), found.required_of
    said = say_count(
        "{skill}: ○ {missing} of {n} person", "{skill}: ○ {missing} of {n} people", required,
        skill=competency.name, missing=missing,
    )
    if not view.may_set:
        return [Text(said)]
    draft = TargetDraft(people=found.person_ids[:MOST_SET], skills={found.competency_id: None})
    return [Text(said, beside(Button(say("Set targets"), SET, draft.payload())))]


def _undo_of(view: DigestView, decision: StepView) -> list[Part]:
    return _undo(view, decision.undo_id, decision.at if decision.by_id == view.reader.id else None)


def _undo_of_hold(view: DigestView, line: NoticeLine) -> list[Part]:
    if line.hold is None or line.hold.made_by_id != view.reader.id:
        return []
    return _undo(view, line.hold.undo_id, line.hold.made_at)


def _undo(view: DigestView, undo_id: int | None, done_at: datetime | None) -> list[Part]:
    """The Undo of what the reader did, for ten minutes; it is answered below the digest, which is then worded anew."""
    if undo_id is None or done_at is None or view.now > done_at + UNDO_FOR:
        return []
    return [Actions((beside(undo_button(undo_id)),))]


def day_of(payload: object) -> date:
    """A day from a button's payload."""
    return date.fromisoformat(str(payload))
