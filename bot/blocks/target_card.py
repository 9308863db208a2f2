"""One target in full: how it stands, every source of it, an exemption, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.blocks.gap_words import has_word, required_name, status_words
from bot.blocks.plan_words import OPEN as OPEN_PLAN
from bot.blocks.plan_words import UNLINK
from bot.blocks.targets import WHY
from bot.cards import Actions, Button, Card, Confirm, Context, Element, Form, FormField, Header, Part, Pick, Text, Words
from bot.cards import undo_button as undo
from bot.target_sources import SourceWords
from core.gaps import ProfileRow
from core.people import PersonView
from core.targets import DIRECT, ExemptionView, TargetSource
from core.words import Sentence, TimeOfDay, say

OPEN, EXEMPT, REQUIRE, REMOVE = "targets.open", "targets.exempt", "targets.require", "targets.remove"
EXEMPT_FORM, THEIRS = "targets.exempt_form", "targets.theirs"
MOST_SOURCES = 10
MOST_OFFERED = 100


@dataclass(frozen=True)
class TargetView:
    """A person's target as the asker sees it; `may_change` and `may_exempt` are the asker's rights over the person,
    `plans` are those that require it: whether each follows a template."""

    person: PersonView
    row: ProfileRow
    words: SourceWords
    setters: Mapping[int, PersonView]
    exemption: ExemptionView | None
    own: bool
    may_change: bool
    may_exempt: bool
    plans: Mapping[int, bool] = field(default_factory=dict)


def target_card(view: TargetView, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """The target with all its sources (targets/effective), below what just happened."""
    row = view.row
    head = say("{skill}, {name}", skill=row.competency.name, name=view.person.name)
    parts: list[Part] = [Header(head)]
    parts += [Text(said)] if said is not None else []
    parts += [Text(_standing(view)), *(Text(_source(view, each)) for each in row.sources[:MOST_SOURCES])]
    if view.exemption is not None:
        parts.append(Context(_exempt_words(view.exemption, view.setters)))
    buttons = _buttons(view, undo_id)
    return Card(said or _standing(view), (*parts, Actions(buttons)))


def _standing(view: TargetView) -> Sentence:
    row = view.row
    found = say(
        "{status}. Has {has}, needs {needs}", status=status_words(row), has=has_word(row), needs=row.needs.name
    )
    return say("{said} by {due}.", said=found, due=row.due_on) if row.due_on else say("{said}.", said=found)


def _source(view: TargetView, source: TargetSource) -> Sentence:
    """'Source: Warehouse, as a member: Acquired by 1 March 2027. By: Ben Dahl, 24 November 2026.'"""
    values = {
        "source": view.words.get((source.kind, source.key), say("{kind}", kind=source.kind)),
        "value": source.value.name,
        "who": _name(view.setters, source.set_by_id),
        "at": source.set_at,
    }
    if source.due_on is None:
        return say("Source: {source}: {value}. By: {who}, {at}.", **values)
    return say("Source: {source}: {value} by {due}. By: {who}, {at}.", **values, due=source.due_on)


def _exempt_words(exemption: ExemptionView, setters: Mapping[int, PersonView]) -> Sentence:
    who = _name(setters, exemption.granted_by_id)
    values = {"until": exemption.until, "who": who, "at": exemption.since}
    if exemption.reason is None:
        return say("Not required until {until}. By: {who}, {at}.", **values)
    return say("Not required until {until}: '{reason}'. By: {who}, {at}.", **values, reason=exemption.reason)


def _name(setters: Mapping[int, PersonView], person_id: int | None) -> Words:
    found = setters.get(person_id) if person_id is not None else None
    return found.name if found else say("the operator")


def _buttons(view: TargetView, undo_id: int | None) -> list[Element]:
    about = {"person": view.person.id, "skill": view.row.competency.id}
    found: list[Element] = []
    if view.may_exempt:
        exempt = Button(say("Exempt"), EXEMPT, about)
        found.append(Button(say("Require again"), REQUIRE, about) if view.exemption is not None else exempt)
    if view.may_change and any(each.kind == DIRECT for each in view.row.sources):
        found.append(Button(say("Remove"), REMOVE, about, "danger", _confirm(view)))
    found.insert(0, Button(say("Why?"), WHY, {"person": view.person.id, "skills": [view.row.competency.id]}))
    return [*found, undo(undo_id)] if undo_id is not None else found


def _confirm(view: TargetView) -> Confirm:
    values = {"skill": view.row.competency.name, "name": view.person.first_name}
    others = len(view.row.sources) > 1
    words = "What other sources require stays." if others else "Ratings stay, and so does the history."
    text = say("{skill}, {name}. {words}", **values, words=say(words))
    return Confirm(say("Remove the target?"), text, say("Remove"))


def target_pick(person_id: int, rows: Sequence[ProfileRow]) -> Pick:
    """Opens one of a person's targets."""
    options: list[tuple[Words, str]] = [(required_name(row), str(row.competency.id)) for row in rows[:MOST_OFFERED]]
    return Pick(say("Open a target"), OPEN, options, {"person": person_id})


