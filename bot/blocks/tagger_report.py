"""The card of `report tagger`: what the tagger offered and what became of it, in numbers (tagging/feedback)."""

from __future__ import annotations

from bot.cards import Card, Context, Fields, Header, Part, Table, Text, Words
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


def _head(found: TaggerReport) -> Sentence:
    asked = say_count("asked {n} time", "asked {n} times", found.asked)
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
        (say("Without the language model"), found.alone),
    ]
    return [(label, say("{n}", n=number)) for label, number in rows]


def _row(band: Band) -> tuple[Words, ...]:
    between = say("{low} to {high}", low=f"{band.low:.1f}", high=f"{band.high:.1f}")
    share = say("{share} %", share=round(100 * band.share))
    return between, say("{n}", n=band.decided), say("{n}", n=band.accepted), share
