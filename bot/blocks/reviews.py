"""The reviewer's card: claim, rating, evidence, the buttons that decide; settled once it is decided (review/found)."""

from __future__ import annotations

from bot.blocks.evidence_words import evidence_line
from bot.blocks.review_words import (
    ACCEPT,
    ACCEPT_ASK,
    ACCEPT_FORM,
    ASK_MORE,
    HAND_BACK,
    OPEN_FILE,
    REJECT,
    REJECT_FORM,
    START,
    WRITE_FORM,
    ReviewCard,
    because,
    comment_parts,
    decided_words,
)
from bot.blocks.why import ALL_EVIDENCE, why_button
from bot.cards import Actions, Button, Card, Context, Form, FormField, Part, Text, Words, undo_button
from core.audit import UNDO_FOR
from core.reviews import LONGEST_WORDS, ReviewState, StepKind, StepView
from core.words import Sentence, TimeOfDay, say, say_count

MOST_EVIDENCE = 5
SHORT_SCALE = 2
"""A scale of so many values needs no asking which: accepting gives the one claimed."""


def reviewer_card(view: ReviewCard, notice: Words | None = None) -> Card:
    """The review as somebody who may decide it reads it, with what they can do now."""
    head = _head(view)
    first: list[Part] = [Text(notice)] if notice is not None else []
    if (settled := _settled(view)) is not None:
        return Card(settled, (*first, Text(head), *_settled_parts(view, settled)))
    in_hand = view.review.state == ReviewState.IN_REVIEW
    state = [Context(say("In review by you since {at}.", at=view.moment(view.review.since)))] if in_hand else []
    parts = (*first, Text(head), Text(_claim(view)), *_words(view), *_evidence(view), *comment_parts(view))
    return Card(_summary(view), (*parts, *state, Actions(_buttons(view, in_hand=in_hand)), *because(view)))


def _head(view: ReviewCard) -> Sentence:
    who = {"name": view.person.first_name, "skill": view.competency.name}
    if view.last(StepKind.ASKED) is None and view.last(StepKind.RECOMMENDED) is not None:
        return say("*A review is recommended for {name}: {skill}*", **who)
    return say("*{name} asks for a review: {skill}*", **who)


def _claim(view: ReviewCard) -> Sentence:
    return say("Claim {claim} · Now {now}", claim=view.claim, now=view.now_rated)


def _summary(view: ReviewCard) -> Sentence:
    if view.last(StepKind.ASKED) is None:
        return say(
            "A review is recommended for {name}: {skill}, {claim}.", name=view.person.first_name,
            skill=view.competency.name, claim=view.claim,
        )
    return say(
        "{name} asks for a review: {skill}, {claim}.", name=view.person.first_name, skill=view.competency.name,
        claim=view.claim,
    )


def _words(view: ReviewCard) -> list[Part]:
    kinds = (StepKind.ASKED, StepKind.JOINED)
    return [Text(say("'{words}'", words=each.words)) for each in view.steps if each.kind in kinds and each.words]


def _evidence(view: ReviewCard) -> list[Part]:
    if not view.evidence:
        return [Text(say("Evidence: none on file."))]
    shown = view.evidence[:MOST_EVIDENCE]
    parts: list[Part] = []
    for number, each in enumerate(shown):
        said = evidence_line(each, view.viewer.time_zone)
        words = say("Evidence: {piece}", piece=said) if number == 0 else said
        parts.append(Text(words, _file_button(view, each.id)))
    rest = len(view.evidence) - len(shown)
    if rest:
        more = say_count("And {n} older piece.", "And {n} older pieces.", rest)
        payload = {"person": view.person.id, "skill": view.competency.id}
        parts.append(Text(more, Button(say("All evidence"), ALL_EVIDENCE, payload) if view.sees_details else None))
    return parts


def _file_button(view: ReviewCard, evidence_id: int) -> Button | None:
    if evidence_id not in view.opens:
        return None
    return Button(say("Open"), OPEN_FILE, {"evidence": evidence_id})


