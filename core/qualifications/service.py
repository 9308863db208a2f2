"""Putting qualifications on file, renewing and correcting them, and documents on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.documents import documents
from core.errors import Conflict, Invalid, NotFound
from core.frameworks import CompetencyView, ScaleView, competencies, scales_of
from core.history import begin, end, withdraw
from core.people import Actor, Capability
from core.qualifications.details import NewQualification, QualificationDetails
from core.qualifications.entering import Entry, enter, record_fact, unverified
from core.qualifications.events import QualificationChanged, QualificationRenewed
from core.qualifications.models import Qualification, QualificationDocument
from core.qualifications.papers import (
    CHUNK,
    RENEWED,
    Pair,
    changes_between,
    checked_columns,
    current,
    held_papers,
    paper_from,
    paper_of,
    stated_by,
)
from core.qualifications.rights import require_visible, require_writing, require_writing_all
from core.qualifications.rules import Paper, is_same, resets_verification
from core.qualifications.sight import sight_over
from core.words import say


def log_qualification(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    details: QualificationDetails,
    documents: Iterable[int] = (),
    *,
    notify: bool = False,
) -> int:
    """Put what a person holds on file, with documents kept before; its id.

    With `notify` they are told of it once, where somebody else registers it (qualifications/notify).

    Raises Refused without the right, NotFound for an unknown competency, Invalid naming the field for dates out of
    order or a value the scale lacks, Conflict (detail `qualification_id`) when the same paper is on file.
    Missing fields are no error: they are shown until filled (qualifications/missing).
    """
    require_writing(session, actor, person_id)
    known = _known(session, [details.competency_id])
    require_visible(session, actor, known.get(details.competency_id))
    row = NewQualification(person_id, details)
    ids, fresh = _put_on_file(session, actor, [row], known, notify=notify, ask=True)
    if not fresh:
        raise Conflict(say("Already on file. Nothing changed."), qualification_id=ids[0])
    for document_id in documents:
        _attach(session, ids[0], person_id, document_id)
    return ids[0]


def log_qualifications(session: WorkspaceSession, actor: Actor, rows: Sequence[NewQualification]) -> list[int]:
    """Put many qualifications on file, as from a file, without a query for each; ids in the order of the rows.

    A row whose paper is on file, or stands earlier among the rows, gives that one's id and adds nothing: repeating is
    harmless. The first wrong row refuses all, and its error has `row` (from 0). Nobody is told of it or asked.
    """
    require_writing_all(session, actor, {row.person_id for row in rows})
    known = _known(session, [row.details.competency_id for row in rows])
    ids, _ = _put_on_file(session, actor, rows, known)
    return ids


def register_for_all(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    details: QualificationDetails,
    *,
    notify: bool = True,
) -> tuple[list[int], list[int]]:
    """Register the same for several persons at once, set-based (qualifications/add).

    Ids of what is new, and of the people who have it on file already, for whom nothing changes. With `notify` each
    other person is told once. Raises Refused naming who is out of reach, NotFound and Invalid as for one.
    """
    wanted = list(dict.fromkeys(person_ids))
    require_writing_all(session, actor, wanted)
    known = _known(session, [details.competency_id])
    require_visible(session, actor, known.get(details.competency_id))
    rows = [NewQualification(each, details) for each in wanted]
    _, fresh = _put_on_file(session, actor, rows, known, notify=notify, ask=True)
    made = {each.person_id for each in fresh}
    return [each.id for each in fresh], [each for each in wanted if each not in made]


def renew_qualification(
    session: WorkspaceSession,
    actor: Actor,
    qualification_id: int,
    details: QualificationDetails,
    documents: Iterable[int] = (),
) -> int:
    """Give a qualification a new version with new dates; the old one becomes history (qualifications/renew). Its id.

    The renewed one is not verified, and documents of the old one stay with that. Raises Conflict when nothing in it is
    new: the same dates.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    columns = _checked(session, held, details)
    if (columns["issued_on"], columns["expires_on"]) == (version.issued_on, version.expires_on):
        raise Conflict(say("Already on file. Nothing changed."), qualification_id=held.id)
    before = stated_by(version)
    fresh = version.copied(**columns, **unverified(actor))
    past = end(session, version)
    past.state = RENEWED
    session.flush()
    begin(session, fresh, at=session.now)
    end_documents(session, held.id)
    changes = changes_between(held.id, held.person_id, before, columns)
    record_fact(session, actor, QualificationRenewed, held, changes=changes, ask=True)
    for document_id in documents:
        _attach(session, held.id, held.person_id, document_id)
    return held.id


