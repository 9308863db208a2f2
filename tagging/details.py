"""The smaller fields of a certificate in a sentence: dates by their role, issuer, number, level, degree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tagging.beside import Span
from tagging.calendar_words import months, weekdays
from tagging.date_mentions import DateMention, find_dates
from tagging.periods import Period, find_length, says_forever
from tagging.words import fold

_EXPIRY_CUE = re.compile(
    r"(?:\bvalid(?:ity)?|\bgood|\bexpir\w*|\bexpiry(?: date)?|\bends?|\bdue again|\buntil|\btill?|\bthrough|\bthru"
    r"|\bup to|\bto|\bbis(?: zum)?|\bgültig|\bjusqu['’]au|\bvalable|\bhasta(?: el)?|\bcaduca"
    r"|\bgyldig til|\btil|\bläuft ab"
    r"|(?<=\d)\s*[-–—])"
    r"(?:\s+(?:on|is|the|am|le|el|den|date|ends?|until|through|till?))*\s*:?\s*$",
    re.IGNORECASE,
)
_DUE_CUE = re.compile(r"\b(?:by|before|due)\s+(?:the\s+)?$", re.IGNORECASE)
_NOT_EXPIRY = re.compile(r"\bvalid from\s*$|\bgültig (?:ab|von)\s*$", re.IGNORECASE)
_VALID_BEFORE = re.compile(
    r"\b(?:valid(?:ity)?|good|lasts?|runs?|expires?|gültig|valable|válid[oa]|gyldig|every|for|period|after)\b"
    r"\W*(?:(?:is|of|for|für|pour|por|i|after|in|period)\W+)*$",
    re.IGNORECASE,
)
_VALID_AFTER = re.compile(
    r"^['’]?\s*(?:s['’]?\s*)?(?:validity|valid|gültig|certificate|licen[cs]e|cert)\b", re.IGNORECASE
)
_OTHER_LENGTH = re.compile(r"^['’]?\s*(?:of\s+)?(?:experience|old|ago|working|work|in|at|as|with|now)\b", re.IGNORECASE)
_STOP_LENGTH = re.compile(r"\b(?:worked|working|lived|been|employed|experience)\b[^,;.]*$", re.IGNORECASE)

_NUMBER = re.compile(
    r"(?:\b(?:certificate|cert|licen[cs]e|registration|reg|card|serial|id)\s+)?"
    r"(?:\b(?:number|no|nr|num)\b\.?|#|№)\s*(?:is|:)?\s*(?P<number>(?=[\w/-]*\d)[A-Za-z0-9][\w/-]{2,39})",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-Þ][\w&.'’-]*(?:\s+(?:(?:of|for|and|&|the|de|der|des|du)\s+)*[A-ZÀ-Þ][\w&.'’-]*)*"
_ISSUED_BY = re.compile(
    r"\b(?:[Ii]ssued by|[Ii]ssuer\s*:?|[Aa]warded by|[Gg]iven by|[Cc]ertified by)\s+(?:the\s+)?"
    r"(?P<issuer>[^,;:!?()\n]+?)"
    r"(?=\s+(?:on|in|and|valid|until|number|no)\b|[,;:!?()\n]|\.?\s*$|\.\s)"
)
_FROM = re.compile(rf"\b(?:(?:from|by|with)\s+(?:the\s+)?|at\s+the\s+)(?P<issuer>{_NAME})")
_LEVEL = re.compile(r"(?<!\w)(?P<level>[ABC][12]|[Nn]ative)(?!\w)")
_DEGREE = re.compile(
    r"\b(?:(?:bachelor|master|doctor)(?:['’]?s)?(?: degree)?(?: (?:of|in) [A-Za-z]+(?: in [A-Za-z]+)?)?"
    r"|ph\.?d\.?|b\.?sc\.?|m\.?sc\.?|mba|b\.?a\.?(?= in )|m\.?a\.?(?= in ))(?: in [A-Za-z]+(?: [A-Z][a-z]+)*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DatesFound:
    """Dates and validity of a message by their role; `spans` are the places they take."""

    issued: DateMention | None
    expires: DateMention | None
    validity: Period | None
    never_expires: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Phrase:
    """Words read as one field and where they stand."""

    words: str
    span: Span


def find_roles(text: str, locale: str) -> DatesFound:
    """Tell issue date, expiry date and validity apart; a date after 'by' is a wish and none of them."""
    issued: DateMention | None = None
    expires: DateMention | None = None
    spans: list[Span] = []
    for mention in find_dates(text, locale):
        before = text[max(0, mention.start - 40) : mention.start]
        spans.append((mention.start, mention.end))
        if _DUE_CUE.search(before):
            continue
        ends = _EXPIRY_CUE.search(before) and not _NOT_EXPIRY.search(before)
        if ends or (issued and not expires):
            expires = expires or mention
        else:
            issued = issued or mention
    forever = says_forever(text)
    validity = None if expires else _validity(text, spans)
    return DatesFound(
        issued,
        expires,
        validity[0] if validity else None,
        forever is not None,
        (*spans, *((validity[1],) if validity else ()), *((forever,) if forever else ())),
    )


def _validity(text: str, taken: Iterable[Span]) -> tuple[Period, Span] | None:
    at, taken = 0, list(taken)
    while found := find_length(text, at):
        period, (start, end) = found
        at = end
        free = all(end <= a or start >= b for a, b in taken)
        if free and _is_validity(text, start, end):
            return period, (start, end)
    return None


def _is_validity(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if _OTHER_LENGTH.search(after) or _STOP_LENGTH.search(before):
        return False
    alone = re.search(r"(?:^|[,;(:])\s*$", before) and re.match(r"\s*(?:[,;.)!]|$)", after)
    return bool(_VALID_BEFORE.search(before) or _VALID_AFTER.search(after) or alone)


def find_number(text: str, taken: Sequence[Span]) -> Phrase | None:
    """Return a certificate's number after 'number', 'no.' or '#'."""
    for found in _NUMBER.finditer(text):
        if _free(found.span("number"), taken):
            return Phrase(found["number"], found.span())
    return None


def find_issuer(text: str, taken: Sequence[Span]) -> Phrase | None:
    """Return who issued: after 'issued by', or a proper name after 'from', 'by', 'with' or 'at'."""
    for pattern in (_ISSUED_BY, _FROM):
        for found in pattern.finditer(text):
            words = found["issuer"].strip(" .")
            if words and _free(found.span("issuer"), taken) and not _calendar_word(words):
                return Phrase(words, found.span())
    return None


def find_level(text: str, taken: Sequence[Span]) -> Phrase | None:
    """Return a language level of the CEFR (A1 to C2, Native)."""
    for found in _LEVEL.finditer(text):
        if _free(found.span(), taken):
            return Phrase(found["level"].capitalize(), found.span())
    return None


def find_degree(text: str) -> Phrase | None:
    """Return a degree as written ('Bachelor of Science in Logistics')."""
    found = _DEGREE.search(text)
    return Phrase(found.group().strip(), found.span()) if found else None


def _free(span: Span, taken: Sequence[Span]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def _calendar_word(words: str) -> bool:
    first = fold(words.split(maxsplit=1)[0]).strip(".")
    return first in months() or first in weekdays() or first in ("my", "the", "work", "home")
