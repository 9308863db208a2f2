"""What the fields of a qualification are called, and its statuses in a word with their symbol."""

from __future__ import annotations

from datetime import date

from bot.cards import Words
from core.qualifications import DEGREES, QualificationView, Status
from core.words import Sentence, say

MOST_FIELDS = 10
"""Slack's limit of fields in one block."""

FIELD_WORDS = {
    "value": say("Value"),
    "issued_on": say("Issued"),
    "expires_on": say("Expires"),
    "issuer": say("Issuer"),
    "number": say("Number"),
    "document": say("Document"),
}
PARTICULAR_WORDS = {
    "degree": say("Degree"),
    "field": say("Field"),
    "school": say("School"),
    "kind": say("Kind"),
    "role": say("Role"),
    "organisation": say("Organisation"),
    "from": say("From"),
    "to": say("To"),
}
DEGREE_WORDS = {each: say(each) for each in DEGREES}
KIND_WORDS = {"project": say("project"), "work": say("work")}
MISSING_WORDS = {"value": say("value"), "issued_on": say("issue date"), "expires_on": say("expiry date")}
CATEGORY_WORDS = {
    "skill": say("Skill"),
    "language": say("Language"),
    "certification": say("Certification"),
    "education": say("Education"),
    "experience": say("Experience"),
}
STATUS_WORDS = {
    Status.EXPIRED: say("✕ expired"),
    Status.EXPIRING: say("◔ expiring"),
    Status.MISSING_DOCUMENTATION: say("△ document missing"),
    Status.MISSING_FIELDS: say("△ details missing"),
    Status.OK: say("✓ ok"),
}


def status_words(held: QualificationView) -> list[Sentence]:
    """All that is to be said of how it stands: its statuses as a set, revoked, not verified (qualifications/status)."""
    found = [say("⊘ revoked")] if held.revoked is not None else []
    for status in Status:
        if status in held.statuses and not (status is Status.OK and found):
            found.append(_dated(held, status))
    return [*found, say("verified") if held.verified else say("not verified")]


def verified_word(held: QualificationView) -> Sentence:
    """Verified, or that it is not."""
    return say("verified") if held.verified else say("not verified")


def _dated(held: QualificationView, status: Status) -> Sentence:
    if status is Status.EXPIRED:
        return say("✕ expired {day}", day=held.expires_on)
    if status is Status.EXPIRING:
        return say("◔ expires {day}", day=held.expires_on)
    if status is Status.OK and held.expires_on is not None:
        return say("✓ ok, expires {day}", day=held.expires_on)
    return STATUS_WORDS[status]


def field_pairs(held: QualificationView) -> list[tuple[Words, Words]]:
    """Its filled fields with their names, at most as many as a card shows; none where none is filled."""
    shown: dict[str, Words | None] = {
        "value": held.value.name if held.value else None,
        "issued_on": say("{day}", day=held.issued_on) if held.issued_on else None,
        "expires_on": say("{day}", day=held.expires_on) if held.expires_on else None,
        "issuer": held.issuer,
        "number": held.number,
    }
    pairs: list[tuple[Words, Words]] = [(FIELD_WORDS[name], words) for name, words in shown.items() if words]
    pairs += [(PARTICULAR_WORDS[name], _particular(name, words)) for name, words in held.particulars.items() if words]
    return pairs[:MOST_FIELDS]


def _particular(name: str, value: str) -> Words:
    if name in ("from", "to"):
        return say("{day}", day=date.fromisoformat(value))
    return KIND_WORDS.get(value, value) if name == "kind" else value
