"""Cards of refits: what one found, before and after; the way back; all of them so far (tagging/feedback)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.line_charts import Line, LineChart
from bot.blocks.tagger_settings import BACK, HISTORY, percent, threshold_words
from bot.blocks.tagging import bar
from bot.cards import Actions, Button, Card, Context, Fields, Header, Part, Picture, Table, Text, Words, undo_button
from bot.tagger_learning import Refitted, figures_of
from core.activities import Period, RefitView, Threshold
from core.words import Reader, Sentence, say
from tagging.refitting import (
    FRESH_DECISIONS,
    LEAST_ACTIVITIES,
    LEAST_DECISIONS,
    LEAST_OF_A_KIND,
    MARGIN,
    Checked,
    Outcome,
)

NOT_BETTER = say(
    "Kept as it was: on decisions it didn't see, a refit would not have been clearly better. Both are shown below."
)
MUTE = say("Mute: /prowess settings")
LEAST_DRAWN = 5
"""A tenth is drawn from this many decisions on."""


def refitted_card(made: Refitted, png: bytes | None) -> Card:
    """What a refit found: taken or not and why, before and after on decisions it didn't see."""
    checked = made.checked
    said = outcome_words(checked)
    header = say("Refitted") if checked.outcome == Outcome.TAKEN else say("Not refitted")
    parts: list[Part] = [Header(header), Text(said)]
    figures = figures_of(checked)
    if checked.before is not None:
        parts += [Fields(_fields(figures, made.before)), *_picture(figures, png), _table(figures)]
        counted = say("Measured on {n} decisions, each by a fit that didn't see its activity.", n=checked.held_out)
        parts.append(Context(counted))
    if made.after != made.before:
        parts.append(Text(threshold_words(made.after)))
    buttons = [Button(say("Go back"), BACK, {"refit": made.refit_id})] if checked.outcome == Outcome.TAKEN else []
    parts.append(Actions((*buttons, Button(say("History"), HISTORY))))
    return Card(said, tuple(parts))


def refitted_notice(refit: RefitView) -> Card:
    """What admins read of a refit that came by itself: what it follows, what it brought, the way back."""
    said = say(
        "The tagger's confidence now follows {n} decisions made here. It counts from the next asking on.",
        n=refit.decisions,
    )
    error = (say("Calibration error"), _error(refit.figures))
    buttons = Button(say("Go back"), BACK, {"refit": refit.id}), Button(say("History"), HISTORY)
    because = say("Because you may set the tagger, and it refits as more is decided. {mute}", mute=MUTE)
    return Card(said, (Text(said), Fields([error]), Actions(buttons), Context(because)))


def outcome_words(checked: Checked) -> Sentence:
    """How it ended, and what it would take."""
    match checked.outcome:
        case Outcome.TAKEN:
            return say(
                "✓ The confidence now follows {n} decisions made here. Counts from the next asking on.",
                n=checked.decisions,
            )
        case Outcome.TOO_FEW:
            return say(
                "Nothing changed: a refit takes {least} decisions on {activities} activities; there are {n} on {m}.",
                least=LEAST_DECISIONS, activities=LEAST_ACTIVITIES, n=checked.decisions, m=checked.activities,
            )  # fmt: skip
        case Outcome.NOTHING_NEW:
            return say(
                "Nothing changed: since the last refit fewer than {least} suggestions were decided.",
                least=FRESH_DECISIONS,
            )
        case Outcome.ONE_KIND:
            return say(
                "Nothing changed: a refit takes at least {least} accepted and {least} rejected; "
                "{accepted} of {n} were accepted.",
                least=LEAST_OF_A_KIND, accepted=checked.accepted, n=checked.decisions,
            )  # fmt: skip
        case Outcome.NOT_BETTER:
            return NOT_BETTER


def reliability_of(checked: Checked, reader: Reader) -> LineChart | None:
    """What to draw: the share accepted over the confidence, before and after; None where nothing was measured."""
    figures = figures_of(checked)
    told = (("before", say("Before"), "dashed"), ("after", say("After"), "solid"))
    lines = [
        Line(reader.render(words), look, _points(figures[name])) for name, words, look in told if name in figures
    ]
    if not any(line.points for line in lines):
        return None
    honest = Line(reader.render(say("Honest")), "quiet", [(0.0, 0.0), (1.0, 1.0)])
    title, across = say("Share accepted by confidence"), say("Confidence")
    drawn = [line for line in lines if line.points]
    return LineChart(reader.render(title), reader.render(across), [honest, *drawn])


