"""The reviewer's list: what waits, what one has in hand, and one's own requests (review/inbox)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.review_words import LISTED, OPEN_REVIEW
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.people import PersonView
from core.words import Sentence, say

PAGE = 10
NONE_WAITING = say("No reviews waiting.")


@dataclass(frozen=True)
class ReviewRow:
    """A review in a list: of whom, in what, claimed what, asked when; whether it was asked of the reader."""

    review_id: int
    person: PersonView
    skill: Words
    claim: Words
    asked_at: datetime
    asked_of_reader: bool
    state: Words = ""


@dataclass(frozen=True)
class InboxView:
    """What a reviewer's list shows; `start` is where the page of waiting ones begins, `count` how many wait."""

    waiting: Sequence[ReviewRow]
    count: int
    start: int
    in_hand: Sequence[ReviewRow]
    own: Sequence[ReviewRow]
    reviews: bool


def inbox_card(view: InboxView) -> Card:
    """The list by command, and of App Home."""
    said = NONE_WAITING if not view.count else say("Reviews waiting: {n}.", n=view.count)
    return Card(said, tuple(inbox_parts(view)))


def inbox_parts(view: InboxView) -> list[Part]:
    """Waiting, in review by the reader, and the reader's own."""
    parts: list[Part] = []
    if view.reviews or view.waiting:
        parts += [Header(say("Waiting")), *(_row(each) for each in view.waiting)]
        parts += [] if view.waiting else [Text(NONE_WAITING)]
        parts += _pages(view)
    if view.in_hand:
        parts += [Header(say("In review by you")), *(_row(each) for each in view.in_hand)]
    if view.own:
        parts += [Header(say("Asked by you")), *(Text(_own(each)) for each in view.own)]
    return parts or [Text(NONE_WAITING)]


def _row(row: ReviewRow) -> Text:
    said = say(
        "*{name}*: {skill}, claim {claim}, asked {at}", name=row.person.name, skill=row.skill, claim=row.claim,
        at=row.asked_at,
    )
    words = say("{said} · of you", said=said) if row.asked_of_reader else said
    return Text(words, Button(say("Open"), OPEN_REVIEW, {"review": row.review_id}))


def _own(row: ReviewRow) -> Sentence:
    return say("{skill}, claim {claim}: {state}", skill=row.skill, claim=row.claim, state=row.state)


def _pages(view: InboxView) -> list[Part]:
    shown = view.start + len(view.waiting)
    if view.count <= PAGE:
        return []
    parts: list[Part] = [Context(say("{first} to {last} of {n}", first=view.start + 1, last=shown, n=view.count))]
    if shown < view.count:
        parts.append(Actions((Button(say("Show more"), LISTED, {"start": shown}),)))
    return parts
