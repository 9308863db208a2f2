"""Qualifications as a viewer sees them, made of rows of any number of people with a few queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.clock import day_in
from core.db import WorkspaceSession
from core.documents import DocumentView, documents
from core.frameworks import CompetencyCategory, CompetencyView, ScaleValueView, ScaleView, competencies, scales_of
from core.people import people
from core.qualifications.details import QualificationDetails, Status, TypeSwitches
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.papers import CHUNK
from core.qualifications.requests import VerificationView, open_verifications
from core.qualifications.revoking import RevocationView, revocations
from core.qualifications.rules import days_left, missing_fields, statuses
from core.qualifications.service import documents_on
from core.qualifications.types import types_of


@dataclass(frozen=True)
class QualificationView:
    """A qualification as one viewer may see it.

    To whom the details are closed it has id, person, competency, name and category alone, and `by_name_only` is true
    (privacy/names). `documents` and `links` are there only for those who may open them; `has_documents` is for all
    who see the details. `left` is days until expiry in the holder's calendar, negative after it. `revoked` is the
    revocation in force, `verification` the open request to verify it; `version_id` is what is looked at.
    """

    id: int
    person_id: int
    competency_id: int
    name: str
    category: str
    by_name_only: bool = False
    value: ScaleValueView | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    left: int | None = None
    issuer: str | None = None
    number: str | None = None
    public_note: str | None = None
    particulars: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    has_documents: bool = False
    statuses: frozenset[Status] = frozenset()
    missing: tuple[str, ...] = ()
    verified: bool = False
    verified_at: datetime | None = None
    verified_by_id: int | None = None
    revoked: RevocationView | None = None
    verification: VerificationView | None = None
    registered_at: datetime | None = None
    changed_at: datetime | None = None
    version_id: int | None = None

    @property
    def details(self) -> QualificationDetails:
        """What it says, in the form in which it is corrected or renewed."""
        return QualificationDetails(
            self.competency_id, self.issued_on, self.expires_on, self.value.name if self.value else None,
            self.issuer, self.number, self.public_note, dict(self.particulars), self.links,
        )


@dataclass(frozen=True)
class SeenRow:
    """A qualification with its version in hand, and whether its details and its documents are open to the viewer."""

    held: Qualification
    version: QualificationVersion
    details: bool
    documents: bool


def views_of(session: WorkspaceSession, rows: Sequence[SeenRow]) -> list[QualificationView]:
    """The rows as views, in their order; set-based, up to some thousands at once."""
    named = known_competencies(session, {row.held.competency_id for row in rows})
    open_rows = [row for row in rows if row.details]
    beside = _beside(session, open_rows)
    return [
        _view(row, beside, named[row.held.competency_id]) if row.details else _name_only(row, named) for row in rows
    ]


def known_competencies(session: WorkspaceSession, ids: Collection[int]) -> dict[int, CompetencyView]:
    """Competencies by id, however many, whoever asks."""
    found: dict[int, CompetencyView] = {}
    for part in _parts(sorted(ids)):
        found |= competencies(session, part)
    return found


@dataclass(frozen=True)
class _Beside:
    """What views need besides their rows, read at once."""

    today: Mapping[int, date]
    switches: Mapping[int, TypeSwitches]
    scales: Mapping[int, ScaleView]
    attached: Mapping[int, Sequence[int]]
    files: Mapping[int, DocumentView]
    revoked: Mapping[int, RevocationView]
    asked: Mapping[int, VerificationView]


def _beside(session: WorkspaceSession, rows: Sequence[SeenRow]) -> _Beside:
    ids = [row.held.id for row in rows]
    kinds = sorted({row.held.competency_id for row in rows})
    scales: dict[int, ScaleView] = {}
    for part in _parts(kinds):
        scales |= scales_of(session, part)
    today: dict[int, date] = {}
    for part in _parts(sorted({row.held.person_id for row in rows})):
        today |= {each.id: day_in(each.time_zone, session.now) for each in people(session, part).values()}
    attached = documents_on(session, ids)
    files = documents(session, [each for several in attached.values() for each in several])
    asked = open_verifications(session, ids)
    return _Beside(today, types_of(session, kinds), scales, attached, files, revocations(session, ids), asked)


def _view(row: SeenRow, beside: _Beside, competency: CompetencyView) -> QualificationView:
    held, version = row.held, row.version
    switches, scale = beside.switches[held.competency_id], beside.scales[held.competency_id]
    today = beside.today[held.person_id]
    files = tuple(beside.files[each] for each in beside.attached[held.id] if each in beside.files)
    needs_value, has_value = competency.category == CompetencyCategory.LANGUAGE, version.scale_value_id is not None
    has_documents = bool(files or version.links)
    return QualificationView(
        held.id, held.person_id, held.competency_id, competency.name, competency.category,
        value=scale.value(version.scale_value_id),
        issued_on=version.issued_on,
        expires_on=version.expires_on,
        left=days_left(version.expires_on, today),
        issuer=version.issuer,
        number=version.number,
        public_note=version.public_note,
        particulars=dict(version.details or {}),
        links=tuple(version.links or ()) if row.documents else (),
        documents=files if row.documents else (),
        has_documents=has_documents,
        statuses=statuses(
            version, switches, today=today, has_documents=has_documents, needs_value=needs_value, has_value=has_value
        ),
        missing=missing_fields(version, switches, needs_value=needs_value, has_value=has_value),
        verified=version.verified_at is not None,
        verified_at=version.verified_at,
        verified_by_id=version.verified_by_id,
        revoked=beside.revoked.get(held.id),
        verification=beside.asked.get(held.id),
        registered_at=held.created_at,
        changed_at=version.recorded_at,
        version_id=version.id,
    )


def _name_only(row: SeenRow, named: Mapping[int, CompetencyView]) -> QualificationView:
    competency = named[row.held.competency_id]
    return QualificationView(
        row.held.id, row.held.person_id, competency.id, competency.name, competency.category, by_name_only=True
    )


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
