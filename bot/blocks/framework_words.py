"""Names of the frameworks' buttons, and the words their cards share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Actions, Button, Words
from core.frameworks import FrameworkView
from core.words import Sentence, say, say_count

LIST, NEW, OPEN, EDIT, FIND, MORE = (
    "framework.list", "framework.new", "framework.open", "framework.edit", "framework.find", "framework.more"
)
ADD, PLACE, MOVE, PLACE_MORE = "framework.add", "framework.place", "framework.move", "framework.place_more"
DELETE, DELETE_COMPETENCY, DISABLE, ENABLE = (
    "framework.delete", "framework.delete_competency", "framework.disable", "framework.enable"
)
MIGRATE = "framework.migrate"
SCALES, NEW_SCALE, EDIT_SCALE = "framework.scales", "framework.new_scale", "framework.edit_scale"
GUIDE, GUIDE_STEP, GUIDE_SKIP, GUIDE_ANEW = (
    "framework.guide", "framework.guide_step", "framework.guide_skip", "framework.guide_anew"
)
PAGE = 10


NO_WAY = say("Nobody can be rated in it yet: no path leads there, or none that can be met.")
"""Said of a competency that can be assigned all the same (frameworks/no-path)."""


def listed(words: Sequence[Words]) -> Words:
    """Words with commas between them, each in the reader's language."""
    if not words:
        return ""
    return say(", ".join(f"{{w{n}}}" for n in range(len(words))), **{f"w{n}": each for n, each in enumerate(words)})


def dotted(words: Sequence[Words]) -> Words:
    """Words with dots between them."""
    return say(" · ".join(f"{{w{n}}}" for n in range(len(words))), **{f"w{n}": each for n, each in enumerate(words)})


def scope_words(category: str | None) -> Words:
    """Where a framework is available."""
    return say("whole workspace") if category is None else say("{category} and below", category=category)


def about_words(view: FrameworkView, category: str | None) -> Words:
    """A framework's particulars in a line."""
    said: list[Words] = [view.idnumber, view.scale, scope_words(category), count_words(view.competencies)]
    return dotted([*said, say("⊘ disabled")] if view.disabled else said)


def count_words(count: int) -> Sentence:
    """'12 competencies'."""
    return say_count("{n} competency", "{n} competencies", count)


def pages(action: str, about: dict[str, int], start: int, total: int) -> Sequence[Actions]:
    """[Show earlier] and [Show more] of a list in pages; nothing where all fits one page."""
    found = []
    if start > 0:
        found.append(_page(say("Show earlier"), action, about, max(0, start - PAGE)))
    if start + PAGE < total:
        last = min(start + 2 * PAGE, total)
        label = say("Show more ({first} to {last} of {total})", first=start + PAGE + 1, last=last, total=total)
        found.append(_page(label, action, about, start + PAGE))
    return (Actions(found),) if found else ()


def _page(label: Words, action: str, about: dict[str, int], start: int) -> Button:
    return Button(label, action, {**about, "start": start})
