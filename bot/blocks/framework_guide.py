"""The card of the guided set-up: six steps, each to be done now, again, or skipped (frameworks/guide)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.blocks.framework_words import GUIDE_ANEW, GUIDE_SKIP, GUIDE_STEP, OPEN
from bot.cards import Actions, Button, Card, Context, Element, Form, FormField, Header, Part, Text, Words
from core.frameworks import OPTIONAL, GuideState, GuideStep
from core.words import Sentence, say

_NAMES = {
    GuideStep.FRAMEWORK: "Framework",
    GuideStep.SCALE: "Scale",
    GuideStep.FIELD_SET: "Field set (optional)",
    GuideStep.COMPETENCY: "First competency",
    GuideStep.PATHS: "Achievement paths",
    GuideStep.ASSIGNMENT: "Assignment",
}
_ABOUT = {
    GuideStep.FRAMEWORK: "name, id number, where it is available, what its depths are called",
    GuideStep.SCALE: "the values people are rated with",
    GuideStep.FIELD_SET: "fields of your own on its competencies",
    GuideStep.COMPETENCY: "what people shall be able to do",
    GuideStep.PATHS: "how each value is earned; a default is there already",
    GuideStep.ASSIGNMENT: "who shall have it, and by when",
}


@dataclass(frozen=True)
class GuideView:
    """How far somebody came, with what they made, in words; `offered` are the steps this product can do, `warning`
    what to know before the competency is assigned.
    """

    state: GuideState
    made: dict[GuideStep, Words]
    offered: frozenset[GuideStep]
    warning: Words | None = None


def guide_card(view: GuideView, *, note: Words | None = None) -> Card:
    """The steps in order; the next one has the first button, and the card can be left at any time."""
    current = next((step for step in GuideStep if step in view.offered and step not in view.state.done), None)
    head = say("Set up a framework") if current else say("✓ Set up")
    rows = [_row(view, step, current) for step in GuideStep if step in view.offered]
    parts: list[Part] = [Text(note)] if note else []
    parts += [Header(head), *rows, *([Context(view.warning)] if view.warning else [])]
    return Card(note or head, (*parts, Actions(_buttons(view, current)), Context(_resume(current))))


def _row(view: GuideView, step: GuideStep, current: GuideStep | None) -> Text:
    made, done = view.made.get(step), step in view.state.done
    if step in view.state.skipped:
        said = say("– {step}: skipped", step=say(_NAMES[step]))
    elif done:
        said = say("✓ {step}: {made}", step=say(_NAMES[step]), made=made or say("done"))
    elif step == current:
        said = say("*▸ {step}*: {about}", step=say(_NAMES[step]), about=say(_ABOUT[step]))
    else:
        said = say("○ {step}: {about}", step=say(_NAMES[step]), about=say(_ABOUT[step]))
    if step == current or not view.state.open_to(step):
        return Text(said)
    again = done and step not in view.state.skipped
    return Text(said, Button(say("Change") if again else say("Do now"), GUIDE_STEP, {"step": str(step)}))


def _buttons(view: GuideView, current: GuideStep | None) -> list[Element]:
    found: list[Element] = []
    if current is not None:
        label = say("Next: {step}", step=_next_words(current))
        found.append(Button(label, GUIDE_STEP, {"step": str(current)}, "primary"))
        if current in OPTIONAL:
            found.append(Button(say("Skip"), GUIDE_SKIP, {"step": str(current)}))
    if view.state.framework_id is not None:
        found.append(Button(say("Tree"), OPEN, {"framework": view.state.framework_id}))
        found.append(Button(say("Start another"), GUIDE_ANEW))
    return found


def _next_words(step: GuideStep) -> Words:
    return say(_NAMES[step].removesuffix(" (optional)").lower())


def _resume(current: GuideStep | None) -> Sentence:
    if current is None:
        return say("All of it can be changed later in the tree.")
    return say("Leave whenever you like; write framework guide to go on.")


def pick_form(
    title: Words, label: Words, options: list[tuple[Words, str]], chosen: str | None, callback: str, own: Words
) -> Form:
    """Choose one of what there is, or make an own one next."""
    field = FormField("chosen", label, "choice", chosen, options=[*options[:98], (own, "new")])
    return Form(title, callback, (field,), submit=say("Next"))
