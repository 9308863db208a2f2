"""Role profiles in a file: a row for each requirement, or one without for a profile that requires nothing yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import ProwessError
from core.exchange.batches import Batch, Kind
from core.exchange.cells import Cells
from core.exchange.directory.on_file import parts
from core.exchange.learning.naming import Meant, competencies_meant
from core.exchange.likeness import by_columns
from core.exchange.outcomes import Outcome, Verdict
from core.exchange.rowwise import Asking, Judgement, Right, Row, RowBatch, judged, refuse
from core.exchange.sources import Options, Source
from core.frameworks import ScaleView, competencies, scales_of
from core.people import GROUP_KINDS, Actor, Capability, GroupKind
from core.people.models import Group
from core.profiles import (
    ProfileDetails,
    ProfileView,
    Requirement,
    profile_numbered,
    profile_views,
    save_profile,
)
from core.words import Sentence, say

REQUIRED = ("idnumber", "name")
OPTIONAL = ("positions", "public", "competency", "value", "n_of_group")

CREATED, UPDATED = Outcome.CREATED, Outcome.UPDATED

NamedGroup = tuple[str, str]
"""A group's kind and its name in lower case."""


@dataclass(frozen=True)
class SaidProfile:
    """What a row says of a profile: None and what is empty leave what is on file; filled positions are the whole."""

    idnumber: str
    name: str
    groups: tuple[NamedGroup, ...]
    public: bool | None
    competency: str
    value: str
    of_group: int | None


@dataclass(frozen=True)
class KnownProfiles:
    """What is on file of the profiles, groups and competencies that a file names."""

    profiles: Mapping[str, ProfileView]
    groups: Mapping[NamedGroup, int]
    competencies: Meant
    scales: Mapping[int, ScaleView]
    disabled: Collection[int] = ()


class ProfilesBatch(RowBatch[SaidProfile]):
    """Profiles with what they require; nothing is taken off a profile by a file."""

    required = REQUIRED
    optional = OPTIONAL

    def __init__(self, source: Source, options: Options) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        super().__init__(source, options)

    def read(self, cells: Cells) -> tuple[str, SaidProfile]:
        """A profile's requirement; its name is the same in all its rows."""
        said = SaidProfile(
            cells.needed("idnumber"),
            " ".join(cells.needed("name").split()),
            tuple(named_group(each) for each in cells.listed("positions")),
            cells.yes("public"),
            cells.text("competency"),
            cells.text("value"),
            cells.whole("n_of_group", least=1, most=10_000),
        )
        line, name = self._first.setdefault(said.idnumber.lower(), (cells.line, said.name))
        if name != said.name:
            cells.wrong("name", say("line {line} calls the profile '{name}'", line=line, name=name))
        if not said.competency and (said.value or said.of_group):
            cells.wrong("competency", say("it is empty"))
        return f"{said.idnumber.lower()}\t{said.competency.casefold()}", said

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidProfile]]) -> KnownProfiles:
        """The profiles, groups and competencies of these rows."""
        meant = competencies_meant(session, actor, {row.said.competency for row in rows if row.said.competency})
        ids = [each for each in meant.values() if isinstance(each, int)]
        scales: dict[int, ScaleView] = {}
        disabled: set[int] = set()
        for part in parts(sorted(set(ids))):
            scales |= scales_of(session, part)
            disabled |= {each.id for each in competencies(session, part).values() if not each.active}
        on_file = {each.idnumber.lower(): each for each in profile_views(session, Actor.operator(session.workspace_id))}
        named = {each for row in rows for each in row.said.groups}
        return KnownProfiles(on_file, _groups(session, named), meant, scales, disabled)

    def judge(self, known: KnownProfiles, row: Row[SaidProfile]) -> Judgement:
        """Whether a profile is new, differs, or can't be so."""
        if unknown := [name for kind, name in row.said.groups if (kind, name) not in known.groups]:
            return refuse(row, "positions", say("there is no such group: {names}", names=unknown[:3]))
        wanted = _requirement(known, row.said)
        if isinstance(wanted, Sentence):
            return refuse(row, "competency" if _unknown(known, row.said) else "value", wanted)
        before = known.profiles.get(row.said.idnumber.lower())
        kept = {each.competency_id for each in before.requirements} if before else set()
        if wanted is not None and wanted.competency_id in set(known.disabled) - kept:
            return refuse(row, "competency", say("{name} is disabled", name=row.said.competency))
        there = before.details if before else None
        return judged(before, there is not None and not _said(known, there, row.said).same_as(there))

    def rights(self, known: KnownProfiles, row: Row[SaidProfile]) -> Iterable[Right]:
        """Profiles are edited for the whole site."""
        yield Right(Capability.PROFILE_MANAGE, "category", (None,))

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """Do rows, those of one profile at once; where one of them is refused, one after the other."""
        rows = self.rows[start : start + count]
        known = self.look(session, actor, rows)
        of_profile: dict[str, list[Row[SaidProfile]]] = {}
        for row in rows:
            of_profile.setdefault(row.said.idnumber.lower(), []).append(row)
        done = {each.line: each for some in of_profile.values() for each in self._saved(session, actor, known, some)}
        return [done[row.cells.line] for row in rows]

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownProfiles, row: Row[SaidProfile]) -> None:
        """Make the profile or bring it up to date with the row."""
        _save(session, actor, self.look(session, actor, [row]), [row])

    def _saved(
        self, session: WorkspaceSession, actor: Actor, known: KnownProfiles, rows: Sequence[Row[SaidProfile]]
    ) -> list[Verdict]:
        """The rows of one profile, saved once."""
        asking, facts = Asking(session, actor), len(session.facts)
        verdicts = [self._verdict(row, self._judged(asking, known, row)) for row in rows]
        wanted = [row for row, each in zip(rows, verdicts, strict=True) if each.outcome in (CREATED, UPDATED)]
        # Positions that a later row replaces are still to be refused where they can't be.
        if len({row.said.groups for row in wanted if row.said.groups}) > 1:
            return [self._done(session, actor, known, row) for row in rows]
        try:
            with session.begin_nested():
                _save(session, actor, known, wanted)
        except ProwessError:
            del session.facts[facts:]
            return [self._done(session, actor, known, row) for row in rows]
        return verdicts