def _buttons(view: ReviewCard, *, in_hand: bool) -> list[Button]:
    payload = {"review": view.review.id}
    if len(view.scale.values) <= SHORT_SCALE:
        label = say("Accept: {value}", value=view.claim)
        accept = Button(label, ACCEPT, {**payload, "value": view.review.claim_value_id}, "primary")
    else:
        accept = Button(say("Accept"), ACCEPT_ASK, payload, "primary")
    holding = Button(say("Hand back"), HAND_BACK, payload) if in_hand else Button(say("Start review"), START, payload)
    return [accept, holding, Button(say("Ask for more"), ASK_MORE, payload), Button(say("Reject"), REJECT, payload)]


def _settled(view: ReviewCard) -> Sentence | None:
    """What stands instead of buttons where there is nothing to do for the viewer; None where there is."""
    if view.decision is not None:
        mine = view.decision.by_id == view.viewer.id
        said = decided_words(view, view.decision)
        return said if mine else say("{said} Nothing to do.", said=said)
    review = view.review
    if view.withdrawn_at is not None and review.recommended:
        return say("Withdrawn, {at}: what recommended it was undone.", at=TimeOfDay(view.withdrawn_at))
    if view.withdrawn_at is not None:
        return say("{name} withdrew this, {at}.", name=view.person.first_name, at=TimeOfDay(view.withdrawn_at))
    if review.person_id == view.viewer.id:
        return say("You can't review your own request; it went to {name}.", name=view.name(review.reviewer_id))
    if review.state == ReviewState.IN_REVIEW and review.reviewer_id != view.viewer.id:
        name, at = view.name(review.reviewer_id), view.moment(review.since)
        return say("In review by {name} since {at}. Nothing to do.", name=name, at=at)
    if view.asked_as is None:
        return say("Others review this now. Nothing to do.")
    return None


def _settled_parts(view: ReviewCard, settled: Sentence) -> list[Part]:
    parts: list[Part] = [Text(settled)]
    decision = view.decision
    if decision is not None and decision.by_id == view.viewer.id:
        if decision.kind == StepKind.ACCEPTED and decision.words:
            parts.append(Text(say("'{words}'", words=decision.words)))
        parts.append(Actions(_after(view, decision)))
    return parts


def _after(view: ReviewCard, decision: StepView) -> list[Button]:
    buttons = [why_button(view.person.id, view.competency.id)] if decision.kind == StepKind.ACCEPTED else []
    if decision.undo_id is not None and view.now <= decision.at + UNDO_FOR:
        buttons.append(undo_button(decision.undo_id))
    return buttons or [why_button(view.person.id, view.competency.id)]


def accept_form(view: ReviewCard) -> Form:
    """Which value of a longer scale, and a comment."""
    options: list[tuple[Words, str]] = [(each.name, str(each.id)) for each in reversed(view.scale.values)]
    claim = view.review.claim_value_id
    fields = (
        FormField("value", say("Value"), "choice", str(claim) if claim else None, options=options),
        FormField("comment", say("Comment"), "long_text", optional=True, max_length=LONGEST_WORDS),
    )
    intro = (Text(_head(view)), Text(_claim(view)))
    return Form(say("Accept"), ACCEPT_FORM, fields, {"review": view.review.id}, submit=say("Accept"), intro=intro)


def reject_form(view: ReviewCard) -> Form:
    """Why; the person reads it."""
    name = view.person.first_name
    hint = say("{name} reads it. Example: The report lacks a date.", name=name)
    field = FormField("reason", say("Why"), "long_text", hint=hint, max_length=LONGEST_WORDS)
    return Form(
        say("Reject"), REJECT_FORM, (field,), {"review": view.review.id}, submit=say("Reject"),
        intro=(Text(_head(view)), Text(say("The rating stays as it is."))),
    )


def write_form(view: ReviewCard) -> Form:
    """What somebody says on a review: a reviewer asks for more, the person answers."""
    own = view.viewer.id == view.person.id
    label = say("What you want to say") if own else say("What you need from {name}", name=view.person.first_name)
    field = FormField("words", label, "long_text", max_length=LONGEST_WORDS)
    title = say("Write to the reviewer") if own else say("Ask for more")
    intro = (Text(say("*{skill}*. The review stays open.", skill=view.competency.name)),)
    return Form(title, WRITE_FORM, (field,), {"review": view.review.id}, submit=say("Send"), intro=intro)

