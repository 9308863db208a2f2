"""Cards of plan templates: the list, one with its competencies, what can be done with it, its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks.course_words import PAGE, page_words, paging
from bot.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Form,
    FormField,
    Header,
    Part,
    Pick,
    Text,
    Words,
    undo_button,
)
from core.frameworks import CompetencyView
from core.plans import TemplateView
from core.words import Sentence, say, say_count

LIST, OPEN, DO, NEW = "template.list", "template.open", "template.do", "template.new"
GIVE, GIVE_FORM = "template.give", "template.give_form"
ADD_FORM, TAKE_OFF_FORM, EDIT_FORM = "template.add_form", "template.take_off_form", "template.edit_form"
SYNC_FORM, UNSYNC = "template.sync_form", "template.unsync"
REMOVE = "template.remove"
SKILLS, GROUPS, CATEGORIES = "template.skills", "template.groups", "template.categories"

LONGEST_NAME = 120


@dataclass(frozen=True)
class TemplateRights:
    """What the reader may do with a template."""

    edit: bool = False
    give: bool = False
    coverage: bool = False
    statistics: bool = False


@dataclass(frozen=True)
class TemplateSeen:
    """A template as one reader sees it: its competencies, the groups it is in step with, how many plans follow it."""

    template: TemplateView
    competencies: Sequence[CompetencyView]
    groups: Sequence[tuple[int, str, str]]
    plans: int
    rights: TemplateRights


@dataclass(frozen=True)
class TemplateRow:
    """A template in the list, with how many competencies are on it."""

    template: TemplateView
    competencies: int


def list_card(rows: Sequence[TemplateRow], start: int, *, may_make: bool) -> Card:
    """All templates, by name."""
    shown = rows[start : start + PAGE]
    parts: list[Part] = [Header(say("Plan templates")), *(_row(each) for each in shown)]
    if not rows:
        parts.append(Text(say("No template yet. Example: /prowess template new Safety basics: Fire safety")))
    if len(rows) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(rows))))
    buttons: list[Element] = [*paging(LIST, {}, start, len(rows))]
    if may_make:
        buttons.append(Button(say("New template"), NEW))
    said = say_count("{n} template.", "{n} templates.", len(rows))
    return Card(said, (*parts, *([Actions(buttons)] if buttons else [])))


def _row(row: TemplateRow) -> Text:
    items = say_count("{n} competency", "{n} competencies", row.competencies)
    said = say("*{name}* ({number}): {items}{due}", name=row.template.name, number=row.template.idnumber, items=items,
               due=_due(row.template))
    return Text(said, Button(say("Open"), OPEN, {"template": row.template.id}))


def _due(view: TemplateView) -> Sentence:
    return say(", due {due}", due=view.due_on) if view.due_on else say("")


def template_card(
    seen: TemplateSeen, start: int = 0, *, said: Words | None = None, undo_id: int | None = None
) -> Card:
    """One template: its competencies, where it stands, whom it is in step with, what can be done."""
    summary = summary_of(seen)
    parts: list[Part] = [Text(said)] if said is not None else []
    parts.append(Text(summary))
    page = seen.competencies[start : start + 25]
    names = say("\n".join(f"• {{name{place}}}" for place in range(len(page))),
                **{f"name{place}": each.name for place, each in enumerate(page)})
    parts.append(Text(names if page else say("No competency is on it yet.")))
    if len(seen.competencies) > len(page):
        parts.append(Context(page_words(start, len(page), len(seen.competencies))))
    for group_id, kind, name in seen.groups:
        words = say("In step with {kind} {name}: each member without a plan gets one.", kind=kind, name=name)
        stop = Button(say("Stop"), UNSYNC, {"template": seen.template.id, "group": group_id})
        parts.append(Text(words, stop if seen.rights.edit else None))
    elements = _elements(seen, start, undo_id)
    full = say("{said} {summary}", said=said, summary=summary) if said is not None else summary
    return Card(full, (*parts, *([Actions(elements)] if elements else [])))


def summary_of(seen: TemplateSeen) -> Sentence:
    """'*Safety basics* (T-1), site, due 1 March 2027: 3 competencies, 12 plans follow it.'"""
    view = seen.template
    place = say("category {name}", name=view.category) if view.category else say("for the site")
    head = say("*{name}* ({number}), {place}{due}", name=view.name, number=view.idnumber, place=place, due=_due(view))
    return say(
        "{head}: {items}, {plans}.", head=head,
        items=say_count("{n} competency", "{n} competencies", len(seen.competencies)),
        plans=say_count("{n} plan follows it", "{n} plans follow it", seen.plans),
    )


def _elements(seen: TemplateSeen, start: int, undo_id: int | None) -> list[Element]:
    payload = {"template": seen.template.id}
    found: list[Element] = []
    if seen.rights.give and seen.competencies:
        found.append(Button(say("Give to people"), GIVE, payload, "primary"))
    if start + 25 < len(seen.competencies):
        found.append(Button(say("Show more"), OPEN, {**payload, "from": start + 25}))
    if undo_id is not None:
        found.append(undo_button(undo_id))
    if options := _options(seen):
        found.append(Pick(say("More"), DO, options, payload))
    return found


def _options(seen: TemplateSeen) -> list[tuple[Words, str]]:
    found: list[tuple[Words, str]] = []
    if seen.rights.statistics:
        found.append((say("Statistics"), "statistics"))
    if seen.rights.coverage:
        found.append((say("Coverage by courses"), "coverage"))
    if seen.rights.edit:
        found.append((say("Add competencies"), "add"))
        if seen.competencies:
            found.append((say("Take competencies off"), "take_off"))
        found.append((say("Name, due date, category"), "edit"))
        if seen.competencies:
            found.append((say("Keep in step with a cohort"), "sync"))
        found.append((say("Export as CSV"), "export"))
        found.append((say("Remove"), "remove"))
    return found


def which_template(found: Sequence[TemplateView], action: str, payload: Mapping[str, Any]) -> Card:
    """Several templates may be meant."""
    said = say("Which template?")
    rows = [
        Text(each.name, Button(say("Choose"), action, {**payload, "template": each.id})) for each in found[:PAGE]
    ]
    return Card(said, (Header(said), *rows))


def remove_card(seen: TemplateSeen) -> Card:
    """Asks before a template goes; plans made from it stay."""
    name, payload = seen.template.name, {"template": seen.template.id}
    plans = say_count("{n} plan stays as it is", "{n} plans stay as they are", seen.plans)
    said = say("Remove the template {name}? It makes no plans any more; {plans}.", name=name, plans=plans)
    buttons = (Button(say("Remove"), REMOVE, payload, "danger"), Button(say("Keep"), OPEN, payload))
    return Card(said, (Text(said), Actions(buttons)))


def removed_card(name: str, undo_id: int) -> Card:
    """What stays once it is gone."""
    said = say("✓ The template {name} was removed by you.", name=name)
    return Card(said, (Text(said), Actions((undo_button(undo_id),))))


def template_form(
    view: TemplateView | None, *, name: str = "", due: date | None = None, category: tuple[Words, str] | None = None
) -> Form:
    """A new template, or the name, due date and category of one."""
    known = view is not None
    fields = [
        FormField("name", say("Name"), "text", (view.name if view else name) or None, max_length=LONGEST_NAME,
                  hint=say("Example: Safety basics")),
        FormField("due", say("Due by"), "date", view.due_on if view else due, optional=True,
                  hint=say("All plans that follow it have it.")),
        FormField("category", say("Category"), "search", category, lookup=CATEGORIES, optional=True,
                  hint=say("Left empty: for the whole site.")),
    ]
    if not known:
        fields.insert(1, FormField("skills", say("Competencies"), "search", lookup=SKILLS, several=True, optional=True))
    payload = {"template": view.id} if view else {}
    return Form(say("Template") if known else say("New template"), EDIT_FORM, fields, payload)


def add_form(view: TemplateView, plans: int) -> Form:
    """Which competencies to put on it."""
    field = FormField("skills", say("Competencies"), "search", lookup=SKILLS, several=True)
    return Form(say("Add competencies"), ADD_FORM, (field,), {"template": view.id}, submit=say("Add"),
                intro=(_reaches(view, plans),))


def take_off_form(view: TemplateView, there: Sequence[CompetencyView], plans: int) -> Form:
    """Which competencies to take off it."""
    options: list[tuple[Words, str]] = [(each.name, str(each.id)) for each in there]
    field = FormField("skills", say("Competencies"), "choice", options=options[:100], several=True)
    return Form(say("Take off"), TAKE_OFF_FORM, (field,), {"template": view.id}, submit=say("Take off"),
                intro=(_reaches(view, plans),))


def _reaches(view: TemplateView, plans: int) -> Text:
    return Text(
        say_count("{name}: {n} plan follows it and has it at once.", "{name}: {n} plans follow it and have it at once.",
                  plans, name=view.name)
    )


def give_form(view: TemplateView) -> Form:
    """Whom to give it to."""
    fields = (
        FormField("people", say("People"), "people", optional=True),
        FormField("group", say("Or a whole group"), "search", lookup=GROUPS, optional=True),
    )
    intro = (Text(say("{name}: who has it gets no second.", name=view.name)),)
    return Form(say("Give the plan"), GIVE_FORM, fields, {"template": view.id}, submit=say("Next"), intro=intro)


def sync_form(view: TemplateView) -> Form:
    """Which group it is kept in step with."""
    field = FormField("group", say("Cohort or other group"), "search", lookup=GROUPS)
    intro = (Text(say("{name}: each member without a plan gets one, later members too.", name=view.name)),)
    return Form(say("Keep in step"), SYNC_FORM, (field,), {"template": view.id}, submit=say("Next"), intro=intro)

