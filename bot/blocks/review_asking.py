"""The side of the person who asks: what goes with the request, how it stands, what they are told (review/request)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.path_forms import COMPETENCIES
from bot.blocks.review_words import (
    ADD,
    ADD_FORM,
    AGAIN,
    ASK,
    ASK_FORM,
    CANCEL,
    OPEN_REVIEW,
    WRITE,
    ReviewCard,
    comment_parts,
    goes_with,
    standing_words,
)
from bot.blocks.why import why_button
from bot.cards import Actions, Button, Card, Context, Form, FormField, Part, Text, Words, undo_button
from core.catalogue import NamedEvidence
from core.frameworks import CompetencyView
from core.reviews import LONGEST_WORDS, StepKind, StepView
from core.words import Sentence, TimeOfDay, say

SHOW, ASK_AGAIN, ANSWER = "show", "again", "answer"
"""What follows on added evidence: the card again, the request, or a word to the reviewer."""

CANCELLED = say("Cancelled. Nothing was asked.")


def asking_card(
    competency: CompetencyView,
    claim: Words,
    evidence: Sequence[NamedEvidence],
    payload: dict[str, int],
    notice: Words | None = None,
) -> Card:
    """'Goes with 2 results and drill.pdf.', before anybody is asked."""
    head = say("*Review of {skill}*, claim {claim}", skill=competency.name, claim=claim)
    said = goes_with(evidence)
    buttons = (
        Button(say("Ask"), ASK, payload, "primary"),
        Button(say("Add evidence"), ADD, {**payload, "then": SHOW}),
        Button(say("Cancel"), CANCEL),
    )
    first: list[Part] = [Text(notice)] if notice is not None else []
    return Card(said, (*first, Text(head), Text(said), Actions(buttons)))


def asked_card(view: ReviewCard, undo_id: int | None, *, joined: bool = False) -> Card:
    """'Asked Ben. Waiting.'"""
    said = _asked_words(view, joined=joined)
    buttons = [undo_button(undo_id)] if undo_id is not None else []
    parts: list[Part] = [Text(said)]
    if buttons:
        parts.append(Actions(buttons))
    return Card(said, tuple(parts))


def _asked_words(view: ReviewCard, *, joined: bool) -> Sentence:
    skill = view.competency.name
    if joined:
        standing = standing_words(view)
        return say("{skill}: your request joined the review that is open. {standing}", skill=skill, standing=standing)
    if view.review.reviewer_id is None:
        return say("{skill}: {standing}", skill=skill, standing=standing_words(view))
    return say("{skill}: asked {name}. Waiting.", skill=skill, name=view.name(view.review.reviewer_id))


def own_card(view: ReviewCard) -> Card:
    """One's own open review: how it stands, what goes with it, what was said."""
    said = say("{skill}: {standing}", skill=view.competency.name, standing=standing_words(view))
    payload = {"review": view.review.id}
    buttons = (
        Button(say("Add evidence"), ADD, {**payload, "competency": view.competency.id, "then": ANSWER}),
        Button(say("Write to the reviewer"), WRITE, payload),
    )
    claim = say("Claim {claim} · Now {now}", claim=view.claim, now=view.now_rated)
    with_it = Text(goes_with(view.evidence))
    return Card(said, (Text(said), Text(claim), with_it, *comment_parts(view), Actions(buttons)))


def sent_card(name: Words, undo_id: int, added: Sequence[str] = ()) -> Card:
    """What was said, or dropped, is on its way."""
    if added:
        said = say("✓ Added: {files}. {name} is told.", files=list(added), name=name)
    else:
        said = say("✓ Sent to {name}. The review stays open.", name=name)
    return Card(said, (Text(said), Actions((undo_button(undo_id),))))


def ask_form(among: Sequence[tuple[Words, str]] = ()) -> Form:
    """Which competency, of all or of these."""
    field = FormField("competency", say("Competency"), "search", lookup=COMPETENCIES)
    if among:
        field = FormField("competency", say("Competency"), "choice", options=among)
    return Form(say("Ask for a review"), ASK_FORM, (field,), submit=say("Next"))


