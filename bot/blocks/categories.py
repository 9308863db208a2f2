"""Cards of the catalogue's categories: the tree, and what is in one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.course_words import PAGE, page_words, paging
from bot.blocks.courses import OPEN as OPEN_COURSE
from bot.blocks.gap_words import dotted
from bot.cards import Actions, Button, Card, Context, Header, Part, Text, Words
from core.catalogue import CategoryView
from core.people import CategoryBranch
from core.words import Sentence, say, say_count

LIST, OPEN, NEW, EDIT = "category.list", "category.open", "category.new", "category.edit"


def categories_card(
    tree: Sequence[CategoryBranch], *, may_add: bool, start: int = 0, said: Words | None = None
) -> Card:
    """A page of the tree of categories, each with those above it, to be opened."""
    head, shown = say_count("{n} category", "{n} categories", len(tree)), tree[start : start + PAGE]
    parts: list[Part] = [Header(say("Categories")), *([Text(said)] if said is not None else [])]
    if not tree:
        parts.append(Text(say("There is no category yet.")))
    parts += [Text(each.path, Button(say("Open"), OPEN, {"category": each.id})) for each in shown]
    if len(tree) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(tree))))
    buttons = paging(LIST, {}, start, len(tree))
    if may_add:
        buttons.append(Button(say("New category"), NEW))
    return Card(said or head, (*parts, *([Actions(buttons)] if buttons else [])))


def category_card(
    view: CategoryView,
    frameworks: Sequence[str],
    *,
    may_edit: bool,
    start: int = 0,
    said: Words | None = None,
) -> Card:
    """What lies in a category: categories and courses to be opened, and the frameworks that are only for it."""
    payload = {"category": view.branch.id}
    rows = [
        *(Text(say("{name} (category)", name=each.name), _open(each)) for each in view.below),
        *(Text(name, Button(say("Open"), OPEN_COURSE, {"course": each})) for each, name in view.courses),
    ]
    shown = rows[start : start + PAGE]
    parts: list[Part] = [Header(view.branch.path), *([Text(said)] if said is not None else [])]
    parts += shown or [Text(say("Nothing is in it yet. A course is put into it by its [Edit]."))]
    if frameworks:
        parts.append(Context(say("Frameworks for it and below: {names}", names=dotted(frameworks))))
    if len(rows) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(rows))))
    buttons = [Button(say("Edit"), EDIT, payload), Button(say("New category in it"), NEW, payload)] if may_edit else []
    buttons = [*buttons, *paging(OPEN, payload, start, len(rows)), Button(say("All categories"), LIST)]
    return Card(said or _summary(view), (*parts, Actions(buttons)))


def _summary(view: CategoryView) -> Sentence:
    courses = say_count("{n} course", "{n} courses", len(view.courses))
    return say("{path}: {courses} in it.", path=view.branch.path, courses=courses)


def _open(branch: CategoryBranch) -> Button:
    return Button(say("Open"), OPEN, {"category": branch.id})
