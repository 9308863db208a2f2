"""What the tagger answers: proposed skills, or the best there was and why it did not pass."""

from dataclasses import dataclass
from typing import Literal

from tagging.degraded import Degraded


@dataclass(frozen=True)
class Suggestion:
    """A proposed skill: confidence 0 to 1, one line why, the matched words as written, and who found it."""

    skill_id: int
    confidence: float
    reason: str
    words: tuple[str, ...]
    source: Literal["retrieval", "judge"]


@dataclass(frozen=True)
class Suggestions:
    """The answer for one activity. `suggestions` are at or above `threshold`, most relevant first.

    `best` is the best skill even when it doesn't pass, None when there was nothing to compare.
    `degraded` says that retrieval answered alone: no model is set, it failed (rule tagging/degrade), the day's budget
    is spent, or the AI is switched off for whoever asked (privacy/ai).
    `considered` are the likeliest skills with their confidence before any adjustment, measured by `basis`.
    """

    suggestions: tuple[Suggestion, ...]
    best: Suggestion | None
    threshold: float
    model: str
    prompt_version: str | None
    degraded: Degraded | None
    basis: str = ""
    considered: tuple[tuple[int, float], ...] = ()
