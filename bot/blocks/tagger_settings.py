"""Cards of the tagger's threshold: where it stands, what others would bring, that it was set (tagging/threshold)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.line_charts import Line, LineChart
from bot.blocks.tagging import bar
from bot.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Header,
    Part,
    Pick,
    Picture,
    Table,
    Text,
    Words,
    undo_button,
)
from bot.tagger_learning import Learned, Preview
from core.activities import Threshold
from core.words import Reader, Sentence, say, say_count
from tagging.curves import Own, Point
from tagging.refitting import LEAST_ACTIVITIES, LEAST_DECISIONS

CHOOSE, SET, REFIT, BACK, HISTORY = "tagger.choose", "tagger.set", "tagger.refit", "tagger.back", "tagger.history"
ENVIRONMENT = "environment"
SHOWN = tuple(at / 100 for at in range(30, 91, 5))
OFFERED = tuple(at / 100 for at in range(30, 91, 5))
WRONG_IN_OFFERED = (3, 5, 10, 20)
SHOWN_FROM = say("A skill is suggested from this confidence on; below it the answer stays empty.")


@dataclass(frozen=True)
class TaggerView:
    """How the tagger is set here, for whom: `manages` may change it; `default` is the environment's threshold."""

    found: Learned
    default: float
    manages: bool
    png: bytes | None = None


def threshold_card(view: TaggerView) -> Card:
    """The threshold in force and where it comes from, the curve with the same figures, and what was learned."""
    state = threshold_words(view.found.threshold)
    points = [view.found.source.point(each) for each in SHOWN]
    parts: list[Part] = [Header(say("Tagger")), Text(state), Context(SHOWN_FROM)]
    if view.png is not None:
        parts.append(Picture(view.png, _alt(view, points), "threshold.png"))
    parts += [_table(view, points), Context(source_words(view.found)), Text(learned_words(view.found))]
    if view.manages:
        parts.append(Actions(_changes(view)))
    return Card(state, tuple(parts))


def curve_of(view: TaggerView, reader: Reader) -> LineChart:
    """What to draw, in the reader's words."""
    points = [view.found.source.point(at / 100) for at in range(30, 91, 2)]
    counted = [(each.threshold, each.right) for each in points if each.right is not None and not each.expected]
    expected = [(each.threshold, each.right) for each in points if each.right is not None and each.expected]
    lines = [
        Line(reader.render(say("Right of what is shown")), "solid", counted),
        Line(reader.render(say("Expected to be right")), "dotted", expected),
        Line(reader.render(say("Activities left empty")), "dashed", [(each.threshold, each.empty) for each in points]),
    ]
    now = view.found.threshold.value
    return LineChart(
        reader.render(say("What a threshold brings")),
        reader.render(say("Threshold")),
        [line for line in lines if line.points],
        SHOWN[0],
        SHOWN[-1],
        (now, reader.render(say("{threshold} now", threshold=bar(now)))) if SHOWN[0] <= now <= SHOWN[-1] else None,
    )


def threshold_words(threshold: Threshold) -> Sentence:
    """'At most 1 wrong in 10: 0.72 today.'"""
    if threshold.wrong_in is not None:
        return say(
            "At most 1 wrong in {n}: threshold {threshold} today. It follows each refit.",
            n=threshold.wrong_in, threshold=bar(threshold.value),
        )  # fmt: skip
    if threshold.own:
        return say("Threshold {threshold}, set here.", threshold=bar(threshold.value))
    return say("Threshold {threshold}, from the environment; none is set here.", threshold=bar(threshold.value))


def source_words(found: Learned) -> Sentence:
    """Where the curve's figures come from."""
    source = found.source
    if isinstance(source, Own):
        return say(
            "From {decisions} decisions made here, and the latest askings about {activities} activities. "
            "~ is what the confidences promise where nobody decided yet.",
            decisions=len(source.decisions), activities=len(source.askings),
        )  # fmt: skip
    other = say(" It was measured with {model}; here it is {now}.", model=source.model, now=found.model)
    return say(
        "From the evaluation Prowess ships, {n} labelled texts: {source}.{other} "
        "From {least} decisions on {activities} activities on, your own count.",
        n=source.texts, source=source.source, other=other if found.model != source.model else "",
        least=LEAST_DECISIONS, activities=LEAST_ACTIVITIES,
    )  # fmt: skip


def learned_words(found: Learned) -> Sentence:
    """What the confidence rests on, and what a refit lacks."""
    if found.in_force is not None and found.stale:
        return say(
            "The refit of {day} doesn't count any more: the tagger's coefficients or model changed. A refit is due.",
            day=found.in_force.made_at.date(),
        )
    if found.in_force is not None:
        return say(
            "Confidence refitted on {n} decisions made here, {day}.",
            n=found.in_force.decisions, day=found.in_force.made_at.date(),
        )  # fmt: skip
    if found.decisions < LEAST_DECISIONS or found.activities < LEAST_ACTIVITIES:
        return say(
            "Confidence as shipped. A refit on your own decisions takes {least} on {activities} activities; "
            "there are {n} on {m}.",
            least=LEAST_DECISIONS, activities=LEAST_ACTIVITIES, n=found.decisions, m=found.activities,
        )  # fmt: skip
    return say("Confidence as shipped. {n} decisions are there for a refit.", n=found.decisions)


