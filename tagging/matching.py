"""Which competency of the catalogue is named in a sentence: exactly, nearly, or only something like it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from tagging.beside import FILLER, Span, overlaps, phrase_around, stands_alone
from tagging.words import fold, stems, words_of

LONGEST_NAME = 12
MOST_CANDIDATES = 3
_ALIKE = 70.0
_NEAR_IN_MEANING = 0.35

Nearest = Callable[[str, int], list[tuple[int, float]]]


@dataclass(frozen=True)
class CatalogueName:
    """A competency as people may call it: id, name, synonyms, and its category ('' where not told)."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Candidate:
    """A look-alike offered for choice, with its likeness 0 to 1. It is never chosen without asking."""

    id: int
    score: float


@dataclass(frozen=True)
class NameMatch:
    """What the words name: one competency (`id`), or candidates to ask about; `span` is where they stand."""

    id: int | None
    words: str = ""
    span: Span | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class NameBook:
    """The catalogue's names, ready for look-up; make it once per snapshot of the catalogue."""

    by_id: dict[int, CatalogueName]
    phrases: dict[tuple[str, ...], tuple[int, ...]]
    spellings: tuple[str, ...]
    owners: tuple[int, ...]

    @classmethod
    def of(cls, names: Sequence[CatalogueName]) -> "NameBook":
        phrases: dict[tuple[str, ...], tuple[int, ...]] = {}
        spelled: list[tuple[str, int]] = []
        for entry in names:
            for written in dict.fromkeys((entry.name, *entry.synonyms)):
                phrase = stems(written)
                if phrase:
                    phrases[phrase] = tuple(dict.fromkeys((*phrases.get(phrase, ()), entry.id)))
                    spelled.append((fold(written), entry.id))
        return cls(
            {entry.id: entry for entry in names},
            phrases,
            tuple(spelling for spelling, _ in spelled),
            tuple(owner for _, owner in spelled),
        )

    def named(self, text: str) -> list[tuple[Span, tuple[int, ...]]]:
        """Return names standing word for word in the text, longest first taken, in order of place."""
        words = words_of(text)
        found: list[tuple[int, int, tuple[int, ...]]] = []
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                owners = self.phrases.get(tuple(word.stem for word in words[start : start + length]))
                if owners and all(start + length <= a or start >= b for a, b, _ in found):
                    found.append((start, start + length, owners))
        return [((words[a].start, words[b - 1].end), owners) for a, b, owners in sorted(found)]

    def nearly(self, phrase: str) -> tuple[int, ...]:
        """Return competencies whose name differs from the phrase by a slip of the pen, best first.

        One slip up to 10 letters, two above; numbers and levels must agree.
        """
        folded = fold(phrase).strip()
        if len(folded) < 5:
            return ()
        slips = 1 if len(folded) <= 10 else 2
        close = process.extract(folded, self.spellings, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=6)
        alike = [(distance, self.owners[at]) for text, distance, at in close if _digits(text) == _digits(folded)]
        best = min((distance for distance, _ in alike), default=0)
        return tuple(dict.fromkeys(owner for distance, owner in alike if distance == best))

    def look_alikes(
        self, phrase: str, nearest: Nearest | None, most: int = MOST_CANDIDATES
    ) -> tuple[Candidate, ...]:
        """Return up to `most` competencies spelled or meant like the phrase, likeliest first."""
        scores: dict[int, float] = {}
        spelled = process.extract(
            fold(phrase), self.spellings, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=12
        )
        for text, score, at in spelled:
            whole = 0.5 * score + 0.5 * fuzz.ratio(fold(phrase), text)
            _keep_best(scores, self.owners[at], whole / 100)
        for skill_id, cosine in nearest(phrase, most * 2) if nearest and phrase.strip() else ():
            if skill_id in self.by_id and cosine >= _NEAR_IN_MEANING:
                _keep_best(scores, skill_id, cosine)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], self.by_id[pair[0]].name))
        return tuple(Candidate(skill_id, round(score, 3)) for skill_id, score in ranked[:most])


def match_name(
    text: str, book: NameBook, *, told: Iterable[Span] = (), typed: str = "", nearest: Nearest | None = None
) -> NameMatch:
    """Find the one competency a sentence names.

    `told` are places already read as something else (dates, issuer); `typed` is the phrase that stands where
    a name would. A name with further words beside it ('First Aid Pro') names something else and is asked about,
    and so are two names at once and likeness in meaning (rule qualifications/ambiguous).
    """
    told = list(told)
    free = [(span, owners) for span, owners in book.named(text) if not overlaps(span, told)]
    places = [*told, *(span for span, _ in free)]
    whole = [(span, owners) for span, owners in free if stands_alone(text, span, places)]
    if len(whole) == 1 and len(whole[0][1]) == 1:
        span, owners = whole[0]
        return NameMatch(owners[0], text[slice(*span)], span)
    if whole:
        several = tuple(Candidate(owner, 1.0) for _, owners in whole for owner in owners)
        words = " / ".join(text[slice(*span)] for span, _ in whole)
        return NameMatch(None, words, whole[0][0], _distinct(several))
    phrase = typed or " / ".join(phrase_around(text, span, told) for span, _ in free[:1])
    return _nearly_or_like(text, phrase, free, book, nearest)


def _nearly_or_like(
    text: str,
    phrase: str,
    free: Sequence[tuple[Span, tuple[int, ...]]],
    book: NameBook,
    nearest: Nearest | None,
) -> NameMatch:
    if not phrase:
        return NameMatch(None)
    at = text.find(phrase)
    span = (at, at + len(phrase)) if at >= 0 else None
    slips = next((close for shorter in _shorter(phrase) if (close := book.nearly(shorter))), ())
    if len(slips) == 1:
        return NameMatch(slips[0], phrase, span)
    contained = tuple(Candidate(owner, 0.9) for _, owners in free for owner in owners)
    slipped = tuple(Candidate(owner, 0.95) for owner in slips)
    return NameMatch(None, phrase, span, _distinct((*slipped, *contained, *book.look_alikes(phrase, nearest))))


def _digits(text: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", text) if any(mark.isdigit() for mark in word))


def _shorter(phrase: str) -> list[str]:
    """Return the phrase, then without filler in front, then without filler behind, word by word.

    'my Forklift license renewed' may be 'Forklift license', and 'Frist aid card' may be 'Frist aid'.
    """
    words = words_of(phrase)
    while words and words[0].stem in FILLER:
        words = words[1:]
    variants = [phrase]
    while words:
        variants.append(phrase[words[0].start : words[-1].end])
        if words[-1].stem not in FILLER:
            break
        words = words[:-1]
    return list(dict.fromkeys(variants))


def _keep_best(scores: dict[int, float], skill_id: int, score: float) -> None:
    scores[skill_id] = max(scores.get(skill_id, 0.0), score)


def _distinct(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    first = {candidate.id: candidate for candidate in reversed(candidates)}
    return tuple(dict.fromkeys(first[candidate.id] for candidate in candidates))[:MOST_CANDIDATES]
