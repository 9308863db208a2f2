"""Forms of frameworks: made and edited, copied, searched; a competency moved or related; links moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.competency_forms import PARENTS
from bot.cards import Form, FormField, Text, Words
from core.frameworks import DEFAULT_DEPTHS, DEPTH_NAMES, FrameworkView, ScaleView
from core.words import say

SAVE, SAVE_COPY, SHOW_FOUND = "framework.save", "framework.save_copy", "framework.found"
SAVE_PARENTS, SAVE_RELATED, SAVE_PARTED = "framework.parents", "framework.related", "framework.parted"
ASK_MIGRATION = "framework.ask_migration"

SCALE_LOOKUP, CATEGORY_LOOKUP, OTHERS = (
    "framework.scale_options", "framework.category_options", "framework.others"
)
"""Names of the search fields: scales, categories, other frameworks."""

EVERYWHERE = "0"
MOST_CHOICES = 99
Choice = tuple[Words, str]


def framework_form(
    scales: Sequence[ScaleView],
    categories: Sequence[Choice],
    *,
    view: FrameworkView | None = None,
    name: str = "",
    payload: Mapping[str, Any] | None = None,
    callback: str = SAVE,
) -> Form:
    """The form of a new framework, or of the one given."""
    named = view.depth_names if view and view.depth_names else DEFAULT_DEPTHS
    scale = str(view.scale_id) if view else str(scales[0].id)
    fields = [
        FormField("name", say("Name"), "text", view.name if view else name[:150] or None, max_length=150),
        FormField("idnumber", say("Id number"), "text", view.idnumber if view else None, max_length=100,
                  hint=say("Its own on the whole site, such as WAREHOUSE-2026.")),
        choice_or_search("scale", say("Scale"), [(scale_words(each), str(each.id)) for each in scales], scale,
                         SCALE_LOOKUP),
        choice_or_search("category", say("Available to"), [(say("Whole workspace"), EVERYWHERE), *categories],
                         str(view.category_id or EVERYWHERE) if view else EVERYWHERE, CATEGORY_LOOKUP),
        *(_depth(place, name) for place, name in enumerate(named[:4], 1)),
        FormField("description", say("Description"), "long_text", view.description if view else None, optional=True,
                  max_length=3_000),
    ]
    about = dict(payload or {}) | ({"framework": view.id} if view else {})
    return Form(say("Edit framework") if view else say("New framework"), callback, fields, about)


def scale_words(scale: ScaleView) -> Words:
    """A scale's name with its ends: 'CEFR (A1 to Native)'; of two values their names may be the name already."""
    if scale.name == " / ".join(each.name for each in scale.values):
        return scale.name
    return say("{name} ({first} to {last})", name=scale.name, first=scale.values[0].name, last=scale.values[-1].name)


def choice_or_search(name: str, label: Words, options: Sequence[Choice], chosen: str, lookup: str) -> FormField:
    """A list to choose from; where it is longer than a list can be, a field to search in."""
    if len(options) <= MOST_CHOICES:
        return FormField(name, label, "choice", chosen, options=options)
    initial = next((option for option in options if option[1] == chosen), None)
    return FormField(name, label, "search", initial, lookup=lookup)


def _depth(place: int, name: str) -> FormField:
    options = [(each, each) for each in DEPTH_NAMES]
    return FormField(f"depth{place}", say("Depth {n} is called", n=place), "choice", name, options=options)


def copy_form(view: FrameworkView, name: str, idnumber: str) -> Form:
    """The form for a copy of a framework."""
    intro = Text(say("Copies its {n} competencies with edges and rules. Links and ratings stay with {name}.",
                     n=view.competencies, name=view.name))
    fields = [
        FormField("name", say("Name of the copy"), "text", name, max_length=150),
        FormField("idnumber", say("Id number of the copy"), "text", idnumber, max_length=100),
    ]
    return Form(say("Duplicate"), SAVE_COPY, fields, {"framework": view.id}, submit=say("Duplicate"), intro=(intro,))


def find_form(framework_id: int) -> Form:
    """Jump to a competency of a framework."""
    field = FormField("competency", say("Competency"), "search", lookup=PARENTS, hint=say("Type a part of its name."))
    return Form(say("Find"), SHOW_FOUND, (field,), {"framework": framework_id}, submit=say("Show"))


def move_form(competency_id: int, framework_id: int, name: str, parents: Sequence[Choice]) -> Form:
    """The parents of a competency; its branch moves whole."""
    intro = Text(say("*{name}* and all under it move together.", name=name))
    field = FormField("parents", say("Parents"), "search", parents, optional=True, lookup=PARENTS, several=True,
                      hint=say("None: it stands at the top."))
    about = {"competency": competency_id, "framework": framework_id}
    return Form(say("Move"), SAVE_PARENTS, (field,), about, submit=say("Move"), intro=(intro,))


def related_form(competency_id: int, framework_id: int, name: str) -> Form:
    """Join competencies as related to one."""
    intro = Text(say("Related to *{name}*: each is listed with the other, nothing more.", name=name))
    field = FormField("related", say("Related competencies"), "search", lookup=PARENTS, several=True)
    about = {"competency": competency_id, "framework": framework_id}
    return Form(say("Add related"), SAVE_RELATED, (field,), about, submit=say("Add"), intro=(intro,))


def parted_form(competency_id: int, name: str, related: Sequence[tuple[int, str]]) -> Form:
    """Choose which related competencies are related no longer."""
    options: list[Choice] = [(said, str(each)) for each, said in related[:MOST_CHOICES]]
    field = FormField("related", say("No longer related to {name}", name=name), "choice", [], options=options,
                      several=True)
    return Form(say("Part"), SAVE_PARTED, (field,), {"competency": competency_id}, submit=say("Part"))


def migrate_form(view: FrameworkView, others: Sequence[FrameworkView]) -> Form:
    """Choose where the links go; a dry run follows."""
    intro = Text(say("Links of courses and activities go where the id number is the same. Nothing is moved yet."))
    options: list[Choice] = [(each.name, str(each.id)) for each in others]
    field = choice_or_search("target", say("From {name} to", name=view.name), options, options[0][1], OTHERS)
    return Form(say("Move links"), ASK_MIGRATION, (field,), {"framework": view.id}, submit=say("Look"), intro=(intro,))
