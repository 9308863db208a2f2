"""A certification on its way in: what was read, what is still to ask, and the form in which it is kept meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from bot.conversation import SharedFile
from core.qualifications import DEGREES, QualificationDetails
from tagging.draft import QualificationDraft

MOST_FILES = 5


@dataclass(frozen=True)
class CertificateDraft:
    """A card that waits: what was read from the words, the files dropped with them, what was filled in besides.

    `changes` is the qualification on file that a correction is about; `paper` the file whose own words were read.
    """

    reading: QualificationDraft
    files: tuple[SharedFile, ...] = ()
    public_note: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)
    changes: int | None = None
    paper: str | None = None

    def with_files(self, files: Sequence[SharedFile]) -> CertificateDraft:
        """The draft with these files in the place of those it had."""
        return replace(self, files=tuple(files[:MOST_FILES])) if files else self

    def named(self, competency_id: int) -> CertificateDraft:
        """The draft with its competency chosen."""
        return replace(self, reading=self.reading.named(competency_id))

    def dated(self, role: str, day: date, *, today: date, locale: str) -> CertificateDraft:
        """The draft with its issue or expiry date settled."""
        if role == ISSUED:
            return replace(self, reading=self.reading.issued(day, today=today, locale=locale))
        return replace(self, reading=self.reading.expires(day))


ISSUED, EXPIRES = "issued_on", "expires_on"


class Question(StrEnum):
    """What is asked next; one thing at a time, nothing guessed (qualifications/ambiguous)."""

    WHICH_COMPETENCY = "competency"
    ISSUED_ON = "issued_on"
    EXPIRES_ON = "expires_on"
    DATE_ORDER = "order"
    NOTHING = "nothing"


def next_question(draft: CertificateDraft) -> Question:
    """The first thing that keeps a draft from being saved as it is."""
    reading = draft.reading
    if reading.competency is None:
        return Question.WHICH_COMPETENCY
    for question, found in ((Question.ISSUED_ON, reading.issued_on), (Question.EXPIRES_ON, reading.expires_on)):
        if found.ambiguous or found.problem:
            return question
    issued, expires = reading.issued_on.value, reading.expires_on.value
    return Question.DATE_ORDER if issued and expires and expires < issued else Question.NOTHING


def details_of(draft: CertificateDraft, category: str) -> QualificationDetails:
    """What the draft would put on file."""
    reading = draft.reading
    if reading.competency is None:
        raise ValueError("a draft without competency states nothing yet")
    particulars = dict(draft.particulars)
    if category == "education" and reading.degree and "degree" not in particulars:
        particulars["degree"] = degree_in(reading.degree)
    return QualificationDetails(
        competency_id=reading.competency,
        issued_on=reading.issued_on.value,
        expires_on=reading.expires_on.value,
        value=reading.value or None,
        issuer=reading.issuer or None,
        number=reading.number or None,
        public_note=draft.public_note or None,
        particulars=particulars,
    )


_DEGREE_BEGINNINGS = {
    "bachelor": "bachelor's", "bsc": "bachelor's", "ba": "bachelor's", "master": "master's", "msc": "master's",
    "mba": "master's", "ma": "master's", "phd": "PhD", "doctor": "PhD", "vocational": "vocational",
    "secondary": "secondary",
}  # fmt: skip


def degree_in(words: str) -> str:
    """One of the degrees there are, by how the words begin ('B.Sc. in Logistics' is a bachelor's)."""
    first = words.split(maxsplit=1)[0].lower().replace(".", "") if words.split() else ""
    for beginning, degree in _DEGREE_BEGINNINGS.items():
        if first == beginning or (len(beginning) > 3 and first.startswith(beginning)):
            return degree
    return DEGREES[-1]


_STORED = TypeAdapter(CertificateDraft)


def stored(draft: CertificateDraft) -> dict[str, Any]:
    """The draft as plain values, to be sealed."""
    kept: dict[str, Any] = _STORED.dump_python(draft, mode="json")
    return kept


def reopened(content: Mapping[str, Any]) -> CertificateDraft:
    """The draft from its plain values."""
    return _STORED.validate_python(dict(content))


_FILES = TypeAdapter(tuple[SharedFile, ...])


def packed_files(files: Sequence[SharedFile]) -> list[dict[str, Any]]:
    """Files as plain values, for work handed on."""
    packed: list[dict[str, Any]] = _FILES.dump_python(tuple(files), mode="json")
    return packed


def unpacked_files(values: Sequence[Mapping[str, Any]]) -> tuple[SharedFile, ...]:
    """Files from their plain values."""
    return _FILES.validate_python([dict(value) for value in values])
