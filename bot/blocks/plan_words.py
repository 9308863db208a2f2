"""Words about plans: the bar, how an item stands in colour, symbol and word, what a state is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.cards import Words
from core.plans import Colour, PlanItem, PlanOutcome, PlanState, PlanView, Tallied
from core.words import Sentence, say, say_count

OPEN, LIST, MORE, DO = "plan.open", "plan.list", "plan.more", "plan.do"
ADD, ADD_FORM, TAKE_OFF, TAKE_OFF_FORM = "plan.add", "plan.add_form", "plan.take_off", "plan.take_off_form"
NEW, NEW_FORM, EDIT_FORM = "plan.new", "plan.new_form", "plan.edit_form"
COMPLETE, ACTIVATE, UNLINK = "plan.complete", "plan.activate", "plan.unlink"
ASK, OPEN_REQUEST, START, HAND_BACK = "plan.ask", "plan.request", "plan.start", "plan.hand_back"
ACCEPT, REJECT, REJECT_FORM = "plan.accept", "plan.reject", "plan.reject_form"
WRITE, WRITE_FORM = "plan.write", "plan.write_form"
TO_APPROVE = "plan.to_approve"
SKILLS = "plan.skills"

LONGEST_BAR = 10
FULL, EMPTY = "▓", "░"

SYMBOLS: Mapping[Colour, str] = {
    Colour.OPEN: "🟤",
    Colour.COVERED: "🔶",
    Colour.MET: "✅",
    Colour.NOT_REQUIRED: "–",
}
"""Brown, orange and green, each a symbol of its own as well, never without its word (plans/colours)."""

STATES: Mapping[PlanState, Sentence] = {
    PlanState.DRAFT: say("draft"),
    PlanState.ACTIVE: say("active"),
    PlanState.COMPLETED: say("completed"),
}
OUTCOMES: Mapping[PlanOutcome, Sentence] = {
    PlanOutcome.ALL_MET: say("all met"),
    PlanOutcome.PARTLY_MET: say("partly met"),
}
NO_NAME = say("Learning plan")


def bar(tally: Tallied) -> str:
    """'▓▓▓░░░': a cell for each item, of many items ten cells; full only when all is met."""
    cells = min(max(tally.items, 1), LONGEST_BAR)
    full = cells if tally.met >= tally.items else tally.met * cells // tally.items
    return FULL * full + EMPTY * (cells - full)


def progress_words(tally: Tallied) -> Sentence:
    """'▓▓▓░░░ 3 of 6 met.'"""
    if not tally.items:
        return say("Nothing is required yet.")
    return say("{bar} {met} of {n} met.", bar=bar(tally), met=tally.met, n=tally.items)


def name_of(view: PlanView) -> Words:
    """The plan's name; one whose owner was erased has none."""
    return view.name or NO_NAME


def head_words(view: PlanView, today: date) -> Sentence:
    """'*Safety basics*, active, due 1 March 2027.'"""
    values = {"name": name_of(view), "state": STATES[view.state], "due": view.due_on}
    if view.state == PlanState.COMPLETED:
        said = say("*{name}*, completed {at}", name=name_of(view), at=view.since)
        outcome = OUTCOMES[view.outcome] if view.outcome else say("closed")
        return say("{said}, {outcome}.", said=said, outcome=outcome)
    if view.due_on is None:
        return say("*{name}*, {state}, no due date.", **values)
    days = (today - view.due_on).days
    if days > 0:
        return say_count(
            "*{name}*, {state}, due {n} day ago, on {due}.", "*{name}*, {state}, due {n} days ago, on {due}.", days,
            **values,
        )
    return say("*{name}*, {state}, due {due}.", **values)


def item_words(item: PlanItem) -> Sentence:
    """'🟤 Rescue: not met, nothing covers it'"""
    return say(
        "{symbol} {name}: {how}", symbol=SYMBOLS[item.colour], name=item.competency.name, how=how_words(item)
    )


def how_words(item: PlanItem) -> Sentence:
    """How an item stands, without its symbol."""
    match item.colour:
        case Colour.MET:
            return say("met")
        case Colour.NOT_REQUIRED:
            return say("not required")
        case Colour.OPEN:
            return say("not met, nothing covers it")
    if not item.running and not item.evident:
        return say("not met, evidence or a running course covered it")
    if not item.running:
        return say("not met, evidence covers it")
    if item.evident:
        return say("not met, evidence and a running course cover it")
    return say("not met, a running course covers it")


def courses_words(item: PlanItem) -> Sentence | None:
    """Which courses that run cover it."""
    return say("Runs: {names}", names=[each.name for each in item.running]) if item.running else None
