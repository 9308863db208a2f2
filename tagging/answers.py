"""What a language model's server sent back, checked step by step before anything of it is used."""

import json
import re
from typing import Any

import jsonschema

from tagging.allowance import Used

LONGEST_ANSWER = 40_000
MOST_BELIEVED = 1_000_000
"""Tokens of one call; a server that reports more is not believed."""

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(?P<inside>.*?)\n?\s*```\s*\Z", re.DOTALL)


class ChatFailed(Exception):
    """The model gave no usable answer. `kind` says why in a word; nothing a person wrote is in it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def used_tokens(response: Any) -> Used | None:
    """The tokens a response says it cost; None where it says nothing sensible."""
    usage = getattr(response, "usage", None)
    read, written = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if type(read) is int and type(written) is int and 0 <= read <= MOST_BELIEVED and 0 <= written <= MOST_BELIEVED:
        return Used(read, written)
    return None


def checked_answer(response: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """The answer in a response that is finished, not refused, JSON, and fits the schema; raises ChatFailed."""
    try:
        choice = response.choices[0]
        finished, message = choice.finish_reason, choice.message
        refusal, content = getattr(message, "refusal", None), message.content
    except (AttributeError, IndexError, TypeError):
        raise ChatFailed("no answer") from None
    if refusal:
        raise ChatFailed("refused")
    if finished not in ("stop", None):
        raise ChatFailed(f"ended by {finished}" if isinstance(finished, str) else "unfinished")
    if not isinstance(content, str) or not content.strip():
        raise ChatFailed("empty")
    return checked_content(content, schema)


def checked_content(content: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The object written in a text, fenced or bare; raises ChatFailed where it is none, or fits the schema badly."""
    fenced = _FENCE.match(content)
    written = fenced["inside"] if fenced else content
    if len(written) > LONGEST_ANSWER:
        raise ChatFailed("too long")
    try:
        answer = json.loads(written, parse_constant=_no_constant)
        jsonschema.validate(answer, schema)
    except (ValueError, RecursionError):
        raise ChatFailed("no JSON") from None
    except jsonschema.ValidationError:
        raise ChatFailed("other schema") from None
    if not isinstance(answer, dict):
        raise ChatFailed("other schema")
    return answer


def _no_constant(name: str) -> Any:
    raise ValueError(name)
