"""Reading qualifications: a person's own view, a colleague's, and what is on file already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import CompetencyCategory, CompetencyView, competencies, may_see_tier, scales_of, sees_all_tiers
from core.people import Actor, Capability, access_tier_of
from core.qualifications.details import QualificationDetails
from core.qualifications.models import Qualification, QualificationVersion
from core.qualifications.papers import NOT_ON_FILE, RENEWED, checked_columns, current, held_papers, in_hand, paper_from
from core.qualifications.requests import require_verifying, verification
from core.qualifications.rules import is_same
from core.qualifications.sight import Sight, sight_over
from core.qualifications.views import QualificationView, SeenRow, known_competencies, views_of

CATEGORY_ORDER = {str(category): place for place, category in enumerate(CompetencyCategory)}


def qualifications_of(session: WorkspaceSession, actor: Actor, person_id: int) -> list[QualificationView]:
    """Everything a person holds as the actor may see it, by category and name, what expires first before the rest.

    The person, those who supervise them and admins see all, a current reviewer what they review, a teacher what their
    course is about; others see skills, languages, education and experience by name, certifications not at all. Nothing
    above the viewer's tier is there, one's own excepted (qualifications/own-view, privacy/names, details).
    """
    rows = _rows(session, person_id)
    named = known_competencies(session, {held.competency_id for held, _ in rows})
    details = sight_over(session, actor, person_id)
    files = sight_over(session, actor, person_id, Capability.DOCUMENT_OPEN)
    shown = [row for row in rows if _within_tier(session, actor, person_id, named[row[0].competency_id])]
    seen = [
        SeenRow(held, version, details.covers(held.competency_id), files.covers(held.competency_id))
        for held, version in _named_once(shown, details, named)
    ]
    return sorted(views_of(session, seen), key=_place)


def qualification(session: WorkspaceSession, actor: Actor, qualification_id: int) -> QualificationView:
    """One qualification on file, as the actor may see it; what is hidden and what is missing read alike."""
    row = session.scalar(select(Qualification).where(Qualification.id == qualification_id))
    seen = qualifications_of(session, actor, row.person_id) if row is not None else []
    for view in seen:
        if view.id == qualification_id:
            return view
    raise NotFound(NOT_ON_FILE)


def qualification_to_verify(session: WorkspaceSession, actor: Actor, verification_id: int) -> QualificationView:
    """What is asked to be verified, for those who may verify it while the request is open; else as they see it anyway.

    Documents only for the current reviewer and those who may open them anyhow (review/current-reviewer).
    """
    asked = verification(session, verification_id)
    if not asked.is_open:
        return qualification(session, actor, asked.qualification_id)
    held, version = current(session, asked.qualification_id)
    require_verifying(session, actor, held)
    files = sight_over(session, actor, held.person_id, Capability.DOCUMENT_OPEN)
    (view,) = views_of(session, [SeenRow(held, version, True, files.covers(held.competency_id))])
    return view


def competency_of(session: WorkspaceSession, qualification_id: int) -> int:
    """The competency that a qualification is of, whoever asks; raises NotFound."""
    found = session.scalar(select(Qualification.competency_id).where(Qualification.id == qualification_id))
    if found is None:
        raise NotFound(NOT_ON_FILE)
    return found


def holder_of(session: WorkspaceSession, qualification_id: int) -> int:
    """Whose a qualification is, whoever asks; raises NotFound."""
    found = session.scalar(select(Qualification.person_id).where(Qualification.id == qualification_id))
    if found is None:
        raise NotFound(NOT_ON_FILE)
    return found


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


Row = tuple[Qualification, QualificationVersion]


def _rows(session: WorkspaceSession, person_id: int) -> list[Row]:
    query = (
        select(Qualification, QualificationVersion)
        .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
        .where(Qualification.person_id == person_id, in_hand())
        .order_by(Qualification.id)
    )
    return [(held, version) for held, version in session.execute(query)]


def _within_tier(session: WorkspaceSession, actor: Actor, person_id: int, competency: CompetencyView) -> bool:
    """Whether the viewer's tier lets them see it; one's own stay visible (people/tier-see)."""
    if competency.access_tier is None or actor.person_id == person_id or sees_all_tiers(session, actor):
        return True
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return may_see_tier(competency.access_tier, tier)


def _named_once(rows: list[Row], details: Sight, named: dict[int, CompetencyView]) -> list[Row]:
    """What is open in full, and of the rest each name once, certifications not at all (privacy/names)."""
    told: set[int] = set()
    kept = []
    for row in rows:
        competency_id = row[0].competency_id
        if not details.covers(competency_id):
            if named[competency_id].category == CompetencyCategory.CERTIFICATION or competency_id in told:
                continue
            told.add(competency_id)
        kept.append(row)
    return kept


def _place(view: QualificationView) -> tuple[int, str, date, int]:
    return (CATEGORY_ORDER[view.category], view.name.casefold(), view.expires_on or date.max, view.id)