def back_card(before: RefitView | None, threshold: Threshold, undo_id: int | None) -> Card:
    """What is in force again."""
    said = (
        say("✓ The confidence is as shipped again. Counts from the next asking on.")
        if before is None
        else say("✓ The refit of {at} is in force again. Counts from the next asking on.", at=before.made_at)
    )
    parts: list[Part] = [Text(said)]
    if threshold.wrong_in is not None:
        parts.append(Text(threshold_words(threshold)))
    if undo_id is not None:
        parts.append(Actions((undo_button(undo_id),)))
    return Card(said, tuple(parts))


def history_card(found: Sequence[RefitView], *, manages: bool, in_force: int | None) -> Card:
    """All refits, the newest first: when, on how much, what it brought, and when it was in force."""
    if not found:
        said = say("No refit was made yet: the confidence is as shipped.")
        return Card(said, (Text(said),))
    head = say("Refits of the tagger's confidence")
    columns = (say("Made"), say("By"), say("Decisions"), say("Calibration error"), say("In force"))
    parts: list[Part] = [Header(head), Table(columns, [_history_row(each) for each in found])]
    if manages and in_force is not None:
        parts.append(Actions((Button(say("Go back"), BACK, {"refit": in_force}),)))
    return Card(head, tuple(parts))


def _history_row(refit: RefitView) -> tuple[Words, ...]:
    by = refit.made_by or say("by itself")
    return say("{at}", at=refit.made_at), by, say("{n}", n=refit.decisions), _error(refit.figures), _periods(refit)


def _error(figures: Mapping[str, Any]) -> Words:
    if "before" not in figures or "after" not in figures:
        return ""
    before, after = (f"{figures[name]['calibration_error']:.3f}" for name in ("before", "after"))
    return say("{before} → {after}", before=before, after=after)


def _periods(refit: RefitView) -> Words:
    lasting = [each for each in refit.periods if each.until is None or each.until > each.since]
    if not lasting:
        return say("not taken") if not refit.periods else say("taken back at once")
    told = {f"p{place}": _period(each) for place, each in enumerate(lasting)}
    return say("; ".join(f"{{{name}}}" for name in told), **told)


def _period(period: Period) -> Sentence:
    if period.until is None:
        return say("since {since}", since=period.since)
    return say("{since} to {until}", since=period.since, until=period.until)


def _fields(figures: Mapping[str, Any], threshold: Threshold) -> list[tuple[Words, Words]]:
    before, after = figures["before"], figures["after"]

    def number(name: str) -> Sentence:
        return say("{before} → {after}", before=f"{before[name]:.3f}", after=f"{after[name]:.3f}")

    return [
        (say("Calibration error"), number("calibration_error")),
        (say("Log loss (must fall by {margin})", margin=MARGIN), number("log_loss")),
        (
            say("Right at {threshold}", threshold=bar(threshold.value)),
            say("{before} → {after}", before=_precision(before), after=_precision(after)),
        ),
        (say("Shown at {threshold}", threshold=bar(threshold.value)), say("{before} → {after}",
                                                                       before=before["shown"], after=after["shown"])),
    ]  # fmt: skip


def _precision(found: Mapping[str, Any]) -> Words:
    return percent(found["precision"]) if found["precision"] is not None else say("none shown")


def _picture(figures: Mapping[str, Any], png: bytes | None) -> list[Part]:
    if png is None:
        return []
    told = {
        f"f{place}": say("{low} to {high}: before {before}, after {after}",
                         low=f"{low / 10:.1f}", high=f"{(low + 1) / 10:.1f}", before=before, after=after)
        for place, (low, before, after) in enumerate(_tenths(figures))
    }  # fmt: skip
    alt = say(
        "Line chart, share accepted by confidence. {figures}.",
        figures=say("; ".join(f"{{{name}}}" for name in told), **told),
    )
    return [Picture(png, alt, "reliability.png")]


def _table(figures: Mapping[str, Any]) -> Table:
    columns = (say("Confidence"), say("Accepted before"), say("Accepted after"))
    rows = [
        (say("{low} to {high}", low=f"{low / 10:.1f}", high=f"{(low + 1) / 10:.1f}"), before, after)
        for low, before, after in _tenths(figures)
    ]
    return Table(columns, rows)


def _tenths(figures: Mapping[str, Any]) -> list[tuple[int, Words, Words]]:
    """By tenth of the confidence: what was accepted of what lay there before, and after."""
    bins = [{round(each["low"] * 10): each for each in figures[name]["bins"]} for name in ("before", "after")]
    return [(low, _accepted(bins[0].get(low)), _accepted(bins[1].get(low))) for low in sorted({*bins[0], *bins[1]})]


def _accepted(found: Mapping[str, Any] | None) -> Words:
    if found is None:
        return "–"
    return say("{share} of {n}", share=percent(found["accepted"]), n=found["decided"])


def _points(found: Any) -> list[tuple[float, float]]:
    return [(each["confidence"], each["accepted"]) for each in found["bins"] if each["decided"] >= LEAST_DRAWN]
