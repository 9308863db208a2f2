"""Cards of requests for approval: what an approver is asked, 'Plans to approve', what the person is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import plan_words as words
from bot.blocks.course_words import page_words
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, undo_button
from core.audit import UNDO_FOR
from core.frameworks import CompetencyView
from core.people import PersonView
from core.plans import PlanState, PlanStepKind, PlanStepView, PlanView, RequestState, RequestView
from core.words import Sentence, TimeOfDay, say, say_count

LONGEST_WORDS = 1_000
NONE_TO_APPROVE = say("No plans to approve.")


@dataclass(frozen=True)
class RequestCard:
    """A request as one reader sees it: the plan, its competencies, what happened, and whether the reader decides."""

    request: RequestView
    plan: PlanView
    person: PersonView
    competencies: Sequence[CompetencyView]
    steps: Sequence[PlanStepView]
    names: Mapping[int, PersonView]
    viewer: PersonView
    may_decide: bool
    now: datetime

    def name(self, person_id: int | None) -> str:
        """A first name."""
        known = self.names.get(person_id or 0)
        return known.first_name if known else "an admin"

    @property
    def decision(self) -> PlanStepView | None:
        """The decision of the present round, if it stands."""
        kinds = (PlanStepKind.ACCEPTED, PlanStepKind.REJECTED)
        found = [each for each in self.steps if each.kind in kinds and each.undone_at is None]
        return found[-1] if found and found[-1].round == self.request.round else None


@dataclass(frozen=True)
class RequestRow:
    """A request in the list of those that wait."""

    request: RequestView
    person: PersonView
    plan: PlanView
    items: int
    mine: bool


def request_card(view: RequestCard) -> Card:
    """What an approver reads, with what they can do now; settled once it is decided (plans/approve)."""
    head = say("*{name} asks approval: {plan}*", name=view.person.first_name, plan=words.name_of(view.plan))
    parts: list[Part] = [Text(head), Text(_what(view)), *_said(view)]
    if (done := settled(view)) is not None:
        return Card(done, (*parts, Text(done), *_after(view)))
    if view.request.state == RequestState.IN_REVIEW:
        parts.append(Context(say("In review by you since {at}.", at=TimeOfDay(view.request.since))))
    summary = say(
        "{name} asks approval for {plan}, {items}.", name=view.person.first_name, plan=words.name_of(view.plan),
        items=say_count("{n} competency", "{n} competencies", len(view.competencies)),
    )
    because = Context(say("Because you may approve plans of {name}.", name=view.person.first_name))
    return Card(summary, (*parts, Actions(_buttons(view)), because))


def _what(view: RequestCard) -> Sentence:
    names = [each.name for each in view.competencies[:15]]
    more = len(view.competencies) - len(names)
    listed = [*names, say("{n} more", n=more)] if more > 0 else names
    if view.plan.due_on is None:
        return say("{items}. No due date.", items=listed or [say("nothing in it yet")])
    return say("{items}. Due {due}.", items=listed or [say("nothing in it yet")], due=view.plan.due_on)


def _said(view: RequestCard) -> list[Part]:
    kinds = (PlanStepKind.ASKED, PlanStepKind.COMMENT)
    said = [each for each in view.steps if each.kind in kinds and each.words and each.undone_at is None]
    return [Text(say("{name}: '{words}'", name=view.name(each.by_id), words=each.words)) for each in said[-5:]]


def _buttons(view: RequestCard) -> list[Button]:
    payload = {"request": view.request.id}
    in_hand = view.request.state == RequestState.IN_REVIEW
    holding = (
        Button(say("Hand back"), words.HAND_BACK, payload)
        if in_hand
        else Button(say("Start review"), words.START, payload)
    )
    return [
        Button(say("Accept"), words.ACCEPT, payload, "primary"),
        holding,
        Button(say("Comment"), words.WRITE, payload),
        Button(say("Reject"), words.REJECT, payload),
    ]


def settled(view: RequestCard) -> Sentence | None:
    """What stands instead of buttons where there is nothing to do for the reader; None where there is."""
    if view.decision is not None:
        said = decided_words(view, view.decision)
        return said if view.decision.by_id == view.viewer.id else say("{said} Nothing to do.", said=said)
    if view.request.state == RequestState.WITHDRAWN:
        return say("{name} withdrew this, {at}.", name=view.person.first_name, at=TimeOfDay(view.request.since))
    if view.plan.state != PlanState.DRAFT:
        return say("{plan} is {state} by now. Nothing to do.", plan=words.name_of(view.plan),
                   state=words.STATES[view.plan.state])
    if view.request.state == RequestState.IN_REVIEW and view.request.approver_id != view.viewer.id:
        return say("In review by {name} since {at}. Nothing to do.", name=view.name(view.request.approver_id),
                   at=TimeOfDay(view.request.since))
    if not view.may_decide:
        return say("Others approve this now. Nothing to do.")
    return None


def decided_words(view: RequestCard, step: PlanStepView) -> Sentence:
    """'✓ Accepted by Ben, 10:42: active.'"""
    values = {"name": view.name(step.by_id), "at": TimeOfDay(step.at), "words": step.words}
    if step.kind == PlanStepKind.ACCEPTED:
        return say("✓ Accepted by {name}, {at}: active.", **values)
    return say("Rejected by {name}, {at}: '{words}'", **values)


def _after(view: RequestCard) -> list[Part]:
    step = view.decision
    buttons = [Button(say("Open plan"), words.OPEN, {"plan": view.plan.id})]
    if step is not None and step.by_id == view.viewer.id and step.undo_id and view.now <= step.at + UNDO_FOR:
        buttons.append(undo_button(step.undo_id))
    return [Actions(buttons)] if view.decision is not None else []


def asked_card(view: RequestCard, undo_id: int | None) -> Card:
    """What the owner reads once they asked."""
    name = view.name(view.request.approver_id)
    said = say("Asked {name} to approve {plan}. Waiting.", name=name, plan=words.name_of(view.plan))
    buttons = [Button(say("Open plan"), words.OPEN, {"plan": view.plan.id})]
    if undo_id is not None:
        buttons.append(undo_button(undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def told_card(view: RequestCard, step: PlanStepView) -> Card:
    """What is told of a step: accepted, rejected, or a word (review/messages)."""
    values = {"name": view.name(step.by_id), "plan": words.name_of(view.plan), "words": step.words}
    payload = {"request": view.request.id}
    if step.undone_at is not None:
        said = say("{name} took this back, {at}.", at=TimeOfDay(step.undone_at), **values)
        return Card(said, (Text(said),))
    if step.kind == PlanStepKind.ACCEPTED:
        said = say("{name} accepted {plan}: it is active.", **values)
        if step.words:
            said = say("{name} accepted {plan}: it is active. '{words}'", **values)
        return Card(said, (Text(said), Actions((Button(say("Open plan"), words.OPEN, {"plan": view.plan.id}),))))
    if step.kind == PlanStepKind.REJECTED:
        said = say("{name} rejected {plan}: '{words}' It stays a draft.", **values)
        button = Button(say("Change it and ask again"), words.OPEN, {"plan": view.plan.id}, "primary")
        return Card(said, (Text(said), Actions((button,))))
    said = say("{name} on {plan}: '{words}'", **values)
    buttons = [Button(say("Answer"), words.WRITE, payload)] if view.request.is_open else []
    return Card(said, (Text(said), *([Actions(buttons)] if buttons else [])))


def to_approve_parts(rows: Sequence[RequestRow], count: int, start: int = 0) -> list[Part]:
    """'Plans to approve', each decided from there (review/inbox)."""
    parts: list[Part] = [Header(say("Plans to approve")), *(_row(each) for each in rows)]
    if not rows:
        parts.append(Text(NONE_TO_APPROVE))
    shown = start + len(rows)
    if count > len(rows):
        parts.append(Context(page_words(start, len(rows), count)))
    if shown < count:
        parts.append(Actions((Button(say("Show more"), words.TO_APPROVE, {"from": shown}),)))
    return parts


def to_approve_card(rows: Sequence[RequestRow], count: int, start: int = 0) -> Card:
    """The same as a card of its own."""
    said = say_count("{n} plan to approve.", "{n} plans to approve.", count) if count else NONE_TO_APPROVE
    return Card(said, tuple(to_approve_parts(rows, count, start)))


def _row(row: RequestRow) -> Text:
    said = say(
        "*{name}*: {plan}, {items}, asked {at}", name=row.person.name, plan=words.name_of(row.plan),
        items=say_count("{n} competency", "{n} competencies", row.items), at=row.request.asked_at,
    )
    if row.mine:
        said = say("{said} · in review by you", said=said)
    return Text(said, Button(say("Open"), words.OPEN_REQUEST, {"request": row.request.id}))


def reject_form(view: RequestCard) -> Form:
    """Why; the person reads it."""
    hint = say("{name} reads it. Example: Add first aid.", name=view.person.first_name)
    field = FormField("reason", say("Why"), "long_text", hint=hint, max_length=LONGEST_WORDS)
    intro = (Text(say("{plan} stays a draft.", plan=words.name_of(view.plan))),)
    payload = {"request": view.request.id}
    return Form(say("Reject"), words.REJECT_FORM, (field,), payload, submit=say("Reject"), intro=intro)


def write_form(view: RequestCard) -> Form:
    """A comment, to the other side."""
    own = view.viewer.id == view.person.id
    to = view.name(view.request.approver_id) if own else view.person.first_name
    field = FormField("words", say("To {name}", name=to), "long_text", max_length=LONGEST_WORDS)
    intro = (Text(say("{plan}. The request stays open.", plan=words.name_of(view.plan))),)
    payload = {"request": view.request.id}
    return Form(say("Comment"), words.WRITE_FORM, (field,), payload, submit=say("Send"), intro=intro)