def preview_card(wanted: Threshold, found: Preview, now: Threshold) -> Card:
    """What the wanted threshold would have changed, and the press that sets it."""
    said = preview_words(wanted, found)
    payload = {"threshold": wanted.value if wanted.own else None, "wrong_in": wanted.wrong_in}
    label = (
        say("Set 1 wrong in {n}", n=wanted.wrong_in)
        if wanted.wrong_in is not None
        else say("Set {threshold}", threshold=bar(wanted.value))
    )
    parts: list[Part] = [Text(said), Actions((Button(label, SET, payload, "primary"),))]
    follow = say("It is {now} now. The number follows each refit.", now=bar(now.value))
    parts.append(Context(follow if wanted.wrong_in is not None else say("It is {now} now.", now=bar(now.value))))
    return Card(said, tuple(parts))


def set_card(threshold: Threshold, found: Preview, undo_id: int) -> Card:
    """The threshold that holds from now on, and what it would have changed."""
    said = say("✓ {state} Counts from the next asking on.", state=threshold_words(threshold))
    before = (Context(preview_words(threshold, found)),) if found.of else ()
    return Card(said, (Text(said), *before, Actions((undo_button(undo_id),))))


def unchanged_card(threshold: Threshold) -> Card:
    """It was so already."""
    said = say("{state} It was so already. Nothing changed.", state=threshold_words(threshold))
    return Card(said, (Text(said),))


def preview_words(wanted: Threshold, found: Preview) -> Sentence:
    """'At 0.60, of the last 200 suggestions 41 wouldn't have been shown, 30 of them rejected.'"""
    if not found.of:
        return say("Nothing was suggested yet to compare with {threshold}.", threshold=bar(wanted.value))
    hidden = _hidden(wanted, found)
    return say("{hidden} {more}", hidden=hidden, more=_more(found)) if found.more else hidden


def _hidden(wanted: Threshold, found: Preview) -> Sentence:
    if not found.hidden:
        return say_count(
            "At {threshold}, the last suggestion would still have been shown.",
            "At {threshold}, all of the last {n} suggestions would still have been shown.",
            found.of,
            threshold=bar(wanted.value),
        )
    return say(
        "At {threshold}, of the last {of} suggestions {hidden} wouldn't have been shown, {rejected} of them rejected.",
        threshold=bar(wanted.value), of=found.of, hidden=found.hidden, rejected=found.rejected,
    )  # fmt: skip


def _more(found: Preview) -> Sentence:
    return say_count(
        "{n} more would have been shown on the last {activities} activities.",
        "{n} more would have been shown on the last {activities} activities.",
        found.more,
        activities=found.activities,
    )


def _table(view: TaggerView, points: Sequence[Point]) -> Table:
    columns = (say("Threshold"), say("Right of what is shown"), say("Left empty"))
    now = view.found.threshold.value
    rows = {each.threshold: each for each in (*points, view.found.source.point(now))}
    return Table(columns, [_row(rows[at], now) for at in sorted(rows)])


def _row(point: Point, now: float) -> tuple[Words, ...]:
    at = say("{at} now", at=bar(point.threshold)) if point.threshold == now else bar(point.threshold)
    return at, _right(point), percent(point.empty)


def _right(point: Point) -> Words:
    if point.right is None:
        return say("too few to tell")
    return say("~ {share}", share=percent(point.right)) if point.expected else percent(point.right)


def percent(share: float) -> Sentence:
    """A share as people read it."""
    return say("{share} %", share=round(100 * share))


def _alt(view: TaggerView, points: Sequence[Point]) -> Sentence:
    figures = {
        f"f{place}": say("{at}: right {right}, empty {empty}",
                         at=bar(each.threshold), right=_right(each), empty=percent(each.empty))
        for place, each in enumerate(points)
    }  # fmt: skip
    return say(
        "Line chart, what a threshold brings. {state} {figures}.",
        state=threshold_words(view.found.threshold),
        figures=say("; ".join(f"{{{name}}}" for name in figures), **figures),
    )


def _changes(view: TaggerView) -> list[Element]:
    numbers: list[tuple[Words, str]] = [(bar(each), f"{each:.2f}") for each in OFFERED]
    wrong: list[tuple[Words, str]] = [(say("At most 1 wrong in {n}", n=n), f"1 in {n}") for n in WRONG_IN_OFFERED]
    environment = (say("The environment's, {threshold}", threshold=bar(view.default)), ENVIRONMENT)
    own = [environment] if view.found.threshold.own else []
    elements: list[Element] = [
        Pick(say("Another threshold"), CHOOSE, [*wrong, *numbers, *own]),
        Button(say("Refit now"), REFIT),
    ]
    if view.found.in_force is not None:
        elements.append(Button(say("Go back"), BACK, {"refit": view.found.in_force.id}))
    return [*elements, Button(say("History"), HISTORY)]
