"""A draft corrected in plain words: 'No, 4 May', 'it was First aid, not Fire safety', 'valid 2 years'."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tagging.beside import Span
from tagging.dates import DateReading, Order, When, resolve
from tagging.details import DatesFound, find_issuer, find_level, find_number, find_roles
from tagging.draft import QualificationDraft
from tagging.matching import CatalogueName, NameBook, Nearest, match_name
from tagging.statement import is_question

_LEAD = re.compile(
    r"^\W*(?:(?:no|nope|not quite|wrong|actually|sorry|correction|oops|i meant|i mean)\b\W*)+", re.IGNORECASE
)
_IT_WAS = re.compile(
    r"^\W*(?:it(?:['’]?s| is| was)|that(?:['’]?s| is| was)|make it|change (?:it )?to|should be|it should be"
    r"|i passed|i have|i got|the (?:certificate|name|date) (?:is|was))\b\W*",
    re.IGNORECASE,
)
_REJECTED = re.compile(r",?\s*\b(?:and\s+)?not\s+[^,;.]+$", re.IGNORECASE)
_REJECTED_FIRST = re.compile(r"^\W*not\s+[^,;.]+?(?:\s*,\s*|\s+but\s+)(?:but\s+)?", re.IGNORECASE)
_LONGEST_NAME = 8
_ISSUED_WORDS = re.compile(r"\b(?:issued?|passed|on|from|got|since|dated)\b", re.IGNORECASE)


def read_correction(
    text: str,
    draft: QualificationDraft,
    *,
    names: Sequence[CatalogueName] | NameBook,
    today: date,
    locale: str = "en-GB",
    order: Order | None = None,
    nearest: Nearest | None = None,
) -> QualificationDraft | None:
    """Return the draft with what the message corrects, or None when it corrects nothing in it.

    A date without further words goes to the date still open, else to the issue date; a year once written is kept
    when the correction leaves it out. An expiry that follows from a validity is worked out anew.
    """
    if is_question(text):
        return None
    when = When(today, locale, order)
    book = names if isinstance(names, NameBook) else NameBook.of(names)
    said, renamed = _meant(text)
    dates = find_roles(said, locale)
    changed = _with_dates(draft, dates, said, when)
    changed = _with_details(changed, said, dates.spans)
    named = _with_name(changed, said, book, nearest, renamed=renamed and changed == draft)
    return None if named == draft else named


def _meant(text: str) -> tuple[str, bool]:
    """Leave out the lead ('No, it was') and what is said not to be so (', not Fire safety').

    The second value tells whether the message says 'it was …', so that what follows must be something.
    """
    said = _LEAD.sub("", text.strip())
    said = _REJECTED_FIRST.sub("", said)
    said = _REJECTED.sub("", said)
    plain = _IT_WAS.sub("", said)
    return plain.strip(), plain != said


def _with_dates(draft: QualificationDraft, dates: DatesFound, said: str, when: When) -> QualificationDraft:
    issued, expires = dates.issued, dates.expires
    if issued and not expires and _expiry_is_open(draft) and not _ISSUED_WORDS.search(said):
        issued, expires = None, issued
    if issued:
        reading = _year_kept(resolve(issued, when, kind="issued"), draft.issued_on)
        draft = replace(draft, issued_on=reading)
        draft = draft.with_expiry_worked_out(today=when.today, locale=when.locale)
    if expires:
        reading = resolve(expires, when, kind="expires", issued_on=draft.issued_on.value)
        draft = replace(draft, expires_on=reading, validity=None, never_expires=False)
    if dates.validity:
        draft = replace(draft, validity=dates.validity, never_expires=False, expires_on=DateReading())
        draft = draft.with_expiry_worked_out(today=when.today, locale=when.locale)
    return draft.expires(None) if dates.never_expires else draft


def _expiry_is_open(draft: QualificationDraft) -> bool:
    waiting = draft.expires_on.ambiguous or draft.expires_on.problem
    return bool(waiting) and draft.issued_on.settled


def _year_kept(reading: DateReading, before: DateReading) -> DateReading:
    """Keep the year somebody wrote when the correction names day and month only."""
    if not reading.assumed_year or not reading.value or before.assumed_year or not before.value:
        return reading
    try:
        return replace(reading, value=reading.value.replace(year=before.value.year), assumed_year=False)
    except ValueError:
        return reading


def _with_details(draft: QualificationDraft, said: str, spans: tuple[Span, ...]) -> QualificationDraft:
    number = find_number(said, spans)
    taken = [*spans, *([number.span] if number else [])]
    issuer, level = find_issuer(said, taken), find_level(said, taken)
    return replace(
        draft,
        number=number.words if number else draft.number,
        issuer=issuer.words if issuer else draft.issuer,
        value=level.words if level else draft.value,
    )


def _with_name(
    draft: QualificationDraft, said: str, book: NameBook, nearest: Nearest | None, *, renamed: bool
) -> QualificationDraft:
    """Take another competency named in the correction; an unknown one after 'it was' is asked about."""
    typed = said.strip(" .") if renamed else ""
    match = match_name(said, book, typed=typed, nearest=nearest)
    if match.id is not None:
        same = match.id == draft.competency
        return draft if same else replace(draft, competency=match.id, competency_words=match.words, candidates=())
    likely = bool(match.candidates) or match.words[:1].isupper()
    if not likely or len(match.words.split()) > _LONGEST_NAME:
        return draft
    return replace(draft, competency=None, competency_words=match.words, candidates=match.candidates)
