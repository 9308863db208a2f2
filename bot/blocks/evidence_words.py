"""A piece of evidence in one line: how strong, what, when (evidence/strength, courses/grade-evidence)."""

from __future__ import annotations

from core.catalogue import NamedEvidence
from core.clock import day_in
from core.words import Percent, Sentence, say

KIND_WORDS = {
    "course": say("course"),
    "qualification": say("qualification"),
    "file": say("file"),
    "link": say("link"),
    "rule": say("rule"),
    "import": say("import"),
    "assignment": say("assumed from position"),
}


def evidence_line(piece: NamedEvidence, zone: str) -> Sentence:
    """'generic, Alarm drill 95 %, 20 November 2026'."""
    day = day_in(zone, piece.happened_at)
    return say("{strength}, {what}, {day}", strength=_strength(piece), what=_what(piece), day=day)


def _strength(piece: NamedEvidence) -> Sentence:
    if piece.self_declared:
        return say("self-declared")
    return say("explicit") if piece.strength == "explicit" else say("generic")


def _what(piece: NamedEvidence) -> Sentence:
    if piece.score is not None:
        return say("{name} {score}", name=piece.name, score=Percent(piece.score))
    if piece.judged is not None:
        return _judged(piece)
    kind = KIND_WORDS.get(piece.kind, say("{kind}", kind=piece.kind))
    return say("{kind} {name}", kind=kind, name=piece.name) if piece.name else kind


def _judged(piece: NamedEvidence) -> Sentence:
    by = piece.by or say("The operator")
    value = piece.value or say("no value")
    note = say(": '{note}'", note=piece.note) if piece.note else say("")
    if piece.judged == "grading":
        return say(
            "Teacher {name} manually specified this value in course {course}: {value}{note}",
            name=by, course=piece.name, value=value, note=note,
        )
    if piece.judged == "review":
        return say("{name} decided a review: {value}{note}", name=by, value=value, note=note)
    return say("{name} gave {value}{note}", name=by, value=value, note=note)
