"""Cards of giving a template's plan to several people: the dry run, and what came of it (targets/dry-run)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.blocks.templates import OPEN
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, Text, Words, undo_button
from core.frameworks import CompetencyView
from core.people import PersonView
from core.plans import GivingPlan
from core.words import Sentence, TimeOfDay, say, say_count

APPLY, APPLY_SYNC, CANCEL = "template.apply", "template.apply_sync", "template.cancel"
MOST_NAMED = 5


def dry_run(
    giving: GivingPlan,
    persons: Mapping[int, PersonView],
    skills: Mapping[int, CompetencyView],
    payload: Mapping[str, Any],
    group: str | None,
    *,
    synced: bool = False,
) -> Card:
    """How many would get the plan, have it, are left out; nothing is changed before Apply."""
    counts = _counted(giving, say("{n} new", n=len(giving.new)))
    people = say_count("{n} person", "{n} people", giving.count)
    line = say("{plan}. {people}: {counts}.", plan=giving.template.name, people=people, counts=counts)
    parts: list[Part] = [Header(say("Not applied yet")), Text(line), *left_out(giving, persons, skills)]
    if synced and group:
        parts.append(Context(say("Kept in step with {group}: who joins later gets it, too.", group=group)))
    elif group:
        parts.append(Context(say("For those in {group} now; who joins later is not included.", group=group)))
    buttons: list[Element] = [Button(say("Cancel"), CANCEL)]
    if giving.new or synced:
        buttons.insert(0, Button(say("Apply"), APPLY_SYNC if synced else APPLY, payload, "primary"))
    return Card(say("Not applied yet. {line}", line=line), (*parts, Actions(buttons)))


def applied(giving: GivingPlan, made: int, by: str, at: datetime, undo_id: int | None, *, synced: str | None) -> Card:
    """What stays of the dry run: who applied it, when, and what came of it."""
    counts = _counted(giving, say("{n} given", n=made))
    said = say("✓ Applied by {name}, {at}: {counts}.", name=by, at=TimeOfDay(at), counts=counts)
    if synced is not None:
        said = say("{said} Kept in step with {group}.", said=said, group=synced)
    buttons: list[Element] = [Button(say("Open template"), OPEN, {"template": giving.template.id})]
    if undo_id is not None:
        buttons.append(undo_button(undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def given_one(giving: GivingPlan, person: PersonView, at: datetime, undo_id: int | None) -> Card:
    """What came of giving one person the plan."""
    values = {"name": person.first_name, "plan": giving.template.name, "at": TimeOfDay(at)}
    if giving.new:
        said = say("✓ {name} has the plan {plan}, {at}. {name} is told.", **values)
    elif giving.inactive:
        said = say("Nothing changed: {name} is deactivated.", **values)
    else:
        said = say("{name} has a plan from {plan} already. Nothing changed.", **values)
    buttons: list[Element] = [Button(say("Open template"), OPEN, {"template": giving.template.id})]
    if undo_id is not None:
        buttons.append(undo_button(undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def left_out(
    giving: GivingPlan, persons: Mapping[int, PersonView], skills: Mapping[int, CompetencyView]
) -> list[Text]:
    """Who and what is left out, and why (targets/who)."""
    lines = []
    for left, said in (
        (giving.not_managed, "Left out, as not supervised by you: {names}."),
        (giving.inactive, "Left out, as they are deactivated: {names}."),
    ):
        if left:
            lines.append(Text(say(said, names=_names(left, persons))))
    for skill, ids in giving.above_tier:
        if skill in skills:
            names = _names(ids, persons)
            words = say("{skill} is above the access tier of {names} and left out of their plan.",
                        skill=skills[skill].name, names=names)
            lines.append(Text(words))
    return lines


def _counted(giving: GivingPlan, first: Sentence) -> Sentence:
    found = [first]
    if giving.already:
        found.append(say("{n} already there", n=len(giving.already)))
    if left := len(giving.not_managed) + len(giving.inactive):
        found.append(say("{n} left out", n=left))
    values = {f"part{place}": each for place, each in enumerate(found)}
    return say(", ".join(f"{{{name}}}" for name in values), **values)


def _names(ids: Sequence[int], persons: Mapping[int, PersonView]) -> list[Words]:
    names: list[Words] = [persons[each].name for each in ids[:MOST_NAMED] if each in persons]
    more = len(ids) - len(names)
    return [*names, say_count("{n} other", "{n} others", more)] if more > 0 else names
