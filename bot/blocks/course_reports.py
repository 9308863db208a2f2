"""Cards of a course's reports: who has reached what, and how activities and competencies belong together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.course_words import OUTCOME_WORDS, PAGE, THEORY_ONLY, page_words, paging
from bot.blocks.courses import BREAKDOWN, MAPPING, OPEN
from bot.blocks.gap_words import dotted
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.activities import LinkOutcome
from core.reports import ActivityMapping, Breakdown, BreakdownLine, CourseMapping
from core.words import Sentence, say, say_count

MOST_NAMED = 15


def breakdown_card(found: Breakdown, start: int = 0) -> Card:
    """Per competency of a course: who has reached it and who has not (courses/breakdown)."""
    head = say(
        "{course}: {people}, {competencies}.",
        course=found.course.name,
        people=say_count("{n} person", "{n} people", found.people),
        competencies=say_count("{n} competency", "{n} competencies", len(found.lines)),
    )
    shown = found.lines[start : start + PAGE]
    parts: list[Part] = [Header(say("Breakdown")), Text(head)]
    if not found.lines:
        parts.append(Text(say("No competency is on this course yet.")))
    elif not found.people:
        parts.append(Text(say("Nobody is on this course yet.")))
    else:
        parts += [Text(_line(each, found.people)) for each in shown]
    payload = {"course": found.course.id}
    buttons = paging(BREAKDOWN, payload, start, len(found.lines))
    buttons += [Button(say("Mapping"), MAPPING, payload), Button(say("Open course"), OPEN, payload)]
    if len(found.lines) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(found.lines))))
    return Card(head, (*parts, Actions(buttons)))


def _line(line: BreakdownLine, people: int) -> Sentence:
    counts = say("*{name}*: {n} of {people} reached it.", name=line.competency.name, n=len(line.reached), people=people)
    parts: list[Words] = [counts]
    if line.reached:
        parts.append(say("✓ {names}.", names=_names(line.reached)))
    if line.missing:
        parts.append(say("○ {names}.", names=_names(line.missing)))
    values = {f"part{place}": each for place, each in enumerate(parts)}
    return say("\n".join(f"{{{name}}}" for name in values), **values)


def _names(names: Sequence[str]) -> list[Words]:
    shown: list[Words] = list(names[:MOST_NAMED])
    rest = len(names) - len(shown)
    return [*shown, say("{n} more", n=rest)] if rest > 0 else shown


def mapping_card(found: CourseMapping, start: int = 0) -> Card:
    """Activities with their competencies, activities without any, course competencies on no activity."""
    head = say(
        "{course}: {mapped} of {total} activities carry a competency.",
        course=found.course.name,
        mapped=len(found.mapped),
        total=len(found.mapped) + len(found.unmapped),
    )
    lines = [*(_mapped(each) for each in found.mapped), *(_unmapped(each) for each in found.unmapped)]
    shown = lines[start : start + PAGE]
    parts: list[Part] = [Header(say("Mapping")), Text(head), *(Text(each) for each in shown)]
    if len(lines) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(lines))))
    if found.uncovered:
        parts.append(
            Text(say("○ On the course, but on no activity: {names}.", names=_names([e.name for e in found.uncovered])))
        )
    payload = {"course": found.course.id}
    buttons = paging(MAPPING, payload, start, len(lines))
    buttons += [Button(say("Breakdown"), BREAKDOWN, payload), Button(say("Open course"), OPEN, payload)]
    return Card(head, (*parts, Actions(buttons)))


def _mapped(each: ActivityMapping) -> Sentence:
    named = [say("{name} ({outcome})", name=view.name, outcome=_outcome(each, outcome)) for view, outcome in
             each.competencies]
    words = dotted(named) if named else say("a competency above your access tier")
    return say("✓ *{title}* in {module}: {words}", title=each.title, module=each.module, words=words)


def _outcome(each: ActivityMapping, outcome: str) -> Sentence:
    """What a result does; in a theory module no streak counts it (acquisition/theory)."""
    return THEORY_ONLY if each.theory and outcome == LinkOutcome.STREAK else OUTCOME_WORDS[outcome]


def _unmapped(each: ActivityMapping) -> Sentence:
    return say("○ *{title}* in {module}: no competency", title=each.title, module=each.module)
