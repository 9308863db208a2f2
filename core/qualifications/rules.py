"""Decisions about qualifications: dates, statuses, what is missing, what is the same, what resets a verification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from core.errors import Invalid
from core.qualifications.details import CHOICES, PARTICULARS, QualificationDetails, Status, TypeSwitches
from core.words import Sentence, say

EXPIRING_DAYS = 90
"""With this many days left, or fewer, a qualification is expiring (qualifications/expiring)."""

LONGEST_REASON = 500
"""Characters of a reason to withdraw, revoke or not verify."""


class Stated(Protocol):
    """What states an issue and an expiry date: details before they are stored, a version, a view of one."""

    @property
    def issued_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...


@dataclass(frozen=True)
class Paper:
    """What tells one certificate of a competency from another."""

    issued_on: date | None = None
    expires_on: date | None = None
    number: str | None = None
    scale_value_id: int | None = None
    issuer: str | None = None
    particulars: tuple[tuple[str, str], ...] = ()


def days_left(expires_on: date | None, today: date) -> int | None:
    """Days until the expiry date in the holder's calendar: 0 on the day itself, negative after it."""
    return None if expires_on is None else (expires_on - today).days


def missing_fields(stated: Stated, switches: TypeSwitches, *, needs_value: bool, has_value: bool) -> tuple[str, ...]:
    """Names of the required fields that are empty: the type's dates, and a language's value."""
    lacking = (
        ("value", needs_value and not has_value),
        ("issued_on", switches.issued_date and stated.issued_on is None),
        ("expires_on", switches.expiry_date and stated.expires_on is None),
    )
    return tuple(name for name, lacks in lacking if lacks)


def statuses(
    stated: Stated,
    switches: TypeSwitches,
    *,
    today: date,
    has_documents: bool,
    needs_value: bool = False,
    has_value: bool = True,
) -> frozenset[Status]:
    """Everything that is to be said of a qualification on a day of its holder; `ok` where there is nothing.

    It is valid through its expiry date and expired from the day after (qualifications/status, expiring).
    A link counts as a document.
    """
    left = days_left(stated.expires_on, today)
    found = set[Status]()
    if left is not None and left < 0:
        found.add(Status.EXPIRED)
    elif left is not None and left <= EXPIRING_DAYS:
        found.add(Status.EXPIRING)
    if switches.documentation_required and not has_documents:
        found.add(Status.MISSING_DOCUMENTATION)
    if missing_fields(stated, switches, needs_value=needs_value, has_value=has_value):
        found.add(Status.MISSING_FIELDS)
    return frozenset(found or {Status.OK})


def check_dates(name: str, stated: Stated) -> None:
    """Refuse an expiry before the issue date, naming qualification and dates (qualifications/dates)."""
    issued, expires = stated.issued_on, stated.expires_on
    if issued is not None and expires is not None and expires < issued:
        raise Invalid(
            say("{name}: expiry {expires} is before issue {issued}.", name=name, expires=expires, issued=issued),
            field="expires_on",
        )


def check_links(details: QualificationDetails) -> None:
    """Refuse a link that is no http or https address (qualifications/documents)."""
    for link in details.links:
        if not _is_web_address(link):
            raise Invalid(
                say("{link} is no web address. Example: https://records.example/aid.pdf", link=link), field="links"
            )


def check_particulars(category: str, particulars: Mapping[str, str]) -> None:
    """Refuse particulars the category does not have, and a choice it does not offer (qualifications/details)."""
    known = PARTICULARS.get(category, ())
    for name, value in particulars.items():
        if name not in known:
            raise Invalid(say("{category} has no field {name}.", category=category.capitalize(), name=name), field=name)
        choices = CHOICES.get(name)
        if choices and value not in choices:
            raise Invalid(say("{value} is none of: {choices}.", value=value, choices=choices), field=name)
        if name in ("from", "to"):
            _check_day(name, value)


def is_same(new: Paper, on_file: Paper) -> bool:
    """Whether a new qualification of a competency is one that is on file: issue date and number agree.

    What the new one does not tell is no difference; where it tells neither, all the rest has to agree.
    """
    told = [(new.issued_on, on_file.issued_on), (new.number, on_file.number)]
    known = [(one, other) for one, other in told if one is not None]
    if not known:
        return new == on_file
    same_value = new.scale_value_id in (None, on_file.scale_value_id)
    return same_value and all(one == other for one, other in known)


def resets_verification(before: Paper, after: Paper) -> bool:
    """Whether a change undoes a verification: one of dates or value does (qualifications/verified)."""
    compared = [(paper.issued_on, paper.expires_on, paper.scale_value_id) for paper in (before, after)]
    return compared[0] != compared[1]


def checked_reason(reason: str, ask: Sentence) -> str:
    """A reason, trimmed; raises Invalid asking for one where there is none, or where it is too long."""
    said = " ".join(reason.split())
    if not said:
        raise Invalid(ask, field="reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(say("That is longer than {n} characters. Shorten it.", n=LONGEST_REASON), field="reason")
    return said


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def _check_day(name: str, value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise Invalid(say("{value} isn't a date. Example: 2026-05-03.", value=value), field=name) from None
