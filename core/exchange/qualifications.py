"""Qualifications in a file, known by person, competency, issue date and number; an empty cell changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.db import WorkspaceSession
from core.errors import Invalid, ProwessError
from core.exchange.cells import Cells
from core.exchange.directory.on_file import PersonOnFile, parts, people_by_email
from core.exchange.learning.naming import competencies_meant
from core.exchange.outcomes import Outcome, Verdict
from core.exchange.rowwise import Asking, Judgement, Row, RowBatch, judged, refuse
from core.frameworks import CompetencyCategory, CompetencyView, ScaleView, competencies, scales_of
from core.people import Actor, Capability, allows, over
from core.qualifications import (
    NewQualification,
    QualificationDetails,
    checked_columns,
    edit_qualification,
    is_same,
    log_qualifications,
    paper_from,
    reached_people,
    said_in_hand,
)
from core.words import Sentence, say

REQUIRED = ("person", "category", "competency")
OPTIONAL = ("value", "issued_on", "expires_on", "issuer", "number", "public_note", "links", "details")
SHOWN = ("name", "status", "verified")
"""Columns that an export has for its readers; an import leaves them alone."""

NOT_YOURS = say("you may not change this person's qualifications; those who supervise them or an admin can")
BULK = 500


@dataclass(frozen=True)
class SaidQualification:
    """What a row says; a field left empty is None, or has no entry."""

    person: str
    category: str
    competency: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownQualifications:
    """What is on file of whom and what a file names, and whose the actor may write (None: everybody's)."""

    people: Mapping[str, PersonOnFile]
    meant: Mapping[str, int | Sentence]
    competencies: Mapping[int, CompetencyView]
    scales: Mapping[int, ScaleView]
    held: Mapping[tuple[int, int], Sequence[tuple[int, dict[str, Any]]]]
    reached: frozenset[int] | None
    own: int | None


class QualificationsBatch(RowBatch[SaidQualification]):
    """Qualifications, in the order of the file, many at once."""

    required = REQUIRED
    optional = (*OPTIONAL, *SHOWN)
    part = BULK

    def read(self, cells: Cells) -> tuple[str, SaidQualification]:
        """A qualification of the file."""
        person, competency = cells.needed("person").lower(), cells.needed("competency")
        category = cells.one_of("category", [str(each) for each in CompetencyCategory])
        if not category and not cells.text("category"):
            cells.needed("category")
        said: dict[str, Any] = {name: cells.day(name) for name in ("issued_on", "expires_on")}
        said |= {name: cells.text(name) or None for name in ("value", "issuer", "number", "public_note")}
        said["links"] = cells.listed("links")
        said["particulars"] = _particulars(cells)
        key = f"{person} {competency} {said['issued_on'] or ''} {said['number'] or ''}".strip()
        told = {name: value for name, value in said.items() if value}
        return key, SaidQualification(person, category, competency, told)

    def look(
        self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidQualification]]
    ) -> KnownQualifications:
        """Whom and what these rows name, with what is on file, a few queries however many."""
        people = people_by_email(session, {row.said.person for row in rows})
        meant = competencies_meant(session, actor, {row.said.competency for row in rows})
        ids = sorted({each for each in meant.values() if isinstance(each, int)})
        known: dict[int, CompetencyView] = {}
        scales: dict[int, ScaleView] = {}
        for part in parts(ids):
            known |= competencies(session, part)
            scales |= scales_of(session, part)
        pairs = {
            (people[row.said.person].id, found)
            for row in rows
            if row.said.person in people and isinstance(found := meant[row.said.competency], int)
        }
        return KnownQualifications(
            people, meant, known, scales, said_in_hand(session, pairs), *_reach(session, actor)
        )

    def judge(self, known: KnownQualifications, row: Row[SaidQualification]) -> Judgement:
        """Whether it is new, differs from what is on file, or names somebody or something unknown."""
        said = row.said
        if said.person not in known.people:
            return refuse(row, "person", say("nobody here has the address {email}", email=said.person))
        meant = known.meant[said.competency]
        if not isinstance(meant, int):
            return refuse(row, "competency", meant)
        competency = known.competencies[meant]
        if said.category != competency.category:
            reason = say("{name} is in the category {category}", name=competency.name, category=competency.category)
            return refuse(row, "category", reason)
        person_id = known.people[said.person].id
        if known.reached is not None and person_id not in known.reached and person_id != known.own:
            return refuse(row, "person", NOT_YOURS)
        try:
            before = _on_file(known, row)
            wanted = _columns(known, row, before)
        except Invalid as wrong:
            return refuse(row, str(wrong.field or "competency"), wrong.sentence)
        return judged(before, before is not None and before[1] != wanted)

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """New ones at once, changed ones one by one; where that is refused, row by row."""
        rows = self.rows[start : start + count]
        known, asking = self.look(session, actor, rows), Asking(session, actor)
        verdicts = {row.cells.line: self._verdict(row, self._judged(asking, known, row)) for row in rows}
        fresh = [row for row in rows if verdicts[row.cells.line].outcome == Outcome.CREATED]
        facts = len(session.facts)
        try:
            with session.begin_nested():
                log_qualifications(session, actor, [_new(known, row) for row in fresh])
        except ProwessError:
            del session.facts[facts:]
            verdicts |= {row.cells.line: self._done(session, actor, known, row) for row in fresh}
        changed = [row for row in rows if verdicts[row.cells.line].outcome == Outcome.UPDATED]
        verdicts |= {row.cells.line: self._done(session, actor, known, row) for row in changed}
        return list(verdicts.values())

    def do(
        self, session: WorkspaceSession, actor: Actor, known: KnownQualifications, row: Row[SaidQualification]
    ) -> None:
        """One row alone."""
        before = _on_file(known, row)
        if before is None:
            log_qualifications(session, actor, [_new(known, row)])
        else:
            edit_qualification(session, actor, before[0], _details(known, row, before))


