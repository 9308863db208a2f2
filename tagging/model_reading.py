"""A language model fills what the parser could not read in a message; every word of it is checked."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tagging.dates import DateReading, Kind, When, read_date
from tagging.degraded import degraded_by
from tagging.draft import QualificationDraft
from tagging.instructions import speaks_to_the_tagger, without_instructions
from tagging.judge import one_line
from tagging.llm import ChatFailed, ChatModel
from tagging.matching import MOST_CANDIDATES, Candidate, NameBook, Nearest
from tagging.prompts import as_data, load_examples, load_prompt
from tagging.statement import is_correction, is_question, sentences

PROMPT = "qualification_intake.v1"
SHORTLIST = 20
FEWEST_WORDS = 4
_LIKENESS_BY_MODEL = 0.99

log = logging.getLogger(__name__)


def improve(
    draft: QualificationDraft,
    *,
    book: NameBook,
    when: When,
    chat: ChatModel | None,
    nearest: Nearest | None,
) -> QualificationDraft:
    """Return the draft with gaps filled by the model where one is set; what the parser read stays.

    A competency the model names becomes a candidate to ask about, never a choice (qualifications/ambiguous).
    """
    if not _wants_help(draft):
        return draft
    if chat is None:
        return replace(draft, degraded="no_model")
    heard = without_instructions(draft.text)
    shortlist = [one for one in _shortlist(draft, book, nearest) if not speaks_to_the_tagger(book.by_id[one].name)]
    prompt = load_prompt(PROMPT).filled(
        today=when.today.isoformat(),
        examples=load_examples("qualification_intake"),
        message=as_data(heard),
        competencies=as_data([{"id": one, "name": book.by_id[one].name} for one in shortlist]),
    )
    try:
        answer = chat.complete(prompt, answer_schema(shortlist))
    except ChatFailed as failed:
        log.info("the parser read alone: %s", failed.kind)
        return replace(draft, degraded=degraded_by(failed))
    return _merged(draft, answer, when, heard)


def answer_schema(ids: Sequence[int]) -> dict[str, Any]:
    """Return the JSON schema of an answer; ids outside the short list don't fit it."""
    quoted = {
        "anyOf": [
            {"type": "null"},
            {
                "type": "object",
                "properties": {"value": {"type": "string"}, "words": {"type": "string"}},
                "required": ["value", "words"],
                "additionalProperties": False,
            },
        ]
    }
    one_of_ids: dict[str, Any] = {"type": "integer", "enum": list(ids)} if ids else {"type": "integer"}
    properties: dict[str, Any] = {
        "is_qualification": {"type": "boolean"},
        "competency_ids": {"type": "array", "items": one_of_ids, **({} if ids else {"maxItems": 0})},
        **dict.fromkeys(("competency_words", "issued_on", "expires_on", "issuer", "number"), quoted),
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _wants_help(draft: QualificationDraft) -> bool:
    """Is something left that a model could read, in a message that may announce something?"""
    complete = draft.competency is not None and draft.issued_on.words
    if draft.is_qualification:
        return not complete
    told = [part for part in sentences(draft.text) if not is_question(part)]
    return bool(told) and not is_correction(draft.text) and len(draft.text.split()) >= FEWEST_WORDS


def _shortlist(draft: QualificationDraft, book: NameBook, nearest: Nearest | None) -> list[int]:
    near = nearest(draft.text, SHORTLIST) if nearest else []
    spelled = book.look_alikes(draft.competency_words or draft.text, None)
    ids = [
        *([draft.competency] if draft.competency is not None else []),
        *(one.id for one in draft.candidates),
        *(one.id for one in spelled),
        *(skill_id for skill_id, _ in near),
    ]
    return [one for one in dict.fromkeys(ids) if one in book.by_id][:SHORTLIST]


def _merged(draft: QualificationDraft, answer: dict[str, Any], when: When, heard: str) -> QualificationDraft:
    def quoted(field: str) -> tuple[str, str] | None:
        return _quoted(answer[field], heard)

    issued = draft.issued_on if draft.issued_on.words else _date(quoted("issued_on"), "issued", when)
    known = draft.expires_on.words or draft.validity or draft.never_expires
    expires = draft.expires_on if known else _date(quoted("expires_on"), "expires", when)
    if issued.value and issued.value > when.today:
        issued = draft.issued_on
    if not known and issued.value and expires.value and expires.value <= issued.value:
        expires = draft.expires_on
    named = quoted("competency_words")
    filled = replace(
        draft,
        issued_on=issued,
        expires_on=expires,
        issuer=draft.issuer or _as_written(quoted("issuer")),
        number=draft.number or _as_written(quoted("number")),
        competency_words=draft.competency_words or (named[1] if named else ""),
        candidates=_candidates(draft, answer["competency_ids"]),
    )
    supported = filled.candidates and (named or issued.words)
    announced = draft.is_qualification or bool(answer["is_qualification"] and supported)
    worked_out = replace(filled, is_qualification=announced).with_expiry_worked_out(
        today=when.today, locale=when.locale
    )
    return replace(worked_out, words=_sources(worked_out))


def _quoted(entry: dict[str, str] | None, text: str) -> tuple[str, str] | None:
    """Return value and words of a field, or None when the words don't stand in the message."""
    if not entry or not entry["words"].strip() or not entry["value"].strip():
        return None
    words = one_line(entry["words"])
    return (one_line(entry["value"]), words) if words.casefold() in one_line(text).casefold() else None


def _as_written(found: tuple[str, str] | None) -> str:
    """Take a value only in the form it has in the message."""
    if found is None:
        return ""
    value, words = found
    return value if value.casefold() in words.casefold() else words


def _date(found: tuple[str, str] | None, kind: Kind, when: When) -> DateReading:
    """Read the quoted words ourselves; take the model's date only for words our own reading can't place."""
    if found is None:
        return DateReading()
    value, words = found
    own = read_date(words, kind=kind, today=when.today, locale=when.locale, order=when.order)
    if own.settled or own.ambiguous or (own.problem or "").endswith("isn't a date."):
        return own
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return DateReading()
    return DateReading(day, assumed_year=str(day.year) not in words, words=words)


def _candidates(draft: QualificationDraft, ids: Sequence[int]) -> tuple[Candidate, ...]:
    if draft.competency is not None:
        return ()
    scores = {one.id: one for one in draft.candidates}
    picked = [scores.get(one, Candidate(one, _LIKENESS_BY_MODEL)) for one in dict.fromkeys(ids)]
    rest = [one for one in draft.candidates if one.id not in set(ids)]
    return tuple([*picked, *rest][:MOST_CANDIDATES])


def _sources(draft: QualificationDraft) -> dict[str, str]:
    read = {
        "competency": draft.competency_words,
        "issued_on": draft.issued_on.words,
        "expires_on": draft.expires_on.words,
        "issuer": draft.issuer,
        "number": draft.number,
    }
    return {**draft.words, **{name: words for name, words in read.items() if words}}
