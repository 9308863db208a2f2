"""Cards of a person's profile: targets as picture and table, what they hold by category, what expires next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.blocks.as_of import day_words
from bot.blocks.charts import MAX_SPOKES, MIN_SPOKES, Chart, Spoke, needs_numbers
from bot.blocks.course_words import PAGE, page_words
from bot.blocks.gap_words import SYMBOLS, chart_caption, commas, dotted, has_word, required_name, status_words
from bot.blocks.holdings import expiring_words, held_words
from bot.blocks.qualification_adding import ADD
from bot.blocks.target_card import target_pick
from bot.blocks.targets import SET, WHY
from bot.cards import Actions, Button, Card, Context, Element, Header, Part, Picture, Table, Text, Words, line
from core.gaps import GapStatus, Profile, ProfileRow, share_of
from core.people import PersonView
from core.qualifications import QualificationView
from core.words import Reader, Sentence, say, say_count

MOST_ROWS = 99
MOST_EXPLAINED = 15
MOST_NAMED = 10


@dataclass(frozen=True)
class ProfileView:
    """All of a profile card: targets, what is on file, whose eyes it is for, the picture.

    `day` is the one it is read as of, where that isn't today (find/as-of); `sources` says of each competency where its
    target comes from.
    """

    profile: Profile
    qualifications: Sequence[QualificationView]
    own: bool
    today: date
    seen_because: Sentence
    may_set: bool
    may_write: bool = False
    png: bytes | None = None
    day: date | None = None
    sources: Mapping[int, Words] = field(default_factory=dict)

    @property
    def shown_day(self) -> date:
        """The day on the picture."""
        return self.day or self.today

    @property
    def name(self) -> str:
        """The name used in sentences."""
        return self.profile.person.first_name

    @property
    def drawn(self) -> Sequence[ProfileRow]:
        """The rows in the picture."""
        return self.profile.required[:MAX_SPOKES]


def profile_card(view: ProfileView) -> Card:
    """A person's profile for those who may see it all (gaps/profile-page, targets/spider)."""
    parts: list[Part] = [Header(say("{name}", name=view.profile.person.name))]
    parts += _targets(view)
    left = left_words(view) if view.day is None else []
    parts += [Text(words) for words in (*left, *on_file_words(view), *expiring_words(view.qualifications))]
    met = _met(view.profile)
    seen = say("{met} {seen}", met=met, seen=view.seen_because) if view.profile.rows else view.seen_because
    buttons = _buttons(view) if view.day is None else []
    parts.append(Context(seen))
    if view.day is not None:
        parts.append(Context(day_words(view.day, over=view.day < view.today)))
    summary = say("{name}: {met}", name=view.name, met=met) if view.profile.rows else _no_targets(view)
    return Card(summary, (*parts, Actions(buttons)) if buttons else tuple(parts))


def _targets(view: ProfileView) -> list[Part]:
    if not view.profile.rows:
        return [Text(_no_targets(view))]
    parts: list[Part] = []
    if view.png is not None:
        parts.append(Picture(view.png, alt_text(view), "targets.png"))
    parts.append(targets_table(view.profile.rows, view.sources, beside_picture=view.png is not None))
    left_over = len(view.profile.required) - len(view.drawn)
    if left_over > 0:
        shown = say("The picture shows the {n} due first; the table has all.", n=len(view.drawn))
        parts.append(Context(shown))
    return parts


def _no_targets(view: ProfileView) -> Sentence:
    return say("You have no targets.") if view.own else say("{name} has no targets.", name=view.name)


def targets_table(
    rows: Sequence[ProfileRow], sources: Mapping[int, Words] | None = None, *, beside_picture: bool = False
) -> Table:
    """The figures of the picture in words: Competency, Has, Needs, By, Status, and where it comes from."""
    numbered = beside_picture and needs_numbers([row.competency.name for row in rows[:MAX_SPOKES]])
    cells = [_cells(row, place if numbered else None) for place, row in enumerate(rows[:MOST_ROWS], 1)]
    head = (say("Competency"), say("Has"), say("Needs"), say("By"), say("Status"))
    if not sources:
        return Table(head, cells)
    sourced = [(*line, sources.get(row.competency.id, "")) for line, row in zip(cells, rows, strict=False)]
    return Table((*head, say("From")), sourced)


def _cells(row: ProfileRow, number: int | None) -> Sequence[Words]:
    name = row.competency.name if number is None else say("{n}. {name}", n=number, name=row.competency.name)
    due: Words = say("{due}", due=row.due_on) if row.due_on else say("no date")
    return name, has_word(row), row.needs.name, due, status_words(row)


MORE_OF_TEAM = "profile.more"


def team_table(
    profiles: Sequence[Profile],
    others: Sequence[PersonView],
    *,
    start: int = 0,
    asked: Mapping[str, Any] | None = None,
) -> Card:
    """Several persons' targets in one table, ten rows at a time; those one may not see are only named (targets/spider).

    `asked` is what the next rows are asked with.
    """
    rows = [(profile.person.name, *_cells(row, None)) for profile in profiles for row in profile.rows]
    met = sum(profile.met for profile in profiles)
    total = sum(len(profile.required) for profile in profiles)
    said = say("{met} of {total} met, {people}.", met=met, total=total, people=_people(len(profiles)))
    parts: list[Part] = [Text(said)]
    if page := rows[start : start + PAGE]:
        head = (say("Person"), say("Competency"), say("Has"), say("Needs"), say("By"), say("Status"))
        parts.append(Table(head, page))
    if without := [profile.person.first_name for profile in profiles if not profile.rows]:
        parts.append(Text(say("No targets: {names}.", names=_shortened(without))))
    if others:
        names = _shortened([each.name for each in others])
        parts.append(Text(say("Left out, as their targets aren't open to you: {names}.", names=names)))
    if len(rows) > PAGE:
        parts += [Context(page_words(start, len(page), len(rows))), *_paging(start, len(rows), asked or {})]
    return Card(said, tuple(parts))


