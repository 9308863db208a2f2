"""Cards of a template's reports: coverage by courses, and how its plans do (plans/coverage, plans/statistics)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks.as_of import day_words
from bot.blocks.course_words import PAGE, page_words
from bot.blocks.templates import OPEN
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, Pick, Text, Words
from core.plans import Cover, Coverage, Covered, Statistics, TemplateView
from core.words import Percent, Sentence, say, say_count

COVERAGE, STATISTICS = "template.coverage", "template.statistics"
LEAVE_OUT, COUNT_AGAIN = "template.leave_out", "template.count_again"

COVERS: Mapping[Cover, Sentence] = {
    Cover.UNDER: say("▽ under-represented"),
    Cover.EVEN: say("✓ even"),
    Cover.OVER: say("△ over-represented"),
}
EXPLAINED = say(
    "Under: by no course, or by fewer than half as many as the average. Over: by more than half as many again."
)


def coverage_card(found: Coverage, start: int = 0, *, on: date | None = None, over: bool = False) -> Card:
    """Per competency the courses that cover it; courses can be left out and it is counted anew.

    `on` is the day it is about, where that isn't today; `over` whether that day is past.
    """
    summary = _summary(found)
    page = found.lines[start : start + PAGE]
    parts: list[Part] = [Header(say("Coverage")), Text(summary), *(Text(_line(each)) for each in page)]
    if not found.lines:
        parts.append(Text(say("No competency is on this template yet.")))
    if len(found.lines) > PAGE:
        parts.append(Context(page_words(start, len(page), len(found.lines))))
    if found.left_out:
        parts.append(Context(say("Left out: {names}.", names=[each.name for each in found.left_out])))
    parts.append(Context(EXPLAINED))
    if on is not None:
        parts.append(Context(day_words(on, over=over)))
    return Card(summary, (*parts, Actions(_elements(found, start, on))))


def _summary(found: Coverage) -> Sentence:
    under = sum(each.cover == Cover.UNDER for each in found.lines)
    over = sum(each.cover == Cover.OVER for each in found.lines)
    return say(
        "{name}: {items}, {courses}; {under} under-represented, {over} over-represented.",
        name=found.template.name,
        items=say_count("{n} competency", "{n} competencies", len(found.lines)),
        courses=say_count("{n} course", "{n} courses", len(found.chosen)),
        under=under,
        over=over,
    )


def _line(line: Covered) -> Sentence:
    count = say_count("{n} course", "{n} courses", len(line.courses))
    said = say("*{name}*: {count}, {cover}", name=line.competency.name, count=count, cover=COVERS[line.cover])
    if not line.courses:
        return said
    names: list[Words] = [each.name for each in line.courses[:5]]
    if len(line.courses) > 5:
        names.append(say("{n} more", n=len(line.courses) - 5))
    return say("{said}. {names}", said=said, names=names)


def _elements(found: Coverage, start: int, on: date | None) -> list[Element]:
    payload = coverage_payload(found, on)
    elements: list[Element] = []
    if found.chosen:
        options: list[tuple[Words, str]] = [(each.name, str(each.id)) for each in found.chosen[:100]]
        elements.append(Pick(say("Leave a course out"), LEAVE_OUT, options, payload))
    if found.left_out:
        options = [(each.name, str(each.id)) for each in found.left_out[:100]]
        elements.append(Pick(say("Count it again"), COUNT_AGAIN, options, payload))
    if start + PAGE < len(found.lines):
        elements.append(Button(say("Show more"), COVERAGE, {**payload, "from": start + PAGE}))
    elements.append(Button(say("Open template"), OPEN, {"template": found.template.id}))
    return elements


def coverage_payload(found: Coverage, on: date | None) -> dict[str, Any]:
    """What a button of the report carries: the template, the courses left out, the day."""
    payload: dict[str, Any] = {"template": found.template.id, "out": [each.id for each in found.left_out]}
    return {**payload, "on": on.isoformat()} if on is not None else payload


def statistics_card(found: Statistics) -> Card:
    """Active and completed plans, average completion."""
    said = say(
        "{name}: {active} active, {completed} completed.", name=found.template.name, active=found.active,
        completed=found.completed,
    )
    if found.completion is None:
        average = say("No plan follows it yet.")
    else:
        average = say("Average completion: {share}.", share=Percent(found.completion))
    parts: list[Part] = [Header(say("Statistics")), Text(said), Text(average)]
    if found.drafts:
        parts.append(Text(say_count("{n} draft waits.", "{n} drafts wait.", found.drafts)))
    parts.append(Context(say("Unlinked plans are not counted. Of completed plans what was met then counts.")))
    button = Button(say("Open template"), OPEN, {"template": found.template.id})
    return Card(say("{said} {average}", said=said, average=average), (*parts, Actions((button,))))


def which_card(found: Sequence[TemplateView], action: str) -> Card:
    """Of which template the report is meant."""
    said = say("Of which template?")
    rows = [Text(each.name, Button(say("Choose"), action, {"template": each.id})) for each in found[:PAGE]]
    return Card(said, (Header(said), *rows))
