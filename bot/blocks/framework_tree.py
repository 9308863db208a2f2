"""Cards of a framework's tree, and of a competency's place in it (frameworks/tree, frameworks/taxonomy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.blocks.competencies import EDIT as EDIT_COMPETENCY
from bot.blocks.competencies import OPEN as OPEN_COMPETENCY
from bot.blocks.framework_words import (
    ADD,
    EDIT,
    FIND,
    GUIDE,
    LIST,
    MORE,
    MOVE,
    NEW,
    NO_WAY,
    OPEN,
    PAGE,
    PLACE,
    PLACE_MORE,
    SCALES,
    about_words,
    dotted,
    listed,
    pages,
)
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, Pick, Text, Words, undo_button
from core.frameworks import CompetencyRecord, FrameworkView, TreeRow
from core.words import say

INDENT = "\u2003"


@dataclass(frozen=True)
class Rights:
    """What the reader may do here: change the framework itself, and add skills or all competencies."""

    manages: bool = False
    adds: bool = False


@dataclass(frozen=True)
class PlaceView:
    """A competency in its framework: its record, its depth (1 to 4) and the competencies directly under it.

    `rule` says that its paths can be edited here, `no_way` that nothing leads to a rating yet (frameworks/no-path).
    """

    record: CompetencyRecord
    framework: FrameworkView
    depth: int
    below: Sequence[TreeRow]
    rule: bool = False
    no_way: bool = False


def frameworks_card(
    found: Sequence[FrameworkView], categories: Mapping[int, str], *, start: int = 0, manages: bool = False
) -> Card:
    """The frameworks there are, and [New framework] for those who may."""
    said = say("Frameworks")
    rows = [_framework_row(each, categories) for each in found[start : start + PAGE]]
    buttons: list[Element] = []
    if manages:
        buttons = [Button(say("New framework"), NEW, {}, "primary"), Button(say("Guided set-up"), GUIDE),
                   Button(say("Scales"), SCALES)]
    empty = [Text(say("There is no framework here yet."))] if not found else []
    return Card(said, (Header(said), *empty, *rows, *pages(LIST, {}, start, len(found)), Actions(buttons)))


def _framework_row(view: FrameworkView, categories: Mapping[int, str]) -> Text:
    said = say("*{name}*\n{about}", name=view.name, about=about_words(view, categories.get(view.category_id or 0)))
    return Text(said, Button(say("Open"), OPEN, {"framework": view.id}))


def tree_card(
    view: FrameworkView,
    rows: Sequence[TreeRow],
    category: str | None,
    rights: Rights,
    *,
    start: int = 0,
    note: Words | None = None,
    undo_id: int | None = None,
) -> Card:
    """A framework from the top down, ten lines at a time; each opens the competency's place in it."""
    parts: list[Part] = [Text(note)] if note else []
    parts += [Header(view.name), Context(about_words(view, category))]
    if view.description and not start:
        parts.append(Text(view.description))
    parts += [_tree_row(each) for each in rows[start : start + PAGE]]
    if not rows:
        first = view.depth_name(1).lower()
        parts.append(Text(say("Nothing is in it yet. The first {depth} starts its tree.", depth=first)))
    parts += pages(OPEN, {"framework": view.id}, start, len(rows))
    parts.append(Actions(_tree_buttons(view, rights, rows, undo_id)))
    return Card(note or say("{name}, the framework", name=view.name), tuple(parts))


def _tree_row(row: TreeRow) -> Text:
    said: list[Words] = [say("{indent}*{name}*", indent=INDENT * 2 * (row.depth - 1), name=row.name)]
    if row.idnumber:
        said.append(row.idnumber)
    if not row.active:
        said.append(say("⊘ disabled"))
    return Text(dotted(said), Button(say("Choose"), PLACE, {"competency": row.id}))


def _tree_buttons(
    view: FrameworkView, rights: Rights, rows: Sequence[TreeRow], undo_id: int | None
) -> list[Element]:
    about = {"framework": view.id}
    found: list[Element] = [undo_button(undo_id)] if undo_id is not None else []
    if rights.adds and not view.disabled:
        label = say("Add {depth}", depth=view.depth_name(1).lower())
        found.append(Button(label, ADD, about, None if rows else "primary"))
    if rows:
        found.append(Button(say("Find"), FIND, about))
    if rights.manages:
        found += [] if undo_id else [Button(say("Edit"), EDIT, about)]
        found.append(Pick(say("More"), MORE, _more(view, edit=bool(undo_id)), about))
    else:
        found.append(Button(say("All frameworks"), LIST))
    return found


