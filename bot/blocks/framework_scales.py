"""Cards and the form of scales (frameworks/scale, scale-locked)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.framework_words import EDIT_SCALE, LIST, NEW_SCALE, PAGE, SCALES, listed, pages
from bot.cards import Actions, Button, Card, Form, FormField, Header, Part, Text, Words, undo_button
from core.frameworks import ScaleView
from core.words import say, say_count

SAVE_SCALE = "framework.save_scale"
BESIDE = "|"
"""Stands between a value's name and its description."""


def scales_card(
    scales: Sequence[ScaleView],
    ratings: Mapping[int, int],
    *,
    manages: bool,
    start: int = 0,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """All scales with their values; those rated on are locked."""
    said = say("Scales")
    parts: list[Part] = [Text(note)] if note else []
    parts += [Header(said), *(_row(each, ratings.get(each.id, 0), manages) for each in scales[start : start + PAGE])]
    parts += pages(SCALES, {}, start, len(scales))
    buttons = [undo_button(undo_id)] if undo_id is not None else []
    buttons += [Button(say("New scale"), NEW_SCALE)] if manages else []
    return Card(note or said, (*parts, Actions((*buttons, Button(say("All frameworks"), LIST)))))


def _row(scale: ScaleView, ratings: int, manages: bool) -> Text:
    values = listed([_value_words(each) for each in scale.values])
    said = say("*{name}*{state}\n{values}", name=scale.name, state=_state(scale, ratings), values=values)
    edit = Button(say("Edit"), EDIT_SCALE, {"scale": scale.id}) if manages and not scale.built_in else None
    return Text(said, edit)


def _state(scale: ScaleView, ratings: int) -> Words:
    if scale.built_in:
        return say(" · built in")
    return say_count(" · locked by {n} rating", " · locked by {n} ratings", ratings) if ratings else ""


def _value_words(value: Any) -> Words:
    if value.default:
        return say("✓ {name} (default)", name=value.name) if value.proficient else say("{name} (default)",
                                                                                         name=value.name)
    return say("✓ {name}", name=value.name) if value.proficient else value.name


def scale_form(
    scale: ScaleView | None = None, ratings: int = 0, *, payload: Mapping[str, Any] | None = None,
    callback: str = SAVE_SCALE,
) -> Form:
    """The form of a new scale, or of the one given; says when ratings lock its values."""
    values = scale.values if scale else ()
    fields = [
        FormField("name", say("Name"), "text", scale.name if scale else None, max_length=100),
        FormField("values", say("Values, the lowest first, one a line"), "long_text",
                  "\n".join(written_value(each) for each in values), max_length=3_000,
                  hint=say("A description may follow after |: Practised | does it alone")),
        FormField("proficient", say("Proficient values, one a line"), "long_text",
                  "\n".join(each.name for each in values if each.proficient), optional=True, max_length=3_000,
                  hint=say("Who reaches one of these has the competency.")),
        FormField("default", say("Default value"), "text",
                  next((each.name for each in values if each.default), None), optional=True, max_length=150,
                  hint=say("What a completed course or a qualification gives.")),
    ]
    about = dict(payload or {}) | ({"scale": scale.id} if scale else {})
    return Form(say("Edit scale") if scale else say("New scale"), callback, fields, about, intro=_locked(ratings))


def written_value(value: Any) -> str:
    """A scale value as the form shows it."""
    return f"{value.name} {BESIDE} {value.description}" if value.description else str(value.name)


def _locked(ratings: int) -> Sequence[Part]:
    if not ratings:
        return ()
    said = say_count(
        "{n} rating uses this scale: only its name and the descriptions can change.",
        "{n} ratings use this scale: only its name and the descriptions can change.",
        ratings,
    )
    return (Text(said),)
