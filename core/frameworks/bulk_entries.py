"""Competencies as a file has them, beside what is on file: what of each differs. Pure values, no session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.frameworks.competencies import KEEP, Keep
from core.frameworks.rules import CompetencyCategory, folded


@dataclass(frozen=True)
class CompetencyEntry:
    """A competency to be put on file under its id number; None leaves what is there.

    `parents`, `tags` and `synonyms` are the whole of them; `more_synonyms` and `related` are added to those there are.
    Parents and related ones are id numbers. `scale_id` is a scale of its own.
    """

    idnumber: str
    name: str
    description: str | None = None
    category: CompetencyCategory | None = None
    parents: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    synonyms: tuple[str, ...] | None = None
    more_synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    access_tier: int | Keep | None = KEEP
    status: str | None = None
    scale_id: int | None = None


@dataclass(frozen=True)
class CompetencyOnFile:
    """A competency as it is on file; `scale_id` is the scale it uses, its own or its framework's."""

    id: int
    idnumber: str
    name: str
    description: str
    category: str
    scale_id: int
    own_scale: bool
    status: str
    access_tier: int | None
    parents: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    synonyms: dict[str, str] = field(default_factory=dict)


def differences(entry: CompetencyEntry, known: CompetencyOnFile) -> tuple[str, ...]:
    """What of a competency on file the entry would change, by name of the field; empty where nothing."""
    return tuple(_changed(entry, known))


def _changed(entry: CompetencyEntry, known: CompetencyOnFile) -> Iterator[str]:
    if entry.name != known.name:
        yield "name"
    if entry.description is not None and entry.description != known.description:
        yield "description"
    if entry.parents is not None and frozenset(entry.parents) != known.parents:
        yield "parents"
    if entry.tags is not None and as_tags(entry.tags).keys() != as_tags(known.tags).keys():
        yield "tags"
    if _synonyms_change(entry, known):
        yield "synonyms"
    if not set(entry.related) <= known.related:
        yield "related"
    if not isinstance(entry.access_tier, Keep) and entry.access_tier != known.access_tier:
        yield "access_tier"
    if entry.status is not None and entry.status != known.status:
        yield "status"
    if entry.scale_id is not None and entry.scale_id != known.scale_id:
        yield "scale"


def _synonyms_change(entry: CompetencyEntry, known: CompetencyOnFile) -> bool:
    return synonyms_after(entry, known) != known.synonyms


def synonyms_after(entry: CompetencyEntry, known: CompetencyOnFile | None) -> dict[str, str]:
    """The synonyms a competency will have, by their folded form; its own name is none (frameworks/synonyms)."""
    before = known.synonyms if known is not None else {}
    if entry.synonyms is None and not entry.more_synonyms:
        return before
    said = {**_folded(entry.more_synonyms), **(before if entry.synonyms is None else _folded(entry.synonyms))}
    return {key: text for key, text in said.items() if key != folded(entry.name)}


def as_tags(names: Iterable[str]) -> dict[str, str]:
    """Tags by their folded form: 'Safety' and 'safety' are one (frameworks/tags)."""
    return _folded(names)


def _folded(texts: Iterable[str]) -> dict[str, str]:
    """Texts by their folded form; the first of two that are folded alike counts."""
    found: dict[str, str] = {}
    for text in texts:
        if key := folded(text):
            found.setdefault(key, " ".join(text.split()))
    return found
