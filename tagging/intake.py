"""Free text to a draft qualification, by a parser, with a language model's help where one is set."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tagging.beside import Span
from tagging.date_mentions import DateMention
from tagging.dates import NO_DATE, DateReading, Kind, Order, When, resolve
from tagging.details import DatesFound, Phrase, find_degree, find_issuer, find_level, find_number, find_roles
from tagging.draft import QualificationDraft
from tagging.llm import ChatModel
from tagging.matching import Candidate, CatalogueName, NameBook, NameMatch, Nearest, match_name
from tagging.model_reading import improve
from tagging.statement import announces, sentences, typed_phrase

LONGEST_MESSAGE = 4_000

__all__ = [
    "Candidate",
    "CatalogueName",
    "DateReading",
    "NameBook",
    "QualificationDraft",
    "match_name",
    "read_qualification",
]


def read_qualification(
    text: str,
    *,
    names: Sequence[CatalogueName] | NameBook,
    today: date,
    locale: str = "en-GB",
    order: Order | None = None,
    chat: ChatModel | None = None,
    nearest: Nearest | None = None,
) -> QualificationDraft:
    """Read what a message says somebody passed, holds or renewed (rules qualifications/by-chat, ambiguous, dates).

    `names` are the competencies the writer may see. Nothing is guessed: two readings of a date and an unknown
    name come back as choices. `nearest` gives look-alikes by meaning, used for choices alone. With `chat` a
    language model fills what the parser could not; when it fails, the parser's draft comes back, marked.
    Text beyond 4,000 characters is not read.
    """
    text = text[:LONGEST_MESSAGE]
    book = names if isinstance(names, NameBook) else NameBook.of(names)
    when = When(today, locale, order)
    draft = _parse(text, book, when, nearest)
    return improve(draft, book=book, when=when, chat=chat, nearest=nearest)


def _parse(text: str, book: NameBook, when: When, nearest: Nearest | None) -> QualificationDraft:
    dates = find_roles(text, when.locale)
    number = find_number(text, dates.spans)
    taken = [*dates.spans, *([number.span] if number else [])]
    match, issuer, level = _named(text, book, taken, nearest)
    degree = find_degree(text)
    draft = QualificationDraft(
        text=text,
        is_qualification=_announced(text, match, dates),
        competency=match.id,
        competency_words=match.words,
        candidates=match.candidates,
        never_expires=dates.never_expires,
        validity=dates.validity,
        issuer=_words(issuer),
        number=_words(number),
        value=_words(level),
        degree=_words(degree),
    )
    return _with_dates(draft, dates, when)


def _named(
    text: str, book: NameBook, taken: list[Span], nearest: Nearest | None
) -> tuple[NameMatch, Phrase | None, Phrase | None]:
    """Find the competency, and beside it who issued and a language level; names go before either."""
    spoken_for = [*taken, *(span for span, _ in book.named(text))]
    issuer = find_issuer(text, spoken_for)
    level = find_level(text, spoken_for)
    told = [*taken, *(part.span for part in (issuer, level) if part)]
    typed = next((phrase for part in sentences(text) if (phrase := _clean(typed_phrase(part), text, told))), "")
    match = match_name(text, book, told=told, typed=typed, nearest=nearest)
    named = book.by_id.get(match.id) if match.id is not None else None
    if level and named and named.category not in ("", "language"):
        level = None
        match = match_name(text, book, told=[*taken, *([issuer.span] if issuer else [])], typed=typed, nearest=nearest)
    return match, issuer, level


def _clean(phrase: str, text: str, told: Sequence[Span]) -> str:
    """Cut a typed phrase where something already read begins: 'German B2' is 'German'."""
    start = text.find(phrase)
    if not phrase or start < 0:
        return ""
    end = min((a for a, _ in told if start < a < start + len(phrase)), default=start + len(phrase))
    inside = any(a <= start < b for a, b in told)
    return "" if inside else text[start:end].strip(" ,.-")


def _announced(text: str, match: NameMatch, dates: DatesFound) -> bool:
    every_date = dates.issued or dates.expires or dates.validity or dates.never_expires
    parts = sentences(text)
    dated = bool(every_date)
    named = match.id is not None or bool(match.candidates and match.candidates[0].score >= 0.9)
    return any(announces(_with_name_folded(part, match), named=named, dated=dated) for part in parts)


def _with_name_folded(sentence: str, match: NameMatch) -> str:
    """Put 'something' for the name, so that 'Welding passed on 3 May' isn't taken for news of a person."""
    return sentence.replace(match.words, "something", 1) if match.id is not None and match.words else sentence


def _with_dates(draft: QualificationDraft, dates: DatesFound, when: When) -> QualificationDraft:
    def reading(mention: DateMention | None, kind: Kind, issued_on: date | None = None) -> DateReading:
        return resolve(mention, when, kind=kind, issued_on=issued_on) if mention else NO_DATE

    issued = reading(dates.issued, "issued")
    expires = reading(dates.expires, "expires", issued.value)
    dated = replace(draft, issued_on=issued, expires_on=expires)
    worked_out = dated.with_expiry_worked_out(today=when.today, locale=when.locale)
    return replace(worked_out, words=_sources(worked_out))


def _sources(draft: QualificationDraft) -> dict[str, str]:
    read = {
        "competency": draft.competency_words,
        "issued_on": draft.issued_on.words,
        "expires_on": draft.expires_on.words,
        "validity": draft.validity.words if draft.validity else "",
        "issuer": draft.issuer,
        "number": draft.number,
        "value": draft.value,
        "degree": draft.degree,
    }
    return {name: words for name, words in read.items() if words}


def _words(found: Phrase | None) -> str:
    return found.words if found else ""
