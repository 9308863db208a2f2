"""What is said of a qualification when it is put on file, and the particulars each category has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

DEGREES = ("secondary", "vocational", "bachelor's", "master's", "PhD", "other")
"""The degrees of an education (qualifications/details)."""

EXPERIENCES = ("project", "work")
"""The kinds of experience."""

PARTICULARS: Mapping[str, tuple[str, ...]] = {
    "education": ("degree", "field", "school"),
    "experience": ("kind", "role", "organisation", "from", "to"),
}
"""What a category asks besides dates, issuer and number; days in it are ISO dates."""

CHOICES: Mapping[str, tuple[str, ...]] = {"degree": DEGREES, "kind": EXPERIENCES}


@dataclass(frozen=True)
class QualificationDetails:
    """What a person says they hold; nothing but the competency is required (qualifications/missing).

    `value` is the name of a value of the competency's scale ('B2'), none for what the type gives by default.
    `particulars` are those of the category, `links` addresses of documents kept elsewhere.
    """

    competency_id: int
    issued_on: date | None = None
    expires_on: date | None = None
    value: str | None = None
    issuer: str | None = None
    number: str | None = None
    public_note: str | None = None
    particulars: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewQualification:
    """A row of many: a person and what they hold."""

    person_id: int
    details: QualificationDetails


@dataclass(frozen=True)
class TypeSwitches:
    """What a type asks for; `notice_days` none means the usual 90, 30 and 2 (qualifications/types).

    `holders_visible` shows its holders' names to colleagues who ask who knows it (find/experts).
    """

    issued_date: bool = False
    expiry_date: bool = False
    documentation_required: bool = False
    notice_days: tuple[int, ...] | None = None
    holders_visible: bool = False


class Status(StrEnum):
    """The statuses a qualification can have at one time (qualifications/status)."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    MISSING_DOCUMENTATION = "missing_documentation"
    MISSING_FIELDS = "missing_fields"
    OK = "ok"
