"""Graphs of a person's ratings against what each of their positions needs, with the same figures (gaps/graph)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.blocks.charts import MAX_SPOKES, MIN_SPOKES, Chart, needs_numbers
from bot.blocks.gap_words import chart_caption, has_word, status_words
from bot.blocks.profiles import spoke_of
from bot.cards import Card, Context, Header, Part, Picture, Table, Text, Words, line
from core.gaps import Against, ProfileRow
from core.words import Reader, Sentence, say

MOST_GRAPHS, MOST_ROWS = 4, 99


@dataclass(frozen=True)
class GraphView:
    """One position's picture."""

    against: Against
    today: date
    png: bytes | None = None

    @property
    def drawn(self) -> Sequence[ProfileRow]:
        """The rows in the picture."""
        return self.against.profile.required[:MAX_SPOKES]

    @property
    def title(self) -> Sentence:
        """The profile's name where the asker may know it, else the positions it is for."""
        found = self.against
        named: Words = found.name if found.name is not None else say("Role profile")
        if not found.positions or found.name in found.positions:
            return say("{name}", name=named)
        return say("{name} ({positions})", name=named, positions=list(found.positions))


def graphs_card(views: Sequence[GraphView], name: str, *, own: bool) -> Card:
    """A picture and a table for each position."""
    if not views:
        nothing = say("You are in no position with a role profile.")
        return line(nothing if own else say("{name} is in no position with a role profile.", name=name))
    head = say("{name}: {n} of {total} met.", name=name, n=sum(each.against.profile.met for each in views),
               total=sum(len(each.against.profile.required) for each in views))  # fmt: skip
    parts = [part for each in views[:MOST_GRAPHS] for part in _graph(each)]
    if table := _table(views[:MOST_GRAPHS]):
        parts.append(table)
    if len(views) > MOST_GRAPHS:
        parts.append(Context(say("{shown} of {n} role profiles shown.", shown=MOST_GRAPHS, n=len(views))))
    return Card(head, tuple(parts))


def _graph(view: GraphView) -> list[Part]:
    parts: list[Part] = [Header(view.title)]
    if not view.against.profile.rows:
        return [*parts, Text(say("It asks nothing of each."))]
    if view.png is not None:
        parts.append(Picture(view.png, alt_text(view), "position.png"))
    return [*parts, Context(_met(view))]


def _table(views: Sequence[GraphView]) -> Table | None:
    """The figures of all pictures in words; a message takes one table."""
    rows = [
        (view.title, _name(view, place, row), has_word(row), row.needs.name, status_words(row))
        for view in views
        for place, row in enumerate(view.against.profile.rows, 1)
    ]
    head = (say("Position"), say("Competency"), say("Has"), say("Needs"), say("Status"))
    return Table(head, rows[:MOST_ROWS]) if rows else None


def _name(view: GraphView, place: int, row: ProfileRow) -> Words:
    """With its number in the picture, where the picture goes by numbers."""
    names = [each.competency.name for each in view.drawn]
    if view.png is None or not needs_numbers(names):
        return row.competency.name
    return say("{n}. {name}", n=place, name=row.competency.name)


def chart_of(view: GraphView, reader: Reader) -> Chart | None:
    """What to draw, in the reader's words; None where nothing is asked."""
    if not view.drawn:
        return None
    dated = say("{day}: {met}", day=view.today, met=_met(view))
    name = view.against.profile.person.name
    title = say("{name}, {position}, {dated}", name=name, position=view.title, dated=dated)
    has, needs = reader.render(say("Has")), reader.render(say("Needs"))
    return Chart(reader.render(title), [spoke_of(row, reader) for row in view.drawn], has, needs, reader.render(dated))


def drawn(view: GraphView, png: bytes | None) -> GraphView:
    """The view with its picture."""
    return replace(view, png=png)


def alt_text(view: GraphView) -> Sentence:
    """The picture in words: kind, whom, date, figures, sum."""
    kind = say("Spider chart") if len(view.drawn) >= MIN_SPOKES else say("Bar chart")
    figures = {
        f"f{place}": say("{name} {state}", name=row.competency.name, state=chart_caption(row))
        for place, row in enumerate(view.drawn)
    }
    return say(
        "{kind}, {name}, {position}, {day}: {figures}. {met}",
        kind=kind, name=view.against.profile.person.first_name, position=view.title, day=view.today,
        figures=say("; ".join(f"{{{name}}}" for name in figures), **figures), met=_met(view),
    )  # fmt: skip


def _met(view: GraphView) -> Sentence:
    profile = view.against.profile
    return say("{n} of {total} met.", n=profile.met, total=len(profile.required))

