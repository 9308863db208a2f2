"""Evidence with what it is called: the activity and score, the course, who judged in which course (evidence/many)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.activities import CourseCompletion, Result, activities, courses
from core.db import WorkspaceSession
from core.documents.models import Document
from core.evidence import EvidenceView, evidence_of
from core.evidence.models import EvidenceLink, Judgement
from core.frameworks import ScaleView, scale_of
from core.people import people

ACTIVITY, COURSE, RATING, FILE, LINK = "activity", "course", "rating", "file", "link"
GRADING = "grading"


@dataclass(frozen=True)
class NamedEvidence:
    """A piece of evidence as people read it.

    `name` is the activity's title, the course, the file or the address. Of a judgement: who gave which `value`, by
    what (`judged`: manual, grading, review, import), in which course, with which note. `score` is a fraction 0 to 1.
    """

    id: int
    kind: str
    strength: str
    self_declared: bool
    happened_at: datetime
    stands: bool
    name: str = ""
    score: Decimal | None = None
    judged: str | None = None
    by: str | None = None
    value: str | None = None
    note: str = ""


@dataclass(frozen=True)
class _Judged:
    kind: str
    by_id: int | None
    value_id: int | None
    course_id: int | None
    note: str


def named_evidence(session: WorkspaceSession, person_id: int, competency_id: int) -> list[NamedEvidence]:
    """All evidence of a person's competency that stands, latest first; a few queries however many pieces.

    Rights are the caller's matter (privacy/details).
    """
    found = [each for each in evidence_of(session, person_id, competency_id) if each.stands]
    sources = _Sources(session, found, scale_of(session, competency_id))
    return [sources.named(each) for each in reversed(found)]


class _Sources:
    """What the pieces come from, read once for all of them."""

    def __init__(self, session: WorkspaceSession, found: Iterable[EvidenceView], scale: ScaleView) -> None:
        ids: dict[str, list[int]] = {}
        for each in found:
            ids.setdefault(each.kind, []).append(each.source_id)
        self._scale = scale
        self._results = _results(session, ids.get(ACTIVITY, []))
        self._courses = _completed(session, ids.get(COURSE, []))
        self._judged = _judged(session, ids.get(RATING, []))
        graded_in = courses(session, {each.course_id for each in self._judged.values() if each.course_id})
        self._course_names = {each.id: each.name for each in graded_in.values()}
        raters = people(session, {each.by_id for each in self._judged.values() if each.by_id})
        self._names = {each.id: each.name for each in raters.values()}
        self._files = _files(session, ids.get(FILE, []), ids.get(LINK, []))

    def named(self, piece: EvidenceView) -> NamedEvidence:
        """One piece with its names."""
        plain = (
            piece.id, piece.kind, piece.strength, piece.self_declared, piece.happened_at, piece.stands,
        )
        if piece.kind == ACTIVITY:
            title, score = self._results.get(piece.source_id, ("", None))
            return NamedEvidence(*plain, name=title, score=score)
        if piece.kind == RATING and (judged := self._judged.get(piece.source_id)) is not None:
            value = self._scale.value(judged.value_id)
            return NamedEvidence(
                *plain,
                name=self._course_names.get(judged.course_id or 0, ""),
                judged=judged.kind,
                by=self._names.get(judged.by_id or 0),
                value=value.name if value else None,
                note=judged.note,
            )
        if piece.kind == COURSE:
            return NamedEvidence(*plain, name=self._courses.get(piece.source_id, ""))
        return NamedEvidence(*plain, name=self._files.get((piece.kind, piece.source_id), ""))


def _results(session: WorkspaceSession, ids: list[int]) -> Mapping[int, tuple[str, Decimal | None]]:
    rows = session.execute(select(Result.id, Result.activity_id, Result.score).where(Result.id.in_(ids))).all()
    titles = activities(session, {row.activity_id for row in rows})
    return {row.id: (titles[row.activity_id].title, row.score) for row in rows}


def _completed(session: WorkspaceSession, ids: list[int]) -> Mapping[int, str]:
    query = select(CourseCompletion.id, CourseCompletion.course_id).where(CourseCompletion.id.in_(ids))
    rows = session.execute(query).all() if ids else []
    named = courses(session, {row.course_id for row in rows})
    return {row.id: named[row.course_id].name for row in rows}


def _judged(session: WorkspaceSession, ids: list[int]) -> Mapping[int, _Judged]:
    columns = (
        Judgement.id, Judgement.kind, Judgement.given_by_id, Judgement.scale_value_id, Judgement.course_id,
        Judgement.note,
    )
    rows = session.execute(select(*columns).where(Judgement.id.in_(ids))).all() if ids else []
    return {row[0]: _Judged(*row[1:]) for row in rows}


def _files(session: WorkspaceSession, files: list[int], links: list[int]) -> Mapping[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    if files:
        query = select(Document.id, Document.name).where(Document.id.in_(files))
        found |= {(FILE, row[0]): row[1] for row in session.execute(query)}
    if links:
        asked = select(EvidenceLink.id, EvidenceLink.url).where(EvidenceLink.id.in_(links))
        found |= {(LINK, row[0]): row[1] for row in session.execute(asked)}
    return found
