"""Gaps of a group: sums, the matrix as a picture and as a table, a page at a time, worst first (gaps/group)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.blocks.as_of import day_words
from bot.blocks.charts import Heat, needs_numbers
from bot.blocks.course_words import page_words
from bot.blocks.gap import fit_words
from bot.blocks.gap_words import SYMBOLS, WORDS
from bot.blocks.targets import SET
from bot.cards import Actions, Button, Card, Context, Header, Part, Picture, Table, Text, Words, line
from bot.target_draft import TargetDraft
from core.gaps import GapMatrix, GapStatus, GroupCoverage, PersonGaps, RequirementGaps
from core.words import Reader, Sentence, say, say_count

MORE, FILE, FIT, SHOW_GROUP = "gap.group_more", "gap.file", "gap.fit", "gap.group"
PAGE = 10
MOST_COLUMNS = 12
"""More would not be read in chat; the file has all."""

MOST_SET = 50


@dataclass(frozen=True)
class GroupView:
    """A page of a group's matrix as the asker sees it.

    `name` is the group's or the profile's, `asked` what the buttons carry, `coverage` the requirements of so many of
    the group with the names of their competencies. `lacking` are the people of the page who lack the first column.
    """

    matrix: GapMatrix
    name: Words
    today: date
    asked: Mapping[str, Any]
    coverage: Sequence[tuple[GroupCoverage, str]] = ()
    may_set: bool = False
    everybody: bool = False
    day: date | None = None
    over: bool = False
    png: bytes | None = None
    said: Sequence[Sentence] = field(default=())

    @property
    def columns(self) -> Sequence[RequirementGaps]:
        """The requirements shown, those with the most gaps first."""
        return self.matrix.columns[:MOST_COLUMNS]


def group_card(view: GroupView) -> Card:
    """'41 of 54 met, 9 people, 6 requirements.' with picture, table and what can be done."""
    matrix, sums = view.matrix, sums_words(view.matrix)
    if not matrix.people:
        nobody = say("Nobody you may see in {name} has targets.", name=view.name)
        return line(nobody).plus(*_coverage(view), *_notes(view))
    parts: list[Part] = [Header(view.name), Text(sums)]
    parts += _coverage(view)
    if view.png is not None:
        parts.append(Picture(view.png, alt_text(view), "gaps.png"))
    parts.append(matrix_table(view, beside_picture=view.png is not None))
    parts += [Context(words) for words in _pages(view)]
    parts += _notes(view)
    return Card(say("{name}: {sums}", name=view.name, sums=sums), (*parts, Actions(_buttons(view))))


def sums_words(matrix: GapMatrix) -> Sentence:
    """'41 of 54 met, 9 people, 6 requirements.'"""
    people = say_count("{n} person", "{n} people", matrix.people)
    requirements = say_count("{n} requirement", "{n} requirements", len(matrix.columns))
    return say(
        "{met} of {required} met, {people}, {requirements}.",
        met=matrix.met, required=matrix.required, people=people, requirements=requirements,
    )  # fmt: skip


def matrix_table(view: GroupView, *, beside_picture: bool = False) -> Table:
    """The figures of the picture in words: a person a row, a requirement a column with its sum."""
    numbered = beside_picture and needs_numbers([each.competency.name for each in view.columns])
    people_numbered = beside_picture and needs_numbers([each.person.name for each in view.matrix.rows])
    heads = [_column(each, place if numbered else None) for place, each in enumerate(view.columns, 1)]
    rows = [_row(view, each, place if people_numbered else None) for place, each in enumerate(view.matrix.rows, 1)]
    return Table((say("Person"), say("Met"), *heads), rows)


def _column(found: RequirementGaps, number: int | None) -> Sentence:
    name = found.competency.name
    said = say("{name}, {met} of {n}", name=name, met=found.met, n=found.required)
    return said if number is None else say("{number}. {said}", number=number, said=said)


def _row(view: GroupView, found: PersonGaps, number: int | None) -> Sequence[Words]:
    name = found.person.name if number is None else say("{n}. {name}", n=number, name=found.person.name)
    sums = say("{met} of {n}", met=found.met, n=found.required)
    return name, sums, *(cell_words(found.cells.get(each.competency.id)) for each in view.columns)


def cell_words(status: GapStatus | None) -> Words:
    """'○ missing'; nothing where nothing is required."""
    return say("{symbol} {word}", symbol=SYMBOLS[status], word=say(WORDS[status])) if status is not None else ""


def alt_text(view: GroupView) -> Sentence:
    """The picture in words: kind, whom, date, figures, sum."""
    least = [
        say("{name} {met} of {n}", name=each.competency.name, met=each.met, n=each.required) for each in view.columns
    ]
    values = {f"f{place}": each for place, each in enumerate(least)}
    figures = say("; ".join(f"{{{name}}}" for name in values), **values)
    return say(
        "Heat map, {name}, {day}: {figures}. {sums}",
        name=view.name, day=view.day or view.today, figures=figures, sums=sums_words(view.matrix),
    )  # fmt: skip


def heat_of(view: GroupView, reader: Reader) -> Heat | None:
    """What to draw, in the reader's words; None without anybody."""
    if not view.matrix.rows or not view.columns:
        return None
    dated = say(
        "{day}: {met} of {n} met", day=view.day or view.today, met=view.matrix.met, n=view.matrix.required
    )
    cells = [
        ["" if (found := row.cells.get(each.competency.id)) is None else SYMBOLS[found] for each in view.columns]
        for row in view.matrix.rows
    ]
    return Heat(
        reader.render(say("{name}, {dated}", name=view.name, dated=dated)),
        [reader.render(each.competency.name) for each in view.columns],
        [each.person.name for each in view.matrix.rows],
        cells,
        [(SYMBOLS[each], reader.render(say(WORDS[each]))) for each in SYMBOLS],
        reader.render(dated),
    )


