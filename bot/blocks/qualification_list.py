"""'All competencies': ten lines a page, what it is narrowed to, and where each line leads (qualifications/all)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks.as_of import day_words
from bot.blocks.qualification_adding import ADD, GROUPS, LIST
from bot.blocks.qualification_words import CATEGORY_WORDS, STATUS_WORDS, status_words
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Pick, Text, Words
from core.qualifications import Choice, ListedQualification, Page, Status
from core.words import Sentence, say

MORE_OF, FILTER, FILTER_FORM, EXPORT = (
    "qualification.more_of", "qualification.filter", "qualification.filter_form", "qualification.export",
)  # fmt: skip
ANY_TYPE = "qualification.any_type"
OPEN_LINE, HOLDERS, OF_PERSON, OF_GROUP = "open", "holders", "person", "group"
VERIFIED, UNVERIFIED, EITHER = "verified", "unverified", "either"


@dataclass(frozen=True)
class ListView:
    """A page with what it is narrowed to in words, the groups of each line's person, and where it stands.

    `start` counts lines before this page. `chosen` is the choice as buttons carry it. `day` is the one it is read as
    of, where that isn't today, and `over` says that it is past (find/as-of).
    """

    page: Page
    choice: Choice
    chosen: Mapping[str, Any]
    words: Sequence[Words]
    groups: Mapping[int, Sequence[tuple[int, str, str]]]
    start: int = 0
    writes: bool = False
    exports: bool = False
    day: date | None = None
    over: bool = False


def list_card(view: ListView) -> Card:
    """The page: whose, what, how it stands; each line leads on."""
    title = say("All competencies")
    narrowed = [Context(say("Only: {what}", what=view.words))] if view.words else []
    narrowed += [Context(day_words(view.day, over=view.over))] if view.day is not None else []
    if not view.page.lines:
        said = say("Nothing on file like that.") if view.words else say("Nothing is on file yet.")
        return Card(said, (Header(title), *narrowed, Text(said), Actions(_buttons(view))))
    lines: list[Part] = [Text(line_words(each), _leads(view, each)) for each in view.page.lines]
    return Card(title, (Header(title), *narrowed, *lines, Context(_range(view)), Actions(_buttons(view))))


def line_words(each: ListedQualification) -> Sentence:
    """'Anna Berg: Forklift licence · ◔ expires 22 February 2027 · not verified'."""
    held = each.view
    value = held.value.name if held.value is not None and held.category == "language" else None
    name = say("{name} {value}", name=held.name, value=value) if value else held.name
    if held.by_name_only:
        return say("*{who}*: {name}", who=each.person_name, name=name)
    said = [say("*{who}*: {name}", who=each.person_name, name=name), *status_words(held)]
    numbered = {f"s{place}": words for place, words in enumerate(said)}
    return say(" · ".join(f"{{{name}}}" for name in numbered), **numbered)


def _leads(view: ListView, each: ListedQualification) -> Pick:
    """Where a line leads: the thing itself, its holders, the person, their teams and locations."""
    held = each.view
    options: list[tuple[Words, str]] = [
        (say("Open"), OPEN_LINE),
        (say("Who has {name}", name=held.name), HOLDERS),
        (say("All of {who}", who=each.person_name), OF_PERSON),
    ]
    options += [
        (say("{kind} {name}", kind=kind.capitalize(), name=name), f"{OF_GROUP}:{group_id}")
        for group_id, kind, name in view.groups.get(held.person_id, ())
    ]
    day = {"d": view.day.isoformat()} if view.day is not None else {}
    return Pick(say("Go to"), MORE_OF, options, {"q": held.id, **day})


def _range(view: ListView) -> Sentence:
    first, last = view.start + 1, view.start + len(view.page.lines)
    if view.page.count is not None:
        return say("{first} to {last} of {n}", first=first, last=last, n=view.page.count)
    if view.page.more:
        return say("{first} to {last}; more follow", first=first, last=last)
    return say("{first} to {last}, the last", first=first, last=last)


def _buttons(view: ListView) -> list[Button]:
    found = []
    if view.page.more:
        after = {"after": view.page.lines[-1].view.id, "start": view.start + len(view.page.lines)}
        found.append(Button(say("Show more"), LIST, {**view.chosen, **after}, "primary"))
    found.append(Button(say("Filter"), FILTER, view.chosen))
    if view.writes:
        found.append(Button(say("Register"), ADD, {}))
    if view.exports and view.page.lines:
        found.append(Button(say("File"), EXPORT, view.chosen))
    return found


@dataclass(frozen=True)
class FilterNames:
    """What stands in the filter already, by name: (label, id) of types and groups, chat ids of people."""

    types: Sequence[tuple[Words, str]] = ()
    groups: Sequence[tuple[Words, str]] = ()
    people: Sequence[str] = ()


def filter_form(choice: Choice, names: FilterNames, day: date | None = None) -> Form:
    """Several of each kind; left empty means all."""
    categories = [(words, category) for category, words in CATEGORY_WORDS.items()]
    statuses = [(words, str(status)) for status, words in STATUS_WORDS.items()]
    verified = [(say("Either"), EITHER), (say("verified"), VERIFIED), (say("not verified"), UNVERIFIED)]
    said = EITHER if choice.verified is None else VERIFIED if choice.verified else UNVERIFIED
    fields = (
        FormField("categories", say("Categories"), "choice", list(choice.categories), True, options=categories,
                  several=True),
        FormField("types", say("Types"), "search", list(names.types), True, lookup=ANY_TYPE, several=True),
        FormField("people", say("People"), "people", list(names.people), True),
        FormField("groups", say("Teams, locations, companies"), "search", list(names.groups), True, lookup=GROUPS,
                  several=True),
        FormField("statuses", say("Status"), "choice", [str(each) for each in choice.statuses], True, options=statuses,
                  several=True),
        FormField("verified", say("Verification"), "choice", said, True, options=verified),
        FormField("inactive", say("Deactivated"), "check", choice.inactive,
                  hint=say("Also people who are deactivated")),
        FormField("day", say("As of"), "date", day, True, hint=say("Today, if left out.")),
    )  # fmt: skip
    return Form(say("Filter"), FILTER_FORM, fields, submit=say("Show"))


def export_form(rows: int, callback: str, chosen: Mapping[str, Any]) -> Form:
    """Which format; it says before that an export can't be undone (chat/undo)."""
    options = [(say("CSV"), "csv"), (say("Excel"), "xlsx")]
    field = FormField("format", say("As"), "choice", "csv", options=options)
    intro = (Text(say("{n} qualifications. What is handed out can't be taken back; it is logged.", n=rows)),)
    return Form(say("Take them out"), callback, (field,), chosen, say("Make the file"), intro)


def chosen_words(
    choice: Choice, types: Sequence[Words], people: Sequence[Words], groups: Sequence[tuple[str, Words]]
) -> list[Words]:
    """What a list is narrowed to, in words."""
    found: list[Words] = [CATEGORY_WORDS[each] for each in choice.categories]
    found += [*types, *people, *(say("{kind} {name}", kind=kind, name=name) for kind, name in groups)]
    found += [STATUS_WORDS[Status(each)] for each in choice.statuses]
    if choice.verified is not None:
        found.append(say("verified") if choice.verified else say("not verified"))
    if choice.inactive:
        found.append(say("deactivated people, too"))
    return found
