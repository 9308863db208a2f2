"""Cards of ratings given by hand: what was set or kept, what the person reads, who no longer meets a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks.activities import review_button
from bot.blocks.path_forms import COMPETENCIES
from bot.blocks.paths import ADD_EVIDENCE, SHORTEST
from bot.blocks.why import why_button
from bot.cards import Actions, Button, Card, Context, Form, FormField, Text, Words, undo_button
from core.frameworks import CompetencyView, ScaleValueView, ScaleView
from core.people import PersonView
from core.words import Sentence, TimeOfDay, say

RATE, RATE_FORM = "ratings.rate", "ratings.form"
NONE = "none"
MUTE = say("Mute: /prowess settings")


@dataclass(frozen=True)
class GivenView:
    """A rating just given: by whom to whom, what it came to, and what stood before."""

    person: PersonView
    competency: CompetencyView
    value: ScaleValueView | None
    before: ScaleValueView | None
    own: bool
    because: str | None
    undo_id: int | None


def rate_form(
    person: PersonView | None, competency: CompetencyView | None, scale: ScaleView | None, *, chat_user_id: str | None
) -> Form:
    """Whom, in what, at which value."""
    known = (competency.name, str(competency.id)) if competency else None
    options: list[tuple[Words, str]] = [(say("No rating"), NONE)]
    if scale is not None:
        options = [*((value.name, str(value.id)) for value in reversed(scale.values)), *options]
        value = FormField("value", say("Value"), "choice", options=options)
    else:
        value = FormField("value", say("Value"), max_length=60, hint=say("Example: Acquired, or B2 for a language."))
    fields = (
        FormField("person", say("Whom"), "person", person.chat_user_id if person else chat_user_id),
        FormField("competency", say("Competency"), "search", known, lookup=COMPETENCIES),
        value,
        FormField("note", say("Note"), "long_text", optional=True, max_length=600),
    )
    return Form(say("Rate"), RATE_FORM, fields, submit=say("Rate"))


def given_card(view: GivenView) -> Card:
    """'✓ Rated Anna: English B2, was B1.', or why it is kept beside the rating."""
    value: Words = view.value.name if view.value else say("no rating")
    said = _said(view, value)
    payload = {"person": view.person.id, "competency": view.competency.id}
    buttons = [why_button(view.person.id, view.competency.id)]
    if view.because == "self_declared":
        buttons.insert(0, Button(say("Add evidence"), ADD_EVIDENCE, payload))
        buttons.insert(1, review_button(str(view.competency.name)))
    if view.because == "waits":
        buttons.insert(0, Button(say("What is left"), SHORTEST, payload))
    if view.undo_id is not None:
        buttons.append(undo_button(view.undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def _said(view: GivenView, value: Words) -> Sentence:
    what = {"skill": view.competency.name, "value": value, "name": view.person.first_name}
    match view.because:
        case "self_declared":
            return say("Kept as self-declared: {skill}, {value}. Your rating is set by its paths or a review.", **what)
        case "standing":
            return say("Kept beside your rating: {skill}, {value}, self-declared. What others gave stands.", **what)
        case "first":
            return say("Kept as evidence: {skill}, {value}. The first rating stands here.", **what)
        case "waits":
            return say("Kept: {skill}, {value} for {name}. It counts once the rest of its path is met.", **what)
    before: Words = view.before.name if view.before else say("none")
    if view.own:
        return say("✓ {skill}: {value}, self-declared; was {before}.", before=before, **what)
    return say("✓ Rated {name}: {skill} {value}; was {before}. {name} is told.", before=before, **what)


def told_card(by: Words, competency: CompetencyView, value: Words, note: str, person_id: int) -> Card:
    """What the person reads: who rated them, in what, at which value."""
    said = say("{by} rated you: {skill} {value}.", by=by, skill=competency.name, value=value)
    parts = [Text(said)]
    if note:
        parts.append(Text(say("'{note}'", note=note)))
    because = say("Because {by} may rate you. {mute}", by=by, mute=MUTE)
    return Card(said, (*parts, Actions((why_button(person_id, competency.id),)), Context(because)))


def withdrawn_card(by: Words, at: datetime) -> Card:
    """What stays of the message once the rating was undone."""
    said = say("{by} withdrew this, {at}.", by=by, at=TimeOfDay(at))
    return Card(said, (Text(said),))


CAUSES: Mapping[str, Sentence] = {
    "manual": say("a rating by hand"),
    "grading": say("a grading in a course"),
    "review": say("a review"),
    "rule changed": say("a change of its paths"),
    "entered in error": say("a rating entered in error was taken back"),
    "qualification": say("a corrected qualification"),
}


def no_longer_card(person: PersonView, competency: CompetencyView, refs: Mapping[str, Any], *, own: bool) -> Card:
    """'Fire safety: your target is no longer met. Cause: …', once, to the person and their manager."""
    cause = CAUSES.get(str(refs.get("cause")), say("a later event"))
    if own:
        said = say("{skill}: your target is no longer met. Cause: {cause}.", skill=competency.name, cause=cause)
    else:
        said = say(
            "{skill}: {name} no longer meets the target. Cause: {cause}.",
            skill=competency.name, name=person.first_name, cause=cause,
        )
    payload = {"person": person.id, "competency": competency.id}
    buttons = (Button(say("The way there"), SHORTEST, payload), why_button(person.id, competency.id))
    because = say("Because it is your target. {mute}", mute=MUTE) if own else say(
        "Because you supervise {name}. {mute}", name=person.first_name, mute=MUTE
    )
    return Card(said, (Text(said), Actions(buttons), Context(because)))


