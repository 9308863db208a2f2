"""A framework as a file describes it, whatever the format: the framework itself, its competencies, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.exchange.outcomes import Outcome, Trouble, Verdict
from core.frameworks import KEEP, CompetencyCategory, CompetencyEntry, Keep, NewValue
from core.words import Sentence, say


@dataclass(frozen=True)
class ReadScale:
    """A scale as a file has it: values from the lowest to the highest; `name` where the file names it."""

    values: tuple[NewValue, ...]
    name: str = ""


@dataclass(frozen=True)
class ReadFramework:
    """The framework of a file; `line` is its row's, None where it has no row of its own. Other None leave what is
    on file."""

    idnumber: str
    name: str
    description: str | None = None
    depth_names: tuple[str, ...] | None = None
    scale: ReadScale | None = None
    line: int | None = None
    name_column: str = "name"


@dataclass(frozen=True)
class ReadRule:
    """A completion rule as Moodle exports it: every sub-competency (`all`) or points, and what meeting it gives.

    `outcome` is none, evidence, recommend or complete. `points` are (id number, points, required).
    """

    idnumber: str
    kind: str
    outcome: str
    total: int = 0
    points: tuple[tuple[str, int, bool], ...] = ()


@dataclass(frozen=True)
class ReadCompetency:
    """A competency of a file with the line it stands on; `columns` name the file's own columns by ours."""

    line: int
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
    scale: ReadScale | None = None
    rule: ReadRule | None = None

    def entry(
        self, *, scale_id: int | None, parents: tuple[str, ...] | None, related: tuple[str, ...]
    ) -> CompetencyEntry:
        """The competency as it is put on file, with its scale and the places that were judged."""
        return CompetencyEntry(
            idnumber=self.idnumber,
            name=self.name,
            description=self.description,
            category=self.category,
            parents=parents,
            tags=self.tags,
            synonyms=self.synonyms,
            more_synonyms=self.more_synonyms,
            related=related,
            access_tier=self.access_tier,
            status=self.status,
            scale_id=scale_id,
        )


@dataclass(frozen=True)
class Draft:
    """All that a file says of a framework. Without `framework` its competencies go into one on file.

    `lost` are id numbers of refused rows by their lines. `keeps_parents` says that the format holds one parent only:
    more on file are left, if the one is among them.
    """

    rows: tuple[ReadCompetency, ...]
    framework: ReadFramework | None = None
    into: str | None = None
    refused: tuple[Verdict, ...] = ()
    remarks: tuple[Trouble, ...] = ()
    notes: tuple[Sentence, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    keeps_parents: bool = False
    lost: dict[str, int] = field(default_factory=dict)

    def column(self, ours: str) -> str:
        """What the file calls a column."""
        return self.columns.get(ours, ours)


@dataclass
class Reading:
    """Gathers rows, and refuses an id number that comes twice, naming the earlier line (imports/upsert)."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: list[ReadCompetency] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)
    remarks: list[Trouble] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)

    def draft(self, **more: Any) -> Draft:
        """All that was gathered, as a draft."""
        return Draft(
            rows=tuple(self.rows),
            refused=tuple(self.refused),
            remarks=tuple(self.remarks),
            columns=self.columns,
            lost={name: line for name, line in self.lost.items() if self.lines.get(name) == line},
            **more,
        )

    def take(self, row: ReadCompetency, troubles: Sequence[Trouble] = ()) -> None:
        """Take a row, unless something is wrong in it or its id number came before."""
        found = [*troubles, *self._common(row)]
        if row.idnumber and (earlier := self.lines.setdefault(row.idnumber, row.line)) != row.line:
            twice = say("the id number {idnumber} stands in line {line} already", idnumber=row.idnumber, line=earlier)
            found.append(Trouble(row.line, self.column("idnumber"), twice))
        if found:
            self.refused.append(Verdict(row.line, Outcome.REFUSED, tuple(found)))
            self.lost.setdefault(row.idnumber, row.line)
        else:
            self.rows.append(replace(row, name=" ".join(row.name.split())))

    def column(self, ours: str) -> str:
        """What the file calls a column."""
        return self.columns.get(ours, ours)

    def _common(self, row: ReadCompetency) -> list[Trouble]:
        found = []
        if not row.idnumber:
            found.append(Trouble(row.line, self.column("idnumber"), say("an id number is missing")))
        if not any(each.isalnum() for each in row.name):
            found.append(Trouble(row.line, self.column("name"), say("a name is missing")))
        return found
