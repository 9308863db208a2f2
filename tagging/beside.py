"""What stands beside a name in a sentence: does it make it another name ('First aid' – 'First aid at sea')?"""

import re
from collections.abc import Iterable, Sequence

from tagging.calendar_words import months, short_weekdays, weekdays
from tagging.statement import ANNOUNCING_STEMS
from tagging.words import STOPWORDS, Word, stems, word_list, words_of

Span = tuple[int, int]

# Words around a name that don't change which competency is meant.
FILLER = frozenset(
    stem
    for word in word_list(
        """my the a an our his her their this that certificate certification cert licence license exam test course
        training qualification card ticket diploma paper refresher renewal again new just recently successfully
        finally today yesterday i'm im i've ive i is was has been got valid since with on by from until till through
        expires expiring expired expiry issued renewed passed completed obtained done which it its number no nr good
        skill proficiency updated as"""
    )
    for stem in stems(word)
)
# Words that may lead on to more of the name: what comes after them decides.
LINKS = frozenset(stem for word in word_list("at in for of to and level") for stem in stems(word))
_PARTING = re.compile(r"[,;:.!?()\n\"“”*_/]|\s['‘–—-]|['’–—-]\s|[–—]")
_HARMLESS = (STOPWORDS | FILLER | ANNOUNCING_STEMS) - LINKS


def stands_alone(text: str, span: Span, told: Iterable[Span]) -> bool:
    """Is nothing beside the name that would make it another name? `told` are places read as something else."""
    words, told = words_of(text), list(told)
    before = [word for word in reversed(words) if word.end <= span[0]]
    after = [word for word in words if word.start >= span[1]]
    return _ends(text, span[0], before, told) and _ends(text, span[1], after, told)


def phrase_around(text: str, span: Span, told: Iterable[Span]) -> str:
    """Return a name together with the further words beside it, as typed."""
    words, told = words_of(text), list(told)
    inside = [at for at, word in enumerate(words) if span[0] <= word.start < span[1]]
    first, last = inside[0], inside[-1]
    while first > 0 and _joined(text, words[first - 1], words[first], told, words[first - 1]):
        first -= 1
    while last + 1 < len(words) and _joined(text, words[last], words[last + 1], told, words[last + 1]):
        last += 1
    return text[words[first].start : words[last].end]


def overlaps(span: Span, places: Iterable[Span]) -> bool:
    """Does a place share a letter with one of the others?"""
    return any(span[0] < end and start < span[1] for start, end in places)


def _ends(text: str, edge: int, further: Sequence[Word], told: Sequence[Span]) -> bool:
    """Walk away from a name over linking words until something tells whether the name ended."""
    for word in further:
        between = text[min(edge, word.end) : max(edge, word.start)]
        if _PARTING.search(between) or overlaps((word.start, word.end), told) or _harmless(word):
            return True
        if word.stem not in LINKS:
            return False
        edge = word.end if word.start >= edge else word.start
    return True


def _harmless(word: Word) -> bool:
    return word.stem in _HARMLESS or word.stem in _calendar()


def _calendar() -> frozenset[str]:
    return frozenset((*months(), *weekdays(), *short_weekdays()))


def _joined(text: str, left: Word, right: Word, told: Sequence[Span], further: Word) -> bool:
    parted = not text[left.end : right.start].isspace()
    return not parted and not _harmless(further) and not overlaps((further.start, further.end), told)
