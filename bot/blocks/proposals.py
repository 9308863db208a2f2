"""Cards of proposals to the catalogue: the gathered list, one to decide on, and what who asked is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.competency_forms import CATEGORY_WORDS
from bot.blocks.tagging import ASK
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words, line, undo_button
from bot.proposal_groups import ProposalGroup
from core.catalogue import LONGEST_REASON, ProposalFate
from core.frameworks import CompetencyCategory, CompetencyView
from core.words import Sentence, say, say_count

LIST, DECIDE, CREATE, SAME, OTHER, DECLINE = (
    "proposals.list", "proposals.decide", "proposals.create", "proposals.same", "proposals.other", "proposals.decline",
)  # fmt: skip
TAKE, SEND_DECLINE, NAMED = "proposals.take", "proposals.send_decline", "proposals_named"
ROWS, MOST_NAMED, MOST_ALIKE = 10, 3, 3
NOTHING = say("No proposal waits.")


def list_card(groups: Sequence[ProposalGroup], start: int = 0) -> Card:
    """What people propose, look-alikes together, ten at a time, most asked for first."""
    shown = groups[start : start + ROWS]
    if not shown:
        return line(NOTHING)
    head = waiting_words(len(groups))
    rows = [Text(_row(each), Button(say("Decide"), DECIDE, {"proposals": each.ids})) for each in shown]
    parts: list[Part] = [Header(say("Proposed")), Text(head), *rows]
    if start + ROWS < len(groups):
        more = Button(say("Show more"), LIST, {"start": start + ROWS})
        last = start + len(shown)
        parts += [Actions((more,)), Context(say("{first} to {last} of {n}", first=start + 1, last=last, n=len(groups)))]
    return Card(head, tuple(parts))


def group_card(group: ProposalGroup, alike: Sequence[CompetencyView], note: Words | None = None) -> Card:
    """One proposal with its look-alikes: make it, take it as another name of what is there, or decline it."""
    payload = {"proposals": group.ids}
    said = say(
        "Asked for by {people}, first on {day}." if len(group.proposals) > 1 else "Asked for by {people} on {day}.",
        people=_names(group.askers) if group.askers else say("the operator"),
        day=min(each.proposed_at for each in group.proposals).date(),
    )
    parts: list[Part] = [Header(group.name), Text(said)]
    if group.others:
        parts.append(Text(say("Also as: {names}.", names=list(group.others))))
    if group.activities:
        parts.append(Text(say("For: {activities}.", activities=_names(group.activities))))
    parts += [_is_like(each, group) for each in alike[:MOST_ALIKE]]
    create = say("Create skill") if group.category == CompetencyCategory.SKILL else say("Create")
    buttons = (
        Button(create, CREATE, payload, "primary"),
        Button(say("Another name of…"), OTHER, payload),
        Button(say("Decline"), DECLINE, payload),
    )
    notes = (Context(note),) if note else ()
    return Card(said, (*parts, Actions(buttons), *notes))


def taken_card(names: Sequence[str], skill: str, undo_id: int) -> Card:
    """Proposals became other names of what is there."""
    said = say("✓ Found as {skill} from now on: {names}. Whoever asked is told.", names=list(names), skill=skill)
    return Card(said, (Text(said), Actions((undo_button(undo_id), Button(say("Next"), LIST)))))


def declined_card(names: Sequence[str], reason: str, undo_id: int) -> Card:
    """Proposals were declined."""
    said = say("Declined: {names}. '{reason}' Whoever asked is told.", names=list(names), reason=reason)
    return Card(said, (Text(said), Actions((undo_button(undo_id), Button(say("Next"), LIST)))))


def decline_form(group: ProposalGroup) -> Form:
    """Why a proposal is declined."""
    reason = FormField(
        "reason", say("Why"), "long_text", max_length=LONGEST_REASON, hint=say("Whoever asked reads it.")
    )
    return Form(say("Decline"), SEND_DECLINE, (reason,), {"proposals": group.ids}, submit=say("Decline"))


def other_form(group: ProposalGroup) -> Form:
    """Of which competency a proposal is another name."""
    field = FormField("competency", say("Another name of"), "search", lookup=NAMED, hint=say("Type to search."))
    payload = {"proposals": group.ids, "category": group.category}
    return Form(say("Another name"), TAKE, (field,), payload, intro=(Text(say("*{name}*", name=group.name)),))


def waiting_words(waiting: int) -> Sentence:
    """How many proposals wait."""
    return say_count("{n} proposal for the catalogue waits.", "{n} proposals for the catalogue wait.", waiting)


def waiting_card(waiting: int) -> Card:
    """The line of App Home."""
    said = waiting_words(waiting)
    return Card(said, (Text(said, Button(say("Decide"), LIST)),))


def owner_notice(name: str, by: str | None, fate: ProposalFate | None, skill: str | None) -> Card:
    """What the catalogue's owners are told of a proposal, and how it ended once it did."""
    said = (
        say("{who} proposes a new competency for the catalogue: {name}.", who=by, name=name)
        if by
        else say("A new competency is proposed for the catalogue: {name}.", name=name)
    )
    why = Context(say("Because you manage the catalogue. Mute: /prowess settings"))
    if fate is not None and not fate.waits:
        return Card(said, (Text(said), Text(_ended(fate, skill)), why))
    decide = Actions((Button(say("Decide"), LIST),))
    return Card(said, (Text(said), decide, why))


