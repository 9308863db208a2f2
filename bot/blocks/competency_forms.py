"""The form of a competency: all that is on file about it, its field set's fields, and look-alikes of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.cards import Form, FormField, Part, Text, Words
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    FieldKind,
    FieldSetView,
    FieldView,
    ScaleView,
    form_field,
)
from core.words import say

SAVE = "competency.save"
PARENTS, FRAMEWORKS = "competency.parents", "competency.frameworks"
"""Names of the search fields."""

ALIKE, ANYWAY = "alike", "new"
NONE = "0"
"""Chosen where a list offers 'none'."""

LONGEST_NAME = 150
LONGEST_TEXT = 3_000
MOST_OPTIONS = 99

CATEGORY_WORDS: Mapping[str, str] = {
    CompetencyCategory.SKILL: "Skill",
    CompetencyCategory.LANGUAGE: "Language",
    CompetencyCategory.CERTIFICATION: "Certification",
    CompetencyCategory.EDUCATION: "Education",
    CompetencyCategory.EXPERIENCE: "Experience",
}

Option = tuple[Words, str]


@dataclass(frozen=True)
class CompetencyEntries:
    """What the form's fields hold, as somebody typed or as it is on file; `custom` by field id."""

    name: str = ""
    description: str = ""
    category: str = "skill"
    framework: Option | None = None
    parents: Sequence[Option] = ()
    tags: str = ""
    synonyms: str = ""
    idnumber: str = ""
    access_tier: str = ""
    scale: str = NONE
    field_set: str = NONE
    custom: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CompetencyChoices:
    """What the form offers: categories and frameworks of a new competency, scales, field sets, the set shown."""

    categories: Sequence[str] = ()
    frameworks: Sequence[Option] = ()
    scales: Sequence[ScaleView] = ()
    field_sets: Sequence[FieldSetView] = ()
    shown: FieldSetView | None = None
    alike: Sequence[CompetencyView] = ()


def form_of(
    entries: CompetencyEntries,
    choices: CompetencyChoices,
    payload: Mapping[str, Any],
    *,
    title: Words,
    intro: Sequence[Part] = (),
) -> Form:
    """The form with these entries; a text too long for its field is left out and stays as it is."""
    fields = [
        *_alike(choices.alike),
        _name(entries.name),
        *_kind(entries, choices),
        FormField("parents", say("Parents"), "search", entries.parents, optional=True, lookup=PARENTS, several=True,
                  hint=say("Type to search. Parents are in the same framework.")),
        *_texts(entries),
        *_settings(entries, choices),
        *(_custom(each, entries.custom.get(each.id)) for each in (choices.shown.fields if choices.shown else ())),
    ]
    return Form(title, SAVE, fields, payload, intro=intro)


def alike_intro(name: str, alike: Sequence[CompetencyView]) -> Sequence[Part]:
    """What is in the catalogue already under a name like this (frameworks/duplicate-guard)."""
    lines = [
        say("{name} · {category} · {status}", name=each.name, category=say(CATEGORY_WORDS[each.category]),
            status=status_words(each))
        for each in alike
    ]
    said = say("Nothing is saved yet. *{name}* is like what is in the catalogue already:", name=name)
    return (Text(said), *(Text(words) for words in lines))


def status_words(view: CompetencyView) -> Words:
    """Symbol and word (skills/dashboard)."""
    return say("✓ active") if view.active else say("⊘ disabled")


def _alike(alike: Sequence[CompetencyView]) -> list[FormField]:
    if not alike:
        return []
    options: list[Option] = [(say("Create anyway"), ANYWAY)]
    options += [(say("Use {name}", name=each.name), str(each.id)) for each in alike]
    return [FormField(ALIKE, say("Use one of these, or create anyway?"), "choice", options=options)]


def _name(name: str) -> FormField:
    hint = say("Best as an ability: Can choose and use a fire extinguisher")
    return FormField("name", say("Name"), "text", name, hint=hint, max_length=LONGEST_NAME)


def _kind(entries: CompetencyEntries, choices: CompetencyChoices) -> list[FormField]:
    """Category and framework, where there is a choice; both stay once it is created."""
    found = []
    if len(choices.categories) > 1:
        options = [(say(CATEGORY_WORDS[each]), each) for each in choices.categories]
        found.append(FormField("category", say("Category"), "choice", entries.category, options=options))
    if len(choices.frameworks) > MOST_OPTIONS:
        found.append(FormField("framework", say("Framework"), "search", entries.framework, lookup=FRAMEWORKS))
    elif len(choices.frameworks) > 1:
        chosen = entries.framework[1] if entries.framework else choices.frameworks[0][1]
        found.append(FormField("framework", say("Framework"), "choice", chosen, options=choices.frameworks))
    return found


def _texts(entries: CompetencyEntries) -> list[FormField]:
    found = [
        _long("description", say("Description"), entries.description),
        FormField("tags", say("Tags"), "text", entries.tags, optional=True, max_length=LONGEST_TEXT,
                  hint=say("Separated by commas: safety, emergency")),
        _long("synonyms", say("Synonyms"), entries.synonyms,
              say("Separated by commas. Other languages on lines of their own: de: Brandschutz, Feuerschutz")),
    ]
    return [each for each in found if len(str(each.initial or "")) <= LONGEST_TEXT]


def _long(name: str, label: Words, initial: str, hint: Words | None = None) -> FormField:
    return FormField(name, label, "long_text", initial, optional=True, hint=hint, max_length=LONGEST_TEXT)


def _settings(entries: CompetencyEntries, choices: CompetencyChoices) -> list[FormField]:
    scales: list[Option] = [(say("The framework's scale"), NONE)]
    scales += [(each.name, str(each.id)) for each in choices.scales[:MOST_OPTIONS]]
    found = [
        FormField("idnumber", say("Id number"), "text", entries.idnumber, optional=True, max_length=100),
        FormField("access_tier", say("Access tier"), "text", entries.access_tier, optional=True, max_length=6,
                  hint=say("A whole number; who has a lower one does not see it. Without one everybody does.")),
        FormField("scale", say("Scale"), "choice", entries.scale, options=scales),
    ]
    if choices.field_sets:
        sets: list[Option] = [(say("None"), NONE)]
        sets += [(each.name, str(each.id)) for each in choices.field_sets[:MOST_OPTIONS]]
        found.append(FormField("field_set", say("Field set"), "choice", entries.field_set, options=sets))
    return found


def _custom(one: FieldView, initial: Any) -> FormField:
    name = form_field(one.id)
    match one.kind:
        case FieldKind.CHOICE:
            options: list[Option] = [(say("None"), NONE), *((each, each) for each in one.options[:MOST_OPTIONS])]
            return FormField(name, one.name, "choice", initial or NONE, optional=True, options=options)
        case FieldKind.CHECKBOX:
            return FormField(name, one.name, "check", bool(initial), optional=True)
        case FieldKind.DATE:
            return FormField(name, one.name, "date", initial, optional=True)
        case FieldKind.NUMBER:
            return FormField(name, one.name, "text", initial, optional=True, hint=say("A number"), max_length=40)
        case FieldKind.TEXT:
            return FormField(name, one.name, "long_text", initial, optional=True, max_length=2_000)