def _more(view: FrameworkView, *, edit: bool) -> list[tuple[Words, str]]:
    """What has no button of its own; Edit is here where Undo stands in its place."""
    found: list[tuple[Words, str]] = [
        *([(say("Edit"), "edit")] if edit else []),
        (say("Duplicate"), "duplicate"),
        (say("Move links to another framework"), "migrate"),
    ]
    if not view.built_in:
        found += [(say("Enable"), "enable") if view.disabled else (say("Disable"), "disable")]
        found.append((say("Delete"), "delete"))
    return [*found, (say("All frameworks"), "list")]


def place_card(
    view: PlaceView, *, start: int = 0, note: Words | None = None, undo_id: int | None = None
) -> Card:
    """A competency in its framework, with what stands under it and what can be done with it there."""
    record = view.record
    parts: list[Part] = [Text(note)] if note else []
    parts += [Header(record.view.name), Context(_where(view))]
    if record.related:
        parts.append(Text(say("Related: {names}", names=listed([name for _, name in record.related]))))
    if view.no_way and record.may_manage:
        parts.append(Context(NO_WAY))
    parts += [_below_row(each) for each in view.below[start : start + PAGE]]
    parts += pages(PLACE, {"competency": record.id}, start, len(view.below))
    parts.append(Actions(_place_buttons(view, undo_id)))
    return Card(note or say("{name} in {framework}", name=record.view.name, framework=record.framework), tuple(parts))


def _where(view: PlaceView) -> Words:
    """'Indicator in National framework, under Safety · ⊘ disabled'."""
    depth, parents = view.framework.depth_name(view.depth), [each.name for each in view.record.parents]
    if parents:
        said: Words = say("{depth} in {framework}, under {parents}", depth=depth, framework=view.framework.name,
                          parents=listed(parents))
    else:
        said = say("{depth} in {framework}, at the top", depth=depth, framework=view.framework.name)
    return said if view.record.view.active else dotted([said, say("⊘ disabled")])


def _below_row(row: TreeRow) -> Text:
    said: list[Words] = [say("*{name}*", name=row.name)]
    if row.idnumber:
        said.append(row.idnumber)
    if row.below:
        said.append(say("{n} below", n=row.below))
    if not row.active:
        said.append(say("⊘ disabled"))
    return Text(dotted(said), Button(say("Choose"), PLACE, {"competency": row.id}))


def _place_buttons(view: PlaceView, undo_id: int | None) -> list[Element]:
    about = {"competency": view.record.id}
    found: list[Element] = [undo_button(undo_id)] if undo_id is not None else []
    if not view.record.may_manage:
        return [Button(say("Details"), OPEN_COMPETENCY, about), _tree_button(view)]
    if view.depth < 4 and not view.framework.disabled:
        below = view.framework.depth_name(view.depth + 1).lower()
        found.append(Button(say("Add {depth}", depth=below), ADD, {"parent": view.record.id}))
    if undo_id is None:
        found.append(Button(say("Edit"), EDIT_COMPETENCY, about))
    return [*found, Button(say("Move"), MOVE, about), _place_pick(view, undo_id)]


def _place_pick(view: PlaceView, undo_id: int | None) -> Pick:
    edit = [(say("Edit"), "edit")] if undo_id is not None else []
    return Pick(say("More"), PLACE_MORE, [*edit, *_place_more(view)], {"competency": view.record.id})


def _place_more(view: PlaceView) -> list[tuple[Words, str]]:
    found: list[tuple[Words, str]] = [(say("Add related"), "relate")]
    if view.record.related:
        found.append((say("Part from a related one"), "unrelate"))
    if view.rule:
        found.append((say("Rule"), "rule"))
    found.append((say("Disable"), "disable") if view.record.view.active else (say("Enable"), "enable"))
    return [*found, (say("Delete"), "delete"), (say("Details"), "details"), (say("Tree"), "tree")]


def _tree_button(view: PlaceView) -> Button:
    return Button(say("Tree"), OPEN, {"framework": view.framework.id})