def _paging(start: int, total: int, asked: Mapping[str, Any]) -> list[Part]:
    if start + PAGE < total:
        return [Actions((Button(say("Show more"), MORE_OF_TEAM, {**asked, "from": start + PAGE}),))]
    return [Actions((Button(say("From the start"), MORE_OF_TEAM, {**asked, "from": 0}),))]


def _shortened(names: Sequence[str]) -> list[Words]:
    more = len(names) - MOST_NAMED
    return [*names[:MOST_NAMED], say_count("{n} other", "{n} others", more)] if more > 0 else list(names)


def _people(count: int) -> Sentence:
    return say_count("{n} person", "{n} people", count)


def names_card(person: PersonView, names: Sequence[str]) -> Card:
    """What a colleague sees: names only (privacy/names)."""
    if not names:
        return line(say("{name} has nothing on file that colleagues see.", name=person.first_name))
    return line(say("{name} has: {names}.", name=person.first_name, names=commas(names)))


def alt_text(view: ProfileView) -> Sentence:
    """The picture in words: kind, whom, date, figures, sum."""
    kind = say("Spider chart") if len(view.drawn) >= MIN_SPOKES else say("Bar chart")
    figures = [say("{name} {state}", name=row.competency.name, state=chart_caption(row)) for row in view.drawn]
    joined = say("; ".join(f"{{f{place}}}" for place in range(len(figures))), **_numbered(figures))
    return say(
        "{kind}, {name}, {day}: {figures}. {met}",
        kind=kind, name=view.name, day=view.shown_day, figures=joined, met=_met(view.profile),
    )


def _numbered(figures: Sequence[Sentence]) -> dict[str, Sentence]:
    return {f"f{place}": figure for place, figure in enumerate(figures)}


def chart_of(view: ProfileView, reader: Reader) -> Chart | None:
    """What to draw, in the reader's words; None without a target that counts."""
    if not view.drawn:
        return None
    dated = say("{day}: {met}", day=view.shown_day, met=say("{n} of {total} met", **_sum(view.profile)))
    title = say("{name}, {dated}", name=view.profile.person.name, dated=dated)
    spokes = [spoke_of(row, reader) for row in view.drawn]
    has, needs = reader.render(say("Has")), reader.render(say("Needs"))
    return Chart(reader.render(title), spokes, has, needs, reader.render(dated))


def spoke_of(row: ProfileRow, reader: Reader) -> Spoke:
    """One target as a picture shows it; what expired or was revoked counts as nothing."""
    counts = row.status not in (GapStatus.EXPIRED, GapStatus.REVOKED)
    return Spoke(
        reader.render(row.competency.name),
        SYMBOLS[row.status],
        reader.render(chart_caption(row)),
        share_of(row.has, row.scale) if counts else 0.0,
        share_of(row.needs, row.scale),
    )


def _sum(profile: Profile) -> dict[str, int]:
    return {"n": profile.met, "total": len(profile.required)}


def _met(profile: Profile) -> Sentence:
    return say("{n} of {total} met.", **_sum(profile))


MOST_LEFT = 5


def left_words(view: ProfileView) -> list[Sentence]:
    """What brings the person to the values required, the first due first (gaps/profile-page)."""
    rows = [row for row in view.profile.rows if row.left is not None]
    items = [
        say("{symbol} {name}: {left}", symbol=SYMBOLS[row.status], name=required_name(row), left=row.left)
        for row in rows[:MOST_LEFT]
    ]
    found = [say("*What is left*: {items}", items=dotted(items))] if items else []
    further = [
        say("{name} {value}: {left}", name=row.competency.name, value=row.next_value.name, left=row.next_left)
        for row in view.profile.rows
        if row.next_value is not None and row.next_left is not None
    ]
    if further:
        found.append(say("*Next value*: {items}", items=dotted(further[:MOST_LEFT])))
    return found


def on_file_words(view: ProfileView) -> list[Sentence]:
    """What they hold, a line for each category."""
    found = held_words(view.qualifications, view.profile.held)
    if found:
        return found
    return [say("Nothing on file yet.") if view.own else say("Nothing on file for {name} yet.", name=view.name)]


def _buttons(view: ProfileView) -> list[Element]:
    buttons: list[Element] = []
    if view.may_set:
        buttons.append(Button(say("Set targets"), SET, {"p": [view.profile.person.id]}))
    if view.may_write:
        buttons.append(Button(say("Register"), ADD, {"people": [view.profile.person.id]}))
    if view.profile.rows:
        skills = [row.competency.id for row in view.profile.rows[:MOST_EXPLAINED]]
        buttons.append(Button(say("Why?"), WHY, {"person": view.profile.person.id, "skills": skills}))
        buttons.append(target_pick(view.profile.person.id, view.profile.rows))
    return buttons
