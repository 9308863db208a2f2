"""A job description to draft targets: what it asks for, among the competencies there are (targets/ai).

Names that stand in it word for word are taken; what its lines are about is found by meaning and words, and judged by a
language model where one is set. Nothing else can come out, whatever the text says.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tagging.degraded import Degraded, degraded_by
from tagging.details import find_level
from tagging.instructions import without_instructions
from tagging.judge import SHORTLIST, Judge, Pick
from tagging.llm import ChatFailed, ChatModel
from tagging.matching import NameBook
from tagging.shortlist import SkillText
from tagging.tagger import Suggestion
from tagging.verdicts import shipped_verdicts

PROMPT = "target_intake.v1"
LONGEST = 8_000
MOST_LINES = 40
LONGEST_LINE = 400
FEWEST_LETTERS = 8
MOST_TARGETS = 12
NEAR = 60
"""A level stands within so many letters after the language it belongs to."""

_LINES = re.compile(r"\n+|(?<=[.!?;])\s+|[•·▪‣*]\s+")
_BULLET = re.compile(r"^\W+")

Found = Callable[[Sequence[str]], tuple[Sequence[Suggestion], float]]
"""Gives the skills that lines are about, and the least confidence that counts."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DraftTarget:
    """A competency that the job asks for: `words` as they stand in the text, `value` as written there ('' where none).

    `confidence` is None where its name stands in the text word for word.
    """

    competency_id: int
    words: tuple[str, ...]
    value: str = ""
    confidence: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class TargetProposal:
    """What a job description asks for, surest first; `degraded` says why no language model judged it, if none did."""

    targets: tuple[DraftTarget, ...]
    degraded: Degraded | None


def read_job_description(text: str, *, book: NameBook, found: Found, chat: ChatModel | None = None) -> TargetProposal:
    """Read what a job asks for. `book` holds the competencies the reader may see, and only those come out.

    Text beyond 8,000 characters is not read; sentences that speak to the reader of the text are left out
    (tagging/injection). When the language model fails, what was found without it comes back, marked.
    """
    clean = without_instructions(text[:LONGEST])
    named = _named(clean, book)
    about, threshold = found(lines_of(clean))
    likely = _likeliest([each for each in about if each.skill_id in book.by_id and each.skill_id not in named])
    judged, degraded = _judged(clean, [*named, *likely], likely, book, chat)
    about_it = likely.values() if judged is None else judged
    kept = [each for each in about_it if (each.confidence or 0.0) >= threshold]
    rest = sorted(kept, key=lambda each: -(each.confidence or 0.0))
    return TargetProposal(tuple([*named.values(), *rest][:MOST_TARGETS]), degraded)


def lines_of(text: str) -> list[str]:
    """The sentences and bullet points of a text, without those too short to ask for anything."""
    parts = (_BULLET.sub("", part).strip() for part in _LINES.split(text))
    return [part[:LONGEST_LINE] for part in parts if len(part) >= FEWEST_LETTERS][:MOST_LINES]


def _named(text: str, book: NameBook) -> dict[int, DraftTarget]:
    """Competencies whose name or synonym stands in the text, where it names one alone, with the level beside it."""
    found: dict[int, DraftTarget] = {}
    for (start, end), owners in book.named(text):
        if len(owners) != 1 or owners[0] in found:
            continue
        entry = book.by_id[owners[0]]
        level = find_level(text[end : end + NEAR].partition("\n")[0], []) if entry.category == "language" else None
        found[entry.id] = DraftTarget(entry.id, (text[start:end],), level.words if level else "")
    return found


def _likeliest(about: Sequence[Suggestion]) -> dict[int, DraftTarget]:
    """Each skill once, by the line that is most about it."""
    best: dict[int, DraftTarget] = {}
    for each in sorted(about, key=lambda one: -one.confidence):
        target = DraftTarget(each.skill_id, each.words, confidence=each.confidence, reason=each.reason)
        best.setdefault(each.skill_id, target)
    return best


def _judged(
    text: str, ids: Sequence[int], likely: Mapping[int, DraftTarget], book: NameBook, chat: ChatModel | None
) -> tuple[list[DraftTarget] | None, Degraded | None]:
    """What a language model picks of the likely ones; None where it was not asked or gave no usable answer."""
    if chat is None:
        return None, "no_model"
    shortlist = [SkillText(each, book.by_id[each].name) for each in ids[:SHORTLIST]]
    if not shortlist:
        return None, None
    try:
        picks = Judge(chat, PROMPT).pick("", text, shortlist, MOST_TARGETS)
    except ChatFailed as failed:
        log.info("the job description was read without the model: %s", failed.kind)
        return None, degraded_by(failed)
    return [_picked(likely[each], pick) for each, pick in picks.items() if each in likely], None


def _picked(found: DraftTarget, pick: Pick) -> DraftTarget:
    """A likely competency that the model picked, with the confidence of both together."""
    joint = shipped_verdicts().joint(found.confidence or 0.0, pick.confidence)
    return replace(found, words=pick.words, confidence=joint, reason=pick.reason or found.reason)
