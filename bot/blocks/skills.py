"""Cards of the skills dashboard: the list, the tags, a skill's activities (skills/dashboard, frameworks/tags)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.blocks.competencies import OPEN, activities_words
from bot.blocks.competency_forms import CATEGORY_WORDS
from bot.cards import Actions, Button, Card, Context, Divider, Element, Header, Part, Pick, Text, Words, undo_button
from bot.desk import RUN_VERB
from core.activities import ActivityView
from core.catalogue import SkillTotals
from core.frameworks import CompetencyCategory, SearchEntry, TagCount
from core.words import Sentence, say, say_count

PAGE, ROW, NEW, TAGS, TAG = "skills.page", "skills.row", "skills.new", "skills.tags", "skills.tag"
ACTIVITIES_PAGE = "skills.activities"

ROWS = 10
MOST_TAGS = 100
MOST_CARRIED = 100
DO_ACTIVITIES, DO_EDIT, DO_DISABLE, DO_ENABLE, DO_OPEN = "activities", "edit", "disable", "enable", "open"


@dataclass(frozen=True)
class Page:
    """A page of the dashboard: what it is narrowed to, its rows from `start`, how many there are in all.

    `counts` are the activities of each row's skill; `manages` lets the reader edit skills.
    """

    words: str = ""
    tag: str = ""
    start: int = 0
    total: int = 0
    rows: Sequence[SearchEntry] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    manages: bool = False
    note: Words | None = None
    undo_id: int | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """What its buttons carry."""
        narrowed = {"words": self.words, "tag": self.tag}
        return {key: value for key, value in narrowed.items() if value} | {"start": self.start}


def dashboard_card(page: Page) -> Card:
    """Name, status, number of activities and what can be done, ten skills at a time."""
    parts: list[Part] = [Text(page.note)] if page.note else []
    if page.undo_id is not None:
        parts.append(Actions((undo_button(page.undo_id),)))
    parts += [Header(_title(page)), Actions(_top(page))]
    parts += [_row(page, each) for each in page.rows]
    if page.total:
        last = page.start + len(page.rows)
        parts.append(Context(say("{first} to {last} of {n}", first=page.start + 1, last=last, n=page.total)))
    parts += [Actions(turning)] if (turning := _turning(page)) else []
    if not page.words:
        search = say("To search, write: skills fire. Found by name, synonym, language, tag, id number and meaning.")
        parts.append(Context(search))
    return Card(page.note or say("{title}: {n}", title=_title(page), n=page.total), parts)


def tags_card(tags: Sequence[TagCount]) -> Card:
    """The tag cloud: every tag with how many competencies carry it; one opens them (frameworks/tags)."""
    if not tags:
        said = say("No tags yet. They are given when a skill is edited.")
        return Card(said, (Text(said), Actions((_all_skills(),))))
    shown = tags[:MOST_TAGS]
    cloud = {f"t{place}": say("{tag} {n}", tag=each.name, n=each.count) for place, each in enumerate(shown)}
    options: list[tuple[Words, str]] = [
        (say("{tag} ({n})", tag=each.name[:60], n=each.count), str(place)) for place, each in enumerate(shown)
    ]
    parts: list[Part] = [
        Header(say("Tags")),
        Text(say(" · ".join(f"{{{name}}}" for name in cloud), **cloud)),
        Actions((Pick(say("Open a tag"), TAG, options), _all_skills())),
    ]
    if len(tags) > MOST_TAGS:
        parts.append(Context(say("{shown} of {n} tags; write skills and a tag's name for another.", shown=MOST_TAGS,
                                 n=len(tags))))
    return Card(say_count("{n} tag", "{n} tags", len(tags)), parts)


def activities_card(competency_id: int, name: str, found: Sequence[ActivityView], start: int, total: int) -> Card:
    """Exactly the activities that carry a competency, ten at a time."""
    said = say_count("{name} is on {n} activity.", "{name} is on {n} activities.", total, name=name)
    rows = [Text(_activity(each)) for each in found]
    parts: list[Part] = [Text(said), *rows]
    buttons: list[Element] = [Button(say("Open {name}", name=name), OPEN, {"competency": competency_id})]
    if start + len(found) < total:
        more = {"competency": competency_id, "start": start + ROWS}
        buttons.insert(0, Button(say("Show more"), ACTIVITIES_PAGE, more))
    if total > len(found):
        last = start + len(found)
        parts.append(Context(say("{first} to {last} of {n}", first=start + 1, last=last, n=total)))
    return Card(said, (*parts, Actions(buttons)))


def blocked_card(competency_id: int, why: Words) -> Card:
    """Why a skill was not disabled, with the way to its activities."""
    show = Button(say("Show them"), ACTIVITIES_PAGE, {"competency": competency_id, "start": 0})
    return Card(why, (Text(why), Actions((show,))))


def home_card(totals: SkillTotals) -> Card:
    """App Home of those who manage skills."""
    said = say("{active} active, {disabled} disabled", active=totals.active, disabled=totals.disabled)
    buttons = (
        Button(say("Skills"), RUN_VERB, {"verb": "skills"}),
        Button(say("Create new skill"), NEW),
        Button(say("Tags"), TAGS),
    )
    return Card(said, (Divider(), Header(say("Skills")), Text(said), Actions(buttons)))


def _title(page: Page) -> Sentence:
    if page.tag:
        return say("Tag: {tag}", tag=page.tag)
    return say("Skills: {words}", words=page.words) if page.words else say("Skills")


def _top(page: Page) -> list[Element]:
    buttons: list[Element] = []
    if page.manages:
        buttons.append(Button(say("Create new skill"), NEW, {"name": page.words}, "primary"))
    buttons.append(Button(say("Tags"), TAGS))
    return [*buttons, _all_skills()] if page.words or page.tag else buttons


def _all_skills() -> Button:
    return Button(say("All skills"), RUN_VERB, {"verb": "skills"})


def _row(page: Page, entry: SearchEntry) -> Text:
    count = page.counts.get(entry.id, 0)
    status = say("✓ active") if entry.active else say("⊘ disabled")
    values = {"name": entry.name, "status": status, "activities": activities_words(count)}
    if entry.category == CompetencyCategory.SKILL:
        said = say("*{name}* · {status} · {activities}", **values)
    else:
        category = say(CATEGORY_WORDS[entry.category])
        said = say("*{name}* · {category} · {status} · {activities}", category=category, **values)
    if not page.manages:
        return Text(said, Button(say("Open"), OPEN, {"competency": entry.id}))
    change = (say("Disable"), DO_DISABLE) if entry.active else (say("Enable"), DO_ENABLE)
    options: list[tuple[Words, str]] = [
        (activities_words(count), DO_ACTIVITIES), (say("Edit"), DO_EDIT), change, (say("Open"), DO_OPEN)
    ]
    return Text(said, Pick(say("Actions"), ROW, options, _carried(page, entry.id)))


def _carried(page: Page, competency_id: int) -> dict[str, Any]:
    """What a row's picker carries: Slack gives it little room, so a long search is not come back to."""
    narrow = {**page.payload, "competency": competency_id}
    fits = len(json.dumps(narrow)) <= MOST_CARRIED
    return narrow if fits else {"competency": competency_id, "start": 0}


def _turning(page: Page) -> list[Element]:
    found: list[Element] = []
    if page.start:
        found.append(Button(say("Back"), PAGE, {**page.payload, "start": max(0, page.start - ROWS)}))
    if page.start + len(page.rows) < page.total:
        found.append(Button(say("Show more"), PAGE, {**page.payload, "start": page.start + ROWS}))
    return found


def _activity(each: ActivityView) -> Sentence:
    modules = ", ".join(each.modules)
    if not modules:
        return say("*{title}* ({idnumber})", title=each.title, idnumber=each.idnumber)
    return say("*{title}* ({idnumber}), {modules}", title=each.title, idnumber=each.idnumber, modules=modules)
