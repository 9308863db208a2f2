"""Reading qualifications: a person's own view, a colleague's, and what the ratings stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.documents import DocumentView, documents
from core.errors import NotFound
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    ScaleValueView,
    ScaleView,
    competencies,
    may_see_tier,
    scales_of,
    sees_all_tiers,
)
from core.people import Actor, Capability, access_tier_of, allows, over, person
from core.qualifications.details import QualificationDetails, Status, TypeSwitches
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.papers import (
    CHUNK,
    RENEWED,
    checked_columns,
    held_papers,
    in_hand,
    paper_from,
)
from core.qualifications.rules import days_left, is_same, missing_fields, statuses
from core.qualifications.service import documents_on
from core.qualifications.types import types_of
from core.words import say

CATEGORY_ORDER = {str(category): place for place, category in enumerate(CompetencyCategory)}


@dataclass(frozen=True)
class QualificationView:
    """A qualification as one viewer may see it.

    To whom the details are closed it has id, person, competency, name and category alone, and `by_name_only` is true
    (privacy/names). `documents` and `links` are there only for those who may open them; `has_documents` is for all
    who see the details. `left` is days until expiry in the holder's calendar, negative after it.
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
    registered_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def details(self) -> QualificationDetails:
        """What it says, in the form in which it is corrected or renewed."""
        return QualificationDetails(
            self.competency_id, self.issued_on, self.expires_on, self.value.name if self.value else None,
            self.issuer, self.number, self.public_note, dict(self.particulars), self.links,
        )


def qualifications_of(session: WorkspaceSession, actor: Actor, person_id: int) -> list[QualificationView]:
    """Everything a person holds as the actor may see it, by category and name, what expires first before the rest.

    The person, those who supervise them and admins see all; others see skills, languages, education and experience by
    name, certifications not at all, and nothing above their tier (qualifications/own-view, privacy/names, details).
    """
    rows = _rows(session, person_id)
    named = _named(session, {held.competency_id for held, _ in rows})
    if not allows(session, actor, Capability.DETAILS_VIEW, over(person_id)):
        return _by_name(session, actor, rows, named)
    views = _detailed(session, actor, person_id, rows, named)
    return sorted(views, key=_place)


def qualification(session: WorkspaceSession, actor: Actor, qualification_id: int) -> QualificationView:
    """One qualification on file, as the actor may see it; what is hidden and what is missing read alike."""
    row = session.scalar(select(Qualification).where(Qualification.id == qualification_id))
    seen = qualifications_of(session, actor, row.person_id) if row is not None else []
    for view in seen:
        if view.id == qualification_id:
            return view
    raise NotFound(say("That qualification is not on file."))


def earlier_versions(
    session: WorkspaceSession, actor: Actor, qualification_id: int
) -> list[tuple[date | None, date | None]]:
    """Issue and expiry dates before its renewals, newest first, for who sees its details (qualifications/renew)."""
    view = qualification(session, actor, qualification_id)
    if view.by_name_only:
        return []
    query = (
        select(QualificationVersion.issued_on, QualificationVersion.expires_on)
        .where(
            QualificationVersion.qualification_id == qualification_id,
            QualificationVersion.state == RENEWED,
            QualificationVersion.superseded_at.is_(None),
        )
        .order_by(QualificationVersion.id.desc())
    )
    return [(issued, expires) for issued, expires in session.execute(query)]


def held_of(
    session: WorkspaceSession, actor: Actor, person_id: int, competency_id: int
) -> list[QualificationView]:
    """What a person has in hand of one competency, the latest issued first; only for those who see details."""
    seen = [
        view
        for view in qualifications_of(session, actor, person_id)
        if view.competency_id == competency_id and not view.by_name_only
    ]
    return sorted(seen, key=lambda view: (view.issued_on or date.min, view.id), reverse=True)