def answer_notice(fate: ProposalFate, skill: str | None) -> Card:
    """What who asked is told: it is in the catalogue, it was declined and why, or it is looked at again."""
    why = Context(say("Because you proposed it."))
    said = _ended(fate, skill)
    ask = [Button(say("Suggest skills again"), ASK, {"activity": each}) for each in fate.activity_ids[:1]]
    buttons = (Actions(tuple(ask)),) if ask and fate.competency_id is not None else ()
    return Card(said, (Text(said), *buttons, why))


def _ended(fate: ProposalFate, skill: str | None) -> Sentence:
    if fate.competency_id is not None:
        if skill is None or skill.casefold() == fate.name.casefold():
            return say("✓ {name} is in the catalogue now.", name=fate.name)
        return say("✓ {name} is in the catalogue now, as {skill}.", name=fate.name, skill=skill)
    if fate.reason is not None:
        if fate.declined_by:
            return say(
                "{name} was not taken into the catalogue. {who}: '{reason}'",
                name=fate.name,
                who=fate.declined_by,
                reason=fate.reason,
            )
        return say("{name} was not taken into the catalogue: '{reason}'", name=fate.name, reason=fate.reason)
    return say("{name} is proposed for the catalogue; nobody decided yet.", name=fate.name)


def _row(group: ProposalGroup) -> Sentence:
    asked = say_count("asked for by {n} person", "asked for by {n} people", group.asked)
    found: list[Words] = [asked if group.asked else say("asked for by the operator")]
    if group.category != CompetencyCategory.SKILL:
        found.insert(0, say(CATEGORY_WORDS[group.category]))
    if group.others:
        found.append(say("also as {names}", names=_names(group.others)))
    if group.activities:
        found.append(say("for {activities}", activities=_names(group.activities)))
    return say("*{name}* · {facts}", name=group.name, facts=_joined(found))


def _joined(words: Sequence[Words]) -> Words:
    said = words[0]
    for each in words[1:]:
        said = say("{one} · {other}", one=said, other=each)
    return said


def _names(names: Sequence[str]) -> Words:
    """The first few names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return say("{names}", names=list(names))
    more = say_count("{n} more", "{n} more", len(names) - MOST_NAMED)
    return say("{names} and {more}", names=", ".join(names[:MOST_NAMED]), more=more)


def _is_like(each: CompetencyView, group: ProposalGroup) -> Text:
    payload = {"proposals": group.ids, "competency": each.id}
    return Text(say("In the catalogue already: *{name}*", name=each.name), Button(say("It is this"), SAME, payload))
