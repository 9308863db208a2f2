"""'Who knows it': names A to Z, how they stand for those who may see it, names alone to be shared (find/experts)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks.as_of import day_words
from bot.blocks.gap_words import commas
from bot.blocks.qualification_adding import GROUPS
from bot.blocks.qualification_list import ANY_TYPE
from bot.blocks.targets import SHOW
from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Text, Words
from core.achievements import Validity
from core.find import COUNTED, Expert, Experts
from core.words import Sentence, say, say_count

MORE, SHARE, EVERYWHERE, FORM = "who.more", "who.share", "who.everywhere", "who.form"
CLOSED = say("Certifications are shown to their holder, those who supervise them, admins. An admin can help.")
CLOSED_VALUES = say("Values are shown to their holder, those who supervise them, admins. Ask without one for names.")


@dataclass(frozen=True)
class WhoView:
    """A page of an answer, and what was asked: the value, the places by name, the day.

    `asked` is the question as buttons carry it, `start` counts people before this page. `plain` says that the scale
    only tells having from not having. `over` says that the day is past.
    """

    found: Experts
    asked: Mapping[str, Any]
    places: Sequence[str] = ()
    value: str | None = None
    day: date | None = None
    over: bool = False
    start: int = 0
    plain: bool = True
    shares: bool = False
    shared: bool = False


def who_card(view: WhoView) -> Card:
    """Who has it, a page of ten."""
    if not view.found.lines:
        return _nobody(view)
    parts: list[Part] = [Header(_title(view)), *_asked(view), *_people(view), *_range(view), *_notes(view)]
    if buttons := _buttons(view):
        parts.append(Actions(buttons))
    return Card(_summary(view), tuple(parts))


def _title(view: WhoView) -> Sentence:
    name = view.found.competency.name
    if view.value is not None:
        return say("Who has {skill} {value}", skill=name, value=view.value)
    return say("Who has {skill}", skill=name)


def _asked(view: WhoView) -> list[Part]:
    said: list[Words] = [say("In {places}.", places=list(view.places))] if view.places else []
    if view.day is not None:
        said.append(day_words(view.day, over=view.over))
    return [Context(_together(said))] if said else []


def _summary(view: WhoView) -> Sentence:
    return say("{title}: {count}", title=_title(view), count=_count(view))


def _count(view: WhoView) -> Sentence:
    if view.found.count is None:
        return say("more than {n} people", n=COUNTED)
    return say_count("{n} person", "{n} people", view.found.count)


def _people(view: WhoView) -> list[Part]:
    """Those whose ratings are seen line by line, the others by name in one."""
    rows: list[Part] = [_row(view, each) for each in view.found.lines if each.seen]
    names = commas(each.name for each in view.found.lines if not each.seen)
    if not rows:
        return [Text(say("{count}: {names}", count=_count(view), names=names))]
    others = [Text(say("By name: {names}", names=names))] if names else []
    return [Text(say("*{count}*", count=_count(view))), *rows, *others]


def _row(view: WhoView, each: Expert) -> Text:
    said = say("*{who}*: {how}", who=each.name, how=how_words(each, plain=view.plain))
    return Text(said, Button(say("Show"), SHOW, {"person": each.person_id}))


def how_words(each: Expert, *, plain: bool) -> Sentence:
    """'✓ B2, not verified', '◔ acquired, expires 22 February 2027', 'self-declared'."""
    standing = each.standing
    expiring = standing is not None and standing.validity == Validity.EXPIRING
    said: list[Words] = [_value(each, plain=plain)]
    if standing is not None and standing.expires_on is not None:
        said.append(say("expires {day}", day=standing.expires_on))
    if standing is not None and standing.verified is False:
        said.append(say("not verified"))
    return say("{symbol} {said}", symbol="◔" if expiring else "✓", said=commas(said))


def _value(each: Expert, *, plain: bool) -> Words:
    if each.value is None:
        return say("self-declared")
    return each.value.name.lower() if plain else each.value.name


def _range(view: WhoView) -> list[Part]:
    first, last = view.start + 1, view.start + len(view.found.lines)
    if view.start == 0 and view.found.more is None:
        return []
    if view.found.count is None:
        return [Context(say("{first} to {last}", first=first, last=last))]
    return [Context(say("{first} to {last} of {n}", first=first, last=last, n=view.found.count))]


def _notes(view: WhoView) -> list[Part]:
    said: list[Words] = []
    if view.found.best_first and len(view.found.lines) > 1:
        every = all(each.seen for each in view.found.lines)
        others = say("Best first, as far as their ratings are open to you; the others A to Z.")
        said.append(say("Best first.") if every else others)
    if view.found.closed:
        said.append(_closed(view))
    if view.shared:
        said.append(say("✓ Shared here, names only."))
    return [Context(_together(said))] if said else []


def _closed(view: WhoView) -> Sentence:
    return CLOSED if view.value is None else CLOSED_VALUES


def _together(said: Sequence[Words]) -> Sentence:
    values = {f"s{place}": each for place, each in enumerate(said)}
    return say(" ".join(f"{{{name}}}" for name in values), **values)


def _buttons(view: WhoView) -> list[Button]:
    found = []
    if (more := view.found.more) is not None:
        start = view.start + len(view.found.lines)
        found.append(
            Button(say("Show more"), MORE, {**view.asked, "at": [more.part, more.person_id], "start": start}, "primary")
        )
    if view.shares and not view.shared:
        found.append(Button(say("Share"), SHARE, dict(view.asked)))
    return found


def _nobody(view: WhoView) -> Card:
    """Nobody the asker may know of; what is hidden and what is missing read alike (people/refusal)."""
    said = say("None on file in {places}.", places=list(view.places)) if view.places else say("None on file.")
    day = [Context(day_words(view.day, over=view.over))] if view.day is not None else []
    closed = [Text(_closed(view))] if view.found.closed else []
    elsewhere = Button(say("Look everywhere"), EVERYWHERE, {**view.asked, "g": []})
    buttons = [Actions((elsewhere,))] if view.places else []
    return Card(said, (Header(_title(view)), Text(said), *day, *closed, *buttons))


def shared_card(view: WhoView, names: Sequence[str], count: int) -> Card:
    """What a channel is shown: names, A to Z, and nothing else (privacy/channel-safe)."""
    where = say("{title}, {places}", title=_title(view), places=list(view.places)) if view.places else _title(view)
    said = say(
        "{where}: {count}: {names}", where=where, count=say_count("{n} person", "{n} people", count),
        names=commas([*names, *([say("{n} more", n=count - len(names))] if count > len(names) else [])]),
    )  # fmt: skip
    day = [Context(day_words(view.day, over=view.over))] if view.day is not None else []
    return Card(said, (Text(said), *day))


def who_form(example: str) -> Form:
    """Which skill, where, when."""
    fields = (
        FormField("skill", say("Which skill"), "search", lookup=ANY_TYPE),
        FormField("groups", say("In which team, location or company"), "search", optional=True, lookup=GROUPS,
                  several=True),
        FormField("day", say("On which day"), "date", optional=True, hint=say("Today, if left out.")),
    )  # fmt: skip
    intro = (Text(say("Which skill? Example: {example}", example=example)),)
    return Form(say("Who knows it"), FORM, fields, submit=say("Show"), intro=intro)