def edit_qualification(
    session: WorkspaceSession, actor: Actor, qualification_id: int, details: QualificationDetails
) -> None:
    """Correct what a qualification says; the correction counts as having been so from the start.

    A change of dates or value undoes a verification (qualifications/verified). Repeating changes nothing. Links that
    the actor may not see stay.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    if not sight_over(session, actor, held.person_id, Capability.DOCUMENT_OPEN).covers(held.competency_id):
        details = replace(details, links=(*(version.links or ()), *details.links))
    columns = _checked(session, held, details)
    before = stated_by(version)
    if before == columns:
        return
    kept = {} if not resets_verification(paper_of(version), paper_from(columns)) else unverified(actor)
    fresh = version.copied(**{**columns, "recorded_by_id": actor.person_id, **kept})
    withdraw(session, version)
    session.flush()
    begin(session, fresh)
    changes = changes_between(held.id, held.person_id, before, columns)
    record_fact(session, actor, QualificationChanged, held, changes=changes)


def attach_document(session: WorkspaceSession, actor: Actor, qualification_id: int, document_id: int) -> bool:
    """Put a kept document of the same person on a qualification; whether it was not on it before.

    A document of the same content counts as the same. Verification stays as it is (qualifications/verified).
    """
    held, _ = current(session, qualification_id)
    require_writing(session, actor, held.person_id)
    added = _attach(session, held.id, held.person_id, document_id)
    if added:
        record_fact(session, actor, QualificationChanged, held)
    return added


def documents_on(session: WorkspaceSession, qualification_ids: Sequence[int]) -> dict[int, list[int]]:
    """Ids of the documents on each of these qualifications now, whoever asks, set-based."""
    found: dict[int, list[int]] = {each: [] for each in qualification_ids}
    for start in range(0, len(qualification_ids), CHUNK):
        chosen = QualificationDocument.qualification_id.in_(list(qualification_ids[start : start + CHUNK]))
        rows = session.execute(
            select(QualificationDocument.qualification_id, QualificationDocument.document_id)
            .where(chosen, QualificationDocument.in_force(session.now))
            .order_by(QualificationDocument.id)
        )
        for qualification_id, document_id in rows:
            found[qualification_id].append(document_id)
    return found


def end_documents(session: WorkspaceSession, qualification_id: int) -> None:
    """End the documents' time on a qualification: from now on they belong to its history."""
    for link in session.scalars(open_documents(session, qualification_id)).all():
        end(session, link)
    session.flush()


def open_documents(session: WorkspaceSession, qualification_id: int) -> sa.Select[QualificationDocument]:
    """The documents' links of a qualification that are open now."""
    return select(QualificationDocument).where(
        QualificationDocument.qualification_id == qualification_id, QualificationDocument.in_force(session.now)
    )


def _known(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, CompetencyView]:
    wanted = sorted(set(competency_ids))
    found: dict[int, CompetencyView] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= competencies(session, wanted[start : start + CHUNK])
    return found


def _scales(session: WorkspaceSession, rows: Sequence[NewQualification]) -> dict[int, ScaleView]:
    valued = sorted({row.details.competency_id for row in rows if row.details.value})
    found: dict[int, ScaleView] = {}
    for start in range(0, len(valued), CHUNK):
        found |= scales_of(session, valued[start : start + CHUNK])
    return found


def _put_on_file(
    session: WorkspaceSession,
    actor: Actor,
    rows: Sequence[NewQualification],
    known: dict[int, CompetencyView],
    *,
    notify: bool = False,
    ask: bool = False,
) -> tuple[list[int], list[Entry]]:
    """Insert what is not on file yet; the id for each row, and what is new."""
    columns = _all_checked(rows, known, _scales(session, rows))
    held = held_papers(session, {(row.person_id, row.details.competency_id) for row in rows})
    among: dict[Pair, list[tuple[int | Entry, Paper]]] = {pair: [*papers] for pair, papers in held.items()}
    fresh: list[Entry] = []
    placed: list[int | Entry] = []
    for row, said in zip(rows, columns, strict=True):
        alike = among.setdefault((row.person_id, row.details.competency_id), [])
        paper = paper_from(said)
        same = next((each for each, other in alike if is_same(paper, other)), None)
        if same is None:
            same = Entry(row.person_id, row.details.competency_id, said)
            fresh.append(same)
            alike.append((same, paper))
        placed.append(same)
    enter(session, actor, fresh, notify=notify, ask=ask)
    return [each if isinstance(each, int) else each.id for each in placed], fresh


def _all_checked(
    rows: Sequence[NewQualification], known: dict[int, CompetencyView], scales: dict[int, ScaleView]
) -> list[dict[str, Any]]:
    checked = []
    for number, row in enumerate(rows):
        competency = known.get(row.details.competency_id)
        try:
            if competency is None:
                raise NotFound(say("I don't find that competency."), field="competency")
            checked.append(checked_columns(row.details, competency, scales.get(competency.id)))
        except (Invalid, NotFound) as wrong:
            wrong.details["row"] = number
            raise
    return checked


def _checked(session: WorkspaceSession, held: Qualification, details: QualificationDetails) -> dict[str, Any]:
    if details.competency_id != held.competency_id:
        raise Invalid(say("A qualification stays with its competency. Log the other one anew."), field="competency")
    known = _known(session, [held.competency_id])
    scale = scales_of(session, [held.competency_id])[held.competency_id] if details.value else None
    return checked_columns(details, known[held.competency_id], scale)


def _attach(session: WorkspaceSession, qualification_id: int, person_id: int, document_id: int) -> bool:
    present = documents_on(session, [qualification_id])[qualification_id]
    views = documents(session, [*present, document_id])
    wanted = views.get(document_id)
    if wanted is None or wanted.person_id != person_id:
        raise NotFound(say("That document is no longer here."))
    if any(views[each].content_hash == wanted.content_hash for each in present if each in views):
        return False
    begin(session, QualificationDocument(qualification_id=qualification_id, document_id=document_id))
    session.flush()
    return True