def evidence_form(competency: CompetencyView, payload: dict[str, object], items: Sequence[FormField]) -> Form:
    """Files and links for one competency; what follows is in the payload."""
    label = {SHOW: say("Add"), ASK_AGAIN: say("Ask again"), ANSWER: say("Add")}[str(payload["then"])]
    intro: list[Part] = [Text(say("*{skill}*. Kept as self-declared evidence.", skill=competency.name))]
    fields = list(items)
    if payload["then"] == ASK_AGAIN:
        fields[-1] = FormField(
            "note", say("What is new"), "long_text", optional=True, max_length=LONGEST_WORDS,
            hint=say("The reviewer reads it."),
        )
    return Form(say("Add evidence"), ADD_FORM, fields, payload, submit=label, intro=intro)


def told_card(view: ReviewCard, step: StepView) -> Card:
    """What the person reads of a decision or a question, and the reviewer of the person's words (review/messages)."""
    if step.undone_at is not None:
        return _withdrawn(view, step, step.undone_at)
    match step.kind:
        case StepKind.ACCEPTED:
            return _accepted(view, step)
        case StepKind.REJECTED:
            return _rejected(view, step)
        case StepKind.QUESTION:
            return _asked_for_more(view, step)
    return _answered(view, step)


def _withdrawn(view: ReviewCard, step: StepView, at: datetime) -> Card:
    said = say("{name} withdrew this, {at}.", name=view.name(step.by_id), at=TimeOfDay(at))
    return Card(said, (Text(said),))


def _accepted(view: ReviewCard, step: StepView) -> Card:
    value = view.scale.value(step.scale_value_id)
    said = say(
        "{name} accepted {skill}: {value}.", name=view.name(step.by_id), skill=view.competency.name,
        value=value.name if value else say("none"),
    )
    note: list[Part] = [Text(say("'{words}'", words=step.words))] if step.words else []
    return Card(said, (Text(said), *note, Actions((why_button(view.person.id, view.competency.id),)), _why()))


def _rejected(view: ReviewCard, step: StepView) -> Card:
    said = say(
        "{name} rejected {skill}: '{reason}' Your rating stays.", name=view.name(step.by_id),
        skill=view.competency.name, reason=step.words,
    )
    claim = {"competency": view.competency.id, "value": view.review.claim_value_id}
    payload = {**claim, "then": ASK_AGAIN, "of": step.by_id}
    again = Button(say("Add evidence and ask again"), AGAIN, payload, "primary")
    return Card(said, (Text(said), Actions((again,)), _why()))


def _asked_for_more(view: ReviewCard, step: StepView) -> Card:
    asked = say("{name} asks: '{words}'", name=view.name(step.by_id), words=step.words)
    if not view.review.is_open or view.decision is not None:
        over = say("{skill}: {asked} It is decided since.", skill=view.competency.name, asked=asked)
        return Card(over, (Text(over),))
    how = say("Answer here or drop a file; the review stays open.")
    said = say("{skill}: {asked} {how}", skill=view.competency.name, asked=asked, how=how)
    payload = {"review": view.review.id}
    buttons = (
        Button(say("Answer"), WRITE, payload, "primary"),
        Button(say("Add evidence"), ADD, {**payload, "competency": view.competency.id, "then": ANSWER}),
    )
    return Card(said, (Text(say("*{skill}*", skill=view.competency.name)), Text(asked), Text(how), Actions(buttons)))


def _answered(view: ReviewCard, step: StepView) -> Card:
    said = say(
        "{name} on {skill}: '{words}'", name=view.person.first_name, skill=view.competency.name, words=step.words
    )
    opening = Button(say("Open review"), OPEN_REVIEW, {"review": view.review.id}, "primary")
    because = Context(say("Because you have this review. Words on a review always come."))
    return Card(said, (Text(said), Actions((opening,)), because))


def _why() -> Context:
    return Context(say("Because you asked for this review, or a rule did. Decisions always come."))

