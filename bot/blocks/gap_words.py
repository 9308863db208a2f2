"""How somebody stands, in symbol and word; the same in pictures, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cards import Words
from core.achievements import Standing
from core.frameworks import ScaleView
from core.gaps import GapStatus, ProfileRow
from core.words import Sentence, say

SYMBOLS = {
    GapStatus.MET: "✓",
    GapStatus.EXPIRING: "◔",
    GapStatus.EXPIRED: "✕",
    GapStatus.REVOKED: "⊘",
    GapStatus.MISSING: "○",
    GapStatus.TOO_LOW: "▽",
    GapStatus.NOT_REQUIRED: "–",
}

WORDS = {
    GapStatus.MET: "met",
    GapStatus.EXPIRING: "expiring",
    GapStatus.EXPIRED: "expired",
    GapStatus.REVOKED: "revoked",
    GapStatus.MISSING: "missing",
    GapStatus.TOO_LOW: "too low",
    GapStatus.NOT_REQUIRED: "not required",
}


def dotted(parts: Iterable[Words]) -> Sentence:
    """Sentences in a row, a dot between them."""
    values = {f"part{place}": part for place, part in enumerate(parts)}
    return say(" · ".join(f"{{{name}}}" for name in values), **values)


def commas(parts: Iterable[Words]) -> Words:
    """Words in a row, a comma between them, each in the reader's language; '' for none."""
    values = {f"part{place}": part for place, part in enumerate(parts)}
    return say(", ".join(f"{{{name}}}" for name in values), **values) if values else ""


def status_words(row: ProfileRow) -> Sentence:
    """Symbol and word: '✓ met (not verified)'."""
    return say("{symbol} {word}", symbol=SYMBOLS[row.status], word=status_word(row))


def status_word(row: ProfileRow) -> Sentence:
    """The word alone, with the day where one matters."""
    day = row.standing.expires_on
    if row.status == GapStatus.MET and unverified(row.standing):
        return say("met (not verified)")
    if row.status == GapStatus.EXPIRING:
        return say("met, expires {day}", day=day)
    if row.status == GapStatus.EXPIRED and day is not None:
        return say("expired {day}", day=day)
    if row.status == GapStatus.NOT_REQUIRED and row.exempt_until is not None:
        return say("not required until {day}", day=row.exempt_until)
    return say(WORDS[row.status])


def unverified(standing: Standing) -> bool:
    """Whether it rests on a qualification nobody verified."""
    return standing.verified is False


def is_plain(scale: ScaleView) -> bool:
    """Whether the scale only tells having from not having, so that its values need no naming beside a symbol."""
    return len(scale.values) == 2


def required_name(row: ProfileRow) -> Sentence:
    """The competency, with the value where that says more than 'acquired'."""
    if is_plain(row.scale):
        return say("{name}", name=row.competency.name)
    return say("{name} {value}", name=row.competency.name, value=row.needs.name)


def chart_caption(row: ProfileRow) -> Sentence:
    """What stands under a label of the picture: 'B1, needs B2', 'not acquired', 'expired 3 May 2026'."""
    if row.status in (GapStatus.EXPIRED, GapStatus.REVOKED):
        return status_word(row)
    if row.status == GapStatus.EXPIRING:
        return say("{value}, expires {day}", value=has_word(row), day=row.standing.expires_on)
    if row.met or is_plain(row.scale):
        return has_word(row)
    return say("{has}, needs {needs}", has=has_word(row), needs=row.needs.name)


def has_word(row: ProfileRow) -> Sentence:
    """The value somebody has, in lower case where it is a word of the scale for having or not."""
    if row.has is None:
        return say("not acquired") if is_plain(row.scale) else say("none")
    return say("{value}", value=row.has.name.lower() if is_plain(row.scale) else row.has.name)
