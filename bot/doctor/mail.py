"""The mail server, where one is set."""

from __future__ import annotations

from collections.abc import Iterable

from bot.doctor.finding import Finding
from bot.mail import PostOffice
from bot.settings import Settings, secret
from core.words import say

NAME = "e-mail"


def look_at_mail(settings: Settings) -> Iterable[Finding]:
    """Whether the server of SMTP_URL answers and lets us in; without one, nothing is wrong."""
    office = PostOffice.from_url(secret(settings.smtp_url))
    if office is None:
        yield Finding(NAME, say("None set: reminders come in chat alone."))
        return
    where = f"{office.host}:{office.port}"
    try:
        office.check()
    except OSError as trouble:
        said = say("{where} doesn't answer as it should ({reason}).", where=where, reason=type(trouble).__name__)
        yield Finding(NAME, said, say("Check SMTP_URL: host, port, account and password."))
        return
    yield Finding(NAME, say("{where} takes letters from {sender}.", where=where, sender=office.sender))