def exempt_form(person: PersonView, skills: Sequence[tuple[str, int]], until: date | None, reason: str) -> Form:
    """Until when, and why, something is not required of a person."""
    chosen = [(name, str(each)) for name, each in skills]
    fields = (
        FormField("skills", say("What is not required"), "search", chosen, lookup=THEIRS, several=True),
        FormField("until", say("Until, that day included"), "date", until),
        FormField(
            "reason", say("Why"), "text", reason, max_length=300,
            hint=say("Read by {name}, those who supervise them, and admins.", name=person.first_name),
        ),
    )
    title = say("Exempt {name}", name=_short(person.first_name))
    return Form(title, EXEMPT_FORM, fields, {"person": person.id}, submit=say("Exempt"))


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"


def exempted_words(name: str, skills: Sequence[str], until: date, at: datetime, *, told: bool) -> Sentence:
    """'✓ Fire safety is not required of Anna until 1 June 2027, 10:42. Then it is again. Anna is told.'"""
    values = {"skills": list(skills), "name": name, "until": until, "at": TimeOfDay(at)}
    words = "✓ Not required of {name} until {until}: {skills}, {at}. Then it counts again by itself."
    said = say(words, **values)
    return say("{said} {name} is told.", said=said, name=name) if told else said


def required_words(name: str, skills: Sequence[str], at: datetime) -> Sentence:
    """What ending an exemption did."""
    return say("✓ Required of {name} again: {skills}, {at}.", name=name, skills=list(skills), at=TimeOfDay(at))


def removed_words(name: str, skills: Sequence[str], at: datetime, remaining: Sequence[Words]) -> Sentence:
    """What removing targets did, and which sources still require them."""
    said = say("✓ Removed for {name}: {skills}, {at}.", name=name, skills=list(skills), at=TimeOfDay(at))
    return say("{said} Still required by: {sources}.", said=said, sources=list(remaining)) if remaining else said


def locked_card(view: TargetView) -> Card:
    """Refuses removing what the person's group, profile or plan requires, and offers what can be done
    (targets/locked)."""
    row, name = view.row, view.person.first_name
    words = [view.words[each.kind, each.key] for each in row.sources[:3]]
    said = say(
        "Not removed: {skill} comes from {sources}. {name} can be exempt for now, or it ends there.",
        skill=row.competency.name, sources=words, name=name,
    )
    about = {"person": view.person.id, "skill": row.competency.id}
    buttons: list[Element] = [Button(say("Exempt"), EXEMPT, about, "primary")] if view.may_exempt else []
    for plan_id, linked in list(view.plans.items())[:1]:
        label, action = (say("Unlink"), UNLINK) if linked and view.may_change else (say("Open plan"), OPEN_PLAN)
        buttons.append(Button(label, action, {"plan": plan_id}))
    why = Button(say("Why?"), WHY, {"person": view.person.id, "skills": [row.competency.id]})
    return Card(said, (Text(said), Actions([*buttons, why])))


def done_card(said: Words, person_id: int, skill: int | None, undo_id: int | None) -> Card:
    """What was done, with the way back and to the target."""
    buttons: list[Element] = [undo(undo_id)] if undo_id is not None else []
    if skill is not None:
        buttons.insert(0, Button(say("Open target"), OPEN, {"person": person_id, "skill": skill}))
    return Card(said, (Text(said), Actions(buttons)) if buttons else (Text(said),))
