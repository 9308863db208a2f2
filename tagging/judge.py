"""A language model judges among the short list, and nothing it says is taken unchecked (rule tagging/two-steps)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tagging.llm import ChatFailed, ChatModel
from tagging.prompts import as_data, load_examples, load_prompt
from tagging.shortlist import SkillText

PROMPT = "skill_tagging.v1"
SHORTLIST = 40
DESCRIPTION_SHOWN = 240
REASON_SHOWN = 160
MOST_WORDS = 4
# A confidence a little outside 0..1 is rounding and is clamped; one far outside makes the whole answer doubtful.
TOLERANCE = 0.05
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Pick:
    """A skill the judge picked: confidence 0 to 1, one line why, and words that do stand in the text."""

    skill_id: int
    confidence: float
    reason: str
    words: tuple[str, ...]


class Judge:
    """Asks a language model which skills of a short list a text is about: by default, what an activity trains."""

    def __init__(self, chat: ChatModel, prompt: str = PROMPT) -> None:
        self._chat, self._prompt = chat, prompt

    @property
    def model(self) -> str:
        return self._chat.model

    @property
    def prompt_version(self) -> str:
        return self._prompt

    def pick(self, title: str, text: str, shortlist: Sequence[SkillText], limit: int) -> dict[int, Pick]:
        """Return the skills picked, by id; raise ChatFailed when the model gives no usable answer.

        A pick whose quoted words don't stand in the text is dropped.
        """
        shown = shortlist[:SHORTLIST]
        prompt = load_prompt(self._prompt).filled(
            limit=str(limit),
            examples=load_examples(self._prompt.partition(".")[0]),
            activity=as_data({"title": title, "text": text}),
            shortlist=as_data([_entry(skill) for skill in shown]),
        )
        answer = self._chat.complete(prompt, answer_schema([skill.id for skill in shown]))
        picks = [_pick(entry, f"{title}\n{text}") for entry in answer["picks"]]
        return {pick.skill_id: pick for pick in reversed(picks) if pick.words}


def answer_schema(ids: Sequence[int]) -> dict[str, Any]:
    """Return the JSON schema of an answer: only ids of the short list are allowed."""
    pick = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "enum": list(ids)},
            "confidence": {"type": "number"},
            "reason": {"type": "string"},
            "words": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["id", "confidence", "reason", "words"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"picks": {"type": "array", "items": pick}},
        "required": ["picks"],
        "additionalProperties": False,
    }


def _entry(skill: SkillText) -> dict[str, Any]:
    return {"id": skill.id, "name": skill.name, "description": skill.description[:DESCRIPTION_SHOWN]}


def _pick(entry: dict[str, Any], whole: str) -> Pick:
    confidence = float(entry["confidence"])
    if not -TOLERANCE <= confidence <= 1 + TOLERANCE:
        raise ChatFailed("confidence out of range")
    text = one_line(whole).casefold()
    quoted = (one_line(word).strip(" .,;:'\"") for word in entry["words"])
    words = tuple(dict.fromkeys(word for word in quoted if word and word.casefold() in text))
    reason = one_line(entry["reason"])[:REASON_SHOWN]
    return Pick(entry["id"], min(1.0, max(0.0, confidence)), reason, words[:MOST_WORDS])


def one_line(text: str) -> str:
    """Return text with every run of white space as one space."""
    return _SPACE.sub(" ", text).strip()