def same_on_file(
    session: WorkspaceSession, actor: Actor, person_id: int, details: QualificationDetails
) -> QualificationView | None:
    """The qualification on file that these details are already, None when they say something new."""
    held = held_of(session, actor, person_id, details.competency_id)
    scale = scales_of(session, [details.competency_id])[details.competency_id]
    competency = competencies(session, [details.competency_id])[details.competency_id]
    new = paper_from(checked_columns(details, competency, scale))
    papers = held_papers(session, [(person_id, details.competency_id)]).get((person_id, details.competency_id), [])
    same = {qualification_id for qualification_id, paper in papers if is_same(new, paper)}
    return next((view for view in held if view.id in same), None)


def _rows(session: WorkspaceSession, person_id: int) -> list[tuple[Qualification, QualificationVersion]]:
    query = (
        select(Qualification, QualificationVersion)
        .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
        .where(Qualification.person_id == person_id, in_hand())
        .order_by(Qualification.id)
    )
    return [(held, version) for held, version in session.execute(query)]


def _named(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, CompetencyView]:
    wanted = sorted(competency_ids)
    found: dict[int, CompetencyView] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= competencies(session, wanted[start : start + CHUNK])
    return found


def _by_name(
    session: WorkspaceSession,
    actor: Actor,
    rows: list[tuple[Qualification, QualificationVersion]],
    named: dict[int, CompetencyView],
) -> list[QualificationView]:
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    sees_all = sees_all_tiers(session, actor)
    seen: dict[int, QualificationView] = {}
    for held, _ in rows:
        competency = named[held.competency_id]
        hidden = competency.category == CompetencyCategory.CERTIFICATION or not may_see_tier(
            competency.access_tier, tier, sees_all=sees_all
        )
        if not hidden:
            seen[competency.id] = QualificationView(
                held.id, held.person_id, competency.id, competency.name, competency.category, by_name_only=True
            )
    return sorted(seen.values(), key=_place)


def _detailed(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    rows: list[tuple[Qualification, QualificationVersion]],
    named: dict[int, CompetencyView],
) -> list[QualificationView]:
    today = day_in(person(session, person_id).time_zone, session.now)
    switches = types_of(session, named)
    scales = scales_of(session, named) if named else {}
    attached = documents_on(session, [held.id for held, _ in rows])
    files = documents(session, [each for several in attached.values() for each in several])
    opens = allows(session, actor, Capability.DOCUMENT_OPEN, over(person_id))
    views = []
    for held, version in rows:
        kind = _Kind(named[held.competency_id], switches[held.competency_id], scales[held.competency_id])
        on_it = tuple(files[each] for each in attached[held.id] if each in files)
        views.append(_view(held, version, kind, on_it, today=today, opens=opens))
    return views


@dataclass(frozen=True)
class _Kind:
    competency: CompetencyView
    switches: TypeSwitches
    scale: ScaleView

    @property
    def needs_value(self) -> bool:
        return self.competency.category == CompetencyCategory.LANGUAGE


def _view(
    held: Qualification,
    version: QualificationVersion,
    kind: _Kind,
    files: tuple[DocumentView, ...],
    *,
    today: date,
    opens: bool,
) -> QualificationView:
    valued = {"needs_value": kind.needs_value, "has_value": version.scale_value_id is not None}
    has_documents = bool(files or version.links)
    return QualificationView(
        held.id, held.person_id, held.competency_id, kind.competency.name, kind.competency.category,
        value=kind.scale.value(version.scale_value_id),
        issued_on=version.issued_on,
        expires_on=version.expires_on,
        left=days_left(version.expires_on, today),
        issuer=version.issuer,
        number=version.number,
        public_note=version.public_note,
        particulars=dict(version.details or {}),
        links=tuple(version.links or ()) if opens else (),
        documents=files if opens else (),
        has_documents=has_documents,
        statuses=statuses(version, kind.switches, today=today, has_documents=has_documents, **valued),
        missing=missing_fields(version, kind.switches, **valued),
        verified=version.verified_at is not None,
        registered_at=held.created_at,
        changed_at=version.recorded_at,
    )


def _place(view: QualificationView) -> tuple[int, str, date, int]:
    return (CATEGORY_ORDER[view.category], view.name.casefold(), view.expires_on or date.max, view.id)
