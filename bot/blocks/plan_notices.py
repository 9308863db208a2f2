"""What people read about plans unasked: given, ready to be completed, completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.blocks import plan_words as words
from bot.blocks.plans import PlanSeen, complete_button
from bot.cards import Actions, Button, Card, Context, Text
from core.people import PersonView
from core.plans import PlanOutcome, PlanView, Tallied
from core.words import Sentence, TimeOfDay, say, say_count


@dataclass(frozen=True)
class DuePlan:
    """A plan that falls due, how far it is, and the days left."""

    plan: PlanView
    tally: Tallied
    days_left: int


MUTE = say("Mute: /prowess settings")
MOST_LISTED = 6


def given(seen: PlanSeen, by: PersonView | None) -> Card:
    """'Ben gave you the plan Safety basics, due 1 March 2027.'"""
    values = {"name": by.first_name if by else "", "plan": words.name_of(seen.plan), "due": seen.plan.due_on}
    if by is not None:
        said = say("{name} gave you the plan {plan}.", **values)
    else:
        said = say("You have a new plan: {plan}.", **values)
    if seen.plan.due_on is not None and by is not None:
        said = say("{name} gave you the plan {plan}, due {due}.", **values)
    elif seen.plan.due_on is not None:
        said = say("You have a new plan: {plan}, due {due}.", **values)
    parts = [Text(said), *(Text(words.item_words(each)) for each in seen.items[:MOST_LISTED])]
    why = say("Because {name} manages your plans. {mute}", mute=MUTE, **values) if by else _kept_in_step()
    return Card(said, (*parts, _open(seen), Context(why)))


def _kept_in_step() -> Sentence:
    return say("Because you are in a group whose people have it. {mute}", mute=MUTE)


def ready(seen: PlanSeen) -> Card:
    """All is met: who has the plan, and who manages it, are offered to complete it (plans/complete)."""
    plan = words.name_of(seen.plan)
    if seen.own:
        said = say("✓ All of {plan} is met.", plan=plan)
        why = say("Because it is your plan. {mute}", mute=MUTE)
    else:
        said = say("✓ All of {plan} is met by {name}.", plan=plan, name=seen.person.first_name)
        why = say("Because you manage the plans of {name}. {mute}", name=seen.person.first_name, mute=MUTE)
    buttons = [Button(say("Open plan"), words.OPEN, {"plan": seen.plan.id})]
    if seen.rights.complete:
        buttons.insert(0, complete_button(seen))
    return Card(said, (Text(said), Actions(buttons), Context(why)))


def not_ready(seen: PlanSeen) -> Card:
    """What stays of the offer once something is not met any more, or was added."""
    said = say("{plan} has something left again. Nothing to do here.", plan=words.name_of(seen.plan))
    return Card(said, (Text(said), _open(seen)))


def plans_due_card(due: Sequence[DuePlan]) -> Card:
    """Plans that fall due, earliest first, with how far each is (reminders/due)."""
    summary = due_words(due[0])
    if len(due) > 1:
        summary = say_count("{first} And 1 more.", "{first} And {n} more.", len(due) - 1, first=summary)
    why = say_count("Because it is a plan of yours.", "Because they are plans of yours.", len(due))
    parts = [_due_row(each) for each in due]
    return Card(summary, (*parts, Context(say("{why} Mute: /prowess settings", why=why))))


def with_plans(card: Card, due: Sequence[DuePlan]) -> Card:
    """Targets that fall due, and the plans that do, on one card."""
    *parts, last = card.parts
    return replace(card, parts=(*parts, *(_due_row(each) for each in due), last))


def due_words(due: DuePlan) -> Sentence:
    """'Safety basics is due in 30 days, on 1 March 2027. ▓░░ 1 of 3 met.'"""
    values = {"name": words.name_of(due.plan), "on": due.plan.due_on, "progress": words.progress_words(due.tally)}
    if due.days_left == 0:
        return say("{name} is due today, on {on}. {progress}", **values)
    return say_count(
        "{name} is due in {n} day, on {on}. {progress}", "{name} is due in {n} days, on {on}. {progress}",
        due.days_left, **values,
    )


def _due_row(due: DuePlan) -> Text:
    return Text(due_words(due), Button(say("Open plan"), words.OPEN, {"plan": due.plan.id}))


def completed(seen: PlanSeen, by: PersonView | None) -> Card:
    """Completed by somebody else, or by its due date."""
    plan, frozen = words.name_of(seen.plan), seen.plan.frozen
    said = say("Your plan {plan} was due and is completed.", plan=plan)
    if by is not None:
        said = say("{name} completed your plan {plan}.", name=by.first_name, plan=plan)
    if frozen is not None:
        said = say("{said} {progress}", said=said, progress=words.progress_words(frozen))
    if seen.plan.outcome == PlanOutcome.PARTLY_MET:
        said = say("{said} What is not met stays a gap: /prowess gap", said=said)
    return Card(said, (Text(said), _open(seen), Context(say("Because it is your plan. {mute}", mute=MUTE))))


def settled(seen: PlanSeen, by: PersonView | None) -> Card:
    """What stays of an offer once somebody completed the plan."""
    values = {"plan": words.name_of(seen.plan), "at": seen.plan.since, "name": by.first_name if by else ""}
    said = say("{plan} is completed since {at}. Nothing to do.", **values)
    if by is not None:
        said = say("{plan}: completed by {name}, {at}. Nothing to do.", **values)
    return Card(said, (Text(said),))


def active_again(seen: PlanSeen) -> Card:
    """What stays once completing was undone."""
    said = say("{plan} is active again.", plan=words.name_of(seen.plan))
    return Card(said, (Text(said), _open(seen)))


def gone(by: PersonView | None, at: datetime) -> Card:
    """What stays once the plan was taken back."""
    said = say("This plan was withdrawn. Nothing to do.")
    if by is not None:
        said = say("{name} withdrew this, {at}.", name=by.first_name, at=TimeOfDay(at))
    return Card(said, (Text(said),))


def _open(seen: PlanSeen) -> Actions:
    return Actions((Button(say("Open plan"), words.OPEN, {"plan": seen.plan.id}),))
