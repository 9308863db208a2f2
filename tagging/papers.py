"""The words of a certificate, as they stand on it, to a draft: dates by their labels, never a date of birth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tagging.date_mentions import find_dates
from tagging.draft import QualificationDraft
from tagging.intake import read_qualification
from tagging.matching import CatalogueName, NameBook

MOST_LINES = 200
LONGEST_LINE = 300

_BIRTH = re.compile(
    r"\b(?:born|birth|d\.?o\.?b\.?|geb(?:oren|urts\w*)|née?|fødselsdato|født|född|nacid[oa]|nacimiento)\b",
    re.IGNORECASE,
)
_EXPIRY = re.compile(
    r"\b(?:expir\w*|valid (?:until|till|to|through)|validity|good through|renew\w* (?:by|before)|gültig bis|läuft ab"
    r"|gyldig til|utløper|valable jusqu\w*|válido hasta|caduca)\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"\b(?:issued?|issue date|date of issue|awarded|completed|completion|passed|examined|obtained|valid from"
    r"|ausgestellt|ausstellungsdatum|utstedt|délivré|emitido|expedid[oa])\b",
    re.IGNORECASE,
)
_LABELS = (
    (re.compile(r"\b(?:issued|certified|awarded) by\s*[:\-–]\s*", re.IGNORECASE), "issued by "),
    (re.compile(r"\b(?:issuer|issuing (?:body|authority|organi[sz]ation))\s*[:\-–]?\s*", re.IGNORECASE), "issued by "),
    (re.compile(r"\b(?:date of issue|issue date|issued(?: on)?|date issued)\s*[:\-–]\s*", re.IGNORECASE), "issued on "),
    (re.compile(r"\b(?:expiry date|expiration date|date of expiry|expires(?: on)?)\s*[:\-–]?\s*", re.IGNORECASE),
     "expires on "),
    (re.compile(r"\bvalid (?:until|till|to|through)\s*[:\-–]\s*", re.IGNORECASE), "valid until "),
)  # fmt: skip


def read_paper(
    text: str, *, names: Sequence[CatalogueName] | NameBook, today: date, locale: str = "en-GB"
) -> QualificationDraft:
    """Read what a certificate says, by the parser alone: what it doesn't say plainly stays open.

    A date without a label counts as the issue date only where no other date does; a date of birth never counts
    (qualifications/ambiguous).
    """
    told = ". ".join(_told(text, locale))
    found = read_qualification(told, names=names, today=today, locale=locale)
    return replace(found, text="", is_qualification=True, degraded=None)


def says_something(draft: QualificationDraft) -> bool:
    """Whether anything of a certificate was read."""
    dates = (draft.issued_on, draft.expires_on)
    return draft.competency is not None or bool(draft.candidates) or any(each.value or each.ambiguous for each in dates)


def _told(text: str, locale: str) -> list[str]:
    """The paper's lines in the words that a message would use, without those that say something else."""
    lines = [" ".join(line.split())[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES]]
    kept = [line for line in _whole(lines) if line and not _BIRTH.search(line)]
    labelled = any(_ISSUE.search(line) and find_dates(line, locale) for line in kept)
    return [_labelled(line) for line in kept if _counts(line, locale, labelled=labelled)]


def _whole(lines: Sequence[str]) -> list[str]:
    """Lines with the value of a label that stands on the line before it ('Valid until:' and then the date)."""
    found: list[str] = []
    for line in lines:
        if found and found[-1].endswith(":") and line:
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _counts(line: str, locale: str, *, labelled: bool) -> bool:
    """Whether a line counts: where an issue date is labelled, dates without any label don't."""
    if not labelled or not find_dates(line, locale):
        return True
    return bool(_ISSUE.search(line) or _EXPIRY.search(line))


def _labelled(line: str) -> str:
    for label, words in _LABELS:
        line = label.sub(words, line)
    return line.rstrip(" .")
