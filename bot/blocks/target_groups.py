"""Cards of targets on a group: what is required of everybody in it, what setting and removing them would do and did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.blocks.targets import APPLY, CANCEL, CHANGE, SET, Named, applied_counts, left_out_words, plan_counts, wished
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from bot.cards import undo_button as undo
from bot.target_draft import TargetDraft
from core.frameworks import CompetencyView
from core.people import PersonView
from core.targets import GroupTargetView, TargetPlan
from core.words import Sentence, TimeOfDay, say, say_count

SEE_WHO, REMOVE, REMOVE_APPLY = "targets.see_who", "targets.group_remove", "targets.group_remove_apply"
MOST_LISTED = 30


def listed_card(
    draft: TargetDraft, found: Sequence[GroupTargetView], skills: Mapping[int, CompetencyView],
    setters: Mapping[int, PersonView], members: int,
) -> Card:
    """What is required of everybody in a group, each with its way out."""
    group_id, name = draft.team or (0, "")
    people = say_count("{n} person has them.", "{n} people have them.", members)
    said = say_count(
        "{group}: {n} target for everybody in it, later members too. {people}",
        "{group}: {n} targets for everybody in it, later members too. {people}",
        len(found), group=name, people=people,
    )
    rows = [
        Text(
            _row(each, skills[each.competency_id], setters),
            Button(say("Remove"), REMOVE, {"group": group_id, "skills": [each.competency_id]}),
        )
        for each in found[:MOST_LISTED]
        if each.competency_id in skills
    ]
    more = [Context(say("1 to {shown} of {n}.", shown=MOST_LISTED, n=len(found)))] if len(found) > MOST_LISTED else []
    button = Button(say("Set targets"), SET, draft.payload(), "primary")
    return Card(said, (Text(said), *rows, *more, Actions((button,))))


def _row(found: GroupTargetView, skill: CompetencyView, setters: Mapping[int, PersonView]) -> Sentence:
    setter = setters.get(found.set_by_id) if found.set_by_id is not None else None
    who: Words = setter.name if setter else say("the operator")
    values = {"skill": skill.name, "value": found.value.name, "who": who, "at": found.set_at}
    if found.due_on is None:
        return say("*{skill}*: {value}. By: {who}, {at}.", **values)
    return say("*{skill}*: {value}, due {due}. By: {who}, {at}.", **values, due=found.due_on)


def offer_card(draft: TargetDraft, supervised: int) -> Card:
    """A target on the group is not the asker's to set; those there whom they supervise are."""
    name = draft.team[1] if draft.team else ""
    said = say_count(
        "A target on {group} itself, for later members too, needs its lead or an admin. "
        "I can set it for the {n} there you supervise.",
        "A target on {group} itself, for later members too, needs its lead or an admin. "
        "I can set it for the {n} there you supervise.",
        supervised, group=name,
    )
    buttons = (Button(say("See who"), SEE_WHO, draft.payload(), "primary"), Button(say("Cancel"), CANCEL))
    return Card(said, (Text(said), Context(say("Nothing is set yet.")), Actions(buttons)))


def dry_run_card(draft: TargetDraft, plan: TargetPlan, named: Named) -> Card:
    """What a target on the group would do for those in it now (targets/dry-run)."""
    name = draft.team[1] if draft.team else ""
    counts = plan_counts(plan) if plan.lines else say("Nobody is in it now.")
    parts: list[Part] = [Header(say("Not applied yet")), Text(wished(plan, named, draft.due)), Text(counts)]
    parts += [Text(words) for words in left_out_words(plan, named)]
    parts.append(Context(say("On {group} itself: who joins later has it, who leaves has it no longer.", group=name)))
    payload = draft.payload()
    buttons = [
        Button(say("Apply"), APPLY, payload, "primary"),
        Button(say("Change"), CHANGE, payload),
        Button(say("Cancel"), CANCEL),
    ]
    return Card(say("Not applied yet. {counts}", counts=counts), (*parts, Actions(buttons)))


def applied_card(plan: TargetPlan, group: str, by: str, at: datetime, undo_id: int | None) -> Card:
    """What stays of the dry run."""
    counts = applied_counts(plan) if plan.lines else say("nobody is in it now")
    said = say(
        "✓ Applied to {group} by {name}, {at}: {counts}. Who joins later has it, too.",
        group=group, name=by, at=TimeOfDay(at), counts=counts,
    )
    parts: tuple[Part, ...] = (Text(said),)
    return Card(said, (*parts, Actions((undo(undo_id),))) if undo_id is not None else parts)


def removal_card(group_id: int, group: str, skills: Sequence[CompetencyView], losing: int, keeping: int) -> Card:
    """What removing targets from a group would do, before anything changes (targets/dry-run)."""
    names = [each.name for each in skills]
    people = say_count("{n} person", "{n} people", losing + keeping)
    said = say("{group} asks for {skills} no longer. {people}: {n} have it no more", group=group, skills=names,
               people=people, n=losing)
    said = say("{said}, {n} keep it by another source.", said=said, n=keeping) if keeping else say("{said}.", said=said)
    payload = {"group": group_id, "skills": [each.id for each in skills]}
    buttons = (Button(say("Apply"), REMOVE_APPLY, payload, "primary"), Button(say("Cancel"), CANCEL))
    parts = (Header(say("Not applied yet")), Text(said), Context(say("Ratings stay.")), Actions(buttons))
    return Card(say("Not applied yet. {said}", said=said), parts)


def removed_card(group: str, skills: Sequence[str], by: str, at: datetime, undo_id: int | None) -> Card:
    """What removing did."""
    said = say(
        "✓ Applied by {name}, {at}: {group} asks for {skills} no longer.",
        name=by, at=TimeOfDay(at), group=group, skills=list(skills),
    )
    return Card(said, (Text(said), Actions((undo(undo_id),))) if undo_id is not None else (Text(said),))
