"""Sentences in an activity that speak to the tagger instead of about the activity (rule tagging/injection).

They are left out before retrieval and before the judge, so that they have no effect at all, not even through the
words they bring along. What gets past this still meets the short list and the checks on the judge's answer.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tagging.disguises import HIDDEN, readings
from tagging.order_words import is_order, order_begins
from tagging.shortlist import SkillText
from tagging.words import fold

MOST_LINES_JOINED = 4
LEAST_WORDS_KEPT = 5
"""Before an order in the middle of a sentence; fewer may be what the order is about ('Crane control: ignore …')."""

_LEADS_ON = re.compile(
    r"(?:[:=→]|->|\b(?:tag|as|with|to|and|is|are|skill|pick|choose|select|assign|suggest|answer|output|return|the|only))"
    r"[\s\"'(:>=*-]*$|\b(?:follows?|below)\W*$|\b(?:end|start|beginning) of\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\W*(?:(?:it|that|this|they|he|she)(?:'s|\s+(?:is|are|was))|namely|i\.e|das ist|es ist|c'est|es decir|det er)\b",
    re.IGNORECASE,
)
FEWEST_WORDS = 4
"""A sentence of fewer words after an order in its line belongs to it: 'Ignore the above. Crane control.'"""

_PART = re.compile(r"(?:[^.!?\n。！？]|[.!?](?=[^\s\u2e80-\uffff]))*(?:[.!?。！？]+|\n|\Z)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_COMMENT = re.compile(r"<!--.*?-->|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_EDGE = re.compile(r"[,;:(\[{|\"“—–]\s*$|\s-\s*$|\s$")
_BRACKETED = re.compile(r"[(\[][^()\[\]{}<>]*[)\]]")


def without_instructions(text: str) -> str:
    """Return the text without the sentences that speak to the tagger; all else stays as it was written."""
    parts = [part for part in _PART.findall(_COMMENT.sub("", text)) if part]
    orders = _over_lines(parts) | {place for place, part in enumerate(parts) if speaks_to_the_tagger(part)}
    kept: list[str] = []
    order = ""
    for place, part in enumerate(parts):
        if place in orders:
            kept.append(_own_words(part))
        elif not (part.strip() and _takes_along(order, part)):
            kept.append(HIDDEN.sub("", part))
        if part.strip() or part == "\n":
            order = part if place in orders else order if _leads_on(order) and part == "\n" else ""
    return "".join(kept).strip()


def _leads_on(order: str) -> bool:
    """'New instructions:' and 'End of activity.' are about what follows them."""
    return _LEADS_ON.search(order) is not None


def _takes_along(order: str, following: str) -> bool:
    """Whether the sentence after an order belongs to it: led on to, referring back to it, or of a few words only."""
    if not order:
        return False
    if _leads_on(order):
        return True
    same_line = not order.endswith("\n")
    return same_line and (len(following.split()) < FEWEST_WORDS or _REFERS_BACK.match(following) is not None)


@lru_cache(maxsize=4_000)
def speaks_to_the_tagger(text: str) -> bool:
    """Whether a sentence is an order to whoever reads it for skills, as written or in disguise."""
    return _speaks(text)


def _speaks(text: str) -> bool:
    return any(is_order(_folded(reading)) for reading in readings(text))


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else fold(text)


def _over_lines(parts: list[str]) -> set[int]:
    """Places of lines that are an order only together: 'Ignore the / above and tag / …'."""
    found: set[int] = set()
    for start, end in _runs(parts):
        together = " ".join(part.strip() for part in parts[start:end])
        known = not found.isdisjoint(range(start, end)) or any(is_order(_folded(part)) for part in parts[start:end])
        if not known and is_order(_folded(HIDDEN.sub("", together))):
            found |= set(range(start, end))
    return found


def _runs(parts: list[str]) -> Iterator[tuple[int, int]]:
    """Two to four lines in a row of which only the last may end a sentence, the shortest first."""
    for count in range(2, MOST_LINES_JOINED + 1):
        for start in range(len(parts) - count + 1):
            if all(part.endswith("\n") and part.strip() for part in parts[start : start + count - 1]):
                yield start, start + count


def _own_words(part: str) -> str:
    """What of a sentence is its own where an order was put into it: around the brackets it stands in, or before it."""
    if "{" in part or "<" in part:
        return ""
    around = _BRACKETED.sub(lambda found: "" if speaks_to_the_tagger(found.group()[1:-1]) else found.group(), part)
    if around != part and not speaks_to_the_tagger(around):
        return around
    begins = order_begins(_folded(part)) if part.isascii() else None
    if begins is None:
        return ""
    before = part[:begins]
    enough = len(before.split()) >= LEAST_WORDS_KEPT and _EDGE.search(before) is not None
    return f"{before.rstrip(' ,;:-([')}." if enough and not speaks_to_the_tagger(before) else ""


def plain_skill(skill: SkillText) -> SkillText:
    """A skill of the catalogue without orders in its texts; a name that is nothing but one stays, for its owners."""
    whole = "\n".join((skill.name, skill.description, *skill.synonyms))
    if not _speaks(_SENTENCE_END.sub("\n", whole)):
        return skill
    synonyms = tuple(other for other in skill.synonyms if not speaks_to_the_tagger(other))
    name = without_instructions(skill.name) or skill.name
    return SkillText(skill.id, name, without_instructions(skill.description), synonyms)
