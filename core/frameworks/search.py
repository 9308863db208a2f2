"""Finding competencies by name, translation, synonym, tag and id number (frameworks/search).

Made for 14,000 competencies with 100,000 synonyms: all texts stand in one string, which is searched at the speed of
the machine; it is made anew only when the catalogue's revision moves.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import Competency, CompetencyState, Synonym, Tag
from core.frameworks.names import translations_of
from core.frameworks.queries import CompetencyView, sees_all_tiers
from core.frameworks.rules import ACTIVE, folded, may_see_tier
from core.people import Actor, access_tier_of
from core.translated import Translated

MOST_WORDS = 6
SHORT = 2
"""So many letters or fewer are looked for only where a name starts: they stand inside nearly everything."""

LAST_LETTER = "\U0010ffff"
"""After every letter there is."""


class Fit(IntEnum):
    """How well a competency fits what was searched for, the best first."""

    EXACT = 0
    NAME_STARTS = 1
    NAME_HAS = 2
    OTHER_HAS = 3
    WORDS = 4


@dataclass(frozen=True)
class SearchEntry:
    """A competency as it is found; `others` are its synonyms, translations, tags and id number."""

    id: int
    name: str
    category: str
    status: str
    access_tier: int | None
    others: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether it can be linked, suggested and newly targeted."""
        return self.status == ACTIVE

    def named(self, locale: str) -> str:
        """Its name for a reader of this locale."""
        return self.name.in_language(locale) if isinstance(self.name, Translated) else self.name


@dataclass(frozen=True)
class Sight:
    """What somebody sees: everything, or what is not above `tier` (people/tier-see)."""

    everything: bool
    tier: int = 0

    def covers(self, entry: SearchEntry | CompetencyView) -> bool:
        """Whether they see this competency."""
        return may_see_tier(entry.access_tier, self.tier, sees_all=self.everything)


def sight_of(session: WorkspaceSession, actor: Actor) -> Sight:
    """What the actor sees of the catalogue."""
    if sees_all_tiers(session, actor):
        return Sight(everything=True)
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return Sight(everything=False, tier=tier or 0)


def search_entries(session: WorkspaceSession) -> list[SearchEntry]:
    """The whole catalogue as it is found, disabled ones too, with four queries."""
    rows = session.execute(
        select(
            Competency.id,
            Competency.name,
            Competency.category,
            CompetencyState.status,
            CompetencyState.access_tier,
            Competency.idnumber,
        )
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(CompetencyState.in_force(session.now))
    ).all()
    others: defaultdict[int, list[str]] = defaultdict(list)
    for query in (select(Synonym.competency_id, Synonym.text), select(Tag.competency_id, Tag.name)):
        for competency_id, text in session.execute(query):
            others[competency_id].append(text)
    texts = translations_of(session, [row.id for row in rows])
    found = []
    for competency_id, base, category, status, tier, idnumber in rows:
        name = texts.name(competency_id, base)
        translated = name.by_language.values() if isinstance(name, Translated) else ()
        more = (*others[competency_id], *translated, *([idnumber] if idnumber else []))
        found.append(SearchEntry(competency_id, name, category, status, tier, more))
    return found


class SearchIndex:
    """A catalogue ready to be searched; unchanging."""

    def __init__(self, entries: Iterable[SearchEntry]) -> None:
        self.entries = sorted(entries, key=lambda each: (each.name.casefold(), each.id))
        self.by_id = {each.id: each for each in self.entries}
        self._translated = any(isinstance(each.name, Translated) for each in self.entries)
        lines: list[str] = []
        self._owners: list[int] = []
        self._names: list[bool] = []
        for place, entry in enumerate(self.entries):
            for text in (entry.name, *entry.others):
                lines.append(folded(text))
                self._owners.append(place)
                self._names.append(text is entry.name)
        self._text = "\n" + "\n".join(lines) + "\n"
        self._starts = _starts(lines)
        self._begins = [bisect_left(self._owners, place) for place in range(len(self.entries) + 1)]
        self._in_order = sorted(range(len(lines)), key=lines.__getitem__)
        self._ordered = [lines[line] for line in self._in_order]

    def all_for(
        self, sight: Sight, *, category: str | None = None, active_only: bool = False, locale: str = ""
    ) -> list[SearchEntry]:
        """Everything somebody sees, by name in their language."""
        found = [each for each in self.entries if _fits(each, sight, category, active_only)]
        return sorted(found, key=lambda each: each.named(locale).casefold()) if self._translated else found

    def find(
        self, words: str, sight: Sight, *, category: str | None = None, active_only: bool = False, locale: str = ""
    ) -> list[SearchEntry]:
        """What somebody sees that fits these words, the best first, then by name in their language."""
        entries = self.entries
        chosen = [
            (fit, place)
            for place, fit in self._fits_of(words).items()
            if _fits(entries[place], sight, category, active_only)
        ]
        if self._translated:
            chosen.sort(key=lambda pair: (pair[0], entries[pair[1]].named(locale).casefold()))
        else:
            chosen.sort()
        return [entries[place] for _, place in chosen]

    def _fits_of(self, words: str) -> dict[int, Fit]:
        """Places of the entries that fit, with how well."""
        whole = folded(words)
        if not whole:
            return {}
        fits: dict[int, Fit] = {}
        for line in self._lines_with(whole):
            place = self._owners[line]
            fits[place] = min(fits.get(place, Fit.WORDS), self._fit(line, whole))
        parts = list(dict.fromkeys(folded(each) for each in words.split() if folded(each)))
        if 1 < len(parts) <= MOST_WORDS:
            for place in self._with_all(parts):
                fits.setdefault(place, Fit.WORDS)
        return fits

    def _fit(self, line: int, whole: str) -> Fit:
        start, end = self._starts[line], self._starts[line + 1] - 1
        if end - start == len(whole):
            return Fit.EXACT
        if not self._names[line]:
            return Fit.OTHER_HAS
        return Fit.NAME_STARTS if self._text.startswith(whole, start) else Fit.NAME_HAS

    def _with_all(self, parts: Sequence[str]) -> set[int]:
        """Where the longest part stands is searched in the whole text, the others only there."""
        longest, *others = sorted(parts, key=len, reverse=True)
        found = {self._owners[line] for line in self._lines_with(longest)}
        return {place for place in found if all(self._has(place, each) for each in others)}

    def _has(self, place: int, part: str) -> bool:
        """Whether the texts of an entry, which stand together, have this part; a short one where one starts with it."""
        first, end = self._starts[self._begins[place]], self._starts[self._begins[place + 1]]
        if len(part) > SHORT:
            return self._text.find(part, first, end) >= 0
        return self._text.find(f"\n{part}", first - 1, end) >= 0

    def _lines_with(self, part: str) -> Iterable[int]:
        """Numbers of the lines that have this part; a short one only where a line starts with it."""
        if len(part) > SHORT:
            return self._having(part)
        first, end = bisect_left(self._ordered, part), bisect_right(self._ordered, f"{part}{LAST_LETTER}")
        return self._in_order[first:end]

    def _having(self, part: str) -> Iterator[int]:
        find, starts = self._text.find, self._starts
        at = find(part)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            yield line
            at = find(part, starts[line + 1])


def _starts(lines: Sequence[str]) -> list[int]:
    """Where each line starts in the text, and where one more would."""
    starts, at = [], 1
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    starts.append(at)
    return starts


def _fits(entry: SearchEntry, sight: Sight, category: str | None, active_only: bool) -> bool:
    if category is not None and entry.category != category:
        return False
    if active_only and not entry.active:
        return False
    return entry.access_tier is None or sight.covers(entry)
