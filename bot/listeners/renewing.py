"""Renewing from a notice or a digest: both dates, prefilled as far as they can be told (reminders/buttons)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.conversation import Submission
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.qualifications import QualificationView, qualification, renew_qualification
from core.words import say


def renew(session: WorkspaceSession, form: Submission, qualification_id: int, expired_on: date) -> None:
    """Renew what expires on that day, as the form says.

    Raises Invalid at the field that is wrong, Conflict where somebody else renewed it while the form was open.
    """
    issued_on, expires_on = form.values.get("issued_on"), form.values.get("expires_on")
    if not isinstance(expires_on, date):
        raise Invalid(say("When does the renewed one expire?"), field="expires_on")
    held = qualification(session, form.asker.actor, qualification_id)
    if held.expires_on != expired_on:
        raise Conflict(say("Its expiry date was changed in the meantime. Nothing was changed by this form."))
    if expires_on <= expired_on:
        raise Invalid(
            say("It expires {old} already. A renewed one expires after that.", old=expired_on), field="expires_on"
        )
    details = replace(held.details, issued_on=issued_on, expires_on=expires_on)
    renew_qualification(session, form.asker.actor, qualification_id, details)


def expiry_from(held: QualificationView, issued_on: date) -> date | None:
    """The usual duration from the new issue date on; from 29 February it ends on the 28th (qualifications/dates)."""
    if held.issued_on is None or held.expires_on is None:
        return None
    years = held.expires_on.year - held.issued_on.year
    if years > 0 and _years_on(held.issued_on, years) == held.expires_on:
        return _years_on(issued_on, years)
    return issued_on + (held.expires_on - held.issued_on)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