def best_fit_card(name: str, profile_id: int, matrix: GapMatrix) -> Card:
    """Who fits a profile best of those one may see, with what each lacks (gaps/best-fit)."""
    head = say("Who fits {name} best", name=name)
    skills = {each.competency.id: each.competency.name for each in matrix.columns}
    rows = [Text(fit_words(each.person.name, each.met, each.required, _missing(each, skills))) for each in matrix.rows]
    if not rows:
        return line(say("{name} asks nothing of each, or nobody is open to you.", name=name))
    shown = Context(say("{shown} of {n} people you may see, best first.", shown=len(rows), n=matrix.people))
    return Card(head, (Header(head), *rows, shown))


def _missing(found: PersonGaps, skills: Mapping[int, str]) -> list[Words]:
    lacking = (GapStatus.MET, GapStatus.EXPIRING, GapStatus.NOT_REQUIRED)
    return [
        say("{symbol} {name}", symbol=SYMBOLS[status], name=skills[each])
        for each, status in found.cells.items()
        if status not in lacking and each in skills
    ]


def coverage_words(found: GroupCoverage, competency: str) -> Sentence:
    """'✓ First aid at work: 2 of the group needed, 3 there.'"""
    symbol, has = ("✓" if found.enough else "○"), found.has
    return say(
        "{symbol} {group}, {name}: {needed} of the group needed, {has} there.",
        symbol=symbol, group=found.group.name, name=competency, needed=found.needed, has=has,
    )  # fmt: skip


def coverage_card(group: str, group_id: int, competency: Words, needed: int, *, enough: bool, leads: bool) -> Card:
    """What a lead is told when a group falls below what is needed, or regains it (profiles/coverage)."""
    values = {"group": group, "name": competency, "n": needed}
    if enough:
        said = say_count(
            "✓ {group} has the {n} person needed for {name} again.",
            "✓ {group} has the {n} people needed for {name} again.",
            needed, group=group, name=competency,
        )  # fmt: skip
    elif needed == 1:
        said = say("○ {group} has nobody for {name} any more; one is needed.", **values)
    else:
        said = say("○ {group} has fewer than the {n} people needed for {name}.", **values)
    why = say("Because you lead {group}.", group=group) if leads else say("Because nobody leads {group}.", group=group)
    button = Button(say("Gaps"), SHOW_GROUP, {"group": group_id})
    return Card(said, (Text(said), Actions((button,)), Context(say("{why} Mute: /prowess settings", why=why))))


def _coverage(view: GroupView) -> list[Part]:
    return [Text(coverage_words(*each)) for each in view.coverage[:MOST_COLUMNS]]


def _pages(view: GroupView) -> list[Sentence]:
    matrix, found = view.matrix, []
    if matrix.people > len(matrix.rows):
        found.append(page_words(matrix.start, len(matrix.rows), matrix.people))
    if len(matrix.columns) > MOST_COLUMNS:
        found.append(
            say("The {shown} requirements with the most gaps of {n}; the file has all.", shown=MOST_COLUMNS,
                n=len(matrix.columns))
        )  # fmt: skip
    return found


def _notes(view: GroupView) -> list[Context]:
    shown = [say("Shown: everybody.") if view.everybody else say("Shown: the people whose gaps are open to you.")]
    if view.day is not None:
        shown.append(day_words(view.day, over=view.over))
    return [Context(words) for words in shown]


def _buttons(view: GroupView) -> list[Button]:
    matrix, found = view.matrix, []
    following = matrix.start + PAGE
    if following < matrix.people:
        found.append(Button(say("Show more"), MORE, {**view.asked, "from": following}))
    elif matrix.start:
        found.append(Button(say("From the start"), MORE, {**view.asked, "from": 0}))
    if view.may_set and view.day is None and (draft := _lacking(view)) is not None:
        found.append(Button(say("Set targets"), SET, draft.payload()))
    found.append(Button(say("File"), FILE, dict(view.asked)))
    return found


def _lacking(view: GroupView) -> TargetDraft | None:
    """Those of the page who lack what most lack: the form opens with them."""
    for column in view.columns:
        people = [
            each.person.id
            for each in view.matrix.rows
            if each.cells.get(column.competency.id) in (GapStatus.MISSING, GapStatus.TOO_LOW)
        ]
        if people:
            return TargetDraft(tuple(people[:MOST_SET]), skills={column.competency.id: None})
    return None
