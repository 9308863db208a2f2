"""The card of `report tagger`: what the tagger offered and what became of it, in numbers (tagging/feedback)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.help import start_button
from bot.blocks.tagger_settings import learned_words, threshold_words
from bot.cards import Card, Context, Fields, Header, Part, Table, Text, Words
from bot.tagger_learning import Learned
from core.activities import RefitView
from core.ai_use import AiSpent
from core.reports import Band, TaggerReport
from core.words import Sentence, say, say_count

NOTHING = say("The tagger was not asked in that time.")


def tagger_card(found: TaggerReport) -> Card:
    """Asked, empty, offered, accepted, rejected; then how the decisions fit the confidences."""
    head = _head(found)
    if not found.asked:
        return Card(NOTHING, (Header(say("Tagger")), Text(head), Text(NOTHING)))
    parts: list[Part] = [Header(say("Tagger")), Text(head), Fields(_fields(found))]
    if found.bands:
        columns = (say("Confidence"), say("Decided"), say("Accepted"), say("Share"))
        parts += [Table(columns, [_row(each) for each in found.bands])]
        parts.append(Context(say("Where the confidence is honest, the share accepted lies within its row's range.")))
    else:
        parts.append(Text(say("Nothing was accepted or rejected yet.")))
    return Card(head, tuple(parts))


def cost_and_learning(spent: AiSpent, found: Learned, last: Sequence[RefitView]) -> Sequence[Part]:
    """What the language model cost, how sure a suggestion must be, and what was learned; below the report."""
    cost = (
        say_count(
            "Language model, for all it was asked: {n} call, {tokens} tokens.",
            "Language model, for all it was asked: {n} calls, {tokens} tokens.",
            spent.calls,
            tokens=spent.tokens,
        )
        if spent.calls
        else say("The language model was not called.")
    )
    threshold = Text(threshold_words(found.threshold), start_button("tagger", say("Threshold")))
    return (Text(cost), threshold, Text(learned_words(found)), *(Context(_refit(each)) for each in last))


def _refit(refit: RefitView) -> Sentence:
    """'Last refit 24 November 2026: calibration error 0.216 → 0.057 on decisions it didn't see, taken.'"""
    before, after = (f"{refit.figures[name]['calibration_error']:.3f}" for name in ("before", "after"))
    return say(
        "Last refit {day}, {outcome}: calibration error {before} → {after} on decisions it didn't see.",
        day=refit.made_at.date(),
        outcome=say("taken") if refit.periods else say("not taken"),
        before=before,
        after=after,
    )


def _head(found: TaggerReport) -> Sentence:
    asked = say_count("Asked {n} time", "Asked {n} times", found.asked)
    if found.since is None:
        return say("{asked} in all, {offered} offered.", asked=asked, offered=found.offered)
    return say(
        "{asked} since {day}, {offered} offered.", asked=asked, day=found.since.date(), offered=found.offered
    )


def _fields(found: TaggerReport) -> list[tuple[Words, Words]]:
    rows = [
        (say("Asked"), found.asked),
        (say("Nothing offered"), found.empty),
        (say("Offered"), found.offered),
        (say("Accepted"), found.accepted),
        (say("Rejected"), found.rejected),
        (say("Waiting"), found.waiting),
        (say("Replaced by a later asking"), found.replaced),
        (say("Language model unavailable"), found.alone),
    ]
    return [(label, say("{n}", n=number)) for label, number in rows]


def _row(band: Band) -> tuple[Words, ...]:
    between = say("{low} to {high}", low=f"{band.low:.1f}", high=f"{band.high:.1f}")
    share = say("{share} %", share=round(100 * band.share))
    return between, say("{n}", n=band.decided), say("{n}", n=band.accepted), share
