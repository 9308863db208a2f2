"""Cards of many activities asked about at once: the plan, how far it is, and going through what came (tagging/bulk)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.tagging import WITHOUT_MODEL, Desktop, answer_card, decided_rows
from bot.blocks.tagging_asides import NEW_ACTIVITY
from bot.cards import Actions, Button, Card, Context, Divider, Header, Part, Text, Words, line
from core.activities import EVERYWHERE, STOPPED, BulkPlan, BulkProgress, RunView, Scope
from core.words import Sentence, say, say_count

START, STOP, GO_ON, CANCEL, THROUGH = "bulk.start", "bulk.stop", "bulk.go_on", "bulk.cancel", "bulk.through"
EVERYTHING = "bulk.everything"
CARRIED = "through"
"""What the buttons of a suggestion carry while somebody goes through those that wait."""


@dataclass(frozen=True)
class Cost:
    """What a language model may come to: tokens at most, and how many are left today."""

    most: int
    left: int


@dataclass(frozen=True)
class Through:
    """Where somebody is in going through: how many activities wait, this one included, and what they decided last."""

    waiting: int
    before: tuple[Desktop, RunView] | None = None


def plan_card(scope: Scope, plan: BulkPlan, cost: Cost | None) -> Card:
    """What would be asked about, and what that may cost; nothing is done before the press."""
    head = _head(scope)
    if not plan.to_ask:
        return _nothing_to_ask(head, plan)
    lead = say_count(
        "{n} activity to ask about. Nothing is linked: you decide each suggestion.",
        "{n} activities to ask about. Nothing is linked: you decide each suggestion.",
        plan.to_ask,
    )
    payload = {"category": scope.category_id, "course": scope.course_id, "name": scope.name}
    buttons = [Button(say("Start"), START, payload, "primary"), *_going_through(plan.waiting)]
    notes = [Context(each) for each in (_left_out(plan), _costs(cost)) if each]
    return Card(lead, (Header(head), Text(lead), *notes, Actions((*buttons, Button(say("Cancel"), CANCEL)))))


def unknown_card(name: str, words: str) -> Card:
    """Neither a course nor a category is called so, nor is an activity."""
    said = say("I don't find a course or category '{name}'. Nothing was asked.", name=name)
    new = Button(say("New activity"), NEW_ACTIVITY, {"words": words})
    return Card(said, (Text(said), Actions((Button(say("All activities"), EVERYTHING), new))))


def progress_card(now: BulkProgress) -> Card:
    """How far a run is, while it goes on."""
    said = say("Looking for skills: {done} of {total} activities.", done=now.done, total=now.total)
    return Card(said, (Text(said), Actions((Button(say("Stop"), STOP, {"bulk": now.id}),))))


def ended_card(now: BulkProgress, waiting: int, reason: Words | None = None) -> Card:
    """A run that is done, or was stopped and can go on; `reason` is why it stopped by itself."""
    if now.state == STOPPED:
        said = say("Stopped: {done} of {total} activities. {counts}", **_figures(now))
    else:
        said = say("✓ Done: {total} activities. {counts}", **_figures(now))
    goes_on = [Button(say("Go on"), GO_ON, {"bulk": now.id}, "primary")] if now.state == STOPPED else []
    buttons = (*goes_on, *_going_through(waiting, primary=not goes_on))
    notes = (Context(reason),) if reason else ()
    return Card(said, (Text(said), *notes, *((Actions(buttons),) if buttons else ())))


def cancelled_card() -> Card:
    """Nothing was asked."""
    return line(say("Cancelled. Nothing was asked."))


def through_card(desk: Desktop, run: RunView, through: Through, note: Words | None = None) -> Card:
    """One activity whose suggestions wait; the last decision on it brings the next one."""
    waits = say_count(
        "{n} activity with suggestions that wait.", "{n} activities with suggestions that wait.", through.waiting
    )
    payload = {"after": desk.activity.id}
    parts: list[Part] = [Context(waits), Actions((Button(say("Next activity"), THROUGH, payload),))]
    return answer_card(desk, run, note).plus(*parts, *_before(through))


def end_card(waiting: int, through: Through) -> Card:
    """Nothing is left to decide, or only what was passed by on the way."""
    if not waiting:
        said: Sentence = say("✓ Nothing waits: every suggestion is decided.")
        return Card(said, (Text(said), *_before(through)))
    said = say_count(
        "That was the last one. {n} activity that you passed by waits.",
        "That was the last one. {n} activities that you passed by wait.",
        waiting,
    )
    again = Actions((Button(say("From the start"), THROUGH, {}),))
    return Card(said, (Text(said), again, *_before(through)))


def waiting_words(waiting: int) -> Sentence:
    """How many activities have suggestions that wait for somebody."""
    return say_count(
        "Suggestions wait on {n} activity.", "Suggestions wait on {n} activities.", waiting
    )


def waiting_card(waiting: int) -> Card:
    """The line of App Home."""
    said = waiting_words(waiting)
    return Card(said, (Text(said, Button(say("Go through"), THROUGH, {})),))


def changed_notice(waiting: int) -> Card:
    """What is told, the morning after, of texts that somebody changed."""
    said = say("Texts you changed were looked at anew. {waiting}", waiting=waiting_words(waiting))
    why = Context(say("Because you changed them. Mute: /prowess settings"))
    return Card(said, (Text(said), Actions(tuple(_going_through(waiting))), why))


def _head(scope: Scope) -> Sentence:
    if scope == EVERYWHERE:
        return say("Suggestions for all activities")
    return say("Suggestions for {name}", name=scope.name)


def _nothing_to_ask(head: Words, plan: BulkPlan) -> Card:
    if not plan.activities:
        said = say("There is no activity here whose skills you can ask for.")
        return Card(said, (Header(head), Text(said)))
    said = say("There is nothing to ask about. {left_out}", left_out=_left_out(plan) or "")
    buttons = _going_through(plan.waiting, primary=True)
    return Card(said, (Header(head), Text(said), *((Actions(tuple(buttons)),) if buttons else ())))


def _left_out(plan: BulkPlan) -> Sentence | None:
    full = say_count("{n} carries all the skills it can", "{n} carry all the skills they can", plan.full)
    waiting = say_count("{n} has suggestions that wait", "{n} have suggestions that wait", plan.waiting)
    found = [words for words, number in ((full, plan.full), (waiting, plan.waiting)) if number]
    return say("Left out: {reasons}.", reasons=found) if found else None


def _costs(cost: Cost | None) -> Sentence:
    if cost is None:
        return WITHOUT_MODEL["no_model"]
    said = say("At most {most} tokens of the language model; {left} are left today.", most=cost.most, left=cost.left)
    if cost.most <= cost.left:
        return said
    return say("{said} Once they are spent, the rest is matched by meaning and words.", said=said)


def _figures(now: BulkProgress) -> dict[str, object]:
    counts = say("Suggestions for {n}.", n=now.proposed)
    if now.empty:
        counts = say("Suggestions for {n}, none for {empty}.", n=now.proposed, empty=now.empty)
    if now.passed_over:
        counts = say("{counts} Passed over, full or out of reach by now: {n}.", counts=counts, n=now.passed_over)
    return {"done": now.done, "total": now.total, "counts": counts}


def _going_through(waiting: int, *, primary: bool = False) -> list[Button]:
    if not waiting:
        return []
    return [Button(say("Go through {n}", n=waiting), THROUGH, {}, "primary" if primary else None)]


def _before(through: Through) -> Sequence[Part]:
    """What was decided just before, on another activity, with its Undo."""
    if through.before is None:
        return ()
    desk, run = through.before
    rows = decided_rows(desk, run)
    return (Divider(), Context(say("Before: {title}", title=desk.activity.title)), *rows) if rows else ()