def _particulars(cells: Cells) -> dict[str, str]:
    found = {}
    for each in cells.listed("details"):
        name, sign, value = each.partition("=")
        if not sign:
            cells.wrong("details", say("'{entry}' isn't of the form name=value", entry=each))
        found[name.strip()] = value.strip()
    return found


def _reach(session: WorkspaceSession, actor: Actor) -> tuple[frozenset[int] | None, int | None]:
    """Whose qualifications the actor may write: None for everybody's; and themself, where they may."""
    reached = reached_people(session, actor, Capability.QUALIFICATION_WRITE)
    if reached is None:
        return None, None
    ids = reached if isinstance(reached, list) else session.scalars(reached)
    own = actor.person_id or 0
    may = allows(session, actor, Capability.QUALIFICATION_OWN_WRITE, over(own))
    return frozenset(ids), own if may else None


def _pair(known: KnownQualifications, row: Row[SaidQualification]) -> tuple[int, int]:
    meant = known.meant[row.said.competency]
    assert isinstance(meant, int)
    return known.people[row.said.person].id, meant


def _on_file(known: KnownQualifications, row: Row[SaidQualification]) -> tuple[int, dict[str, Any]] | None:
    """The one with this issue date and number, else one that counts as the same paper."""
    held = known.held.get(_pair(known, row), ())
    issued, number = row.said.said.get("issued_on"), row.said.said.get("number")
    exact = [each for each in held if (each[1]["issued_on"], each[1]["number"]) == (issued, number)]
    if exact:
        return exact[0]
    paper = paper_from(_columns(known, row, None))
    return next((each for each in held if is_same(paper, paper_from(each[1]))), None)


def _columns(
    known: KnownQualifications, row: Row[SaidQualification], before: tuple[int, dict[str, Any]] | None
) -> dict[str, Any]:
    """The columns that the row leads to: what it leaves empty stays."""
    _, competency_id = _pair(known, row)
    return checked_columns(
        _details(known, row, before), known.competencies[competency_id], known.scales[competency_id]
    )


def _details(
    known: KnownQualifications, row: Row[SaidQualification], before: tuple[int, dict[str, Any]] | None
) -> QualificationDetails:
    _, competency_id = _pair(known, row)
    kept: dict[str, Any] = {}
    if before is not None:
        scale, columns = known.scales[competency_id], before[1]
        value = scale.value(columns["scale_value_id"])
        names = ("issued_on", "expires_on", "issuer", "number", "public_note")
        kept = {name: columns[name] for name in names} | {
            "value": value.name if value else None,
            "particulars": dict(columns["details"] or {}),
            "links": tuple(columns["links"] or ()),
        }
    return QualificationDetails(competency_id, **{**kept, **row.said.said})


def _new(known: KnownQualifications, row: Row[SaidQualification]) -> NewQualification:
    return NewQualification(_pair(known, row)[0], _details(known, row, None))