def _save(
    session: WorkspaceSession, actor: Actor, known: KnownProfiles, rows: Sequence[Row[SaidProfile]]
) -> None:
    """Make the profile of these rows, or bring it up to date with them, one upon the other."""
    if not rows:
        return
    number = rows[0].said.idnumber
    before = known.profiles.get(number.lower())
    there = before.details if before else None
    for row in rows:
        there = _said(known, there, row.said)
    archived = profile_numbered(session, number) if before is None else None
    if there is not None:
        wanted = replace(there, idnumber=archived.idnumber) if archived is not None else there
        save_profile(session, actor, wanted, before.id if before else None)


def named_group(cell: str) -> NamedGroup:
    """'Driver' is a position, 'team Warehouse' a team."""
    kind, _, name = cell.partition(" ")
    if kind.lower() in GROUP_KINDS and name.strip():
        return kind.lower(), name.strip().lower()
    return str(GroupKind.POSITION), cell.strip().lower()


def _groups(session: WorkspaceSession, named: Collection[NamedGroup]) -> dict[NamedGroup, int]:
    kinds = sorted({kind for kind, _ in named})
    query = select(Group.kind, Group.name, Group.id).where(Group.kind.in_(kinds), Group.archived_at.is_(None))
    return {(kind, name.lower()): each for kind, name, each in session.execute(query)} if kinds else {}


def _unknown(known: KnownProfiles, said: SaidProfile) -> bool:
    return not isinstance(known.competencies.get(said.competency), int)


def _requirement(known: KnownProfiles, said: SaidProfile) -> Requirement | Sentence | None:
    """What a row requires, or why it can't; None where it names nothing."""
    if not said.competency:
        return None
    meant = known.competencies[said.competency]
    if not isinstance(meant, int):
        return meant
    scale = known.scales[meant]
    if not said.value:
        return Requirement(meant, scale.lowest_proficient.id, said.of_group)
    same = [each for each in scale.values if each.name.casefold() == said.value.casefold()]
    if not same:
        names = [each.name for each in scale.values]
        return say("{value} is no value here. Values: {values}", value=said.value, values=names)
    return Requirement(meant, same[0].id, said.of_group)


def _said(known: KnownProfiles, before: ProfileDetails | None, said: SaidProfile) -> ProfileDetails:
    """The profile as the row has it, upon what is on file."""
    there = before or ProfileDetails(said.name, said.idnumber)
    groups = tuple(known.groups[each] for each in said.groups) if said.groups else there.group_ids
    wanted: Any = _requirement(known, said)
    others = tuple(each for each in there.requirements if wanted is None or each.competency_id != wanted.competency_id)
    requirements = (*others, wanted) if wanted is not None else others
    public = there.public if said.public is None else said.public
    return ProfileDetails(said.name, there.idnumber, public, groups, requirements)


def _read(source: Source, options: Options) -> Batch:
    return ProfilesBatch(source, options)


PROFILES = Kind(
    "profiles", say("Role profiles"), say("role profiles"), Capability.PROFILE_MANAGE, _read,
    by_columns(REQUIRED, OPTIONAL), REQUIRED, OPTIONAL,
)  # fmt: skip
