"""Why retrieval, or the parser, answered without the language model (rule tagging/degrade)."""

from typing import Literal

from tagging.leaving import SWITCHED_OFF
from tagging.llm import BUDGET_SPENT, ChatFailed

Degraded = Literal["no_model", "failed", "switched_off", "budget"]
"""No model is set; it gave no usable answer; the AI is off for whoever asked; the day's budget is spent."""


def degraded_by(failed: ChatFailed) -> Degraded:
    """The reason to tell for a call that brought nothing."""
    if failed.kind == SWITCHED_OFF:
        return "switched_off"
    return "budget" if failed.kind == BUDGET_SPENT else "failed"
